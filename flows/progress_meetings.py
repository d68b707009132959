"""The progress meetings by themselves. By hand: ``python -m flows.progress_meetings``."""

from typing import Any

from prefect import State, flow

from flows.nightly_run import NIGHT, Day, named, raise_what_is_due, run_by_hand

RULE = "voortgangsgesprek"


@flow(flow_run_name=named(RULE))
def progress_meetings(night: Day = NIGHT) -> State[Any]:
    """Ask for the progress meetings that are due on or before a night.

    The overnight flow does this rule too; both in one night raise each signal once.

    Args:
        night: the date of the night; the date on which the run was to start, in the Netherlands, unless told.
    """
    return raise_what_is_due(RULE, night, [RULE])


if __name__ == "__main__":
    raise SystemExit(run_by_hand(progress_meetings))
