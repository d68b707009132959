"""Sentences about a partnership as a whole."""

from datetime import date

from groeituin.texts.signals.sentence import Question
from states.texts import day


def standing_still(asked: Question) -> str:
    """Say that a phase lasts longer than its norm."""
    entry = asked.dossier.phases[-1]
    return (
        f"Dit partnership zit sinds {day(entry.entered_on)} in de fase {entry.phase}. Dat is langer dan gewoon. "
        "Bekijk wat er nog nodig is voor de volgende fase en spreek af wie dat doet."
    )


def coming_back(asked: Question) -> str:
    """Say that the date to come back has come, with the lesson that was kept."""
    returning_on = asked.due.occasion.original_on
    told = f' U legde toen deze les vast: "{asked.dossier.lesson}"' if asked.dossier.lesson else ""
    return (
        f"U zou op {day(returning_on)} terugkomen op dit partnership. Neem weer contact op: is er nu een "
        f"nieuwe kans? Heropen het partnership dan, of begin een nieuw.{told}"
    )


def policy_review(asked: Question) -> str:
    """Ask to look at the policy again, or to write it."""
    if not (asked.due.subject or asked.dossier.policy):
        return (
            f"Dit partnership is sinds {_since(asked)} in de borging, en er is nog geen beleid vastgelegd. Schrijf op "
            "wat u wilt bereiken, voor wie, en wie wat doet."
        )
    return (
        f"Het beleid{_whose(asked)} is op {_since(asked)} voor het laatst vastgelegd. Klopt het nog met wat u "
        "leerde? Pas aan wat anders moet, of laat weten dat het zo blijft."
    )


def results_shared(asked: Question) -> str:
    """Ask to share results again, or for the first time."""
    if not (asked.due.subject or asked.dossier.shared_results):
        return (
            f"Dit partnership is sinds {_since(asked)} in de borging, en er zijn nog geen resultaten gedeeld. Laat "
            "binnen en buiten de organisatie zien wat er is bereikt."
        )
    return (
        f"De resultaten{_whose(asked)} zijn op {_since(asked)} voor het laatst gedeeld. Laat binnen en buiten de "
        "organisatie zien wat er sindsdien is bereikt."
    )


def _whose(asked: Question) -> str:
    """What an organisation recorded for all its partnerships is asked once."""
    return f" van organisatie {asked.due.subject} (voor alle partnerships samen)" if asked.due.subject else ""


def _since(asked: Question) -> str:
    return day(date.fromisoformat(asked.due.occasion.name.split("/")[-2]))
