"""The nights ahead of one partnership are the nights that follow, one after another, when nobody acts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from dossiers import CALENDAR, DEFINITION, Facts, contract, coordinator, day, dossier, paused
from processes import Life
from rehearsals import lived, standing
from rules import EXAMPLES, PAUSE, known

from states.dossier import Action, Dossier
from states.occasions import OCCASIONS, Process, Row
from states.rehearsal import Standing, nights_ahead
from states.terms import Term

FIRST, LAST = day("2026-01-06"), day("2026-12-31")


def ahead(here: Standing, first: date = FIRST, last: date = LAST) -> list[tuple[str, str, str]]:
    """Return night, rule and occasion of everything that the nights ahead raise."""
    found = nights_ahead(here, DEFINITION, CALENDAR, first, last)
    assert {} == found.failed
    return [(one.night.isoformat(), one.rule, one.occasion) for one in found.raised]


@pytest.mark.parametrize(
    "facts", [{}, {"suspensions": (PAUSE,)}, {"suspensions": (paused("2026-05-04", "2026-08-01"),)}]
)
@pytest.mark.parametrize("rule", EXAMPLES)
def test_jumping_is_walking(rule: str, facts: Facts) -> None:
    """Going from one date to the next raises what every single night does, suspensions or not."""
    life = Life(known(rule, **facts))
    life.nights(FIRST.isoformat(), LAST.isoformat())
    assert life.raised == ahead(standing(known(rule, **facts)))
    assert life.raised


def test_what_was_asked_before_goes_on() -> None:
    """Ladders that were climbed, and what was asked, are those of the partnership as it stands."""
    life = Life(known("actie_te_laat"))
    life.nights("2026-06-01", "2026-06-20")
    here = lived(life)
    found = nights_ahead(here, DEFINITION, CALENDAR, day("2026-06-21"), day("2026-06-30"))
    before = len(life.raised)
    life.nights("2026-06-21", "2026-06-30")
    assert life.raised[before:] == [(one.night.isoformat(), one.rule, one.occasion) for one in found.raised]
    assert [("otto", "anna")] * 2 == [one.to for one in found.raised]


def test_what_is_overdue_comes_on_the_first_night() -> None:
    """A term that came long ago is raised on the first night, as a night that catches up would."""
    late = dossier(roles=(coordinator(),), actions=(Action("A-1", "Bel", "anna", day("2026-02-01")),))
    found = ahead(standing(late), day("2026-03-01"), day("2026-03-01"))
    assert ("2026-03-01", "actie_te_laat", "A-1/2026-02-01/4") in found


def test_nothing_comes_while_a_suspension_is_open() -> None:
    """Without an end no term has a date; with one, what fell due meanwhile comes on the day it ends."""
    late = Action("A-1", "Bel", "anna", day("2026-02-01"))
    silent = dossier("werkgroep", actions=(late,), suspensions=(paused("2026-01-20"),))
    assert [] == ahead(standing(silent))
    ended = replace(silent, suspensions=(paused("2026-01-20", "2026-04-01"),))
    assert "2026-04-01" == ahead(standing(ended))[0][0]


def test_what_was_put_off_into_a_suspension_returns_when_that_ends() -> None:
    """Its ladder counts from that day, so that who hears the next question of the row is who really would."""
    life = Life(known("rol_onbezet"))
    life.nights("2026-02-04", "2026-02-05")
    life.signals = {
        key: replace(one, status="uitgesteld", next_on=day("2026-02-20")) for key, one in life.signals.items()
    }
    life.dossier = replace(life.dossier, suspensions=(paused("2026-02-10", "2026-02-25"),))
    found = nights_ahead(lived(life), DEFINITION, CALENDAR, day("2026-02-11"), day("2026-03-31"))
    assert [("2026-03-21", "contractmanager/2026-01-05/60d", ("anna", "sara"))] == [
        (one.night.isoformat(), one.occasion, one.to) for one in found.raised if one.rule == "rol_onbezet"
    ]


def test_what_is_asked_is_left_as_it_was() -> None:
    """The standing of a partnership is not changed by looking ahead, so that it can be looked at twice."""
    here = standing(known("fase_staat_stil"))
    before = dict(here.terms)
    assert ahead(here) == ahead(here)
    assert before == here.terms


def test_the_terms_after_the_last_night_are_known() -> None:
    """What comes after the last night is planned, so that it can be said until when it waits."""
    found = nights_ahead(standing(known("fase_staat_stil")), DEFINITION, CALENDAR, FIRST, day("2026-05-05"))
    expected = Term("fase_staat_stil", "", "verkenning/2026-01-05/150d", day("2026-06-04"), day("2026-06-04"))
    assert expected == found.terms["fase_staat_stil", ""]


def test_a_rule_that_fails_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a real night: the rule is named once, and everything else is raised every night."""

    def broken(_dossier: Dossier, _process: Process) -> Iterator[Row]:
        raise RuntimeError("kapot")

    both = known("fase_staat_stil", contracts=(contract("2026-09-30"),))
    here = standing(both)
    monkeypatch.setitem(OCCASIONS, "fase_staat_stil", broken)
    found = nights_ahead(here, DEFINITION, CALENDAR, FIRST, LAST)
    assert ["fase_staat_stil"] == [one.rule for one in found.failed.values()]
    assert "kapot" == str(found.failed["fase_staat_stil"].error)
    assert [] == [one for one in found.raised if one.rule == "fase_staat_stil"]
    assert ["C-1/2026-09-30/6m", "C-1/2026-09-30/3m"] == [
        one.occasion for one in found.raised if one.rule == "contract_verloopt" and one.night > FIRST
    ]


def test_a_partnership_that_fails_as_a_whole_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """When every rule fails it is the partnership, told once."""
    here = standing(known("fase_staat_stil"))
    monkeypatch.setattr(CALENDAR, "forward", None)
    monkeypatch.setattr("states.rehearsal.night_of", None)
    found = nights_ahead(here, DEFINITION, CALENDAR, FIRST, FIRST + timedelta(days=200))
    assert [None] == [one.rule for one in found.failed.values()]
