"""How far each language is: shares per state, and what its pages say about it.

Read once in a process, as gettext reads the texts themselves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessment.edition import load
from assessment.translations.catalogues import languages, texts
from assessment.translations.texts import (
    DUTIES_PART,
    FRAMEWORKS_PART,
    GLOSSARY_PART,
    PAGES_PART,
    QUESTIONS_PART,
    TEMPLATES_PART,
    TextState,
)
from assessment.wording import translated

PART_NAMES = {
    QUESTIONS_PART: _("profile, answers and levels"),
    GLOSSARY_PART: _("glossary"),
    DUTIES_PART: _("legal duties"),
    FRAMEWORKS_PART: _("standards and laws"),
    TEMPLATES_PART: _("templates"),
    PAGES_PART: _("pages and messages"),
}
STATE_NAMES = {
    TextState.MISSING: pgettext_lazy("state of translations", "Missing"),
    TextState.STALE: pgettext_lazy("state of translations", "Stale"),
    TextState.DRAFTED: pgettext_lazy("state of translations", "Drafted"),
    TextState.REVIEWED: pgettext_lazy("state of translations", "Reviewed"),
    TextState.APPROVED: pgettext_lazy("state of translations", "Approved"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """How many texts of a language are in each state, and the parts with English."""

    counts: Mapping[TextState, int]
    english_parts: tuple[str, ...]
    every_part: bool

    @property
    def partial(self) -> bool:
        return bool(self.english_parts)

    @property
    def approved(self) -> bool:
        return not any(
            count
            for state, count in self.counts.items()
            if state is not TextState.APPROVED
        )

    @property
    def percents(self) -> dict[TextState, int]:
        """Whole percent by state: 0 and 100 mean none and all, nothing else."""
        total = sum(self.counts.values())
        return {s: _percent(self.counts.get(s, 0), total) for s in TextState}


def _percent(count: int, total: int) -> int:
    if count in (0, total):
        return 100 if count else 0
    return min(max(round(100 * count / total), 1), 99)


@cache
def status(language: str) -> Status:
    found = texts(language)
    parts = dict.fromkeys(text.part for text in found)
    english = dict.fromkeys(text.part for text in found if not text.state.shown)
    return Status(
        counts=Counter(text.state for text in found),
        english_parts=tuple(part for part in parts if part in english),
        every_part=len(english) == len(parts),
    )


def statuses() -> dict[str, Status]:
    return {language: status(language) for language in languages()}


def status_word(language: str) -> str:
    """What the language menu says beside a language, in that language."""
    if language not in languages() or not status(language).partial:
        return ""
    with override(language):
        return gettext("partial")


def notes() -> list[str]:
    """What pages and documents in the active language say about its texts."""
    return [note for note in (draft_note(), fallback_note()) if note]


def draft_note() -> str:
    """A warning while not every text of the language is approved."""
    language = get_language() or "en"
    if language not in languages() or status(language).approved:
        return ""
    return gettext(
        "This translation is a draft until a native reviewer has approved it."
    )


def fallback_note() -> str:
    """Which parts of the product fall back to English; empty if none does."""
    language = get_language() or "en"
    if language not in languages() or not status(language).partial:
        return ""
    if status(language).every_part:
        return gettext(
            "This language is partial: texts in every part are still in English."
        )
    titles = {
        area.code: area.title for area in load(settings.QUESTIONNAIRE_EDITION).areas
    }
    names = [
        translated(titles[part]) if part in titles else str(PART_NAMES[part])
        for part in status(language).english_parts
    ]
    return gettext(
        "This language is partial: some texts are still in English in: %(parts)s."
    ) % {"parts": "; ".join(names)}
