"""Screening, advice and figures as a work group reads them: every number with its reason, and what is not known."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from groeituin.reading.screening import Ranked
from groeituin.texts.words import BASE_NAMES, GROUP_NAMES, counted
from states.figures.proportionality import Advice, Told
from states.figures.rounding import plain
from states.figures.schema import Screening
from states.texts import amount, day, euros

ASPECTS = {
    "waarde": "waarde",
    "categorie": "soort werk",
    "loonaandeel": "aandeel loon",
    "looptijd": "looptijd",
    "verlenging": "verlenging",
    "bepaling": "afspraak",
    "energie": "energie",
}
WIDEST = max(len(name) for name in ASPECTS.values())
NAMED_AT_MOST = 5
ZERO = Decimal(0)


def screening_lines(found: Sequence[Ranked], top: int, on: date, figures: Screening) -> Iterator[str]:
    """Yield the best candidates with their points, told so that a work group can disagree with each.

    Args:
        found: every running contract, the best first.
        top: how many are told; those with the same score as the last one are named.
        on: the date of the screening.
        figures: how many candidates the guide advises to look at.
    """
    shown = found[:top]
    if not shown:
        yield f"Op {day(on)} loopt er geen contract."
        return
    running = "loopt 1 contract" if len(found) == 1 else f"lopen {len(found)} contracten"
    yield f"Op {day(on)} {running}. Bovenaan staat wat het meeste kans biedt, met de punten."
    yield "Het is hulp bij het gesprek in de werkgroep, geen oordeel."
    for number, ranked in enumerate(shown, start=1):
        yield ""
        yield from _candidate(number, ranked, figures)
    yield ""
    yield from _tied_out(found, top)
    yield (
        f"Maak samen een top {figures.candidates.amount} en richt de energie op een of "
        f"{'twee' if figures.focus.amount == 2 else figures.focus.amount} daarvan."  # noqa: PLR2004  # two, as a word
    )


def _candidate(number: int, ranked: Ranked, figures: Screening) -> Iterator[str]:
    title = " ".join(ranked.title.split())
    told = [f"gelijk met {counted(ranked.tied, 'ander', 'andere')}"] if ranked.tied else []
    missing: Decimal = sum((getattr(figures.points, unknown.code) for unknown in ranked.screened.unknown), ZERO)
    if missing:
        told.append(f"wat niet bekend is kan nog {_number(missing)} punten schelen")
    aside = f" ({'; '.join(told)})" if told else ""
    yield f"{number}. {ranked.screened.contract}, {title}: {_number(ranked.screened.score)} punten{aside}"
    for point in ranked.screened.points:
        yield f"   {_number(point.points):>3}  {ASPECTS[point.code]:<{WIDEST}}  {point.sentence}"
    for unknown in ranked.screened.unknown:
        yield f"     ?  {ASPECTS[unknown.code]:<{WIDEST}}  {unknown.sentence}"


def _tied_out(found: Sequence[Ranked], top: int) -> Iterator[str]:
    """Name who fell out with the same score as the last one that is shown."""
    last = found[min(top, len(found)) - 1].screened.score
    others = [ranked.screened.contract for ranked in found[top:] if ranked.screened.score == last]
    if others:
        more = f" en {len(others) - NAMED_AT_MOST} andere" if len(others) > NAMED_AT_MOST else ""
        named = ", ".join(others[:NAMED_AT_MOST])
        yield f"Evenveel punten als nummer {top}, en niet getoond: {named}{more}."


def _number(value: Decimal) -> str:
    return str(plain(value)).replace(".", ",")


def advice_lines(found: Advice) -> Iterator[str]:
    """Yield the advice on a tender under its three headings."""
    yield f"Advies bij de aanbesteding van {found.contract}. Het is een advies; u beslist en motiveert."
    parts: dict[str, tuple[Told, ...]] = {
        "Wat de cijfers zeggen": found.points,
        "Let op": found.warnings,
        "Nog te motiveren": found.to_motivate,
    }
    for heading, told in parts.items():
        if told:
            yield ""
            yield f"{heading}:"
            yield from (f"- {one.sentence} ({one.source})" for one in told)


def figures_lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield the figures of a partnership: per contract, together, and per target group beside what was agreed."""
    yield f"Cijfers van {found['partnership']} op {day(found['on'])}. Alleen wat is goedgekeurd telt mee."
    for contract in found["contracts"]:
        yield ""
        yield from _contract(contract, effort=found["basis"] == "inspanning")
    yield ""
    yield f"Samen: {euros(found['sroi_euros'])} social return en {amount(found['hours'])} betaalde uren."
    jobs, divisor = amount(found["banenafspraak_jobs"]), _number(found["divisor"])
    yield f"Banenafspraak: {jobs} banen van {divisor} betaalde uren per week; alleen wie in het register staat."
    if found["tracks"]:
        yield ""
        yield "Per doelgroep:"
        yield from (_track(track) for track in found["tracks"])
    yield from (f"Let op: {sentence}" for sentence in found["unclear"])


