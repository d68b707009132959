"""Rows that lost content, as the journal and the destruction log tell of it, each against the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from groeituin.journal_check.rows import rows_of
from groeituin.retention import jobs
from groeituin.retention.hours import CONTENT, REPORT
from groeituin.retention.item import CORRECTED, DESTROY
from groeituin.texts import journal_faults as told
from models.database import table
from models.journal import Entry, chain_of, hash_of, hashes_of
from models.retention import DestroyedEntry, Destruction

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Emptied:
    """A row of which content went: the hash of what was written, of what is left, and of the names that went.

    ``by`` holds every row of the journal that tells of a destruction that took from it.
    """

    written: str
    left: str
    lost: Mapping[str, str]
    by: tuple[Row, ...]

    def content(self, row: Row) -> str:
        """Return the hash of the content as it was written, or of what is there now when that cannot be left of it."""
        own = content_of(row["data"])
        left = isinstance(row["data"], dict) and own == self.left and self._may_be_left(row)
        return self.written if left else own

    def _may_be_left(self, row: Row) -> bool:
        kinds = {row["data"].get("kind"): row for row in self.by}
        if kinds.keys() == {"persoon"}:
            # Nothing but fields went: with the hashes of those it is still what was written.
            return hash_of({**hashes_of(row["data"]), **self.lost}) == self.written
        if "partnership" in kinds:
            whose, code = row["partnership"], kinds["partnership"]["data"].get("code")
            return whose in {code, None} and (not row["data"] or _is_correction(row))
        return all(_part(by, row) for kind, by in kinds.items() if kind != "persoon")


def _part(by: Row, row: Row) -> bool:
    """Tell whether a row is what is left of a job, of hours, or of a correction of these."""
    data, of, code = row["data"], by["partnership"], by["data"].get("code")
    if of != row["partnership"] or _is_correction(row):
        return bool(of == row["partnership"])
    if by["data"]["kind"] == "baan":
        return row["act"] in jobs.ACTS and data == {"partnership": of, "job": code}
    own = data.get("partnership"), data.get("contract")
    return row["act"] == REPORT and own == (of, code) and CONTENT.isdisjoint(data)


def _is_correction(row: Row) -> bool:
    return bool(row["act"] == "correct" and row["data"].keys() == {CORRECTED})


def content_of(data: Any) -> str:  # noqa: ANN401  # what a row of the journal holds, also one that was meddled with
    """Return the hash of a row's content, whatever that is."""
    return hash_of(hashes_of(data) if isinstance(data, dict) else data)


class Destructions:
    """Every destruction as the log tells it and as the journal does."""

    def __init__(self, connection: Connection) -> None:
        """Read both."""
        self._log = {row["id"]: row for row in rows_of(connection, table(Destruction))}
        journal = table(Entry)
        self._told = list(rows_of(connection, journal, journal.c.act == DESTROY))
        self._named: dict[int, dict[int, Row]] = defaultdict(dict)
        for row in rows_of(connection, table(DestroyedEntry)):
            self._named[row["destruction"]][row["entry"]] = row

    def emptied(self) -> dict[int, Emptied]:
        """Return by number the rows of which both tell that they lost content; the journal, which is chained, how."""
        found: dict[int, Emptied] = {}
        for row in self._told:
            left = _left(row)
            for entry, named in self._named.get(_number(row), {}).items():
                if str(entry) not in left or entry >= row["entry"]:
                    continue
                before = found.get(entry)
                lost, by = (before.lost, before.by) if before else ({}, ())
                own = named["lost"] if isinstance(named["lost"], dict) else {}
                found[entry] = Emptied(named["written"], left[str(entry)], {**lost, **own}, (*by, row))
        return found

    def _agree(self, row: Row, log: Row) -> bool:
        data, of = row["data"], log["code"] if log["kind"] == "partnership" else log["partnership"]
        said = data.get("kind"), data.get("code"), data.get("rows"), row["on"], row["by"], row["at"], row["partnership"]
        names = ("kind", "code", "rows", "destroyed_on", "destroyed_by", "destroyed_at")
        same = said == (*(log[name] for name in names), of)
        return same and _left(row).keys() == {str(entry) for entry in self._named.get(log["id"], {})}

    def differences(self, known: Iterable[int]) -> Iterator[tuple[int, str | None, str, str]]:
        """Yield row, partnership, code and sentence of what the log and the journal do not tell alike.

        Args:
            known: the rows of which is told already that they are not as they were written.
        """
        known, seen = set(known), set()
        for row in self._told:
            entry, number, whose = row["entry"], _number(row), chain_of(row) or None
            log = self._log.get(number)
            if entry in known:
                pass
            elif log is None:
                yield entry, whose, "ontbreekt", told.not_in_log(entry)
            elif number in seen or not self._agree(row, log):
                yield entry, whose, "gewijzigd", told.log_differs(entry, number)
            seen.add(number)
        last = self._told[-1]["entry"] if self._told else 0
        for number in () if known else sorted(self._log.keys() - seen):
            yield last, None, "onbekend", told.not_in_journal(number)


def _number(row: Row) -> int:
    data = row["data"]
    number = data.get("destruction") if isinstance(data, dict) else None
    return number if isinstance(number, int) else 0


def _left(row: Row) -> Mapping[str, str]:
    left = row["data"].get("left") if isinstance(row["data"], dict) else None
    return left if isinstance(left, dict) else {}
