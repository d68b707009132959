"""The overnight flow: everything that falls due, in every rule. By hand: ``python -m flows.overnight``."""

from typing import Any

from prefect import State, flow

from flows.nightly_run import NIGHT, Day, named, raise_what_is_due, run_by_hand


@flow(flow_run_name=named("nacht"))
def overnight(night: Day = NIGHT) -> State[Any]:
    """Raise everything that is due on or before a night.

    Args:
        night: the date of the night; the date on which the run was to start, in the Netherlands, unless told.
    """
    return raise_what_is_due("nacht", night)


if __name__ == "__main__":
    raise SystemExit(run_by_hand(overnight))
