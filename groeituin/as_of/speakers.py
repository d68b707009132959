"""Who asks what an organisation is asked once for all of its partnerships, step by step."""

from typing import Any

from sqlalchemy.engine import Row

from groeituin.reading.one_rule import MOVE
from models.dossiers.people import ANCHORED
from states.definition import handreiking

STARTS = frozenset({"start-partnership", "take-over-partnership"})
STEPS = STARTS | {"advance", "suspend", "resume"}


def followed(data: dict[str, Any]) -> str:
    """Return the definition that a new partnership follows; before there were more it was the guide's.

    An older journal names none, or only the guide's name, which could be chosen then.
    """
    own = handreiking()
    found = data.get("definition")
    return own.reference if found in {None, own.name} else str(found)


class Speakers:
    """Whose turn it is in each organisation: the first partnership by code that has come so far and is not silent."""

    def __init__(self) -> None:
        self.organisations: dict[str, str] = {}
        self.definitions: dict[str, str] = {}
        self.phases: dict[str, str] = {}
        self.now: dict[str, str] = {}
        self.ever: set[str] = set()
        self._silent: set[str] = set()
        self._anchored: dict[str, set[str]] = {}

    def hear(self, row: Row[Any]) -> str | None:
        """Hear a step from the journal; return the partnership whose turn it has become by that, if any."""
        if row.act in STARTS:
            self.organisations[row.partnership] = row.data["organisation"]
            self.definitions[row.partnership] = followed(row.data)
        elif row.act == MOVE:
            self.definitions[row.partnership] = row.data["to"]
        if row.act not in STEPS or row.partnership not in self.organisations:
            return None
        organisation = self.organisations[row.partnership]
        self._move(row, self._anchored.setdefault(organisation, set()))
        before = self.now.pop(organisation, None)
        speaker = min(self._anchored[organisation] - self._silent, default=None)
        if speaker is None:
            return None
        self.now[organisation] = speaker
        self.ever.add(speaker)
        return None if speaker == before else speaker

    def _move(self, row: Row[Any], anchored: set[str]) -> None:
        """Nobody asks while suspended without an end; the last step out ends that too."""
        self.phases[row.partnership] = row.phase
        if row.act == "suspend" and not row.data.get("until"):
            self._silent.add(row.partnership)
        elif row.act == "resume" or row.phase == "beeindigd":
            self._silent.discard(row.partnership)
        if row.phase in ANCHORED:
            anchored.add(row.partnership)
        else:
            anchored.discard(row.partnership)
