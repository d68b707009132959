"""The rehearsal (nachtproef): the nights ahead over the whole portfolio, read-only, when nobody acts in between."""

from groeituin.rehearsal.nights import rehearse
from groeituin.rehearsal.receipt import receipt_of, write_receipt
from groeituin.rehearsal.report import Alone, AtTheMove, Moved, Raised, Refused, Rehearsal, Step

__all__ = [
    "Alone", "AtTheMove", "Moved", "Raised", "Refused", "Rehearsal", "Step", "receipt_of", "rehearse", "write_receipt",
]  # fmt: skip
