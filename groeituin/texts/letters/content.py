"""The morning letter as data: what is asked of one person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """One question in a letter.

    ``title`` is the partnership's. ``sentence`` is what is asked, ``why`` what set the date, ``first`` the one thing to
    do first; both are empty where the reader is told no more than that. ``by`` is the last day on which an answer is in
    time, ``then`` what happens after it. ``news`` is None when it was told before and still waits; ``until`` until when
    it was postponed, or the day for which it was planned; ``asked_first`` who was asked before it climbed, empty when
    nobody else was, and ``also`` who was asked the same. ``occasion`` makes a reference of the rule; both are empty
    where the reader may not read what it is about. ``deadline`` is the date that it is about, where it is about one.
    ``coordinator`` is who leads the partnership by name, empty when that is the reader.
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
    # What waits to be sent may be older than these.
    occasion: str = ""
    deadline: date | None = None
    coordinator: str = ""
    also: str = ""


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
        return _plain(asdict(self)) | {"points": [_plain(asdict(point)) for point in self.points]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Letter":
        """Return the letter that ``as_json`` wrote."""
        points = tuple(Point(**_dated(point)) for point in data["points"])
        return cls(**(_dated(data) | {"points": points}))


DATES = frozenset({"on", "raised_on", "by", "until", "deadline"})


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _dated(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if value and name in DATES else value for name, value in fields.items()}
