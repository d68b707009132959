"""Commands about the process as data: definition list, show, check, activate, migrate."""

from pathlib import Path
from typing import Annotated, Any

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, storage
from groeituin.cli.printing import print_json, print_table

definition = typer.Typer(no_args_is_help=True, help="The process as data: versions, and what follows which.")
app.add_typer(definition, name="definition")

PRINTED = 20
File = Annotated[Path, typer.Argument(metavar="FILE", help="A definition, as YAML.")]
Version = Annotated[str | None, typer.Argument(metavar="[VERSION]", help="Name and version, as handreiking/1.")]


@definition.command("list")
def list_(json: Json = False) -> None:
    """Show every definition that is known, and how many partnerships follow it."""
    from groeituin.activation import listing

    with storage().connect() as connection:
        found = listing(connection)
    if json:
        print_json(found)
        return
    columns = {
        "definition": "Procesdefinitie", "active": "Voor nieuwe", "partnerships": "Partnerships",
        "activated_on": "Sinds", "activated_by": "Door", "rehearsed": "Nachtproef",
    }  # fmt: skip
    print_table(found, columns, empty="")


@definition.command("show")
def show(version: Version = None, json: Json = False) -> None:
    """Print the text of a definition, to start your own from; the one for new partnerships unless told."""
    from groeituin.definitions import Library

    with storage().connect() as connection:
        library = Library(connection)
        reference = library.named(version) if version else library.active.reference
        text, content_hash = library.text_of(reference), library.hash_of(reference)
    if json:
        print_json({"definition": reference, "content_hash": content_hash, "text": text})
    else:
        print(text, end="")


@definition.command("check")
def check(file: File, json: Json = False) -> None:
    """Tell every fault of a definition, each with its line; exit 2 when there is one."""
    from groeituin.definition_file import read_definition_file
    from groeituin.errors import BadInput

    try:
        found = read_definition_file(file).definition
    except BadInput as error:
        if json:
            print_json(error.details)
        raise
    if json:
        print_json([])
    else:
        print(f"{file} is in orde: {found.reference}, met {len(found.phases)} fasen en {len(found.rules)} regels.")


@definition.command("activate")
def activate(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Also when it was not rehearsed; the journal says so.")
    ] = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Make a definition the one for new partnerships; it must have been rehearsed since its last change."""
    from groeituin.activation import activate as switch_on
    from groeituin.clock import now
    from groeituin.definition_file import read_definition_file
    from groeituin.rehearsal import receipt_of
    from groeituin.texts.words import counted

    read = read_definition_file(file)
    done = switch_on(storage(), read, receipt_of(file), force=force, on=day_of(on), by=person(by), at=now())
    if json:
        print_json(done.as_json())
    elif done.changed:
        print(f"{done.definition} geldt nu voor nieuwe partnerships, in plaats van {done.replaces}.")
        if done.following:
            print(
                f"{counted(done.following, 'partnership volgt', 'partnerships volgen')} nog {done.replaces}. Overgaan:"
            )
            print(f"  groeituin definition migrate --from {done.replaces} --to {done.definition}")
    else:
        print(f"{done.definition} gold al voor nieuwe partnerships; er is niets veranderd.")


@definition.command("migrate")
def migrate(
    old: Annotated[str, typer.Option("--from", metavar="VERSION", help="The definition that they follow.")],
    new: Annotated[str, typer.Option("--to", metavar="VERSION", help="The definition that they are to follow.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen and write nothing.")] = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Move running partnerships to another definition; exit 1 when some had to stay, each named."""
    from groeituin.cli.progress import progress_bar
    from groeituin.clock import now
    from groeituin.migration import migrate as move

    with progress_bar("Overgaan") as progress:
        report = move(
            storage(), old, new, on=day_of(on), by=person(by), at=now(), dry_run=dry_run, progress=progress
        ).as_json()
    if json:
        print_json(report)
    else:
        _print_migration(report)
    if report["refused"]:
        raise typer.Exit(1)


def _print_migration(report: dict[str, Any]) -> None:
    from groeituin.texts.words import counted

    print("Zo zou het gaan; er is niets geschreven:" if report["dry_run"] else "Gedaan:")
    print(f"  {counted(report['moved'], 'partnership', 'partnerships')} van {report['from']} naar {report['to']}")
    kept = {
        "restated": (
            "vraag telt nu voor een termijn van het nieuwe proces, en wordt niet opnieuw gesteld",
            "vragen tellen nu voor een termijn van het nieuwe proces, en worden niet opnieuw gesteld",
        ),
        "skipped": (
            "vraag wordt niet meer gesteld: iets nieuwers van dezelfde soort is al gevraagd",
            "vragen worden niet meer gesteld: iets nieuwers van dezelfde soort is al gevraagd",
        ),
    }
    for name, (one, more) in kept.items():
        if report[name]:
            print(f"  {counted(report[name], one, more)}")
    for name, told in (
        ("lapsed", "Vervalt, want dit proces vraagt het niet"),
        ("returned", "Komt terug, want dit proces vraagt het weer"),
    ):
        for one in report[name][:PRINTED]:
            print(f"{told}: {one['partnership']} {one['rule']} {one['occasion']}")
        if len(report[name]) > PRINTED:
            print(f"En nog {len(report[name]) - PRINTED}; met --json ziet u ze alle.")
    for refused in report["refused"]:
        print(f"Blijft zoals het is: {refused['sentence']}")
