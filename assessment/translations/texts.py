"""The nouns of the translation desk: a text, its state, how long it may be.

Pure: knows no file format, no Django and no language but English.
"""

from dataclasses import dataclass
from enum import StrEnum

from assessment.profile import SIZE_CLASSES

PAGES = "django"  # the gettext domain of the interface
QUESTIONS_PART, PAGES_PART = "profile_answers_levels", "pages"
GLOSSARY_PART, DUTIES_PART = "glossary", "duties"
FRAMEWORKS_PART, TEMPLATES_PART = "frameworks", "templates"


class TextState(StrEnum):
    """How far a translation is, least first."""

    MISSING = "missing"
    STALE = "stale"  # its English changed; readers see English
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    APPROVED = "approved"

    @property
    def shown(self) -> bool:
        """Whether readers see the translation, not the English."""
        return self in GIVEN


GIVEN = (TextState.DRAFTED, TextState.REVIEWED, TextState.APPROVED)

# The kinds of text: (characters at most, what it is to a translator). Each limit
# leaves a language half as much again as the longest English, and keeps to its place:
# a title is one line of the plan, a term one cell, a stage one row of options.
LONGEST = {
    "action.title": (100, "title of an action, an order to oneself"),
    "action.step": (300, "one step of an action"),
    "action.indicator": (260, "how the enterprise sees that the action is done"),
    "area.title": (60, "title of an area, also on charts"),
    "level.name": (40, "name of a maturity level, also on the cover"),
    "term": (80, "term of the glossary"),
    "text": (220, "the question itself"),
    "stage": (260, "one stage, as an option to choose"),
    "item": (260, "one line of a checklist"),
    "reason": (260, "why a question does not apply"),
    "scale": (40, "an answer in a word or two"),
    "cost": (60, "a band of cost"),
    "who": (100, "who carries out an action"),
}
OTHER = (900, "a text of up to a few sentences")  # also the longest help, and no essay


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one language. `key` names it in every file a partner gets."""

    domain: str
    key: str
    english: tuple[str, ...]  # the text, or its singular and plural
    forms: tuple[str, ...]  # the translation, one for each plural form; "" is missing
    state: TextState
    part: str  # of the product: an area, the glossary, the pages
    note: str  # where it stands, for the translator
    context: str | None = None  # its msgctxt
    formatted: bool = False  # filled in by Python's % formatting
    earlier_english: str = ""  # of a stale text, where it is known

    @property
    def longest(self) -> int:
        if self.domain == PAGES:  # a label of one word may become two genders of it
            return 2 * max(map(len, self.english)) + 30
        return LONGEST.get(kind(self.key), OTHER)[0]

    def english_of(self, form: int) -> str:
        """The English that one plural form translates."""
        return self.english[0 if form == 0 else -1]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a partner's file says of one text; `place` finds it in that file.

    A state of missing or stale says nothing new; None is a file that tells no state.
    """

    place: str
    key: str
    english: tuple[str, ...]
    forms: tuple[str, ...]
    state: TextState | None = None
    problem: str = ""


def kind(key: str) -> str:
    """The kind of text a key of the questionnaire stands for, as in `LONGEST`."""
    first, *rest = key.split(".")
    match first:
        case "action" | "framework" | "template" if len(rest) > 1:
            return f"{first}.{rest[1]}"
        case "area" | "level" | "fact" | "duty":
            return f"{first}.{rest[-1]}"
        case "term":
            return first if rest[-1] == "term" else f"{first}.{rest[-1]}"
        case "scale" | "cost" | "who" | "sector" | "ecosystem" | "questionnaire":
            return first
    own = [word for word in rest if word not in SIZE_CLASSES]
    return own[0] if own else first


def note(key: str, part_title: str) -> str:
    """Where a text of the questionnaire stands, in a line for its translator."""
    _limit, words = LONGEST.get(kind(key), (0, kind(key).rpartition(".")[2]))
    sizes = [size for size in SIZE_CLASSES if size in key.split(".")]
    own = f", for {sizes[0]} enterprises" if sizes else ""
    return f"{part_title}: {words}{own}"
