"""A contract of a dossier in words: what it is, until when it runs, what was agreed about it."""

from collections.abc import Iterator
from decimal import Decimal

from groeituin.texts.words import BASE_NAMES, FORM_NAMES
from states.dossier import Contract, Obligation, Option, Successor
from states.figures.rounding import plain
from states.texts import amount, capital, day, euros, listed


def contract_lines(contract: Contract) -> Iterator[str]:
    """Yield a line that names a contract and, below it, one for everything that is known of it."""
    focus = ", krijgt de aandacht" if contract.focus else ""
    yield f"- {contract.contract}: {contract.title} ({contract.nature}, {contract.stage}){focus}"
    for told in (*_deal(contract), *_tender(contract), *_social_return(contract), *_after(contract)):
        yield f"  - {capital(told)}"


def _deal(contract: Contract) -> Iterator[str]:
    if contract.contractor:
        pso = f" (PSO-certificaat tot {day(contract.pso_valid_until)})" if contract.pso_valid_until else ""
        yield f"opdrachtnemer: {contract.contractor}{pso}"
    runs = [
        *([f"vanaf {day(contract.starts_on)}"] if contract.starts_on else []),
        *([f"tot en met {day(contract.ends_on)}"] if contract.ends_on else []),
    ]
    if runs:
        yield " ".join(runs)
    yield from (_option(option) for option in contract.options)
    if contract.value is not None:
        yield f"waarde: {euros(contract.value)}"
    if contract.wage_share is not None:
        yield f"aandeel loon: {_percent(contract.wage_share)}"
    if contract.cpv:
        yield f"CPV-code: {contract.cpv}"
    if contract.framework:
        yield f"valt onder raamovereenkomst {contract.framework}"
    if contract.linked_on:
        yield f"hoort bij dit partnership sinds {day(contract.linked_on)}"


def _option(option: Option) -> str:
    notify = f", te melden uiterlijk op {day(option.notify_by)}" if option.notify_by else ""
    return f"optie tot en met {day(option.until)}{notify} ({option.status})"


def _tender(contract: Contract) -> Iterator[str]:
    if contract.planned_publication_on and not contract.published_on:
        yield f"publicatie gepland op {day(contract.planned_publication_on)}"
    if contract.published_on:
        yield f"gepubliceerd op {day(contract.published_on)}"
    if contract.awarded_on:
        yield f"gegund op {day(contract.awarded_on)}"
    if contract.track:
        yield f"strategie: spoor {contract.track}" + (f" ({contract.instrument})" if contract.instrument else "")


def _social_return(contract: Contract) -> Iterator[str]:
    if contract.forms:
        yield f"social return als {listed([FORM_NAMES[form] for form in contract.forms])}{_asked(contract)}"
    yield from (_obligation(obligation) for obligation in contract.obligations)
    if contract.block_table:
        yield f"geteld met de bouwblokken van {contract.block_table.authority}, versie {contract.block_table.version}"
    before = contract.opening_balance
    if before:
        yield f"voor de overname gerealiseerd: {euros(before.sroi_euros)} en {amount(before.hours)} uur"


def _asked(contract: Contract) -> str:
    of = f" van {BASE_NAMES[contract.base]}" if contract.base else ""
    share = f", {_percent(contract.percentage)}{of}" if contract.percentage is not None else ""
    return f"{share}, {'met' if contract.motivated else 'zonder'} motivering"


def _obligation(owed: Obligation) -> str:
    base = f" ({euros(owed.base_amount)})" if owed.base_amount is not None else ""
    cap = f", ten hoogste {euros(owed.cap)}" if owed.cap is not None else ""
    reason = f" ({owed.reason.rstrip('.')})" if owed.reason else ""
    share = f"{_percent(owed.percentage)} van {BASE_NAMES[owed.base]}{base}{cap}"
    return f"verplichting vanaf {day(owed.from_on)}: {share}{reason}"


def _percent(share: Decimal) -> str:
    return f"{plain(share)} procent".replace(".", ",")


def _after(contract: Contract) -> Iterator[str]:
    if contract.waits_for_legal_check:
        since = f" sinds {day(contract.waits_since)}" if contract.waits_since else ""
        yield f"een wijziging wacht{since} op de juridische toets"
    if contract.replaces:
        yield f"vervangt contract {contract.replaces}"
    yield from (_successor(successor) for successor in contract.successors)
    yield from (f"les van {lesson.partnership}: {lesson.text}" for lesson in contract.lessons)


def _successor(successor: Successor) -> str:
    planned = successor.planned_publication_on
    when = f", publicatie gepland op {day(planned)}" if planned else ""
    return f"wordt opgevolgd door contract {successor.contract} ({successor.stage}{when})"
