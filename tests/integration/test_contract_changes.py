"""Changes of a running contract: the room of article 2.163b, the legal check, and options."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from story import P1, Story

from groeituin.acts.perform import Outcome
from groeituin.errors import Refused
from groeituin.reading.changes import changes_of


def running(story: Story, value: int = 500_000, nature: str = "dienst", **fields: Any) -> None:  # noqa: ANN401  # those of the act
    """Make a running contract of a municipality known, worth so many euros."""
    story.start("2026-01-05")
    story.contract("2026-01-05", value=value, nature=nature, **fields)


def amended(story: Story, value: int, on: str = "2026-03-02", **fields: str) -> Outcome:
    """Change the value of the contract."""
    return story.act(on, "amend-contract", contract="C-1", reason="meer werk", value=value, **fields)


def value_of(story: Story) -> Decimal:
    """Return what the contract is worth now."""
    return Decimal(str(story.rows("SELECT value FROM contracts")[0][0]))


def blocked(story: Story) -> bool:
    """Tell whether the partnership waits for a legal check (V8)."""
    return (None,) in story.rows("SELECT legal_outcome FROM amendments WHERE legal_check = 'nodig'")


def test_a_change_within_the_room_takes_effect_at_once(story: Story) -> None:
    """EUR 500,000: the room is 10 %, EUR 50,000; 35,000 is 70 % of it and nobody needs to be told."""
    running(story)
    outcome = amended(story, 535_000)
    assert () == outcome.notes
    assert Decimal(535_000) == value_of(story)


def test_from_eighty_percent_of_the_room_there_is_a_warning(story: Story) -> None:
    """40,000 of 50,000 is 80 %: it takes effect, with a sentence that says to ask a lawyer in time."""
    running(story)
    (note,) = amended(story, 540_000).notes
    assert (
        "Van de ruimte van € 50.000 (artikel 2.163b: 10 % van € 500.000, en onder € 216.000) is nu 80 % gebruikt. "
        "Vraag op tijd een jurist."
    ) == note
    assert Decimal(540_000) == value_of(story)


def test_changes_add_up_and_the_one_that_leaves_no_room_waits(story: Story) -> None:
    """30,000 and then 20,000 more is all of the room: the second waits and blocks until it is found not substantial."""
    running(story)
    amended(story, 530_000)
    outcome = amended(story, 550_000, "2026-04-01")
    assert ["De wijzigingen samen (€ 50.000) passen niet in de ruimte van"] == [note[:60] for note in outcome.notes]
    assert "nodig" == story.journal()[-1][4]["legal_check"]
    assert (Decimal(530_000), True) == (value_of(story), blocked(story))
    with pytest.raises(Refused, match="Er wacht al een wijziging"):
        amended(story, 551_000, "2026-04-02")
    settled = {"legal_check": "gedaan", "legal_outcome": "niet_wezenlijk"}
    story.act("2026-04-10", "amend-contract", contract="C-1", reason="advies van de jurist", **settled)
    assert (Decimal(550_000), False) == (value_of(story), blocked(story))


def test_a_change_found_substantial_never_takes_effect_and_uses_no_room(story: Story) -> None:
    """What was refused by the lawyer does not count in the running total."""
    running(story)
    amended(story, 600_000)
    settled = {"legal_check": "gedaan", "legal_outcome": "wezenlijk"}
    story.act("2026-04-10", "amend-contract", contract="C-1", reason="advies van de jurist", **settled)
    assert (Decimal(500_000), False) == (value_of(story), blocked(story))
    assert () == amended(story, 530_000, "2026-05-01").notes


def test_less_work_gives_room_back(story: Story) -> None:
    """Successive changes are added up with their sign (article 2.163b, second paragraph)."""
    running(story)
    amended(story, 530_000)
    amended(story, 500_000, "2026-04-01")
    assert () == amended(story, 539_000, "2026-05-01").notes


def test_works_have_fifteen_percent(story: Story) -> None:
    """EUR 500,000 of works: 70,000 more is within 75,000, with a warning."""
    running(story, nature="werk")
    (note,) = amended(story, 570_000).notes
    assert "93,33 % gebruikt" in note
    assert Decimal(570_000) == value_of(story)


def test_the_threshold_is_the_limit_of_a_large_contract(story: Story) -> None:
    """10 % of EUR 5 million is more than the threshold of EUR 216,000, so 220,000 more waits."""
    running(story, value=5_000_000)
    amended(story, 5_220_000)
    assert (Decimal(5_000_000), True) == (value_of(story), blocked(story))


def test_a_lawyer_who_was_asked_before_leaves_nothing_to_wait_for(story: Story) -> None:
    """A change beyond the room that comes with its outcome takes effect at once."""
    running(story)
    amended(story, 900_000, legal_check="gedaan", legal_outcome="niet_wezenlijk")
    assert (Decimal(900_000), False) == (value_of(story), blocked(story))


def test_the_ledger_stands_beside_the_figures(story: Story) -> None:
    """What was agreed, what changed, how much of the room that is, and that something waits."""
    running(story)
    amended(story, 530_000)
    amended(story, 560_000, "2026-04-01")
    with story.engine.connect() as connection:
        found = changes_of(connection, ["C-1", "C-2"], date(2026, 4, 2))
    told = {"original": 500_000, "net": 30_000, "room": 50_000, "used": 60, "warning": False, "waiting": True}
    assert {"C-1": told} == found


def test_linking_again_without_a_word_on_focus_leaves_it(story: Story) -> None:
    """A contract in focus stays there until somebody says otherwise."""
    running(story)
    link = {"partnership": "P-1", "contract": "C-1"}
    assert not story.act("2026-02-02", "link-contract", **link).changed
    assert story.act("2026-02-02", "link-contract", **link, focus=False).changed


def test_an_option_uses_no_room_and_moves_the_end(story: Story) -> None:
    """A clear clause (article 2.163c) is no change; notifying after the agreed day is told."""
    running(story, options=[{"until": "2029-12-31", "notify_by": "2028-06-30"}])
    assert () == story.act("2026-02-02", "exercise-option", contract="C-1", until="2029-12-31").notes
    assert [("2029-12-31",)] == [(str(row[0]),) for row in story.rows("SELECT ends_on FROM contracts")]
    assert [] == story.rows("SELECT * FROM amendments")


def test_an_option_exercised_after_its_notice_date_is_told(story: Story) -> None:
    """It is recorded, because it may have been notified in time, and asked about."""
    running(story, options=[{"until": "2029-12-31", "notify_by": "2026-01-31"}])
    (note,) = story.act("2026-02-02", "exercise-option", contract="C-1", until="2029-12-31").notes
    assert "Deze verlenging moest uiterlijk 31 januari 2026 worden gemeld. Is dat op tijd gebeurd?" == note


def test_a_successor_ends_the_wait_to_come_back(story: Story) -> None:
    """The date to come back is planned for an ended partnership, until another one goes on where it ended."""
    story.start("2026-01-05")
    ending = {"reason": "geen capaciteit", "lesson": "Begin eerder.", "return_on": "2026-09-01"}
    story.act("2026-02-02", "advance", **P1, trigger="beeindig", **ending)
    assert [("terugkomen", "2026-09-01")] == story.rows("SELECT rule, occasion FROM terms")
    story.act("2026-03-02", "start-partnership", partnership="P-2", title="x", organisation="O-1", predecessor="P-1")
    assert [] == story.rows("SELECT rule FROM terms WHERE partnership = 'P-1'")
