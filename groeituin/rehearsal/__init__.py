"""The rehearsal (nachtproef): the nights ahead over the whole portfolio, read-only, when nobody acts in between."""

from groeituin.rehearsal.nights import rehearse
from groeituin.rehearsal.receipt import receipt_of, write_receipt
from groeituin.rehearsal.report import Alone, Moved, Raised, Refused, Rehearsal

__all__ = ["Alone", "Moved", "Raised", "Refused", "Rehearsal", "receipt_of", "rehearse", "write_receipt"]
