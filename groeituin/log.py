"""The log: for people or as JSON lines, always on standard error, so that answers stay clean.

Programs also get lines that say what was done; people only get what needs attention, because a report follows.
"""

import logging
import sys
from typing import Literal

import structlog


def configure(form: Literal["human", "json"]) -> None:
    """Send every log line to standard error, in the form of the settings, with what was bound: a night, a run."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
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
