"""One batch of a night: look at dossiers one by one, then write everything with a constant number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import SQLModel

from groeituin.definitions import calendar_of
from groeituin.planning import (
    Key,
    escalate_to,
    known,
    news_of,
    signal_rows,
    stored_terms,
    tell_again,
    write_statuses,
    write_terms,
)
from groeituin.texts.signals import signal_sentence
from groeituin.texts.signals.sentence import Question
from models.database import insert_rows, table, take_turn
from models.journal import next_entry, write_entries
from models.nights import Signal, SignalRecipient, SkippedOccasion
from states import signal as signals
from states.definition import Definition
from states.dossier import Dossier
from states.night import Looked, Raising, night_of
from states.occasions import COUNTING_HOURS, Occasion
from states.terms import Term

BY_NIGHT = "nacht"


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal that a night raised."""

    partnership: str
    rule: str
    subject: str
    occasion: str
    due_on: date
    to: tuple[str, ...]
    sentence: str


class Batch:
    """What one transaction of a night does to some partnerships."""

    def __init__(
        self,
        connection: Connection,
        partnerships: Sequence[str],
        night: date,
        at: datetime,
        rules: Sequence[str] | None,
    ) -> None:
        self.connection = connection
        self.night = night
        self.at = at
        self.rules = rules
        self.raised: list[Raised] = []
        self.due = self.lapsed = self.returned = self.escalated = self.replaced = self.skipped = 0
        self._open: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in signal_rows(connection, partnerships):
            self._open[row.partnership].append(row)
        self._stored = stored_terms(connection, partnerships, until=night)
        self._due_rules: dict[str, set[str]] = defaultdict(set)
        for partnership, rule, _subject in self._stored:
            if rules is None or rule in rules:
                self._due_rules[partnership].add(rule)
        woken = {row.rule for rows in self._open.values() for row in rows if row.next_on and row.next_on <= night}
        self.counts_hours = bool(COUNTING_HOURS & woken.union(*self._due_rules.values()))
        self._wanted: dict[Key, Term] = {}
        self._replanned: set[tuple[str, str]] = set()
        self._rows: dict[str, list[dict[str, Any]]] = {"signals": [], "recipients": [], "skips": [], "journal": []}
        self._statuses: list[tuple[int, signals.Signal]] = []
        self._climbed: list[tuple[int, str, int]] = []
        self._returned: list[int] = []

    def look(self, dossier: Dossier, process: Definition) -> None:
        """Decide what this night does to one partnership; nothing is written yet."""
        partnership = dossier.partnership
        asking = {row.id: known(row) for row in self._open.get(partnership, ())}
        found = night_of(
            dossier, asking, process, calendar_of(process), self.night, self._due_rules[partnership], self.rules
        )
        for one in found.looked:
            self._looked(dossier, one)
        for raising in found.raised:
            self._raise(dossier, process, raising)
        passed = list(found.passed)
        self._skip(dossier, passed)
        self.due += len(found.raised) + len(passed)
        self._replanned |= {(partnership, rule) for rule in found.rules}
        for term in found.terms:
            self._wanted[partnership, term.rule, term.subject] = term

    def _looked(self, dossier: Dossier, one: Looked) -> None:
        self._statuses.append((one.key, one.after))
        self.replaced += one.replaced
        data: dict[str, Any] = {"rule": one.after.rule, "occasion": one.after.occasion}
        if one.event == "lapse":
            self.lapsed += 1
            self._tell(dossier, "lapse-signal", data)
        elif one.event == "return":
            self.returned += 1
            self._returned.append(one.key)
            self._tell(dossier, "return-signal", data)
        elif one.event == "escalate":
            self.escalated += 1
            self._tell(dossier, "escalate-signal", data | {"rung": one.after.rung, "to": list(one.to)})
            if not one.replaced:  # whoever it climbed to hears of the one that takes its place
                self._climbed += [(one.key, person, one.after.rung) for person in one.to]

    def _raise(self, dossier: Dossier, process: Definition, raising: Raising) -> None:
        due, fresh = raising.due, raising.signal
        name, due_on, to = due.occasion.name, due.occasion.due_on, tuple(raising.people)
        sentence = signal_sentence(Question(dossier, due, self.night, process))
        self.raised.append(Raised(dossier.partnership, due.rule, due.subject, name, due_on, to, sentence))
        signal = len(self._rows["signals"])
        self._rows["signals"].append({
            "id": signal, "partnership": dossier.partnership, "rule": due.rule, "subject": due.subject,
            "occasion": name, "due_on": due_on, "original_on": due.occasion.original_on, "raised_on": self.night,
            "asked_on": fresh.asked_on, "status": fresh.status, "next_on": fresh.next_on, "rung": fresh.rung,
            "sentence": sentence, "note": None,
        })  # fmt: skip
        asks = fresh.status == "open"  # what is replaced this very night is told by what takes its place
        self._rows["recipients"].extend(
            {"signal": signal, "person": person, "rung": rung, "news": news_of(rung) if asks else None}
            for person, rung in raising.people.items()
        )
        data: dict[str, Any] = {"rule": due.rule, "occasion": name, "due_on": due_on.isoformat(), "to": list(to)}
        if due.skipped:
            data["skipped"] = [skipped.name for skipped in due.skipped]
        self._tell(dossier, "raise-signal", data)

    def _skip(self, dossier: Dossier, passed: Sequence[tuple[str, Occasion]]) -> None:
        self._rows["skips"].extend(
            {
                "partnership": dossier.partnership,
                "rule": rule,
                "occasion": occasion.name,
                "due_on": occasion.due_on,
                "skipped_on": self.night,
            }
            for rule, occasion in passed
        )
        self.skipped += len(passed)

    def _tell(self, dossier: Dossier, act: str, data: dict[str, Any]) -> None:
        self._rows["journal"].append({
            "entry": len(self._rows["journal"]), "at": self.at, "on": self.night, "by": BY_NIGHT, "act": act,
            "data": data, "phase": dossier.phase, "partnership": dossier.partnership,
        })  # fmt: skip

    def write(self) -> None:
        """Write everything that was decided; the unique signal row is the claim."""
        take_turn(self.connection)
        self._number()
        tables: dict[str, type[SQLModel]] = {
            "signals": Signal,
            "recipients": SignalRecipient,
            "skips": SkippedOccasion,
        }
        for name, model in tables.items():
            insert_rows(self.connection, table(model), self._rows[name])
        write_entries(self.connection, self._rows["journal"])
        write_statuses(self.connection, self._statuses)
        escalate_to(self.connection, self._climbed)
        tell_again(self.connection, self._returned)
        stored = {key: term for key, term in self._stored.items() if key[:2] in self._replanned}
        write_terms(self.connection, stored, self._wanted)

    def _number(self) -> None:
        """Give signals and journal rows the numbers that follow those that are kept; so far they counted from 0."""
        signal = (self.connection.execute(sa.select(sa.func.max(table(Signal).c.id))).scalar() or 0) + 1
        for row in self._rows["signals"]:
            row["id"] += signal
        for row in self._rows["recipients"]:
            row["signal"] += signal
        entry = next_entry(self.connection)
        for row in self._rows["journal"]:
            row["entry"] += entry
