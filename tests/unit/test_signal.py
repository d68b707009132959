"""A signal after it was raised: its moves, and whether its reason still stands."""

from dataclasses import replace

import pytest
from dossiers import CALENDAR, DEFINITION, Facts, contract, day, done, dossier, entries, paused

from states.dossier import Agreement, Dossier, Evaluation, Meeting, Successor
from states.signal import MOVES, UNSETTLED, Signal, awakened, climbed, may_become, rests, reviewed
from states.vocabulary import SettledAs, SignalStatus, words

MEETING = Signal("voortgangsgesprek", "", "2026-K3", day("2026-08-18"), day("2026-08-18"))
EXPIRY = Signal("contract_verloopt", "C-1", "C-1/2027-06-30/12m", day("2026-06-30"), day("2026-06-30"))
ON = "2026-08-25"
RUNG = "2026-09-01"  # fourteen days after MEETING was asked


def after_act(signal: Signal, known: Dossier, on: str = ON) -> tuple[str, str | None]:
    """Return status and next date as an act leaves the signal."""
    found = reviewed(signal, known, DEFINITION, CALENDAR, day(on))
    return found.status, found.next_on.isoformat() if found.next_on else None


def on_night(signal: Signal, known: Dossier, night: str) -> str:
    """Return the status that a night gives to a signal that it looks at again."""
    return awakened(signal, known, DEFINITION, CALENDAR, day(night)).status


def meeting(planned_on: str | None = None, held_on: str | None = None) -> tuple[Meeting, ...]:
    """Return one progress meeting."""
    return (Meeting("v", "voortgang", day(planned_on) if planned_on else None, day(held_on) if held_on else None),)


def test_the_moves_cover_every_status() -> None:
    """Each status has its moves: answers can be given, what is settled stays so, what lapsed can only come back."""
    assert set(words(SignalStatus)) == set(MOVES)
    assert {status for status in MOVES if MOVES[status]} == {*UNSETTLED, "vervallen"}
    assert MOVES["vervallen"] == ("open",)
    assert all(may_become("open", answer) for answer in words(SettledAs))
    assert not any(may_become(settled, "open") for settled in ("afgehandeld", "vervangen"))


def test_a_reason_that_stands_leaves_the_signal_alone() -> None:
    """An act about something else changes nothing, also when the occasion is in history."""
    assert after_act(MEETING, done(dossier(), MEETING.rule, [MEETING.occasion])) == ("open", RUNG)


@pytest.mark.parametrize(
    ("signal", "known"),
    [
        (MEETING, dossier(meetings=meeting(held_on="2026-08-24"))),
        (MEETING, dossier("verkenning")),
        (MEETING, dossier(agreements=(Agreement(day(ON), "maand"),))),
        (EXPIRY, dossier(contracts=(contract("2028-06-30"),))),
        (EXPIRY, dossier(contracts=())),
        (EXPIRY, dossier(contracts=(contract("2027-06-30", stage="afgelopen"),))),
        (EXPIRY, dossier(contracts=(contract("2027-06-30", successors=(Successor("C-2", "gegund"),)),))),
        (
            Signal("evaluatie", "", "2026-01-05/6m", day("2026-07-06"), day("2026-07-06")),
            dossier("monitoring", evaluations=(Evaluation(day(ON)),)),
        ),
    ],
)
def test_when_the_reason_is_gone_the_next_night_lapses_the_signal(signal: Signal, known: Dossier) -> None:
    """The act says when to look again; the night finds no reason any more."""
    assert after_act(signal, known) == ("open", ON)
    assert on_night(signal, known, "2026-08-26") == "vervallen"


def test_a_reason_that_comes_back_keeps_the_signal() -> None:
    """A corrected mistake before the next night leaves no trace on the signal."""
    assert after_act(replace(MEETING, next_on=day(ON)), dossier()) == ("open", RUNG)


