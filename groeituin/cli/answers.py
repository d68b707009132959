"""Commands that answer a question and change nothing: list, show, why, terms, signals, journal, gaps, diagram."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from groeituin.cli.app import Json, On, Reference, app, day_of, storage
from groeituin.cli.nights import known_rules
from groeituin.cli.printing import cell, print_json, print_table
from groeituin.cli.storing import Running

Organisation = Annotated[str | None, typer.Option("--organisation", help="Only this organisation.")]
Person = Annotated[str | None, typer.Option("--person", help="Only what concerns this person.")]


NEEDS = {"reason": "een reden", "lesson": "de les voor de volgende aanbesteding"}


class Status(StrEnum):
    """The statuses of a signal."""

    OPEN = "open"
    INGEPLAND = "ingepland"
    UITGESTELD = "uitgesteld"
    AFGEHANDELD = "afgehandeld"
    VERVALLEN = "vervallen"
    VERVANGEN = "vervangen"


Phase = StrEnum("Phase", {**{phase.name: phase.value for phase in Running}, "BEEINDIGD": "beeindigd"})  # type: ignore[misc]  # mypy reads only literal members


@app.command("list")
def list_(
    phase: Annotated[Phase | None, typer.Option("--phase", help="Only this phase.")] = None,
    person: Person = None,
    organisation: Organisation = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Show the portfolio."""
    from groeituin.reading.portfolio import known_organisation, portfolio

    with storage().connect() as connection:
        known_organisation(connection, organisation)
        found = portfolio(connection, day_of(on), phase=phase and phase.value, person=person, organisation=organisation)
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
def show(ref: Reference, on: On = None, json: Json = False) -> None:
    """Show one dossier."""
    from groeituin.reading.portfolio import find, shown

    with storage().connect() as connection:
        found = shown(connection, find(connection, ref), day_of(on))
    if json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, tuple) and value and isinstance(value[0], dict):
            print(f"{name}:")
            for part in value:
                told = [f"{key}={cell(said)}" for key, said in part.items() if said not in (None, (), False)]
                print(f"  - {', '.join(told)}")
        elif value not in (None, ()):
            print(f"{name}: {cell(value)}")


@app.command()
def why(ref: Reference, on: On = None, json: Json = False) -> None:
    """Tell what may happen now, and what is missing."""
    from groeituin.definitions import Library
    from groeituin.reading.portfolio import find
    from groeituin.reading.why import why as explain

    with storage().connect() as connection:
        dossier = find(connection, ref)
        found = explain(dossier, Library(connection).of(dossier.definition), day_of(on))
    if json:
        print_json(found)
        return
    print(f"{found['partnership']} is in de fase {found['phase']}{' en opgeschort' if found['suspended'] else ''}.")
    for name, trigger in found["triggers"].items():
        needs = f" (met {' en '.join(NEEDS[need] for need in trigger['needs'])})" if trigger["needs"] else ""
        print(f"\n{name} -> {trigger['to']}: {'kan nu' if trigger['allowed'] else 'kan nog niet'}{needs}")
        for missing in trigger["missing"]:
            later = f" Mogelijk vanaf {missing['possible_from']}." if missing["possible_from"] else ""
            print(f"  - {missing['code']} (stap {missing['step'] or '-'}): {missing['sentence']}{later}")
        for advised in trigger["advised"]:
            print(f"  · advies: {advised['sentence']}")


@app.command()
def terms(ref: Reference, on: On = None, json: Json = False) -> None:
    """Tell what falls due next, and because of what."""
    from groeituin.definitions import Library
    from groeituin.reading.portfolio import find
    from groeituin.reading.why import upcoming

    del on  # what falls due does not hang on the day of asking
    with storage().connect() as connection:
        dossier = find(connection, ref)
        found = upcoming(dossier, Library(connection).of(dossier.definition))
    columns = {"due_on": "Datum", "rule": "Regel", "occasion": "Moment", "because": "Waarom"}
    _print(found, columns, json=json, empty="Er staat niets op de planning.")


@app.command()
def signals(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only of this partnership.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Only of this rule.")] = None,
    status: Annotated[Status | None, typer.Option("--status", help="Only with this status.")] = None,
    person: Person = None,
    json: Json = False,
) -> None:
    """Show what was raised; all statuses unless told."""
    from groeituin.reading.portfolio import find
    from groeituin.reading.signals import raised_signals

    known_rules([rule] if rule else None)
    with storage().connect() as connection:
        if partnership:
            find(connection, partnership)
        found = raised_signals(
            connection, partnership=partnership, rule=rule, status=status and status.value, person=person
        )
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

    with storage().connect() as connection:
        known_organisation(connection, organisation)
        found = unknown(connection, on=day_of(on), organisation=organisation)
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
def diagram(json: Json = False) -> None:
    """Print the process as a Mermaid state diagram, made from the definition."""
    from groeituin.diagram import mermaid
    from states.definition import handreiking

    text = mermaid(handreiking())
    if json:
        print_json({"diagram": text})
    else:
        print(text)
