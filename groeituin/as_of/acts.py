"""Letting what the journal tells happen again, in the order in which it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Row

from groeituin.acts.act import ACTS, Act, Scene
from groeituin.acts.act import Row as Kept
from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.fields import Text
from groeituin.as_of.memory import Memory
from groeituin.as_of.speakers import STARTS, followed
from groeituin.errors import GroeituinError
from groeituin.reading.one_rule import MOVE, OF_SIGNALS
from groeituin.retention.hours import REPORT
from groeituin.retention.log import Lost
from groeituin.retention.persons import BLANK
from groeituin.texts.input_errors import checked
from models.database import insert_rows, table
from models.journal import Entry
from models.partnerships import Partnership


class NotRetold(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Wat het logboek vertelt, kan niet nog eens gebeuren."""

    code = "niet_na_te_vertellen"


@dataclass(slots=True)
class Again(Scene):
    """Where an act takes place once more: in memory, where it is known by heart what is there."""

    session: Memory
    retold: bool = True

    def alike(self, model: type[Kept], where: Mapping[str, object]) -> list[Kept]:
        """Return the rows with these values."""
        return self.session.alike(model, where)


class Telling:
    """One telling of the journal, or of a part of it, into a database in memory."""

    def __init__(self, memory: Memory, lost: Lost) -> None:
        """Begin with nothing told.

        Args:
            memory: where it is told.
            lost: what the journal lost by destructions.
        """
        self.memory = memory
        self._lost = lost
        self._told: set[int] = set()
        self._correctable: list[dict[str, Any]] = []
        self._of_signals: list[dict[str, Any]] = []

    def happen(self, row: Row[Any]) -> Scene | None:
        """Let what a journal row tells happen again; return the scene of an act that was done again.

        Nights and answers to signals are not done here: `Signals` hears of them. What corrects something that is not
        told is left out too; one that is told looks back in the journal. What cannot happen without something that was
        destroyed is left out as well.

        Raises:
            NotRetold: the acts of this program refuse what happened then.
        """
        scene, data = None, row.data
        if row.act == MOVE:
            self.memory.get(Partnership, row.partnership).definition = row.data["to"]
        elif row.act == "correct" and row.data["entry"] not in self._told:
            return None
        elif row.act in ACTS and row.act != "settle-signal":
            if row.act == "correct":
                self._write(self._correctable)
            done = self._again(row)
            if done is None:
                return None
            scene, data = done
        self._told.add(row.entry)
        if row.act in {*OF_SIGNALS, MOVE}:
            self._of_signals.append(dict(row._mapping))  # noqa: SLF001  # the documented way to a row's columns
        elif row.act in ACTS:
            self._correctable.append({**row._mapping, "data": data})  # noqa: SLF001  # the same
        return scene

    def _again(self, row: Row[Any]) -> tuple[Scene, dict[str, Any]] | None:
        """Do an act again; return its scene and what it says now, or None when it builds on what was destroyed."""
        scene = Again(session=self.memory, on=row.on, by=row.by, recorded_on=row.on)
        kind, refused = kind_of_act(row.act), GroeituinError()
        for data in self._versions(row, kind):
            try:
                _as_told(row, kind, data).do(scene)
            except GroeituinError as error:
                refused = error
            else:
                self.memory.flush()
                return scene, data
        if self._lost.concerns(row):
            return None
        sentence = f"Regel {row.entry} van het logboek ({row.act}) kan niet nog eens gebeuren: {refused.message}"
        raise NotRetold(sentence, refused.details) from refused

    def _versions(self, row: Row[Any], kind: type[Act]) -> Iterator[dict[str, Any]]:
        """Yield what an act says; where somebody was named, with words in the place of what it cannot do without."""
        if row.entry not in self._lost.unnamed:
            yield row.data
            return
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        needed = [name for name, field in fields.items() if field.is_required() and name not in kind.withheld]
        yield dict.fromkeys(needed, BLANK) | row.data
        texts = [name for name, field in fields.items() if field.annotation == Text | None]
        yield dict.fromkeys([*needed, *texts], BLANK) | row.data

    def write_journal(self) -> None:
        """Write what the journal tells of signals, by which is explained what became of them."""
        self._write(self._of_signals)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        insert_rows(self.memory.database, table(Entry), rows)
        rows.clear()


def _as_told(row: Row[Any], kind: type[Act], data: dict[str, Any]) -> Act:
    """Return an act as the journal tells it, with what that withholds."""
    if row.act == REPORT and not (data.get("lines") or data.get("effort")):
        # That it was received is left of it: no report says nothing, so nobody may write one.
        return kind.model_construct(**{"lines": [], **data})
    started = {"definition": followed(data)} if row.act in STARTS else {}
    return checked(kind, {**data, **started, **kind.withheld})
