"""The practical cases of the guide, replayed with every night from the first act to the last known fact.

``tests/acceptance/scenarios`` holds them; its README tells what the guide says and what was inferred. What each replay
gave stands in ``tests/golden/cases``. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/acceptance/test_practical_cases.py``.
"""

import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import AT, Story

from groeituin.acts.act import ACTS
from groeituin.acts.catalogue import FAMILIES
from groeituin.check import check
from groeituin.reading.portfolio import find, portfolio, shown
from groeituin.replay import ReplayReport, replay
from models.database import open_database
from states.definition import handreiking
from states.dossier import Dossier
from states.machine import choices

SCENARIOS = Path(__file__).parent / "scenarios"
GOLDEN = Path(__file__).parent.parent / "golden" / "cases"
assert FAMILIES  # importing the catalogue is what fills ACTS

# Per case and partnership the phase in which the guide leaves it, and what the next step still asks then.
ENDS: dict[str, dict[str, tuple[str, list[str]]]] = {
    "gemeente_spoor_1": {
        "GEM-DRUK": ("realisatie", ["R1", "R2", "R3"]),
        "GEM-GROEN": ("verkenning", []),
        "GEM-SCHOON": ("monitoring", ["M1", "M2", "M3", "M4"]),
    },
    "hogeschool_aanbestedingen": {"HS-AANBESTEDINGEN": ("verkenning", ["V4"])},
    "justitie_met_cateraar": {"JI-VERF": ("realisatie", ["R1", "R2"]), "JI-VOEDING": ("realisatie", [])},
    "ministerie_met_facilitaire_dienstverlener": {
        "MIN-ONDERZOEK": ("verkenning", ["V3", "V4"]),
        "MIN-RESTAURANT": ("realisatie", ["R3"]),
    },
    "rijk_ict_professionals": {"ICT": ("monitoring", [])},
    "rijk_raamovereenkomst_inhuur": {"INHUUR": ("realisatie", ["R2", "R3"])},
    "rijkswaterstaat_groeituin": {"RWS-VERKEER": ("monitoring", ["M4"]), "RWS-WEGEN": ("beeindigd", [])},
    "universiteit_eerste_gesprekken": {"TU-SERVICES": ("verkenning", ["V7"])},
    "universiteit_met_alle_opdrachtnemers": {"UNI-STAPELBANEN": ("borging", ["B1", "B2", "B3", "B4"])},
}
Lines = list[dict[str, Any]]


def script(case: str) -> list[str]:
    """Return the lines of a case."""
    return (SCENARIOS / f"{case}.jsonl").read_text(encoding="utf-8").splitlines()


def acts(case: str) -> Lines:
    """Return the acts of a case."""
    return [json.loads(line) for line in script(case)]


@dataclass(frozen=True)
class Replayed:
    """A case, the database in which it was replayed up to the day after its last act, and the report."""

    case: str
    engine: Engine
    report: ReplayReport
    until: date

    def dossiers(self) -> dict[str, Dossier]:
        """Return every partnership of the case, by code."""
        with self.engine.connect() as connection:
            found = [str(row["partnership"]) for row in portfolio(connection, self.until)]
            return {name: find(connection, name) for name in found}

    def asked(self, partnership: str) -> list[str]:
        """Return what the next step forward still asks."""
        dossier = self.dossiers()[partnership]
        forward = choices(dossier, handreiking(), self.until)[0]
        return [verdict.code for verdict in forward.missing]


def replayed(case: str, engine: Engine) -> Replayed:
    """Replay a case with its nights, up to the night after its last act."""
    until = date.fromisoformat(acts(case)[-1]["on"]) + timedelta(days=1)
    return Replayed(case, engine, replay(engine, script(case), at=AT, until=until), until)


@pytest.fixture(scope="module", params=sorted(ENDS))
def case(
    request: pytest.FixtureRequest, _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replayed]:
    """Return each case in turn, replayed once on SQLite."""
    path = tmp_path_factory.mktemp("case") / "case.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    yield replayed(request.param, engine)
    engine.dispose()


