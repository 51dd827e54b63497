"""The questions of one size class on paper."""

from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from reporting.pdf.blocks import heading
from reporting.pdf.document import build
from reporting.pdf.finish import Details


def blank_form(size_class: str) -> bytes:
    """The questions of a size class as a tagged PDF, in the active language."""
    title = gettext("Gender equality self-assessment: questions on paper")
    return build(
        [heading(title)],
        details=Details(
            title=title,
            language=get_language() or "en",
            author="PENELOPE",
            created=now(),
        ),
        page_label=gettext("Page {page} of {pages}"),
    )