@pytest.mark.parametrize(
    ("facts", "next_on", "status"),
    [
        ({"contracts": (contract("2026-08-21"),)}, ON, "vervallen"),  # ended before ON
        ({"contracts": (contract("2026-08-22"),)}, ON, "vervallen"),  # a Saturday, so Monday 24 August counts
        ({"contracts": (contract("2026-08-23"),)}, ON, "vervallen"),
        ({"contracts": (contract("2026-08-25"),)}, "2026-08-26", "vervallen"),
        ({"contracts": (contract("2026-08-29"),)}, "2026-09-01", "open"),  # a Saturday again
        ({"contracts": (contract("2026-08-25"), contract(code="C-2"))}, None, "open"),  # no end is known
        ({"contracts": (contract("2026-08-25"), contract("2027-12-31", "C-2"))}, "2028-01-01", "open"),
        ({"contracts": ()}, ON, "vervallen"),
    ],
)
def test_what_is_asked_while_a_contract_runs_lapses_after_the_last(
    facts: Facts, next_on: str | None, status: str
) -> None:
    """In afgerond nobody is asked to meet, evaluate or keep jobs any more once the last contract has ended."""
    over = replace(MEETING, rung=2)
    finished = dossier(
        "afgerond", "2026-07-01", phases=entries("realisatie 2026-01-05", "afgerond 2026-07-01"), **facts
    )
    assert after_act(over, finished) == ("open", next_on)
    assert on_night(over, finished, "2026-08-26") == status
    assert after_act(over, replace(finished, phase="borging")) == ("open", None)


def test_what_is_about_a_contract_is_still_settled_after_its_end() -> None:
    """Hours, the evaluation at its end and what stayed behind are asked until somebody answers."""
    ended = dossier(
        "afgerond", "2026-03-01", phases=entries("realisatie 2026-01-05", "afgerond 2026-03-01"),
        contracts=(contract("2026-08-20"),),
    )  # fmt: skip
    hours = Signal("urenopgave", "C-1", "C-1/2026-K2", day("2026-07-01"), day("2026-07-01"), rung=1)
    last = Signal("evaluatie", "C-1", "C-1/2026-08-20/einde", day("2026-08-20"), day("2026-08-20"), rung=2)
    assert [("open", None)] * 2 == [after_act(signal, ended) for signal in (hours, last)]
    assert ["open"] * 2 == [on_night(signal, ended, ON) for signal in (hours, last)]


def test_a_planned_meeting_lets_the_signal_wait_until_the_day_after() -> None:
    """Planned for 10 September it is looked at again on the 11th: open when it was not held, else lapsed."""
    plan = dossier(meetings=meeting(planned_on="2026-09-10"))
    assert after_act(MEETING, plan) == ("ingepland", "2026-09-11")
    waiting = replace(MEETING, status="ingepland", next_on=day("2026-09-11"))
    assert after_act(waiting, dossier(meetings=meeting(planned_on="2026-09-20"))) == ("ingepland", "2026-09-21")
    assert on_night(waiting, plan, "2026-09-11") == "open"
    held = dossier(meetings=meeting(planned_on="2026-09-10", held_on="2026-09-10"))
    assert on_night(waiting, held, "2026-09-11") == "vervallen"


def test_a_meeting_that_was_planned_in_vain_keeps_its_signal_open() -> None:
    """Once the planned day has passed, an act about something else does not put the signal to sleep again."""
    assert after_act(MEETING, dossier(meetings=meeting(planned_on="2026-08-20"))) == ("open", RUNG)


def test_a_snoozed_signal_sleeps_on_and_wakes_open() -> None:
    """An act about something else leaves the snooze as it is."""
    snoozed = replace(MEETING, status="uitgesteld", next_on=day("2026-09-15"))
    assert after_act(snoozed, dossier()) == ("uitgesteld", "2026-09-15")
    assert on_night(snoozed, dossier(), "2026-09-15") == "open"


def test_a_suspension_takes_no_reason_away() -> None:
    """What was asked before a suspension is still asked after it."""
    suspended = dossier(suspensions=(paused("2026-08-20"),))
    assert after_act(MEETING, suspended) == ("open", None)
    long = dossier("monitoring", "2026-01-05", suspensions=(paused("2026-08-20", "2028-08-20"),))
    first = Signal("evaluatie", "", "2026-01-05/6m", day("2026-07-06"), day("2026-07-06"))
    assert after_act(first, long) == ("open", "2026-07-20")


def test_a_rule_that_the_definition_lost_has_no_reason() -> None:
    """A signal of a rule that is no more lapses."""
    assert on_night(Signal("oude_regel", "", "x", day(ON), day(ON)), dossier(), ON) == "vervallen"


STILL = Signal("fase_staat_stil", "", "realisatie/2026-01-05/180d", day("2026-07-04"), day("2026-07-06"))


def climbed_on(night: str, signal: Signal = STILL, **facts: Facts) -> tuple[int, str | None]:
    """Return the rung and the next look after a night."""
    found = awakened(signal, dossier(**facts), DEFINITION, CALENDAR, day(night))
    return found.rung, found.next_on.isoformat() if found.next_on else None


