"""Commands about the hours that contractors report offline: template hours, import hours."""

from pathlib import Path
from typing import Annotated

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, storage
from groeituin.cli.printing import print_json
from groeituin.cli.storing import DryRun, imports, print_report

templates = typer.Typer(no_args_is_help=True, help="Forms that people fill in offline.")
app.add_typer(templates, name="template")

Partnership = Annotated[
    str | None, typer.Option("--partnership", help="For which partnership; needed when the contract has several.")
]


@templates.command("hours")
def template_hours(
    contract: Annotated[str, typer.Option("--contract", help="The code of the contract.")],
    period: Annotated[str, typer.Option("--period", help="2026-K3, 2026-H1 or 2026-09.")],
    output: Annotated[Path, typer.Option("--output", help="The file to make: .xlsx or .csv.")],
    partnership: Partnership = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Make the form on which a contractor reports hours: sums per target group, and nobody's name."""
    from groeituin.exchange.hours_template import write_template

    form = write_template(
        storage(), output, contract=contract, period=period, on=day_of(on), partnership=partnership
    )  # fmt: skip
    if json:
        told = {"partnership": form.partnership, "contract": form.contract, "period": form.period.name}
        print_json({**told, "file": str(output), "rows": len(form.rows)})
        return
    print(f"Het formulier voor {form.contract} over {form.period.name} staat in {output}.")
    print(f"Terug van de opdrachtnemer leest u het in met: groeituin import hours {output}")


@imports.command("hours")
def import_hours(
    file: Annotated[Path, typer.Argument(help="The form, filled in: CSV or XLSX.")],
    partnership: Partnership = None,
    dry_run: DryRun = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Receive the hours on a form; they count once they are approved (review-hours)."""
    from groeituin.clock import now
    from groeituin.exchange.hours import import_hours as read

    report = read(
        storage(), file, on=day_of(on), by=person(by), at=now(), partnership=partnership, dry_run=dry_run
    )  # fmt: skip
    print_report(report.as_json(), dry_run=dry_run, json=json)
