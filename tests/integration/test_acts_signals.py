"""Answering signals, and what acts do to signals that are open."""

from datetime import date
from typing import Any

import pytest
from story import P1, Story

from groeituin.errors import BadInput, NoSuchThing, Refused

ON = "2026-01-05"
K2 = {"rule": "voortgangsgesprek", "occasion": "2026-K2"}
MEETING = {"kind": "voortgang", "attendees": ["contractmanager"], "outcome": "op koers"}


def signals(story: Story, rule: str) -> list[tuple[Any, ...]]:
    """Return occasion, status and next look, dates as text."""
    return story.signals(rule=rule)


@pytest.fixture
def asked(story: Story) -> Story:
    """Return a story in which the progress meeting of the second quarter was asked for."""
    story.reach("realisatie")
    story.act("2026-02-01", "hold-meeting", **P1, **MEETING)
    assert ["2026-K2"] == [s.occasion for s in story.night("2026-05-18").raised if s.rule == K2["rule"]]
    return story


def test_a_planned_meeting_lets_its_signal_wait_until_the_day_after(asked: Story) -> None:
    """Planned: no longer open. Not held: open again on the day after, and it stays open whatever else happens."""
    asked.act("2026-05-19", "plan-meeting", **P1, kind="voortgang", meeting="M-1", planned_on="2026-06-10")
    assert [("2026-K2", "ingepland", "2026-06-11")] == signals(asked, K2["rule"])
    asked.night("2026-06-10")
    assert [("2026-K2", "ingepland", "2026-06-11")] == signals(asked, K2["rule"])
    assert asked.night("2026-06-11").returned == 1
    assert asked.journal()[-1][3] == "return-signal"
    asked.act("2026-06-12", "choose-route", **P1, route="beide")
    assert [("2026-K2", "open", "2026-06-25")] == signals(asked, K2["rule"]), "14 days after it came back"
    assert asked.night("2026-06-12").returned == 0


def test_moving_a_meeting_moves_the_wait(asked: Story) -> None:
    """Planning the same meeting later lets the signal wait longer."""
    for on, planned_on in (("2026-05-19", "2026-05-27"), ("2026-05-20", "2026-06-20")):
        asked.act(on, "plan-meeting", **P1, kind="voortgang", meeting="M-1", planned_on=planned_on)
    assert [("2026-K2", "ingepland", "2026-06-21")] == signals(asked, K2["rule"])
    assert asked.night("2026-05-28").returned == 0


def test_a_held_meeting_lapses_its_signal_the_next_night(asked: Story) -> None:
    """The reason is gone, so the next night closes the signal and says so in the journal."""
    asked.act("2026-06-01", "hold-meeting", **P1, **MEETING)
    assert [("2026-K2", "open", "2026-06-01")] == signals(asked, K2["rule"])
    assert asked.night("2026-06-02").lapsed == 1
    assert [("2026-K2", "vervallen", None)] == signals(asked, K2["rule"])
    assert {"rule": K2["rule"], "occasion": "2026-K2"} == asked.journal()[-1][4]


def test_an_extension_lapses_the_signals_of_the_old_end(story: Story) -> None:
    """Exercising an option moves the end; the open alert of the old one lapses, the new end has its own."""
    story.start(ON)
    story.contract(ON, ends_on="2026-12-31", options=[{"until": "2027-12-31", "notify_by": "2026-09-30"}])
    story.night("2026-01-06")
    assert [("C-1/2026-12-31/12m", "open", "2026-01-20")] == signals(story, "contract_verloopt")[-1:]
    story.act("2026-01-07", "exercise-option", contract="C-1", until="2027-12-31")
    assert story.night("2026-01-08").lapsed == 1
    assert "vervallen" == signals(story, "contract_verloopt")[-1][1]
    assert ["2027-12-31"] == [str(row[0]) for row in story.rows("SELECT ends_on FROM contracts")]
    assert [("C-1/2027-12-31/18m",)] == story.rows("SELECT occasion FROM terms WHERE rule = 'contract_verloopt'")
    with pytest.raises(Refused, match="al gelicht"):
        story.act("2026-01-09", "waive-option", contract="C-1", until="2027-12-31")


