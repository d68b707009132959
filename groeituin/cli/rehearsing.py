"""The command that looks ahead: rehearse."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from groeituin.cli.app import By, Json, app, day_of, person, read_date, storage
from groeituin.cli.printing import print_json

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from groeituin.definition_file import DefinitionFile
    from groeituin.rehearsal import Rehearsal

MOST = 400
NIGHTS = "How many nights, from --on; one is enough to activate the definition."
FIRST = "The first night (default: today in Europe/Amsterdam). Also from an earlier one on, what is known now is used."


@app.command()
def rehearse(
    nights: Annotated[int, typer.Option("--nights", min=1, max=MOST, help=NIGHTS)] = 30,
    definition: Annotated[
        Path | None,
        typer.Option("--definition", metavar="FILE", help="A proposed definition: what would it change, and why?"),
    ] = None,
    on: Annotated[date | None, typer.Option("--on", parser=read_date, metavar="DATE", help=FIRST)] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Tell what the coming nights raise when nobody acts (nachtproef); the database is only read."""
    from groeituin.cli.progress import progress_bar
    from groeituin.definition_file import read_definition_file
    from groeituin.rehearsal import rehearse as look_ahead
    from groeituin.texts.rehearsal.summary import printed

    proposed, day, who = read_definition_file(definition) if definition else None, day_of(on), person(by)
    engine = storage()
    if proposed:
        _refuse_another_text(engine, proposed)
    with progress_bar("Nachtproef") as progress:
        found = look_ahead(engine, day, nights, proposed.definition if proposed else None, progress=progress)
    # Whoever reads only the first lines has rehearsed it all the same.
    if definition and proposed and not found.failures:
        _keep_receipt(definition, proposed, found, day, who)
    if json:
        print_json(found.as_json())
    else:
        print(printed(found))
    if found.failures:
        raise typer.Exit(1)


def _refuse_another_text(engine: "Engine", proposed: "DefinitionFile") -> None:
    from groeituin.activation import refuse_another_text
    from groeituin.definitions import Library

    with engine.connect() as connection:
        refuse_another_text(Library(connection), proposed)


def _keep_receipt(path: Path, proposed: "DefinitionFile", found: "Rehearsal", on: date, by: str) -> None:
    """Write that this text was rehearsed, if anybody could move; whoever may not write there is told."""
    from groeituin.rehearsal import write_receipt
    from groeituin.texts.file_errors import why

    if found.nobody_can_move:
        untold = f"geen enkel partnership kan nu overgaan naar {found.definition}. Bij elk partnership staat waarom."
        print(f"Deze nachtproef telt niet voor het activeren: {untold}", file=sys.stderr)
        return
    try:
        write_receipt(path, found, content_hash=proposed.content_hash, on=on, by=by)
    except OSError as error:
        print(f"Dat deze nachtproef is gedaan kon niet worden bewaard naast {path}: {why(error)}.", file=sys.stderr)
