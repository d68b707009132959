"""Reading an hours report that a contractor filled in offline: sums per target group, all of it or nothing."""

from collections import defaultdict
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Engine
from sqlmodel import col

from groeituin.acts.monitoring import ReportHours
from groeituin.acts.perform import do
from groeituin.errors import Refused
from groeituin.exchange.cells import Misread
from groeituin.exchange.formats import MAPPED, guess, opened
from groeituin.exchange.hours_columns import (
    CONTRACT,
    COSTS,
    EFFORT,
    INVOICE,
    JOB,
    PERIOD,
    TITLE,
    fields_of,
)
from groeituin.exchange.hours_form import EXPLANATION
from groeituin.exchange.hours_rows import KEPT_TEXT, HoursRow
from groeituin.exchange.lines import Sheet, whole
from groeituin.exchange.linked import partnership_of
from groeituin.exchange.personal import Watch
from groeituin.exchange.report import CellError, ImportRefused, ImportReport, bad_file
from groeituin.planning import replan
from groeituin.retention.log import no_partnership
from groeituin.texts.input_errors import faults
from groeituin.traces import span
from models.contracts import Contract, HoursReport
from models.partnerships import Job, Partnership
from models.unit_of_work import UnitOfWork
from states.periods import read_period
from states.texts import day, listed

# Columns of codes and of amounts, in which nine digits mean nothing.
CODES = (CONTRACT, TITLE, JOB, INVOICE, COSTS)
ADVICE = "Verbeter het bestand en lees het opnieuw in."
NOTHING = "Er is niets ingevuld. Werkte er niemand? Vul dan bij één doelgroep 0 personen en 0 uren in."


