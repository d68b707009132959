"""A database with one organisation, into which a test reads files, and what is in it afterwards."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from story import Story

from groeituin.errors import BadInput
from groeituin.exchange import import_contracts
from groeituin.exchange.report import ImportReport

ON = date(2026, 1, 5)
AT = datetime(2026, 1, 5, tzinfo=UTC)
Cell = tuple[int, str, str]


class Register:
    """A database with one organisation, and a folder to put files in."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.story = Story(engine)
        self.folder = folder
        self.story.act("2026-01-05", "register-organisation", organisation="O-1", name="Gemeente V", sector="gemeente")

    def file(self, content: str | bytes, name: str) -> Path:
        """Write a file and return its path."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, path: Path, **options: Any) -> ImportReport:  # noqa: ANN401  # options of the import
        """Import contracts."""
        chosen: dict[str, Any] = {"organisation": "O-1", "on": ON, "by": "toets", "at": AT} | options
        return import_contracts(self.story.engine, path, **chosen)

    def contracts(self, *names: str) -> list[tuple[str | None, ...]]:
        """Return columns of the contracts in the order of their codes, as text; amounts in cents."""
        rows = self.story.rows(f"SELECT {', '.join(names)} FROM contracts ORDER BY contract")  # noqa: S608  # our own names
        return [
            tuple(
                None if value is None else f"{value:.2f}" if name in {"value", "wage_share"} else str(value)
                for name, value in zip(names, row, strict=True)
            )
            for row in rows
        ]

    def contractors(self) -> list[tuple[Any, ...]]:
        """Return the contractors: code, name and number."""
        return self.story.rows("SELECT contractor, name, kvk FROM contractors ORDER BY contractor")

    def options(self) -> list[tuple[str, str]]:
        """Return the options to extend: contract and day."""
        rows = self.story.rows("SELECT contract, until FROM contract_options ORDER BY contract, until")
        return [(contract, str(until)) for contract, until in rows]

    def everything(self) -> str:
        """Return all that the import can have written, as one text."""
        tables = ("contracts", "contractors", "contract_options", "journal", "organisations")
        return repr([self.story.rows(f"SELECT * FROM {table}") for table in tables])  # noqa: S608  # our own names


def counted(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return the five counts of a report."""
    return report.rows, report.created, report.updated, report.unchanged, report.rejected


def errors(report: ImportReport) -> list[Cell]:
    """Return row, column and code of every error."""
    return [(error.row, error.column, error.code) for error in report.errors]


def notes(report: ImportReport) -> list[Cell]:
    """Return row, column and code of every note, without those on whose contract it is."""
    return [(note.row, note.column, note.code) for note in report.notes if note.code != "andere_opdrachtgever"]


def told(error: BadInput) -> list[Cell]:
    """Return row, column and code of every error that an import was refused for."""
    return [(int(str(d["row"])), str(d["column"]), str(d["code"])) for d in error.details]
