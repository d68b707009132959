"""The command that looks ahead: rehearse."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, storage
from groeituin.cli.printing import print_json

if TYPE_CHECKING:
    from groeituin.definition_file import DefinitionFile
    from groeituin.rehearsal import Rehearsal

MOST = 400


@app.command()
def rehearse(
    nights: Annotated[int, typer.Option("--nights", min=1, max=MOST, help="How many nights, from --on.")] = 30,
    definition: Annotated[
        Path | None,
        typer.Option("--definition", metavar="FILE", help="A proposed definition: what would it change, and why?"),
    ] = None,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Tell what the coming nights raise when nobody acts (nachtproef); the database is only read."""
    from groeituin.cli.progress import progress_bar
    from groeituin.definition_file import read_definition_file
    from groeituin.rehearsal import rehearse as look_ahead
    from groeituin.texts.rehearsal.summary import printed

    proposed, day, who = read_definition_file(definition) if definition else None, day_of(on), person(by)
    with progress_bar("Nachtproef") as progress:
        found = look_ahead(storage(), day, nights, proposed.definition if proposed else None, progress=progress)
    if json:
        print_json(found.as_json())
    else:
        print(printed(found))
    if found.failures:
        raise typer.Exit(1)
    if definition and proposed:
        _keep_receipt(definition, proposed, found, day, who)


def _keep_receipt(path: Path, proposed: "DefinitionFile", found: "Rehearsal", on: date, by: str) -> None:
    """Write that this text was rehearsed; whoever may not write there is told, and has the rehearsal all the same."""
    from groeituin.rehearsal import write_receipt

    try:
        write_receipt(path, found, content_hash=proposed.content_hash, on=on, by=by)
    except OSError as error:
        said = error.strerror or error
        print(f"Dat deze nachtproef is gedaan kon niet worden bewaard naast {path}: {said}.", file=sys.stderr)
