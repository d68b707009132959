"""Registers from a worksheet: the same rows and the same errors as from CSV, whatever the cells are made of."""

import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from register import AT, ON, Register, counted, errors, notes, told
from sqlalchemy.engine import Engine

from groeituin.errors import BadInput
from groeituin.exchange import import_portfolio
from groeituin.exchange.report import ImportRefused
from groeituin.exchange.xlsx_file import OLE, open_xlsx

HEADER = ["contract", "title", "nature", "value", "starts_on", "ends_on"]
BEGIN, END = date(2024, 1, 1), date(2027, 12, 31)
SHEET = "xl/worksheets/sheet1.xml"
# How openpyxl ends a cell with a formula that it cannot work out.
NO_OUTCOME = re.compile(rb"</f><v ?/?>(</v>)?</c>")
FIELDS = ("contract", "title", "nature", "value", "wage_share", "starts_on", "ends_on")


@pytest.fixture
def register(sqlite: Engine, tmp_path: Path) -> Register:
    """Return a register on SQLite: what a worksheet says does not depend on the database."""
    return Register(sqlite, tmp_path)


def workbook(register: Register, *rows: list[Any], header: list[str] | None = None) -> Path:
    """Write a workbook with one sheet of these rows and return its path."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [header or HEADER, *rows]:
        sheet.append(row)
    return saved(register, book)


def saved(register: Register, book: Workbook) -> Path:
    """Save a workbook and return its path."""
    path = register.folder / "register.xlsx"
    book.save(path)
    return path


def patched(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a saved workbook by hand, as another program may write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = change(parts[part])
    assert parts[part] != changed
    parts[part] = changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_worksheet_says_what_the_same_csv_says(engine: Engine, tmp_path: Path) -> None:
    """Real dates, amounts and percentages of a worksheet become what people type in CSV, so nothing changes."""
    register = Register(engine, tmp_path)
    content = (
        "contract,title,nature,value,wage_share,starts_on,ends_on\n"
        "C-1,Schoonmaak,dienst,1250.50,62.5%,2024-01-01,2027-12-31\n"
        "2024001,Groen,werk,1.250.000,40%,2024-02-01,2026-01-31\n"
    )
    assert (2, 2, 0, 0, 0) == counted(register.read(register.file(content, "register.csv")))
    path = workbook(
        register,
        ["C-1", " Schoonmaak ", "dienst", 1250.5, 0.625, BEGIN, datetime(2027, 12, 31)],  # noqa: DTZ001  # Excel has no zones
        [2024001, "Groen", "werk", "1.250.000", "40%", "01-02-2024", "2026-01-31"],
        header=[*HEADER[:4], "wage_share", *HEADER[4:]],
    )
    book = load_workbook(path)
    book.active["E2"].number_format = "0.0%"  # type: ignore[index]  # a workbook may have no sheet, for openpyxl
    assert (2, 0, 0, 2, 0) == counted(register.read(saved(register, book)))
    assert [
        ("2024001", "Groen", "werk", "1250000.00", "40.00", "2024-02-01", "2026-01-31"),
        ("C-1", "Schoonmaak", "dienst", "1250.50", "62.50", "2024-01-01", "2027-12-31"),
    ] == register.contracts(*FIELDS)


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("value", 1000, "1000.00"),
        ("value", 0.1 + 0.2, "0.30"),
        ("value", 1_000_000_000.0, "1000000000.00"),
        ("value", "1.234,56", "1234.56"),
        ("value", "€ 1.234,56", "1234.56"),
        ("wage_share", 12.345, "12.35"),
        ("title", 2024, "2024"),
        ("title", True, "true"),
        ("title", "regel\r\ntwee", "regel\ntwee"),
        ("title", BEGIN, "2024-01-01"),
        ("starts_on", datetime(2024, 1, 1), "2024-01-01"),  # noqa: DTZ001  # Excel has no zones
        ("starts_on", "1-2-2024", "2024-02-01"),
    ],
)
def test_a_cell_is_read_as_people_see_it(register: Register, column: str, value: object, stored: str) -> None:
    """Numbers without binary noise, dates without a time, and text as it stands."""
    header = [*HEADER, "wage_share"]
    cells: dict[str, Any] = {"contract": "C-1", "title": "Titel", "nature": "dienst", column: value}
    register.read(workbook(register, [cells.get(name) for name in header], header=header))
    assert [(stored,)] == register.contracts(column)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("contract", "C 1", "vorm"),
        ("title", None, "ontbreekt"),
        ("title", "x" * 20_000, "te_lang"),
        ("nature", "diensten", "keuze"),
        ("value", -5, "te_laag"),
        ("value", 1.234, "decimalen"),
        ("value", "1.234", "dubbelzinnig"),
        ("value", 1e300, "getal"),
        ("value", 10**18, "te_groot"),
        ("value", "#N/A", "celfout"),
        ("starts_on", datetime(2024, 1, 1, 13, 30), "datum"),  # noqa: DTZ001  # Excel has no zones
        ("starts_on", time(13, 30), "datum"),
        ("starts_on", 45292, "datum"),
        ("starts_on", date(1900, 1, 1), "jaartal"),
        ("ends_on", date(2020, 1, 1), "einde_voor_begin"),
        ("value", "=B2+1", "formule"),
    ],
)
def test_a_bad_cell_is_one_error(register: Register, column: str, value: object, code: str) -> None:
    """Each kind of bad cell is one error with its row, column and code; the row after it is read as usual."""
    cells = {"contract": "C-1", "title": "Titel", "nature": "dienst", "starts_on": BEGIN, "ends_on": END, column: value}
    path = workbook(register, [cells.get(name) for name in HEADER], ["C-2", "Titel", "dienst"])
    report = register.read(path, skip_bad=True)
    assert [(1, column, code)] == errors(report)
    assert (2, 1, 0, 0, 1) == counted(report)
    with pytest.raises(ImportRefused):
        register.read(path)


def test_what_no_field_uses_may_be_broken(register: Register) -> None:
    """An error or an unsaved formula in a column that the mapping does not name stands in nobody's way."""
    mapping = register.file("contract: Nr\ntitle: Naam\nnature: {value: dienst}\n", "mapping.yaml")
    path = workbook(register, [1, "A", "#REF!", "=1/0"], header=["Nr", "Naam", "Rest", "Som"])
    assert (1, 1, 0, 0, 0) == counted(register.read(path, mapping=mapping))


