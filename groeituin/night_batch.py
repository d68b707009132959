"""One batch of a night: look at dossiers one by one, then write everything with a constant number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import SQLModel

from groeituin.acts.perform import next_entry
from groeituin.planning import (
    Key,
    add_recipients,
    known,
    stored_terms,
    unsettled,
    write_statuses,
    write_terms,
)
from groeituin.texts.signals import signal_sentence
from models.database import insert_rows
from models.dossiers import table
from models.journal import Entry
from models.nights import Signal, SignalRecipient, SkippedOccasion
from states import signal as signals
from states.definition import Definition
from states.dossier import Dossier
from states.occasions import COUNTING_HOURS, Occasion
from states.recipients import recipients, told
from states.terms import Due, Term, fall_due, plan
from states.working_days import WorkingDays

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
        for row in unsettled(connection, partnerships):
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
        self._climbed: dict[int, list[tuple[str, int]]] = {}
        self._next_signal = (connection.execute(sa.select(sa.func.max(table(Signal).c.id))).scalar() or 0) + 1
        self._next_entry = next_entry(connection)

    def look(self, dossier: Dossier, process: Definition, calendar: WorkingDays) -> None:
        """Decide what this night does to one partnership; nothing is written yet."""
        found = fall_due(dossier, process, calendar, self.night, self._due_rules[dossier.partnership])
        self.due += len(found) + sum(len(due.skipped) for due in found)
        awake = self._awaken(dossier, process, calendar, {(due.rule, due.subject) for due in found})
        resting = {(asking.rule, asking.subject) for *_, asking in awake if signals.rests(asking, process, self.night)}
        for due in found:
            if (due.rule, due.subject) in resting:
                self._skip(dossier, due.rule, (*due.skipped, due.occasion))
        newest = {(due.rule, due.subject): due for due in found if (due.rule, due.subject) not in resting}
        replaced = {}
        for climbed, signal, asking in awake:
            if (asking.rule, asking.subject) in newest:
                self._statuses.append((signal, replace(asking, status="vervangen", next_on=None)))
                self._climbed.pop(signal, None)  # whoever it climbed to hears of the one that takes its place
                self.replaced += 1
                replaced[asking.rule, asking.subject] = climbed, asking
        for due in found:
            last = newest.get((due.rule, due.subject))
            if last:
                self._raise(dossier, process, due, replaced.get((due.rule, due.subject)), last=last is due)
        rules = {due.rule for due in found}
        self._replanned |= {(dossier.partnership, rule) for rule in rules}
        for term in plan(dossier, process, calendar, rules, raised=found) if rules else ():
            self._wanted[dossier.partnership, term.rule, term.subject] = term

    def _awaken(
        self, dossier: Dossier, process: Definition, calendar: WorkingDays, new: set[tuple[str, str]]
    ) -> list[tuple[int, int, signals.Signal]]:
        """Lapse, reopen or escalate the signals whose night has come; not what another question replaces tonight.

        Returns what still asks something: the rung before this night, its number, and how it stands now.
        """
        asking = []
        for row in self._open.get(dossier.partnership, ()):
            before = after = known(row)
            due = row.next_on and row.next_on <= self.night and (self.rules is None or row.rule in self.rules)
            if due:
                after = signals.awakened(before, dossier, process, calendar, self.night)
                other = (row.rule, row.subject) in new and not process.rules[row.rule].repeat_days
                if after.status == "open" and (dossier.suspended(self.night) or (other and after.rung > before.rung)):
                    after = before
                else:
                    self._woken(dossier, process, row.id, before, after)
            if after.status != "vervallen":
                asking.append((before.rung, row.id, after))
        return asking

    def _woken(
        self, dossier: Dossier, process: Definition, signal: int, before: signals.Signal, after: signals.Signal
    ) -> None:
        self._statuses.append((signal, after))
        data: dict[str, Any] = {"rule": after.rule, "occasion": after.occasion}
        if after.status == "vervallen":
            self.lapsed += 1
            self._tell(dossier, "lapse-signal", data)
        elif before.status != "open":
            self.returned += 1
            self._tell(dossier, "return-signal", data)
        elif after.rung > before.rung:
            self.escalated += 1
            roles = process.rules[after.rule].ladder[after.rung - 1].to
            to = recipients(dossier, process, after.rule, after.subject, roles)
            self._climbed[signal] = [(person, after.rung) for person in to]
            self._tell(dossier, "escalate-signal", data | {"rung": after.rung, "to": list(to)})

    def _raise(
        self,
        dossier: Dossier,
        process: Definition,
        due: Due,
        before: tuple[int, signals.Signal] | None,
        *,
        last: bool,
    ) -> None:
        name, due_on = due.occasion.name, due.occasion.due_on
        fresh = signals.Signal(due.rule, due.subject, name, due_on, asked_on=self.night)
        if before:
            since = signals.climbed(before[1], self.night, process)
            fresh = replace(fresh, asked_on=since.asked_on, rung=since.rung)
        fresh = signals.waiting(fresh, dossier, process) if last else replace(fresh, status="vervangen")
        people = told(dossier, process, due.rule, due.subject, fresh.rung, before[0] if before else 0)
        to = tuple(people)
        sentence = signal_sentence(dossier, due, self.night)
        self.raised.append(Raised(dossier.partnership, due.rule, due.subject, name, due_on, to, sentence))
        signal = self._next_signal
        self._next_signal += 1
        self._rows["signals"].append({
            "id": signal, "partnership": dossier.partnership, "rule": due.rule, "subject": due.subject,
            "occasion": name, "due_on": due_on, "original_on": due.occasion.original_on, "raised_on": self.night,
            "asked_on": fresh.asked_on, "status": fresh.status, "next_on": fresh.next_on, "rung": fresh.rung,
            "sentence": sentence, "note": None,
        })  # fmt: skip
        self._rows["recipients"].extend(
            {"signal": signal, "person": person, "rung": rung} for person, rung in people.items()
        )
        self._skip(dossier, due.rule, due.skipped)
        data: dict[str, Any] = {"rule": due.rule, "occasion": name, "due_on": due_on.isoformat(), "to": list(to)}
        if due.skipped:
            data["skipped"] = [skipped.name for skipped in due.skipped]
        self._tell(dossier, "raise-signal", data)

    def _skip(self, dossier: Dossier, rule: str, passed: Sequence[Occasion]) -> None:
        self._rows["skips"].extend(
            {
                "partnership": dossier.partnership,
                "rule": rule,
                "occasion": occasion.name,
                "due_on": occasion.due_on,
                "skipped_on": self.night,
            }
            for occasion in passed
        )
        self.skipped += len(passed)

    def _tell(self, dossier: Dossier, act: str, data: dict[str, Any]) -> None:
        self._rows["journal"].append({
            "entry": self._next_entry, "at": self.at, "on": self.night, "by": BY_NIGHT, "act": act, "data": data,
            "phase": dossier.phase, "partnership": dossier.partnership,
        })  # fmt: skip
        self._next_entry += 1

    def write(self) -> None:
        """Write everything that was decided; the unique signal row is the claim."""
        tables: dict[str, type[SQLModel]] = {
            "signals": Signal,
            "recipients": SignalRecipient,
            "skips": SkippedOccasion,
            "journal": Entry,
        }
        for name, model in tables.items():
            insert_rows(self.connection, table(model), self._rows[name])
        write_statuses(self.connection, self._statuses)
        climbed = [(signal, *who) for signal, people in self._climbed.items() for who in people]
        add_recipients(self.connection, climbed)
        stored = {key: term for key, term in self._stored.items() if key[:2] in self._replanned}
        write_terms(self.connection, stored, self._wanted)
