"""Hours reports: asked, received, approved or rejected; counted once, and only over days on which the contract ran."""

from typing import Any

import pytest
from story import P1, P1_C1, Story

from groeituin.errors import NoSuchThing, Refused

START = "2026-01-05"
LINE = {"target_group": "participatiewet", "persons": 2, "paid_hours": "300.5"}
TABLE: dict[str, Any] = {
    "authority": "O-1",
    "version": "2026",
    "valid_from": "2020-01-01",
    "source": "verzonnen",
    "blocks": [{"code": "pw", "target_group": "participatiewet", "unit": "jaar", "amount": 40000, "base_hours": 36}],
    "bonuses": [{"code": "50+", "amount": 10000}],
}


@pytest.fixture
def running(sqlite_story: Story) -> Story:
    """Return a story with P-1 in monitoring, about contract C-1 of 2025 through 2028."""
    sqlite_story.reach("monitoring", START)
    return sqlite_story


def report(story: Story, on: str, period: str, *lines: dict[str, Any], **fields: Any) -> Any:  # noqa: ANN401  # an outcome
    """Report hours of C-1 over a period."""
    return story.act(on, "report-hours", **P1_C1, period=period, lines=list(lines or (LINE,)), **fields)


def review(story: Story, on: str, period: str, verdict: str = "goedgekeurd", **fields: Any) -> Any:  # noqa: ANN401  # an outcome
    """Review the report of C-1 over a period."""
    return story.act(on, "review-hours", **P1_C1, period=period, verdict=verdict, **fields)


def status(story: Story, period: str) -> Any:  # noqa: ANN401  # a word, or nothing
    """Return where a report stands."""
    return story.rows("SELECT status FROM hours_reports WHERE period = :p", p=period)[0][0]


@pytest.mark.parametrize(
    ("on", "period", "code", "sentence"),
    [
        (
            "2026-07-01",
            "2024-K4",
            "buiten_looptijd",
            "Contract C-1 begint op 1 januari 2025, na het vierde kwartaal van 2024.",
        ),
        ("2030-01-02", "2029-01", "buiten_looptijd", "Contract C-1 eindigde op 31 december 2028, voor januari 2029."),
        (
            "2026-07-01",
            "2026-K4",
            "nog_niet_begonnen",
            "Het vierde kwartaal van 2026 is nog niet begonnen; er zijn nog geen uren.",
        ),
    ],
)
def test_hours_outside_the_life_of_a_contract_are_refused(
    running: Story, on: str, period: str, code: str, sentence: str
) -> None:
    """Before it starts, after it ended, and before the period itself, nobody can have worked."""
    with pytest.raises(Refused) as caught:
        report(running, on, period)
    assert [(code, sentence)] == [(d["code"], d["sentence"]) for d in caught.value.details]


def test_hours_of_a_contract_that_was_not_awarded_are_refused(running: Story) -> None:
    """A tender has no hours."""
    running.contract("2026-07-01", "T-1", stage="gepland", starts_on=None, ends_on=None)
    with pytest.raises(Refused, match="nog niet gegund"):
        running.act("2026-07-01", "report-hours", **P1, contract="T-1", period="2026-K2", lines=[LINE])


def test_a_period_that_touches_the_life_of_a_contract_is_taken(running: Story) -> None:
    """The quarter in which a contract starts or ends has hours, and so has one that still runs."""
    running.act("2026-02-01", "amend-contract", contract="C-1", reason="korter", ends_on="2026-04-15")
    report(running, "2026-04-20", "2026-K2")
    assert "ontvangen" == status(running, "2026-K2")


@pytest.mark.parametrize(("first", "second"), [("2026-K3", "2026-09"), ("2026-09", "2026-K3"), ("2026-H2", "2026-K3")])
def test_hours_that_were_told_already_are_refused(running: Story, first: str, second: str) -> None:
    """A month within a quarter that was reported would count twice; the sentence names the other report."""
    report(running, "2026-10-05", first)
    with pytest.raises(Refused, match=f"Over {first} zijn van contract C-1 al uren opgegeven") as caught:
        report(running, "2026-10-06", second)
    assert ["dubbele_periode"] == [d["code"] for d in caught.value.details]


def test_a_rejected_report_makes_room_for_another_period(running: Story) -> None:
    """Three months may replace a rejected quarter; approving that quarter after all is refused then."""
    report(running, "2026-10-05", "2026-K3")
    review(running, "2026-10-06", "2026-K3", "afgekeurd", reason="telfout")
    for month in ("07", "08", "09"):
        report(running, "2026-10-07", f"2026-{month}")
    with pytest.raises(Refused) as caught:
        review(running, "2026-10-08", "2026-K3")
    assert 3 * ["dubbele_periode"] == [d["code"] for d in caught.value.details]


def test_effort_and_hours_may_be_told_over_the_same_days(running: Story) -> None:
    """An account of effort holds no hours that could count twice."""
    running.act("2026-07-01", "report-hours", **P1_C1, period="2026-H1", lines=[], effort="Twee cursussen")
    report(running, "2026-07-02", "2026-K2")
    assert "ontvangen" == status(running, "2026-K2")


def test_hours_of_a_job_that_nobody_knows_are_refused(running: Story) -> None:
    """Every unknown job is named at once; a known one is taken."""
    with pytest.raises(Refused) as caught:
        report(running, "2026-04-02", "2026-K1", LINE | {"job": "B-8"}, LINE | {"job": "B-9"}, LINE | {"job": "B-1"})
    assert ["B-8", "B-9"] == [str(d["sentence"]).split("'")[1] for d in caught.value.details]
    report(running, "2026-04-02", "2026-K1", LINE | {"job": "B-1"})


