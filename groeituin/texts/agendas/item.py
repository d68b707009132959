"""What an agenda is made of, and what several agendas say."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from groeituin.texts.words import BASE_NAMES, GROUP_NAMES, OTHER_GROUPS, counted
from states.definition import Definition
from states.dossier import Contract, Dossier, Objective, Obligation
from states.figures.obligation import in_force, owed
from states.figures.rounding import two_decimals
from states.figures.suppression import SMALLEST, group_told, is_few
from states.texts import amount, capital, day, euros, listed


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an agenda with what to say or ask there; one without lines is left out."""

    title: str
    lines: tuple[str, ...]


Agenda = Callable[[Dossier, Definition, date], list[Item]]


def item(title: str, *lines: str | Iterable[str]) -> Item:
    """Return a point, of lines and of rows of lines."""
    return Item(title, tuple(one for line in lines for one in ((line,) if isinstance(line, str) else line)))


def agreements(again: str = "Wanneer spreekt u elkaar weer?") -> Item:
    """Return the point with which most meetings end: who does what, and when to meet again."""
    return item(
        "Afspraken en rondvraag",
        "Spreek af wie wat doet, en wanneer het klaar is. Leg dat vast als acties.",
        again,
    )


def open_actions(dossier: Dossier, on: date) -> list[str]:
    """Return what somebody still has to do, what is late first."""
    found = sorted((a for a in dossier.actions if a.is_open), key=lambda a: (a.deadline, a.action))
    return [
        f"{a.description} ({a.owner}, uiterlijk {day(a.deadline)}{': te laat' if a.deadline < on else ''})."
        for a in found
    ]


def objectives(dossier: Dossier) -> list[str]:
    """Return the objectives, a line for each target group."""
    return [objective_of(objective) for objective in dossier.objectives]


def objective_of(objective: Objective) -> str:
    """Say what is wanted for a target group: jobs, hours or euros, if a number was chosen."""
    parts = [
        f"{amount(value)} {unit}" for value, unit in ((objective.jobs, "banen"), (objective.hours, "uur")) if value
    ]
    parts += [euros(objective.euros)] if objective.euros else []
    group = f"Doelgroep: {GROUP_NAMES[objective.target_group]}."
    return f"{group} Doel: {listed(parts)}." if parts else f"{group} Een getal is nog niet gekozen."


def running(dossier: Dossier) -> list[Contract]:
    """Return the contracts that a contractor works on."""
    return [c for c in dossier.contracts if c.stage == "gegund"]


def tenders(dossier: Dossier) -> list[Contract]:
    """Return the contracts that are planned or asked out."""
    return [c for c in dossier.contracts if c.stage in {"gepland", "uitgevraagd"}]


def named(contract: Contract) -> str:
    """Say a contract by its code and title."""
    return f"contract {contract.contract} ({contract.title})"


def lasts(contract: Contract, on: date) -> str:
    """Say of a contract until when it runs, if that is known."""
    if contract.ends_on is None:
        return f"Het gaat om {named(contract)}. Wanneer het eindigt, is niet vastgelegd."
    verb = "liep" if contract.ends_on < on else "loopt"
    return f"Het gaat om {named(contract)}. Het {verb} tot en met {day(contract.ends_on)}."


def agreed(contract: Contract, on: date) -> str:
    """Say what a contract asks in social return."""
    row = in_force(contract, on)
    if row:
        return f"Afgesproken bij {named(contract)}: {obligation(contract, row)}."
    if contract.framework:
        return f"Bij {named(contract)} hoort de afspraak van raamovereenkomst {contract.framework}."
    return f"Bij {named(contract)} is geen afspraak over social return vastgelegd."


def obligation(contract: Contract, row: Obligation) -> str:
    """Say an obligation as a percentage, and as euros where that can be told."""
    owes = owed(contract, row)
    share = f"{percentage(row.percentage)} van {BASE_NAMES[row.base]}"
    return share if owes is None else f"{share}, dat is {euros(two_decimals(owes))} over de hele looptijd"


def percentage(value: Decimal) -> str:
    """Say a percentage without zeros that say nothing: ``5 procent``."""
    return f"{amount(value)} procent"


def group_name(group: str) -> str:
    """Say a target group as it is counted; those that tell about a person's health or past are counted together."""
    return GROUP_NAMES.get(group, OTHER_GROUPS)


def some(number: int, one: str, more: str) -> str:
    """Write a count of people with its noun; a small one is not told."""
    return f"minder dan {SMALLEST} {more}" if is_few(number) else counted(number, one, more)


def filled(dossier: Dossier) -> Counter[str]:
    """Count per target group, as it is told, the jobs that somebody has now."""
    return Counter(group_told(job.target_group) for job in dossier.jobs if job.starts_on and not job.ended_on)


def jobs(dossier: Dossier) -> list[str]:
    """Return per target group how many jobs are filled, in view and over."""
    over = Counter(group_told(job.target_group) for job in dossier.jobs if job.ended_on)
    in_view = Counter(group_told(job.target_group) for job in dossier.jobs if not job.starts_on and not job.ended_on)
    counts = (
        (filled(dossier), "ingevulde baan", "ingevulde banen"),
        (in_view, "mogelijke baan", "mogelijke banen"),
        (over, "gestopte baan", "gestopte banen"),
    )
    lines = []
    for group in sorted({group_told(job.target_group) for job in dossier.jobs}):
        parts = [some(count[group], one, more) for count, one, more in counts if count[group]]
        lines.append(f"{capital(group_name(group))}: {listed(parts)}.")
    return lines


def legal_checks(dossier: Dossier) -> list[str]:
    """Return the contracts of which a change waits for a lawyer."""
    return [
        f"Een wijziging van {named(c)} wacht nog op de juridische toets." for c in dossier.contracts
        if c.waits_for_legal_check
    ]  # fmt: skip
