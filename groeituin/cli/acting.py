"""Commands by which people change something: acts, act, replay."""

import json as json_library
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from groeituin.cli.app import By, Json, On, app, day_of, person, read_date, storage
from groeituin.cli.printing import print_json, print_table


@app.command()
def acts(json: Json = False) -> None:
    """Tell every act and its fields."""
    from groeituin.acts.catalogue import listing

    found = listing()
    if json:
        print_json(found)
        return
    for row in found:
        required = set(row["schema"].get("required", []))
        names = row["schema"].get("properties", {})
        row["fields"] = [name if name in required else f"[{name}]" for name in names]
    print_table(found, {"act": "Handeling", "sentence": "Wat zij doet", "fields": "Velden"}, empty="")


@app.command()
def act(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the act; see `groeituin acts`.")],
    fields: Annotated[
        str,
        typer.Argument(
            metavar="JSON",
            help="Its fields as a JSON object, @FILE for a file (JSON or YAML), or - for standard input.",
        ),
    ],
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Do one act."""
    from groeituin.acts.perform import perform
    from groeituin.clock import now

    outcome = perform(storage(), name, _object(fields), on=day_of(on), by=person(by), at=now()).as_json()
    if json:
        print_json(outcome)
    elif outcome["changed"]:
        print(f"Vastgelegd als regel {outcome['entry']} van het logboek.")
    else:
        print("Dit was al zo; er is niets veranderd.")
    for note in outcome["notes"] if not json else ():
        print(f"Let op: {note}")


def _object(argument: str) -> dict[str, Any]:
    from groeituin.errors import BadInput

    if argument.startswith("@"):
        found = _of_file(Path(argument[1:]))
    else:
        found = _of_json(sys.stdin.read() if argument == "-" else argument)
    if not isinstance(found, dict):
        raise BadInput('Een handeling is een JSON-object, zoals {"partnership": "P-1"}.')
    return found


def _of_json(text: str) -> object:
    from decimal import Decimal

    from groeituin.errors import BadInput
    from groeituin.replay import DoubleField, without_doubles
    from groeituin.texts.json_errors import HOW_TO_WRITE, where

    try:
        return json_library.loads(text, parse_float=Decimal, object_pairs_hook=without_doubles)
    except json_library.JSONDecodeError as error:
        raise BadInput(f"Dit is geen JSON: {where(error)}. {HOW_TO_WRITE}") from error
    except DoubleField as error:
        raise BadInput(f"Deze JSON klopt niet: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput("Deze JSON is te diep, of een getal erin is te lang.") from error


def _of_file(file: Path) -> object:
    import yaml

    from groeituin.errors import BadInput
    from groeituin.texts.file_errors import why
    from states.yaml_text import DEEPEST, LOADER

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} kan niet worden gelezen: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is geen tekst in UTF-8: {error}.") from error
    if file.suffix == ".json":
        return _of_json(text)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=LOADER):
            # A few lines that repeat each other would fill the memory.
            if isinstance(event, yaml.AliasEvent):
                raise BadInput(f"{file} verwijst met * naar een ander deel. Schrijf het uit.")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise BadInput(f"In {file} ligt te veel in elkaar: meer dan {DEEPEST} lagen.")
        return yaml.load(text, Loader=LOADER)  # noqa: S506  # the safe one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # What is missing at the end is missed on a line after the last.
        where = f" (regel {min(mark.line + 1, len(text.splitlines()) or 1)})" if mark else ""
        raise BadInput(f"{file} is geen YAML{where}: {getattr(error, 'problem', None) or error}.") from error
    except (ValueError, RecursionError) as error:
        # A day such as 30 February, for instance.
        raise BadInput(f"{file} is niet te lezen: een datum of getal klopt niet, of het is te diep.") from error


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A JSON Lines file: on, by, act, and the fields of the act.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Nights go on through this date.")
    ] = None,
    no_nights: Annotated[bool, typer.Option("--no-nights", help="Do only the acts.")] = False,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Go on after a refused act.")] = False,
    json: Json = False,
) -> None:
    """Let a file of acts happen, with the nights in between."""
    from groeituin.clock import now
    from groeituin.errors import BadInput
    from groeituin.replay import replay as let_happen
    from groeituin.texts.words import counted

    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} kan niet worden gelezen als tekst (UTF-8): {error}.") from error
    last = read_date(until) if until else None
    report = let_happen(storage(), lines, at=now(), until=last, nights=not no_nights, keep_going=keep_going)
    found = report.as_json()
    if json:
        print_json(found)
    else:
        done = counted(found["acts"], "handeling", "handelingen"), counted(found["nights"], "nacht", "nachten")
        print(f"{' en '.join(done)}; {counted(found['raised'], 'signaal', 'signalen')}.")
        for refused in found["refused"]:
            print(f"  regel {refused['line']}: {refused['error']['message']}")
    if found["refused"] and not keep_going:
        raise typer.Exit(1)
