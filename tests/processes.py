"""Definitions that differ from the guide's in a few words, and a partnership that lives by them night after night."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from dossiers import day

from states.definition import Definition, handreiking, handreiking_text, read_definition
from states.dossier import Dossier
from states.migration import Asked, Migration, migrate
from states.night import Night, night_of
from states.signal import UNSETTLED, Signal
from states.working_days import working_days


def process_text(changes: Mapping[str, str], version: str = "2") -> str:
    """Return the text of the guide's process in another version, in which each of some passages is another one."""
    text = handreiking_text().replace('version: "1"', f'version: "{version}"', 1)
    for old, new in changes.items():
        assert 1 == text.count(old), old
        text = text.replace(old, new)
    return text


def without_rule(text: str, rule: str) -> str:
    """Return a process without one of its rules, of which others do not borrow."""
    before, _, rest = text.partition(f"  {rule}:\n    phases")
    return before + re.split(r"(?m)^(?=  \w+:$)", rest, maxsplit=1)[1]


def process(changes: Mapping[str, str], version: str = "2") -> Definition:
    """Return the guide's process in another version, in which each of some passages is another one."""
    return read_definition(process_text(changes, version))


class Life:
    """One partnership without a database: every night happens, and nobody acts."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.process = handreiking()
        self.signals: dict[int, Signal] = {}
        self.asked: list[Asked] = []
        self.raised: list[tuple[str, str, str]] = []

    @property
    def asking(self) -> dict[int, Signal]:
        """Return the signals that still ask something."""
        return {key: one for key, one in self.signals.items() if one.status in UNSETTLED}

    def nights(self, first: str, last: str, rule: str = "") -> list[tuple[str, str]]:
        """Let every night of a range happen; return date and occasion of each signal that a rule raised then."""
        before, night = len(self.raised), day(first)
        while night <= day(last):
            self._night(night)
            night += timedelta(days=1)
        return [(night, name) for night, of, name in self.raised[before:] if of == rule]

    def _night(self, night: date) -> None:
        calendar = working_days(self.process.holidays)
        found = night_of(self.dossier, self.asking, self.process, calendar, night, self.process.rules)
        for one in found.looked:
            self.signals[one.key] = one.after
        for raising in found.raised:
            key, name = len(self.signals) + 1, raising.due.occasion.name
            self.signals[key] = raising.signal
            occasion = raising.due.occasion
            self.asked.append(Asked(raising.due.rule, name, occasion.due_on, key, asked_on=night))
            self.raised.append((night.isoformat(), raising.due.rule, name))
        self.asked += [Asked(rule, occasion.name, occasion.due_on) for rule, occasion in found.passed]
        self._remember(found)

    def _remember(self, found: Night) -> None:
        names = {(one.due.rule, one.due.occasion.name) for one in found.raised}
        names |= {(rule, occasion.name) for rule, occasion in found.passed}
        self.dossier = replace(self.dossier, history=self.dossier.history | names)

    def move(self, new: Definition, on: str) -> Migration:
        """Move the partnership to another definition."""
        after = migrate(self.dossier, self.asked, self.signals, self.process, new, working_days(new.holidays), day(on))
        restated = {one.key: one for one in after.restated}
        self.asked = [restated.get(one.key, one) if one.key else one for one in self.asked] + list(after.skipped)
        self.signals |= after.signals
        self.dossier, self.process = after.dossier, new
        return after
