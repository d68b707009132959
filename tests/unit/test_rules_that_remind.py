"""Standing still, late actions and a missing backup: first date, repeats, and what moves them."""

import pytest
from dossiers import (
    Facts,
    backup,
    contract,
    coordinator,
    day,
    done,
    dossier,
    due,
    entries,
    first_planned,
    paused,
    planned,
)

from states.dossier import Action, Contract, Dossier, Person

STILL, LATE, BACKUP = "fase_staat_stil", "actie_te_laat", "reservecoordinator_ontbreekt"


def exploring(*contracts: Contract, **facts: Facts) -> Dossier:
    """Return a partnership that entered verkenning on 1 March 2026."""
    return dossier("verkenning", "2026-03-01", contracts=contracts, **facts)


def tender(**facts: Facts) -> Contract:
    """Return a planned tender."""
    known: dict[str, Facts] = {"stage": "gepland", "starts_on": None, **facts}
    return contract(None, **known)


@pytest.mark.parametrize(
    ("phase", "first"),
    [
        ("draagvlak", ("draagvlak/2026-01-05/90d", "2026-04-05")),
        ("werkgroep", ("werkgroep/2026-01-05/60d", "2026-03-06")),
        ("verkenning", ("verkenning/2026-01-05/120d", "2026-05-05")),
        ("realisatie", ("realisatie/2026-01-05/180d", "2026-07-04")),
    ],
)
def test_each_phase_has_its_norm(phase: str, first: tuple[str, str]) -> None:
    """Entered on 5 January 2026; 5 April is Easter, 4 July a Saturday: these dates do not move to a working day."""
    assert first_planned(dossier(phase), STILL) == first


def test_standing_still_is_said_again_every_thirty_days() -> None:
    """Entered on 1 March: 120 days is 29 June, 150 days 29 July; one late night raises only the newest."""
    assert first_planned(exploring(), STILL) == ("verkenning/2026-03-01/120d", "2026-06-29")
    assert first_planned(done(exploring(), STILL, ["verkenning/2026-03-01/120d"]), STILL)[1] == "2026-07-29"
    (found,) = due(exploring(), "2026-09-01", STILL)
    assert found.occasion.name == "verkenning/2026-03-01/180d"
    assert [o.name for o in found.skipped] == ["verkenning/2026-03-01/120d", "verkenning/2026-03-01/150d"]


@pytest.mark.parametrize(
    ("under_way", "due_on"),
    [
        (tender(planned_publication_on=day("2026-05-01")), "2026-08-29"),
        (tender(planned_publication_on=day("2026-02-01")), "2026-06-29"),  # before the entry: the entry counts
        (tender(stage="uitgevraagd", published_on=day("2026-05-04")), "2026-09-01"),
        (contract("2030-01-01", awarded_on=day("2026-06-01")), "2026-09-29"),
        (contract("2030-01-01", awarded_on=day("2020-06-01")), "2026-06-29"),  # an old contract changes nothing
        (tender(stage="ingetrokken", planned_publication_on=day("2026-05-01")), "2026-06-29"),
        (tender(), "2026-06-29"),
    ],
)
def test_with_a_tender_under_way_the_norm_counts_from_that(under_way: Contract, due_on: str) -> None:
    """From the planned publication, or from the award; the occasion keeps the entry date."""
    assert first_planned(exploring(under_way), STILL) == ("verkenning/2026-03-01/120d", due_on)


def test_a_suspension_moves_standing_still_and_re_entry_starts_anew() -> None:
    """Thirty days suspended are thirty days later; coming back counts from the new entry."""
    suspended = exploring(suspensions=(paused("2026-04-01", "2026-05-01"),))
    assert first_planned(suspended, STILL) == ("verkenning/2026-03-01/120d", "2026-07-29")
    phases = entries("verkenning 2026-03-01", "realisatie 2026-05-01", "verkenning 2026-09-01")
    assert first_planned(dossier("verkenning", phases=phases), STILL) == ("verkenning/2026-09-01/120d", "2026-12-30")


@pytest.mark.parametrize("phase", ["monitoring", "borging", "afgerond", "beeindigd"])
def test_later_phases_may_last(phase: str) -> None:
    """The rule belongs to draagvlak up to realisatie."""
    assert planned(dossier(phase), STILL) == []


