"""The page that explains the method, from docs/methodology.<language>.md."""

from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt


@cache
def methodology(language: str) -> SafeString:
    """The method as HTML, in English where a language has no text of its own."""
    folder = settings.BASE_DIR / "docs"
    path = folder / f"methodology.{language}.md"
    if not path.exists():
        path = folder / "methodology.md"
    # our own file, and markdown-it escapes HTML in it
    return mark_safe(
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .render(path.read_text("utf-8"))
    )
