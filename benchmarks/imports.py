"""How fast files are read, and whether the memory stays the same when they grow.

``python -m benchmarks.imports [--formats csv xlsx ocds eforms] [--rows 5000 50000] [--notices 100 1000] [--limit 900]``
prints a table. Every import is a process of its own on a fresh SQLite database; its result is verified before its time
counts, and one that takes longer than the limit is stopped and told.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = ("format", "rows", "MB", "read s", "rows/s", "again s", "rows/s again", "peak MB")
COLUMNS = ("contract", "title", "nature", "contractor", "contractor_name", "cpv", "value", "starts_on", "ends_on")
FIRST = date(2024, 1, 1)
SUPPLIERS = 400
# A notice of the usual size, around what is read from it.
FILLING = "Een omschrijving zoals aankondigingen die hebben, met eisen, wensen en voorwaarden. " * 200
NOTICE = """<?xml version="1.0" encoding="UTF-8"?>
<ContractAwardNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"
 xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"><efac:NoticeResult>
<efac:LotResult><cbc:TenderResultCode>selec-w</cbc:TenderResultCode><efac:LotTender><cbc:ID>T</cbc:ID></efac:LotTender>
<efac:TenderLot><cbc:ID>LOT-1</cbc:ID></efac:TenderLot></efac:LotResult>
<efac:LotTender><cbc:ID>T</cbc:ID><cac:LegalMonetaryTotal>
<cbc:PayableAmount currencyID="EUR">{value}</cbc:PayableAmount>
</cac:LegalMonetaryTotal><efac:TenderingParty><cbc:ID>P</cbc:ID></efac:TenderingParty></efac:LotTender>
<efac:TenderingParty><cbc:ID>P</cbc:ID><efac:Tenderer><cbc:ID>O</cbc:ID></efac:Tenderer></efac:TenderingParty>
</efac:NoticeResult><efac:Organizations><efac:Organization><efac:Company><cac:PartyIdentification><cbc:ID>O</cbc:ID>
</cac:PartyIdentification><cac:PartyName><cbc:Name>{contractor_name}</cbc:Name></cac:PartyName><cac:PartyLegalEntity>
<cbc:CompanyID>{contractor}</cbc:CompanyID></cac:PartyLegalEntity></efac:Company></efac:Organization></efac:Organizations>
<efac:Publication><efbc:NoticePublicationID>{contract}</efbc:NoticePublicationID></efac:Publication>
<cbc:NoticeTypeCode>can-standard</cbc:NoticeTypeCode><cac:ProcurementProject><cbc:Name>{title}</cbc:Name>
<cbc:Description>{filling}</cbc:Description></cac:ProcurementProject><cac:ProcurementProjectLot><cbc:ID>LOT-1</cbc:ID>
<cac:ProcurementProject><cbc:ProcurementTypeCode listName="contract-nature">services</cbc:ProcurementTypeCode>
<cac:MainCommodityClassification><cbc:ItemClassificationCode>{cpv}</cbc:ItemClassificationCode>
</cac:MainCommodityClassification><cac:PlannedPeriod><cbc:StartDate>{starts_on}+01:00</cbc:StartDate>
<cbc:EndDate>{ends_on}+01:00</cbc:EndDate></cac:PlannedPeriod></cac:ProcurementProject></cac:ProcurementProjectLot>
</ContractAwardNotice>"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files, read each, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description="How fast are files read?")
    parser.add_argument("--formats", nargs="+", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--rows", type=int, nargs="+", default=[5000, 50_000])
    parser.add_argument("--notices", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--limit", type=int, default=900, help="seconds that one import may take")
    asked = parser.parse_args(arguments)
    print(_line(HEADINGS))
    for name in asked.formats:
        for count in asked.notices if name == "eforms" else asked.rows:
            with tempfile.TemporaryDirectory(prefix="groeituin-benchmark-") as folder:
                print(_line(_measured(name, count, Path(folder), asked.limit)), flush=True)


def _row(number: int) -> dict[str, str]:
    """Return a row of a register; every supplier has some of the contracts."""
    supplier = number % SUPPLIERS
    begin = FIRST + timedelta(days=number % 700)
    return {
        "contract": f"C-{number}",
        "title": f"Schoonmaak van gebouw {number}, met glasbewassing",
        "nature": "dienst",
        "contractor": f"{70_000_000 + supplier}",
        "contractor_name": f"Bedrijf {supplier} BV",
        "cpv": "90910000",
        "value": f"{1000 + number}.50",
        "starts_on": begin.isoformat(),
        "ends_on": (begin + timedelta(days=1460)).isoformat(),
    }


def _csv(count: int, folder: Path) -> Path:
    path = folder / "register.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(COLUMNS) + "\n")
        file.writelines(";".join(_row(number).values()) + "\n" for number in range(count))
    return path


def _xlsx(count: int, folder: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(COLUMNS)
    for number in range(count):
        row = _row(number)
        begin, end = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
        sheet.append([*list(row.values())[:6], float(row["value"]), begin, end])
    path = folder / "register.xlsx"
    book.save(path)
    return path


def _ocds(count: int, folder: Path) -> Path:
    path = folder / "package.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"version": "1.1", "releases": [')
        for number in range(count):
            file.write(", " * bool(number) + json.dumps(_release(_row(number))))
        file.write("]}")
    return path


def _release(row: dict[str, str]) -> dict[str, Any]:
    supplier = {"id": row["contractor"], "name": row["contractor_name"]}
    period = {"startDate": f"{row['starts_on']}T00:00:00Z", "endDate": f"{row['ends_on']}T23:59:59Z"}
    lot = {"id": "1", "status": "complete", "description": FILLING[:2000]}
    return {
        "ocid": row["contract"],
        "id": row["contract"],
        "parties": [supplier | {"identifier": {"scheme": "NL-KVK", "id": row["contractor"]}}],
        "tender": {"title": row["title"], "mainProcurementCategory": "services", "lots": [lot]},
        "awards": [{"id": "A", "suppliers": [supplier], "value": {"amount": float(row["value"]), "currency": "EUR"}}],
        "contracts": [{"id": "C", "awardID": "A", "period": period}],
    }


def _eforms(count: int, folder: Path) -> Path:
    path = folder / "notices"
    path.mkdir()
    for number in range(count):
        row = _row(number) | {"contract": f"{number + 1}-2026"}
        (path / f"{row['contract']}.xml").write_text(NOTICE.format(**row, filling=FILLING), encoding="utf-8")
    return path


WRITERS: dict[str, Callable[[int, Path], Path]] = {"csv": _csv, "xlsx": _xlsx, "ocds": _ocds, "eforms": _eforms}


def _measured(name: str, count: int, folder: Path, limit: int) -> tuple[Any, ...]:
    path = WRITERS[name](count, folder)
    files = list(path.iterdir()) if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files) / 1024**2
    command = [sys.executable, "-m", "benchmarks.one_import", name, str(path), str(folder / "import.db")]
    try:
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=limit)  # noqa: S603  # our own module
    except subprocess.TimeoutExpired:
        return (name, count, f"{size:.1f}", f"over {limit}", "-", "-", "-", "-")
    took = json.loads(told.stdout)
    if not took["created"] == took["unchanged"] == count:
        sys.exit(f"{name}: {took['created']} created and {took['unchanged']} unchanged instead of {count}")
    first, again = took["first"], took["again"]
    return (
        name, count, f"{size:.1f}", f"{first:.1f}", round(count / first), f"{again:.2f}", round(count / again),
        round(took["peak"]),
    )  # fmt: skip


def _line(values: Sequence[Any]) -> str:
    return "  ".join(str(value).rjust(max(8, len(heading))) for value, heading in zip(values, HEADINGS, strict=True))


if __name__ == "__main__":
    main()
