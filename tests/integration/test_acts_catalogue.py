"""Every act of the catalogue, at least once met and once refused; twice; and with everything wrong at once."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import P1, P1_C1, Story

from groeituin.acts.act import ACTS, MADE_KNOWN_BY, WORDS
from groeituin.acts.catalogue import FAMILIES, listing
from groeituin.errors import BadInput, GroeituinError, NoSuchThing
from groeituin.texts.journal import TOLD, journal_sentence
from models.database import open_database

TODAY = "2026-05-20"
Fields = dict[str, Any]
assert FAMILIES  # importing the catalogue is what fills ACTS
LINE = {"target_group": "ww", "persons": 1, "paid_hours": 8}
MOTIVATION = {"size": "groot", "nature": "dienst", "duration": "vier jaar"}
SHEET = {"who": "w", "what": "w", "how": "h", "results": "r", "labour": "l", "status": "potentie"}
MONITORING = {"frequency": "maand", "agenda": "a", "roles": "r", "information": "i"}
FILLED: Fields = {"starts_on": TODAY, "form": "stage", "payroll": "derde"}
SPAN: Fields = {"awarded_on": TODAY, "starts_on": "2026-07-01", "ends_on": "2030-06-30"}
PLAN = {"description": "Bel", "owner": "anna", "deadline": "2026-06-01"}
CONTRACT = {"organisation": "O-1", "title": "Groen", "nature": "dienst"}
MAPPED = {"title": "Hulp", "target_group": "ww", "hours_per_week": 8, "source": "nieuwe_taak"}
PROGRESS: Fields = {"kind": "voortgang", "attendees": ["hr_expert"], "outcome": "goed"}


@dataclass(frozen=True)
class Example:
    """An act that is done, one of its kind that is refused with a code, and what doing the first again says."""

    fields: Fields
    refused: Fields
    code: str
    again: str = "unchanged"


EXAMPLES: dict[str, Example] = {
    "register-organisation": Example(
        {"organisation": "O-2", "name": "Zorg", "sector": "zorg"}, {"organisation": "O-2", "name": "Zorg"}, "ontbreekt"
    ),
    "register-person": Example(
        {"person": "fien", "name": "Fien", "email": "f@x.nl", "contractor": "glans"},
        {"person": "fien", "name": "Fien", "email": "f@x.nl", "contractor": "wie"},
        "onbekend",
    ),
    "choose-letters": Example(
        {"person": "anna", "letters": "wekelijks", "others": False},
        {"person": "wie", "letters": "dagelijks"},
        "onbekend",
    ),
    "register-contractor": Example(
        {"contractor": "groen", "name": "G", "kvk": "12345678", "pso": {"level": "30+", "valid_until": "2027-01-01"}},
        {"contractor": "groen", "name": "Groen", "kvk": "1234"},
        "vorm",
    ),
    "start-partnership": Example(
        {"partnership": "P-2", "title": "Groen", "organisation": "O-1", "basis": "inspanning", "predecessor": "P-1"},
        {"partnership": "P-1", "title": "Groen", "organisation": "O-1"},
        "bestaat_al",
        again="bestaat_al",
    ),
    "take-over-partnership": Example(
        {"partnership": "P-2", "title": "Groen", "organisation": "O-1", "phase": "monitoring", "since": "2025-01-01",
         "coordinator": "anna", "contract": "C-3"},
        {"partnership": "P-2", "title": "Groen", "organisation": "O-1", "phase": "monitoring", "since": "2026-05-21",
         "coordinator": "anna"},
        "in_de_toekomst",
        again="bestaat_al",
    ),
    "assign-role": Example(
        P1 | {"role": "bestuurder", "person": "eva"}, P1 | {"role": "bestuurder", "person": "wie"}, "onbekend"
    ),
    "release-role": Example(
        P1 | {"role": "hr_expert", "person": "cees"}, P1 | {"role": "hr_expert", "person": "eva"}, "heeft_rol_niet",
        again="heeft_rol_niet",
    ),
    "hand-over": Example({"from": "anna", "to": "eva"}, {"from": "anna", "to": "anna"}, "dezelfde"),
    "record-decision": Example(
        {"organisation": "O-1", "decision": "actieplan", "decided_by": "b"},
        P1 | {"organisation": "O-1", "decision": "actieplan", "decided_by": "b"},
        "scope",
    ),
    "set-objective": Example(
        P1 | {"target_group": "ww", "euros": "100.50"}, P1 | {"target_group": "ww", "euros": "1.005"}, "decimalen"
    ),
    "choose-route": Example(P1 | {"route": "beide"}, P1 | {"route": "anders"}, "keuze"),
    "add-action": Example(P1 | PLAN | {"action": "A-2"}, P1 | PLAN | {"action": "A-2", "owner": "wie"}, "onbekend"),
    "change-action": Example(
        P1 | {"action": "A-1", "deadline": "2026-09-01"}, P1 | {"action": "A-9", "withdrawn": True}, "onbekend"
    ),
    "complete-action": Example(
        P1 | {"action": "A-1"}, P1 | {"action": "A-1", "completed_on": "2026-05-21"}, "in_de_toekomst"
    ),
    "record-advised": Example(P1 | {"code": "ambassadeur"}, P1 | {"code": "taart"}, "onbekend_advies"),
    "register-contract": Example(
        CONTRACT | {"contract": "C-4", "replaces": "C-1", "cpv": "4" * 32, "value": "10", "framework": "C-3",
                    "options": [{"until": "2031-01-01"}]},
        CONTRACT | {"contract": "C-4", "replaces": "C-4"},
        "zichzelf",
    ),
    "amend-contract": Example(
        {"contract": "C-1", "reason": "meer werk", "value": "100", "legal_check": "gedaan",
         "legal_outcome": "niet_wezenlijk"},
        {"contract": "C-1", "reason": "korter", "ends_on": "2024-01-01"},
        "einde_voor_begin",
    ),
    "exercise-option": Example(
        {"contract": "C-1", "until": "2029-12-31"}, {"contract": "C-1", "until": "2030-12-31"}, "onbekend"
    ),
    "waive-option": Example(
        {"contract": "C-1", "until": "2029-12-31"}, {"contract": "C-3", "until": "2029-12-31"}, "optie_gelicht"
    ),
    "set-obligation": Example(
        {"contract": "C-1", "percentage": "5", "base": "loonsom", "from": "2026-01-01", "reason": "bestek"},
        {"contract": "C-1", "percentage": "101", "base": "loonsom", "from": "2026-01-01", "reason": "bestek"},
        "te_hoog",
    ),
    "register-block-table": Example(
        {"authority": "O-1", "version": "2026", "valid_from": "2026-01-01", "source": "Besluit van de raad",
         "blocks": [{"code": "ww", "target_group": "ww", "unit": "jaar", "amount": "15000", "base_hours": 36}]},
        {"authority": "O-1", "version": "2026", "valid_from": "2026-01-01", "source": "Besluit van de raad",
         "blocks": [{"code": "ww", "target_group": "ww", "unit": "jaar", "amount": "15000"}]},
        "bouwblok",
    ),
    "record-opening-balance": Example(
        {"contract": "C-1", "sroi_euros": "100", "hours": "8", "source": "lijst"},
        {"contract": "C-9", "sroi_euros": "100", "hours": "8", "source": "lijst"},
        "onbekend",
    ),
    "choose-strategy": Example(
        {"contract": "C-2", "track": 1, "instrument": "percelen"}, {"contract": "C-2", "track": 3}, "keuze"
    ),
    "decide-application": Example(
        {"contract": "C-2", "forms": ["gunningscriterium"], "motivation": MOTIVATION},
        {"contract": "C-2", "forms": [], "motivation": MOTIVATION},
        "leeg",
    ),
    "ask-out": Example(
        {"contract": "C-2", "published_on": TODAY}, {"contract": "C-9", "published_on": TODAY}, "onbekend"
    ),
    "award-contract": Example(
        SPAN | {"contract": "C-3", "contractor": "glans"}, SPAN | {"contract": "C-2", "contractor": "glans"},
        "niet_uitgevraagd",
    ),
    "link-contract": Example(P1 | {"contract": "C-3"}, P1 | {"contract": "C-9"}, "onbekend"),
    "unlink-contract": Example(P1_C1, P1 | {"contract": "C-3"}, "onbekend", again="onbekend"),
    "record-brainstorm": Example(P1_C1 | SHEET, P1_C1 | SHEET | {"status": "misschien"}, "keuze"),
    "record-willingness": Example(
        P1_C1 | {"willing": False, "reason": "druk"}, P1_C1 | {"willing": "ooit"}, "ja_nee"
    ),
    "plan-meeting": Example(
        P1 | {"kind": "evaluatie", "planned_on": "2026-06-10"},
        P1 | {"kind": "voortgang", "meeting": "voortgang-2026-01-05", "planned_on": "2026-06-10"},
        "al_gehouden",
    ),
    "hold-meeting": Example(P1 | PROGRESS, P1 | PROGRESS | {"held_on": "2026-05-21"}, "in_de_toekomst"),
    "map-job": Example(P1 | MAPPED | {"job": "B-9"}, P1 | MAPPED | {"job": "B-9", "hours_per_week": 0}, "te_laag"),
    "fill-job": Example(
        P1 | FILLED | {"job": "B-2"}, P1 | FILLED | {"job": "B-2", "ends_on": "2026-05-19"}, "einde_voor_begin"
    ),
    "prolong-job": Example(
        P1 | {"job": "B-1", "ends_on": "2027-01-01"}, P1 | {"job": "B-2", "ends_on": "2027-01-01"}, "niet_ingevuld"
    ),
    "end-job": Example(
        P1 | {"job": "B-1", "ended_on": TODAY, "reason": "doorstroom"},
        P1 | {"job": "B-2", "ended_on": TODAY, "reason": "doorstroom"},
        "niet_ingevuld",
    ),
    "record-effort": Example(
        P1 | {"kind": "opleiding", "description": "cursus"},
        P1 | {"kind": "opleiding", "description": "cursus", "contract": "C-9"},
        "onbekend",
    ),
    "agree-monitoring": Example(P1 | MONITORING, P1 | MONITORING | {"frequency": "week"}, "keuze"),
    "report-hours": Example(
        P1_C1 | {"period": "2026-K1", "lines": [LINE]}, P1_C1 | {"period": "2026-K1", "lines": []}, "leeg"
    ),
    "review-hours": Example(
        P1_C1 | {"period": "2025-K4", "verdict": "afgekeurd", "reason": "telfout"},
        P1_C1 | {"period": "2025-K4", "verdict": "afgekeurd"},
        "reden",
    ),
    "record-evaluation": Example(
        P1 | {"findings": "f", "lessons": "l", "next_tender": "n"},
        P1 | {"findings": "f", "lessons": " ", "next_tender": "n"},
        "leeg",
    ),
    "write-policy": Example(P1 | {"part": "doel", "text": "meer werk"}, P1 | {"part": "slot", "text": "x"}, "keuze"),
    "appoint-specialist": Example({"organisation": "O-1", "person": "eva"}, {"person": "eva"}, "scope"),
    "share-results": Example(
        {"organisation": "O-1", "audience": "extern", "where": "krant"},
        {"organisation": "O-9", "audience": "extern", "where": "krant"},
        "onbekend",
    ),
    "advance": Example(P1 | {"trigger": "schaal_op", "reason": "nieuw perceel"}, P1 | {"trigger": "rond_af"}, "B1",
                       again="niet_vanuit_deze_fase"),
    "suspend": Example(P1 | {"reason": "verbouwing"}, P1 | {"reason": "x", "until": TODAY}, "einde_voor_begin"),
    "resume": Example({"partnership": "P-3"}, P1, "niet_opgeschort", again="niet_opgeschort"),
    "settle-signal": Example(
        P1 | {"rule": "voortgangsgesprek", "occasion": "2026-K2", "outcome": "afgehandeld"},
        P1 | {"rule": "voortgangsgesprek", "occasion": "2026-K2", "outcome": "uitgesteld", "until": TODAY},
        "datum_voorbij",
    ),
    "correct": Example(
        {"entry": 1, "reason": "typfout", "fields": {"name": "Gemeente Ander"}},
        {"entry": 7, "reason": "typfout", "fields": {"title": "Anders"}},
        "niet_te_corrigeren",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def world_file(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Path:
    """Return a database with P-1 in borging, an open signal, a tender, options, jobs and a suspended P-3."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    story, on = Story(engine), "2026-01-05"
    story.reach("borging", on)
    option = {"until": "2029-12-31", "notify_by": "2028-06-30"}
    story.act(on, "register-contract", contract="C-1", **CONTRACT, options=[option])
    story.act(on, "register-contract", contract="C-2", **CONTRACT, planned_publication_on="2026-06-01")
    story.act(on, "register-contract", contract="C-3", **CONTRACT, options=[option])
    story.act(on, "exercise-option", contract="C-3", until="2029-12-31")
    story.act(on, "map-job", **P1, **MAPPED, job="B-2")
    story.act(on, "start-partnership", partnership="P-3", title="Zorg", organisation="O-1")
    story.act(on, "suspend", partnership="P-3", reason="wachten")
    story.night("2026-05-18")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def world(world_file: Path, tmp_path: Path) -> Iterator[Story]:
    """Return a copy of that database, as a story."""
    path = tmp_path / "world.db"
    shutil.copy(world_file, path)
    engine: Engine = open_database(f"sqlite:///{path}")
    yield Story(engine)
    engine.dispose()


