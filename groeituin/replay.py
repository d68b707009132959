"""Replaying a script of acts: for every date the night first, then that day's acts in their order."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.engine import Engine

from groeituin.acts.act import Act
from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.fields import Day, Text
from groeituin.acts.perform import perform
from groeituin.errors import BadInput, ChangedMeanwhile, Detail, NoSuchThing, Refused
from groeituin.night import Failure, run_night
from groeituin.texts.input_errors import checked
from groeituin.texts.json_errors import where

TOLD = 3


class _Head(BaseModel):
    """What every line has, whatever its act."""

    model_config = ConfigDict(extra="ignore")
    on: Day
    by: Text
    act: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One act of a script; ``number`` counts the lines of the file from 1."""

    number: int
    on: date
    by: str
    act: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class ReplayReport:
    """What a replay did; ``refused`` holds the lines that were refused, with why."""

    acts: int = 0
    nights: int = 0
    raised: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as the doors promise it; what a night could not do is added when there is any."""
        told = asdict(self)
        if not self.failures:
            del told["failures"]
        return told


def replay(
    engine: Engine,
    lines: Iterable[str],
    *,
    at: datetime,
    until: date | None = None,
    nights: bool = True,
    keep_going: bool = False,
) -> ReplayReport:
    """Do the acts of a script on their dates, with the nights in between.

    The script is read whole before anything is done. Every act is a unit of work of its own; the first that is
    refused stops the replay.

    Args:
        engine: the database.
        lines: JSON Lines, each flat: ``on``, ``by``, ``act``, then the act's fields.
        at: the moment, for the journal.
        until: go on with nights up to and including this date; the date of the last act unless told.
        nights: run the night of every date from the first act on.
        keep_going: go on after a refusal.

    Raises:
        BadInput: the script has faults; all of them at once, each with its line.
    """
    script = read_script(lines, until)
    report = ReplayReport()
    last = until or script[-1].on
    today = script[0].on
    position = 0
    while today <= last:
        if nights:
            _night(engine, today, at, report)
        while position < len(script) and script[position].on == today:
            if not _done(engine, script[position], at, report) and not keep_going:
                return report
            position += 1
        today += timedelta(days=1)
    return report


def _night(engine: Engine, night: date, at: datetime, report: ReplayReport) -> None:
    found = run_night(engine, night, at=at)
    report.nights += 1
    report.raised += len(found.raised)
    report.failures.extend(found.failures)


def _done(engine: Engine, line: Line, at: datetime, report: ReplayReport) -> bool:
    try:
        perform(engine, line.act, line.fields, on=line.on, by=line.by, at=at)
    except (Refused, NoSuchThing, BadInput, ChangedMeanwhile) as error:
        report.refused.append({"line": line.number, "error": error.as_json()})
        return False
    report.acts += 1
    return True


def read_script(lines: Iterable[str], until: date | None = None) -> list[Line]:
    """Return the acts of a script, each checked against its schema; blank lines are skipped.

    Args:
        lines: JSON Lines.
        until: the date up to which the script will be replayed, if told.

    Raises:
        BadInput: with every fault: its line, its field, a code and a Dutch sentence.
    """
    script: list[Line] = []
    faults: list[Detail] = []
    newest = date.min
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = _read(number, text)
            script.append(_in_order(line, newest, until))
            newest = line.on
        except BadInput as error:
            faults.extend({"line": number, **detail} for detail in error.details)
    if not script and not faults:
        raise _fault("", "leeg", "het bestand is leeg: er staat geen handeling in")
    if faults:
        raise BadInput(_told(faults), faults)
    return script


def _read(number: int, text: str) -> Line:
    try:
        data = json.loads(text, object_pairs_hook=without_doubles, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _fault("", "json", f"dit is geen JSON: {where(error)}") from error
    except (ValueError, RecursionError) as error:
        raise _fault("", "json", f"dit is geen JSON: {error}") from error
    if not isinstance(data, dict):
        raise _fault("", "object", "hier hoort een object met velden")
    fields = {name: value for name, value in data.items() if name not in _Head.model_fields}
    faults: list[Detail] = []
    head = _checked(_Head, data, faults)
    kind = _kind(data.get("act"), faults)
    if kind:
        _checked(kind, fields, faults)
    if faults or head is None:
        raise BadInput(details=faults)
    return Line(number, head.on, head.by, head.act, fields)


def _checked(model: type[BaseModel], data: Mapping[str, Any], faults: list[Detail]) -> Any:  # noqa: ANN401  # the model asked for
    try:
        return checked(model, data)
    except BadInput as error:
        faults.extend(error.details)
        return None


def _kind(name: object, faults: list[Detail]) -> type[Act] | None:
    if not isinstance(name, str) or not name.strip():
        return None
    try:
        return kind_of_act(name)
    except BadInput as error:
        faults.extend(error.details)
        return None


def _in_order(line: Line, newest: date, until: date | None) -> Line:
    if line.on < newest:
        raise _fault("on", "terug_in_de_tijd", f"{line.on} ligt voor {newest}, de datum van een eerdere regel")
    if until and line.on > until:
        raise _fault("on", "na_until", f"{line.on} ligt na {until}, de dag waarop het naspelen stopt")
    return line


class DoubleField(ValueError):  # noqa: N818  # what is wrong, in the words of the message
    """A JSON object that tells a field twice: nobody knows which one is meant."""


def without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object of its fields.

    Raises:
        DoubleField: a field stands there more than once.
    """
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise DoubleField(f"het veld '{double}' staat er meer dan eens")
    return data


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is geen getal")


def _fault(field_name: str, code: str, message: str) -> BadInput:
    detail = {"field": field_name, "code": code, "message": message}
    return BadInput(f"De invoer klopt niet. {message}.", [detail])


def _told(faults: Sequence[Detail]) -> str:
    told = [f"regel {f['line']}: {f['field']}: {f['message']}".replace(": : ", ": ") for f in faults[:TOLD]]
    more = f"; en nog {len(faults) - TOLD} fouten" if len(faults) > TOLD else ""
    return f"Het script klopt niet. {'; '.join(told)}{more}."