def test_a_formula_counts_by_its_outcome(register: Register) -> None:
    """The outcome that Excel saved is what is read, not the formula."""
    path = workbook(register, ["C-1", "Titel", "dienst", "=1000+250.5"])
    patched(path, SHEET, lambda sheet: NO_OUTCOME.sub(b"</f><v>1250.5</v></c>", sheet))
    register.read(path)
    assert [("1250.50",)] == register.contracts("value")


def test_a_formula_may_have_an_empty_outcome(register: Register) -> None:
    """A formula whose outcome is an empty text is an empty cell."""
    path = workbook(register, ["C-1", "Titel", "dienst", '=IF(A2="","x","")'])
    patched(path, SHEET, lambda sheet: NO_OUTCOME.sub(b"</f><v></v></c>", sheet).replace(b'"D2"', b'"D2" t="str"'))
    register.read(path)
    assert [("C-1", None)] == register.contracts("contract", "value")


def test_a_mapping_makes_an_end_of_a_begin_and_months(register: Register) -> None:
    """A mapping works on a worksheet as on CSV: a date cell plus a number cell of months."""
    mapping = register.file(
        "contract: Nr\ntitle: Naam\nnature: {value: dienst}\nstarts_on: Begin\nends_on: {start: Begin, months: Duur}\n",
        "mapping.yaml",
    )
    path = workbook(register, [7, "A", date(2024, 8, 31), 6.0], header=["Nr", "Naam", "Begin", "Duur"])
    register.read(path, mapping=mapping)
    assert [("7", "2024-08-31", "2025-02-28")] == register.contracts("contract", "starts_on", "ends_on")


def test_empty_rows_count_and_merged_cells_hold_one_value(register: Register) -> None:
    """Rows are numbered as in the sheet; of merged cells only the first has the value, so the next row lacks it."""
    path = workbook(register, ["C-1", "A", "dienst"], [], ["C-2", "B", "dienst"], ["C-3", None, "dienst"])
    book = load_workbook(path)
    assert book.active is not None
    book.active.merge_cells("B4:B5")
    report = register.read(saved(register, book), skip_bad=True)
    assert [(4, "title", "ontbreekt")] == errors(report)
    assert (3, 2, 0, 0, 1) == counted(report)