def test_every_scenario_is_a_case_that_is_told() -> None:
    """Each file has its end here and a heading in the README; the life of three years has its own test."""
    files = {path.stem for path in SCENARIOS.glob("*.jsonl")} - {"draagvlak_tot_afgerond"}
    told = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    assert set(ENDS) == files
    assert [] == [name for name in (*files, "draagvlak_tot_afgerond") if f"## `{name}.jsonl`" not in told]


def test_nothing_is_refused_and_no_night_fails(case: Replayed) -> None:
    """Every act of the case is done on its date, and every date has its night."""
    lines = acts(case.case)
    assert ([], []) == (case.report.refused, case.report.failures)
    assert len(lines) == case.report.acts
    assert (case.until - date.fromisoformat(lines[0]["on"])).days + 1 == case.report.nights


def test_a_case_ends_where_the_guide_leaves_it(case: Replayed) -> None:
    """Every partnership stands in its phase, and what the next step asks is what did not happen yet."""
    ends = {name: (found.phase, case.asked(name)) for name, found in case.dossiers().items()}
    assert ENDS[case.case] == ends


def test_what_is_stored_is_what_is_planned(case: Replayed) -> None:
    """The check is clean at the end of a case."""
    with case.engine.connect() as connection:
        found = check(connection)
    assert (len(ENDS[case.case]), []) == (found["checked"], found["differences"])
    assert {"rows": Story(case.engine).rows("SELECT count(*) FROM journal")[0][0], "faults": []} == found["journal"]


def test_nothing_stays_open_that_was_answered(case: Replayed) -> None:
    """Of each rule and subject at most one signal is open, and each has somebody to answer it."""
    story = Story(case.engine)
    signals = story.rows("SELECT partnership, rule, occasion FROM signals WHERE status = 'open'")
    subjects = Counter((partnership, rule, occasion.split("/")[0]) for partnership, rule, occasion in signals)
    assert [] == [subject for subject, number in subjects.items() if number > 1]
    nobody = "SELECT count(*) FROM signals WHERE id NOT IN (SELECT signal FROM signal_recipients)"
    assert [(0,)] == story.rows(nobody)


def test_a_case_gives_what_its_summary_tells(case: Replayed) -> None:
    """Phases with their dates, and the signals of each rule by month, stand in the golden file."""
    path = GOLDEN / f"{case.case}.txt"
    told = summary(case)
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == told


def summary(case: Replayed) -> str:
    """Return the story of a case on one page."""
    lines = [f"{case.report.acts} acts, {case.report.nights} nights up to {case.until}"]
    story = Story(case.engine)
    for name, dossier in case.dossiers().items():
        lines += ["", f"{name}: {dossier.title}"]
        lines += [f"  {entry.entered_on}  {entry.phase}" for entry in dossier.phases]
        pauses = [f"  paused {s.from_on} to {s.until_on}: {s.reason}" for s in dossier.suspensions]
        lines += pauses
        months: dict[str, Counter[str]] = defaultdict(Counter)
        for rule, raised_on in story.rows(
            "SELECT rule, raised_on FROM signals WHERE partnership = :p ORDER BY rule, raised_on", p=name
        ):
            months[rule][str(raised_on)[:7]] += 1
        lines += [f"  {rule:<28}  {_counted(found)}" for rule, found in months.items()]
    return "\n".join(lines) + "\n"


def _counted(months: Counter[str]) -> str:
    return ", ".join(f"{month} ({number})" if number > 1 else month for month, number in sorted(months.items()))


@pytest.mark.slow
def test_both_databases_tell_the_same(engine: Engine) -> None:
    """A case has the same end, the same summary and a clean check on SQLite and on PostgreSQL."""
    found = replayed("justitie_met_cateraar", engine)
    assert [] == found.report.refused
    assert (GOLDEN / f"{found.case}.txt").read_text(encoding="utf-8") == summary(found)
    with engine.connect() as connection:
        assert [] == check(connection)["differences"]


EVERYTHING = [line for path in sorted(SCENARIOS.glob("*.jsonl")) for line in acts(path.stem)]


