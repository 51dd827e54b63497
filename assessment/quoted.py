"""Words quoted from another language, such as a Spanish law in a German text.

A screen reader says a word right only if it knows the language of it (WCAG 2.2, 3.1.2).
The words stand in catalogue/quoted.toml; this room finds them in a text. How they are
marked is the business of whoever draws: page, PDF or document.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue"
CURVED = "\N{RIGHT SINGLE QUOTATION MARK}"

Piece = tuple[str, str | None]  # a part of a text, and its language if it is another


@cache
def quoted_terms() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By language, the terms that texts quote from it, each with its forms."""
    languages = tomllib.loads((CATALOGUE / "quoted.toml").read_text("utf-8"))
    return {
        language: tuple(tuple(term.split("|")) for term in terms)
        for language, terms in languages.items()
    }


def pieces(text: str, language: str) -> list[Piece]:
    """The text in pieces: what is quoted from another language stands alone."""
    others = _others(language.partition("-")[0])
    folded = text.casefold()
    if not any(word in folded for word in others.telling):  # ten times as fast
        return [(text, None)] if text else []
    found = []
    end = 0
    for match in others.terms.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], None))
        found.append((match[0], match.lastgroup))
        end = match.end()
    if end < len(text):
        found.append((text[end:], None))
    return found


@dataclass(frozen=True, slots=True)
class _Others:
    """What to look for in a text of one language: the terms of all others."""

    telling: tuple[str, ...]  # one word of each form: without them there is no term
    terms: re.Pattern[str]  # whole words; the group that matches names the language


@cache
def _others(language: str) -> _Others:
    forms = {
        other: [form for term in terms for form in term]
        for other, terms in quoted_terms().items()
        if other != language
    }
    groups = [f"(?P<{other}>{'|'.join(map(_form, forms[other]))})" for other in forms]
    words = {
        max(re.findall(r"\w+", form.casefold()), key=len)
        for other in forms
        for form in forms[other]
    }
    return _Others(
        telling=tuple(sorted(words)),
        terms=re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE),
    )


def _form(form: str) -> str:
    """One form, with any apostrophe and any space."""
    words = [re.escape(word).replace(CURVED, f"['{CURVED}]") for word in form.split()]
    return r"\s+".join(words)
