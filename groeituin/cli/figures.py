"""Commands about figures: screen, advice, figures."""

from typing import TYPE_CHECKING, Annotated

import typer

from groeituin.cli.answers import Organisation
from groeituin.cli.app import Json, On, Reference, answered, app, day_of, storage
from groeituin.cli.printing import print_json

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from groeituin.reading.screening import Ranked
    from states.figures.schema import Screening

PRINTED = 10


@app.command("screen")
def screen(
    organisation: Organisation = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Only the best N (as JSON: all; printed: 10).")
    ] = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Rank the running contracts as candidates for a partnership, told point by point (2Ba)."""
    from groeituin.definitions import Library
    from groeituin.reading.portfolio import known_organisation
    from groeituin.reading.screening import screening
    from groeituin.texts.figures import screening_lines

    def ask(connection: "Connection") -> tuple["Screening", list["Ranked"]]:
        figures = Library(connection).active.figures.screening
        known_organisation(connection, organisation)
        return figures, screening(connection, day_of(on), figures, organisation)

    figures, found = answered(ask)
    if json:
        print_json([ranked.as_json() for ranked in found[:top]])
    else:
        print("\n".join(screening_lines(found, top or PRINTED, day_of(on), figures)))


@app.command("advice")
def advice(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The code of a contract.")], json: Json = False
) -> None:
    """Tell what is proportional to ask in a planned tender (2Ac); advice, not a verdict."""
    from groeituin.definitions import Library
    from groeituin.reading.advice import advice as advised
    from groeituin.reading.advice import as_json
    from groeituin.texts.figures import advice_lines

    with storage().connect() as connection:
        found = advised(connection, contract, Library(connection).active.figures)
    if json:
        print_json(as_json(found))
    else:
        print("\n".join(advice_lines(found)))


@app.command("figures")
def figures(ref: Reference, on: On = None, json: Json = False) -> None:
    """Tell what a partnership's contracts owe and realised, in SROI euros and in jobs of the banenafspraak."""
    from groeituin.definitions import Library
    from groeituin.reading.changes import changes_of
    from groeituin.reading.figures import figures_of
    from groeituin.reading.portfolio import find
    from groeituin.texts.figures import figures_lines

    with storage().connect() as connection:
        dossier = find(connection, ref)
        found = figures_of(dossier, Library(connection).of(dossier.definition).figures, day_of(on))
        changes = changes_of(connection, [contract.contract for contract in dossier.contracts], day_of(on))
    found["contracts"] = [row | {"changes": changes.get(row["contract"])} for row in found["contracts"]]
    if json:
        print_json(found)
    else:
        print("\n".join(figures_lines(found)))
