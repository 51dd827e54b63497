"""The form of each file of an edition, as docs/catalogue.md describes it.

Only forms: keys, kinds of values, codes that must be known. Whether entries that are
right each for itself contradict each other is asked in `soundness`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessment.answers import TOP_STAGE, Scale
from assessment.profile import CONDITIONS, FACTS, SIZE_CLASSES
from assessment.questionnaire import BlockKind
from assessment.shapes import (
    Anything,
    By,
    Code,
    Day,
    Flag,
    ListOf,
    OneOf,
    Shape,
    Table,
    Text,
    Whole,
)

Keys = Mapping[str, Shape]
NONE: Keys = {}
CLASSES = ListOf(OneOf(SIZE_CLASSES, "size class"), least=1)
TITLED = Table({"code": Text(), "title": Text()})

QUESTIONNAIRE = Table(
    {
        "title": Text(),
        "rules": Text(),
        "areas": ListOf(Code(), "area", least=1),
        "levels": ListOf(
            Table(
                {
                    "level": Whole(1, 9),
                    "from_points": Whole(0, 100),
                    "name": Text(),
                    "meaning": Text(),
                }
            ),
            "level",
            least=2,
        ),
        "capacity": Table(
            dict.fromkeys(
                SIZE_CLASSES,
                Table({"actions_a_year": Whole(), "hours_a_quarter": Whole()}),
            )
        ),
    },
    {"retired_codes": ListOf(Code())},
)

_PHRASING = ("text", "help", "example")  # and stages: a size class may have its own
_ALL_STAGES = (TOP_STAGE + 1, TOP_STAGE + 1)  # at least and at most
_WORDS = ListOf(Text(), least=1, repeats=True)


def _scale(scale: Scale) -> Table:
    return Table({"type": OneOf([scale.value], "type"), "words": _WORDS})


SCALES = Table(
    {
        "practice": Table(
            {
                "type": OneOf([Scale.STAGED.value], "type"),
                "words": ListOf(Text(), "word", *_ALL_STAGES),
            }
        ),
        "yes_no": _scale(Scale.YES_NO),
        "checklist": _scale(Scale.CHECKLIST),
        "share": _scale(Scale.METRIC),
        "who": Table(rest=Text()),
        "cost": Table(rest=Text()),
    }
)

PROFILE = Table(
    {
        "facts": ListOf(
            Table(
                {"code": OneOf(FACTS, "fact"), "text": Text()},
                {"help": Text()},
            ),
            "fact",
            least=len(FACTS),
        ),
        "sectors": ListOf(TITLED, "sector", least=1),
        "sector_classification": Text(),
        "countries": ListOf(Text(), "country", least=1),
    },
    {"ecosystems": ListOf(TITLED, "ecosystem")},
)

GLOSSARY = Table(
    {
        "terms": ListOf(
            Table({"code": Code(), "term": Text(), "meaning": Text()}), "term"
        )
    }
)

SOURCES = Table(
    {
        "sources": ListOf(
            Table(
                {
                    "code": Code(),
                    "title": Text(),
                    "language": Text(),
                    "country": Text(),
                },
                {
                    "short": Text(),
                    "address": Text(),
                    "official": Table(rest=Table({"title": Text(), "short": Text()})),
                },
            ),
            "source",
        )
    }
)

FRAMEWORKS = Table(
    {
        "frameworks": ListOf(
            Table(
                {
                    "code": Code(),
                    "title": Text(),
                    "items": ListOf(
                        Table(
                            {"code": Code(), "title": Text()},
                            {"left_out": Text()},
                        ),
                        "item",
                        least=1,
                    ),
                }
            ),
            "framework",
        ),
        "questions": Table(rest=ListOf(Text(), "item")),
    }
)


def _block(kind: BlockKind, **parts: Shape) -> Table:
    return Table({"kind": OneOf([kind.value], "kind"), **parts})


_LINES = ListOf(Text(), "item", least=1)
_ROW = ListOf(Text(may_be_empty=True), "cell", repeats=True)
BLOCK = By(
    "kind",
    {
        "heading": _block(BlockKind.HEADING, text=Text()),
        "paragraph": _block(BlockKind.PARAGRAPH, text=Text()),
        "list": _block(BlockKind.LIST, items=_LINES),
        "check": _block(BlockKind.CHECK, items=_LINES),
        "table": _block(
            BlockKind.TABLE,
            head=ListOf(Text(), "column", least=2, most=6),
            rows=ListOf(_ROW, "row", least=1, repeats=True),
        ),
    },
)

TEMPLATES = Table(
    {
        "templates": ListOf(
            Table(
                {
                    "code": Code(),
                    "title": Text(),
                    "purpose": Text(),
                    "blocks": ListOf(BLOCK, "block", least=1),
                }
            ),
            "template",
        )
    }
)

AREA = Table(
    {
        "title": Text(),
        "weight": Whole(1, 100),
        "intro": Text(),
        "questions": ListOf(Anything(), "question", repeats=True),  # one by one below
    }
)

DUTIES = Table(
    {
        "duties": ListOf(
            Table(
                {
                    "code": Code(),
                    "title": Text(),
                    "source": Text(),
                    "checked_on": Day(),
                    "in_force": Table(rest=Day()),
                },
                {
                    "from_headcount": Whole(),
                    "sources": Table(rest=Text()),
                    "note": Text(),
                },
            ),
            "duty",
        )
    }
)


@dataclass(frozen=True)
class Known:
    """The codes that the entries of an area may refer to."""

    levels: int
    templates: Collection[str]
    roles: Collection[str]
    costs: Collection[str]
    terms: Collection[str]
    sources: Collection[str]
    duties: Collection[str]


def question_shape(known: Known) -> By:
    """The form of a question, by its scale."""
    stages = {"stages": ListOf(Text(), "stage text", *_ALL_STAGES, repeats=True)}
    item = Table({"code": Code(), "text": Text()}, {"may_be_absent": Flag()})
    up = {"from_stage": Whole(0, TOP_STAGE - 1), "to_stage": Whole(1, TOP_STAGE)}
    once = {"from_stage": Whole(0, 0), "to_stage": Whole(1, 1)}
    return By(
        "scale",
        {
            "practice": _question(
                known, _action(known, up), optional=stages, staged=stages
            ),
            "yes_no": _question(
                known,
                _action(known, once),
                optional={"good": OneOf(("yes", "no"), "good answer")},
            ),
            "checklist": _question(
                known,
                _action(known, {"item": Code()}),
                required={"items": ListOf(item, "item", least=2)},
            ),
            "share": _question(
                known, _action(known, {}, once), required={"group": Text()}
            ),
        },
    )


def _question(
    known: Known,
    action: Table,
    *,
    required: Keys = NONE,
    optional: Keys = NONE,
    staged: Keys = NONE,
) -> Table:
    """`staged` are the texts of stages, which gates and duties then point to."""
    stage = {"stage": Whole(1, TOP_STAGE)} if staged else {}
    own = Table(optional={**dict.fromkeys(_PHRASING, Text()), **staged})
    gate = Table(
        {
            "level": Whole(2, known.levels, "is an unknown gate"),
            "size_classes": CLASSES,
            **stage,
        },
        {
            "in_force": OneOf(
                known.duties,
                "duty of a gate",
                "add it to obligations/in_force.toml or write one of "
                + ", ".join(known.duties),
            )
        },
    )
    duty = OneOf(known.duties, "duty")
    reason = Table({"code": Code(), "text": Text()})
    return Table(
        {
            "code": Code(),
            "scale": Text(),
            "weight": Whole(1, 3),
            "size_classes": CLASSES,
            "seconds": Whole(1, 600),
            **dict.fromkeys((*_PHRASING, "why", "find_out"), Text()),
            **required,
        },
        {
            "conditions": ListOf(OneOf(CONDITIONS, "condition")),
            "terms": ListOf(OneOf(known.terms, "term", "add it to glossary.toml")),
            "legal_basis": _legal_basis(known),
            "not_applicable": ListOf(reason, "reason"),
            "gates": ListOf(gate, "gate to level", repeats=True),
            "duties": ListOf(Table({"code": duty, **stage}), "duty"),
            "actions": ListOf(action, "action", repeats=True),
            **dict.fromkeys(SIZE_CLASSES, own),
            **optional,
        },
    )


def _action(known: Known, required: Keys, optional: Keys = NONE) -> Table:
    return Table(
        {
            "code": Code(),
            "size_classes": CLASSES,
            "title": Text(),
            "steps": ListOf(Text(), "step", least=3, most=5),
            "who": OneOf(known.roles, "who"),
            "effort_hours": Whole(),
            "weeks": Whole(1, 200),
            "cost": OneOf(known.costs, "cost"),
            "indicator": Text(),
            **required,
        },
        {
            "legal_basis": _legal_basis(known),
            "template": OneOf(known.templates, "template"),
            **optional,
        },
    )


def _legal_basis(known: Known) -> ListOf:
    return ListOf(OneOf(known.sources, "source", "add it to sources.toml"))
