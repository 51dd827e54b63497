"""One line for each measurement, and the table they make. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was measured, the floor it is compared with, and the limits it keeps.

    `most` bounds the measurement itself, `most_ratio` its ratio to the floor.
    """

    what: str
    measured: float
    unit: str
    floor: float | None = None
    most: float | None = None
    most_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.measured / self.floor

    @property
    def over(self) -> bool:
        return (self.most is not None and self.measured > self.most) or (
            self.most_ratio is not None and self.ratio > self.most_ratio
        )

    @property
    def cells(self) -> list[str]:
        limits = [
            None if self.most is None else f"{self.most:g} {self.unit}".strip(),
            None if self.most_ratio is None else f"{self.most_ratio:g}x",
        ]
        bounded = any(limits)
        return [
            self.what,
            _figure(self.measured, self.unit),
            "" if self.floor is None else _figure(self.floor, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}x",
            ", ".join(filter(None, limits)),
            "**over**" if self.over else "ok" if bounded else "",
        ]


def table(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table."""
    head = ["What", "Measured", "Floor", "Ratio", "Limit", ""]
    rows = [head, ["---", "---:", "---:", "---:", "---:", "---"]]
    rows += [line.cells for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _figure(number: float, unit: str) -> str:
    text = f"{number:.0f}" if number == int(number) else f"{number:.2f}"
    return f"{text} {unit}".strip()
