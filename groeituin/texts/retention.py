"""Sentences about what is kept how long, and what was destroyed."""

from collections.abc import Mapping
from datetime import date

from groeituin.texts.words import counted
from states.definition import Retention
from states.texts import day, listed

KIND_NAMES = {
    "persoon": "namen en adressen van medewerkers die vertrokken",
    "baan": "banen die eindigden",
    "urenopgave": "uren van een contract dat afliep",
    "partnership": "partnerships die zijn afgesloten",
    "bezorging": "berichten die zijn verstuurd",
}
# From when the period of each counts.
COUNTED_FROM = {
    "persoon": "het vertrek",
    "baan": "het einde van de baan",
    "urenopgave": "het einde van het contract",
    "partnership": "de laatste dag waarop er nog iets liep",
    "bezorging": "het einde van de maand",
}
# One of a kind, and more.
KINDS = {
    "partnership": ("partnership", "partnerships"),
    "baan": ("baan", "banen"),
    "urenopgave": ("contract met uren", "contracten met uren"),
    "persoon": ("medewerker", "medewerkers"),
    "bezorging": ("maand met berichten", "maanden met berichten"),
}


def length(period: Retention) -> str:
    """Return how long something is kept, as people say it: ``7 jaar``, ``18 maanden``."""
    if period.years:
        return f"{period.years} jaar"
    if period.months:
        return counted(period.months, "maand", "maanden")
    return counted(period.days or 0, "dag", "dagen")


def gone(partnership: str, destroyed_on: date) -> str:
    """Return what somebody is told who looks for a partnership that was destroyed."""
    return (
        f"Partnership {partnership} is vernietigd op {day(destroyed_on)}. Waarom en door wie: groeituin retention log"
    )


def left_out(numbers: Mapping[str, int]) -> str:
    """Return what is told beside what was known on an earlier day."""
    told = listed([counted(numbers[kind], *KINDS[kind]) for kind in KINDS if numbers.get(kind)])
    return f"Sinds die dag vernietigd, en hier dus niet te zien: {told}. Meer hierover: groeituin retention log"


def journal_line(kind: str, code: str, rows: int) -> str:
    """Return what the journal tells of a destruction."""
    return f"{KINDS[kind][0].capitalize()} {code} is vernietigd, met {counted(rows, 'regel', 'regels')}."


CONTENT_GONE = "Wat hier stond is vernietigd ({act})."
