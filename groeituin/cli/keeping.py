"""Commands about what is kept: backup, restore."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from groeituin.cli.app import Json, app, opened
from groeituin.cli.printing import print_json

if TYPE_CHECKING:
    from collections.abc import Mapping


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; an older backup there is replaced.")],
    json: Json = False,
) -> None:
    """Copy everything of this moment to one file, while nights run; `restore` reads it on either kind of database."""
    from groeituin.backup import back_up
    from groeituin.cli.progress import progress_bar
    from groeituin.clock import now
    from groeituin.log import configure
    from groeituin.settings import Settings
    from groeituin.storage import connect
    from groeituin.traces import configure as send_traces

    settings = Settings()
    configure(settings.log)
    send_traces(settings.traces_url)
    engine = opened(connect(settings.database_url))
    older = os.path.lexists(file)  # False also when the name cannot be one
    with progress_bar("Bewaren") as progress:
        counts = back_up(engine, file, at=now(), progress=progress)
    replaced = ", in de plaats van een oudere" if older else ""
    _print_counts(counts, f"De reservekopie van {engine.url.database} staat in {file}{replaced}", json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` made, on SQLite or on PostgreSQL.")],
    keep_differences: Annotated[
        bool, typer.Option("--keep-differences", help="Restore also when `check` would find differences in it.")
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup back into a database without tables, checked; wholly or not at all."""
    from groeituin.backup import restore as put_back
    from groeituin.cli.progress import progress_bar
    from groeituin.settings import Settings
    from groeituin.storage import connect

    engine = opened(connect(Settings().database_url, create=True))
    with progress_bar("Terugzetten") as progress:
        counts = put_back(engine, file, keep_differences=keep_differences, progress=progress)
    _print_counts(counts, f"De reservekopie {file} is teruggezet en nagekeken", json)


def _print_counts(counts: "Mapping[str, int]", done: str, json: bool) -> None:
    tables, rows = len(counts), sum(counts.values())
    if json:
        print_json({"tables": tables, "rows": rows})
    else:
        print(f"{done}: {tables} tabellen, {rows} rijen.")
