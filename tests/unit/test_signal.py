"""A signal after it was raised: its moves, and whether its reason still stands."""

from dataclasses import replace

import pytest
from dossiers import CALENDAR, DEFINITION, contract, day, done, dossier, paused

from states.dossier import Agreement, Dossier, Evaluation, Meeting, Successor
from states.signal import MOVES, UNSETTLED, Signal, awakened, may_become, reviewed
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
    """Each status of the vocabulary has its moves; what is settled stays settled, and every answer can be given."""
    assert set(words(SignalStatus)) == set(MOVES)
    assert {status for status in MOVES if MOVES[status]} == set(UNSETTLED)
    assert all(may_become("open", answer) for answer in words(SettledAs))
    assert not any(may_become(settled, "open") for settled in ("afgehandeld", "vervallen", "vervangen"))


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
