"""Reading a contract register or a running portfolio: every row through the acts, all of it or nothing."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from groeituin.exchange.contract_rows import CONTRACT_FIELDS, REQUIRED
from groeituin.exchange.formats import MAPPED, guess, opened
from groeituin.exchange.intake import Intake, Progress
from groeituin.exchange.mapping import read_mapping, sources_for
from groeituin.exchange.portfolio_rows import DEFAULT_PHASE, PORTFOLIO_FIELDS, TakeOver
from groeituin.exchange.report import CellError, ImportReport, bad_file
from groeituin.traces import span
from models.unit_of_work import UnitOfWork
from states.vocabulary import RunningPhase, words


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
    file_format: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a contract register or award notices into an organisation. The same file twice changes nothing.

    Args:
        engine: the database.
        path: a register (CSV in UTF-8, XLSX), an OCDS release package, or an eForms award notice or folder of them.
        organisation: whose contracts these are; it is known already.
        on: the date on which this is recorded.
        by: the person who does it.
        at: the moment, for the journal.
        mapping: a YAML file that says which column holds which field; without it columns bear our field names.
        dry_run: tell what would happen and write nothing.
        skip_bad: take the good rows instead of nothing at all.
        file_format: one of ``FileFormat``; what the file looks like unless told.
        progress: told now and then how far reading is, from 0 to 1.

    Raises:
        BadInput: the file or mapping cannot be used, or (``ImportRefused``) a row is wrong and bad ones are not
            skipped; all faults at once, and nothing is written.
        NoSuchThing: there is no such organisation.
    """
    sources = read_mapping(mapping, CONTRACT_FIELDS) if mapping else None
    chosen = file_format or guess(path)
    if mapping and chosen not in MAPPED:
        raise bad_file(
            "", [CellError(0, "", "mapping", f"Een mapping hoort bij {' of '.join(MAPPED)}, niet bij {chosen}.")]
        )
    with span("import", what="contracts") as tell, UnitOfWork(engine) as work, opened(path, chosen) as sheet:
        run = Intake(work, organisation, on, by, at)
        run.read(sheet, sources_for(sheet.columns, CONTRACT_FIELDS, REQUIRED, sources), progress)
        report = run.finish(keep=not dry_run, skip_bad=skip_bad)
        tell(**report.counts)
        return report


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
        path: a CSV file in UTF-8, or XLSX.
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
    if phase not in {None, *words(RunningPhase)}:
        may = ", ".join(words(RunningPhase))
        raise bad_file("", [CellError(0, "phase", "keuze", f"'{phase}' kan hier niet; kies uit: {may}.")])
    sources = read_mapping(mapping, PORTFOLIO_FIELDS) if mapping else None
    found = guess(path)
    found = found if found in MAPPED else "csv"
    with span("import", what="portfolio") as tell, UnitOfWork(engine) as work, opened(path, found) as sheet:
        run = Intake(work, organisation, on, by, at, TakeOver(coordinator, phase or DEFAULT_PHASE, on))
        run.read(sheet, sources_for(sheet.columns, PORTFOLIO_FIELDS, REQUIRED, sources))
        report = run.finish(keep=not dry_run, skip_bad=skip_bad)
        tell(**report.counts)
        return report