def _contract(row: dict[str, Any], *, effort: bool) -> Iterator[str]:
    yield f"{row['contract']}:"
    if row["framework"]:
        yield f"- Valt onder raamovereenkomst {row['framework']}; daar staat de verplichting."
    elif effort:
        yield f"- Hier is inspanning afgesproken: {counted(row['effort_reports'], 'verslag', 'verslagen')} goedgekeurd."
    elif row["obligation"] is None:
        yield "- De verplichting is niet bekend."
    else:
        base = BASE_NAMES[row["base"]]
        yield f"- Verplichting: {_number(row['percentage'])} procent van {base}, {euros(row['obligation'])}."
        if row["due"] is not None:
            yield f"- Naar rato hoort er nu {euros(row['due'])} te zijn."
    if row["realised"] is not None:
        before = row["opening_balance"]
        told = f", waarvan {euros(before)} van voor de overname" if before else ""
        yield f"- Gerealiseerd: {euros(row['realised'])} in {amount(row['hours'])} betaalde uren{told}."
    elif row["hours"] is not None:
        yield f"- Gerealiseerd: {amount(row['hours'])} betaalde uren; wat zij waard zijn is niet bekend."
    table = row["table"]
    if table:
        yield f"- Geteld met de bouwblokken van {table['authority']}, versie {table['version']}."
    yield from _changes(row.get("changes"))


def _changes(ledger: dict[str, Any] | None) -> Iterator[str]:
    """The room of article 2.163b, where a contract was changed or a change waits."""
    if ledger and (ledger["net"] or ledger["waiting"]):
        warning = " Vraag op tijd een jurist." if ledger["warning"] else ""
        yield (
            f"- Wijzigingen samen: {euros(ledger['net'])}, {amount(ledger['used'])} procent van de ruimte van "
            f"{euros(ledger['room'])} (artikel 2.163b).{warning}"
        )
        if ledger["waiting"]:
            yield "- Een wijziging wacht op de juridische toets."


def _track(track: dict[str, Any]) -> str:
    wanted = track["objective"]
    agreed = [
        told
        for told, value in (
            (f"{_number(wanted['jobs'] or ZERO)} banen", wanted["jobs"]),
            (f"{amount(wanted['hours'] or ZERO)} uur", wanted["hours"]),
            (euros(wanted["euros"] or ZERO), wanted["euros"]),
        )
        if value is not None
    ]
    there = (
        f"{counted(track['filled_jobs'], 'baan', 'banen')} ingevuld, {amount(track['hours'])} uur, "
        f"{euros(track['sroi_euros'])}, {amount(track['banenafspraak_jobs'])} baan voor de banenafspraak"
    )
    name = GROUP_NAMES[track["target_group"]]
    return f"- {name}: {there}" + (f"; afgesproken: {', '.join(agreed)}." if agreed else "; niets afgesproken.")
