"""Letters of several kinds, made of the example of every rule as a night raises it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dossiers import CALENDAR, DEFINITION, Facts, day
from rules import EXAMPLES, known

from groeituin.texts.letters.deadlines import deadline
from groeituin.texts.letters.letter import Letter, Point
from groeituin.texts.letters.rules import OF_ANOTHER_CONTRACT, asked_first, first_step, then, why
from groeituin.texts.signals import signal_sentence
from groeituin.texts.signals.sentence import Question
from states.dossier import Dossier
from states.signal import Signal, waiting
from states.terms import Due, fall_due

STADHUIS = ("P-1", "Schoonmaak Stadhuis")
CATERING = ("P-2", "Catering Provinciehuis")
GROEN = ("P-3", "Groenonderhoud langs de provinciale wegen in Noord en Midden")


def asked(
    example: str, /, *, rung: int = 0, of: tuple[str, str] = STADHUIS, news: str | None = "nieuw", **told: Facts
) -> Point:
    """Return the example of a rule as a letter tells it on the night that raises it.

    Args:
        example: the rule.
        rung: the rung of the ladder that brought it to the reader.
        of: code and title of the partnership.
        news: why it is told; None when it waits.
        told: other fields of the point.
    """
    night = day(EXAMPLES[example].first[1])
    dossier = replace(known(example), partnership=of[0], title=of[1])
    (due,) = fall_due(dossier, DEFINITION, CALENDAR, night, [example])
    return point(dossier, due, signal_of(dossier, due, rung), rung=rung, news=news, **told)


def signal_of(dossier: Dossier, due: Due, rung: int = 0) -> Signal:
    """Return the open signal of what fell due, a rung of its ladder climbed."""
    on = due.occasion.due_on
    return waiting(
        Signal(due.rule, due.subject, due.occasion.name, on, asked_on=on, rung=rung), dossier, DEFINITION, CALENDAR
    )


def point(dossier: Dossier, due: Due, signal: Signal, *, rung: int, news: str | None, **told: Facts) -> Point:
    """Return a signal as a letter tells it on the night that raises it."""
    night = due.occasion.due_on
    fields: dict[str, Any] = {
        "partnership": dossier.partnership, "title": dossier.title, "rule": due.rule,
        "sentence": signal_sentence(Question(dossier, due, night, DEFINITION)),
        "why": why(signal, due.occasion.original_on, dossier, DEFINITION),
        "first": first_step(signal, dossier, DEFINITION, night, rung=rung), "raised_on": night,
        "by": signal.next_on, "then": then(signal, dossier, DEFINITION), "news": news, "status": "open", "until": None,
        "asked_first": asked_first(signal, DEFINITION) if rung else "",
        "occasion": due.occasion.name, "deadline": deadline(signal, DEFINITION), **told,
    }  # fmt: skip
    return Point(**fields)


def letter(
    *points: Point, on: str = "2026-11-23", weekly: bool = False, more: int = 0, name: str = "Anna de Vries"
) -> Letter:
    """Return a letter of a Monday; what is new in it was raised that night, the rest the week before."""
    today = day(on)
    told = []
    for number, one in enumerate(points):
        raised_on = today if one.news else today - timedelta(days=7)
        by = CALENDAR.back(raised_on + timedelta(days=14 + number))
        told.append(replace(one, raised_on=raised_on, by=one.by and by))
    return Letter("anna", name, today, weekly, tuple(told), more)


def waits(rule: str, **told: Facts) -> Point:
    """Return a question that was told before: no more than its sentence."""
    return asked(rule, news=None, why="", first="", then="", **told)


BERT, CEES = "Bert Smit", "Cees de Boer"
BOARD: dict[str, Any] = {"rung": 2, "news": "geescaleerd", "of": CATERING, "coordinator": BERT}
NOT_THEIRS: dict[str, Any] = {
    "rule": "", "sentence": OF_ANOTHER_CONTRACT, "why": "", "first": "", "then": "", "occasion": "", "deadline": None,
}  # fmt: skip
LETTERS: dict[str, Letter] = {
    "een_nieuwe_vraag": letter(asked("voortgangsgesprek", also="contractmanagement"), on="2026-02-16"),
    "maandag_met_veel": letter(
        asked("achterstand"), asked("contract_verloopt", of=CATERING), asked("rol_onbezet", of=GROEN),
        asked("urenopgave", rung=1, news="geescaleerd", of=GROEN), asked("evaluatie", news="terug"),
        asked("actie_te_laat", news="overgenomen", of=CATERING),
        waits("verlengoptie", of=GROEN), waits("pso_verloopt", status="uitgesteld", until=day("2026-12-01")),
        waits("voortgangsgesprek", of=CATERING, status="ingepland", until=day("2026-12-15"), by=None),
        waits("plan_van_aanpak", rung=1, of=CATERING),
        more=12,
    ),
    "geescaleerd": letter(asked("achterstand", **BOARD), asked("plan_van_aanpak", **BOARD), name="Wil van Dam"),
    "week_met_nieuws": letter(
        asked("aanbesteding_nadert", coordinator=BERT), waits("evaluatie", of=CATERING, coordinator=CEES),
        waits("urenopgave", of=CATERING, coordinator=CEES),
        waits("urenopgave", of=CATERING, coordinator=CEES, occasion="C-1/2026-10-20/2026-K1"), weekly=True,
    ),
    "week_zonder_nieuws": letter(
        waits("contract_verloopt"), waits("terugkomen", of=CATERING, status="uitgesteld", until=day("2026-12-07")),
        weekly=True,
    ),
    "opdrachtnemer": letter(
        asked("urenopgave", coordinator=BERT), asked("baan_loopt_af", coordinator=BERT, also="HR"),
        asked("baan_loopt_af", of=CATERING, coordinator=BERT, **NOT_THEIRS),
        name="Otto Jansen",
    ),
    "alle_regels": letter(*(asked(rule) for rule in EXAMPLES)),
}  # fmt: skip
