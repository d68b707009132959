"""The morning letter: what is asked of one person, as data, and how it reads."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from states.texts import day


@dataclass(frozen=True, slots=True)
class Point:
    """One question in a letter.

    ``sentence`` is what is asked, ``why`` what set the date, ``first`` the one thing to do first. ``by`` is the date
    before which an answer is wanted, ``then`` what happens after it. ``news`` is None when it was told before and
    still waits; ``until`` until when it was planned or postponed; ``asked_first`` who was asked before it climbed.
    """

    partnership: str
    title: str
    rule: str
    sentence: str
    why: str
    first: str
    raised_on: date
    by: date | None
    then: str
    news: str | None
    status: str
    until: date | None
    asked_first: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told on one day; ``more`` counts what waits and is not shown."""

    person: str
    name: str
    on: date
    weekly: bool
    points: tuple[Point, ...]
    more: int

    def as_json(self) -> dict[str, Any]:
        """Return the letter as a JSON object."""
        return _written(asdict(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Letter":
        """Return the letter that ``as_json`` wrote."""
        points = tuple(Point(**_read(point, POINT_DATES)) for point in data["points"])
        return cls(**{**data, "on": date.fromisoformat(data["on"]), "points": points})


POINT_DATES = frozenset(f.name for f in fields(Point) if f.name in {"raised_on", "by", "until"})


def _written(value: Any) -> Any:  # Any: whatever a letter holds, as JSON
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(data: dict[str, Any], dates: frozenset[str]) -> dict[str, Any]:
    return {n: date.fromisoformat(v) if n in dates and v else v for n, v in data.items()}


def subject(letter: Letter) -> str:
    """Return the subject line: short, telling, and nothing about a person."""
    return f"{len(letter.points)} vragen, {day(letter.on)}"


def plain(letter: Letter) -> str:
    """Return the letter as plain text."""
    return "\n".join(point.sentence for point in letter.points) + "\n"


def html(letter: Letter) -> str:
    """Return the letter as an HTML document."""
    return f"<html lang=nl><body>{len(letter.points)}</body></html>"
