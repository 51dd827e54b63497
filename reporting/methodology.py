"""The page that explains the method, from docs/methodology.<language>.md."""

from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from assessment.wording import marked


@cache
def methodology(language: str) -> SafeString:
    """The method as HTML, in English where a language has no text of its own."""
    folder = settings.BASE_DIR / "docs"
    path = folder / f"methodology.{language}.md"
    if not path.exists():
        path = folder / "methodology.md"
    document = MarkdownIt("commonmark", {"html": False}).enable("table")
    document.add_render_rule("text", _text)
    words = path.read_text("utf-8")
    # our own file, and HTML in it is escaped
    return mark_safe(document.render(words, {"language": language}))


def _text(renderer, tokens, index, options, environment) -> str:
    """A piece of text without markup of its own, as HTML."""
    return marked(tokens[index].content, environment["language"])