def test_the_first_sheet_with_anything_in_it_is_read(register: Register) -> None:
    """Empty and hidden sheets are passed over; a note tells which others were not read."""
    book = Workbook()
    for name, hidden in (("Verborgen", True), ("Register", False), ("Uitleg", False)):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([f"C-{name}", "Titel", "dienst"])
        sheet.sheet_state = "hidden" if hidden else "visible"
    report = register.read(saved(register, book))
    assert [("C-Register",)] == register.contracts("contract")
    assert [(0, "", "werkblad")] == notes(report)
    for name in ("'Register'", "'Uitleg'", "'Verborgen'"):
        assert name in report.notes[0].message


def test_cells_beside_the_columns_are_told(register: Register) -> None:
    """A value beside the last column is an error as in CSV; empty columns at the end are nothing."""
    path = workbook(
        register, ["C-1", "A", "dienst", None, None, None, "los"], ["C-2", "B", "dienst", None, None, None, ""]
    )
    report = register.read(path, skip_bad=True)
    assert [(1, "", "aantal_cellen")] == errors(report)
    assert (2, 1, 0, 0, 1) == counted(report)


@pytest.mark.parametrize("size", [b'<dimension ref="A1"/>', b'<dimension ref="A1:ZZ9"/>', b""])
def test_what_a_sheet_says_of_its_size_is_not_believed(register: Register, size: bytes) -> None:
    """Programs write a wrong size, or none; every cell is read all the same."""
    path = workbook(register, ["C-1", "A", "dienst"], ["C-2", "B", "dienst"])
    patched(path, SHEET, lambda sheet: sheet.replace(b'<dimension ref="A1:F3" />', size))
    assert 2 == register.read(path).created


def test_the_same_worksheet_twice_changes_nothing_and_a_dry_run_writes_nothing(register: Register) -> None:
    """As for CSV."""
    path = workbook(register, ["C-1", "A", "dienst", 100.5, BEGIN, END])
    assert (1, 1, 0, 0, 0) == counted(register.read(path, dry_run=True))
    assert [] == register.contracts("contract")
    register.read(path)
    assert (1, 0, 0, 1, 0) == counted(register.read(path))


def test_a_running_portfolio_may_be_a_worksheet_too(register: Register) -> None:
    """The portfolio import reads the same sheets."""
    register.story.act("2026-01-05", "register-person", person="anna", name="Anna", email="anna@voorbeeld.example")
    path = workbook(register, ["C-1", "A", "dienst", None, BEGIN, END])
    report = import_portfolio(
        register.story.engine, path, organisation="O-1", coordinator="anna", on=ON, by="toets",
        at=AT,
    )  # fmt: skip
    assert (1, 1, 0, 0, 0) == counted(report)


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([], "leeg", "geen werkblad"),
        ([[], HEADER, ["C-1", "A", "dienst"]], "kopregel", "rij 2"),
        ([["Contractregister 2026"], [], HEADER, ["C-1", "A", "dienst"]], "kopregel", "rij 3"),
        ([["contract", "title", "title", "nature"]], "dubbele_kolom", "title"),
        ([["contract", "title"], ["C-1", "A"]], "kolom_ontbreekt", "nature"),
        ([["contract", "title", "nature", "endson"], ["C-1", "A", "dienst"]], "onbekend_veld", "endson"),
    ],
)
def test_a_wrong_header_is_one_clear_error(register: Register, rows: list[list[str]], code: str, said: str) -> None:
    """A sheet without names in its first row gets one error that tells where they are, not one for every row."""
    book = Workbook()
    assert book.active is not None
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            book.active.cell(number, place, value)
    with pytest.raises(BadInput) as refused:
        register.read(saved(register, book), skip_bad=True)
    assert [code] == [detail["code"] for detail in refused.value.details]
    assert said in refused.value.message


def test_a_register_of_one_column_keeps_all_its_rows(register: Register) -> None:
    """Looking for a header further on does not lose the rows that were looked at."""
    mapping = register.file("contract: Nr\ntitle: Nr\nnature: {value: dienst}\n", "mapping.yaml")
    path = workbook(register, *([f"C-{number:02}"] for number in range(30)), header=["Nr"])
    assert (30, 30, 0, 0, 0) == counted(register.read(path, mapping=mapping))


@pytest.mark.parametrize(
    ("content", "given", "code"),
    [
        (OLE + bytes(600), None, "geen_xlsx"),
        (b"contract,title,nature\n", "xlsx", "geen_xlsx"),
        (b"", "xlsx", "geen_xlsx"),
        (b"PK\x05\x06" + bytes(18), "xlsx", "geen_xlsx"),
    ],
)
def test_what_is_no_worksheet_is_told_once(register: Register, content: bytes, given: str | None, code: str) -> None:
    """An old .xls, a file with a password, CSV or another archive gets one error about the file."""
    with pytest.raises(BadInput) as refused:
        register.read(register.file(content, "register.xlsx"), file_format=given, skip_bad=True)
    assert [(0, "", code)] == told(refused.value)


