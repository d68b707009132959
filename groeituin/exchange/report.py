"""What an import did, and what was wrong with the file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from groeituin.errors import BadInput


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell.

    ``row`` counts from 1 at the first row under the header; 0 is the file as a whole, its header or the mapping.
    ``column`` is the name in the file, or our field where the file has no such column.
    """

    row: int
    column: str
    code: str
    message: str


@dataclass(slots=True)
class ImportReport:
    """What an import did with the rows of a file; ``notes`` tell what was left out of a row that was taken."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[CellError] = field(default_factory=list)
    notes: list[CellError] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows there were, and what came of them."""
        return {name: getattr(self, name) for name in ("rows", "created", "updated", "unchanged", "rejected")}

    def as_json(self) -> dict[str, Any]:
        """Return the report as the doors promise it."""
        return asdict(self)


SKIP = "Verbeter het bestand, of neem alleen de goede rijen met --skip-bad."


class ImportRefused(BadInput):
    """Er is niets ingelezen: het bestand heeft fouten."""

    def __init__(self, report: ImportReport, advice: str = SKIP) -> None:
        self.report = report
        count = "1 fout" if len(report.errors) == 1 else f"{len(report.errors)} fouten"
        message = f"Er is niets ingelezen: {count} in {report.rejected} van {report.rows} rijen. {advice}"
        super().__init__(message, [asdict(error) for error in report.errors])


def bad_file(message: str, errors: Sequence[CellError]) -> BadInput:
    """Return the error of a file that cannot be read at all, whatever its rows hold."""
    told = " ".join(error.message for error in errors)
    return BadInput(f"{message} {told}".strip(), [asdict(error) for error in errors])
