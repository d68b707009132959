"""Letting what the journal tells happen again, in the order in which it was written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Row

from groeituin.acts.act import ACTS, Scene
from groeituin.acts.act import Row as Kept
from groeituin.acts.catalogue import kind_of_act
from groeituin.as_of.memory import Memory
from groeituin.as_of.speakers import STARTS, followed
from groeituin.errors import GroeituinError
from groeituin.reading.one_rule import MOVE, STEPS
from groeituin.retention.persons import BLANK
from groeituin.texts.input_errors import checked
from models.database import insert_rows
from models.dossiers import table
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

    def __init__(self, memory: Memory, unnamed: Collection[int]) -> None:
        """Begin with nothing told.

        Args:
            memory: where it is told.
            unnamed: the rows from which fields went that named somebody who left.
        """
        self.memory = memory
        self._unnamed = unnamed
        self._told: set[int] = set()
        self._correctable: list[dict[str, Any]] = []
        self._of_signals: list[dict[str, Any]] = []

    def happen(self, row: Row[Any]) -> Scene | None:
        """Let what a journal row tells happen again; return the scene of an act that was done again.

        Nights and answers to signals are not done here: `Signals` hears of them. What corrects something that is not
        told is left out too; one that is told looks back in the journal.

        Raises:
            NotRetold: the acts of this program refuse what happened then.
        """
        scene = None
        if row.act == MOVE:
            self.memory.get(Partnership, row.partnership).definition = row.data["to"]
        elif row.act == "correct" and row.data["entry"] not in self._told:
            return None
        elif row.act in ACTS and row.act != "settle-signal":
            if row.act == "correct":
                self._write(self._correctable)
            scene = self._again(row)
        self._told.add(row.entry)
        if row.act in {*STEPS, MOVE}:
            self._of_signals.append(dict(row._mapping))  # noqa: SLF001  # the documented way to a row's columns
        elif row.act in ACTS:
            self._correctable.append(dict(row._mapping))  # noqa: SLF001  # the same
        return scene

    def _again(self, row: Row[Any]) -> Scene:
        scene = Again(session=self.memory, on=row.on, by=row.by, recorded_on=row.on)
        kind = kind_of_act(row.act)
        data = row.data | {"definition": followed(row.data)} if row.act in STARTS else row.data | kind.withheld
        if row.entry in self._unnamed:
            needed = (field.alias or name for name, field in kind.model_fields.items() if field.is_required())
            data = dict.fromkeys(needed, BLANK) | data
        try:
            checked(kind, data).do(scene)
        except GroeituinError as error:
            if row.entry in self._unnamed:  # what went was more than a text
                return scene
            sentence = f"Regel {row.entry} van het logboek ({row.act}) kan niet nog eens gebeuren: {error.message}"
            raise NotRetold(sentence, error.details) from error
        self.memory.flush()
        return scene

    def write_journal(self) -> None:
        """Write what the journal tells of signals, by which is explained what became of them."""
        self._write(self._of_signals)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        insert_rows(self.memory.database, table(Entry), rows)
        rows.clear()