def test_a_waived_option_cannot_be_exercised(story: Story) -> None:
    """What was given up stays given up, and the end stays where it is."""
    story.start(ON)
    story.contract(ON, ends_on="2027-12-31", options=[{"until": "2028-12-31"}])
    story.act(ON, "waive-option", contract="C-1", until="2028-12-31")
    with pytest.raises(Refused, match="vervallen"):
        story.act(ON, "exercise-option", contract="C-1", until="2028-12-31")
    assert [("2027-12-31", "vervallen")] == [
        (str(day), status)
        for day, status in story.rows(
            "SELECT c.ends_on, o.status FROM contracts c JOIN contract_options o USING (contract)"
        )
    ]


@pytest.mark.parametrize(
    ("outcome", "fields", "stored", "back"),
    [
        ("afgehandeld", {}, ("afgehandeld", None), False),
        ("ingepland", {}, ("ingepland", None), False),
        ("ingepland", {"until": "2026-05-25"}, ("ingepland", "2026-05-25"), True),
        ("uitgesteld", {"until": "2026-05-25"}, ("uitgesteld", "2026-05-25"), True),
    ],
)
def test_a_signal_is_answered(
    asked: Story, outcome: str, fields: dict[str, str], stored: tuple[str, str | None], *, back: bool
) -> None:
    """Each answer is kept with its note; what has a date comes back on it, and not a night earlier."""
    asked.act("2026-05-19", "settle-signal", **P1, **K2, outcome=outcome, note="gebeld", **fields)
    assert [("2026-K2", *stored)] == signals(asked, K2["rule"])
    assert asked.rows("SELECT note FROM signals WHERE occasion = '2026-K2'") == [("gebeld",)]
    assert not asked.act("2026-05-20", "settle-signal", **P1, **K2, outcome=outcome, **fields).changed
    assert asked.night("2026-05-24").returned == 0
    assert int(back) == asked.night("2026-05-25").returned
    assert (signals(asked, K2["rule"])[0][1] == "open") == back


def test_a_settled_signal_is_not_raised_again(asked: Story) -> None:
    """What was dealt with stays dealt with; its occasion never comes back, and it cannot be answered anew."""
    asked.act("2026-05-19", "settle-signal", **P1, **K2, outcome="afgehandeld")
    assert K2["rule"] not in asked.night("2026-06-30").by_rule
    with pytest.raises(Refused, match="al afgehandeld"):
        asked.act("2026-06-30", "settle-signal", **P1, **K2, outcome="uitgesteld", until="2026-07-01")


def test_saying_again_that_it_is_planned_changes_nothing(asked: Story) -> None:
    """The signal of a planned meeting already waits; telling that it is planned is nothing new."""
    asked.act("2026-05-19", "plan-meeting", **P1, kind="voortgang", planned_on="2026-06-10")
    assert not asked.act("2026-05-19", "settle-signal", **P1, **K2, outcome="ingepland").changed
    assert [("2026-K2", "ingepland", "2026-06-11")] == signals(asked, K2["rule"])


def test_several_signals_are_answered_all_or_none(story: Story) -> None:
    """With one occasion unknown or already closed, none is answered; else every one, each named once."""
    story.start(ON)
    story.act(ON, "add-action", **P1, action="A-1", description="d", owner="anna", deadline="2026-02-01")
    story.act(ON, "add-action", **P1, action="A-2", description="d", owner="anna", deadline="2026-02-01")
    story.night("2026-02-02")
    names = ["A-1/2026-02-01/1", "A-2/2026-02-01/1"]
    answer: dict[str, Any] = P1 | {"rule": "actie_te_laat", "outcome": "afgehandeld"}
    with pytest.raises(NoSuchThing):
        story.act("2026-02-03", "settle-signal", **answer, occasions=[*names, "A-3/2026-02-01/1"])
    assert [(name, "open", "2026-02-16") for name in names] == signals(story, "actie_te_laat")
    story.act("2026-02-03", "settle-signal", **answer, occasion=names[0])
    with pytest.raises(Refused):
        story.act("2026-02-03", "settle-signal", **answer | {"outcome": "ingepland"}, occasions=names)
    assert [(names[0], "afgehandeld", None), (names[1], "open", "2026-02-16")] == signals(story, "actie_te_laat")
    story.act("2026-02-03", "settle-signal", **answer, occasion=names[0], occasions=names + names)
    assert [(name, "afgehandeld", None) for name in names] == signals(story, "actie_te_laat")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"occasion": "2026-K2", "outcome": "uitgesteld"}, "until"),
        ({"occasion": "2026-K2", "outcome": "vervallen"}, "keuze"),
        ({"occasion": "2026\x00K2", "outcome": "afgehandeld"}, "teken"),
        ({"occasions": ["x" * 97], "outcome": "afgehandeld"}, "te_lang"),
    ],
)
def test_a_bad_answer_is_refused(asked: Story, fields: dict[str, Any], code: str) -> None:
    """An answer names a signal, and a date where it is put off."""
    with pytest.raises(BadInput) as refused:
        asked.act("2026-05-19", "settle-signal", **P1, rule=K2["rule"], **fields)
    assert [code] == [detail["code"] for detail in refused.value.details]


