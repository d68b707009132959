"""The agenda of a progress meeting, made from the dossier (4a)."""

from collections.abc import Iterator
from datetime import date

from groeituin.texts.agendas.hours import hours
from groeituin.texts.agendas.item import (
    Item,
    agreements,
    item,
    jobs,
    legal_checks,
    named,
    open_actions,
    running,
    tenders,
)
from groeituin.texts.words import HOW_OFTEN, ROLE_NAMES
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.figures.obligation import behind, reports_of
from states.figures.suppression import tellable
from states.recipients import filled_by
from states.texts import MONTH_NAMES, capital, day, euros, listed
from states.working_days import add_months

JOBS_AHEAD = 6
CONTRACT_AHEAD = 12
CERTIFICATE_AHEAD = 3
MOST_LESSONS = 3


def progress(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    """Return the points of the next progress meeting."""
    return [
        item("Opening", "Hoe gaat het? Begin met wat goed ging."),
        item("Acties", open_actions(dossier, on) or ["Er staan geen acties open."]),
        item(
            "Uren en afspraken",
            hours(dossier, process, on),
            "Klopt dit met wat u ziet? Wat is nodig om het doel te halen?",
        ),
        item(
            "Banen",
            jobs(dossier) or ["Er zijn nog geen banen vastgelegd."],
            jobs_ending(dossier, on),
        ),
        item("Risico's", list(_risks(dossier, process, on)) or ["Er zijn geen risico's bekend. Ziet u ze wel?"]),
        item("Contract", moments(dossier, on)),
        item("Lessen", lessons(dossier), "Wat leerde u sinds de vorige keer? Leg het vast."),
        agreements(_next(dossier, process, on)),
    ]


def jobs_ending(dossier: Dossier, on: date) -> list[str]:
    """Return the months ahead in which jobs end; how many and whose is not told, a job can be one person."""
    until = add_months(on, JOBS_AHEAD)
    ending = {
        (job.ends_on.year, job.ends_on.month)
        for job in dossier.jobs
        if job.starts_on and job.ends_on and not job.ended_on and job.ends_on <= until
    }
    return [
        f"In {MONTH_NAMES[month - 1]} {year} lopen banen af. Kan dat werk blijven?" for year, month in sorted(ending)
    ]


def moments(dossier: Dossier, on: date) -> list[str]:
    """Return what is ahead for the contracts: extensions with the day to notify them, ends, and tenders."""
    lines = []
    for contract in running(dossier):
        lines += [
            f"{capital(named(contract))} kan worden verlengd tot {day(option.until)}{_notice(option.notify_by, on)}."
            for option in contract.options
            if option.status == "open"
        ]
        if contract.ends_on:
            verb = "liep af" if contract.ends_on < on else "loopt af"
            lines.append(f"{capital(named(contract))} {verb} op {day(contract.ends_on)}.{_successor(contract)}")
    for contract in tenders(dossier):
        planned = contract.planned_publication_on
        when = (
            f" staat gepland voor {day(planned)}" if planned and contract.stage == "gepland" else " is in voorbereiding"
        )
        lines.append(f"De aanbesteding van {named(contract)}{' loopt' if contract.stage == 'uitgevraagd' else when}.")
    return lines


def _notice(notify_by: date | None, on: date) -> str:
    if notify_by is None:
        return ""
    return (
        f"; dat moest u uiterlijk {day(notify_by)} melden"
        if notify_by < on
        else f"; meld dat uiterlijk {day(notify_by)}"
    )


def _successor(contract: Contract) -> str:
    codes = [s.contract for s in contract.successors]
    return f" De opvolger is {listed(codes)}." if codes else " Er is nog geen opvolger gepland."


def lessons(dossier: Dossier) -> list[str]:
    """Return the newest lessons of evaluations, which partners made together; the oldest of those first."""
    newest_last = sorted(dossier.evaluations, key=lambda evaluation: evaluation.recorded_on)
    texts = (text for evaluation in newest_last for text in (evaluation.lessons, evaluation.next_tender))
    return [f'Eerder geleerd: "{text}"' for text in [text for text in texts if text.strip()][-MOST_LESSONS:]]


def _risks(dossier: Dossier, process: Definition, on: date) -> Iterator[str]:
    if dossier.suspended(on):
        yield "Dit partnership is opgeschort. Wanneer gaat het verder?"
    for contract in running(dossier):
        if dossier.basis != "inspanning":
            found = behind(contract, reports_of(dossier, contract), on, process.figures)
            if found:
                short = (
                    f"{euros(found.short)} "
                    if contract.contract in tellable(dossier, process.figures).contracts
                    else ""
                )
                yield f"{capital(named(contract))} loopt {short}achter op de afspraak."
        ends_on = contract.ends_on
        if ends_on and on <= ends_on <= add_months(on, CONTRACT_AHEAD) and not contract.successors:
            yield f"{capital(named(contract))} loopt binnen een jaar af, en er is nog geen opvolger."
        valid_until = contract.pso_valid_until
        if valid_until and valid_until <= add_months(on, CERTIFICATE_AHEAD):
            yield f"Het PSO-certificaat van de opdrachtnemer van {named(contract)} is geldig tot {day(valid_until)}."
    yield from legal_checks(dossier)
    absent = [ROLE_NAMES[role] for role in process.work_group_roles if not filled_by(dossier, role)]
    if absent:
        yield f"Niemand heeft nu de rol van {listed(absent)}."
    if not dossier.backup_coordinators():
        yield "Er is niemand die de coördinator kan vervangen."


def _next(dossier: Dossier, process: Definition, on: date) -> str:
    planned = [
        m.planned_on for m in dossier.meetings
        if m.kind == "voortgang" and not m.held_on and m.planned_on and m.planned_on > on
    ]  # fmt: skip
    newest = max(dossier.agreements, key=lambda a: a.agreed_on, default=None)
    if len(planned) > 1:
        return f"Het gesprek daarna staat gepland op {day(sorted(planned)[1])}."
    if newest is None:
        often = HOW_OFTEN[process.default_frequency]
        return f"Kies een datum voor het gesprek hierna. Hoe vaak spreken we elkaar? Voorstel: {often}."
    return f"Kies een datum voor het gesprek hierna. We spreken elkaar {HOW_OFTEN[newest.frequency]}."
