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
def test_an_error_with_a_sentence_tells_just_that(error: Exception, lines: list[str]) -> None:
    """The page of a run begins with its log: no traceback where there is a sentence, all of it where there is none."""
    configure("human")
    log, written = logging.getLogger(RUNS), io.StringIO()
    handler = logging.StreamHandler(written)
    log.addHandler(handler)
    try:
        raise error
    except type(error):
        log.exception("it ended")
    finally:
        log.removeHandler(handler)
    assert written.getvalue().splitlines()[: len(lines)] == lines
    assert (len(written.getvalue().splitlines()) == 1) == isinstance(error, StorageUnreachable)