def test_a_corrected_reason_wakes_its_signal_up(story: Story) -> None:
    """A signal whose reason went and came back before the night stays open."""
    story.start(ON)
    story.act(ON, "add-action", **P1, action="A-1", description="d", owner="anna", deadline="2026-02-01")
    story.night("2026-02-02")
    story.act("2026-02-03", "change-action", **P1, action="A-1", withdrawn=True)
    assert ("A-1/2026-02-01/1", "open", "2026-02-03") == signals(story, "actie_te_laat")[0]
    story.act("2026-02-03", "change-action", **P1, action="A-1", withdrawn=False)
    assert ("A-1/2026-02-01/1", "open", "2026-02-16") == signals(story, "actie_te_laat")[0]
    assert story.night("2026-02-04").lapsed == 0


def test_leaving_a_phase_lapses_what_stood_still(story: Story) -> None:
    """The phase is left, so its signal lapses, and the new phase counts from its own entry."""
    story.start(ON)
    story.night("2026-04-05")
    story.act("2026-04-06", "record-decision", **P1, decision="principebesluit", decided_by="college")
    story.act("2026-04-06", "assign-role", **P1, role="projectcoordinator", person="anna")
    story.act("2026-04-06", "advance", **P1, trigger="stel_werkgroep_in")
    assert story.night("2026-04-07").lapsed == 1
    due = story.rows("SELECT occasion, due_on FROM terms WHERE rule = 'fase_staat_stil'")
    assert [("werkgroep/2026-04-06/60d", str(date(2026, 6, 5)))] == [(name, str(day)) for name, day in due]


def test_the_only_one_that_waits_need_not_be_named(asked: Story) -> None:
    """The journal names it; without any, or with several, it says so and names them."""
    answer = {**P1, "rule": K2["rule"], "outcome": "afgehandeld"}
    assert asked.act("2026-05-19", "settle-signal", **answer).changed
    assert "2026-K2" == asked.journal()[-1][4]["occasion"]
    with pytest.raises(NoSuchThing, match="wacht geen signaal voortgangsgesprek op antwoord"):
        asked.act("2026-05-19", "settle-signal", **answer)
    for action in ("A-8", "A-9"):
        asked.act("2026-05-19", "add-action", **P1, action=action, description="d", owner="anna", deadline="2026-05-20")
    asked.night("2026-05-21", ["actie_te_laat"])
    with pytest.raises(BadInput, match="A-8/2026-05-20/1 en A-9/2026-05-20/1"):
        asked.act("2026-05-21", "settle-signal", **answer | {"rule": "actie_te_laat"})


def test_planning_says_what_may_not_be_meant(asked: Story) -> None:
    """A day that is past brings no invitation, and a second meeting is no move of the first."""
    plan = {**P1, "kind": "voortgang"}
    assert () == asked.act("2026-05-19", "plan-meeting", **plan, planned_on="2026-06-10").notes
    [second] = asked.act("2026-05-19", "plan-meeting", **plan, planned_on="2026-06-12").notes
    assert "voortgang-2026-06-10 (10 juni 2026). Wilde u dat verzetten?" in second
    [past] = asked.act("2026-05-19", "plan-meeting", **plan, meeting="M-0", planned_on="2026-05-01").notes
    assert "1 mei 2026 is al voorbij: er gaat geen uitnodiging uit." == past
