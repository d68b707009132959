"""Letting what the journal tells happen again, in the order in which it was written."""

from typing import Any

from sqlalchemy.engine import Row

from groeituin.acts.act import ACTS, Scene
from groeituin.acts.catalogue import kind_of_act
from groeituin.as_of.memory import Memory
from groeituin.as_of.turns import STARTS, followed
from groeituin.errors import GroeituinError
from groeituin.texts.input_errors import checked
from models.database import insert_rows
from models.dossiers import table
from models.journal import Entry
from models.partnerships import Partnership


class NotRetold(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Wat het logboek vertelt, kan niet nog eens gebeuren."""

    code = "niet_na_te_vertellen"


class Telling:
    """One telling of the journal, or of a part of it, into a database in memory."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._told: set[int] = set()
        self._entries: list[dict[str, Any]] = []

    def happen(self, row: Row[Any]) -> Scene | None:
        """Let what a journal row tells happen again; return the scene of an act that was done again.

        Nights and answers to signals are not done here: the board hears of them. What corrects something that is not
        told is left out too.

        Raises:
            NotRetold: the acts of this program refuse what happened then.
        """
        scene = None
        if row.act == "migrate-definition":
            self.memory.get(Partnership, row.partnership).definition = row.data["to"]
        elif row.act == "correct" and row.data["entry"] not in self._told:
            return None
        elif row.act in ACTS and row.act != "settle-signal":
            if row.act == "correct":
                self.write_journal()
            scene = self._again(row)
        self._told.add(row.entry)
        self._entries.append(dict(row._mapping))  # noqa: SLF001  # the documented way to a row's columns
        return scene

    def _again(self, row: Row[Any]) -> Scene:
        scene = Scene(session=self.memory, on=row.on, by=row.by, recorded_on=row.on, retold=True)
        data = row.data | {"definition": followed(row.data)} if row.act in STARTS else row.data
        try:
            checked(kind_of_act(row.act), data).do(scene)
        except GroeituinError as error:
            sentence = f"Regel {row.entry} van het logboek ({row.act}) kan niet nog eens gebeuren: {error.message}"
            raise NotRetold(sentence, error.details) from error
        self.memory.done()
        return scene

    def write_journal(self) -> None:
        """Write the journal up to here: a correction looks back in it."""
        insert_rows(self.memory.connection(), table(Entry), self._entries)
        self._entries = []
