"""Putting a mistake right: the journal keeps the mistake and gets a compensating row."""

from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import col

from groeituin.acts.act import ACTS, Act, Scene, act
from groeituin.acts.fields import Text
from groeituin.errors import NoSuchThing, refusal
from groeituin.retention.log import emptied
from groeituin.texts.input_errors import checked
from models.journal import SUBJECTS, Entry

# What the column of journal numbers can hold.
LAST_ENTRY = 2**31 - 1


@act("correct")
class Correct(Act):
    """Correct an earlier act: do it again with other fields, as of its own day; without fields it is withdrawn."""

    entry: int = Field(gt=0, le=LAST_ENTRY)
    reason: Text
    fields: dict[str, Any] = Field(default_factory=dict)

    def do(self, scene: Scene) -> None:
        """Write the corrected facts over the mistaken ones.

        Raises:
            NoSuchThing: the journal has no such entry.
            BadInput: the corrected fields do not make a valid act.
            Refused: this act is undone by another act, or the fields would make it about something else.
        """
        entry, kind = self._corrected(scene)
        data = _as_corrected(scene, entry, kind, self._told(scene, kind))
        moved = sorted(name for name in self.fields if name in kind.about and data[name] != entry.data.get(name))
        if moved:
            raise refusal("ander_onderwerp", f"Een correctie verandert niet waar het over gaat ({', '.join(moved)}).")
        if not kind.dated and self._superseded(scene, entry, kind):
            raise refusal(
                "later_veranderd", f"Na regel {self.entry} is dit opnieuw vastgelegd. Corrigeer de laatste regel."
            )
        scene.recorded_on, scene.correcting = entry.on, True
        scene.subjects = {name: value for name in SUBJECTS if (value := getattr(entry, name))}
        if not self.fields:
            self._withdraw(scene, entry, kind)
            return
        corrected = checked(kind, data)
        # Only what is corrected counts as filled in: what other acts changed meanwhile stays.
        corrected.model_fields_set.intersection_update(self.fields.keys() | kind.about)
        corrected.do(scene)
        # The journal row tells the correction itself, as it can be done again; what is withheld it only names.
        scene.resolved.clear()
        if withheld := self.fields.keys() & kind.withheld.keys():
            scene.resolved["fields"] = self.journalled()["fields"] | dict.fromkeys(withheld)

    def _corrected(self, scene: Scene) -> tuple[Entry, type[Act]]:
        """Return the journal row that is corrected, and its act."""
        entry = scene.session.get(Entry, self.entry)
        if entry is None:
            raise NoSuchThing(f"Het logboek heeft geen regel {self.entry}.")
        if not scene.retold:
            _refuse_destroyed(scene, self.entry)
        kind = ACTS.get(entry.act)
        if kind is None or not kind.corrects:
            raise refusal(
                "niet_te_corrigeren", f"'{entry.act}' zet u recht met een nieuwe handeling, niet met een correctie."
            )
        return entry, kind

    def _told(self, scene: Scene, kind: type[Act]) -> dict[str, Any]:
        """Return the corrected fields; where the journal is told again, less those that it withholds."""
        withheld = kind.withheld if scene.retold else {}
        return {name: value for name, value in self.fields.items() if name not in withheld}

    def _withdraw(self, scene: Scene, entry: Entry, kind: type[Act]) -> None:
        """Take back what should not have been recorded, and put back what it replaced."""
        scene.partnerships.update({entry.partnership} if entry.partnership else ())
        scene.contracts.update({entry.contract} if entry.contract else ())
        if not checked(kind, _as_corrected(scene, entry, kind, {})).undo(scene):
            raise refusal(
                "niet_in_te_trekken", f"'{entry.act}' kan niet worden ingetrokken. Noem in fields wat er anders moet."
            )
        scene.session.flush()
        before = None if kind.dated else self._replaced(scene, entry, kind)
        if before:
            if not scene.retold:
                _refuse_destroyed(scene, before.entry)
            scene.recorded_on = before.on
            checked(kind, _as_corrected(scene, before, kind, {})).do(scene)
        scene.resolved.clear()

    def _replaced(self, scene: Scene, entry: Entry, kind: type[Act]) -> Entry | None:
        """Return the entry that this one wrote over, unless that was withdrawn itself."""
        corrections = scene.session.scalars(sa.select(Entry).where(col(Entry.act) == "correct"))
        # One without a reason lost content to a destruction, and its fields with that.
        withdrawn = {row.data["entry"] for row in corrections if not row.data.get("fields") and row.data.get("reason")}
        earlier = scene.session.scalars(
            sa.select(Entry)
            .where(col(Entry.act) == entry.act, col(Entry.entry) < entry.entry, *_about_the_same(entry, kind))
            .order_by(col(Entry.entry).desc())
        )
        return next((row for row in earlier if row.entry not in withdrawn and _same(row, entry, kind)), None)

    def _superseded(self, scene: Scene, entry: Entry, kind: type[Act]) -> bool:
        later = scene.session.scalars(
            sa.select(Entry).where(
                col(Entry.act) == entry.act, col(Entry.entry) > entry.entry, *_about_the_same(entry, kind)
            )
        )
        return any(_same(row, entry, kind) for row in later)


def _refuse_destroyed(scene: Scene, entry: int) -> None:
    if emptied(scene.session.connection(), [entry]):
        raise refusal("vernietigd", f"Wat regel {entry} zei, is vernietigd. Dat valt niet te corrigeren.")


def _as_corrected(scene: Scene, entry: Entry, kind: type[Act], fields: dict[str, Any]) -> dict[str, Any]:
    """Lay corrected fields over an entry and over the corrections that came before.

    What the journal withholds and the fields do not tell is not written either: it stays as it is.
    """
    earlier = scene.session.scalars(sa.select(Entry).where(col(Entry.act) == "correct").order_by(col(Entry.entry)))
    data = dict(entry.data)
    for correction in earlier:
        if correction.data["entry"] == entry.entry:
            data |= correction.data.get("fields", {})
    return {**data, **kind.withheld, **fields}


def _same(row: Entry, entry: Entry, kind: type[Act]) -> bool:
    """Tell whether two rows of an act are about the same fact."""
    return all(row.data.get(name) == entry.data.get(name) for name in kind.about)


def _about_the_same(entry: Entry, kind: type[Act]) -> list[sa.ColumnElement[bool]]:
    return [
        col(getattr(Entry, name)).is_not_distinct_from(getattr(entry, name)) for name in SUBJECTS if name in kind.about
    ]
