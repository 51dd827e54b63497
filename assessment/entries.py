"""Make the values of a questionnaire out of the entries of its files.

An entry comes here only after its form was found right (see `layout`), so that nothing
here has to doubt a type or a missing key.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from assessment.answers import TOP_STAGE, Scale
from assessment.profile import SIZE_CLASSES
from assessment.questionnaire import (
    Area,
    Block,
    BlockKind,
    Capacity,
    Fact,
    Framework,
    FrameworkItem,
    Level,
    Questionnaire,
    Source,
    Template,
    Term,
)
from assessment.questions import (
    Action,
    DutyLink,
    Gate,
    Item,
    Phrasing,
    Question,
    Wording,
)

Entry = Mapping[str, Any]


def questionnaire(
    edition: str,
    head: Entry,
    scales: Entry,
    profile: Entry,
    glossary: Entry,
    sources: Entry,
    frameworks: Entry,
    templates: Entry,
    areas: Sequence[Area],
) -> Questionnaire:
    """The whole, from the tables of its files and the areas read before."""
    return Questionnaire(
        edition=edition,
        rules=head["rules"],
        title=Wording("questionnaire.title", head["title"]),
        areas=tuple(areas),
        levels=tuple(_level(entry) for entry in head["levels"]),
        capacity={name: Capacity(**entry) for name, entry in head["capacity"].items()},
        stage_words=tuple(
            Wording(f"scale.practice.{stage}", word)
            for stage, word in enumerate(scales["practice"]["words"])
        ),
        answer_words={
            f"{scale}.{index}": Wording(f"scale.{scale}.{index}", word)
            for scale in ("yes_no", "checklist", "share")
            for index, word in enumerate(scales[scale]["words"])
        },
        roles=_words("who", scales["who"]),
        costs=_words("cost", scales["cost"]),
        terms=tuple(_term(entry) for entry in glossary["terms"]),
        sources={entry["code"]: _source(entry) for entry in sources["sources"]},
        frameworks=tuple(
            _framework(entry, frameworks["questions"], areas)
            for entry in frameworks["frameworks"]
        ),
        facts=tuple(_fact(entry) for entry in profile["facts"]),
        sectors=_titles("sector", profile["sectors"]),
        ecosystems=_titles("ecosystem", profile.get("ecosystems", [])),
        countries=tuple(profile["countries"]),
        sector_classification=profile["sector_classification"],
        templates=tuple(_template(entry) for entry in templates["templates"]),
        retired_codes=frozenset(head.get("retired_codes", [])),
    )


def _level(entry: Entry) -> Level:
    number = entry["level"]
    return Level(
        number,
        entry["from_points"],
        Wording(f"level.{number}.name", entry["name"]),
        Wording(f"level.{number}.meaning", entry["meaning"]),
    )


def _words(key: str, table: Entry) -> Mapping[str, Wording]:
    return {code: Wording(f"{key}.{code}", word) for code, word in table.items()}


def _titles(key: str, entries: Sequence[Entry]) -> Mapping[str, Wording]:
    return {
        entry["code"]: Wording(f"{key}.{entry['code']}", entry["title"])
        for entry in entries
    }


def _term(entry: Entry) -> Term:
    key = f"term.{entry['code']}"
    return Term(
        entry["code"],
        Wording(f"{key}.term", entry["term"]),
        Wording(f"{key}.meaning", entry["meaning"]),
    )


def _source(entry: Entry) -> Source:
    return Source(
        code=entry["code"],
        title=entry["title"],
        short=entry.get("short", entry["title"]),
        language=entry["language"],
        country=entry["country"],
        address=entry.get("address"),
        official={
            language: (cited["title"], cited["short"])
            for language, cited in entry.get("official", {}).items()
        },
    )


def _framework(entry: Entry, mapped: Entry, areas: Sequence[Area]) -> Framework:
    key = f"framework.{entry['code']}"
    asked = [question.code for area in areas for question in area.questions]
    return Framework(
        code=entry["code"],
        title=Wording(f"{key}.title", entry["title"]),
        items=tuple(
            FrameworkItem(
                code=item["code"],
                title=Wording(f"{key}.{item['code']}", item["title"]),
                questions=tuple(
                    code
                    for code in asked
                    if f"{entry['code']}.{item['code']}" in mapped.get(code, ())
                ),
                left_out=Wording(f"{key}.left_out.{item['code']}", item["left_out"])
                if "left_out" in item
                else None,
            )
            for item in entry["items"]
        ),
    )


def _template(entry: Entry) -> Template:
    key = f"template.{entry['code']}"
    return Template(
        code=entry["code"],
        title=Wording(f"{key}.title", entry["title"]),
        purpose=Wording(f"{key}.purpose", entry["purpose"]),
        blocks=tuple(
            _block(f"{key}.block.{number}", block)
            for number, block in enumerate(entry["blocks"], 1)
        ),
    )


def _block(key: str, entry: Entry) -> Block:
    return Block(
        kind=BlockKind(entry["kind"]),
        text=Wording(key, entry["text"]) if "text" in entry else None,
        items=_numbered(f"{key}.item", entry.get("items", [])),
        head=_numbered(f"{key}.head", entry.get("head", [])),
        rows=tuple(
            tuple(
                Wording(f"{key}.cell.{row}.{column}", text) if text else None
                for column, text in enumerate(cells, 1)
            )
            for row, cells in enumerate(entry.get("rows", []), 1)
        ),
    )


def _numbered(key: str, texts: Sequence[str]) -> tuple[Wording, ...]:
    return tuple(
        Wording(f"{key}.{number}", text) for number, text in enumerate(texts, 1)
    )


def _fact(entry: Entry) -> Fact:
    key = f"fact.{entry['code']}"
    return Fact(
        entry["code"],
        Wording(f"{key}.text", entry["text"]),
        Wording(f"{key}.help", entry["help"]) if "help" in entry else None,
    )


def area(code: str, entry: Entry, questions: Sequence[Question]) -> Area:
    return Area(
        code=code,
        title=Wording(f"area.{code}.title", entry["title"]),
        intro=Wording(f"area.{code}.intro", entry["intro"]),
        weight=entry["weight"],
        questions=tuple(questions),
    )


def question(area: str, entry: Entry, scales: Entry) -> Question:
    code = entry["code"]
    scale = Scale(scales[entry["scale"]]["type"])
    return Question(
        code=code,
        area=area,
        scale=scale,
        weight=entry["weight"],
        size_classes=frozenset(entry["size_classes"]),
        seconds=entry["seconds"],
        conditions=tuple(entry.get("conditions", [])),
        why=Wording(f"{code}.why", entry["why"]),
        find_out=Wording(f"{code}.find_out", entry["find_out"]),
        phrasings={
            size_class: _phrasing(code, entry, size_class)
            for size_class in SIZE_CLASSES
        },
        good=entry.get("good", "yes"),
        items=_items(f"{code}.item", entry.get("items", [])),
        group=Wording(f"{code}.group", entry["group"]) if "group" in entry else None,
        reasons=_items(f"{code}.reason", entry.get("not_applicable", [])),
        gates=tuple(_gate(scale, gate) for gate in entry.get("gates", [])),
        duties=tuple(
            DutyLink(link["code"], _least(scale, link))
            for link in entry.get("duties", [])
        ),
        terms=tuple(entry.get("terms", [])),
        legal_basis=tuple(entry.get("legal_basis", [])),
        actions=tuple(_action(code, action) for action in entry.get("actions", [])),
    )


def _phrasing(code: str, entry: Entry, size_class: str) -> Phrasing:
    """The words for a size class: its own where it has them, else the common ones."""
    own = entry.get(size_class, {})

    def wording(key: str) -> Wording:
        if key in own:
            return Wording(f"{code}.{size_class}.{key}", own[key])
        return Wording(f"{code}.{key}", entry[key])

    prefix = f"{code}.{size_class}" if "stages" in own else code
    return Phrasing(
        text=wording("text"),
        help=wording("help"),
        example=wording("example"),
        stages=tuple(
            Wording(f"{prefix}.stage.{stage}", text)
            for stage, text in enumerate(own.get("stages", entry.get("stages", [])))
        ),
    )


def _items(key: str, entries: Sequence[Entry]) -> tuple[Item, ...]:
    return tuple(
        Item(
            entry["code"],
            Wording(f"{key}.{entry['code']}", entry["text"]),
            entry.get("may_be_absent", False),
        )
        for entry in entries
    )


def _gate(scale: Scale, entry: Entry) -> Gate:
    return Gate(
        entry["level"],
        frozenset(entry["size_classes"]),
        _least(scale, entry),
        entry.get("in_force"),
    )


def _least(scale: Scale, entry: Entry) -> Fraction:
    """The value of the answer that a gate or duty asks for."""
    if scale is Scale.STAGED:
        return Fraction(entry["stage"], TOP_STAGE)
    return Fraction(1)


def _action(question: str, entry: Entry) -> Action:
    key = f"action.{entry['code']}"
    return Action(
        code=entry["code"],
        question=question,
        size_classes=frozenset(entry["size_classes"]),
        from_stage=entry.get("from_stage", 0),
        to_stage=entry.get("to_stage", 1),
        item=entry.get("item"),
        title=Wording(f"{key}.title", entry["title"]),
        steps=tuple(
            Wording(f"{key}.step.{number}", step)
            for number, step in enumerate(entry["steps"], 1)
        ),
        indicator=Wording(f"{key}.indicator", entry["indicator"]),
        who=entry["who"],
        effort_hours=entry["effort_hours"],
        weeks=entry["weeks"],
        cost=entry["cost"],
        legal_basis=tuple(entry.get("legal_basis", [])),
        template=entry.get("template"),
    )