def test_a_worksheet_read_as_csv_is_told(register: Register) -> None:
    """Whoever insists on CSV hears that it is none."""
    with pytest.raises(BadInput) as refused:
        register.read(workbook(register, ["C-1", "A", "dienst"]), file_format="csv")
    assert [(0, "", "geen_csv")] == told(refused.value)


def test_a_missing_file_and_a_folder_are_told(register: Register) -> None:
    """What is no file is said so."""
    for path in (register.folder / "weg.xlsx", register.folder):
        with pytest.raises(BadInput) as refused:
            register.read(path, file_format="xlsx")
        assert [(0, "", "bestand")] == told(refused.value)


DAMAGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no end": (SHEET, lambda sheet: sheet[:-20]),
    "no xml": (SHEET, lambda _: b"niets"),
    "an entity": (SHEET, lambda sheet: b'<!DOCTYPE x [<!ENTITY e "x">]>' + sheet.replace(b"<v>0</v>", b"<v>&e;</v>")),
    "a text that is not there": (SHEET, lambda sheet: sheet.replace(b'"D2" t="n"', b'"D2" t="s"')),
    "a cell outside every sheet": (SHEET, lambda sheet: sheet.replace(b'r="A2"', b'r="ZZZZZZ2"')),
    "a style that is not there": (SHEET, lambda sheet: sheet.replace(b'<c r="D2"', b'<c r="D2" s="999"')),
    "a number that is none": (SHEET, lambda sheet: sheet.replace(b"<v>100</v>", b"<v>1e1e1</v>")),
    "no workbook": ("xl/workbook.xml", lambda _: b"niets"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_worksheet_is_told_and_writes_nothing(register: Register, what: str) -> None:
    """Whatever is broken inside, it is one error and nothing is kept, also with skip_bad."""
    before = register.everything()
    path = patched(workbook(register, ["C-1", "A", "dienst", 100], ["C-2", "B", "dienst"]), *DAMAGES[what])
    with pytest.raises(BadInput) as refused:
        register.read(path, skip_bad=True)
    assert [(0, "", "beschadigd")] == told(refused.value)
    assert before == register.everything()


def test_a_truncated_file_is_told(register: Register) -> None:
    """Half a download is no worksheet."""
    path = workbook(register, ["C-1", "A", "dienst"])
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(BadInput) as refused:
        register.read(path, file_format="xlsx")
    assert [(0, "", "geen_xlsx")] == told(refused.value)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET, "xl/styles.xml"])
def test_a_file_that_swells_is_refused_before_it_is_unpacked(register: Register, part: str) -> None:
    """A few hundred kilobytes that unpack to hundreds of megabytes are refused, and cost no memory."""
    path = workbook(register, ["C-1", "A", "dienst"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != part:
                archive.writestr(name, content)
        with archive.open(part, "w", force_zip64=True) as swelling:
            for _ in range(60):
                swelling.write(b" " * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput) as refused:
            register.read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(0, "", "te_groot")] == told(refused.value)
    assert peak < 20 * 1024 * 1024


def test_a_row_number_beyond_every_sheet_is_refused(register: Register) -> None:
    """A row that says it is number a billion does not keep the reader counting to it."""
    path = workbook(register, ["C-1", "A", "dienst"], ["C-2", "B", "dienst"])
    patched(path, SHEET, lambda sheet: sheet.replace(b'<row r="3"', b'<row r="999999999999"'))
    with pytest.raises(BadInput) as refused:
        register.read(path)
    assert [(0, "", "te_groot")] == told(refused.value)


def test_a_sheet_is_read_row_by_row(register: Register) -> None:
    """The memory for reading does not grow with the rows: the last thousands cost no more than the first."""
    path = register.folder / "register.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(HEADER)
    for number in range(6000):
        sheet.append([number, "T" * 50, "dienst", number + 0.5, BEGIN, END])
    book.save(path)
    with open_xlsx(path) as opened:
        lines = iter(opened.lines)
        for _ in range(1000):
            next(lines)
        tracemalloc.start()
        try:
            assert 5000 == sum(1 for _ in lines)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert 1.0 == opened.share()
    # The text of these 5,000 rows alone is three megabytes.
    assert peak < 1024 * 1024
