"""The log: for people or as JSON lines, always on standard error, so that answers stay clean.

Programs also get lines that say what was done; people only get what needs attention, because a report follows.
"""

import logging
import sys
from typing import Literal

import structlog

from groeituin.errors import GroeituinError

# Where the scheduler logs how a run ended, which is what its page shows first.
RUNS = "prefect.flow_runs"


class _Sentences(logging.Filter):
    """Lets an error that has a sentence for people tell just that, without the traceback that would hide it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, GroeituinError):
            record.msg, record.args, record.exc_info = str(error), (), None
        return True


_sentences = _Sentences()


def configure(form: Literal["human", "json"]) -> None:
    """Send every log line to standard error, in the form of the settings, with what was bound: a night, a run."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    logging.getLogger(RUNS).addFilter(_sentences)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if form == "json" else logging.WARNING),
        # Looked up at every line: whoever replaces standard error gets what is logged from then on.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