def acting(**facts: Facts) -> Dossier:
    """Return a partnership with one action, due on Sunday 1 February 2026."""
    return dossier(actions=(Action("A-1", "Bel UWV", "anna", day("2026-02-01")),), **facts)


def test_a_late_action_is_said_the_day_after_and_then_weekly() -> None:
    """Deadline 1 February: 2 February, then the 9th; one late night raises only the newest."""
    assert first_planned(acting(), LATE) == ("A-1/2026-02-01/1", "2026-02-02")
    assert first_planned(done(acting(), LATE, ["A-1/2026-02-01/1"]), LATE) == ("A-1/2026-02-01/2", "2026-02-09")
    (found,) = due(acting(), "2026-02-22", LATE)
    assert (found.occasion.name, len(found.skipped)) == ("A-1/2026-02-01/3", 2)


def test_a_suspension_does_not_move_a_deadline() -> None:
    """What fell due meanwhile is raised on the first night after it, the newest only."""
    suspended = acting(suspensions=(paused("2026-02-01", "2026-02-20"),))
    assert first_planned(suspended, LATE) == ("A-1/2026-02-01/1", "2026-02-20")
    (found,) = due(suspended, "2026-02-20", LATE)
    assert (found.occasion.name, found.occasion.due_on) == ("A-1/2026-02-01/3", day("2026-02-16"))


@pytest.mark.parametrize("settled", [{"completed_on": day("2026-02-03")}, {"withdrawn": True}])
def test_a_settled_action_is_not_late(settled: dict[str, Facts]) -> None:
    """Done or withdrawn, nothing is asked any more."""
    action = Action("A-1", "Bel UWV", "anna", day("2026-02-01"), **settled)
    assert planned(dossier(actions=(action,)), LATE) == []


@pytest.mark.parametrize(("phase", "terms"), [("draagvlak", 1), ("afgerond", 1), ("beeindigd", 0)])
def test_actions_are_followed_until_the_partnership_ends(phase: str, terms: int) -> None:
    """In every phase but beeindigd."""
    assert len(planned(dossier(phase, actions=acting().actions), LATE)) == terms


@pytest.mark.parametrize(
    ("facts", "since", "due_on"),
    [
        ({"roles": (coordinator(),)}, "2026-03-01", "2026-03-31"),
        ({"roles": (backup("bert", until_on=day("2026-05-10")),)}, "2026-05-10", "2026-06-09"),
        ({"roles": (backup("bert", until_on=day("2026-02-10")),)}, "2026-03-01", "2026-03-31"),
        (
            {"roles": (backup(),), "people": (Person("bert", inactive_on=day("2026-05-20")),)},
            "2026-05-20",
            "2026-06-19",
        ),
        ({"roles": (backup("anna"), coordinator("anna", "2026-05-10"))}, "2026-05-10", "2026-06-09"),
        ({"roles": (), "taken_over_on": day("2026-09-01")}, "2026-09-01", "2026-10-01"),
        ({"roles": (), "suspensions": (paused("2026-03-10", "2026-03-20"),)}, "2026-03-01", "2026-04-10"),
    ],
)
def test_a_missing_backup_counts_from_the_day_it_fell_vacant(facts: dict[str, Facts], since: str, due_on: str) -> None:
    """From the entry, the release, the leaving, the backup becoming coordinator, or the take-over: thirty days."""
    vacant = dossier("werkgroep", "2026-03-01", **facts)
    assert first_planned(vacant, BACKUP) == (f"reservecoordinator/{since}/30d", due_on)
    again = done(vacant, BACKUP, [f"reservecoordinator/{since}/30d"])
    assert first_planned(again, BACKUP)[0] == f"reservecoordinator/{since}/60d"


@pytest.mark.parametrize("roles", [(backup(),), (coordinator("anna"), backup("bert", inherited=True))])
def test_a_backup_of_the_partnership_or_the_organisation_will_do(roles: tuple[object, ...]) -> None:
    """Somebody else than the coordinator stands ready: nothing is asked."""
    assert planned(dossier("werkgroep", roles=roles), BACKUP) == []


@pytest.mark.parametrize("phase", ["draagvlak", "afgerond", "beeindigd"])
def test_a_backup_is_asked_from_werkgroep_to_borging(phase: str) -> None:
    """Before the work group and after the end nobody asks."""
    assert planned(dossier(phase, roles=()), BACKUP) == []
