"""A process that leaves out phases, steps, rules and roles, from the first act to a night."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from story import Story

from groeituin.activation import activate
from groeituin.definition_file import DefinitionFile, read_definition_file
from groeituin.errors import Refused
from groeituin.gaps import gaps
from groeituin.reading.agenda import agenda
from groeituin.reading.portfolio import find
from groeituin.reading.why import why
from states.vocabulary import MeetingKind, words

ON, AT = "2026-01-05", datetime(2026, 1, 1, 4, 15, tzinfo=UTC)
SMALL = Path(__file__).parents[1] / "data" / "definitions" / "klein.yaml"
P2 = {"partnership": "P-2", "title": "Groen", "organisation": "O-1", "since": "2025-10-01", "coordinator": "anna"}


@pytest.fixture
def process() -> DefinitionFile:
    """Return the small process."""
    return read_definition_file(SMALL)


@pytest.fixture
def small(sqlite_story: Story, process: DefinitionFile) -> Story:
    """Return a database in which new partnerships follow the small process, with one that started."""
    activate(sqlite_story.engine, process, None, force=True, on=date(2026, 1, 1), by="toets", at=AT)
    sqlite_story.start(ON)
    return sqlite_story


def refused(story: Story, act: str, **fields: str) -> list[tuple[str, str]]:
    """Return why an act is refused."""
    with pytest.raises(Refused) as error:
        story.act(ON, act, **fields)
    return [(str(detail["code"]), str(detail["sentence"])) for detail in error.value.details]


def test_a_partnership_starts_in_the_first_phase_that_there_is(small: Story) -> None:
    """The small process begins with the work group."""
    assert [("werkgroep", "waterschap/2027")] == small.rows("SELECT phase, definition FROM partnerships")
    assert [("werkgroep",)] == small.rows("SELECT phase FROM phase_entries")


def test_a_phase_that_is_left_out_cannot_be_entered(small: Story) -> None:
    """A take-over says which phases there are."""
    sentence = "waterschap/2027 kent de fase borging niet, wel werkgroep, monitoring en beeindigd."
    assert [("fase_bestaat_niet", sentence)] == refused(small, "take-over-partnership", **P2, phase="borging")
    small.act(ON, "take-over-partnership", **P2, phase="monitoring")


def test_a_step_that_is_left_out_cannot_be_taken(small: Story) -> None:
    """Advancing says which steps there are."""
    sentence = "waterschap/2027 kent de stap rond_af niet, wel start_monitoring en beeindig."
    assert [("stap_bestaat_niet", sentence)] == refused(small, "advance", partnership="P-1", trigger="rond_af")


def test_a_required_point_blocks_until_it_is_recorded(small: Story, process: DefinitionFile) -> None:
    """What the guide only advises, this process requires: why and advance agree, and recording it opens the way."""
    small.act(ON, "set-objective", partnership="P-1", target_group="participatiewet")
    with small.engine.connect() as connection:
        told = why(find(connection, "P-1"), process.definition, date.fromisoformat(ON))["triggers"]["start_monitoring"]
    assert ["ambassadeur"] == [missing["code"] for missing in told["missing"]]
    assert [] == told["advised"]
    ((code, sentence),) = refused(small, "advance", partnership="P-1", trigger="start_monitoring")
    assert "ambassadeur" == code
    assert "record-advised" in sentence
    small.act(ON, "record-advised", partnership="P-1", code="ambassadeur")
    small.act(ON, "advance", partnership="P-1", trigger="start_monitoring")
    assert [("monitoring",)] == small.rows("SELECT phase FROM partnerships")


def test_a_date_to_come_back_that_the_step_tells_is_enough(sqlite_story: Story, tmp_path: Path) -> None:
    """Where it is required, ending asks for it, and takes it from the act itself."""
    file, text = tmp_path / "streng.yaml", SMALL.read_text(encoding="utf-8")
    advice = '  terugkomdatum: {step: "2Bb", sentence: Spreek af wanneer u weer contact zoekt.}\n'
    text = text.replace("advice:\n", f"advice:\n{advice}").replace("lesson]}", "lesson], requires: [terugkomdatum]}")
    file.write_text(text, encoding="utf-8")
    process = read_definition_file(file)
    activate(sqlite_story.engine, process, None, force=True, on=date(2026, 1, 1), by="toets", at=AT)
    sqlite_story.start(ON)
    ending = {"partnership": "P-1", "trigger": "beeindig", "reason": "gestopt", "lesson": "begin eerder"}
    ((code, _),) = refused(sqlite_story, "advance", **ending)
    assert "terugkomdatum" == code
    sqlite_story.act(ON, "advance", **ending, return_on="2026-09-01")
    assert [("beeindigd", "2026-09-01")] == sqlite_story.rows("SELECT phase, return_on FROM partnerships")


def test_every_agenda_can_be_made_without_rules(small: Story, process: DefinitionFile) -> None:
    """An agenda never asks for a rule that a definition leaves out."""
    small.contract(ON)
    small.act(ON, "take-over-partnership", **P2, phase="monitoring", contract="C-1")
    bare = process.definition.model_copy(update={"rules": {}})
    with small.engine.connect() as connection:
        dossier = find(connection, "P-2")
    for kind in words(MeetingKind):
        assert agenda(dossier, bare, kind, date.fromisoformat(ON))["items"]


def test_nights_and_readers_do_without_what_is_left_out(small: Story, process: DefinitionFile) -> None:
    """No rule asks for a progress meeting; agendas and gaps say how often is usual, and nights raise what there is."""
    small.contract(ON)
    small.act(ON, "take-over-partnership", **P2, phase="monitoring", contract="C-1")
    assert [] == small.night("2026-02-18").raised
    assert [("P-1", "fase_staat_stil")] == [(r.partnership, r.rule) for r in small.night("2026-02-19").raised]
    assert ["urenopgave"] == [raised.rule for raised in small.night("2026-04-01").raised if raised.partnership == "P-2"]
    with small.engine.connect() as connection:
        missing = [gap["what"] for row in gaps(connection, on=date.fromisoformat(ON)) for gap in row["missing"]]
        items = agenda(find(connection, "P-2"), process.definition, "start", date.fromisoformat(ON))["items"]
    assert not {"monitoring", "last_meeting"} & set(missing)
    assert any("Voorstel: elk kwartaal." in line for item in items for line in item["lines"])
