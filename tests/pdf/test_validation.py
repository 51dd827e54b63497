import os

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.pdf.sample import COVER, build_sample, whole_story
from tests.pdf.verapdf import missing_tool, verdicts

pytestmark = pytest.mark.pdf_validation

FLAVOURS = ("ua1", "2a")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What veraPDF says of a report with everything, and of a bare file."""
    if missing := missing_tool():
        if os.environ.get("CI") == "true":
            pytest.fail(f"PDF files cannot be validated: {missing}.")
        pytest.skip(f"PDF files cannot be validated: {missing}.")
    folder = tmp_path_factory.mktemp("pdf")
    report, bare = folder / "report.pdf", folder / "bare.pdf"
    report.write_bytes(build_sample(whole_story(), COVER))
    canvas = Canvas(str(bare))
    canvas.drawString(72, 72, "Neither tagged nor embedded")
    canvas.save()
    by_file = verdicts(FLAVOURS, [report, bare])
    return {(flavour, path.stem): v for (flavour, path), v in by_file.items()}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_report_keeps_the_standard(found, flavour):
    verdict = found[flavour, "report"]

    assert verdict.failed == ()
    assert verdict.compliant
    assert verdict.checks > 1000


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_bare_file_is_found_at_fault(found, flavour):
    """Guards the other test: without its profiles veraPDF finds no fault at all."""
    verdict = found[flavour, "bare"]

    assert not verdict.compliant
    assert len(verdict.failed) > 3
