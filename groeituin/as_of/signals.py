"""What nights asked and what became of it, told again from the journal: signals, and what was skipped."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.acts.meetings import ASKS_FOR_PROGRESS
from groeituin.as_of.memory import Memory
from groeituin.as_of.speakers import Speakers
from groeituin.definitions import Library
from groeituin.planning import replan
from groeituin.reading.one_rule import MOVE
from models.database import insert_rows, table
from models.nights import Signal, SignalRecipient, SkippedOccasion
from models.partnerships import Meeting
from states.definition import Rule
from states.signal import UNSETTLED

# Of a signal: its partnership, rule and occasion.
Key = tuple[str, str, str]
Asked = dict[str, Any]
PLANS = "plan-meeting"
# What becomes of one question; whoever asked it may be destroyed since, and the question with that.
OF_ONE = frozenset({"lapse-signal", "return-signal", "escalate-signal"})
SKIP = ("partnership", "rule", "occasion", "due_on", "skipped_on")


class Signals:
    """Every signal as a row of its table, who unsettled ones lie with, and what will not be asked any more.

    A journal row does not tell what a signal is about, nor its sentence; its row in the table does, and never goes.
    """

    def __init__(
        self,
        library: Library,
        kept: Iterable[Row[Any]],
        skipped: Iterable[tuple[Any, ...]],
        due: Mapping[tuple[str, str], date],
    ) -> None:
        """Begin with nothing asked.

        Args:
            library: the definitions.
            kept: the signals of which something may be told, as they stand now.
            skipped: the occasions that were skipped by then, but for those of what an organisation is asked once.
            due: of those the day, by rule and occasion.
        """
        self.speakers = Speakers()
        self.asked: dict[Key, Asked] = {}
        self.lies_with: dict[int, dict[str, int]] = {}
        self._library = library
        self._kept = {(row.partnership, row.rule, row.occasion): row for row in kept}
        self._skipped = {row[:3]: dict(zip(SKIP, row, strict=True)) for row in skipped}
        self._due = due
        self._asking: dict[str, list[Asked]] = {}
        self._shared: dict[str, list[Asked]] = {}
        self._shared_skips: dict[str, list[Key]] = {}
        self._plans: set[int] = set()
        self._hears: dict[str, Callable[[Row[Any]], None]] = {
            "raise-signal": self._raised,
            "lapse-signal": self._lapsed,
            "return-signal": self._returned,
            "escalate-signal": self._escalated,
            "settle-signal": self._settled,
            MOVE: self._migrated,
        }

    def hear(self, row: Row[Any]) -> None:
        """Hear what the journal tells next."""
        speaker = self.speakers.hear(row)
        if speaker:
            self._take_up(speaker)
        if row.act == PLANS:
            self._plans.add(row.entry)
        if row.act in self._hears and (row.act not in OF_ONE or self._key(row) in self.asked):
            self._hears[row.act](row)

    def waits_for(self, memory: Memory, row: Row[Any]) -> bool:
        """Tell whether a question may wait for the meeting that a journal row moves or calls off."""
        if row.act == PLANS:
            moves = memory.get(Meeting, (row.partnership, row.data["meeting"])) is not None
        else:
            moves = row.act == "correct" and row.data["entry"] in self._plans
        return moves and any(asked["rule"] == ASKS_FOR_PROGRESS for asked in self.asking(row.partnership))

    def asking(self, partnership: str) -> list[Asked]:
        """Return the signals of a partnership that still ask something."""
        return self._asking.setdefault(partnership, [])

    def lying_with(self, people: set[str]) -> set[str]:
        """Return the partnerships of which an unsettled signal lies with one of these people."""
        return {
            partnership
            for partnership, asking in self._asking.items()
            if any(people & self.lies_with[asked["id"]].keys() for asked in asking)
        }

    def _rule(self, partnership: str, rule: str) -> Rule | None:
        return self._library.of(self.speakers.definitions[partnership]).rules.get(rule)

    def _of_all(self, partnership: str, rule: str, occasion: str) -> bool:
        """Tell whether this is asked once for all partnerships of an organisation."""
        found = self._rule(partnership, rule)
        shared = found is not None and found.subject == "organisation"
        return shared and occasion.startswith(f"{self.speakers.organisations[partnership]}/")

    def _raised(self, row: Row[Any]) -> None:
        partnership, rule, occasion = key = row.partnership, row.data["rule"], row.data["occasion"]
        organisation, of_all = self.speakers.organisations[partnership], self._of_all(*key)
        kept = self._kept.get(key)
        due_on = date.fromisoformat(row.data["due_on"])
        subject = organisation if of_all else kept.subject if kept else ""
        asked: Asked = {
            "id": row.entry, "partnership": partnership, "rule": rule, "subject": subject, "occasion": occasion,
            "due_on": due_on, "original_on": kept.original_on if kept else due_on, "raised_on": row.on,
            "asked_on": row.on, "status": "open", "next_on": None, "rung": 0, "sentence": kept.sentence if kept else "",
            "note": None, "now_as": None,
        }  # fmt: skip
        self._replace(asked)
        self.asked[key] = asked
        self.asking(partnership).append(asked)
        self.lies_with[row.entry] = dict.fromkeys(row.data["to"], 0)
        passed = [(partnership, rule, name) for name in row.data.get("skipped", ())]
        for skipped in passed:
            self._skip(skipped, row.on)
        if of_all:
            self._shared.setdefault(organisation, []).append(asked)
            self._shared_skips.setdefault(organisation, []).extend(passed)

    def _replace(self, new: Asked) -> None:
        """A new occasion replaces what its rule still asked of its subject; repeated, it has waited as long."""
        rule = self._rule(new["partnership"], new["rule"])
        asking = self.asking(new["partnership"])
        for before in [a for a in asking if (a["rule"], a["subject"]) == (new["rule"], new["subject"])]:
            if before["status"] == "open" and rule and rule.repeat_days:
                new |= {"rung": before["rung"], "asked_on": before["asked_on"]}
            self._close(before, "vervangen")

    def _close(self, asked: Asked, status: str) -> None:
        asked |= {"status": status, "next_on": None}
        self._asking[asked["partnership"]].remove(asked)

    def _skip(self, key: Key, on: date) -> None:
        partnership, rule, occasion = key
        due_on = self._due.get((rule, occasion), on)
        row = {"partnership": partnership, "rule": rule, "occasion": occasion, "due_on": due_on, "skipped_on": on}
        self._skipped.setdefault(key, row)

    @staticmethod
    def _key(row: Row[Any]) -> Key:
        return row.partnership, row.data["rule"], row.data["occasion"]

    def _found(self, row: Row[Any]) -> Asked:
        return self.asked[self._key(row)]

    def _lapsed(self, row: Row[Any]) -> None:
        self._close(self._found(row), "vervallen")

    def _returned(self, row: Row[Any]) -> None:
        asked = self._found(row)
        if asked["status"] == "vervallen":  # another definition has its reason again
            self.asking(row.partnership).append(asked)
        asked |= {"status": "open", "asked_on": row.on}

    def _escalated(self, row: Row[Any]) -> None:
        asked, rung = self._found(row), row.data["rung"]
        asked["rung"] = rung
        for person in row.data["to"]:
            self.lies_with[asked["id"]].setdefault(person, rung)

    def _settled(self, row: Row[Any]) -> None:
        data = row.data
        until = date.fromisoformat(data["until"]) if data.get("until") else None
        for occasion in dict.fromkeys([data.get("occasion"), *data.get("occasions", ())]):
            asked = self.asked.get((row.partnership, data["rule"], occasion))
            if asked is None or asked["status"] not in UNSETTLED:
                continue  # no occasion was named, or this one was answered so before
            kept = asked["next_on"] if asked["status"] == data["outcome"] else None
            asked["note"] = data.get("note") or asked["note"]
            if data["outcome"] == "afgehandeld":
                self._close(asked, "afgehandeld")
            else:
                asked.update(status=data["outcome"], next_on=until or kept)

    def _migrated(self, row: Row[Any]) -> None:
        for rule, occasion, new in row.data.get("now_as", ()):
            if asked := self.asked.get((row.partnership, rule, occasion)):
                asked["now_as"] = new
        for rule, occasion in row.data.get("skipped", ()):
            self._skip((row.partnership, rule, occasion), row.on)

    def _take_up(self, speaker: str) -> None:
        """What the organisation was asked once goes on in whoever's turn it is; what lapsed is asked anew."""
        organisation = self.speakers.organisations[speaker]
        for asked in self._shared.get(organisation, ()):
            key = (speaker, asked["rule"], asked["occasion"])
            if asked["status"] != "vervallen" and key not in self.asked and self._of_all(*key):
                before = asked["partnership"]
                self.asked[key] = self.asked.pop((before, *key[1:]))
                if asked in self.asking(before):
                    self._asking[before].remove(asked)
                    self.asking(speaker).append(asked)
                asked["partnership"] = speaker
        moved = []
        for before, rule, occasion in self._shared_skips.get(organisation, ()):
            key = (speaker, rule, occasion)
            if key not in self._skipped and self._of_all(*key):
                self._skipped[key] = self._skipped.pop((before, rule, occasion)) | {"partnership": speaker}
                moved.append(key)
            else:
                moved.append((before, rule, occasion))
        self._shared_skips[organisation] = moved

    def write(self, connection: Connection, partnerships: Iterable[str] | None = None) -> None:
        """Write everything, or only that of some partnerships."""
        wanted = None if partnerships is None else set(partnerships)
        asked = [a for a in self.asked.values() if wanted is None or a["partnership"] in wanted]
        skipped = [row for key, row in self._skipped.items() if wanted is None or key[0] in wanted]
        insert_rows(connection, table(SkippedOccasion), skipped)
        self._write_signals(connection, asked)

    def _write_signals(self, connection: Connection, asked: list[Asked]) -> None:
        insert_rows(connection, table(Signal), asked)
        people = [
            {"signal": one["id"], "person": person, "rung": rung}
            for one in asked
            for person, rung in self.lies_with[one["id"]].items()
        ]
        insert_rows(connection, table(SignalRecipient), people)

    @contextmanager
    def laid_out(self, memory: Memory, partnerships: Iterable[str] | None = None) -> Iterator[None]:
        """Put what still asks something, of some partnerships or of all, in the database while others change it."""
        names = self._asking if partnerships is None else partnerships
        asking = [asked for name in names for asked in self._asking.get(name, ())]
        to = table(SignalRecipient)
        self._write_signals(memory.database, asking)
        yield
        for asked in asking:
            self.lies_with[asked["id"]] = {}
        for signal, person, rung in memory.database.execute(sa.select(to.c.signal, to.c.person, to.c.rung)):
            self.lies_with[signal][person] = rung
        memory.forget(Signal, SignalRecipient)

    @contextmanager
    def let_wait(self, memory: Memory, row: Row[Any]) -> Iterator[None]:
        """Let what waited for a meeting wait while an act takes it away, and note what is to be asked again."""
        partnership, signals = row.partnership, table(Signal)
        with self.laid_out(memory, [partnership]):
            replan(memory.database, [partnership], row.on)
            yield
            back = sa.select(signals.c.id).where(
                signals.c.rule == ASKS_FOR_PROGRESS, signals.c.status == "ingepland", signals.c.next_on == row.on
            )
            asked_again = set(memory.database.execute(back).scalars())
            for asked in self.asking(partnership):
                if asked["id"] in asked_again:
                    asked |= {"status": "ingepland", "next_on": row.on}
