"""Before realisation (step 2): a tender with social return, or a contract whose contractor is willing."""

from datetime import date

from states.definition import Definition
from states.dossier import Contract, Dossier
from states.requirements.judging import Missing, requirement
from states.texts import day, listed

FORMS_WITH_PERCENTAGE = {"contractbepaling", "minimumeis"}


def _tenders(dossier: Dossier, on: date) -> list[Contract]:
    """A tender of this partnership: still in the calendar, or an award of which the tender is known."""
    return [
        c
        for c in dossier.contracts
        if c.stage in {"gepland", "uitgevraagd"}
        or (c.stage == "gegund" and (c.planned_publication_on or c.published_on or c.awarded_on) and not _over(c, on))
    ]


def _over(contract: Contract, on: date) -> bool:
    """A contract that was withdrawn or has run its time is no way into realisation; one that was closed runs on."""
    if contract.stage == "ingetrokken" or contract.ends_on is None:
        return contract.stage in {"ingetrokken", "afgelopen"}
    return contract.ends_on < on


def _with_strategy(tenders: list[Contract]) -> list[Contract]:
    """The tenders that have a strategy, or all while none has: V2 to V4 must hold for one and the same tender."""
    return [c for c in tenders if _has_strategy(c)] or tenders


def _has_strategy(contract: Contract) -> bool:
    return contract.track == "2" or (contract.track == "1" and contract.instrument is not None)


@requirement("V1")
def tender_chosen(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """A tender from the calendar, linked (2Aa)."""
    if _tenders(dossier, on):
        return None
    return Missing("Er is nog geen aanbesteding gekozen. Koppel een geplande opdracht uit de kalender.")


@requirement("V2")
def strategy_chosen(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """Track 1 with an instrument, or track 2 (2Ab)."""
    tenders = _tenders(dossier, on)
    if any(_has_strategy(c) for c in tenders):
        return None
    if any(c.track == "1" for c in tenders):
        return Missing("Bij spoor 1 hoort een instrument: voorbehouden, percelen of onderhands.")
    return Missing("Er is nog geen strategie gekozen: spoor 1 (sociaal ondernemer) of spoor 2 (social return).")


@requirement("V3")
def application_decided(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """Track 2: forms with a motivation, and percentage and base where the form asks for them (2Ac)."""
    chosen = [c for c in _with_strategy(_tenders(dossier, on)) if c.track]
    if not chosen:
        return Missing("Kies eerst een strategie; daarna bepaalt u hoe u social return toepast.")
    gaps = [gap for c in chosen if (gap := _application_gap(c))]
    return Missing(gaps[0]) if len(gaps) == len(chosen) else None


def _application_gap(contract: Contract) -> str | None:
    if contract.track == "1":
        return None
    if not contract.forms:
        return f"Voor {contract.contract} is nog niet bepaald in welke vorm u social return vraagt."
    if not contract.motivated:
        return f"Voor {contract.contract} ontbreekt de motivering op omvang, aard en duur."
    if FORMS_WITH_PERCENTAGE & set(contract.forms) and not (contract.percentage and contract.base):
        return f"Voor {contract.contract} ontbreken het percentage en waarover het gaat (de grondslag)."
    return None


@requirement("V4")
def tender_awarded(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """Asked out, awarded, and linked (2Ad)."""
    chosen = _with_strategy(_tenders(dossier, on))
    decided = [c for c in chosen if c.track and not _application_gap(c)] or chosen
    awarded = [c for c in decided if c.stage == "gegund"]
    if any(c.awarded_on is None or c.awarded_on <= on for c in awarded):
        return None
    if awarded:
        first = min(c.awarded_on for c in awarded if c.awarded_on)
        return Missing(f"De opdracht wordt pas gegund op {day(first)}.", first)
    if any(c.stage == "uitgevraagd" for c in decided):
        return Missing("De aanbesteding is uitgevraagd, maar nog niet gegund.")
    return Missing("De aanbesteding is nog niet uitgevraagd.")


def _in_focus(dossier: Dossier, on: date) -> list[Contract]:
    return [c for c in dossier.contracts if c.focus and not _over(c, on)]


@requirement("V5")
def candidate_explored(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """A brainstorm sheet for a candidate and a contract in focus (2Ba)."""
    if not dossier.brainstorms:
        return Missing("Er is nog geen brainstormformat ingevuld voor een kandidaat-contract.")
    if not _in_focus(dossier, on):
        over = [c.contract for c in dossier.contracts if c.focus]
        if over:
            return Missing(f"Wat in beeld was loopt niet meer: {listed(over)}. Koppel een contract dat nog loopt.")
        return Missing("Er is nog geen contract in beeld gekozen. Koppel er een of twee als focus.")
    return None


@requirement("V6")
def contractor_spoken(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """An exploratory conversation with the contractor present (2Bb)."""
    held = [m for m in dossier.meetings if m.kind == "verkennend" and m.held_on]
    if not _in_focus(dossier, on) or not held:
        return Missing("Er is nog geen verkennend gesprek gevoerd over een contract in beeld.")
    if not any("opdrachtnemer" in m.attendees for m in held):
        return Missing("Bij het verkennend gesprek was de opdrachtnemer niet aanwezig.")
    return None


@requirement("V7")
def contractor_willing(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """A contractor of a contract in focus is willing; others may part without blocking (2Bb)."""
    focus = {c.contract for c in _in_focus(dossier, on)}
    answers = [w for w in dossier.willingness if w.contract in focus]
    if any(w.willing for w in answers):
        return None
    if answers:
        refused_on = max(w.recorded_on for w in answers)
        return Missing(
            "De opdrachtnemer wil nu niet meedoen. Kies een ander contract of ga als vrienden uit elkaar.",
            since=refused_on,
        )
    return Missing("Van geen opdrachtnemer in beeld is bekend of die wil meedoen.")


@requirement("R4")
@requirement("V8")
def no_change_waits(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """No contract change waits for a legal check on a substantial change (3a)."""
    waiting = [c for c in dossier.contracts if c.waits_for_legal_check]
    if not waiting:
        return None
    since = min(max(c.waits_since or date.min, c.linked_on or date.min) for c in waiting)
    return Missing(
        f"Een wijziging van {listed([c.contract for c in waiting])} wacht op de juridische toets of zij wezenlijk is. "
        "Leg eerst de uitkomst vast.",
        since=since,
    )
