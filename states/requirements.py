"""One small function per requirement of the guide: what a dossier still lacks before the next phase.

Each returns None when it is met, or what is missing: a Dutch sentence, with the first date on which time alone will
meet it where that is so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from states.definition import Definition
from states.dossier import Contract, Dossier
from states.periods import MONTHS
from states.texts import day, listed
from states.verdict import Verdict
from states.vocabulary import POLICY_PARTS
from states.working_days import add_months


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in the way, and from when it no longer does if time alone is enough."""

    sentence: str
    possible_from: date | None = None


Judge = Callable[[Dossier, Definition, date], Missing | None]
JUDGES: dict[str, Judge] = {}
FORMS_WITH_PERCENTAGE = {"contractbepaling", "minimumeis"}
ROLE_NAMES = {
    "inkoopexpert": "inkoop",
    "hr_expert": "HR",
    "contractmanager": "contractmanagement",
    "interne_opdrachtgever": "de interne opdrachtgever",
}


def requirement(code: str) -> Callable[[Judge], Judge]:
    """Register the function that judges a requirement of the definition."""

    def register(judge: Judge) -> Judge:
        JUDGES[code] = judge
        return judge

    return register


def judge(code: str, dossier: Dossier, definition: Definition, on: date) -> Verdict:
    """Return what one requirement says of a dossier on a date."""
    found = JUDGES[code](dossier, definition, on)
    described = definition.requirements[code]
    if found is None:
        return Verdict(ok=True, code=code, sentence=f"In orde: {described.what}.", step=described.step)
    return Verdict(ok=False, code=code, sentence=found.sentence, step=described.step, possible_from=found.possible_from)


