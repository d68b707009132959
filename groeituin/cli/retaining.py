"""Commands about what is kept how long: retention propose, approve, log."""

from typing import Annotated, Any

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, read_number, storage
from groeituin.cli.printing import print_json, print_table

retention = typer.Typer(
    no_args_is_help=True, help="What has been kept long enough; nothing goes unless you approve it."
)
app.add_typer(retention, name="retention")

COLUMNS = {
    "kind": "Soort", "code": "Code", "class": "Klasse", "since": "Telt vanaf", "period": "Termijn", "rows": "Regels",
    "source": "Bron",
}  # fmt: skip


@retention.command("propose")
def propose(on: On = None, by: By = None, json: Json = False) -> None:
    """List what is past its period, and keep the list for who approves it; the same outcome is the same list."""
    from groeituin.retention.proposing import propose as list_

    found = [_told(row) for row in list_(storage(), on=day_of(on), by=person(by))]
    if json:
        print_json(found)
        return
    print_table(found, COLUMNS, empty="Er is niets over zijn bewaartermijn.")
    if found:
        print(f"\nDit is voorstel {found[0]['proposal']}. Er is nog niets vernietigd. Bent u akkoord? Dan:")
        print(f"  groeituin retention approve {found[0]['proposal']}")


@retention.command("approve")
def approve(
    proposal: Annotated[int, typer.Argument(parser=read_number, metavar="ID", help="The number of the list.")],
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Destroy what is on a list and still past its period. This cannot be undone."""
    from groeituin.clock import now
    from groeituin.retention.approving import approve as destroy

    done = [_told(row) for row in destroy(storage(), proposal, on=day_of(on), by=person(by), at=now())]
    if json:
        print_json(done)
        return
    print_table(done, COLUMNS, empty="Niets op deze lijst is nog over zijn bewaartermijn; er is niets vernietigd.")
    if done:
        print("\nDit is vernietigd. Het staat in het vernietigingslog: groeituin retention log")


@retention.command("log")
def log(json: Json = False) -> None:
    """Show what was destroyed: when, by whom, and on what ground."""
    from groeituin.retention.log import destructions

    with storage().connect() as connection:
        found = [_told(row) for row in destructions(connection)]
    if json:
        print_json(found)
    else:
        columns = {"destroyed_on": "Vernietigd", "destroyed_by": "Door", "proposal": "Voorstel", **COLUMNS}
        print_table(found, columns, empty="Er is nog niets vernietigd.")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the doors promise it: a job or the hours of a contract with the partnership before it."""
    code = f"{row['partnership']}/{row['code']}" if row["partnership"] else row["code"]
    names = ("id", "proposal", "kind", "since", "period", "source", "rows")
    who = {name: row[name] for name in ("destroyed_on", "destroyed_at", "destroyed_by") if name in row}
    told = {name: row[name] for name in names} | {"code": code, "class": row["category"]} | who
    return {name: told[name] for name in ("id", "proposal", "kind", "code", "class", *names[3:], *who)}
