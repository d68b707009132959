"""What one check found."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether something is well, in a sentence, and what to do where it is not."""

    name: str
    well: bool
    sentence: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the doors promise it."""
        return asdict(self)
