"""Commands for a specialist's working day: duties, week, tenders, agenda."""

import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from groeituin.cli.answers import Organisation
from groeituin.cli.app import Json, On, Reference, answered, app, day_of, storage
from groeituin.cli.printing import print_json, print_table
from states.vocabulary import MeetingKind

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# A group of the week fills no more than a screen.
SCREEN = 20
LONGEST_DAY = len("ma 30 sep 2026")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
GROUPS = {"this_week": "Deze week en eerder", "waiting": "Wacht op anderen", "coming": "De komende 30 dagen"}


@app.command()
def duties(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The code of a person.")],
    on: On = None,
    json: Json = False,
) -> None:
    """Tell what is expected of a person now, most urgent first."""
    from groeituin.reading.duties import duties as expected

    found = answered(lambda connection: expected(connection, person, day_of(on)))
    if json:
        print_json(found)
    else:
        _print_group(f"Wat nu van {person} wordt verwacht", found, rows=None, empty="Er wordt nu niets verwacht.")


@app.command()
def week(
    person: Annotated[str | None, typer.Option("--person", help="Whose week; everybody's unless told.")] = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Show Monday morning on one screen: this week, waiting on others, the next 30 days."""
    from groeituin.reading.week import week as seen

    found = answered(lambda connection: seen(connection, day_of(on), person))
    if json:
        print_json(found)
        return
    for name, heading in GROUPS.items():
        _print_group(heading, found[name], rows=SCREEN, empty="Niets.")
        print()


@app.command()
def tenders(organisation: Organisation = None, on: On = None, json: Json = False) -> None:
    """Show the tender calendar: what is planned or asked out, and contracts that end without a successor."""
    from groeituin.reading.portfolio import known_organisation
    from groeituin.reading.tenders import tenders as calendar

    def ask(connection: "Connection") -> list[dict[str, Any]]:
        known_organisation(connection, organisation)
        return calendar(connection, day_of(on), organisation)

    found = answered(ask)
    if json:
        print_json(found)
        return
    columns = {
        "due_on": "Datum", "contract": "Contract", "title": "Titel", "what": "Wat", "replaces": "Volgt op",
        "ends_on": "Einde", "strategy": "Strategie", "partnerships": "Partnership", "lesson": "Les",
    }  # fmt: skip
    print_table([tender | _calendar_cells(tender) for tender in found], columns, empty="De kalender is leeg.")


def _calendar_cells(tender: dict[str, Any]) -> dict[str, Any]:
    """Write what a row of the calendar holds in more than one field."""
    what = {"gepland": "publiceren", "uitgevraagd": "uitgevraagd", "gegund": "opvolger plannen"}[tender["stage"]]
    strategy = [f"spoor {tender['track']}"] if tender["track"] else []
    strategy += [tender["instrument"]] if tender["instrument"] else []
    strategy += tender["application"]["forms"] if tender["application"] else []
    lessons = tender["lessons"]
    return {"what": what, "strategy": strategy or None, "lesson": lessons[-1]["text"] if lessons else None}


@app.command()
def agenda(
    ref: Reference,
    kind: Annotated[MeetingKind, typer.Option("--kind", help="The kind of meeting.")],
    on: On = None,
    json: Json = False,
) -> None:
    """Make the agenda of the next conversation or meeting."""
    from groeituin.definitions import Library
    from groeituin.reading.agenda import agenda as made
    from groeituin.reading.portfolio import find
    from groeituin.texts.words import MEETING_NAMES

    with storage().connect() as connection:
        dossier = find(connection, ref)
        found = made(dossier, Library(connection).of(dossier.definition), kind, day_of(on))
    if json:
        print_json(found)
        return
    print(f"Agenda {MEETING_NAMES[kind]}: {dossier.title} ({dossier.partnership})")
    for number, item in enumerate(found["items"], start=1):
        print(f"\n{number}. {item['title']}")
        for line in item["lines"]:
            print(f"   - {line}")


def _print_group(heading: str, found: list[dict[str, Any]], *, rows: int | None, empty: str) -> None:
    """Print a heading and a line for each row, on a terminal no wider than that."""
    print(f"{heading} ({len(found)})" if found else f"{heading}: {empty}")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    names = max((len(row["partnership"]) for row in found[:rows]), default=0)
    for row in found[:rows]:
        what = f"{row['what'].replace('_', ' ')}: " if "what" in row else ""
        line = f"  {_when(row['due_on']):<{LONGEST_DAY}}  {row['partnership']:<{names}}  {what}{row['sentence']}"
        print(line if width is None or len(line) <= width else f"{line[: width - 1].rstrip()}…")
    if rows is not None and len(found) > rows:
        print(f"  en nog {len(found) - rows}")


def _when(day: date | None) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}" if day else "-"
