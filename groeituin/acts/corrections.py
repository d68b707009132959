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


@act("correct")
class Correct(Act):
    """Correct an earlier act: do it again with other fields, as of the day on which it was recorded."""

    entry: int = Field(gt=0)
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
        moved = sorted(name for name in self.fields if name in SUBJECTS and data.get(name) != entry.data.get(name))
        if moved:
            raise refusal("ander_onderwerp", f"Een correctie verandert niet waar het over gaat ({', '.join(moved)}).")
        if not kind.dated and self._superseded(scene, entry):
            raise refusal(
                "later_veranderd", f"Na regel {self.entry} is dit opnieuw vastgelegd. Corrigeer de laatste regel."
            )
        scene.recorded_on = entry.on
        checked(kind, data).do(scene)

    def _superseded(self, scene: Scene, entry: Entry) -> bool:
        later = scene.session.scalars(
            sa.select(Entry).where(
                col(Entry.act) == entry.act,
                col(Entry.entry) > entry.entry,
                col(Entry.partnership).is_not_distinct_from(entry.partnership),
                col(Entry.organisation).is_not_distinct_from(entry.organisation),
                col(Entry.contract).is_not_distinct_from(entry.contract),
            )
        )
        same = {name: value for name, value in entry.data.items() if name in SUBJECTS}
        return any({n: v for n, v in row.data.items() if n in SUBJECTS} == same for row in later)

    def _as_corrected(self, scene: Scene, entry: Entry) -> dict[str, Any]:
        """Lay this correction over the entry and over the corrections that came before it."""
        earlier = scene.session.scalars(sa.select(Entry).where(col(Entry.act) == "correct").order_by(col(Entry.entry)))
        data = dict(entry.data)
        for correction in earlier:
            if correction.data["entry"] == self.entry:
                data |= correction.data.get("fields", {})
        return data | self.fields


SUBJECTS = {
    "partnership", "organisation", "contract", "contractor", "person", "action", "job", "meeting", "period",
    "decision", "target_group", "part", "code", "audience",
}  # fmt: skip
