"""The date that a question is about, where it is one that matters: it decides what goes first in a letter."""

from datetime import date

from groeituin.definitions import calendar_of
from groeituin.texts.letters.rules import date_in
from states.definition import Definition
from states.occasions.meetings import target_of
from states.periods import read_period
from states.signal import Signal

# The occasions of these hold it: the end of a contract or certificate, a notice date, a publication, a deadline.
HOLD_IT = frozenset(
    {"contract_verloopt", "verlengoptie", "aanbesteding_nadert", "eindafrekening", "actie_te_laat", "pso_verloopt"}
)


def deadline(signal: Signal, process: Definition) -> date | None:
    """Return the date that matters for a question, past or to come; None where there is none, or none can be read.

    Args:
        signal: what was asked.
        process: the process that the partnership follows, which may be another than the one that asked.
    """
    try:
        if signal.rule == "voortgangsgesprek":
            rule = process.rules[signal.rule]
            return target_of(read_period(signal.occasion), rule.target_day, calendar_of(process))
        if signal.rule == "baan_loopt_af":
            return read_period(signal.occasion.rsplit("/", 1)[-1]).last
    except (KeyError, ValueError):  # a rule or an occasion of another process
        return None
    of_contract = signal.rule == "evaluatie" and signal.subject
    return date_in(signal.occasion) if signal.rule in HOLD_IT or of_contract else None