def used(act: str, field: str) -> set[object]:
    """Return what the scenarios fill in for a field of an act."""
    values = [line[field] for line in EVERYTHING if line["act"] == act and field in line]
    return {word for value in values for word in (value if isinstance(value, list) else [value])}


def test_the_scenarios_use_every_act_and_every_step() -> None:
    """Between them no act of the catalogue and no trigger of the process is left out."""
    assert set(ACTS) == {line["act"] for line in EVERYTHING}
    assert set(handreiking().triggers) == used("advance", "trigger")


@pytest.mark.parametrize(
    ("act", "field", "words"),
    [
        ("choose-route", "route", {"aanbesteding", "bestaand_contract", "beide"}),
        ("choose-strategy", "track", {1, 2}),
        ("choose-strategy", "instrument", {"voorbehouden", "percelen", "onderhands"}),
        ("decide-application", "forms", {"geschiktheidseis", "minimumeis", "gunningscriterium", "contractbepaling"}),
        ("decide-application", "base", {"opdrachtsom", "loonsom", "gefactureerde_omzet"}),
        ("record-willingness", "willing", {True, False}),
        ("start-partnership", "basis", {"inspanning"}),
        ("review-hours", "verdict", {"goedgekeurd", "afgekeurd"}),
        ("agree-monitoring", "frequency", {"kwartaal", "halfjaar"}),
        ("amend-contract", "legal_outcome", {"niet_wezenlijk"}),
        ("record-brainstorm", "status", {"in_beeld", "potentie", "vervolg"}),
        ("register-contract", "nature", {"werk", "dienst", "levering"}),
        ("share-results", "audience", {"intern", "extern"}),
    ],
)
def test_the_scenarios_walk_every_road(act: str, field: str, words: set[object]) -> None:
    """Both routes and both tracks, each instrument, form and base, yes and no, hours approved and rejected."""
    assert words <= used(act, field)


def told(case: Replayed, rule: str) -> list[str]:
    """Return the sentences that a rule raised in a case."""
    return [row[0] for row in Story(case.engine).rows("SELECT sentence FROM signals WHERE rule = :r", r=rule)]


@pytest.mark.parametrize("case", ["universiteit_eerste_gesprekken"], indirect=True)
def test_the_lesson_of_who_was_parted_from_comes_back_with_the_next_tender(case: Replayed) -> None:
    """The glazier declined; when the next tender of that contract comes near its lesson is quoted."""
    (sentence,) = told(case, "aanbesteding_nadert")
    assert "TU-GLAS-2" in sentence
    assert "Vraag bij de volgende aanbesteding ook het werk op de grond uit" in sentence


@pytest.mark.parametrize("case", ["gemeente_spoor_1"], indirect=True)
def test_a_partnership_that_ended_comes_back_on_its_date(case: Replayed) -> None:
    """The printing ended with a date to come back: the night of that date says so, quoting the lesson."""
    (sentence,) = told(case, "terugkomen")
    assert "Vraag drukwerk een half jaar eerder uit" in sentence


@pytest.mark.parametrize("case", ["rijkswaterstaat_groeituin"], indirect=True)
def test_a_chain_of_contracts_is_a_chain_of_partnerships(case: Replayed) -> None:
    """The second partnership points to the first, the first names it, and nobody is asked to come back."""
    with case.engine.connect() as connection:
        first = shown(connection, find(connection, "RWS-WEGEN"), case.until)
        second = shown(connection, find(connection, "RWS-VERKEER"), case.until)
    assert (("RWS-VERKEER",), "RWS-WEGEN") == (first["successors"], second["predecessor"])
    assert [] == told(case, "terugkomen")


@pytest.mark.parametrize("case", ["justitie_met_cateraar"], indirect=True)
def test_the_second_partnership_inherits_what_was_decided_for_all(case: Replayed) -> None:
    """Decision, seven parts of policy and specialist came from the organisation; its own coordinator did not."""
    verf = case.dossiers()["JI-VERF"]
    assert [True] == [fact.inherited for fact in verf.decisions]
    assert [True] * 8 == [fact.inherited for fact in (*verf.policy, *verf.specialists)]
    assert ("ji-reserve",) == verf.holders("projectcoordinator")
