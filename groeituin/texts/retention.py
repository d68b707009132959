"""Sentences about what is kept how long, and what was destroyed."""

from groeituin.texts.words import counted
from states.definition import Retention

KIND_NAMES = {
    "persoon": "namen en adressen van medewerkers die vertrokken",
    "baan": "banen die eindigden",
    "urenopgave": "uren van een contract dat afliep",
    "partnership": "partnerships die zijn afgesloten",
    "bezorging": "berichten die zijn verstuurd",
}


def length(period: Retention) -> str:
    """Return how long something is kept, as people say it: ``7 jaar``, ``18 maanden``."""
    if period.years:
        return f"{period.years} jaar"
    if period.months:
        return counted(period.months, "maand", "maanden")
    return counted(period.days or 0, "dag", "dagen")
