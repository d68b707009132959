"""Commands that answer a question and change nothing: list, show, why, terms, signals, journal, gaps, diagram."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from groeituin.cli.app import Json, On, Reference, answered, app, day_of, read_date, storage
from groeituin.cli.nights import known_rules
from groeituin.cli.printing import print_json, print_table
from groeituin.cli.progress import progress_bar
from states.vocabulary import Phase, SignalStatus

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from states.definition import Definition
    from states.dossier import Dossier

Organisation = Annotated[str | None, typer.Option("--organisation", help="Only this organisation.")]
Person = Annotated[str | None, typer.Option("--person", help="Only what concerns this person.")]

Proposed = Annotated[
    Path | None,
    typer.Option("--definition", metavar="FILE", help="By this definition, which need not be activated."),
]


AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=read_date, metavar="DATE", help="As it was known at the end of this day; also the date."
    ),
]


@contextmanager
def _known(as_of: date | None, partnership: str | None = None) -> "Iterator[Connection]":
    """Give the database, or what was known then of one partnership or of all of them."""
    with storage().connect() as connection:
        if as_of is None:
            yield connection
            return
        from groeituin.as_of import known_then
        from groeituin.retention.log import missing_since

        with progress_bar("Teruglezen") as tell, known_then(connection, as_of, partnership, tell) as then:
            yield then
            if missing := missing_since(connection, as_of, partnership):
                print(missing, file=sys.stderr)


@app.command("list")
def list_(
    phase: Annotated[Phase | None, typer.Option("--phase", help="Only this phase.")] = None,
    person: Person = None,
    organisation: Organisation = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the portfolio."""
    from groeituin.reading.portfolio import known_organisation, portfolio

    today = day_of(on or as_of)

    def ask(connection: "Connection") -> list[dict[str, Any]]:
        known_organisation(connection, organisation)
        return portfolio(connection, today, phase=phase, person=person, organisation=organisation)

    if as_of:
        with _known(as_of) as connection:
            found = ask(connection)
    else:
        found = answered(ask)
    columns = {
        "partnership": "Partnership", "title": "Titel", "phase": "Fase", "since": "Sinds", "suspended": "Opgeschort",
        "open_signals": "Open signalen", "next_due": "Volgende datum",
    }  # fmt: skip
    _print(found, columns, json=json, empty="Er zijn geen partnerships.")


def _print(rows: list[dict[str, Any]], columns: dict[str, str], *, json: bool, empty: str) -> None:
    if json:
        print_json(rows)
    else:
        print_table(rows, columns, empty=empty)


@app.command()
def show(ref: Reference, on: On = None, as_of: AsOf = None, json: Json = False) -> None:
    """Show one dossier."""
    from groeituin.reading.portfolio import find, shown
    from groeituin.reading.why import upcoming
    from groeituin.texts.dossier import dossier_lines

    today = day_of(on or as_of)
    with _known(as_of, ref) as connection:
        dossier = find(connection, ref)
        found = shown(connection, dossier, today)
        coming = [] if json else upcoming(dossier, _followed(connection, dossier, None))
    if json:
        print_json(found)
        return
    for line in dossier_lines(dossier, found["successors"], coming, today):
        print(line)


def _followed(connection: "Connection", dossier: "Dossier", proposed: Path | None) -> "Definition":
    """Return the process by which is answered: that of the partnership, or one that is proposed.

    Raises:
        Refused: the phase of the partnership does not exist in what is proposed.
    """
    from groeituin.definition_file import read_definition_file
    from groeituin.definitions import Library
    from groeituin.errors import refusal
    from groeituin.migration import why_not

    if proposed is None:
        return Library(connection).of(dossier.definition)
    process = read_definition_file(proposed).definition
    stays = why_not(dossier, process)
    if stays:
        raise refusal("fase_bestaat_niet", stays)
    return process


