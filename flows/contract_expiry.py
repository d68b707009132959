"""The contract expiry alerts by themselves. By hand: ``python -m flows.contract_expiry``."""

from typing import Any

from prefect import State, flow

from flows.nightly_run import NIGHT, Day, named, raise_what_is_due, run_by_hand

RULE = "contract_verloopt"


@flow(flow_run_name=named(RULE))
def contract_expiry(night: Day = NIGHT) -> State[Any]:
    """Raise the contract expiry alerts that are due on or before a night.

    The overnight flow does this rule too; both in one night raise each signal once.

    Args:
        night: the date of the night; the date on which the run was to start, in the Netherlands, unless told.
    """
    return raise_what_is_due(RULE, night, [RULE])


if __name__ == "__main__":
    raise SystemExit(run_by_hand(contract_expiry))
