"""What acts read before they write."""

from sqlmodel import SQLModel

from groeituin.acts.act import Scene
from models.database import table
from models.dossiers import load_dossiers, load_speakers
from states.dossier import Dossier


def read_dossier(scene: Scene, partnership: str) -> Dossier:
    """Return the dossier as it stands within this transaction."""
    scene.session.flush()
    return load_dossiers(scene.session.connection(), [partnership])[0]


def speakers(scene: Scene, organisation: str) -> set[str]:
    """Return the partnership that asks what an organisation is asked once for all, if there is one by now."""
    scene.session.flush()
    return set(load_speakers(scene.session.connection(), [organisation]))


def next_number(scene: Scene, model: type[SQLModel], owner: str) -> int:
    """Return the number of the next row in an owner's own row of rows, from 1."""
    key = next(iter(table(model).primary_key)).name
    scene.session.flush()
    found = scene.alike(model, {key: owner})
    return max((row.number for row in found), default=0) + 1  # type: ignore[attr-defined]  # such rows are numbered
