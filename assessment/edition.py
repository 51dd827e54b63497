"""Read and check an edition: from the files of the catalogue to a `Questionnaire`.

Every mistake of an editor is found here, at start-up, all at once, and told with the
file, the place and the cure. The format is described in docs/catalogue.md.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from assessment.profile import CONDITIONS, FACTS, SIZE_CLASSES
from assessment.questionnaire import (
    TOP_STAGE,
    Action,
    Area,
    Capacity,
    DutyLink,
    Fact,
    Gate,
    Item,
    Level,
    Phrasing,
    Question,
    Questionnaire,
    Scale,
    Source,
    Term,
    Wording,
)

CATALOGUE = Path(__file__).parent / "catalogue"
CODE = re.compile(r"[a-z][a-z0-9_]*")
HEAVIEST = 10  # of 100 points that one question may carry in any size class


class CatalogueError(Exception):
    """The catalogue contradicts itself; each problem names file, place and cure."""

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Duty:
    """A legal duty as far as gates and actions need it: where and since when."""

    code: str
    wording: Wording
    sources: Mapping[str, str]  # by country
    from_headcount: int
    in_force: Mapping[str, date]
    checked_on: date

    def binds(self, countries: Mapping[str, int], on: date) -> bool:
        """Whether it is in force on that day for staff in one of these countries."""
        return any(
            country in self.in_force
            and self.in_force[country] <= on
            and heads >= self.from_headcount
            for country, heads in countries.items()
        )


@cache
def load(edition: str, catalogue: Path = CATALOGUE) -> Questionnaire:
    """The questionnaire of one edition. Raises `CatalogueError` if it has a fault."""
    folder = catalogue / edition
    if not CODE.fullmatch(f"e{edition}") or not folder.is_dir():
        known = ", ".join(editions(catalogue)) or "none"
        raise CatalogueError([f"There is no edition {edition!r}; there are: {known}."])
    return _Reader(folder, load_duties(catalogue)).questionnaire()


def editions(catalogue: Path = CATALOGUE) -> list[str]:
    return sorted(path.parent.name for path in catalogue.glob("*/questionnaire.toml"))


@cache
def load_duties(catalogue: Path = CATALOGUE) -> Mapping[str, Duty]:
    """The duties gates may wait for, by code."""
    path = catalogue / "obligations" / "in_force.toml"
    problems: list[str] = []
    duties = {}
    for index, entry in enumerate(_toml(path).get("duties", []), 1):
        place = f"{path.name}: duty {entry.get('code', index)!r}"
        missing = {"code", "title", "source", "checked_on", "in_force"} - set(entry)
        if missing:
            problems.append(f"{place} lacks {', '.join(sorted(missing))}: add them.")
            continue
        if not all(isinstance(day, date) for day in entry["in_force"].values()):
            problems.append(f"{place}: write in_force as COUNTRY = 2026-06-07.")
        if entry["code"] in duties:
            problems.append(f"{place} stands twice: give one another code.")
        duties[entry["code"]] = Duty(
            code=entry["code"],
            wording=Wording(f"duty.{entry['code']}.title", entry["title"]),
            sources=dict.fromkeys(entry["in_force"], entry["source"])
            | entry.get("sources", {}),
            from_headcount=entry.get("from_headcount", 1),
            in_force=entry["in_force"],
            checked_on=entry["checked_on"],
        )
    if problems:
        raise CatalogueError(problems)
    return duties


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CatalogueError(
            [f"{path.name}: the file is missing in {path.parent.name}/: add it."]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError([f"{path.name}: not readable as TOML: {error}."]) from None


class _Reader:
    """Reads one edition's folder and gathers every problem on the way."""

    def __init__(self, folder: Path, duties: Mapping[str, Duty]):
        self.folder = folder
        self.duties = duties
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        self.head = _toml(folder / "questionnaire.toml")
        self.scales = _toml(folder / "scales.toml")
        self.profile = _toml(folder / "profile.toml")
        self.terms = _toml(folder / "glossary.toml").get("terms", [])
        self.sources = {
            entry["code"]: Source(
                code=entry["code"],
                title=entry["title"],
                short=entry.get("short", entry["title"]),
                language=entry["language"],
                country=entry["country"],
                address=entry.get("address"),
            )
            for entry in _toml(folder / "sources.toml").get("sources", [])
        }

    def fault(self, place: str, problem: str) -> None:
        self.problems.append(f"{place}: {problem}")

    def questionnaire(self) -> Questionnaire:
        areas = tuple(self.area(code) for code in self.head["areas"])
        levels = tuple(self.levels())
        questionnaire = Questionnaire(
            edition=self.folder.name,
            rules=self.head["rules"],
            title=Wording("questionnaire.title", self.head["title"]),
            areas=areas,
            levels=levels,
            capacity=self.capacity(),
            stage_words=tuple(
                Wording(f"scale.practice.{stage}", word)
                for stage, word in enumerate(self.scales["practice"]["words"])
            ),
            answer_words=self.answer_words(),
            roles=self.words("who"),
            costs=self.words("cost"),
            terms=tuple(
                Term(
                    entry["code"],
                    Wording(f"term.{entry['code']}.term", entry["term"]),
                    Wording(f"term.{entry['code']}.meaning", entry["meaning"]),
                )
                for entry in self.terms
            ),
            sources=self.sources,
            facts=self.facts(),
            sectors=self.titles("sectors", "sector"),
            ecosystems=self.titles("ecosystems", "ecosystem"),
            countries=tuple(self.profile["countries"]),
            sector_classification=self.profile["sector_classification"],
            templates=tuple(self.head.get("templates", [])),
        )
        self.check_codes()
        self.check_weights(questionnaire)
        if self.problems:
            raise CatalogueError(self.problems)
        return questionnaire

    # The small files

    def levels(self) -> Iterable[Level]:
        entries = self.head["levels"]
        edges = [entry["from_points"] for entry in entries]
        if edges[:1] != [0] or any(low >= high for low, high in pairwise(edges)):
            self.fault("questionnaire.toml", "let the levels start at 0 and rise.")
        for number, entry in enumerate(entries, 1):
            if entry["level"] != number:
                self.fault(
                    "questionnaire.toml",
                    f"level {entry['level']} stands at place {number}: number them "
                    "from 1 upwards.",
                )
            yield Level(
                number,
                entry["from_points"],
                Wording(f"level.{number}.name", entry["name"]),
                Wording(f"level.{number}.meaning", entry["meaning"]),
            )

    def capacity(self) -> Mapping[str, Capacity]:
        given = self.head.get("capacity", {})
        if set(given) != set(SIZE_CLASSES):
            self.fault(
                "questionnaire.toml",
                f"give a capacity for each of {', '.join(SIZE_CLASSES)}.",
            )
        return {name: Capacity(**entry) for name, entry in given.items()}

    def answer_words(self) -> Mapping[str, Wording]:
        words = {}
        for scale in ("yes_no", "checklist", "share"):
            for index, word in enumerate(self.scales[scale]["words"]):
                words[f"{scale}.{index}"] = Wording(f"scale.{scale}.{index}", word)
        return words

    def words(self, table: str) -> Mapping[str, Wording]:
        return {
            code: Wording(f"{table}.{code}", word)
            for code, word in self.scales[table].items()
        }

    def titles(self, table: str, key: str) -> Mapping[str, Wording]:
        return {
            entry["code"]: Wording(f"{key}.{entry['code']}", entry["title"])
            for entry in self.profile[table]
        }

    def facts(self) -> tuple[Fact, ...]:
        entries = self.profile["facts"]
        if {entry["code"] for entry in entries} != set(FACTS):
            self.fault("profile.toml", f"the facts must be {', '.join(FACTS)}.")
        return tuple(
            Fact(
                entry["code"],
                Wording(f"fact.{entry['code']}.text", entry["text"]),
                Wording(f"fact.{entry['code']}.help", entry["help"])
                if entry.get("help")
                else None,
            )
            for entry in entries
        )

    # Areas and questions

    def area(self, code: str) -> Area:
        file = f"{code}.toml"
        data = _toml(self.folder / file)
        self.seen[code] += 1
        for key in ("title", "weight", "intro", "questions"):
            if key not in data:
                self.fault(file, f"the area lacks {key!r}: add it.")
        return Area(
            code=code,
            title=Wording(f"area.{code}.title", data.get("title", "")),
            intro=Wording(f"area.{code}.intro", data.get("intro", "")),
            weight=data.get("weight", 0),
            questions=tuple(
                self.question(file, code, entry) for entry in data.get("questions", [])
            ),
        )

    def question(self, file: str, area: str, entry: dict[str, Any]) -> Question:
        code = entry.get("code", "?")
        place = f"{file}: question {code!r}"
        self.seen[code] += 1
        self.check_question_keys(place, entry)
        scale = self.scale(place, entry)
        items = self.items(place, code, "item", entry.get("items", []))
        size_classes = self.size_classes(place, entry)
        question = Question(
            code=code,
            area=area,
            scale=scale,
            weight=entry.get("weight", 1),
            size_classes=size_classes,
            seconds=entry.get("seconds", 45),
            conditions=tuple(entry.get("conditions", [])),
            why=Wording(f"{code}.why", entry.get("why", "")),
            find_out=Wording(f"{code}.find_out", entry.get("find_out", "")),
            phrasings=self.phrasings(place, code, scale, entry),
            good=entry.get("good", "yes"),
            items=items,
            group=(
                Wording(f"{code}.group", entry["group"]) if "group" in entry else None
            ),
            reasons=self.items(
                place, code, "reason", entry.get("not_applicable", [])
            ),
            gates=tuple(
                self.gate(place, scale, gate) for gate in entry.get("gates", [])
            ),
            duties=tuple(
                self.duty_link(place, scale, link) for link in entry.get("duties", [])
            ),
            terms=tuple(entry.get("terms", [])),
            legal_basis=self.legal_basis(place, entry),
            actions=tuple(
                self.action(place, code, scale, items, action)
                for action in entry.get("actions", [])
            ),
        )
        self.check_question(place, question)
        return question

    def check_question_keys(self, place: str, entry: dict[str, Any]) -> None:
        for key in ("code", "scale", "weight", "size_classes", "seconds"):
            if key not in entry:
                self.fault(place, f"lacks {key!r}: add it.")
        for key in ("text", "why", "help", "example", "find_out"):
            if not str(entry.get(key, "")).strip():
                self.fault(place, f"lacks the text {key!r}: write it.")
        if not CODE.fullmatch(entry.get("code", "")):
            self.fault(place, "write the code in snake_case.")
        if entry.get("weight") not in (1, 2, 3):
            self.fault(place, "give a weight of 1, 2 or 3.")

    def scale(self, place: str, entry: dict[str, Any]) -> Scale:
        name = entry.get("scale")
        if name not in self.scales or "type" not in self.scales[name]:
            known = ", ".join(n for n, s in self.scales.items() if "type" in s)
            self.fault(place, f"unknown scale {name!r}: use one of {known}.")
            return Scale.STAGED
        return Scale(self.scales[name]["type"])

    def size_classes(self, place: str, entry: dict[str, Any]) -> frozenset[str]:
        given = entry.get("size_classes", [])
        if not given or set(given) - set(SIZE_CLASSES):
            self.fault(
                place, f"size_classes must be some of {', '.join(SIZE_CLASSES)}."
            )
        return frozenset(given)

    def phrasings(
        self, place: str, code: str, scale: Scale, entry: dict[str, Any]
    ) -> Mapping[str, Phrasing]:
        phrasings = {}
        for size_class in SIZE_CLASSES:
            own = entry.get(size_class, {})
            if unknown := set(own) - {"text", "help", "example", "stages"}:
                self.fault(place, f"{size_class} cannot have own {sorted(unknown)}.")

            def wording(key: str, own=own, size_class=size_class) -> Wording:
                if key in own:
                    return Wording(f"{code}.{size_class}.{key}", own[key])
                return Wording(f"{code}.{key}", entry.get(key, ""))

            stages = own.get("stages", entry.get("stages", []))
            prefix = f"{code}.{size_class}" if "stages" in own else code
            if scale is Scale.STAGED and len(stages) != TOP_STAGE + 1:
                self.fault(
                    place,
                    f"has {len(stages)} stage texts for {size_class}: "
                    f"write {TOP_STAGE + 1}, for stages 0 to {TOP_STAGE}.",
                )
            phrasings[size_class] = Phrasing(
                text=wording("text"),
                help=wording("help"),
                example=wording("example"),
                stages=tuple(
                    Wording(f"{prefix}.stage.{stage}", text)
                    for stage, text in enumerate(stages)
                ),
            )
        return phrasings

    def items(
        self, place: str, code: str, kind: str, entries: list[dict[str, Any]]
    ) -> tuple[Item, ...]:
        codes = Counter(entry.get("code") for entry in entries)
        for repeated in (name for name, times in codes.items() if times > 1):
            self.fault(place, f"{kind} {repeated!r} stands twice: rename one.")
        for entry in entries:
            if not entry.get("code") or not str(entry.get("text", "")).strip():
                self.fault(
                    place, f"{kind} {entry.get('code')!r} lacks its text: write it."
                )
        return tuple(
            Item(
                entry.get("code", ""),
                Wording(f"{code}.{kind}.{entry.get('code')}", entry.get("text", "")),
                entry.get("may_be_absent", False),
            )
            for entry in entries
        )

    def least(self, place: str, scale: Scale, entry: dict[str, Any]) -> Fraction:
        """The value of the answer that a gate or duty asks for."""
        if scale is not Scale.STAGED:
            if "stage" in entry:
                self.fault(place, f"a {scale} question has no stages: drop 'stage'.")
            return Fraction(1)
        stage = entry.get("stage")
        if type(stage) is not int or not 1 <= stage <= TOP_STAGE:
            self.fault(place, f"a gate or duty needs a stage from 1 to {TOP_STAGE}.")
            return Fraction(1)
        return Fraction(stage, TOP_STAGE)

    def gate(self, place: str, scale: Scale, entry: dict[str, Any]) -> Gate:
        place = f"{place}, gate to level {entry.get('level')!r}"
        level = entry.get("level")
        if level not in range(2, len(self.head["levels"]) + 1):
            self.fault(place, "unknown gate: a gate leads to one of the levels 2-5.")
            level = 2
        duty = entry.get("in_force")
        if duty is not None and duty not in self.duties:
            self.fault(
                place,
                f"unknown gate: no duty {duty!r} in obligations/in_force.toml; "
                f"there are {', '.join(self.duties)}.",
            )
        size_classes = self.size_classes(place, entry)
        return Gate(level, size_classes, self.least(place, scale, entry), duty)

    def duty_link(self, place: str, scale: Scale, entry: dict[str, Any]) -> DutyLink:
        code = entry.get("code")
        if code not in self.duties:
            self.fault(
                place,
                f"unknown duty {code!r}: there are {', '.join(self.duties)}.",
            )
        return DutyLink(str(code), self.least(f"{place}, duty {code!r}", scale, entry))

    def legal_basis(self, place: str, entry: dict[str, Any]) -> tuple[str, ...]:
        codes = tuple(entry.get("legal_basis", []))
        for code in codes:
            if code not in self.sources:
                self.fault(place, f"unknown source {code!r}: add it to sources.toml.")
        return codes

    def check_question(self, place: str, question: Question) -> None:
        terms = {entry["code"] for entry in self.terms}
        for term in question.terms:
            if term not in terms:
                self.fault(place, f"unknown term {term!r}: add it to glossary.toml.")
        for condition in question.conditions:
            if condition not in CONDITIONS:
                self.fault(
                    place,
                    f"unknown condition {condition!r}: use {', '.join(CONDITIONS)}.",
                )
        if question.gates and question.reasons:
            self.fault(
                place,
                "a gate cannot be 'not applicable': drop the reasons or the gate.",
            )
        for gate in question.gates:
            if outside := gate.size_classes - question.size_classes:
                self.fault(
                    place,
                    f"has a gate for {', '.join(sorted(outside))}, where it is not "
                    "asked: take them out of the gate.",
                )
        if question.good not in ("yes", "no"):
            self.fault(place, 'the good answer is "yes" or "no".')
        if question.scale is Scale.CHECKLIST and len(question.items) < 2:
            self.fault(place, "a checklist needs two items at least.")
        if question.scale is Scale.METRIC and question.group is None:
            self.fault(place, "a share needs 'group': who is counted.")
        self.check_steps_up(place, question)

    # Actions

    def action(
        self,
        place: str,
        question: str,
        scale: Scale,
        items: tuple[Item, ...],
        entry: dict[str, Any],
    ) -> Action:
        code = entry.get("code", "?")
        place = f"{place}, action {code!r}"
        self.seen[f"action.{code}"] += 1
        self.check_action_keys(place, scale, items, entry)
        prefix = f"action.{code}"
        return Action(
            code=code,
            question=question,
            size_classes=self.size_classes(place, entry),
            from_stage=entry.get("from_stage", 0),
            to_stage=entry.get("to_stage", 1),
            item=entry.get("item"),
            title=Wording(f"{prefix}.title", entry.get("title", "")),
            steps=tuple(
                Wording(f"{prefix}.step.{number}", step)
                for number, step in enumerate(entry.get("steps", []), 1)
            ),
            indicator=Wording(f"{prefix}.indicator", entry.get("indicator", "")),
            who=entry.get("who", "owner"),
            effort_hours=entry.get("effort_hours", 1),
            weeks=entry.get("weeks", 1),
            cost=entry.get("cost", "none"),
            legal_basis=self.legal_basis(place, entry),
            template=entry.get("template"),
        )

    def check_action_keys(
        self, place: str, scale: Scale, items: tuple[Item, ...], entry: dict[str, Any]
    ) -> None:
        for key in ("title", "indicator", "effort_hours", "weeks", "who", "cost"):
            if not str(entry.get(key, "")).strip():
                self.fault(place, f"lacks {key!r}: add it.")
        if not 3 <= len(entry.get("steps", [])) <= 5:
            self.fault(place, "write three to five steps.")
        for key, table in (("who", "who"), ("cost", "cost")):
            if entry.get(key) not in self.scales[table]:
                self.fault(
                    place,
                    f"{key} must be one of {', '.join(self.scales[table])}.",
                )
        for key in ("effort_hours", "weeks"):
            if type(entry.get(key)) is not int or entry[key] < 1:
                self.fault(place, f"{key} must be a whole number from 1.")
        template = entry.get("template")
        if template is not None and template not in self.head.get("templates", []):
            self.fault(place, f"unknown template {template!r}.")
        if scale is Scale.CHECKLIST:
            if entry.get("item") not in {item.code for item in items}:
                self.fault(place, f"unknown item {entry.get('item')!r}.")
            return
        top = TOP_STAGE if scale is Scale.STAGED else 1
        low, high = entry.get("from_stage"), entry.get("to_stage")
        if type(low) is not int or type(high) is not int or not 0 <= low < high <= top:
            self.fault(place, f"lead from a stage up to a higher one, {top} at most.")

    def check_steps_up(self, place: str, question: Question) -> None:
        if question.scale is Scale.METRIC:
            return
        for size_class in sorted(question.size_classes):
            actions = [a for a in question.actions if size_class in a.size_classes]
            if question.scale is Scale.CHECKLIST:
                reached = {action.item for action in actions}
                missing = [i.code for i in question.items if i.code not in reached]
            else:
                top = TOP_STAGE if question.scale is Scale.STAGED else 1
                missing = [
                    f"stage {stage}"
                    for stage in range(top)
                    if not any(a.from_stage <= stage < a.to_stage for a in actions)
                ]
            if missing:
                self.fault(
                    place,
                    f"no action leads up from {', '.join(missing)} in class "
                    f"{size_class}: write one.",
                )

    # The whole

    def check_codes(self) -> None:
        for code, times in self.seen.items():
            if times > 1:
                self.fault(
                    self.folder.name,
                    f"code {code.removeprefix('action.')!r} is used {times} times: "
                    "a code names one thing in an edition.",
                )

    def check_weights(self, questionnaire: Questionnaire) -> None:
        total = sum(area.weight for area in questionnaire.areas)
        if total != 100:
            self.fault(
                "questionnaire.toml",
                f"the area weights add up to {total}: make them 100.",
            )
        for area in questionnaire.areas:
            for size_class in SIZE_CLASSES:
                asked = [q for q in area.questions if size_class in q.size_classes]
                if len(asked) < 2:
                    self.fault(
                        f"{area.code}.toml",
                        f"has {len(asked)} question(s) in class {size_class}: an area "
                        "needs two at least.",
                    )
                weights = sum(question.weight for question in asked)
                for question in asked:
                    points = Fraction(area.weight * question.weight, weights)
                    if points > HEAVIEST:
                        self.fault(
                            f"{area.code}.toml: question {question.code!r}",
                            f"carries {float(points):.1f} of 100 points in class "
                            f"{size_class}: lower its weight or add questions "
                            f"({HEAVIEST} at most).",
                        )