@requirement("D1")
def decision_taken(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A decision of the board, with its date and who decided (1a)."""
    del definition
    dates = [d.decided_on for d in dossier.decisions if d.decision == "principebesluit"]
    if not dates:
        return Missing("Er is nog geen principebesluit vastgelegd. Leg vast wie besloot en wanneer.")
    if min(dates) > on:
        return Missing(f"Het principebesluit wordt pas genomen op {day(min(dates))}.", min(dates))
    return None


@requirement("D2")
def coordinator_named(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Somebody who pulls (1b)."""
    del definition, on
    if dossier.holders("projectcoordinator"):
        return None
    return Missing("Er is nog geen coördinator. Wijs een projectcoördinator aan.")


@requirement("W1")
def work_group_complete(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """The work group covers purchasing, HR, contract management and the internal client (1b)."""
    del on
    absent = [ROLE_NAMES.get(role, role) for role in definition.work_group_roles if not dossier.holders(role)]
    return Missing(f"In de werkgroep ontbreekt nog: {listed(absent)}.") if absent else None


@requirement("W2")
def backup_named(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A backup for the coordinator, who is another person (1b)."""
    del definition, on
    backups = dossier.holders("projectcoordinator", backup=True)
    if not backups:
        return Missing("Er is nog geen reservecoördinator. Wijs iemand aan die het kan overnemen.")
    if not set(backups) - set(dossier.holders("projectcoordinator")):
        return Missing("De reservecoördinator is dezelfde persoon als de coördinator. Wijs iemand anders aan.")
    return None


@requirement("W3")
def objective_set(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """At least one objective with a target group (1c)."""
    del definition, on
    return None if dossier.objectives else Missing("Er is nog geen doelstelling met een doelgroep.")


@requirement("W4")
def action_plan_made(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """At least one action with an owner and a deadline (1d)."""
    del definition, on
    if any(not action.withdrawn for action in dossier.actions):
        return None
    return Missing("Er is nog geen actieplan. Leg ten minste één actie vast, met eigenaar en deadline.")


@requirement("W5")
def route_chosen(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A route: tender, existing contract, or both (1d)."""
    del definition, on
    return None if dossier.route else Missing("Er is nog geen route gekozen: aanbesteding, bestaand contract of beide.")


def _tenders(dossier: Dossier) -> list[Contract]:
    """A tender of this partnership: still in the calendar, or one that was asked out under its eyes."""
    return [
        c
        for c in dossier.contracts
        if c.stage in {"gepland", "uitgevraagd"} or (c.stage == "gegund" and c.published_on)
    ]


@requirement("V1")
def tender_chosen(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A tender from the calendar, linked (2Aa)."""
    del definition, on
    if _tenders(dossier):
        return None
    return Missing("Er is nog geen aanbesteding gekozen. Koppel een geplande opdracht uit de kalender.")


@requirement("V2")
def strategy_chosen(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Track 1 with an instrument, or track 2 (2Ab)."""
    del definition, on
    tenders = _tenders(dossier)
    if any(c.track == "2" or (c.track == "1" and c.instrument) for c in tenders):
        return None
    if any(c.track == "1" for c in tenders):
        return Missing("Bij spoor 1 hoort een instrument: voorbehouden, percelen of onderhands.")
    return Missing("Er is nog geen strategie gekozen: spoor 1 (sociaal ondernemer) of spoor 2 (social return).")


@requirement("V3")
def application_decided(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Track 2: forms with a motivation, and percentage and base where the form asks for them (2Ac)."""
    del definition, on
    tracks = [c for c in _tenders(dossier) if c.track]
    if not tracks:
        return Missing("Kies eerst een strategie; daarna bepaalt u hoe u social return toepast.")
    gaps = [_application_gap(c) for c in tracks if c.track == "2"]
    if not gaps or None in gaps or any(c.track == "1" for c in tracks):
        return None
    return Missing(str(gaps[0]))


def _application_gap(contract: Contract) -> str | None:
    if not contract.forms:
        return f"Voor {contract.contract} is nog niet bepaald in welke vorm u social return vraagt."
    if not contract.motivated:
        return f"Voor {contract.contract} ontbreekt de motivering op omvang, aard en duur."
    if FORMS_WITH_PERCENTAGE & set(contract.forms) and not (contract.percentage and contract.base):
        return f"Voor {contract.contract} ontbreken het percentage en waarover het gaat (de grondslag)."
    return None


@requirement("V4")
def tender_awarded(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Asked out, awarded, and linked (2Ad)."""
    del definition
    awarded = [c for c in _tenders(dossier) if c.stage == "gegund"]
    if any(c.awarded_on is None or c.awarded_on <= on for c in awarded):
        return None
    if awarded:
        first = min(c.awarded_on for c in awarded if c.awarded_on)
        return Missing(f"De opdracht wordt pas gegund op {day(first)}.", first)
    if any(c.stage == "uitgevraagd" for c in dossier.contracts):
        return Missing("De aanbesteding is uitgevraagd, maar nog niet gegund.")
    return Missing("De aanbesteding is nog niet uitgevraagd.")


def _in_focus(dossier: Dossier) -> list[Contract]:
    return [c for c in dossier.contracts if c.focus]


@requirement("V5")
def candidate_explored(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A brainstorm sheet for a candidate and a contract in focus (2Ba)."""
    del definition, on
    if not dossier.brainstorms:
        return Missing("Er is nog geen brainstormformat ingevuld voor een kandidaat-contract.")
    if not _in_focus(dossier):
        return Missing("Er is nog geen contract in beeld gekozen. Koppel er een of twee als focus.")
    return None


@requirement("V6")
def contractor_spoken(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """An exploratory conversation with the contractor present (2Bb)."""
    del definition, on
    held = [m for m in dossier.meetings if m.kind == "verkennend" and m.held_on]
    if not _in_focus(dossier) or not held:
        return Missing("Er is nog geen verkennend gesprek gevoerd over een contract in beeld.")
    if not any("opdrachtnemer" in m.attendees for m in held):
        return Missing("Bij het verkennend gesprek was de opdrachtnemer niet aanwezig.")
    return None


@requirement("V7")
def contractor_willing(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A contractor of a contract in focus is willing; others may part without blocking (2Bb)."""
    del definition, on
    focus = {c.contract for c in _in_focus(dossier)}
    answers = [w.willing for w in dossier.willingness if w.contract in focus]
    if any(answers):
        return None
    if answers:
        return Missing("De opdrachtnemer wil nu niet meedoen. Kies een ander contract of ga als vrienden uit elkaar.")
    return Missing("Van geen opdrachtnemer in beeld is bekend of die wil meedoen.")


@requirement("R4")
@requirement("V8")
def no_change_waits(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """No contract change waits for a legal check on a substantial change (3a)."""
    del definition, on
    waiting = [c.contract for c in dossier.contracts if c.waits_for_legal_check]
    if not waiting:
        return None
    return Missing(
        f"Een wijziging van {listed(waiting)} wacht op de juridische toets of zij wezenlijk is. "
        "Leg eerst de uitkomst vast."
    )


@requirement("R1")
def jobs_mapped(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Potential jobs are mapped (3a)."""
    del definition, on
    return None if dossier.jobs else Missing("Er zijn nog geen mogelijke banen in kaart gebracht.")


@requirement("R2")
def deciders_met(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A meeting with the decision makers was held (3b)."""
    del definition, on
    if any(m.kind == "beslissers" and m.held_on for m in dossier.meetings):
        return None
    return Missing("Er is nog geen gesprek met de beslissers gevoerd.")


@requirement("R3")
def first_job_filled(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """The first job is filled; an effort will do with basis inspanning or on track 1 (3)."""
    del definition
    by_effort = dossier.basis == "inspanning" or any(c.track == "1" for c in dossier.contracts)
    if by_effort and dossier.efforts:
        return None
    starts = [job.starts_on for job in dossier.jobs if job.starts_on]
    if starts and min(starts) <= on:
        return None
    if starts:
        return Missing(f"De eerste baan begint pas op {day(min(starts))}.", min(starts))
    if by_effort:
        return Missing("Er is nog geen eerste baan ingevuld en geen eerste inspanning vastgelegd.")
    return Missing("Er is nog geen eerste baan ingevuld.")


@requirement("M1")
def monitoring_agreed(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Frequency, agenda, roles and information of monitoring are agreed (4a)."""
    del definition, on
    if dossier.agreements:
        return None
    return Missing("Er zijn nog geen afspraken over monitoring: hoe vaak, welke agenda, wie en welke informatie.")


@requirement("M2")
def progress_met(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A progress meeting, the last no longer ago than twice the agreed frequency (4a)."""
    held = [m.held_on for m in dossier.meetings if m.kind == "voortgang" and m.held_on and m.held_on <= on]
    if not held:
        return Missing("Er is nog geen voortgangsgesprek gehouden.")
    agreement = max(dossier.agreements, key=lambda a: a.agreed_on, default=None)
    months = MONTHS[agreement.frequency if agreement else definition.rules["voortgangsgesprek"].default_frequency]
    if add_months(max(held), definition.meeting_recency * months) < on:
        return Missing(f"Het laatste voortgangsgesprek was op {day(max(held))}; dat is te lang geleden.")
    return None


@requirement("M3")
def hours_approved(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """An approved hours report; with basis inspanning an effort report does too (4a)."""
    del definition, on
    approved = [r for r in dossier.hours_reports if r.status == "goedgekeurd"]
    if any(not r.effort for r in approved) or (approved and dossier.basis == "inspanning"):
        return None
    if approved:
        return Missing("Er is alleen een verslag van inspanning goedgekeurd; een urenopgave ontbreekt nog.")
    if dossier.hours_reports:
        return Missing("Er is een urenopgave ontvangen, maar nog geen goedgekeurd.")
    return Missing("Er is nog geen urenopgave ontvangen en goedgekeurd.")


@requirement("M4")
def evaluated(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """An evaluation with lessons and what to take to the next tender (4b)."""
    del definition, on
    if not dossier.evaluations:
        return Missing("Er is nog geen evaluatie vastgelegd.")
    if not any(e.lessons and e.next_tender for e in dossier.evaluations):
        return Missing("De evaluatie noemt nog geen lessen, of niet wat u meeneemt naar de volgende aanbesteding.")
    return None


@requirement("B1")
def policy_written(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Policy with all seven parts (5a)."""
    del definition, on
    written = {p.what for p in dossier.policy}
    absent = [part.replace("_", " ") for part in POLICY_PARTS if part not in written]
    return Missing(f"In het beleid ontbreekt nog: {listed(absent)}.") if absent else None


@requirement("B2")
def specialist_appointed(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A social return specialist is appointed (5b)."""
    del definition, on
    return None if dossier.specialists else Missing("Er is nog geen social return specialist aangesteld.")


@requirement("B3")
def endorsed(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Board and management endorsed (5c)."""
    del definition
    dates = [d.decided_on for d in dossier.decisions if d.decision == "bekrachtiging"]
    if not dates:
        return Missing("Bestuur en management hebben de aanpak nog niet bekrachtigd.")
    if min(dates) > on:
        return Missing(f"De bekrachtiging volgt pas op {day(min(dates))}.", min(dates))
    return None


@requirement("B4")
def results_shared(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Results are shared inside and outside (5d)."""
    del definition, on
    reached = {r.what for r in dossier.shared_results}
    absent = [word for audience, word in (("intern", "binnen"), ("extern", "buiten")) if audience not in reached]
    return Missing(f"De resultaten zijn nog niet gedeeld {listed(absent)} de organisatie.") if absent else None
