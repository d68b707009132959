"""The application that the commands hang on, and the options that they share."""

import getpass
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from typer.exceptions import TyperException

from groeituin.clock import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from groeituin.unreadable import Unreadable

Answer = TypeVar("Answer")
# What a column of numbers can hold; longer text is not even looked at.
LAST_NUMBER = 2**31 - 1
LONGEST_NUMBER = 10

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Groeituin remembers what partnerships need next. Errors and sentences are Dutch; --json answers programs.",
)


def read_date(text: str) -> date:
    """Read an ISO date from the command line."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is geen datum; schrijf jjjj-mm-dd.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"het jaar {day.year:04} kan niet kloppen.")
    return day


def read_number(text: str) -> int:
    """Read the number of a row from the command line."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER and 0 < int(text) <= LAST_NUMBER):
        raise typer.BadParameter(f"'{text}' is geen nummer; schrijf een getal van 1 tot en met {LAST_NUMBER}.")
    return int(text)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as somebody without a name
        return "onbekend"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
On = Annotated[
    date | None,
    typer.Option("--on", parser=read_date, metavar="DATE", help="The date (default: today in Europe/Amsterdam)."),
]
By = Annotated[
    str | None, typer.Option("--by", help="Who does it (default: the environment's user); need not be registered.")
]
Reference = Annotated[str, typer.Argument(metavar="REF", help="The code of a partnership.")]


@app.callback()
def _global(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    del debug  # main() takes it from anywhere on the line


def day_of(on: date | None) -> date:
    """Return the given date, or today."""
    from groeituin.clock import today

    return on or today()


def person(by: str | None) -> str:
    """Return the given person, or the environment's user, as the journal can keep it.

    Raises:
        BadInput: it is no text, too long, or holds a BSN.
    """
    from groeituin.acts.fields import Who
    from groeituin.texts.input_errors import checked

    return checked(Who, {"by": by or _user()}).by


_opened: "list[Engine]" = []


def opened(engine: "Engine") -> "Engine":
    """Return a database, after noting that it must be closed when the command is done."""
    _opened.append(engine)
    return engine


def close_all() -> None:
    """Close every database that a command opened."""
    while _opened:
        _opened.pop().dispose()


_left_out: "list[Unreadable]" = []


def answered(ask: "Callable[[Connection], Answer]") -> Answer:
    """Return what the database answers, without what is damaged; that is told when the command is done."""
    from groeituin.unreadable import read_around

    found, left_out = read_around(storage(), ask)
    _left_out.extend(left_out)
    return found


def tell_left_out() -> None:
    """Tell what was left out of the answer, if anything was.

    Raises:
        LeftOut: something was.
    """
    left_out = [one.as_detail() for one in _left_out]
    _left_out.clear()
    if left_out:
        from groeituin.errors import LeftOut

        raise LeftOut(details=left_out)


def explained(error: Exception) -> Exception:
    """Return the error that names the damaged rows which may be behind an unexpected one, or else that one."""
    if not _opened or isinstance(error, TyperException):
        return error
    from contextlib import suppress

    from sqlalchemy.exc import DatabaseError

    from groeituin.errors import Damaged
    from groeituin.night import error_line
    from groeituin.unreadable import Unreadable, may_be_damage, stopped_by

    with suppress(DatabaseError):
        if may_be_damage(error) and (rows := [row for engine in _opened for row in stopped_by(engine)]):
            # Damage elsewhere may have nothing to do with it, so what happened is told as well.
            happened = Unreadable(error_line(error)).as_detail()
            return Damaged(details=[*(row.as_detail() for row in rows), happened])
    return error


def storage() -> "Engine":
    """Return the database of the settings, checked, with the log where it belongs."""
    from groeituin.log import configure
    from groeituin.settings import Settings
    from groeituin.storage import open_storage
    from groeituin.traces import configure as send_traces

    settings = Settings()
    configure(settings.log)
    send_traces(settings.traces_url)
    return opened(open_storage(settings.database_url))