def test_a_ladder_counts_from_the_day_of_asking() -> None:
    """Due on 4 July, asked two days later: 14 days are 20 July, 28 days 3 August, and then nobody is left to tell."""
    assert climbed_on("2026-07-19") == (0, "2026-07-20")
    assert climbed_on("2026-07-20") == (1, "2026-08-03")
    assert climbed_on("2026-08-03", replace(STILL, rung=1)) == (2, None)
    assert climbed_on("2026-12-01", replace(STILL, rung=2)) == (2, None)


def test_of_missed_rungs_only_the_highest_is_climbed() -> None:
    """No night between 6 July and 10 August: straight to the last rung."""
    assert climbed_on("2026-08-10") == (2, None)


def test_days_of_a_suspension_do_not_count_on_a_ladder() -> None:
    """Ten days of pause: every rung ten days later; a pause that came after a rung leaves that one alone."""
    pause = (paused("2026-07-10", "2026-07-20"),)
    assert climbed_on("2026-07-29", suspensions=pause) == (0, "2026-07-30")
    assert climbed_on("2026-07-30", suspensions=pause) == (1, "2026-08-13")
    later = (paused("2026-07-25", "2026-08-04"),)
    assert climbed_on("2026-07-20", suspensions=later) == (1, "2026-08-13")


def test_a_ladder_waits_while_a_suspension_has_no_end() -> None:
    """Nobody knows when the next rung is; once the pause ends, it counts on from where it was."""
    assert after_act(STILL, dossier(suspensions=(paused("2026-07-10"),)), "2026-07-10") == ("open", None)
    ended = dossier(suspensions=(paused("2026-07-10", "2026-07-20"),))
    assert after_act(STILL, ended, "2026-07-20") == ("open", "2026-07-30")


def test_what_comes_back_is_asked_anew_and_no_rung_is_climbed_twice() -> None:
    """Put off on the first rung until 1 August: the second is 28 days after that, and the first is not told again."""
    put_off = replace(STILL, status="uitgesteld", next_on=day("2026-08-01"), rung=1)
    back = awakened(put_off, dossier(), DEFINITION, CALENDAR, day("2026-08-01"))
    assert (back.status, back.asked_on, back.rung, back.next_on) == ("open", day("2026-08-01"), 1, day("2026-08-29"))
    again = awakened(back, dossier(), DEFINITION, CALENDAR, day("2026-08-29"))
    assert (again.rung, again.next_on) == (2, None)


def test_what_returns_every_so_many_days_goes_on_where_it_was() -> None:
    """Unanswered, the next one has waited as long and climbed as high; another period or lead is a new question."""
    asked = replace(STILL, rung=1)
    goes_on = climbed(asked, day("2026-08-03"), DEFINITION)
    assert (goes_on.asked_on, goes_on.rung) == (day("2026-07-06"), 1)
    answered = climbed(replace(asked, status="ingepland"), day("2026-08-03"), DEFINITION)
    assert (answered.asked_on, answered.rung) == (day("2026-08-03"), 0)
    other_lead = climbed(replace(EXPIRY, rung=2), day("2026-12-31"), DEFINITION)
    assert (other_lead.asked_on, other_lead.rung) == (day("2026-12-31"), 0)


@pytest.mark.parametrize(
    ("signal", "resting"),
    [
        (replace(STILL, status="uitgesteld", next_on=day("2026-09-01")), True),
        (replace(STILL, status="ingepland", next_on=day("2026-09-01")), True),
        (replace(STILL, status="ingepland"), False),  # planned without a date: the next one asks again
        (replace(STILL, status="uitgesteld", next_on=day("2026-08-03")), False),  # it comes back tonight
        (replace(STILL, next_on=day("2026-09-01")), False),
        (replace(MEETING, status="uitgesteld", next_on=day("2026-09-01")), False),  # another quarter asks anew
    ],
)
def test_an_answer_until_a_date_lets_repeats_rest(signal: Signal, *, resting: bool) -> None:
    """What returns every so many days is one question, so its answer holds until the date that was given."""
    assert resting == rests(signal, DEFINITION, day("2026-08-03"))


def test_a_norm_that_counts_from_a_later_day_lapses_its_signal() -> None:
    """A tender planned for September restarts the count of standstill: what was asked in July has no reason now."""
    still = Signal("fase_staat_stil", "", "verkenning/2026-03-05/120d", day("2026-07-03"), day("2026-07-03"))
    known = dossier("verkenning", "2026-03-05")
    assert after_act(still, known, "2026-07-10") == ("open", "2026-07-17")
    tender = contract(None, stage="gepland", planned_publication_on=day("2026-09-01"))
    assert on_night(still, replace(known, contracts=(tender,)), "2026-07-11") == "vervallen"
