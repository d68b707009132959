"""Replaying a script: the order of nights and acts, refusals, and a whole life from draagvlak to afgerond."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import AT, Story

from groeituin.errors import BadInput
from groeituin.replay import replay
from models.dossiers import load_dossiers
from states.definition import handreiking
from states.machine import choices

LIFE = Path(__file__).parent / "scenarios" / "draagvlak_tot_afgerond.jsonl"

# Every refusal on the way: when, which step, and what was missing then, by hand from the table of phases.
REFUSALS = [
    ("2026-01-14", "stel_werkgroep_in", ["D1", "D2"]),
    ("2026-01-27", "stel_werkgroep_in", ["D1"]),
    ("2026-02-10", "start_verkenning", ["W1", "W2", "W3", "W4", "W5"]),
    ("2026-02-18", "start_verkenning", ["W2"]),
    ("2026-02-24", "start_realisatie", ["V1", "V2", "V3", "V4", "V5", "V6", "V7"]),
    ("2026-03-25", "start_realisatie", ["V1", "V2", "V3", "V4", "V6", "V7"]),
    ("2026-04-09", "start_realisatie", ["V1", "V2", "V3", "V4", "V7"]),
    ("2026-04-23", "start_realisatie", ["V8"]),
    ("2026-05-13", "start_monitoring", ["R1", "R2", "R3"]),
    ("2026-06-11", "start_monitoring", ["R3"]),
    ("2026-07-06", "start_monitoring", ["opgeschort", "R3"]),
    ("2026-09-15", "start_borging", ["M1", "M3", "M4"]),
    ("2026-10-13", "start_borging", ["M3", "M4"]),
    ("2027-09-06", "start_borging", ["M2"]),
    ("2027-09-15", "rond_af", ["B1", "B2", "B3", "B4"]),
    ("2028-03-01", "rond_af", ["B1", "B3", "B4"]),
    ("2028-05-15", "rond_af", ["B4"]),
]


def life() -> list[str]:
    """Return the lines of the scenario."""
    return LIFE.read_text(encoding="utf-8").splitlines()


def codes(refused: dict[str, Any]) -> list[str]:
    """Return what a refused line was missing."""
    return [detail["code"] for detail in refused["error"]["details"]]


def test_a_life_of_three_years_ends_afgerond_and_is_refused_where_something_is_missing(engine: Engine) -> None:
    """A partnership walks from draagvlak to afgerond; each refusal names exactly what the guide still asks."""
    report = replay(engine, life(), at=AT, until=date(2028, 12, 31), keep_going=True)
    lines = [json.loads(line) for line in life()]
    told = [(lines[r["line"] - 1], codes(r)) for r in report.refused]
    assert [(line["on"], line["trigger"], missing) for line, missing in told] == REFUSALS
    assert report.acts == len(lines) - len(REFUSALS)
    assert report.nights == (date(2028, 12, 31) - date(2026, 1, 12)).days + 1
    assert Story(engine).rows("SELECT phase, since FROM partnerships") in (
        [("afgerond", "2028-06-01")],
        [("afgerond", date(2028, 6, 1))],
    )


def test_every_refusal_is_explained_by_what_why_shows_at_that_moment(sqlite: Engine) -> None:
    """Just before each refused step, the choices from the present phase name the same missing points."""
    lines = life()
    done = 0
    explained = []
    for number, text in enumerate(lines):
        line = json.loads(text)
        if (line["on"], line.get("trigger")) not in {(on, trigger) for on, trigger, _missing in REFUSALS}:
            continue
        replay(sqlite, lines[done:number], at=AT, until=date.fromisoformat(line["on"]), keep_going=True)
        done = number
        explained.append((line["on"], line["trigger"], _why(sqlite, line)))
    assert explained == REFUSALS


def _why(engine: Engine, line: dict[str, Any]) -> list[str]:
    with engine.connect() as connection:
        dossier = load_dossiers(connection, [line["partnership"]])[0]
    decisions = choices(dossier, handreiking(), date.fromisoformat(line["on"]))
    return [
        verdict.code for decision in decisions if decision.trigger == line["trigger"] for verdict in decision.missing
    ]


def written(*acts: dict[str, Any]) -> list[str]:
    """Return acts as lines; each by ``toets``."""
    return [json.dumps({"by": "toets", **act}) for act in acts]


ORGANISATION = {"on": "2026-01-05", "act": "register-organisation", "organisation": "O-1", "name": "Gemeente Voorbeeld",
                "sector": "gemeente"}  # fmt: skip
PARTNERSHIP = {"on": "2026-01-05", "act": "start-partnership", "partnership": "P-1", "title": "Schoonmaak",
               "organisation": "O-1"}  # fmt: skip
BERT = {
    "on": "2026-01-05",
    "act": "register-person",
    "person": "bert",
    "name": "Bert",
    "email": "bert@voorbeeld.example",
}
ACTION = {"on": "2026-01-05", "act": "add-action", "partnership": "P-1", "action": "A-1", "description": "Bellen",
          "owner": "bert", "deadline": "2026-01-09"}  # fmt: skip
DONE = {"on": "2026-01-10", "act": "complete-action", "partnership": "P-1", "action": "A-1"}
TOO_EARLY = {"on": "2026-01-06", "act": "advance", "partnership": "P-1", "trigger": "stel_werkgroep_in"}


def test_the_night_of_a_date_comes_before_its_acts(story: Story) -> None:
    """An action that is done on the day after its deadline was asked for that very night."""
    script = written(ORGANISATION, PARTNERSHIP, BERT, ACTION, DONE)
    report = replay(story.engine, script, at=AT, until=date(2026, 1, 12))
    assert report.as_json() == {"acts": 5, "nights": 8, "raised": 1, "refused": []}
    assert story.rows("SELECT rule, occasion, status FROM signals") == [
        ("actie_te_laat", "A-1/2026-01-09/1", "vervallen")
    ]


def test_without_nights_only_the_acts_are_done(sqlite_story: Story) -> None:
    """The same script without nights raises nothing."""
    script = written(ORGANISATION, PARTNERSHIP, BERT, ACTION, DONE)
    report = replay(sqlite_story.engine, script, at=AT, until=date(2026, 1, 12), nights=False)
    assert report.as_json() == {"acts": 5, "nights": 0, "raised": 0, "refused": []}


def test_the_first_refusal_stops_the_replay(sqlite_story: Story) -> None:
    """What comes after a refused line is not done; what came before is kept."""
    script = written(ORGANISATION, PARTNERSHIP, TOO_EARLY, BERT | {"on": "2026-01-06"})
    report = replay(sqlite_story.engine, script, at=AT)
    assert (report.acts, report.nights, [r["line"] for r in report.refused]) == (2, 2, [3])
    assert codes(report.refused[0]) == ["D1", "D2"]
    assert sqlite_story.rows("SELECT person FROM persons") == []


def test_keep_going_does_the_rest_and_lists_every_refusal(sqlite_story: Story) -> None:
    """Lines after a refused one are done; a name that does not exist is a refusal of its line too."""
    unknown = TOO_EARLY | {"partnership": "P-9"}
    script = ["", *written(ORGANISATION, PARTNERSHIP, TOO_EARLY), "  ", *written(unknown, BERT | {"on": "2026-01-06"})]
    report = replay(sqlite_story.engine, script, at=AT, keep_going=True)
    assert report.acts == 3
    assert [(r["line"], r["error"]["error"]) for r in report.refused] == [(4, "refused"), (6, "not_found")]
    assert sqlite_story.rows("SELECT person FROM persons") == [("bert",)]


FAULTS: list[tuple[str, str, str]] = [
    ("dit is geen json", "", "json"),
    ('["een", "lijst"]', "", "object"),
    ('{"on": "2026-01-05", "on": "2026-01-06", "by": "x", "act": "resume", "partnership": "P-1"}', "", "json"),
    ('{"by": "x", "act": "resume", "partnership": "P-1"}', "on", "ontbreekt"),
    ('{"on": "0218-01-05", "by": "x", "act": "resume", "partnership": "P-1"}', "on", "jaartal"),
    ('{"on": "2026-01-06", "act": "resume", "partnership": "P-1"}', "by", "ontbreekt"),
    ('{"on": "2026-01-06", "by": "x"}', "act", "ontbreekt"),
    ('{"on": "2026-01-06", "by": "x", "act": "resumme", "partnership": "P-1"}', "act", "onbekend"),
    ('{"on": "2026-01-06", "by": "x", "act": "resume", "partnership": "P-1", "extra": 1}', "extra", "onbekend_veld"),
    ('{"on": "2026-01-04", "by": "x", "act": "resume", "partnership": "P-1"}', "on", "terug_in_de_tijd"),
    ('{"on": "2027-01-04", "by": "x", "act": "resume", "partnership": "P-1"}', "on", "na_until"),
    (f"{'[' * 100_000}", "", "json"),
]


def test_all_faults_are_told_at_once_before_anything_is_done(sqlite_story: Story) -> None:
    """A script with faults names each with its line, field and code, and changes nothing."""
    script = [*written(ORGANISATION), *(text for text, _field, _code in FAULTS)]
    with pytest.raises(BadInput) as caught:
        replay(sqlite_story.engine, script, at=AT, until=date(2026, 12, 31))
    expected = [(number, name, code) for number, (_text, name, code) in enumerate(FAULTS, start=2)]
    assert places(caught.value.details) == expected
    assert sqlite_story.rows("SELECT organisation FROM organisations") == []


def places(details: Sequence[Any]) -> list[tuple[int, str, str]]:
    """Return where the faults are."""
    return [(detail["line"], detail["field"], detail["code"]) for detail in details]


def test_one_line_can_have_several_faults(sqlite_story: Story) -> None:
    """The faults of one line are told together."""
    with pytest.raises(BadInput) as caught:
        replay(sqlite_story.engine, ['{"on": "gisteren", "by": "x", "act": "suspend", "until": "31-12-2026"}'], at=AT)
    assert places(caught.value.details) == [
        (1, "on", "datum"), (1, "partnership", "ontbreekt"), (1, "reason", "ontbreekt"), (1, "until", "datum"),
    ]  # fmt: skip


def test_an_empty_script_is_bad_input(sqlite_story: Story) -> None:
    """A file without acts is a mistake, and is told as such."""
    with pytest.raises(BadInput, match="leeg"):
        replay(sqlite_story.engine, ["", "   "], at=AT)
