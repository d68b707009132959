"""Reading a contract register or a running portfolio: every row through the acts, all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

from groeituin.acts.act import WORDS, Act
from groeituin.acts.perform import do
from groeituin.errors import NoSuchThing, Refused
from groeituin.exchange.contract_rows import CONTRACT_FIELDS, REQUIRED, contract_deeds
from groeituin.exchange.csv_file import Line, open_sheet
from groeituin.exchange.mapping import Fixed, Sources, read_mapping, sources_for
from groeituin.exchange.portfolio_rows import DEFAULT_PHASE, PORTFOLIO_FIELDS, TakeOver, partnership_of, portfolio_deeds
from groeituin.exchange.report import CellError, ImportRefused, ImportReport, bad_file
from groeituin.exchange.rows import Deed, Row
from groeituin.planning import replan
from models.contracts import Contract, Link
from models.dossiers import table
from models.journal import Entry
from models.parties import Contractor, Organisation, Person
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.vocabulary import PHASES

Told = dict[str, list[dict[str, Any]]]


def import_contracts(  # noqa: PLR0913  # the options that the doors promise, by name
    engine: Engine,
    path: Path,
    *,
    organisation: str,
    on: date,
    by: str,
    at: datetime,
    mapping: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> ImportReport:
    """Read a contract register into an organisation. The same file twice changes nothing.

    Args:
        engine: the database.
        path: a CSV file in UTF-8.
        organisation: whose contracts these are; it is known already.
        on: the date on which this is recorded.
        by: the person who does it.
        at: the moment, for the journal.
        mapping: a YAML file that says which column holds which field; without it columns bear our field names.
        dry_run: tell what would happen and write nothing.
        skip_bad: take the good rows instead of nothing at all.

    Raises:
        BadInput: the file or mapping cannot be used, or (``ImportRefused``) a row is wrong and bad ones are not
            skipped; all faults at once, and nothing is written.
        NoSuchThing: there is no such organisation.
    """
    sources = read_mapping(mapping, CONTRACT_FIELDS) if mapping else None
    with UnitOfWork(engine) as work:
        run = _Import(work, organisation, on, by, at)
        run.read(path, sources, CONTRACT_FIELDS)
        return run.finish(keep=not dry_run, skip_bad=skip_bad)


def import_portfolio(  # noqa: PLR0913  # the options that the doors promise, by name
    engine: Engine,
    path: Path,
    *,
    organisation: str,
    coordinator: str,
    on: date,
    by: str,
    at: datetime,
    phase: str | None = None,
    mapping: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> ImportReport:
    """Read a running portfolio: each row a contract, and a partnership taken over in its phase.

    A partnership that is known keeps its phase and coordinator; its other facts are brought up to date. The same
    file twice changes nothing.

    Args:
        engine: the database.
        path: a CSV file in UTF-8.
        organisation: whose partnerships these are; it is known already.
        coordinator: who leads the partnerships that name nobody; known already.
        on: the date of the take-over.
        by: the person who does it.
        at: the moment, for the journal.
        phase: the phase of rows that name none; monitoring unless told.
        mapping: a YAML file that says which column holds which field; without it columns bear our field names.
        dry_run: tell what would happen and write nothing.
        skip_bad: take the good rows instead of nothing at all.

    Raises:
        BadInput: as for ``import_contracts``.
        NoSuchThing: there is no such organisation or coordinator.
    """
    if phase not in {None, *PHASES[:-1]}:
        raise bad_file(
            "", [CellError(0, "phase", "keuze", f"'{phase}' kan hier niet; kies uit: {', '.join(PHASES[:-1])}.")]
        )
    sources = read_mapping(mapping, PORTFOLIO_FIELDS) if mapping else None
    with UnitOfWork(engine) as work:
        run = _Import(work, organisation, on, by, at, TakeOver(coordinator, phase or DEFAULT_PHASE, on))
        run.read(path, sources, PORTFOLIO_FIELDS)
        return run.finish(keep=not dry_run, skip_bad=skip_bad)


@dataclass(slots=True)
class _Import:
    """One import within one transaction."""

    work: UnitOfWork
    organisation: str
    on: date
    by: str
    at: datetime
    take_over: TakeOver | None = None
    report: ImportReport = field(default_factory=ImportReport)
    seen: dict[str, set[str]] = field(default_factory=lambda: {"contract": set(), "partnership": set()})
    contractors: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    named: list[object] = field(default_factory=list)
    held: list[object] = field(default_factory=list)

    def read(self, path: Path, mapping: Sources | None, fields: tuple[str, ...]) -> None:
        """Read every row of a file; good rows are written, bad ones leave nothing but their errors."""
        self.named = [self._must_be(Organisation, self.organisation)]
        if self.take_over:
            self.named.append(self._must_be(Person, self.take_over.coordinator))
        # A session forgets what nobody holds; what a row's acts share is held for that row, so it is loaded once.
        for moment in ("pending_to_persistent", "loaded_as_persistent"):
            event.listen(self.work.session, moment, lambda _session, found: self.held.append(found))
        with open_sheet(path) as sheet:
            sources = sources_for(sheet.columns, fields, REQUIRED, mapping)
            for line in sheet.lines:
                self._line(line, sources)

    def finish(self, *, keep: bool, skip_bad: bool) -> ImportReport:
        """Plan what falls due and keep it, unless bad rows stand in the way."""
        report = self.report
        if report.errors and not skip_bad:
            report.created = report.updated = report.unchanged = 0
            raise ImportRefused(report)
        if keep:
            replan(self.work.connection, sorted(self.reached), self.on)
            self.work.commit()
        return report

    def _must_be(self, model: type[SQLModel], code: str) -> SQLModel:
        found = self.work.session.get(model, code)
        if found is None:
            raise NoSuchThing(f"Er is geen {WORDS[model.__name__]} '{code}'.")
        return found

    def _line(self, line: Line, sources: Sources) -> None:
        self.report.rows += 1
        row = Row(line, sources, errors=list(line.errors))
        deeds = [] if row.errors else self._deeds(row)
        acts = [(deed, act) for deed in deeds if (act := self._checked(row, deed))]
        outcome = None if row.errors else self._written(row, acts)
        if outcome is None:
            self.report.rejected += 1
            self.report.errors.extend(row.errors)
        else:
            setattr(self.report, outcome, getattr(self.report, outcome) + 1)
            self.report.notes.extend(row.notes)
        self.held.clear()

    def _checked(self, row: Row, deed: Deed) -> Act | None:
        """A fixed value of the mapping that cannot be is wrong in every row; it is told once, and nothing is read."""
        before = len(row.errors)
        act = row.checked(deed)
        for error in row.errors[before:]:
            if isinstance(row.sources.get(error.column), Fixed):
                raise bad_file("De mapping klopt niet.", [CellError(0, error.column, error.code, error.message)])
        return act

    def _deeds(self, row: Row) -> list[Deed]:
        self._once(row, "contract", row.text("contract"))
        contractor_known = self._contractor_known(row.first("contractor"))
        if self.take_over is None:
            return list(contract_deeds(row, self.organisation, contractor_known=contractor_known))
        code = partnership_of(row)
        self._once(row, "partnership", code)
        known = self.work.session.get(Partnership, code) if code else None
        if known and known.organisation != self.organisation:
            row.wrong("partnership", "andere_organisatie", f"partnership '{code}' is van {known.organisation}")
        linked = bool(known and self.work.session.get(Link, (code, row.text("contract"))))
        return list(
            portfolio_deeds(
                row, self.organisation, self.take_over,
                contractor_known=contractor_known, partnership_known=known is not None, linked=linked,
            )
        )  # fmt: skip

    def _once(self, row: Row, name: str, code: str | None) -> None:
        """Refuse a code that an earlier row has, even if that row was wrong or says the same."""
        if code is None:
            return
        if code in self.seen[name] and not row.errors:
            row.wrong(name, "dubbel", f"'{code[:60]}' staat eerder in dit bestand")
        self.seen[name].add(code)

    def _contractor_known(self, code: str | None) -> bool:
        return code is not None and (code in self.contractors or self.work.session.get(Contractor, code) is not None)

    def _written(self, row: Row, acts: list[tuple[Deed, Act]]) -> str | None:
        """Do the acts of a row that change something; a refusal undoes this row alone."""
        contract = self.work.session.get(Contract, row.text("contract"))
        if contract and contract.organisation != self.organisation:
            row.wrong(
                "contract", "andere_organisatie", f"contract '{contract.contract}' is van {contract.organisation}"
            )
            return None
        new = contract is None
        if self.take_over:
            new = any(deed.act == "take-over-partnership" for deed, _ in acts)
        told = self._told(row, acts) if contract or not new else {}
        savepoint = self.work.session.begin_nested()
        changed = False
        reached: set[str] = set()
        for deed, act in acts:
            news = _news(act, told.get(deed.act, []))
            try:
                outcome = do(self.work.session, news, on=self.on, by=self.by, at=self.at) if news else None
            except (Refused, NoSuchThing) as error:
                savepoint.rollback()
                self._refused(row, deed, error)
                return None
            changed |= bool(outcome and outcome.changed)
            reached.update(outcome.reached if outcome else ())
        savepoint.commit()
        self.reached |= reached
        self.contractors.update(deed.data["contractor"] for deed, _ in acts if deed.act == "register-contractor")
        return "created" if new else "updated" if changed else "unchanged"

    def _refused(self, row: Row, deed: Deed, error: Refused | NoSuchThing) -> None:
        for detail in error.details:
            sentence = str(detail.get("sentence", error.message))
            named = [n for n, value in deed.data.items() if "value" in detail and value == detail["value"]]
            field_name = deed.fields.get(named[0], named[0]) if named else deed.headline
            row.wrong(field_name, str(detail["code"]), sentence)

    def _told(self, row: Row, acts: list[tuple[Deed, Act]]) -> Told:
        """Return what the journal already holds about what a row names, by act, in order."""
        journal = table(Entry)
        people = [deed.data["person"] for deed, _ in acts if deed.act == "register-person"]
        query = (
            sa.select(journal.c.act, journal.c.data)
            .where(
                (journal.c.contract == row.text("contract"))
                | (journal.c.partnership == partnership_of(row))
                | journal.c.person.in_(people)
            )
            .order_by(journal.c.entry)
        )
        told: Told = {}
        for name, data in self.work.connection.execute(query):
            told.setdefault(name, []).append(data)
        return told


def _news(act: Act, told: Iterable[dict[str, Any]]) -> Act | None:
    """Return what an act tells that the journal does not hold yet, or None.

    What was told before and changed by people since then stays as they left it: a file read again does not undo an
    extension that was agreed meanwhile. Of a contract that the file tells otherwise, only what differs is told.
    """
    data = act.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if act.called != "register-contract":
        return None if data in told else act
    known: dict[str, Any] = {}
    for earlier in told:
        known |= earlier
    differing = {name: value for name, value in data.items() if known.get(name) != value}
    if not differing:
        return None
    return type(act).model_validate({name: data[name] for name in NEEDED} | differing)


NEEDED = ("contract", "organisation", "title", "nature")
