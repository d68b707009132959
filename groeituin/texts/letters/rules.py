"""What a letter says per rule: the one thing to do first, why it is asked now, and who hears of it next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from groeituin.definitions import calendar_of
from groeituin.texts.terms import because
from groeituin.texts.words import ROLE_NAMES, who
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.occasions.meetings import target_of
from states.periods import read_period
from states.recipients import filled_by, recipients, told
from states.signal import Signal
from states.terms import Term
from states.texts import day, weekday_and_day

# From these leads on, in months: a year is what a European tender takes, half a year what a quick one does (2Aa).
LONG_BEFORE, IN_TIME = 12, 6
# Annex III: with four months or less to go, brainstorm at once.
BRAINSTORM_NOW = 4
SOON = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Asked:
    """A signal in its partnership, as a letter of one night looks at it."""

    signal: Signal
    dossier: Dossier
    night: date
    process: Definition
    reader: str = ""

    @property
    def procurement(self) -> str:
        """Return with whom the reader speaks of a tender: procurement, or the coordinator for who is procurement."""
        buys, leads = (filled_by(self.dossier, role) for role in ("inkoopexpert", "projectcoordinator"))
        return "de coördinator" if self.reader in buys and self.reader not in leads else "inkoop"

    @property
    def last(self) -> str:
        """Return the last part of the occasion: a lead, a number, a period, ``einde``."""
        return self.signal.occasion.rsplit("/", 1)[-1]

    @property
    def months(self) -> int:
        """Return how many months ahead it asks; 0 where the occasion holds no such lead."""
        number = self.last.removesuffix("m")
        return int(number) if number.isdigit() and number != self.last else 0

    @property
    def about(self) -> date | None:
        """Return the date that the occasion is about; None where it holds none."""
        return date_in(self.signal.occasion)

    @property
    def contract(self) -> Contract | None:
        """Return the contract that it is about, if that is still linked."""
        return next((c for c in self.dossier.contracts if c.contract == self.signal.subject), None)


FirstStep = Callable[[Asked], str]


def date_in(occasion: str) -> date | None:
    """Return the date that an occasion holds, the last but one of its parts; None where it holds none."""
    try:
        return date.fromisoformat(occasion.split("/")[-2:][0])
    except ValueError:
        return None


def first_step(
    signal: Signal, dossier: Dossier, process: Definition, night: date, *, rung: int = 0, reader: str = ""
) -> str:
    """Return the one thing to do first about a signal, in a sentence.

    Args:
        signal: what was asked.
        dossier: the partnership as it is now.
        process: the process that it follows.
        night: the day of the letter.
        rung: which rung of the ladder brought the signal to the reader, 0 for who was asked first.
        reader: who reads it; empty where that does not matter.
    """
    if rung:
        return f"Vraag {asked_first(signal, process)} wat er nodig is om verder te komen."
    found = WORDS.get(signal.rule)
    return found.first(Asked(signal, dossier, night, process, reader)) if found else NOT_KNOWN


def in_short(rule: str) -> str:
    """Return a rule in a few words, for a subject line."""
    found = WORDS.get(rule)
    return found.short if found else "er wacht een vraag"


def why(signal: Signal, original_on: date, dossier: Dossier, process: Definition) -> str:
    """Return when a signal fell due and what set that date; in plain words where the process no longer tells.

    Args:
        signal: what was asked.
        original_on: its date before working days or a suspension moved it.
        dossier: the partnership as it is now.
        process: the process that it follows, which may be another than the one that asked.
    """
    term = Term(signal.rule, signal.subject, signal.occasion, signal.due_on, original_on)
    try:
        reason = because(dossier, term, process, calendar_of(process))
    except (KeyError, ValueError, IndexError):  # an occasion of another process: no letter may fail for it
        reason = "Dit vroeg het proces dat toen gold."
    told = f"{reason}{_past_at_take_over(signal, dossier)}"
    return told if day(signal.due_on) in reason else f"{weekday_and_day(signal.due_on)}: {told[0].lower()}{told[1:]}"


def _past_at_take_over(signal: Signal, dossier: Dossier) -> str:
    taken_over_on = dossier.taken_over_on
    if taken_over_on is None or signal.due_on > taken_over_on:
        return ""
    return f" Bij de overname op {day(taken_over_on)} was dit moment al voorbij; daarom vragen we het nog."


def then(signal: Signal, dossier: Dossier, process: Definition) -> str:
    """Return who else is asked when nobody answers; empty when that is nobody, or nobody who was not asked already."""
    rule = process.rules.get(signal.rule)
    if rule is None or signal.status != "open" or signal.rung >= len(rule.ladder):
        return ""
    roles = rule.ladder[signal.rung].to
    people = recipients(dossier, process, signal.rule, signal.subject, roles)
    if set(people) <= set(told(dossier, process, signal.rule, signal.subject, signal.rung)):
        return ""
    return f"Daarna vragen we het ook aan {who(roles)}."


def asked_first(signal: Signal, process: Definition) -> str:
    """Return who is asked by a rule before its ladder is climbed, as roles in words."""
    rule = process.rules.get(signal.rule)
    return who(rule.to) if rule else "wie het eerst is gevraagd"


def _progress_meeting(asked: Asked) -> str:
    day_before = asked.signal.due_on - timedelta(days=1)
    if any(m.kind == "voortgang" and m.planned_on == day_before for m in asked.dossier.meetings):
        return "Vraag na of het gesprek is gehouden, en leg het dan vast."
    period = read_period(asked.last)
    if asked.night > period.last:
        return "Bel de opdrachtnemer en spreek deze week nog een datum af."
    rule = asked.process.rules.get(asked.signal.rule)
    target = target_of(period, rule.target_day, calendar_of(asked.process)) if rule else date.min
    when = f"rond {day(target)}" if asked.night <= target else f"niet later dan {day(period.last)}"
    return f"Stel de opdrachtnemer twee data voor, {when}."


def _contract_end(asked: Asked) -> str:
    contract, ends_on = asked.contract, asked.about
    if asked.dossier.phase == "beeindigd":
        return "Geef de les van dit partnership door aan wie het nieuwe contract voorbereidt."
    if ends_on and ends_on < asked.night:
        return "Zoek uit of het contract is verlengd, en leg dat vast."
    if contract and any(s.stage in {"gepland", "uitgevraagd"} for s in contract.successors):
        return f"Kijk samen met {asked.procurement} of de planning van het nieuwe contract nog klopt."
    if contract and any(o.status == "open" and (o.notify_by or date.max) >= asked.night for o in contract.options):
        return "Spreek met de interne opdrachtgever af of u het contract verlengt."
    return _new_contract(asked)


def _new_contract(asked: Asked) -> str:
    if asked.months >= LONG_BEFORE:
        return "Zet de nieuwe aanbesteding op de aanbestedingskalender."
    if asked.months >= IN_TIME:
        return f"Kijk deze week met {asked.procurement} of een nieuwe aanbesteding nog op tijd klaar kan zijn."
    return f"Spreek deze week met {asked.procurement} af hoe u de tijd tot een nieuw contract overbrugt."


def _evaluation(asked: Asked) -> str:
    if asked.last == "einde":
        return "Plan een laatste gesprek met de opdrachtnemer en kijk samen terug."
    if asked.signal.subject:
        return "Plan de evaluatie nu, dan kunnen de lessen mee in de volgende aanbesteding."
    return "Kies met de opdrachtnemer een datum voor de evaluatie."


def _option(asked: Asked) -> str:
    notify_by = asked.about
    if notify_by and notify_by < asked.night:
        return "Zoek op of de verlenging op tijd is gemeld."
    if notify_by and notify_by - asked.night <= SOON:
        return "Beslis deze week of u verlengt, en meld het."
    return "Spreek met elkaar af of u wilt verlengen, en wie dat meldt."


def _hours(asked: Asked) -> str:
    if asked.signal.occasion != f"{asked.signal.subject}/{asked.last}":
        return "Lees waarom de opgave is afgekeurd, en bel als iets niet duidelijk is."
    if asked.dossier.basis == "inspanning":
        return "Schrijf in een paar zinnen op wat u in dit kwartaal deed."
    return "Tel de betaalde uren per doelgroep op, en vul het formulier in."


def _standing_still(asked: Asked) -> str:
    if asked.dossier.phase == "draagvlak":
        return "Spreek met het bestuur af wanneer het een besluit neemt."
    return "Zet met de werkgroep op een rij wat nog nodig is voor de volgende fase."


def _vacant(asked: Asked) -> str:
    role = ROLE_NAMES.get(asked.signal.subject, "die niemand heeft")
    return f"Vraag binnen uw organisatie wie de rol {role} op zich neemt."


def _tender(asked: Asked) -> str:
    if asked.about and asked.about < asked.night:
        return "Zoek uit of de aanbesteding al is gepubliceerd."
    if asked.months <= BRAINSTORM_NOW:
        return "Plan deze week een brainstorm over social return in deze aanbesteding."
    return "Plan een marktconsultatie, en nodig bedrijven uit."


def _policy(asked: Asked) -> str:
    if not (asked.signal.subject or asked.dossier.policy):
        return "Maak een afspraak om de eerste versie van het beleid te schrijven."
    return "Lees het beleid door, en zet een streep bij wat niet meer klopt."


def _always(sentence: str) -> FirstStep:
    return lambda _asked: sentence


@dataclass(frozen=True, slots=True)
class Words:
    """A rule in a few words, and the one thing to do first."""

    short: str
    first: FirstStep


# What a contractor reads of a question that tells about the contract of another one.
OF_ANOTHER_CONTRACT = "Er wacht een vraag op u in dit partnership. Bel de coördinator: die vertelt u wat er nodig is."
NOT_KNOWN = "Ga na of dit nog nodig is, en laat weten wat u vond."
WORDS: dict[str, Words] = {
    "voortgangsgesprek": Words("plan het voortgangsgesprek", _progress_meeting),
    "contract_verloopt": Words("het contract loopt af", _contract_end),
    "evaluatie": Words("kijk samen terug", _evaluation),
    "verlengoptie": Words("beslis over verlengen", _option),
    "plan_van_aanpak": Words("bespreek het plan van aanpak", _always("Spreek een datum af voor het startgesprek.")),
    "urenopgave": Words("stuur de urenopgave", _hours),
    "eindafrekening": Words("maak de eindafrekening", _always("Vraag de opdrachtnemer om de laatste urenopgave.")),
    "fase_staat_stil": Words("het staat stil", _standing_still),
    "actie_te_laat": Words(
        "een actie is te laat", _always("Maak de actie vandaag af, of kies een datum die u wel haalt.")
    ),
    "reservecoordinator_ontbreekt": Words(
        "wijs een reserve aan", _always("Vraag een collega om reservecoördinator te zijn.")
    ),
    "rol_onbezet": Words("een rol is niet bezet", _vacant),
    "aanbesteding_nadert": Words("de aanbesteding komt eraan", _tender),
    "baan_loopt_af": Words("banen lopen af", _always("Vraag de leidinggevende of het werk kan blijven.")),
    "achterstand": Words("het contract loopt achter", _always("Bel de opdrachtnemer en vraag waardoor het komt.")),
    "pso_verloopt": Words(
        "een certificaat loopt af", _always("Vraag de opdrachtnemer of het nieuwe certificaat is aangevraagd.")
    ),
    "terugkomen": Words("neem weer contact op", _always("Bel uw contact van toen, en vraag hoe het nu gaat.")),
    "beleid_herijken": Words("kijk naar het beleid", _policy),
    "resultaten_delen": Words(
        "deel de resultaten", _always("Kies één resultaat waar u trots op bent, en wie het moet horen.")
    ),
}
