"""What the log of a run shows of an error."""

import io
import logging

import pytest

from groeituin.errors import StorageUnreachable
from groeituin.log import RUNS, configure


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (StorageUnreachable("De database is er niet."), ["De database is er niet."]),
        (KeyError("x"), ["it ended", "Traceback (most recent call last):"]),
    ],
)
def test_an_error_with_a_sentence_tells_just_that(
    error: Exception, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a run begins with its log: no traceback where there is a sentence, all of it where there is none."""
    configure("human")
    log, written = logging.getLogger(RUNS), io.StringIO()
    # Where a test before this one ran a flow, Prefect sends its lines to a server.
    monkeypatch.setattr(log, "handlers", [logging.StreamHandler(written)])
    monkeypatch.setattr(log, "propagate", False)
    try:
        raise error
    except type(error):
        log.exception("it ended")
    assert written.getvalue().splitlines()[: len(lines)] == lines
    assert (len(written.getvalue().splitlines()) == 1) == isinstance(error, StorageUnreachable)
