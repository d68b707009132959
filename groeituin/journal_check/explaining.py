"""What happened to a journal that is not as it was written: from suspect rows to what a person is told."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from groeituin.journal_check.reading import MOST, Link, Reading, Suspect, hash_of
from groeituin.texts import journal_faults as told
from models.journal import SUBJECTS, chain_of

# So many rows that stand one number off were numbered anew; fewer were swapped.
RENUMBERED = 3
CONTENTS = ("at", "on", "by", "act", "content", "phase", *SUBJECTS)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the journal, at a row of it."""

    entry: int
    partnership: str | None
    code: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return asdict(self)


@dataclass(slots=True)
class Gap:
    """Numbers that lack: each of them leaves at most one row behind that hangs on it."""

    first: int
    last: int
    sentence: str
    partnership: str | None = None
    left_behind: int = 0

    def explains(self, suspect: Suspect) -> bool:
        """Tell whether a row may hang on one of these."""
        missing = suspect.last.entry < self.last and self.first <= suspect.entry
        return missing and self.left_behind <= self.last - self.first


def explained(reading: Reading, heads: Iterable[tuple[str, int, str]]) -> list[Fault]:
    """Return what is wrong, in the order of the journal; nothing when all is well.

    Args:
        reading: the journal as it was read.
        heads: the last row of each chain as it was written.
    """
    what = _Explanation(reading)
    what.look_at_suspects()
    what.look_at_ends(heads)
    return sorted(what.faults(), key=lambda fault: fault.entry)


def _loose(reading: Reading) -> Iterator[str]:
    """Yield what a row may hang on that is not before it now: a row that was moved or changed, or that one's place."""
    for suspect in reading.suspects:
        yield str(suspect.row["hash"])
        yield hash_of(suspect.last.hash, suspect.row) or ""
        yield suspect.last.hash
        yield reading.links[chain_of(suspect.row)].hash


class _Explanation:
    """What is known of the suspect rows: where they belong, which were put in, and which are simply not as written."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._suspects = {suspect.entry: suspect for suspect in reading.suspects}
        self._loose = set(_loose(reading))
        self._gaps = [Gap(first, last, told.missing(first, last)) for first, last in reading.gaps]
        self._places: dict[int, int] = {}
        self._put_in: dict[int, str | None] = {}
        self._changed: dict[int, Suspect] = {}
        self._ends: list[Fault] = []

    def look_at_suspects(self) -> None:
        """Find out of every suspect row what is wrong: the row itself, or only what it hangs on."""
        for suspect in self._reading.suspects:
            if suspect.hangs_on(suspect.last.before):
                self._put_in[suspect.last.entry] = suspect.partnership
            elif any(suspect.hangs_on(previous) for previous in self._loose):
                continue
            elif (place := self._place(suspect)) is not None:
                self._places[suspect.entry] = place
            else:
                self._changed[suspect.entry] = suspect
        self._find_renumbered()
        self._leave_behind()
        if not (self._gaps or self._known()):
            self._changed = dict(self._suspects)

    def _place(self, suspect: Suspect) -> int | None:
        """Return the number to which a row belongs, when that is another one."""
        before = (suspect.last.hash, suspect.last.before, *self._loose)
        missing = islice((number for gap in self._gaps for number in range(gap.first, gap.last + 1)), MOST)
        near = (suspect.entry - 1, suspect.entry + 1)
        for number in (*near, *self._suspects, *missing):
            if any(suspect.hangs_on(previous, entry=number) for previous in before):
                return number
        for number, other in self._suspects.items():
            before = (suspect.last.hash, other.last.hash, *self._loose)
            for names in (CONTENTS, ("content",)):
                contents = {name: other.row[name] for name in names}
                if any(suspect.hangs_on(previous, **contents) for previous in before):
                    return number
        return None

    def _find_renumbered(self) -> None:
        """A row too many, or one too few, with every later row one number off, is one fault."""
        for step in (1, -1):
            off = [entry for entry, place in self._places.items() if place - entry == step]
            if len(off) < RENUMBERED:
                continue
            for entry in off:
                del self._places[entry]
            number = min(off) - 1
            if step < 0:
                suspect = self._suspects.get(number)
                self._put_in.setdefault(number, suspect.partnership if suspect else None)
            else:
                number = number if number in self._changed else min(off)
                self._gaps.append(Gap(number, number, told.taken_out(number)))

    def _leave_behind(self) -> None:
        """What hangs on a row that is gone cannot be judged; it is no fault of its own."""
        for entry, suspect in sorted(self._changed.items()):
            gap = next((gap for gap in self._gaps if gap.explains(suspect)), None)
            if gap and entry not in self._put_in:
                gap.left_behind += 1
                gap.partnership = suspect.partnership
                del self._changed[entry]

    def look_at_ends(self, heads: Iterable[tuple[str, int, str]]) -> None:
        """Compare the last row of every chain with what was the last one when it was written."""
        if self._reading.more is not None:
            return
        links = dict(self._reading.links)
        for chain, entry, own in heads:
            link = links.pop(chain, Link())
            if link.hash == own or own in self._loose or {link.entry, entry} & self._known():
                continue
            if link.entry < entry:
                self._missing_end(chain, entry)
            elif link.entry > entry:
                self._put_in[link.entry] = chain or None
            else:
                self._ends.append(Fault(entry, chain or None, "gewijzigd", told.changed(entry)))
        for chain, link in links.items():
            self._ends.append(Fault(link.entry, chain or None, "ontbreekt", told.end_missing(link.entry)))

    def _known(self) -> set[int]:
        return self._places.keys() | self._put_in.keys() | self._changed.keys()

    def _missing_end(self, chain: str, entry: int) -> None:
        """The last row of a chain is gone: one of the numbers that lack, one after all others, or one used again."""
        first = min(entry, self._reading.number + 1)
        gap = next((gap for gap in self._gaps if gap.first <= first <= gap.last), None)
        if gap is None:
            gap = Gap(first, entry, told.missing(first, entry))
            self._gaps.append(gap)
        elif gap.last < entry:
            gap.last, gap.sentence = entry, told.missing(gap.first, entry)
        gap.partnership = chain or None

    def faults(self) -> Iterator[Fault]:
        """Yield what was found, each row once."""
        for entry, place in self._places.items():
            yield Fault(entry, self._suspects[entry].partnership, "verwisseld", told.swapped(entry, place))
        for entry, partnership in self._put_in.items():
            if entry not in self._places:
                yield Fault(entry, partnership, "onbekend", told.unknown(entry))
        for entry, suspect in self._changed.items():
            if entry not in self._put_in:
                yield Fault(entry, suspect.partnership, "gewijzigd", told.changed(entry, suspect.last.entry))
        for gap in self._gaps:
            yield Fault(gap.first, gap.partnership, "ontbreekt", gap.sentence)
        yield from self._ends
        if self._reading.more is not None:
            yield Fault(self._reading.more, None, "gewijzigd", told.and_more(self._reading.more))
