"""Putting a mistake right: the journal keeps the mistake and gets a compensating row."""

from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import col

from groeituin.acts.act import ACTS, Act, Scene, act
from groeituin.acts.fields import Text
from groeituin.errors import NoSuchThing, refusal
from groeituin.texts.input_errors import checked
from models.journal import Entry

# What the column of journal numbers can hold.
LAST_ENTRY = 2**31 - 1
SUBJECTS = {"partnership", "organisation", "contract", "contractor", "person"}


@act("correct")
class Correct(Act):
    """Correct an earlier act: do it again with other fields, as of the day on which it was recorded."""

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
        entry = scene.session.get(Entry, self.entry)
        if entry is None:
            raise NoSuchThing(f"Het logboek heeft geen regel {self.entry}.")
        kind = ACTS.get(entry.act)
        if kind is None or not kind.corrects:
            raise refusal(
                "niet_te_corrigeren", f"'{entry.act}' zet u recht met een nieuwe handeling, niet met een correctie."
            )
        data = self._as_corrected(scene, entry)
        if not self.fields:
            raise refusal("geen_velden", "Noem in fields wat er anders moet.")
        moved = sorted(name for name in self.fields if name in kind.about and data[name] != entry.data.get(name))
        if moved:
            raise refusal("ander_onderwerp", f"Een correctie verandert niet waar het over gaat ({', '.join(moved)}).")
        if not kind.dated and self._superseded(scene, entry, kind):
            raise refusal(
                "later_veranderd", f"Na regel {self.entry} is dit opnieuw vastgelegd. Corrigeer de laatste regel."
            )
        scene.recorded_on = entry.on
        scene.subjects = {name: value for name in SUBJECTS if (value := getattr(entry, name))}
        corrected = checked(kind, data)
        # Only what is corrected counts as filled in: what other acts changed meanwhile stays.
        corrected.model_fields_set.intersection_update(self.fields.keys() | kind.about)
        corrected.do(scene)
        # The journal row tells the correction itself, as it can be done again.
        scene.resolved.clear()

    def _superseded(self, scene: Scene, entry: Entry, kind: type[Act]) -> bool:
        later = scene.session.scalars(
            sa.select(Entry).where(
                col(Entry.act) == entry.act,
                col(Entry.entry) > entry.entry,
                *(
                    col(getattr(Entry, name)).is_not_distinct_from(getattr(entry, name))
                    for name in SUBJECTS & kind.about
                ),
            )
        )
        return any(all(row.data.get(name) == entry.data.get(name) for name in kind.about) for row in later)

    def _as_corrected(self, scene: Scene, entry: Entry) -> dict[str, Any]:
        """Lay this correction over the entry and over the corrections that came before it."""
        earlier = scene.session.scalars(sa.select(Entry).where(col(Entry.act) == "correct").order_by(col(Entry.entry)))
        data = dict(entry.data)
        for correction in earlier:
            if correction.data["entry"] == self.entry:
                data |= correction.data.get("fields", {})
        return data | self.fields
