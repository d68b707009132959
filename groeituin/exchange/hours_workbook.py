"""The form for hours as a workbook: a sheet to fill in, and one that explains."""

from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from groeituin.exchange.hours_columns import (
    BLOCK,
    COSTS,
    EFFORT,
    EVIDENCE,
    GROUP,
    HOURS,
    INVOICE,
    MONTHS,
    PERSONS,
    TITLE,
)
from groeituin.exchange.hours_form import EXPLANATION, Form, shielded
from groeituin.texts.hours_form import BLOCKS, GROUPS, explanation
from groeituin.texts.signals.sentence import in_words

REPORT = "Urenopgave"
# Room for what the contractor adds.
LAST_ROW = 200
WIDTHS = {TITLE: 32, GROUP: 34, EFFORT: 50}
WIDTH, NAMES_WIDTH, HELP_WIDTH = 18, 34, 90
TEXT, WHOLE, DECIMAL, MONEY = "@", "0", "#,##0.00", "€ #,##0.00"
FORMATS = {PERSONS: WHOLE, MONTHS: WHOLE, HOURS: DECIMAL, INVOICE: MONEY, COSTS: MONEY}
HEAD, SHADE = Font(bold=True), PatternFill("solid", fgColor="DDE8CB")


def write_workbook(form: Form, path: Path) -> None:
    """Write a form as an XLSX file without macros, in which no cell is a formula."""
    book = Workbook()
    book.properties.creator = "Groeituin"
    sheet = book.active or book.create_sheet()
    sheet.title = REPORT
    sheet.append(list(form.columns.values()))
    for row in form.cells():
        sheet.append(row)
    places = _explain(form, book.create_sheet(EXPLANATION))
    _dress(form, sheet)
    _guide(form, sheet, places)
    book.save(path)


def _explain(form: Form, sheet: Worksheet) -> dict[str, str]:
    """Write the explanation, and return by heading where on it the names of each part stand."""
    about = f"Urenopgave over {in_words(form.period)} voor contract {form.contract}: {form.title}"
    places: dict[str, str] = {}
    row = 1
    for heading, lines in explanation(about, form.columns, form.table):
        sheet.cell(row, 1, shielded(heading)).font = HEAD
        for number, line in enumerate(lines, start=row + 1):
            for column, text in enumerate(line, start=1):
                cell = sheet.cell(number, column, shielded(text))
                cell.alignment = Alignment(wrap_text=column > 1, vertical="top")
        places[heading] = f"'{EXPLANATION}'!$A${row + 1}:$A${row + len(lines)}"
        row += len(lines) + 2
    sheet.column_dimensions["A"].width = NAMES_WIDTH
    sheet.column_dimensions["B"].width = HELP_WIDTH
    return places


def _dress(form: Form, sheet: Worksheet) -> None:
    """Show the header, keep it in sight, and let numbers be numbers and codes text."""
    for number, field in enumerate(form.columns, start=1):
        head = sheet.cell(1, number)
        head.font, head.fill, head.alignment = HEAD, SHADE, Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(field, WIDTH)
        for row in range(2, LAST_ROW + 1):
            sheet.cell(row, number).number_format = FORMATS.get(field, TEXT)
    sheet.freeze_panes = "A2"


def _guide(form: Form, sheet: Worksheet, places: dict[str, str]) -> None:
    """Let a worksheet offer what can be chosen, and warn about what cannot be."""
    rules = {
        GROUP: DataValidation(type="list", formula1=places[GROUPS], error="Kies een doelgroep uit de lijst."),
        EVIDENCE: DataValidation(type="list", formula1='"ja,nee"', error="Kies ja of nee."),
        PERSONS: _at_least_nothing("whole", "Vul een heel getal in."),
        MONTHS: DataValidation(type="whole", formula1="0", formula2="12", error="Vul 0 tot en met 12 in."),
        HOURS: _at_least_nothing("decimal", "Vul een getal in."),
        INVOICE: _at_least_nothing("decimal", "Vul een bedrag in."),
        COSTS: _at_least_nothing("decimal", "Vul een bedrag in."),
    }
    if BLOCKS in places:
        rules[BLOCK] = DataValidation(type="list", formula1=places[BLOCKS], error="Kies een code uit de lijst.")
    for number, field in enumerate(form.columns, start=1):
        if field in rules:
            rule, letter = rules[field], get_column_letter(number)
            rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, REPORT
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LAST_ROW}")


def _at_least_nothing(kind: Literal["whole", "decimal"], error: str) -> DataValidation:
    return DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0", error=error)