def import_hours(
    engine: Engine,
    path: Path,
    *,
    on: date,
    by: str,
    at: datetime,
    partnership: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read hours reports as received; they count once they are approved. The same file twice changes nothing.

    Args:
        engine: the database.
        path: the form as ``write_template`` made it, filled in; CSV in UTF-8 or XLSX.
        on: the date on which it was received.
        by: the person who does this.
        at: the moment, for the journal.
        partnership: whose reports these are; needed only where a contract belongs to several.
        dry_run: tell what would happen and write nothing.

    Raises:
        BadInput: the file cannot be used, or (``ImportRefused``) something in it is wrong or about a person; all
            faults at once, and nothing is written.
        NoSuchThing: there is no such partnership.
    """
    with span("import", what="hours") as tell, UnitOfWork(engine) as work, _opened(path) as sheet:
        if partnership and work.session.get(Partnership, partnership) is None:
            raise no_partnership(work.connection, partnership)
        reading = _Reading(work, partnership, on, by, at)
        reading.read(sheet)
        report = reading.finish(keep=not dry_run)
        tell(**report.counts)
        return report


def _opened(path: Path) -> AbstractContextManager[Sheet]:
    found = guess(path)
    if found not in MAPPED:
        raise whole("geen_opgave", "Een urenopgave is een CSV- of XLSX-bestand.")
    return opened(path, found)


@dataclass(slots=True)
class _Reading:
    """One import within one transaction."""

    work: UnitOfWork
    partnership: str | None
    on: date
    by: str
    at: datetime
    report: ImportReport = field(default_factory=ImportReport)
    reached: set[str] = field(default_factory=set)

    def read(self, sheet: Sheet) -> None:
        """Read every row, and receive a report for each contract and period in the file."""
        fields, wrong = fields_of(sheet.columns)
        watch = Watch(
            form=frozenset(fields.values()),
            codes=frozenset(fields[name] for name in CODES if name in fields),
            free=frozenset(fields[name] for name in (EFFORT,) if name in fields),
        )
        watch.header(sheet.columns)
        others = {title: columns for title, columns in sheet.left_out.items() if title != EXPLANATION}
        for title, columns in others.items():
            watch.beside(title, columns)
        if wrong:
            raise bad_file("De kolommen kloppen niet.", [*watch.found.values(), *wrong])
        self.report.notes.extend(sheet.notes if others else ())
        unread = [name for name in sheet.columns if name and name not in watch.form]
        if unread:
            self.report.notes.append(CellError(0, unread[0], "niet_gelezen", f"Niet gelezen: {listed(unread)}."))
        rows = [row for line in sheet.lines if (row := self._filled(HoursRow(line, fields), watch))]
        watch.end()
        self.report.rows = len(rows)
        self.report.errors.extend(sorted(watch.found.values(), key=lambda error: error.row))
        if not rows and not self.report.errors:
            raise bad_file(NOTHING, [])
        for (contract, period), own in _grouped([row for row in rows if not row.line.errors]).items():
            self._receive(contract, period, own)
        for row in rows:
            # What is said of a cell may repeat it.
            told = [error for error in row.errors if error.column not in watch.found]
            self.report.errors.extend((*row.line.errors, *told))
            self.report.notes.extend(row.notes)

    def _filled(self, row: HoursRow, watch: Watch) -> HoursRow | None:
        """Return a row that somebody filled in; what adds up other rows is left out."""
        watch.line(row.line)
        if not row.says_something:
            return None
        if row.is_total:
            message = "Deze rij telt andere rijen op en is niet gelezen."
            self.report.notes.append(CellError(row.line.row, "", "totaal", message))
            return None
        return row

    def _receive(self, contract: str, period: str, rows: list[HoursRow]) -> None:
        """Make one report of its rows and receive it, unless something is wrong."""
        lines = [(row, line) for row in rows if (line := row.hours_line())]
        known = self._contract(contract, rows[0])
        partnership = self._partnership(contract, rows[0]) if known else None
        if not period and not any(error.code == "periode" for row in rows for error in row.errors):
            rows[0].wrong(PERIOD, "ontbreekt", "Over welke periode gaat deze opgave? Schrijf 2026-K3 of 2026-09.")
        if known:
            _doubt_title(known, rows)
        if partnership:
            self._check_jobs(partnership, [row for row, _ in lines])
        if not partnership or any(row.errors for row in rows):
            return
        effort = "\n".join(dict.fromkeys(text for row in rows if (text := row.text(EFFORT)))) or None
        data = {
            "partnership": partnership,
            "contract": contract,
            "period": period,
            "lines": [line for _, line in lines],
        }
        act = _checked(data | ({"effort": effort} if effort else {}), [row for row, _ in lines] or rows)
        if act:
            for row, line in lines:
                row.doubt(line, read_period(period))
            self._do(act, rows)

    def _contract(self, contract: str, row: HoursRow) -> Contract | None:
        found = self.work.session.get(Contract, contract) if contract else None
        if not contract:
            row.wrong(CONTRACT, "ontbreekt", "Van welk contract zijn deze uren? Vul de code van het contract in.")
        elif found is None:
            row.wrong(CONTRACT, "onbekend", "Dit contract is niet bekend. Gebruik het formulier van dit contract.")
        return found

    def _partnership(self, contract: str, row: HoursRow) -> str | None:
        try:
            return partnership_of(self.work.session, contract, self.partnership)
        except Misread as error:
            row.wrong(CONTRACT, error.code, str(error))
            return None

    def _check_jobs(self, partnership: str, rows: list[HoursRow]) -> None:
        named = [row for row in rows if row.text(JOB)]
        if not named:
            return
        query = sa.select(col(Job.job)).where(col(Job.partnership) == partnership).order_by(col(Job.job))
        known = list(self.work.session.scalars(query))
        for row in named:
            if row.text(JOB) not in known:
                near = get_close_matches(row.text(JOB), known, n=1)
                advice = f"Bedoelt u {near[0]}?" if near else "Laat de cel leeg als u de code niet weet."
                row.wrong(JOB, "onbekend", f"Deze baan is niet bekend bij {partnership}. {advice}")

    def _do(self, act: ReportHours, rows: list[HoursRow]) -> None:
        """Receive a report; a refusal is told at the cell that it is about."""
        key = (act.partnership, act.contract, act.period)
        before = self.work.session.get(HoursReport, key)
        # Receiving it anew writes over the row.
        status, reviewed_on, reason = (before.status, before.reviewed_on, before.reason) if before else ("", None, None)
        savepoint = self.work.session.begin_nested()
        try:
            outcome = do(self.work.session, act, on=self.on, by=self.by, at=self.at)
        except Refused as error:
            savepoint.rollback()
            for detail in error.details:
                rows[0].wrong(PERIOD, str(detail["code"]), str(detail["sentence"]))
            return
        savepoint.commit()
        self.reached.update(outcome.reached)
        if not outcome.changed:
            self.report.unchanged += len(rows)
        elif before:
            self.report.updated += len(rows)
        else:
            self.report.created += len(rows)
        if reviewed_on:
            _tell_review(rows[0], status, reviewed_on, reason, changed=outcome.changed)

    def finish(self, *, keep: bool) -> ImportReport:
        """Plan what falls due and keep it, unless something is wrong.

        Raises:
            ImportRefused: something is.
        """
        report = self.report
        if report.errors:
            whole_file = any(error.row == 0 for error in report.errors)
            report.rejected = report.rows if whole_file else len({error.row for error in report.errors})
            report.created = report.updated = report.unchanged = 0
            raise ImportRefused(report, ADVICE)
        if keep:
            replan(self.work.connection, sorted(self.reached), self.on)
            self.work.commit()
        return report


def _grouped(rows: list[HoursRow]) -> dict[tuple[str, str], list[HoursRow]]:
    """Return the rows by contract and period; a row that names none belongs to the only one in the file."""
    told = [(row, row.contract(), row.period()) for row in rows]
    contract = _only({contract for _, contract, _ in told})
    period = _only({period for _, _, period in told})
    found: dict[tuple[str, str], list[HoursRow]] = defaultdict(list)
    for row, own_contract, own_period in told:
        found[own_contract or contract, own_period or period].append(row)
    return found


def _only(told: set[str]) -> str:
    named = told - {""}
    return next(iter(named)) if len(named) == 1 else ""


def _checked(data: dict[str, Any], rows: list[HoursRow]) -> ReportHours | None:
    """Return the act, or None when its schema refuses something; every fault becomes an error of its cell."""
    try:
        return ReportHours.model_validate(data)
    except ValidationError as error:
        for fault in faults(error):
            head, _, rest = fault["field"].partition(".")
            number, _, name = rest.partition(".")
            row = rows[int(number)] if head == "lines" and number else rows[0]
            row.wrong(name.split(".")[0] or head or CONTRACT, fault["code"], fault["message"])
        return None


def _doubt_title(contract: Contract, rows: list[HoursRow]) -> None:
    """Note a title that is not the contract's: perhaps the code is another contract's."""
    for row in rows:
        title = row.text(TITLE)
        if title and title != contract.title.lstrip(KEPT_TEXT):
            message = f"Contract {contract.contract} heet hier '{contract.title}'. Is dit het goede contract?"
            row.note(TITLE, "andere_titel", message)
            return


def _tell_review(row: HoursRow, status: str, reviewed_on: date, reason: str | None, *, changed: bool) -> None:
    """Note what a review before said, where the report changed after it, or was rejected and did not change."""
    if changed and status == "goedgekeurd":
        message = f"Deze opgave was op {day(reviewed_on)} goedgekeurd en is veranderd; beoordeel haar opnieuw."
        row.note(PERIOD, "opnieuw_beoordelen", message)
    elif not changed and status == "afgekeurd":
        message = f"Deze opgave is op {day(reviewed_on)} afgekeurd ({reason}) en is niet veranderd."
        row.note(PERIOD, "nog_afgekeurd", message)
