"""Commands about the database itself, and what fills it: db, demo, import."""

from pathlib import Path
from typing import Annotated, Any

import typer

from groeituin.cli.app import By, Json, On, app, day_of, opened, person, storage
from groeituin.cli.printing import print_json, print_table
from states.vocabulary import FileFormat, RunningPhase

db = typer.Typer(no_args_is_help=True, help="The schema of the database.")
imports = typer.Typer(no_args_is_help=True, help="Registers, award notices and running portfolios.")
app.add_typer(db, name="db")
app.add_typer(imports, name="import")

Organisation = Annotated[str, typer.Option("--organisation", help="The organisation whose register this is.")]
Mapping = Annotated[Path | None, typer.Option("--mapping", help="A YAML file: our field, then a column of the file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would happen and write nothing.")]
# What the demo counts, as people read it; phases are Dutch already.
COUNTED = {
    "acts": "handelingen", "nights": "nachten", "organisations": "organisaties", "persons": "personen",
    "contractors": "opdrachtnemers", "contracts": "contracten", "signals": "signalen",
    "journal": "regels van het logboek", "open_signals": "open signalen",
}  # fmt: skip
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Take the good rows and report the rest.")]


@db.command("upgrade")
def db_upgrade(json: Json = False) -> None:
    """Bring the database to the newest schema; an SQLite file is made when it is not there."""
    from groeituin.settings import Settings
    from groeituin.storage import connect, refuse_newer, storage_errors
    from models.schema import head, revision, upgrade

    engine = opened(connect(Settings().database_url, create=True))
    with storage_errors():
        refuse_newer(revision(engine))
        upgrade(engine)
        _print_revision({"revision": revision(engine), "head": head()}, json)


@db.command("check")
def db_check(json: Json = False) -> None:
    """Say whether the database has the newest schema; exit 1 when it has another."""
    from groeituin.settings import Settings
    from groeituin.storage import connect, storage_errors
    from models.schema import head, revision

    engine = opened(connect(Settings().database_url))
    with storage_errors():
        found = {"revision": revision(engine), "head": head()}
    _print_revision(found, json)
    if found["revision"] != found["head"]:
        raise typer.Exit(1)


def _print_revision(found: dict[str, Any], json: bool) -> None:
    if json:
        print_json(found)
    elif found["revision"] == found["head"]:
        print(f"De database heeft schema {found['revision']}; dat is het nieuwste.")
    else:
        print(f"De database heeft schema {found['revision'] or '(geen)'}; nodig is {found['head']}.")


@app.command()
def demo(
    partnerships: Annotated[int, typer.Option(min=1, max=5000, help="How many partnerships.")] = 250,
    seed: Annotated[int, typer.Option(help="The same seed and date give the same portfolio.")] = 1,
    on: On = None,
    json: Json = False,
) -> None:
    """Fill an empty database with a believable portfolio whose history ends the day before the date."""
    from groeituin.cli.progress import progress_bar
    from groeituin.clock import now
    from groeituin.demo import build_demo
    from groeituin.settings import Settings
    from groeituin.storage import connect, refuse_newer, storage_errors
    from models.schema import revision, upgrade

    engine = opened(connect(Settings().database_url, create=True))
    with storage_errors(), progress_bar("Bouwen") as progress:
        refuse_newer(revision(engine))
        upgrade(engine)
        counts = build_demo(engine, partnerships=partnerships, seed=seed, on=day_of(on), at=now(), progress=progress)
    if json:
        print_json(counts)
        return
    print("De voorbeeldportefeuille staat klaar:")
    for name, count in counts.items():
        print(f"  {COUNTED.get(name, name):<24} {count}")


@imports.command("contracts")
def import_contracts(
    file: Annotated[Path, typer.Argument(help="A register, a package of releases, a notice or a folder of notices.")],
    organisation: Organisation,
    format: Annotated[
        FileFormat | None, typer.Option("--format", help="What the file is (default: what it looks like).")
    ] = None,
    mapping: Mapping = None,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Read a register (CSV, XLSX), OCDS releases or eForms award notices; the same file twice changes nothing."""
    from groeituin.cli.progress import progress_bar
    from groeituin.clock import now
    from groeituin.exchange import import_contracts as read

    with progress_bar("Inlezen") as progress:
        report = read(
            storage(), file, organisation=organisation, mapping=mapping, dry_run=dry_run, skip_bad=skip_bad,
            on=day_of(on), by=person(by), at=now(), file_format=format, progress=progress,
        )  # fmt: skip
    print_report(report.as_json(), dry_run=dry_run, json=json)


@imports.command("portfolio")
def import_portfolio(
    file: Annotated[Path, typer.Argument(help="A CSV file with a contract and its partnership on each row.")],
    organisation: Organisation,
    coordinator: Annotated[str, typer.Option("--coordinator", help="The person who coordinates these partnerships.")],
    phase: Annotated[RunningPhase | None, typer.Option("--phase", help="The phase of rows that name none.")] = None,
    mapping: Mapping = None,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Take over a running portfolio: each row a contract and a partnership in its phase."""
    from groeituin.clock import now
    from groeituin.exchange import import_portfolio as read

    report = read(
        storage(), file, organisation=organisation, coordinator=coordinator, phase=phase,
        mapping=mapping, dry_run=dry_run, skip_bad=skip_bad, on=day_of(on), by=person(by), at=now(),
    )  # fmt: skip
    print_report(report.as_json(), dry_run=dry_run, json=json)


def print_report(report: dict[str, Any], *, dry_run: bool, json: bool) -> None:
    """Print what an import did, or would do."""
    if json:
        print_json(report)
        return
    done = "Dit zou gebeuren" if dry_run else "Gelezen"
    print(
        f"{done}: {report['rows']} rijen; {report['created']} nieuw, {report['updated']} gewijzigd, "
        f"{report['unchanged']} gelijk, {report['rejected']} afgewezen."
    )
    if report["errors"]:
        columns = {"row": "Rij", "column": "Kolom", "code": "Code", "message": "Wat er mis is"}
        print_table(report["errors"], columns, empty="")
    if report.get("notes"):
        columns = {"row": "Rij", "column": "Kolom", "message": "Opmerking"}
        print_table(report["notes"], columns, empty="")
