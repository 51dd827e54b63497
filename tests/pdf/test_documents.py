"""The documents as enterprises get them, judged by veraPDF."""

import os

import pytest
from django.utils import translation

from reporting.pdf.enterprise import enterprise_report
from reporting.pdf.form import blank_form
from reporting.report import report_of
from tests.pdf.verapdf import missing_tool, verdicts
from tests.samples import sample_answers, sample_result

pytestmark = pytest.mark.pdf_validation

FLAVOURS = ("ua1", "2a")
COMMENT = "<b>Rangé</b> & “vu” \x0c le 3 mai. " * 60


def report(language, **sample):
    with translation.override(language):
        return enterprise_report(report_of(sample_result(**sample)))


def form(language, size_class):
    with translation.override(language):
        return blank_form(size_class)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    if missing := missing_tool():
        if os.environ.get("CI") == "true":
            pytest.fail(f"PDF files cannot be validated: {missing}.")
        pytest.skip(f"PDF files cannot be validated: {missing}.")
    folder = tmp_path_factory.mktemp("documents")
    documents = {
        "micro": report("en", size_class="micro"),
        "medium": report(
            "fr",
            size_class="medium",
            comments=dict.fromkeys(sample_answers("medium"), COMMENT),
        ),
        "form": form("en", "small"),
    }
    for name, content in documents.items():
        (folder / f"{name}.pdf").write_bytes(content)
    by_file = verdicts(FLAVOURS, [folder / f"{name}.pdf" for name in documents])
    return {(flavour, path.stem): v for (flavour, path), v in by_file.items()}


@pytest.mark.parametrize("name", ["micro", "medium", "form"])
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_document_keeps_the_standard(found, flavour, name):
    verdict = found[flavour, name]

    assert verdict.failed == ()
    assert verdict.compliant
    assert verdict.checks > 1000
