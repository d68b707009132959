"""An OCDS 1.1 release as the contracts that it tells of: its contracts, awards without one, and lots still open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from groeituin.exchange.cells import MOST_MONTHS
from groeituin.exchange.codes import code_of
from groeituin.exchange.found import MOST_DIGITS, Found, known_day, plain_day
from groeituin.exchange.json_file import Unknown
from groeituin.exchange.suppliers import Supplier
from states.texts import day as written

Thing = dict[str, Any]
CPV = "CPV"
KVK = "NL-KVK"
MOST_DAYS = MOST_MONTHS * 31
# The statuses of OCDS's codelists for contracts, awards, lots and tenders; what they lack follows from where it stands.
STAGES = {
    "planning": "gepland", "planned": "gepland", "terminated": "afgelopen", "cancelled": "ingetrokken",
    "unsuccessful": "ingetrokken", "withdrawn": "ingetrokken",
}  # fmt: skip
AWARDED, ASKED_OUT = "gegund", "uitgevraagd"


class NoContract(Exception):  # noqa: N818  # what a release is not
    """A release that tells of no tender, award or contract; the message says so."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What becomes one contract: its code in the release, its results (contract, award) and the lots they are about.

    ``priced`` holds the results whose value is that of this contract alone.
    """

    code: str
    stage: str
    lots: tuple[Thing, ...] = ()
    results: tuple[Thing, ...] = ()
    priced: tuple[Thing, ...] = ()

    @property
    def told(self) -> tuple[Thing, ...]:
        """Return all that is told of it, the most certain first."""
        return (*self.results, *self.lots)


def thing(value: object) -> Thing:
    """Return a JSON object; an empty one when it is something else."""
    return value if isinstance(value, dict) else {}


def things(value: object) -> list[Thing]:
    """Return the objects of a JSON list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def word(value: object) -> str:
    """Return a JSON text, or a number as one; empty when it is something else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def name_of(release: object) -> str:
    """Return how a release, or the record around it, is called; empty when it has no name."""
    told = _compiled(release)
    return (word(told.get("id")) or word(told.get("ocid")))[:64]


def contracts_of(release: object) -> Iterator[Found]:
    """Yield the contracts of a release, or of the compiled release of a record.

    Raises:
        NoContract: it tells of none.
    """
    told = _compiled(release)
    ocid, tender = word(told.get("ocid")), thing(told.get("tender"))
    if not ocid:
        raise NoContract("dit is geen release met een ocid")
    units = _units(told, tender)
    if not units:
        raise NoContract("deze release noemt geen aanbesteding, gunning of contract")
    unknown = list(_unknowns(told, ""))
    for unit in units:
        found = _found(told, tender, unit, ocid, alone=len(units) == 1)
        for path, token in unknown:
            found.note(path, "geen_getal", f"hier staat {token[:10]}; dat is geen getal en is gelezen als onbekend")
        unknown = []
        yield found


def _compiled(release: object) -> Thing:
    """Return the release itself; of a record its compiled release, or else the newest of those it holds."""
    told = thing(release)
    inside = [one for one in things(told.get("releases")) if "url" not in one]
    newest = max(inside, key=lambda one: word(one.get("date")), default=told)
    return thing(told.get("compiledRelease")) or newest


def _units(release: Thing, tender: Thing) -> list[Unit]:
    lots = {word(lot.get("id")) or str(number): lot for number, lot in enumerate(things(tender.get("lots")), start=1)}
    results = list(_results(release))
    related = [_related(every, lots) for every in results]
    units = [_settled(every, own, results, related) for every, own in zip(results, related, strict=True)]
    if all(related):
        # Where a result does not say which lots it is about, nobody can tell which are still open.
        settled = {name for own in related for name in own}
        units += [
            Unit(name, _stage(lot, tender, ASKED_OUT), (lot,)) for name, lot in lots.items() if name not in settled
        ]
    return units or ([Unit("", _stage({}, tender, ASKED_OUT))] if tender else [])


def _results(release: Thing) -> Iterator[tuple[Thing, ...]]:
    """Yield each contract with its award, and each award without a contract."""
    awards, contracts = things(release.get("awards")), things(release.get("contracts"))
    signed = [one for contract in contracts for one in awards if _belongs(contract, one, alone=len(awards) == 1)]
    for contract in contracts:
        yield (contract, *(one for one in awards if _belongs(contract, one, alone=len(awards) == 1)))
    for award in awards:
        if award not in signed:
            yield (award,)


def _belongs(contract: Thing, award: Thing, *, alone: bool) -> bool:
    named = word(contract.get("awardID"))
    return named == word(award.get("id")) if named else alone


def _related(results: tuple[Thing, ...], lots: dict[str, Thing]) -> dict[str, Thing]:
    """Return the lots that results are about; without a word on it the only lot there is."""
    named = next((names for one in results if isinstance(names := one.get("relatedLots"), list) and names), [])
    about = {name: lots[name] for name in map(word, named) if name in lots}
    return about or (lots if len(lots) == 1 else {})


def _settled(
    results: tuple[Thing, ...],
    lots: dict[str, Thing],
    every: list[tuple[Thing, ...]],
    related: list[dict[str, Thing]],
) -> Unit:
    """A lot keeps its code from tender to award, unless several results are about it."""
    alone = len(lots) == 1 and related.count(lots) == 1
    own, *awards = results
    priced = [award for award in awards if sum(award in others for others in every) == 1]
    code = next(iter(lots)) if alone else word(own.get("id"))
    return Unit(code, _stage(own, {}, AWARDED), tuple(lots.values()), results, (own, *priced))


def _stage(result: Thing, around: Thing, usual: str) -> str:
    for status in (word(result.get("status")), word(around.get("status"))):
        if status in STAGES:
            return STAGES[status]
    return usual


def _found(release: Thing, tender: Thing, unit: Unit, ocid: str, *, alone: bool) -> Found:
    found = Found(client=word(thing(release.get("buyer")).get("name")))
    found.put("contract", code_of(f"{ocid}/{unit.code}" if unit.code else ocid))
    own = next((title for one in unit.told if (title := word(one.get("title")))), "")
    found.title(word(tender.get("title")), own if own or alone else f"perceel {unit.code}")
    found.put("cpv", _cpv(tender, unit))
    found.nature(word(tender.get("mainProcurementCategory")))
    found.put("stage", unit.stage)
    if unit.stage == "gepland":
        found.day("planned_publication_on", word(thing(tender.get("communication")).get("futureNoticeDate")))
    around = (tender,) if alone else ()
    _period(found, (*unit.told, *around))
    _value(found, unit.priced, (*unit.lots, *around))
    found.suppliers([_supplier(one, release) for told in unit.results for one in things(told.get("suppliers"))])
    for name, code, before in (("renewal", "verlenging", "verlenging"), ("options", "optie", "opties")):
        for said in dict.fromkeys(_said(unit.lots or (tender,), name)):
            found.quote("ends_on", code, before, said)
    awarded = known_day(word(unit.results[-1].get("date"))) if unit.results else None
    if awarded:
        found.note("stage", "gunning", f"gegund op {written(awarded)}")
    return found


def _cpv(tender: Thing, unit: Unit) -> str:
    """Return the main CPV code: of the result's or lot's own items, else of the tender."""
    names = {word(lot.get("id")) for lot in unit.lots}
    items = [item for one in unit.told for item in things(one.get("items"))]
    items += [item for item in things(tender.get("items")) if word(item.get("relatedLot")) in names]
    for told in (*items, tender):
        classification = thing(told.get("classification"))
        if word(classification.get("scheme")).upper() == CPV:
            return word(classification.get("id"))
    return ""


def _period(found: Found, told: tuple[Thing, ...]) -> None:
    """Tell the first period there is; the last day to which it may be extended is an option."""
    periods = (thing(one.get("period") or one.get("contractPeriod")) for one in told)
    period = next((one for one in periods if one), {})
    begin = found.day("starts_on", word(period.get("startDate")))
    found.day("ends_on", word(period.get("endDate")))
    days = period.get("durationInDays")
    if "ends_on" not in found.cells and isinstance(days, int) and not isinstance(days, bool) and 0 < days <= MOST_DAYS:
        length = f"de looptijd is {days} dagen"
        end = (begin + timedelta(days=days)).isoformat() if begin else ""
        if known_day(end):
            found.put("ends_on", end)
            found.note("ends_on", "looptijd", f"{length}; het einde is daaruit berekend")
        else:
            found.note("ends_on", "looptijd", f"{length}, maar het begin staat er niet bij; het einde is niet bekend")
    latest = word(period.get("maxExtentDate"))
    if latest and plain_day(latest) != found.cells.get("ends_on"):
        found.option(latest)


def _value(found: Found, results: tuple[Thing, ...], estimated: tuple[Thing, ...]) -> None:
    """Tell the first amount there is, without VAT as OCDS has it; that of a lot is an estimate."""
    for number, one in enumerate((*results, *estimated)):
        value = thing(one.get("value"))
        amount = _amount(value.get("amount"))
        if amount:
            found.amount(amount, word(value.get("currency")))
            if results and number >= len(results):
                found.note("value", "geraamd", "de gunning noemt geen bedrag; dit is de geraamde waarde")
            return


def _amount(value: object) -> str:
    """Return an amount as text; a number is rounded to cents, so that it cannot be read in two ways."""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value.adjusted() <= MOST_DIGITS else str(value)
    return word(value)


def _supplier(told: Thing, release: Thing) -> Supplier:
    """Return a supplier with the identifier that its party has; without a scheme a number tells nothing."""
    parties = {word(party.get("id")): party for party in things(release.get("parties"))}
    party = parties.get(word(told.get("id")), {})
    identifier = thing(told.get("identifier")) or thing(party.get("identifier"))
    scheme, number = word(identifier.get("scheme")), word(identifier.get("id"))
    name = word(told.get("name")) or word(party.get("name")) or word(identifier.get("legalName"))
    if not (scheme and number):
        return Supplier(name)
    return Supplier(name, number if scheme == KVK else f"{scheme}-{number}")


def _said(told: tuple[Thing, ...], name: str) -> Iterator[str]:
    for one in told:
        yield word(thing(one.get(name)).get("description"))


def _unknowns(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield where a release holds what is no number, such as Infinity: the path, and the token."""
    match value:
        case Unknown(token):
            yield path, token
        case dict():
            for key, inner in value.items():
                yield from _unknowns(inner, f"{path}.{key}" if path else str(key))
        case list():
            for inner in value:
                yield from _unknowns(inner, path)