def test_a_review_before_receipt_is_refused(running: Story) -> None:
    """There is nothing to review yet; an unknown contract is another error."""
    with pytest.raises(Refused, match="Over 2026-K1 is van contract C-1 nog geen urenopgave ontvangen"):
        review(running, "2026-04-02", "2026-K1")
    with pytest.raises(NoSuchThing):
        running.act(
            "2026-04-02", "review-hours", **P1, contract="C-9", period="2026-K1", verdict="afgekeurd", reason="x"
        )


def test_a_report_without_evidence_can_be_approved(running: Story) -> None:
    """Whether evidence was seen is recorded, and asked of nobody."""
    report(running, "2026-04-02", "2026-K1", LINE | {"evidence_seen": False})
    review(running, "2026-04-03", "2026-K1")
    assert "goedgekeurd" == status(running, "2026-K1")


def test_the_same_figures_written_otherwise_change_nothing(running: Story) -> None:
    """12 hours and 12.00 hours are the same report, which stays approved; other hours must be reviewed again."""
    report(running, "2026-04-02", "2026-K1", LINE | {"paid_hours": "12"})
    review(running, "2026-04-03", "2026-K1")
    assert not report(running, "2026-04-04", "2026-K1", LINE | {"paid_hours": "12.00", "bonuses": []}).changed
    assert "goedgekeurd" == status(running, "2026-K1")
    assert report(running, "2026-04-05", "2026-K1", LINE | {"paid_hours": "12.01"}).changed
    assert [("ontvangen", None)] == running.rows("SELECT status, reviewed_on FROM hours_reports")


def test_what_the_table_does_not_know_is_told_at_review_and_blocks_nothing(running: Story) -> None:
    """A block and a bonus that the contract's table lacks would leave the figure unclear: whoever approves hears it."""
    running.act("2026-01-06", "register-block-table", **TABLE)
    owed = {"percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "contract"}
    running.act("2026-01-06", "set-obligation", contract="C-1", authority="O-1", table_version="2026", **owed)
    line = LINE | {"block": "pw", "bonuses": ["50+"]}
    report(running, "2026-04-02", "2026-K1", line)
    assert () == review(running, "2026-04-03", "2026-K1").notes
    report(running, "2026-07-02", "2026-K2", line | {"block": "ww"}, line | {"bonuses": ["55+"]})
    assert (
        "Bouwblok 'ww' staat niet in tabel O-1/2026 en telt dus niet. Wel bekend: pw.",
        "Bonus '55+' staat niet in tabel O-1/2026 en telt dus niet. Wel bekend: 50+.",
    ) == review(running, "2026-07-03", "2026-K2").notes
    assert "goedgekeurd" == status(running, "2026-K2")


def test_without_a_table_blocks_and_bonuses_are_told_not_to_count(running: Story) -> None:
    """A contract without a block table has nothing to look a bonus up in."""
    report(running, "2026-04-02", "2026-K1", LINE | {"bonuses": ["50+"]})
    (note,) = review(running, "2026-04-03", "2026-K1").notes
    assert "geen bouwblokkentabel" in note


def asked(story: Story) -> list[tuple[Any, ...]]:
    """Return the requests for hours, and where they stand."""
    return [(occasion, status) for occasion, status, _ in story.signals(rule="urenopgave")]


def test_a_rejected_report_is_asked_again(running: Story) -> None:
    """Receipt ends the question; a rejection asks anew the day after, each time, and only until it is received."""
    running.night("2026-04-01")
    report(running, "2026-04-02", "2026-K1")
    running.night("2026-04-03")
    assert [("C-1/2026-K1", "vervallen")] == asked(running)
    review(running, "2026-04-07", "2026-K1", "afgekeurd", reason="De uren van maart ontbreken")
    running.night("2026-04-08")
    again = ("C-1/2026-04-07/2026-K1", "open")
    assert [("C-1/2026-K1", "vervallen"), again] == asked(running)
    told = running.rows("SELECT sentence FROM signals WHERE occasion = :o", o=again[0])[0][0]
    assert told.startswith(
        "De urenopgave van het eerste kwartaal van 2026 voor contract C-1 (Schoonmaak) is afgekeurd."
    )
    report(running, "2026-04-10", "2026-K1", LINE | {"paid_hours": 400})
    running.night("2026-04-11")
    assert ("C-1/2026-04-07/2026-K1", "vervallen") == asked(running)[-1]
    review(running, "2026-04-13", "2026-K1", "afgekeurd", reason="Nog niet goed")
    running.night("2026-04-14")
    assert ("C-1/2026-04-13/2026-K1", "open") == asked(running)[-1]
    report(running, "2026-04-15", "2026-K1", LINE | {"paid_hours": 450})
    review(running, "2026-04-15", "2026-K1")
    running.night("2026-04-16")
    assert ["vervallen"] * 3 == [status for _, status in asked(running)]


def test_an_old_quarter_that_is_rejected_does_not_hide_the_next_one(running: Story) -> None:
    """A rejection in August asks the first quarter again; the second was asked in July all the same."""
    report(running, "2026-04-02", "2026-K1")
    running.night("2026-07-01")
    report(running, "2026-07-02", "2026-K2")
    review(running, "2026-08-03", "2026-K1", "afgekeurd", reason="Nagerekend")
    running.night("2026-08-04")
    running.night("2026-10-01")
    assert ["C-1/2026-K2", "C-1/2026-08-03/2026-K1", "C-1/2026-K3"] == [occasion for occasion, _ in asked(running)]
