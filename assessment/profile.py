"""Who is being assessed: headcount, country, sector and a few facts.

Pure values. The size class follows from the headcount at the reference date, in heads
and not in full-time equivalents.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SIZE_CLASSES = ("micro", "small", "medium", "large")
SIZE_CLASS_FROM = {"large": 250, "medium": 50, "small": 10, "micro": 1}
LARGEST_HEADCOUNT = 1_000_000
LONGEST_NAME = 200
LONGEST_COMMENT = 2_000
FACTS = (
    "leave_in_24_months",
    "has_managers",
    "has_board",
    "variable_pay",
    "has_suppliers",
    "in_group",
)
CONDITIONS = (*FACTS, "both_sexes")


class ProfileError(ValueError):
    """The profile cannot be used; `problems` lists every reason with its place."""

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Headcount:
    """People at the reference date. `other` counts other or not recorded."""

    women: int = 0
    men: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.women + self.men + self.other


@dataclass(frozen=True)
class Profile:
    """One enterprise on its reference date."""

    name: str
    country: str
    sector: str
    headcount: Headcount
    reference_date: date
    headcount_by_country: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, bool] = field(default_factory=dict)
    ecosystem: str = ""

    @property
    def size_class(self) -> str | None:
        """The size class by heads; None for an enterprise without staff."""
        return size_class_of(self.headcount.total)

    @property
    def countries(self) -> Mapping[str, int]:
        """Heads by country where staff work: duties follow them."""
        return self.headcount_by_country or {self.country: self.headcount.total}

    def holds(self, condition: str) -> bool:
        """Whether a condition of the catalogue holds; a fact not given does not."""
        if condition == "both_sexes":
            return self.headcount.women > 0 and self.headcount.men > 0
        return self.facts.get(condition, False)


def size_class_of(heads: int) -> str | None:
    return next(
        (name for name, least in SIZE_CLASS_FROM.items() if heads >= least), None
    )


def plain_text(text: str) -> str:
    """The text as it may be kept: composed, without control characters.

    Line breaks and tabs stay. Pasted text brings form feeds, null bytes and broken
    surrogates that no database column, PDF or sheet can hold.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(
        character
        for character in composed
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
    )


def read_profile(
    data: Any,
    reference_date: Any,
    *,
    countries: Iterable[str],
    sectors: Iterable[str],
    ecosystems: Iterable[str] = (),
) -> Profile:
    """Make a profile of the form kept in files and rows.

    `data` is the object "enterprise" of an answer file. Raises `ProfileError` with
    every problem found, each naming the key and what it may hold.
    """
    problems: list[str] = []
    if not isinstance(data, dict):
        raise ProfileError(['"enterprise" must be an object with name, country, ...'])
    known = {
        "name",
        "country",
        "sector",
        "ecosystem",
        "headcount",
        "headcount_by_country",
        "facts",
    }
    problems += [
        f"enterprise.{key}: unknown key; known are {', '.join(sorted(known))}."
        for key in sorted(set(data) - known)
    ]
    day = _date(reference_date, problems)
    name = data.get("name", "")
    if isinstance(name, str):
        name = " ".join(plain_text(name).split())  # composing may lengthen it
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        problems.append(
            f"enterprise.name: give a text of at most {LONGEST_NAME} characters."
        )
        name = ""
    country = _code(data, "country", countries, problems)
    sector = _code(data, "sector", sectors, problems)
    ecosystem = ""
    if data.get("ecosystem"):
        ecosystem = _code(data, "ecosystem", ecosystems, problems)
    headcount = _headcount(data.get("headcount"), problems)
    by_country = _by_country(
        data.get("headcount_by_country", {}), headcount, set(countries), problems
    )
    facts = _facts(data.get("facts", {}), problems)
    if problems:
        raise ProfileError(problems)
    return Profile(
        name=name,
        country=country,
        sector=sector,
        headcount=headcount,
        reference_date=day,
        headcount_by_country=by_country,
        facts=facts,
        ecosystem=ecosystem,
    )


def profile_data(profile: Profile) -> dict[str, Any]:
    """The form kept in files and rows; `read_profile` takes it back."""
    return {
        "name": profile.name,
        "country": profile.country,
        "sector": profile.sector,
        "ecosystem": profile.ecosystem,
        "headcount": {
            "women": profile.headcount.women,
            "men": profile.headcount.men,
            "other": profile.headcount.other,
        },
        "headcount_by_country": dict(profile.headcount_by_country),
        "facts": dict(profile.facts),
    }


def _date(value: Any, problems: list[str]) -> date:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = date.min
    if not 2000 <= day.year <= 2100:
        problems.append(
            f"reference_date: {value!r} is no date of this century; write 2026-11-30."
        )
    return day


def _code(data: dict, key: str, accepted: Iterable[str], problems: list[str]) -> str:
    value = data.get(key)
    if not isinstance(value, str) or value not in accepted:
        problems.append(
            f"enterprise.{key}: {value!r} is not one of {', '.join(accepted)}."
        )
        return ""
    return value


def _heads(value: Any, place: str, problems: list[str]) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_HEADCOUNT:
        problems.append(
            f"{place}: {value!r} is no headcount; give a whole number "
            f"from 0 to {LARGEST_HEADCOUNT}."
        )
        return 0
    return value


def _headcount(data: Any, problems: list[str]) -> Headcount:
    if not isinstance(data, dict) or set(data) - {"women", "men", "other"}:
        problems.append(
            'enterprise.headcount: give {"women": n, "men": n, "other": n}.'
        )
        return Headcount()
    heads = {
        sex: _heads(data.get(sex, 0), f"enterprise.headcount.{sex}", problems)
        for sex in ("women", "men", "other")
    }
    return Headcount(**heads)


def _by_country(
    data: Any, headcount: Headcount, countries: set[str], problems: list[str]
) -> dict[str, int]:
    place = "enterprise.headcount_by_country"
    if not isinstance(data, dict):
        problems.append(f'{place}: give an object such as {{"FR": 14}}.')
        return {}
    heads = {}
    for country, number in data.items():
        if country not in countries:
            problems.append(f"{place}: {country!r} is no known country code.")
        heads[country] = _heads(number, f"{place}.{country}", problems)
    total = sum(heads.values())
    if heads and not problems and total != headcount.total:
        problems.append(
            f"{place}: adds up to {total}, the headcount to {headcount.total}; "
            "make them equal or leave this key out."
        )
    return heads


def _facts(data: Any, problems: list[str]) -> dict[str, bool]:
    if not isinstance(data, dict):
        problems.append("enterprise.facts: give an object of true and false.")
        return {}
    for code, value in data.items():
        if code not in FACTS:
            problems.append(
                f"enterprise.facts.{code}: unknown fact; known are {', '.join(FACTS)}."
            )
        elif not isinstance(value, bool):
            problems.append(f"enterprise.facts.{code}: give true or false.")
    return dict(data)
