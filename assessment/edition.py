"""Read and check an edition: from the files of the catalogue to a `Questionnaire`.

Every mistake of an editor is found here, at start-up, all at once, and told with the
file, the place and the cure. The format is described in docs/catalogue.md.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assessment import entries, layout, soundness
from assessment.questionnaire import Area, Questionnaire
from assessment.questions import Question, Wording
from assessment.shapes import Shape, entry_name

CATALOGUE = Path(__file__).parent / "catalogue"


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


def editions(catalogue: Path = CATALOGUE) -> list[str]:
    return sorted(path.parent.name for path in catalogue.glob("*/questionnaire.toml"))


@cache
def load(edition: str, catalogue: Path = CATALOGUE) -> Questionnaire:
    """The questionnaire of one edition. Raises `CatalogueError` if it has a fault."""
    known = editions(catalogue)
    if edition not in known:
        raise CatalogueError(
            [
                f"There is no edition {edition!r}; there are: "
                f"{', '.join(known) or 'none'}. "
                "An edition is a folder with a questionnaire.toml."
            ]
        )
    duties = load_duties(catalogue)
    earlier = [load(older, catalogue) for older in known[: known.index(edition)]]
    return _Folder(catalogue / edition, duties).questionnaire(earlier)


@cache
def load_duties(catalogue: Path = CATALOGUE) -> Mapping[str, Duty]:
    """The duties gates may wait for, by code."""
    problems: list[str] = []
    data = _table(catalogue / "obligations" / "in_force.toml", layout.DUTIES, problems)
    if problems:
        raise CatalogueError(problems)
    return {
        entry["code"]: Duty(
            code=entry["code"],
            wording=Wording(f"duty.{entry['code']}.title", entry["title"]),
            sources=dict.fromkeys(entry["in_force"], entry["source"])
            | entry.get("sources", {}),
            from_headcount=entry.get("from_headcount", 1),
            in_force=entry["in_force"],
            checked_on=entry["checked_on"],
        )
        for entry in data["duties"]
    }


def _table(path: Path, shape: Shape, problems: list[str]) -> dict[str, Any]:
    """The file as a table of this shape; empty, its problems told, where it is not."""
    place = f"{path.parent.name}/{path.name}"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problems.append(f"{place}: the file is missing: add it.")
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{place}: not readable as TOML: {error}: mend that line.")
        return {}
    faults = list(shape.faults(table, place))
    problems += faults
    return {} if faults else table


class _Folder:
    """One edition's folder, read with every problem gathered on the way."""

    def __init__(self, folder: Path, duties: Mapping[str, Duty]):
        self.folder = folder
        self.problems: list[str] = []
        self.complete = True  # no area or question was left out for its faults
        self.head = self.table("questionnaire", layout.QUESTIONNAIRE)
        self.scales = self.table("scales", layout.SCALES)
        self.profile = self.table("profile", layout.PROFILE)
        self.glossary = self.table("glossary", layout.GLOSSARY)
        self.sources = self.table("sources", layout.SOURCES)
        self.frameworks = self.table("frameworks", layout.FRAMEWORKS)
        self.templates = self.table("templates", layout.TEMPLATES)
        self.stop_if_faulty()  # without these, every area would look wrong
        self.question_shape = layout.question_shape(
            layout.Known(
                levels=len(self.head["levels"]),
                templates=[entry["code"] for entry in self.templates["templates"]],
                roles=self.scales["who"],
                costs=self.scales["cost"],
                terms=[entry["code"] for entry in self.glossary["terms"]],
                sources=[entry["code"] for entry in self.sources["sources"]],
                duties=duties,
            )
        )

    def table(self, name: str, shape: Shape) -> dict[str, Any]:
        return _table(self.folder / f"{name}.toml", shape, self.problems)

    def stop_if_faulty(self) -> None:
        if self.problems:
            raise CatalogueError(self.problems)

    def questionnaire(self, earlier: list[Questionnaire]) -> Questionnaire:
        areas = [area for code in self.head["areas"] if (area := self.area(code))]
        edition = self.folder.name
        self.problems += soundness.code_faults(areas, edition)
        questionnaire = entries.questionnaire(
            edition,
            self.head,
            self.scales,
            self.profile,
            self.glossary,
            self.sources,
            self.frameworks,
            self.templates,
            areas,
        )
        self.problems += soundness.template_faults(questionnaire, edition)
        self.problems += soundness.reuse_faults(questionnaire, earlier, edition)
        if self.complete:  # sums mean nothing while a question is missing
            self.problems += soundness.whole_faults(questionnaire, edition)
        if not self.problems:  # a code that is wrong elsewhere looks wrong here too
            mapped = self.frameworks["questions"]
            self.problems += soundness.framework_faults(questionnaire, mapped, edition)
        self.stop_if_faulty()
        return questionnaire

    def area(self, code: str) -> Area | None:
        table = self.table(code, layout.AREA)
        if not table:
            self.complete = False
            return None
        questions = [
            self.question(code, entry, number)
            for number, entry in enumerate(table["questions"], 1)
        ]
        return entries.area(code, table, [q for q in questions if q is not None])

    def question(self, area: str, entry: Any, number: int) -> Question | None:
        place = f"{self.folder.name}/{area}.toml: question {entry_name(entry, number)}"
        if faults := list(self.question_shape.faults(entry, place)):
            self.problems += faults
            self.complete = False
            return None
        question = entries.question(area, entry, self.scales)
        self.problems += soundness.question_faults(question, place)
        return question
