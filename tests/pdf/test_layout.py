"""No word of a document leaves the page or covers another, in any language."""

import os
import re
import shutil
import subprocess
from html import unescape
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from reporting.pdf.enterprise import enterprise_report
from reporting.pdf.form import blank_form
from reporting.report import report_of
from tests.samples import sample_result

WIDTH, HEIGHT, MARGIN = 595.3, 841.9, 30
LANGUAGES = [code for code, _ in settings.LANGUAGES]
HEADS = [
    *("Question", "Answer", "Weight", "Value", "Points", "Effort", "Gain", "Area"),
    *("Score", "0 to 100", "Level", "Known answers", "For level", "Met?", "Action"),
    *("Question and answer needed", "Your answer", "How to find out", "Reason"),
    *("Score, exactly", "Upper end, exactly", "Step"),
]
BOX = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'
WORD = re.compile(f"<word {BOX}>(.*?)</word>")


@pytest.fixture(scope="module", autouse=True)
def poppler():
    if not shutil.which("pdftotext"):
        missing = "Words cannot be measured: pdftotext is missing (poppler-utils)."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


def pages(content, folder):
    """The words of each page with their boxes, in points from the top left."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    )
    for page in done.stdout.split("<page ")[1:]:
        yield [
            (*map(float, found.groups()[:4]), found[5]) for found in WORD.finditer(page)
        ]


def outside(words):
    return [
        text
        for left, top, right, bottom, text in words
        if left < MARGIN
        or right > WIDTH - MARGIN
        or top < MARGIN / 2
        or bottom > HEIGHT - MARGIN / 2
    ]


def covered(words):
    """Pairs on one line of which the second begins before the first ends."""
    lines = {}
    for word in words:
        lines.setdefault(round((word[1] + word[3]) / 2, 1), []).append(word)
    return [
        (one[4], other[4])
        for line in lines.values()
        for one, other in pairwise(sorted(line))
        if other[0] < one[2] - 1
    ]


def test_the_measure_sees_a_word_outside_and_one_covered():
    words = [(40, 100, 90, 110, "one"), (80, 100, 120, 110, "two")]
    words.append((560, 100, 590, 110, "three"))
    assert outside(words) == ["three"]
    assert covered(words) == [("one", "two")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_funding_line_stands_whole_under_every_page(language, tmp_path):
    with translation.override(language):
        content = blank_form("micro")
        line = str(settings.FUNDING_LINE).split()
    for words in pages(content, tmp_path):
        foot = [unescape(text) for _, top, *_, text in words if top > HEIGHT - 60]
        assert [word for word in line if word not in foot] == []


@pytest.mark.parametrize("size_class", ["small", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_report_is_cut_or_covered(language, size_class, tmp_path):
    with translation.override(language):
        content = enterprise_report(report_of(sample_result(size_class)))
        heads = {gettext(head) for head in HEADS}
    found = list(pages(content, tmp_path))
    assert len(found) > 10
    assert [outside(words) for words in found if outside(words)] == []
    assert [covered(words) for words in found if covered(words)] == []
    whole = {unescape(word[4]) for words in found for word in words}
    assert {word for head in heads for word in head.split()} - whole == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_quick_check_is_cut_or_covered(language, tmp_path):
    with translation.override(language):
        content = enterprise_report(report_of(sample_result("micro", quick=True)))
    found = list(pages(content, tmp_path))
    assert [outside(words) for words in found if outside(words)] == []
    assert [covered(words) for words in found if covered(words)] == []


@pytest.mark.parametrize("size_class", ["micro", "small", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_form_is_cut_or_covered(language, size_class, tmp_path):
    with translation.override(language):
        content = blank_form(size_class)
    found = list(pages(content, tmp_path))
    assert [outside(words) for words in found if outside(words)] == []
    assert [covered(words) for words in found if covered(words)] == []
