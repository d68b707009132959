"""What must cohere within a definition: codes, phases, roles and numbers that lean on one another.

It is judged on the data as it was written, with None where the schema refused something, so that one fault does not
hide another.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from states.coherence.figures import figures
from states.coherence.parts import Wrong, twice
from states.coherence.process import process
from states.coherence.retention import retention
from states.coherence.rules import rules

__all__ = ["Wrong", "incoherent"]


def incoherent(data: Any) -> Iterator[Wrong]:  # noqa: ANN401  # what stood in the file
    """Yield everything in a definition's data that does not fit together."""
    if not isinstance(data, dict):
        return iter(())
    return chain(process(data), rules(data), retention(data), figures(data), twice(data))
