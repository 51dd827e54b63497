"""Texts as a PO file for partners with a PO tool, and back: both domains in one file.

The entries keep msgctxt and msgid, so that any PO tool and Weblate work out of the box.
"""

import codecs
import re
from collections.abc import Iterable
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po

from assessment.translations.catalogues import (
    empty_catalogue,
    never_formatted,
    page_key,
    po_bytes,
    stated,
)
from assessment.translations.texts import PAGES, Proposal, Text, TextState

MOST_FORMS = 6  # Arabic has six; a header that asks for more would fill the memory
FORMS = re.compile(rb"nplurals\s*=\s*(\d+)")


class PoError(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def po_file(texts: Iterable[Text], language: str) -> bytes:
    """The texts of a language as one PO file; comments tell limit and state."""
    catalogue = empty_catalogue(
        language, header="# Comments tell the state: drafted, reviewed or approved."
    )
    for text in texts:
        stale = text.state is TextState.STALE
        told = text.state.shown and text.state is not TextState.DRAFTED
        entry = catalogue.add(
            text.english[0] if len(text.english) == 1 else text.english,
            text.forms[0] if len(text.english) == 1 else text.forms,
            context=text.context,
            flags={"fuzzy"} if stale else (),
            auto_comments=[
                *filter(None, [text.note]),
                f"At most {text.longest} characters.",
            ],
            user_comments=[f"state: {text.state}"] if told else (),
            previous_id=text.earlier_english if stale else (),
        )
        if text.domain != PAGES:
            never_formatted(entry)
    return po_bytes(catalogue)


def read_po_file(content: bytes) -> tuple[str, list[Proposal], int]:
    """The language of a PO file, what it says of each text, and how many it leaves
    open: entries marked fuzzy, as PO tools mark what is not finished.

    Raises `PoError` where it is no PO file.
    """
    if any(int(count) > MOST_FORMS for count in FORMS.findall(content)):
        raise PoError(f"more than {MOST_FORMS} plural forms: mend Plural-Forms.")
    try:
        plain = BytesIO(content.removeprefix(codecs.BOM_UTF8))
        catalogue = read_po(plain, ignore_obsolete=True, abort_invalid=True)
    except PoFileError as error:
        raise PoError(f"not readable as PO: {error}: mend that line.") from None
    except Exception as error:  # babel raises whatever the file made it stumble on
        raise PoError(
            f"not readable as PO ({type(error).__name__}): save it as PO in UTF-8."
        ) from None
    entries = [message for message in catalogue if message.id]
    proposals = [_proposal(message) for message in entries if not message.fuzzy]
    language = catalogue.locale_identifier or ""
    return language, proposals, len(entries) - len(proposals)


def _proposal(message) -> Proposal:
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    string = message.string or ""
    forms = (string,) if isinstance(string, str) else tuple(string)
    place = f"line {message.lineno}"
    return Proposal(
        place, po_key(message.context, english), english, forms, stated(message)
    )


def po_key(context: str | None, english: tuple[str, ...]) -> str:
    """The key of an entry: texts of the questionnaire have it as their context."""
    dotted = context and re.fullmatch(r"\w+(\.\w+)+", context)
    return context if dotted else page_key(context, english)
