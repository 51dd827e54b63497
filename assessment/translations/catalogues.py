"""The PO files of this repository: read as texts, changed entry by entry.

A state is a translator comment, `# state: reviewed`; without it a text is drafted,
fuzzy is stale, empty is missing. A change rewrites only the lines of its own entry:
the rest of a file stays as it was, byte by byte.
"""

import gettext as plurals
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, normalize, read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from assessment.edition import load, load_duties
from assessment.questions import Wording
from assessment.translations.texts import (
    DUTIES_PART,
    FRAMEWORKS_PART,
    GIVEN,
    GLOSSARY_PART,
    PAGES,
    PAGES_PART,
    QUESTIONS_PART,
    TEMPLATES_PART,
    Text,
    TextState,
    note,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # no dates that change with every run
STATE = re.compile(rf"state: ({'|'.join(GIVEN)})")
TRIED = range(102)  # numbers shown to translators as examples of a plural form


@dataclass(frozen=True, slots=True)
class Change:
    """A text that gets another translation, another state, or both."""

    text: Text
    forms: tuple[str, ...]
    state: TextState


def languages() -> list[str]:
    """The languages texts are translated into."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def questions_domain() -> str:
    return f"edition_{settings.QUESTIONNAIRE_EDITION}"


def folder(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / to_locale(language)


def po_path(language: str, domain: str) -> Path:
    return folder(language) / "LC_MESSAGES" / f"{domain}.po"


def wordings(edition: str) -> Iterable[Wording]:
    """Every text of the edition and of the duties it may name."""
    yield from load(edition).wordings()
    for duty in load_duties().values():
        yield duty.wording


def texts(language: str) -> list[Text]:
    """Every text of the product in a language: the questionnaire, then the pages."""
    return [*_question_texts(language), *_page_texts(language)]


def _question_texts(language: str) -> Iterable[Text]:
    domain = questions_domain()
    catalogue = _read(_content(language, domain), language)
    entries = {message.context: message for message in catalogue if message.id}
    titles = part_titles()
    parts = _parts()
    for wording in wordings(settings.QUESTIONNAIRE_EDITION):
        entry = entries.get(wording.key)
        part = _part(wording.key, parts)
        yield Text(
            domain=domain,
            key=wording.key,
            english=(wording.text,),
            forms=(str(entry.string or "") if entry else "",),
            state=_state(entry, (wording.text,)),
            part=part,
            note=note(wording.key, titles[part]),
            context=wording.key,
            earlier_english=_earlier(entry, wording.text),
        )


def _page_texts(language: str) -> Iterable[Text]:
    content = _content(language, PAGES) or _blank_pages(language)
    catalogue = _read(content, language)
    for message in catalogue:
        if not message.id:
            continue
        english = _forms(message.id)
        forms = _forms(message.string or "")
        missing = ("",) * (catalogue.num_plurals if len(english) > 1 else 1)
        yield Text(
            domain=PAGES,
            key=page_key(message.context, english),
            english=english,
            forms=(forms + missing)[: len(missing)],
            state=_state(message, english),
            part=PAGES_PART,
            note=". ".join(filter(None, [message.context, *message.auto_comments])),
            context=message.context,
            formatted=message.python_format,
            earlier_english=_earlier(message, english[0]),
        )


def page_key(context: str | None, english: tuple[str, ...]) -> str:
    """A short key for a text that has none: the same wherever its English is."""
    words = "\x04".join([context or "", *english])
    return f"page.{sha256(words.encode()).hexdigest()[:10]}"


def plural_examples(language: str) -> list[str]:
    """For each plural form, some numbers that take it: "0, 1" and "2, 3, 4, 5, 6"."""
    catalogue = _read(
        _content(language, PAGES) or po_bytes(empty_catalogue(language, PAGES)),
        language,
    )
    form_of = plurals.c2py(catalogue.plural_expr)
    numbers = [
        [str(number) for number in (*TRIED, 1_000_000) if form_of(number) == form]
        for form in range(catalogue.num_plurals)
    ]
    return [", ".join(some[:5]) for some in numbers]


def part_titles() -> dict[str, str]:
    """The parts of the product, in English."""
    areas = load(settings.QUESTIONNAIRE_EDITION).areas
    return {
        QUESTIONS_PART: "Profile, answers and levels",
        **{area.code: area.title.text for area in areas},
        GLOSSARY_PART: "Glossary",
        DUTIES_PART: "Legal duties",
        FRAMEWORKS_PART: "Standards and laws",
        TEMPLATES_PART: "Templates",
        PAGES_PART: "Pages",
    }


def _parts() -> Mapping[str, str]:
    """The area of each question and action, by the start of their keys."""
    areas = load(settings.QUESTIONNAIRE_EDITION).areas
    questions = [(area.code, q) for area in areas for q in area.questions]
    return {
        **{f"area.{area.code}": area.code for area in areas},
        **{question.code: code for code, question in questions},
        **{f"action.{a.code}": code for code, q in questions for a in q.actions},
    }


def _part(key: str, parts: Mapping[str, str]) -> str:
    first, *rest = key.split(".")
    match first:
        case "term":
            return GLOSSARY_PART
        case "duty":
            return DUTIES_PART
        case "framework":
            return FRAMEWORKS_PART
        case "template":
            return TEMPLATES_PART
        case "area" | "action":
            return parts[f"{first}.{rest[0]}"]
    return parts.get(first, QUESTIONS_PART)


# Reading


def _content(language: str, domain: str) -> bytes:
    path = po_path(language, domain)
    return path.read_bytes() if path.exists() else b""


def _read(content: bytes, language: str) -> Catalog:
    return read_po(BytesIO(content), locale=to_locale(language), abort_invalid=True)


def _forms(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _state(entry: Message | None, english: tuple[str, ...]) -> TextState:
    if entry is None or not all(_forms(entry.string or "")):
        return TextState.MISSING
    if entry.fuzzy or _forms(entry.id) != english:
        return TextState.STALE
    return stated(entry) or TextState.DRAFTED


def stated(entry: Message) -> TextState | None:
    """The state an entry's comments tell, if they tell one."""
    for comment in entry.user_comments:
        if match := STATE.fullmatch(comment.strip()):
            return TextState(match[1])
    return None


def _earlier(entry: Message | None, english: str) -> str:
    if entry is None:
        return ""
    if entry.fuzzy:
        return _previous(entry)
    return _forms(entry.id)[0] if _forms(entry.id)[0] != english else ""


def _previous(entry: Message) -> str:
    """The English before the last change; babel takes `#| msgid` for a comment."""
    lines = [c[1:].strip() for c in entry.user_comments if c.startswith("|")]
    words: list[str] = []
    for line in lines:
        if line.startswith("msgid "):
            words = [line.removeprefix("msgid ")]
        elif line.startswith('"') and words:
            words.append(line)
        else:
            words = words if line.startswith("msgid_plural") else []
    return denormalize("\n".join(words)) if words else ""


# Writing


def source(language: str, domain: str) -> bytes:
    """The PO file as it would be today: up to date, and there even if it is not yet."""
    if domain == PAGES:
        return _content(language, PAGES) or _blank_pages(language)
    before = _content(language, domain)
    return brought_up_to_date(before, settings.QUESTIONNAIRE_EDITION, language)


def brought_up_to_date(before: bytes, edition: str, language: str) -> bytes:
    """A PO file of the edition with today's English.

    Where the English changed, the old translation stays as a proposal: fuzzy, and a
    draft again. Comments of translators stay.
    """
    kept = {}
    if before:
        kept = {message.context: message for message in read_po(BytesIO(before))}
    catalogue = empty_catalogue(
        language,
        f"edition_{edition}",
        version=edition,
        header=f"# The questionnaire, edition {edition}; msgctxt is its key.",
    )
    for wording in wordings(edition):
        old = kept.get(wording.key)
        changed = old is not None and old.string and old.id != wording.text
        flags = set(old.flags) if old else set()
        previous = old.id if changed else _previous(old) if old else ""
        entry = catalogue.add(
            wording.text,
            old.string if old else "",
            context=wording.key,
            flags=flags | {"fuzzy"} if changed else flags,
            previous_id=previous or (),
            user_comments=[
                comment
                for comment in (old.user_comments if old else ())
                if not comment.startswith("|")
                and not (changed and STATE.fullmatch(comment.strip()))
            ],
        )
        never_formatted(entry)
    return po_bytes(catalogue)


def never_formatted(entry: Message) -> None:
    """The questionnaire has no placeholders, whatever babel makes of "5% of"."""
    entry.flags.discard("python-format")


def _blank_pages(language: str) -> bytes:
    """The texts of the pages, untranslated: those of a language that has them."""
    others = (_content(other, PAGES) for other in languages() if other != language)
    content = next(filter(None, others), b"")
    catalogue = empty_catalogue(language, PAGES, header="# The interface.")
    for message in read_po(BytesIO(content)):
        if message.id:
            catalogue.add(
                message.id,
                context=message.context,
                flags=message.flags - {"fuzzy"},
                auto_comments=message.auto_comments,
            )
    return po_bytes(catalogue)


def empty_catalogue(
    language: str,
    domain: str | None = None,
    version: str = "2026",
    header: str | None = None,
) -> Catalog:
    return Catalog(
        locale=to_locale(language),
        domain=domain,
        project="PENELOPE",
        version=version,
        header_comment=header,
        creation_date=LONG_AGO,
        revision_date=LONG_AGO,
        last_translator="PENELOPE",
        language_team="PENELOPE",
        msgid_bugs_address="PENELOPE",
        fuzzy=False,
    )


def po_bytes(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=0, include_previous=True)
    return out.getvalue()


def with_changes(content: bytes, changes: Iterable[Change], language: str) -> bytes:
    """The PO file with these texts changed, and every other line as it was."""
    catalogue = _read(content, language)
    lines = content.decode().split("\n")
    found = [(_entry(catalogue, change.text), change) for change in changes]
    for entry, change in sorted(found, key=lambda pair: pair[0].lineno, reverse=True):
        start, middle, end = _span(lines, entry.lineno - 1)
        lines[start:end] = [
            *_comments(lines[start:middle], change.state),
            *_words(lines[middle:end], change.forms),
        ]
    return "\n".join(lines).encode()


def _entry(catalogue: Catalog, text: Text) -> Message:
    entry = catalogue.get(text.english[0], context=text.context)
    if entry is None:
        raise LookupError(f"{text.key} is not in the PO file of {catalogue.locale}.")
    return entry


def _span(lines: list[str], msgid: int) -> tuple[int, int, int]:
    """Where an entry's comments, its words and what follows it begin."""
    middle = msgid
    above = msgid - 1
    while above >= 0 and lines[above].startswith('"'):
        above -= 1
    if above >= 0 and lines[above].startswith("msgctxt"):
        middle = above
    start = middle
    while start and lines[start - 1].startswith("#") and lines[start - 1][:2] != "#~":
        start -= 1
    end = msgid + 1
    while end < len(lines) and lines[end].startswith(('"', "msgid_plural", "msgstr")):
        end += 1
    return start, middle, end


def _comments(lines: list[str], state: TextState) -> list[str]:
    """Translators' comments stay; the state is told anew and nothing is fuzzy."""
    people = [line for line in lines if line[:2] in ("#", "# ")]
    kept = [line for line in people if not STATE.fullmatch(line[1:].strip())]
    if state is not TextState.DRAFTED:
        kept.append(f"# state: {state}")
    for line in lines:
        if line.startswith("#,"):
            flags = [flag.strip() for flag in line[2:].split(",")]
            if flags := [flag for flag in flags if flag != "fuzzy"]:
                kept.append(f"#, {', '.join(flags)}")
        elif line not in people and not line.startswith("#|"):
            kept.append(line)
    return kept


def _words(lines: list[str], forms: tuple[str, ...]) -> list[str]:
    first = next(n for n, line in enumerate(lines) if line.startswith("msgstr"))
    plural = lines[first].startswith("msgstr[")
    names = [f"msgstr[{n}]" for n in range(len(forms))] if plural else ["msgstr"]
    return [
        *lines[:first],
        *(
            line
            for name, form in zip(names, forms, strict=True)
            for line in f"{name} {normalize(form, width=0)}".split("\n")
        ),
    ]