def everything(story: Story) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    names = [row[0] for row in story.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(story.rows(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608  # our names


def codes(error: GroeituinError) -> list[object]:
    """Return the codes of everything that an error names."""
    return [detail["code"] for detail in error.details]


def test_every_act_has_an_example() -> None:
    """The examples below are the whole catalogue."""
    assert list(ACTS) == [entry["act"] for entry in listing()]
    assert sorted(ACTS) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_act_is_done_and_journalled(world: Story, name: str) -> None:
    """An act that is met changes something and is one journal row with its date, person and fields."""
    before = world.journal()
    outcome = world.act(TODAY, name, **EXAMPLES[name].fields)
    after = world.journal()
    assert (True, len(before) + 1) == (outcome.changed, outcome.entry)
    assert before == after[:-1]
    assert (outcome.entry, TODAY, "toets", name) == after[-1][:4]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_act_that_was_done_before_changes_nothing(world: Story, name: str) -> None:
    """Doing the same again says so, or is refused where it cannot be; either way not a row changes."""
    example = EXAMPLES[name]
    world.act(TODAY, name, **example.fields)
    before = everything(world)
    if example.again == "unchanged":
        assert not world.act(TODAY, name, **example.fields).changed
    else:
        with pytest.raises(GroeituinError) as refused:
            world.act(TODAY, name, **example.fields)
        assert [example.again] == codes(refused.value)
    assert before == everything(world)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_refused_act_writes_nothing(world: Story, name: str) -> None:
    """A refusal names why and leaves every table as it was, the journal too."""
    before = everything(world)
    with pytest.raises(GroeituinError) as refused:
        world.act(TODAY, name, **EXAMPLES[name].refused)
    assert EXAMPLES[name].code in codes(refused.value)
    assert refused.value.message
    assert before == everything(world)


def wrong(schema: dict[str, Any]) -> object:
    """Return a value that a field's schema does not allow, of the kind that people really type."""
    kinds = schema.get("anyOf", [schema])
    if any("enum" in kind for kind in kinds):
        return "nergens"
    if any(kind.get("format") == "date" for kind in kinds):
        return "0218-03-01"
    if any(kind.get("type") in {"integer", "number"} for kind in kinds):
        return -1
    if any(kind.get("maxLength") == 10_000 for kind in kinds):
        return "bel burger 123456782"
    if any(kind.get("type") == "string" and kind.get("maxLength") for kind in kinds):
        return "x" * 10_000_000
    return "iets heel anders"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_field_that_is_wrong_is_named_at_once(world: Story, name: str) -> None:
    """A wrong value in every field, and one field too many: each is one fault in Dutch, and nothing is written."""
    properties = ACTS[name].model_json_schema(by_alias=True)["properties"]
    before = len(world.journal())
    with pytest.raises(BadInput) as refused:
        world.act(TODAY, name, **{field: wrong(schema) for field, schema in properties.items()}, extraatje=1)
    assert set(properties) | {"extraatje"} == {str(detail["field"]) for detail in refused.value.details}
    assert before == len(world.journal())
    assert len(refused.value.message) < 5_000


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30", "datum"), ("30-01-2026", "datum"), ("0218-03-01", "jaartal"), ("2999-01-01", "jaartal"),
        ("2026-01-01T10:00:00", "datum"), (20260101, "datum"), ("", "datum"), (None, "datum"),
    ],
)  # fmt: skip
def test_a_bad_date_is_refused(world: Story, value: object, code: str) -> None:
    """A date is written one way, exists, and lies in our time."""
    with pytest.raises(BadInput) as refused:
        world.act(TODAY, "ask-out", contract="C-2", published_on=value)
    assert [code] == codes(refused.value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("Jan, 123456782", "bsn"), ("BSN 1234.56.782.", "bsn"), ("123 456 782", "bsn"), ("x" * 10_000_000, "te_lang"),
        ("a\x00b", "teken"), ("\ud800", "tekst"), ("   ", "leeg"), (12, "tekst"), (["x"], "tekst"), (None, "tekst"),
    ],
)  # fmt: skip
def test_a_bad_text_is_refused(world: Story, value: object, code: str) -> None:
    """A text says something, can be kept, is of a length that people read, and holds no BSN."""
    with pytest.raises(BadInput) as refused:
        world.act(TODAY, "suspend", **P1, reason=value)
    assert [code] == codes(refused.value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NaN", "getal"), ("Infinity", "getal"), ("-0.01", "te_laag"), ("1e30", "te_groot"), ("12,50", "getal"),
        ("0.001", "decimalen"), ([], "getal"),
    ],
)  # fmt: skip
def test_a_bad_amount_is_refused(world: Story, value: object, code: str) -> None:
    """An amount is a number in euros and cents, not negative."""
    with pytest.raises(BadInput) as refused:
        world.act(TODAY, "amend-contract", contract="C-1", reason="meer", value=value)
    assert [code] == codes(refused.value)


