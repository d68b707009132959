"""Which kind of file this is, seen from what is in it, and how each kind is opened."""

from contextlib import AbstractContextManager
from pathlib import Path

from groeituin.exchange.csv_file import SAMPLE, UTF_16, open_sheet
from groeituin.exchange.eforms_files import open_notices
from groeituin.exchange.lines import Sheet
from groeituin.exchange.ocds_file import open_releases
from groeituin.exchange.xlsx_file import is_xlsx, open_xlsx

OPENERS = {"csv": open_sheet, "xlsx": open_xlsx, "ocds": open_releases, "eforms": open_notices}
# The kinds with columns of somebody's own.
MAPPED = ("csv", "xlsx")


def guess(path: Path) -> str:
    """Return the format of a file, or of a folder; what cannot be told is for the CSV reader to refuse."""
    try:
        if path.is_dir():
            return "eforms" if any(path.glob("*.xml")) else "csv"
        if is_xlsx(path):
            return "xlsx"
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
    except OSError:
        return "csv"
    encoding = "utf-16" if sample.startswith(UTF_16) else "utf-8-sig"
    start = sample.decode(encoding, errors="ignore").lstrip()[:1]
    return {"<": "eforms", "{": "ocds", "[": "ocds"}.get(start, "csv")


def opened(path: Path, file_format: str) -> AbstractContextManager[Sheet]:
    """Return a file opened as what it is; see each opener for what it refuses."""
    return OPENERS[file_format](path)
