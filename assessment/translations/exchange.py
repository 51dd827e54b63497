"""What an import would change, what it refuses, and the history it leaves."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from assessment.translations.catalogues import (
    Change,
    folder,
    po_path,
    questions_domain,
    source,
    with_changes,
)
from assessment.translations.checks import faults
from assessment.translations.texts import PAGES, Proposal, Text, TextState

HISTORY = ("date", "key", "before", "after", "state", "file")
UNSAID = (None, TextState.MISSING, TextState.STALE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not taken, and what to do about it."""

    place: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    changes: Sequence[Change]
    refusals: Sequence[Refusal]
    unchanged: int


def plan(
    texts: Iterable[Text],
    proposals: Iterable[Proposal],
    everywhere: TextState | None = None,
) -> Plan:
    """What becomes of the texts; `everywhere` is a state for each text of the file."""
    known = {text.key: text for text in texts}
    changes: list[Change] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    unchanged = 0
    for proposal in proposals:
        text = known.get(proposal.key)
        if reason := _refused(proposal, text, seen):
            refusals.append(Refusal(proposal.place, proposal.key, reason))
            continue
        seen.add(proposal.key)
        state = _state(text, proposal, everywhere)
        if (proposal.forms, state) == (text.forms, text.state):
            unchanged += 1
        elif found := faults(text, proposal.forms):
            reason = " ".join(found)
            refusals.append(Refusal(proposal.place, proposal.key, reason))
        else:
            changes.append(Change(text, proposal.forms, state))
    return Plan(changes, refusals, unchanged)


def _refused(proposal: Proposal, text: Text | None, seen: set[str]) -> str:
    if text is None:
        return (
            "unknown key, or a text whose English has changed: export anew and copy "
            "the translation over."
        )
    if proposal.problem:
        return proposal.problem
    if proposal.key in seen:
        return "stands twice: keep one."
    english = tuple(dict.fromkeys(text.english))
    if tuple(dict.fromkeys(proposal.english)) != english:
        return (
            "the English here is not today's: export anew and copy the translation "
            "over."
        )
    if not any(proposal.forms):
        if any(text.forms):
            return "the text is empty: write the translation, or leave the row out."
        if proposal.state not in (*UNSAID, TextState.DRAFTED):
            return f"{proposal.state} without a text: write the translation."
    return ""


def _state(text: Text, proposal: Proposal, everywhere: TextState | None) -> TextState:
    """The state a text gets: a changed one is a draft unless it is given another."""
    if not any(proposal.forms):
        return TextState.MISSING
    if everywhere:
        return everywhere
    if proposal.forms != text.forms:
        raised = proposal.state not in (*UNSAID, text.state)
        return proposal.state if raised else TextState.DRAFTED
    if proposal.state is None and text.state is TextState.STALE:
        return TextState.DRAFTED  # a PO tool says so by no longer calling it fuzzy
    return text.state if proposal.state in UNSAID else proposal.state


def files(
    changes: Sequence[Change], language: str, file: str, today: date
) -> Mapping[Path, bytes]:
    """The files of the repository as these changes make them."""
    domains = [
        domain
        for domain in (questions_domain(), PAGES)
        if any(change.text.domain == domain for change in changes)
        or (changes and not po_path(language, domain).exists())
    ]
    contents = {
        po_path(language, domain): with_changes(
            source(language, domain),
            [change for change in changes if change.text.domain == domain],
            language,
        )
        for domain in domains
    }
    if changes:
        path = folder(language) / "history.csv"
        before = path.read_text("utf-8") if path.exists() else ""
        after = before + _history(changes, file, today, header=not before)
        contents[path] = after.encode()
    return contents


def _history(changes: Sequence[Change], file: str, today: date, *, header: bool) -> str:
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    if header:
        rows.writerow(HISTORY)
    for change in changes:
        rows.writerow(
            [
                today.isoformat(),
                change.text.key,
                " | ".join(change.text.forms),
                " | ".join(change.forms),
                change.state,
                Path(file).name.lstrip("=+-@"),  # no formula in whoever opens it
            ]
        )
    return out.getvalue()
