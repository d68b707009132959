"""Sentences about a partnership as a whole."""

from datetime import date

from states.dossier import Dossier
from states.terms import Due
from states.texts import day


def standing_still(dossier: Dossier, due: Due, night: date) -> str:
    """Say that a phase lasts longer than its norm."""
    del due, night
    entry = dossier.phases[-1]
    return (
        f"Dit partnership zit sinds {day(entry.entered_on)} in de fase {dossier.phase}. Dat is langer dan gewoon. "
        "Bekijk wat er nog nodig is voor de volgende fase en spreek af wie dat doet."
    )


def coming_back(dossier: Dossier, due: Due, night: date) -> str:
    """Say that the date to come back has come, with the lesson that was kept."""
    del night
    told = f' U legde toen deze les vast: "{dossier.lesson}"' if dossier.lesson else ""
    return (
        f"U zou op {day(due.occasion.original_on)} terugkomen op dit partnership. Neem weer contact op: is er nu een "
        f"nieuwe kans? Heropen het partnership dan, of begin een nieuw.{told}"
    )


def policy_review(dossier: Dossier, due: Due, night: date) -> str:
    """Ask to look at the policy again, or to write it."""
    del night
    if not (due.subject or dossier.policy):
        return (
            f"Dit partnership is sinds {_since(due)} in de borging, en er is nog geen beleid vastgelegd. Schrijf op "
            "wat u wilt bereiken, voor wie, en wie wat doet."
        )
    return (
        f"Het beleid{_whose(dossier, due)} is op {_since(due)} voor het laatst vastgelegd. Klopt het nog met wat u "
        "leerde? Pas aan wat anders moet, of laat weten dat het zo blijft."
    )


def results_shared(dossier: Dossier, due: Due, night: date) -> str:
    """Ask to share results again, or for the first time."""
    del night
    if not (due.subject or dossier.shared_results):
        return (
            f"Dit partnership is sinds {_since(due)} in de borging, en er zijn nog geen resultaten gedeeld. Laat "
            "binnen en buiten de organisatie zien wat er is bereikt."
        )
    return (
        f"De resultaten{_whose(dossier, due)} zijn op {_since(due)} voor het laatst gedeeld. Laat binnen en buiten de "
        "organisatie zien wat er sindsdien is bereikt."
    )


def _whose(dossier: Dossier, due: Due) -> str:
    """What an organisation recorded for all its partnerships is asked once."""
    return f" van organisatie {dossier.organisation} (voor alle partnerships samen)" if due.subject else ""


def _since(due: Due) -> str:
    return day(date.fromisoformat(due.occasion.name.split("/")[-2]))