@app.command()
def why(
    ref: Reference,
    rule: Annotated[str | None, typer.Option("--rule", help="What this rule asks, asked before, and why not.")] = None,
    proposed: Proposed = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Tell what may happen now, and what is missing since when; or explain one rule."""
    from groeituin.planning import replan
    from groeituin.reading.one_rule import one_rule
    from groeituin.reading.portfolio import find
    from groeituin.reading.why import why as explain
    from groeituin.texts.why import rule_written, steps_written

    known_rules([rule] if rule else None)
    with _known(as_of, ref) as connection:
        if rule and as_of:
            replan(connection, [ref], as_of)  # for which night each open question waited then
        dossier = find(connection, ref)
        process = _followed(connection, dossier, proposed)
        if rule:
            found, written = one_rule(connection, dossier, process, rule, day_of(on or as_of)), rule_written
        else:
            found, written = explain(dossier, process, day_of(on or as_of)), steps_written
    if json:
        print_json(found)
    else:
        print(written(found))


@app.command()
def terms(ref: Reference, proposed: Proposed = None, on: On = None, as_of: AsOf = None, json: Json = False) -> None:
    """Tell what falls due next, and because of what."""
    from groeituin.reading.portfolio import find
    from groeituin.reading.why import upcoming

    del on  # what falls due does not hang on the day of asking
    with _known(as_of, ref) as connection:
        dossier = find(connection, ref)
        found = upcoming(dossier, _followed(connection, dossier, proposed))
    columns = {"due_on": "Datum", "rule": "Regel", "occasion": "Moment", "because": "Waarom"}
    _print(found, columns, json=json, empty="Er staat niets op de planning.")


@app.command()
def signals(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only of this partnership.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Only of this rule.")] = None,
    status: Annotated[SignalStatus | None, typer.Option("--status", help="Only with this status.")] = None,
    person: Person = None,
    json: Json = False,
) -> None:
    """Show what was raised; all statuses unless told."""
    from groeituin.reading.persons import known_person
    from groeituin.reading.portfolio import find
    from groeituin.reading.signals import raised_signals

    known_rules([rule] if rule else None)

    def ask(connection: "Connection") -> list[dict[str, Any]]:
        if partnership:
            find(connection, partnership)
        if person:
            known_person(connection, person)
        return raised_signals(connection, partnership=partnership, rule=rule, status=status, person=person)

    found = answered(ask)
    columns = {
        "raised_on": "Gemeld", "partnership": "Partnership", "rule": "Regel", "status": "Status", "to": "Voor",
        "sentence": "Wat er te doen is",
    }  # fmt: skip
    _print(found, columns, json=json, empty="Er zijn geen signalen.")


@app.command()
def journal(ref: Reference, json: Json = False) -> None:
    """Show everything that happened, in order, what it shares with others included."""
    from groeituin.reading.journal import journal_of
    from groeituin.reading.portfolio import find

    with storage().connect() as connection:
        found = journal_of(connection, find(connection, ref))
    columns = {"entry": "Regel", "on": "Datum", "by": "Wie", "phase": "Fase", "sentence": "Wat er gebeurde"}
    _print(found, columns, json=json, empty="Er is nog niets gebeurd.")


@app.command()
def gaps(organisation: Organisation = None, on: On = None, json: Json = False) -> None:
    """Tell what is not known yet after a take-over, the most useful to fill first."""
    from groeituin.gaps import gaps as unknown
    from groeituin.reading.portfolio import known_organisation

    def ask(connection: "Connection") -> list[dict[str, Any]]:
        known_organisation(connection, organisation)
        return unknown(connection, on=day_of(on), organisation=organisation)

    found = answered(ask)
    if json:
        print_json(found)
        return
    for row in found:
        print(f"{row['partnership']}:")
        for missing in row["missing"]:
            print(f"  - {missing['sentence']}")
    if not found:
        print("Van elk overgenomen partnership is bekend wat nodig is.")


@app.command()
def diagram(
    version: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="As handreiking/1, the guide's.")] = None,
    proposed: Proposed = None,
    page: Annotated[bool, typer.Option("--page", help="A whole page that reads as the guide, in Markdown.")] = False,
    json: Json = False,
) -> None:
    """Print the process as a Mermaid state diagram, or as a page, made from a definition."""
    from groeituin.diagram import mermaid
    from groeituin.texts.process_page import process_page

    definition = _drawn(version, proposed)
    if page:
        which = f" {version}" if version else f" --definition {proposed}" if proposed else ""
        text = process_page(definition, f"groeituin diagram --page{which}")
    else:
        text = mermaid(definition)
    if json:
        print_json({"page" if page else "diagram": text})
    else:
        print(text)


def _drawn(version: str | None, proposed: Path | None) -> "Definition":
    """Return the definition to draw; that of the guide needs no database."""
    from groeituin.definition_file import read_definition_file
    from groeituin.definitions import Library
    from states.definition import handreiking

    if version and proposed:
        raise typer.BadParameter("kies een versie of een bestand, niet allebei.")
    if proposed:
        return read_definition_file(proposed).definition
    if version is None or version == handreiking().reference:
        return handreiking()
    with storage().connect() as connection:
        library = Library(connection)
        return library.of(library.named(version))
