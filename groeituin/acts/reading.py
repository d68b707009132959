"""What acts read before they write."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from groeituin.acts.act import Scene
from models.dossiers import load_dossiers, load_speakers, table
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
    source = table(model)
    key: sa.ColumnElement[Any] = next(iter(source.primary_key))
    scene.session.flush()
    newest = scene.session.connection().execute(sa.select(sa.func.max(source.c.number)).where(key == owner)).scalar()
    return (newest or 0) + 1
