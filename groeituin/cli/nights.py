"""Commands about what falls due, and whether everything is well: night, check, doctor, metrics."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, storage
from groeituin.cli.printing import print_json, print_table


@app.command()
def night(
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule; may be given more than once.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be raised and write nothing.")] = False,
    on: On = None,
    json: Json = False,
) -> None:
    """Raise everything that falls due: what the overnight flow does, without Prefect."""
    from groeituin.clock import now, seconds
    from groeituin.night import run_night

    started = seconds()
    report = run_night(storage(), day_of(on), at=now(), rules=known_rules(rule), dry_run=dry_run)
    report.seconds = seconds() - started
    if json:
        print_json(report.as_json())
    else:
        _print_night(report.as_json(), [_row(signal) for signal in report.raised])
    if report.failures:
        raise typer.Exit(1)


def _row(signal: Any) -> dict[str, Any]:  # noqa: ANN401  # a Raised, whose module loads late
    return {"partnership": signal.partnership, "rule": signal.rule, "to": signal.to, "sentence": signal.sentence}


def known_rules(rules: list[str] | None) -> list[str] | None:
    """Return the rules as they were given, if each is one."""
    from states.definition import handreiking

    for rule in rules or ():
        if rule not in handreiking().rules:
            raise typer.BadParameter(f"'{rule}' is geen regel; kies uit: {', '.join(handreiking().rules)}.")
    return rules


def _print_night(report: dict[str, Any], raised: list[dict[str, Any]]) -> None:
    from groeituin.texts.words import counted

    raised_count = counted(report["raised"], "signaal", "signalen")
    print(f"Nacht van {report['night']}: {raised_count}, {report['lapsed']} vervallen.")
    columns = {"partnership": "Partnership", "rule": "Regel", "to": "Voor", "sentence": "Wat er te doen is"}
    print_table(raised, columns, empty="Er is niets dat vannacht aandacht vraagt.")
    for failure in report["failures"]:
        print(f"Mislukt: {failure['partnership']} {failure['rule'] or ''} ({failure['error']})")


@app.command()
def check(
    mend: Annotated[bool, typer.Option("--mend", help="Replan what differs, and journal it.")] = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Compare the stored terms and invitations with what they should be, and the journal with its hashes.

    Exit 1 when something differs or the journal is not as it was written; what is wrong there is never mended.
    """
    from groeituin.check import check as compare
    from groeituin.check import mend as replan
    from groeituin.clock import now
    from models.database import read_only

    engine = storage()
    if mend:
        found = replan(engine, on=day_of(on), by=person(by), at=now())
    else:
        with read_only(engine) as connection:
            found = compare(connection, day_of(on))
    if json:
        print_json(found)
    else:
        _print_check(found)
    if found["journal"]["faults"] or found["unreadable"] or (found["differences"] and not mend):
        raise typer.Exit(1)


def _print_check(found: dict[str, Any]) -> None:
    from groeituin.texts.words import counted

    columns = {"partnership": "Partnership", "rule": "Regel", "stored": "Opgeslagen", "planned": "Hoort te zijn"}
    checked = counted(found["checked"], "partnership", "partnerships")
    print(f"{checked} nagekeken, {counted(len(found['differences']), 'verschil', 'verschillen')}.")
    print_table(found["differences"], columns, empty="Alle termijnen en uitnodigingen kloppen.")
    for broken in found["unreadable"]:
        name = broken["partnership"] or broken.get("contract")
        print(f"Niet te lezen: {name} ({broken['error']})" if name else f"Niet te lezen: {broken['error']}")
    rows = counted(found["journal"]["rows"], "regel", "regels")
    print(f"{rows} van het logboek nagekeken.")
    columns = {"entry": "Regel", "partnership": "Partnership", "code": "Fout", "sentence": "Wat er is"}
    print_table(found["journal"]["faults"], columns, empty="Het logboek is zoals het is geschreven.")


@app.command()
def doctor(json: Json = False) -> None:
    """Say in one screen whether everything is well, and what to do where it is not; exit 1 when something is not."""
    import os

    from groeituin.clock import now
    from groeituin.doctor import examine
    from groeituin.settings import Settings

    checks = examine(Settings(), os.environ, now())
    well = all(found.well for found in checks)
    if json:
        print_json({"well": well, "checks": [found.as_json() for found in checks]})
    else:
        for found in checks:
            print(f"{'goed' if found.well else 'FOUT':<5} {found.name:<14} {found.sentence}")
            if found.advice and not found.well:
                print(f"{'':<20} {found.advice}")
        print("Alles is goed." if well else "Er is iets niet goed; begin bij de eerste fout.")
    if not well:
        raise typer.Exit(1)


@app.command()
def metrics(
    file: Annotated[
        Path | None, typer.Option("--file", help="A .prom file for the node exporter's textfile collector.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65_535, help="Serve /metrics here until Ctrl-C, on 127.0.0.1.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell Prometheus about nights, signals, the outbox and the journal: printed, in a file, or served.

    Exit 5 when the database cannot be read; that is a metric as well.
    """
    from prometheus_client import generate_latest

    from groeituin.clock import now
    from groeituin.metrics import Measurements, write
    from groeituin.settings import Settings

    settings = Settings()
    measurements = Measurements(settings.database_url, now)
    if file and port:
        raise typer.BadParameter("kies --file of --port, niet allebei.")
    if not file and not json and (port := port or settings.metrics_port):
        _serve(measurements, port)
        return
    if file:
        write(measurements, file)
    if json:
        samples = [sample for family in measurements.collect() for sample in family.samples]
        print_json([{"name": one.name, "labels": one.labels, "value": one.value} for one in samples])
    elif not file:
        print(generate_latest(measurements).decode(), end="")
    if measurements.unreachable:
        raise measurements.unreachable


def _serve(measurements: Any, port: int) -> None:  # noqa: ANN401  # a Measurements, whose module loads late
    from threading import Event

    from groeituin.metrics import HOST, served

    with suppress(KeyboardInterrupt), served(measurements, port):
        print(f"De metingen staan op http://{HOST}:{port}/metrics . Ctrl-C stopt.", flush=True)
        Event().wait()
