"""One import within one transaction: rows become acts, and what is refused leaves no trace."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import event
from sqlmodel import SQLModel

from groeituin.acts.act import Act, unknown
from groeituin.acts.perform import do
from groeituin.errors import NoSuchThing, Refused
from groeituin.exchange.contract_rows import contract_deeds, note_client
from groeituin.exchange.known import Known, Told
from groeituin.exchange.lines import Sheet
from groeituin.exchange.mapping import Fixed, Sources
from groeituin.exchange.portfolio_rows import TakeOver, partnership_of, portfolio_deeds
from groeituin.exchange.report import CellError, ImportRefused, ImportReport, bad_file
from groeituin.exchange.rows import Deed, Row
from groeituin.planning import replan
from models.parties import Organisation, Person
from models.unit_of_work import UnitOfWork

CHUNK = 200
Model = TypeVar("Model", bound=SQLModel)
Progress = Callable[[float], None]
# What register-contract asks for, also when only another field differs.
NEEDED = ("contract", "organisation", "title", "nature")


@dataclass(slots=True)
class Intake:
    """One import; with ``take_over`` every row is a partnership as well as a contract."""

    work: UnitOfWork
    organisation: str
    on: date
    by: str
    at: datetime
    take_over: TakeOver | None = None
    report: ImportReport = field(default_factory=ImportReport)
    seen: set[tuple[str, str]] = field(default_factory=set)
    contractors: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    held: list[object] = field(default_factory=list)

    def read(self, sheet: Sheet, sources: Sources, progress: Progress | None = None) -> None:
        """Read every line of a file; good ones are written, bad ones leave nothing but their errors.

        A session forgets what nobody holds. What a row's acts share is held for that row, and the organisation and
        coordinator for all of them, so that each is loaded once.
        """
        client = self._must_be(Organisation, self.organisation)
        named: list[object] = [client]
        if self.take_over:
            named.append(self._must_be(Person, self.take_over.coordinator))
        for moment in ("pending_to_persistent", "loaded_as_persistent"):
            event.listen(self.work.session, moment, lambda _session, found: self.held.append(found))
        self.report.notes.extend(sheet.notes)
        rows = (Row(line, sources) for line in sheet.lines)
        while chunk := list(islice(rows, CHUNK)):
            known = Known(self.work.connection, chunk)
            for row in chunk:
                note_client(row, client.name)
                self._take(row, known)
                self.held[:] = named
            if progress:
                progress(sheet.share())

    def finish(self, *, keep: bool, skip_bad: bool) -> ImportReport:
        """Plan what falls due and keep it, unless bad rows stand in the way.

        Raises:
            ImportRefused: there are errors, and bad rows are not skipped.
        """
        report = self.report
        if report.errors and not skip_bad:
            report.created = report.updated = report.unchanged = 0
            raise ImportRefused(report)
        if keep:
            replan(self.work.connection, sorted(self.reached), self.on)
            self.work.commit()
        return report

    def _must_be(self, model: type[Model], code: str) -> Model:
        found = self.work.session.get(model, code)
        if found is None:
            raise NoSuchThing(unknown(model, code))
        return found

    def _take(self, row: Row, known: Known) -> None:
        report = self.report
        report.rows += 1
        deeds = [] if row.errors else list(self._deeds(row, known))
        acts = [(deed, act) for deed in deeds if (act := _checked(row, deed))]
        changed = not row.errors and self._written(row, acts, known.told(row))
        if row.errors:
            report.rejected += 1
            report.errors.extend(row.errors)
            return
        report.notes.extend(row.notes)
        if _main_code(row, self.take_over) not in (known.partnerships if self.take_over else known.contracts):
            report.created += 1
        elif changed:
            report.updated += 1
        else:
            report.unchanged += 1

    def _deeds(self, row: Row, known: Known) -> Iterator[Deed]:
        """Yield the acts of a row; a code of an earlier row, or of another organisation, is an error."""
        self._own(row, "contract", row.text("contract"), known.contracts)
        contractor = row.first("contractor")
        contractor_known = contractor in known.contractors or contractor in self.contractors
        if self.take_over is None:
            yield from contract_deeds(row, self.organisation, contractor_known=contractor_known)
            return
        code = partnership_of(row)
        self._own(row, "partnership", code, known.partnerships)
        yield from portfolio_deeds(
            row, self.organisation, self.take_over,
            contractor_known=contractor_known, partnership_known=code in known.partnerships,
            linked=(code, row.text("contract")) in known.links,
        )  # fmt: skip

    def _own(self, row: Row, name: str, code: str | None, organisations: dict[str, str]) -> None:
        """A code that is used twice is told once, also where the partnership bears its contract's code."""
        if code is None or (row.errors and name == "partnership"):
            return
        if (name, code) in self.seen:
            row.wrong(name, "dubbel", f"'{code[:60]}' staat eerder in dit bestand")
        elif (owner := organisations.get(code, self.organisation)) != self.organisation:
            row.wrong(name, "andere_organisatie", f"'{code}' is van organisatie {owner}")
        self.seen.add((name, code))

    def _written(self, row: Row, acts: list[tuple[Deed, Act]], told: Told) -> bool:
        """Do the acts of a row and tell whether anything changed; a refusal undoes this row alone."""
        savepoint = self.work.session.begin_nested()
        changed, reached = False, set[str]()
        for deed, act in acts:
            news = _news(act, told.get(deed.act, []))
            try:
                outcome = do(self.work.session, news, on=self.on, by=self.by, at=self.at) if news else None
            except (Refused, NoSuchThing) as error:
                savepoint.rollback()
                _refuse(row, deed, error)
                return False
            if outcome and outcome.changed:
                changed = True
                reached.update(outcome.reached)
        savepoint.commit()
        self.reached |= reached
        self.contractors.update(deed.data["contractor"] for deed, _ in acts if deed.act == "register-contractor")
        return changed


def _main_code(row: Row, take_over: TakeOver | None) -> str | None:
    return partnership_of(row) if take_over else row.text("contract")


def _checked(row: Row, deed: Deed) -> Act | None:
    """A fixed value of the mapping that cannot be is wrong in every row: it is told once, and nothing is read."""
    before = len(row.errors)
    act = row.checked(deed)
    for error in row.errors[before:]:
        if isinstance(row.sources.get(error.column), Fixed):
            raise bad_file("De mapping klopt niet.", [CellError(0, error.column, error.code, error.message)])
    return act


def _refuse(row: Row, deed: Deed, error: Refused | NoSuchThing) -> None:
    for detail in error.details:
        named = [name for name, value in deed.data.items() if "value" in detail and value == detail["value"]]
        at = deed.fields.get(named[0], named[0]) if named else deed.headline
        row.wrong(at, str(detail["code"]), str(detail.get("sentence", error.message)))


def _news(act: Act, told: Iterable[dict[str, Any]]) -> Act | None:
    """Return what an act tells that the journal does not hold yet, or None.

    What was told before and changed by people since then stays as they left it: a file read again does not undo an
    extension that was agreed meanwhile. Neither does it change the name or the address of somebody who is known, which
    the journal does not hold. Of a contract that the file tells otherwise, only what differs is told.
    """
    data = act.journalled()
    if act.called != "register-contract":
        return None if data in told else act
    known: dict[str, Any] = {}
    for earlier in told:
        known |= earlier
    differing = {name: value for name, value in data.items() if known.get(name) != value}
    if not differing:
        return None
    return type(act).model_validate({name: data[name] for name in NEEDED} | differing)