def test_the_largest_amount_comes_back_as_it_was_written(story: Story) -> None:
    """Both databases keep the largest amount to the cent, so that writing it again changes nothing."""
    story.start(TODAY)
    fields = CONTRACT | {"contract": "C-1", "value": "999999999999.99"}
    story.act(TODAY, "register-contract", **fields)
    assert not story.act(TODAY, "register-contract", **fields).changed


def test_an_unknown_act_is_bad_input(world: Story) -> None:
    """The catalogue is a closed list."""
    with pytest.raises(BadInput, match="Er is geen handeling 'taart-eten'"):
        world.act(TODAY, "taart-eten")
    with pytest.raises(BadInput, match="Bedoelt u 'plan-meeting'"):
        world.act(TODAY, "plan_meting")


def test_a_code_that_nobody_bears_is_told_with_the_act_that_makes_it_known(world: Story) -> None:
    """Whether it was mistyped or never recorded, who reads it knows what to type."""
    with pytest.raises(NoSuchThing) as refused:
        world.act(TODAY, "assign-role", **P1, role="hr_expert", person="niemand")
    sentence = "Er is geen persoon 'niemand'. Is de code goed, leg dit dan eerst vast met register-person."
    assert sentence == str(refused.value)
    assert MADE_KNOWN_BY.keys() <= WORDS.keys()
    assert set(MADE_KNOWN_BY.values()) <= ACTS.keys()


