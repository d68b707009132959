"""Whether retention periods fit: one length each, from what happens to such an object, none cut short by another."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from states.coherence.parts import Wrong, described, within
from states.faults import not_among

LENGTHS = ("years", "months", "days")
# What happens to each kind of object, from which its period counts.
COUNTS_FROM = {
    "persoon": "vertrek",
    "baan": "einde_baan",
    "urenopgave": "einde_contract",
    "partnership": "afsluiting",
    "bezorging": "opstellen",
}
# A partnership goes as a whole, and takes these along.
WHOLE, PARTS = "partnership", ("baan", "urenopgave")
DAYS_A_MONTH = 365.25 / 12


def retention(data: dict[str, Any]) -> Iterator[Wrong]:
    """Yield what does not fit within the retention periods of a definition."""
    for kind in within(data, "retention"):
        if kind not in COUNTS_FROM:
            yield Wrong(("retention", kind), *not_among(kind, COUNTS_FROM))
    periods = described(data, "retention")
    for kind, period in periods.items():
        yield from chain(_length(kind, period), _counts_from(kind, period))
    yield from _cut_short(periods)


def _length(kind: str, period: dict[str, Any]) -> Iterator[Wrong]:
    """A length that the schema refused counts as given: that is told already."""
    given = [name for name in LENGTHS if name in period]
    if len(given) != 1:
        sentence = "noem precies één van years, months en days"
        yield Wrong(("retention", kind, *given[1:2]), "een_waarde", sentence)


def _counts_from(kind: str, period: dict[str, Any]) -> Iterator[Wrong]:
    told, right = period.get("counts_from"), COUNTS_FROM.get(kind)
    if right and told not in {None, right}:
        yield Wrong(("retention", kind, "counts_from"), "onderwerp", f"de termijn van '{kind}' telt vanaf '{right}'")


def _cut_short(periods: dict[str, dict[str, Any]]) -> Iterator[Wrong]:
    whole = _days(periods.get(WHOLE, {}))
    for kind in PARTS:
        part = _days(periods.get(kind, {}))
        if whole and part and whole < part:
            sentence = f"dit is korter dan de termijn van '{kind}'; wat daarbij hoort, gaat met het partnership mee"
            yield Wrong(("retention", WHOLE), "volgorde", sentence)


def _days(period: dict[str, Any]) -> float:
    """Return how long a period lasts, in days on average; 0 where it has no length."""
    years, months, days = (period.get(name) or 0 for name in LENGTHS)
    return float((years * 12 + months) * DAYS_A_MONTH + days)
