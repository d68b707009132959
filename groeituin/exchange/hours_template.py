"""Writing the form on which a contractor reports hours offline, as XLSX or CSV."""

import csv
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel import Session

from groeituin.exchange.hours_form import Form, hours_form
from groeituin.exchange.hours_workbook import write_workbook
from groeituin.exchange.lines import whole
from groeituin.texts.file_errors import why
from states.periods import read_period


def write_template(
    engine: Engine, path: Path, *, contract: str, period: str, on: date, partnership: str | None = None
) -> Form:
    """Write the form for the hours of a contract over a period, and return what it holds.

    Args:
        engine: the database.
        path: the file to make, which ends on .xlsx or .csv.
        contract: its code.
        period: such as 2026-K3 or 2026-09.
        on: the date on which the form is made.
        partnership: whose jobs and objectives are filled in; needed only where a contract belongs to several.

    Raises:
        BadInput: the period is none, the contract belongs to no partnership or to several, or the file has another
            ending, is there already or cannot be written.
        NoSuchThing: there is no such contract.
        Refused: the contract does not run in that period.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise whole("uitvoer", f"Geef een bestand dat eindigt op .xlsx of .csv, niet '{path.name}'.", "output")
    if path.exists():
        raise whole("uitvoer", f"Bestand {path} is er al. Geef een andere naam, zodat niets verloren gaat.", "output")
    try:
        named = read_period(period)
    except ValueError as error:
        raise whole("periode", str(error), "period") from error
    with Session(engine) as session:
        form = hours_form(session, contract, named, partnership, on)
    try:
        writer(form, path)
    except OSError as error:
        raise whole("uitvoer", f"Bestand {path} is niet te schrijven: {why(error)}.", "output") from error
    return form


def _write_csv(form: Form, path: Path) -> None:
    """Write a form as a Dutch Excel opens it by a double click: semicolons, and the mark that says UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(form.columns.values())
        writer.writerows(form.cells())


WRITERS = {".csv": _write_csv, ".xlsx": write_workbook}