def test_a_field_that_an_act_does_not_have_is_told_with_those_it_has(world: Story) -> None:
    """By the names that people write: `from`, not the name that it has in the program."""
    with pytest.raises(BadInput) as refused:
        world.act(TODAY, "set-obligation", contract="C-1", date="2026-03-01")
    told = {d["field"]: d["message"] for d in refused.value.details}
    fields = "contract, percentage, base, base_amount, cap, from, reason, authority, table_version"
    assert f"dit veld bestaat niet; wel: {fields}" == told["date"]


@pytest.mark.parametrize("code", ["X 1", "é", "", "x" * 65, "a\n", "a\x00", 7])
def test_a_bad_code_is_refused(world: Story, code: object) -> None:
    """A code is letters, digits, dot, dash, underscore and slash, at most 64."""
    with pytest.raises(BadInput):
        world.act(TODAY, "register-organisation", organisation=code, name="X", sector="zorg")


def test_every_act_has_the_approved_sentence_in_the_journal() -> None:
    """A journal row reads as a Dutch sentence, for every act and for what a night does by itself."""
    assert set(ACTS) | BY_NIGHT.keys() == set(TOLD)
    examples = {name: ACTS[name].model_validate(example.fields) for name, example in EXAMPLES.items()}
    data = {name: act.journalled() for name, act in examples.items()}
    told = "".join(f"{name}: {journal_sentence(name, fields)}\n" for name, fields in (data | BY_NIGHT).items())
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


GOLDEN = Path(__file__).parent.parent / "golden" / "journal.txt"
SIGNAL: Fields = {"rule": "actie_te_laat", "occasion": "A-1/2026-02-01/1"}
BY_NIGHT: dict[str, Fields] = {
    "raise-signal": SIGNAL | {"due_on": "2026-02-02", "to": ["anna"]},
    "lapse-signal": SIGNAL,
    "return-signal": SIGNAL,
    "escalate-signal": SIGNAL | {"rung": 1, "to": ["bert"]},
    "mend-terms": {"differences": 2},
    "activate-definition": {"definition": "utrecht/2", "replaces": "handreiking/1", "forced": True},
    "migrate-definition": {"from": "handreiking/1", "to": "utrecht/2"},
    "destroy": {"destruction": 1, "kind": "baan", "code": "B-1", "rows": 3, "left": {}},
}
