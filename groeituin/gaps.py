"""What is not known yet of partnerships that were taken over, the most useful to fill first.

Only taken-over partnerships are asked about: what a partnership that began here still misses, ``why`` tells.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from groeituin.texts.words import HOW_OFTEN
from models.contracts import Contract
from models.database import table
from models.dossiers import load_dossiers
from models.partnerships import Partnership
from states import dossier as facts
from states.definition import Definition
from states.dossier import Dossier
from states.texts import day

CHUNK = 1000
# In order of use: what keeps alerts away, what sends them to the wrong person, what makes figures better.
SENTENCES = {
    "contract": "Er hangt geen contract aan dit partnership. Zonder contract loopt er niets af en telt er niets.",
    "ends_on": "Het einde van contract {contract} is niet bekend. Zonder einde komt er geen bericht vooraf.",
    "afgelopen": "Contract {contract} is op {ends_on} afgelopen. Is het verlengd? Leg het nieuwe einde vast. "
    "Zo niet, sluit het contract dan af.",
    "reservecoordinator": "Er is geen reservecoördinator. Valt de coördinator weg, dan neemt niemand het over.",
    "contractmanager": "Niemand is contractmanager. Zolang dat zo is, gaat de vraag om een voortgangsgesprek alleen "
    "naar de coördinator.",
    "inkoopexpert": "Niemand is inkoopexpert. Zolang dat zo is, gaat het bericht dat een contract afloopt alleen naar "
    "de coördinator.",
    "contractor": "Wie contract {contract} uitvoert is niet bekend. Met wie voert u het gesprek?",
    "contact": "Van opdrachtnemer {contractor} is geen contactpersoon bekend. Wat voor hen is bedoeld, gaat nu naar "
    "de coördinator.",
    "monitoring": "Er zijn geen afspraken over monitoring bekend. Tot die er zijn vraagt Groeituin {often} om een "
    "voortgangsgesprek.",
    "last_meeting": "Het laatste voortgangsgesprek is niet bekend. Leg het vast, dan vraagt Groeituin niet om een "
    "gesprek dat er net was.",
    "obligation": "Van contract {contract} is niet bekend hoeveel social return is afgesproken. Zonder afspraak is "
    "niet te zien of u op koers ligt.",
    "opening_balance": "Van contract {contract} is niet bekend wat er voor de overname al is gedaan. Zonder dat lijkt "
    "het alsof er nog niets is gedaan.",
    "options": "Van contract {contract} is geen mogelijkheid om te verlengen bekend. Staat die in het contract, leg "
    "die dan vast: u moet een verlenging op tijd melden.",
    "starts_on": "Het begin van contract {contract} is niet bekend. Zonder begin is niet te zien hoever u moet zijn.",
    "value": "De waarde van contract {contract} is niet bekend. Zonder waarde is de verplichting niet uit te rekenen.",
    "wage_share": "Het loonaandeel van contract {contract} is niet bekend. Het zegt hoeveel ruimte er is voor banen.",
    "cpv": "De CPV-code van contract {contract} is niet bekend. Die zegt om wat voor werk het gaat.",
}
ORDER = list(SENTENCES)
Gap = tuple[str, str]


def gaps(connection: Connection, *, on: date, organisation: str | None = None) -> list[dict[str, Any]]:
    """Return what is missing per taken-over partnership that has not ended; the most useful comes first.

    Args:
        connection: the database.
        on: today, to see which contracts have ended.
        organisation: only partnerships of this organisation.

    Returns:
        Per partnership its code and ``missing``: what, and a sentence that says why it matters.
    """
    library = Library(connection)
    found = [
        (dossier.partnership, missing)
        for chunk in _chunks(connection, organisation)
        for dossier, rest in _loaded(connection, chunk)
        if (missing := sorted(_missing(dossier, library.of(dossier.definition), rest, on), key=_rank))
    ]
    found.sort(key=lambda row: ([_rank(gap) for gap in row[1]], row[0]))
    return [
        {"partnership": partnership, "missing": [{"what": what, "sentence": sentence} for what, sentence in missing]}
        for partnership, missing in found
    ]


def _rank(gap: Gap) -> int:
    return ORDER.index(gap[0])


def _gap(what: str, **names: str) -> Gap:
    return what, SENTENCES[what].format(**names)


def _chunks(connection: Connection, organisation: str | None) -> Iterator[list[str]]:
    own = table(Partnership)
    query = sa.select(own.c.partnership).where(own.c.taken_over_on.is_not(None), own.c.phase != "beeindigd")
    if organisation is not None:
        query = query.where(own.c.organisation == organisation)
    codes = list(connection.execute(query.order_by(own.c.partnership)).scalars())
    yield from (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK))


def _loaded(connection: Connection, chunk: list[str]) -> Iterator[tuple[Dossier, dict[str, Any]]]:
    """Yield dossiers with what rules never ask of their contracts: cpv and wage share."""
    dossiers = load_dossiers(connection, chunk)
    contracts = table(Contract)
    codes = sorted({contract.contract for dossier in dossiers for contract in dossier.contracts})
    query = sa.select(contracts.c.contract, contracts.c.cpv, contracts.c.wage_share)
    rest = {row.contract: row for row in connection.execute(query.where(contracts.c.contract.in_(codes)))}
    yield from ((dossier, rest) for dossier in dossiers)


def _missing(dossier: Dossier, process: Definition, rest: dict[str, Any], on: date) -> Iterator[Gap]:
    running = [contract for contract in dossier.contracts if contract.stage == "gegund"]
    if not dossier.contracts:
        yield _gap("contract")
    for contract in running:
        yield from _of_contract(contract, rest[contract.contract], on)
    yield from _of_people(dossier, running)
    meeting = process.rules.get("voortgangsgesprek")
    meets = running and meeting and dossier.phase in meeting.every_phase
    if meets and not dossier.agreements:
        yield _gap("monitoring", often=HOW_OFTEN[process.default_frequency])
    if meets and not any(meeting.kind == "voortgang" and meeting.held_on for meeting in dossier.meetings):
        yield _gap("last_meeting")


def _of_contract(contract: facts.Contract, rest: Any, on: date) -> Iterator[Gap]:  # noqa: ANN401  # a row of _loaded
    code, ends_on = contract.contract, contract.ends_on
    if ends_on and ends_on < on:
        yield _gap("afgelopen", contract=code, ends_on=day(ends_on))
    known = {
        "ends_on": ends_on,
        "contractor": contract.contractor,
        "obligation": contract.obligations or None,
        "opening_balance": contract.opening_balance,
        "options": contract.options or None,
        "starts_on": contract.starts_on,
        "value": contract.value,
        "wage_share": rest.wage_share,
        "cpv": rest.cpv,
    }
    yield from (_gap(what, contract=code) for what, value in known.items() if value is None)


def _of_people(dossier: Dossier, running: list[facts.Contract]) -> Iterator[Gap]:
    if not dossier.holders("projectcoordinator", backup=True):
        yield _gap("reservecoordinator")
    for role in ("contractmanager", "inkoopexpert"):
        if not dossier.holders(role) and not dossier.holders(role, backup=True):
            yield _gap(role)
    if dossier.holders("opdrachtnemer"):
        return
    reachable = {person.contractor for person in dossier.people if not person.inactive_on}
    for contractor in dict.fromkeys(contract.contractor for contract in running):
        if contractor and contractor not in reachable:
            yield _gap("contact", contractor=contractor)
