"""What a translation may be: each fault is told with its cure.

Pure. The same rules hold for what partners send and for what is in the repository.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from assessment.translations.texts import PAGES, Text

PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[sd%]|\{\w*\}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]\w*);")
ESCAPE_OF_SHEETS = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")  # they would be decoded
FORMULA = ("=", "+", "-", "@")
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ALLOWED_INVISIBLE = {"\n", "\u00ad", "\u2060"}  # line break, soft hyphen, word joiner
CLOSING = '»”“\u2019")] \u00a0\u202f'


def faults(text: Text, forms: Sequence[str]) -> list[str]:
    """What keeps these forms from being the translation; empty if nothing does."""
    if len(forms) != len(text.forms) or not all(forms):
        given = sum(map(bool, forms))
        return [
            f"{given} of {len(text.forms)} plural forms: write each form of the "
            "language, and none besides."
            if len(text.english) > 1
            else "the text is empty: write the translation, or leave the row out."
        ]
    found = [
        fault
        for number, form in enumerate(forms)
        for fault in _form_faults(text, text.english_of(number), form)
    ]
    return list(dict.fromkeys(found))


def _form_faults(text: Text, english: str, form: str) -> Iterator[str]:
    if len(form) > text.longest:
        yield f"{len(form)} characters: shorten it to {text.longest}."
    if form.startswith(FORMULA) and not english.startswith(form[0]):
        yield f"begins with {form[0]!r} as a formula does: begin with a word."
    yield from _placeholder_faults(text, form)
    yield from _markup_faults(text, english, form)
    yield from _edge_faults(english, form)
    yield from _character_faults(form)


def _placeholder_faults(text: Text, form: str) -> Iterator[str]:
    """The singular may leave out its number; nothing else may go or come."""
    wanted = [set(PLACEHOLDER.findall(english)) for english in text.english]
    kept = set(PLACEHOLDER.findall(form))
    if lost := sorted((wanted[0] & wanted[-1]) - kept):
        yield f"lost {', '.join(lost)}: keep each as it is in English."
    if new := sorted(kept - (wanted[0] | wanted[-1])):
        yield f"has {', '.join(new)}, which the English has not: take it out."
    if text.formatted and _lone_percent(form) and not _lone_percent(text.english[-1]):
        yield "has a lone %: write %% for a percent sign."


def _lone_percent(form: str) -> bool:
    return "%" in PLACEHOLDER.sub("", form)


def _markup_faults(text: Text, english: str, form: str) -> Iterator[str]:
    allowed, given = Counter(TAG.findall(english)), Counter(TAG.findall(form))
    if new := sorted((given - allowed).elements()):
        yield f"has the HTML {', '.join(new)}: take it out."
    if lost := sorted((allowed - given).elements()):
        yield f"lost the HTML {', '.join(lost)}: keep it around the same words."
    bare, bare_english = TAG.sub("", form), TAG.sub("", english)
    if set(MARKUP.findall(bare)) - set(MARKUP.findall(bare_english)):
        yield "has HTML: write plain words."
    # on pages a text may stand inside an attribute, which a straight quote would end
    if text.domain == PAGES and '"' in bare and '"' not in bare_english:
        yield 'has a straight ": write the quotation marks of the language.'


def _edge_faults(english: str, form: str) -> Iterator[str]:
    if _edges(english) != _edges(form):
        yield "begins or ends with another space or line break than the English: mend."
    elif form.count("\n") and not english.count("\n"):
        yield "has a line break: write it on one line."
    if english.endswith(".") and not form.rstrip(CLOSING).endswith((".", "…")):
        yield "lost the full stop at its end: write it."


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    start, _, end = text.partition(bare) if bare else (text, "", "")
    return start, end


def _character_faults(form: str) -> Iterator[str]:
    odd = {
        character
        for character in form
        if unicodedata.category(character) in INVISIBLE
        and character not in ALLOWED_INVISIBLE
    }
    if odd:
        codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(odd))
        yield f"has the invisible character {codes}: take it out."
    if codes := ESCAPE_OF_SHEETS.findall(form):
        yield f"has {codes[0]}, left over by a spreadsheet: take it out."
