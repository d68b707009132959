"""Commands about what leaves the house: deliver, deliveries, feed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from groeituin.cli.app import Json, On, answered, app, day_of, read_number, storage
from groeituin.cli.printing import print_json, print_table
from states.vocabulary import DeliveryStatus


@app.command()
def deliver(on: On = None, json: Json = False) -> None:
    """Make the letters, invitations and events that are due, and send what waits; exit 1 when that cannot be."""
    from uuid import uuid4

    from groeituin.clock import now
    from groeituin.delivery.deliver import deliver as send
    from groeituin.delivery.post import post_of
    from groeituin.settings import Settings
    from groeituin.texts.delivery_report import in_short

    post = post_of(Settings())
    report = send(storage(), post, on=day_of(on), clock=now, lease=str(uuid4()))
    print_json(report.as_json()) if json else print(in_short(report))
    if report.troubled:
        raise typer.Exit(1)


@app.command()
def deliveries(
    status: Annotated[DeliveryStatus | None, typer.Option("--status", help="Only what has this status.")] = None,
    retry: Annotated[
        int | None, typer.Option("--retry", parser=read_number, metavar="ID", help="Let this one be tried again.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what was made and sent; what is `mislukt` waits for a person to decide."""
    from groeituin.clock import now
    from groeituin.delivery.outbox import deliveries as made
    from groeituin.delivery.outbox import retry as send_again

    engine = storage()
    if retry is not None:
        rows: list[dict[str, Any]] = [send_again(engine, retry, now())]
    else:
        with engine.connect() as connection:
            rows = made(connection, status)
    if json:
        print_json(rows)
        return
    columns = {
        "id": "Nr", "composed_on": "Van", "person": "Voor", "key": "Wat", "status": "Status", "attempts": "Pogingen",
        "error": "Wat er mis is",
    }  # fmt: skip
    empty = f"Er is niets met de status '{status}'." if status else "Er is nog niets gemaakt om te versturen."
    print_table(rows, columns, empty=empty)


@app.command()
def feed(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The code of a person.")],
    output: Annotated[Path | None, typer.Option("--output", help="The .ics file to make; printed unless told.")] = None,
    json: Json = False,
) -> None:
    """Give a person's calendar: meetings, days by which something is asked, and when contracts end."""
    from groeituin.delivery.mail import domain_of
    from groeituin.errors import BadInput
    from groeituin.feed import feed as made
    from groeituin.settings import Settings
    from groeituin.texts.file_errors import why

    domain = domain_of(Settings().mail_sender)
    found = answered(lambda connection: made(connection, person, domain))
    if output:
        try:
            output.write_bytes(found)
        except OSError as error:
            raise BadInput(f"Bestand {output} is niet te schrijven: {why(error)}.") from error
    if json:
        print_json({"calendar": found.decode()})
    elif output:
        print(f"De agenda van {person} staat in {output}.")
    else:
        print(found.decode(), end="")
