"""Sentences about contracts: their end, extension, tender, award and contractor."""

from datetime import date

from groeituin.texts.signals.sentence import Question, contract_of, ends
from states.dossier import Contract, Dossier, Lesson, Option, Successor
from states.texts import day, listed
from states.working_days import add_months

SHORT_TENDER_MONTHS = 4
MOST_LESSONS = 2


def contract_expiry(asked: Question) -> str:
    """Say when a contract ends, how it can be extended, and how far its successor is."""
    contract = contract_of(asked.dossier, asked.due.subject)
    ends_on = contract.ends_on or asked.due.occasion.due_on
    parts = [
        ends(contract, ends_on, asked.night),
        _options(contract, asked.night),
        _successor(contract, ends_on, asked.night),
    ]
    if asked.dossier.phase == "beeindigd" and asked.dossier.lesson:
        parts.append(f'De les die u vastlegde bij het einde van dit partnership: "{asked.dossier.lesson}"')
    return " ".join(part for part in parts if part)


def _options(contract: Contract, night: date) -> str:
    undecided = [option for option in contract.options if option.status == "open"]
    left = [_option(o) for o in undecided if not o.notify_by or o.notify_by >= night]
    late = [
        f"Verlengen tot {day(o.until)} moest u uiterlijk {day(o.notify_by)} melden; is dat gebeurd, leg het dan vast."
        for o in undecided
        if o.notify_by and o.notify_by < night
    ]
    return " ".join([*([f"U kunt het contract nog verlengen {listed(left)}."] if left else []), *late])


def _option(option: Option) -> str:
    until = f"tot {day(option.until)}"
    return f"{until} (meld dat uiterlijk {day(option.notify_by)})" if option.notify_by else until


def _successor(contract: Contract, ends_on: date, night: date) -> str:
    planned = [s for s in contract.successors if s.stage in {"gepland", "uitgevraagd"}]
    if planned:
        return _prepared(min(planned, key=lambda s: s.planned_publication_on or date.max), night)
    if ends_on < night:
        return (
            "Er is nog geen opvolger gepland. Is het contract verlengd, of komt er een nieuw contract? Leg dat vast. "
            "Komt er geen nieuw contract? Leg dan de reden vast."
        )
    # How long a tender takes differs between authorities; the leads of the definition are their own choice.
    return (
        "Er is nog geen opvolger gepland. Begin nu met de aanbesteding. Komt die niet op tijd klaar, bespreek dan met "
        "inkoop hoe u de tijd tot dan overbrugt."
    )


def _prepared(successor: Successor, night: date) -> str:
    tender, publication = f"De aanbesteding van de opvolger {successor.contract}", successor.planned_publication_on
    if successor.stage == "uitgevraagd":
        return f"{tender} loopt. Leg vast wie het contract krijgt, zodra u dat weet."
    if publication is None:
        return f"{tender} heeft nog geen datum. Kies wanneer u publiceert."
    if publication < night:
        return f"{tender} stond gepland voor {day(publication)}. Is die al gepubliceerd? Leg dat vast."
    if publication < add_months(night, SHORT_TENDER_MONTHS):
        return f"{tender} staat gepland voor {day(publication)}. Dat is al snel: brainstorm nu over social return."
    return (
        f"{tender} staat gepland voor {day(publication)}. "
        "Er is nog tijd: vraag bedrijven in een marktconsultatie wat mogelijk is."
    )


def option_to_extend(asked: Question) -> str:
    """Say by when an extension must be notified, and that it is the moment for a conversation."""
    contract = contract_of(asked.dossier, asked.due.subject)
    notify_by = date.fromisoformat(asked.due.occasion.name.split("/")[-2])
    left = [o for o in contract.options if o.status == "open" and o.notify_by and o.notify_by <= notify_by]
    until = listed([f"tot {day(o.until)}" for o in left if o.notify_by == notify_by])
    named = f"Contract {contract.contract} ({contract.title})"
    undecided = [
        f"Leg ook vast of er is verlengd tot {day(o.until)}; dat moest u uiterlijk {day(o.notify_by)} melden."
        for o in left
        if o.notify_by and o.notify_by < min(notify_by, asked.night)
    ]
    if notify_by < asked.night:
        what = (
            f"{named} kon worden verlengd {until}; dat moest u uiterlijk {day(notify_by)} melden. Is dat gebeurd? "
            "Leg vast of het contract is verlengd."
        )
    else:
        what = (
            f"{named} kan worden verlengd {until}. Meld dat uiterlijk {day(notify_by)}. Bespreek eerst met de "
            "opdrachtnemer wat er in die jaren aan banen bij kan, en leg dan vast of u verlengt."
        )
    return " ".join([what, *undecided])


def action_plan(asked: Question) -> str:
    """Ask whether the contractor's plan was discussed after the award."""
    contract = contract_of(asked.dossier, asked.due.subject)
    awarded_on = contract.awarded_on or asked.due.occasion.original_on
    return (
        f"Contract {contract.contract} ({contract.title}) is op {day(awarded_on)} gegund. Hebben opdrachtgever en "
        "opdrachtnemer het plan van aanpak voor de banen al samen besproken? Voer het startgesprek en leg het vast."
    )


def final_settlement(asked: Question) -> str:
    """Ask for the final figure of a contract that ends."""
    contract = contract_of(asked.dossier, asked.due.subject)
    ended = ends(contract, contract.ends_on or asked.due.occasion.original_on, asked.night)
    return (
        f"{ended} Maak de eindafrekening: vraag de laatste urenopgave op en keur die goed. Dan staat vast wat het "
        "contract heeft opgeleverd."
    )


def tender_approaches(asked: Question) -> str:
    """Say that a tender is to be published, what to do now, and what was learned before."""
    *_, planned_on, lead = asked.due.occasion.name.split("/")
    publication = date.fromisoformat(planned_on)
    linked = next((c for c in asked.dossier.contracts if c.contract == asked.due.subject), None)
    replaced = [
        c.contract for c in asked.dossier.contracts if any(s.contract == asked.due.subject for s in c.successors)
    ]
    called = linked.title if linked else f"de opvolger van contract {listed(replaced)}"
    tender = f"De aanbesteding {asked.due.subject} ({called})"
    if publication < asked.night:
        return (
            f"{tender} stond gepland voor {day(publication)}. Is die al gepubliceerd? Leg dat vast, of kies een nieuwe "
            "datum."
        )
    short = int(lead[:-1]) <= SHORT_TENDER_MONTHS or publication < add_months(asked.night, SHORT_TENDER_MONTHS)
    what = (
        "Brainstorm nu over social return en leg vast hoe u het toepast en waarom."
        if short
        else "Er is nog tijd: vraag bedrijven in een marktconsultatie wat mogelijk is."
    )
    return " ".join([f"{tender} staat gepland voor {day(publication)}. {what}", *_learned(asked.dossier, linked)])


def _learned(dossier: Dossier, tender: Contract | None) -> list[str]:
    """The lessons of before, the newest last; first those of others about this contract, then our own."""
    told = [*(tender.lessons if tender else ())]
    told += [Lesson(dossier.partnership, e.next_tender) for e in dossier.evaluations]
    told += [Lesson(dossier.partnership, w.lesson) for w in dossier.willingness if w.lesson]
    texts = list(dict.fromkeys(lesson.text for lesson in told))
    return [f'Een les van eerder: "{text}"' for text in texts[-MOST_LESSONS:]]


def certificate(asked: Question) -> str:
    """Say when a contractor's PSO certificate lapses."""
    valid_until = date.fromisoformat(asked.due.occasion.name.split("/")[-2])
    theirs = [c for c in asked.dossier.contracts if c.contractor == asked.due.subject and c.stage == "gegund"]
    contracts = listed([f"{c.contract} ({c.title})" for c in theirs])
    verb = "liep af" if valid_until < asked.night else "loopt af"
    return (
        f"Het PSO-certificaat van de opdrachtnemer van contract {contracts} {verb} op {day(valid_until)}. Vraag of het "
        "wordt verlengd en leg de nieuwe datum vast."
    )
