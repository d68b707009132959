"""An eForms award notice as the contracts that it tells of: one for each lot with a result.

Names of fields are those of the eForms regulation (BT-...), as laid down in UBL 2.3 with the EU's extensions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from groeituin.exchange.cells import MOST_MONTHS
from groeituin.exchange.codes import code_of
from groeituin.exchange.found import Found, known_day
from groeituin.exchange.suppliers import Supplier
from states.texts import day as written
from states.working_days import add_months

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
ROOT = f"{{{UBL}ContractAwardNotice-2}}ContractAwardNotice"
SPACES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
# BT-02: an award, or the intention to award. A changed or completed contract (can-modif, compl) is no new one.
AWARDS = {"can-standard", "can-social", "can-desg", "can-tran", "veat"}
# BT-142: a winner was chosen; none was, and the competition is closed; none was, and it goes on.
WON = "selec-w"
STAGES = {WON: "gegund", "clos-nw": "ingetrokken", "open-nw": "uitgevraagd"}
HOME = {"", "NL", "NLD"}
MONTHS = {"MONTH": 1, "YEAR": 12}
DAYS = {"DAY": 1, "WEEK": 7}
UNITS = {"MONTH": "maanden", "YEAR": "jaar", "DAY": "dagen", "WEEK": "weken"}
# BT-775 and BT-06, in our words.
SOCIAL = {
    "acc-all": "toegankelijk voor iedereen",
    "et-eq": "etnische gelijkheid",
    "gen-eq": "gelijkheid van mannen en vrouwen",
    "hum-right": "mensenrechten in de keten",
    "opp": "werk voor mensen met een afstand tot de arbeidsmarkt",
    "work-cond": "goede arbeidsomstandigheden",
    "other": "een ander sociaal doel",
    "soc-obj": "een sociaal doel",
}
# BT-71 and BT-736.
RESERVED = {
    "res-ws": "voor sociale werkplaatsen en sociale ondernemingen",
    "res-pub-ser": "voor organisaties met een publieke taak",
    "yes": "uitvoering binnen een programma voor beschermde arbeid",
}


class NoAward(Exception):  # noqa: N818  # what a file is not
    """A file that tells of no award; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a notice says of the outcome of a lot: its status, winning tenders and settled contracts."""

    status: str
    told: tuple[Element, ...]
    tenders: tuple[Element, ...]
    contracts: tuple[Element, ...]


def contracts_of(root: Element) -> Iterator[Found]:
    """Yield the contracts of an award notice.

    Raises:
        NoAward: it is something else, or no lot in it has a result.
    """
    kind = text(root, "cbc:NoticeTypeCode")
    if root.tag != ROOT:
        raise NoAward("dit is geen gunningsaankondiging in eForms")
    if kind not in AWARDS:
        raise NoAward(
            f"deze aankondiging ({kind[:20] or 'zonder soort'}) meldt geen gunning; leg haar met de hand vast"
        )
    notice = Notice(root)
    lots = {text(lot, "cbc:ID"): lot for lot in root.findall("cac:ProcurementProjectLot", SPACES)}
    told = [(lot, result) for name, lot in lots.items() if (result := notice.result(name))]
    if not told or not notice.code:
        raise NoAward(f"deze aankondiging noemt geen {'nummer' if told else 'perceel met een uitslag'}")
    for lot, result in told:
        yield notice.found(lot, result, alone=len(told) == 1)


def text(element: Element | None, path: str) -> str:
    """Return the text at a path, without space around it; empty when there is none."""
    found = element.find(path, SPACES) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


class Notice:
    """An award notice, with what its lots refer to by their identifiers."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._project = root.find("cac:ProcurementProject", SPACES)
        self._results = root.find(".//efac:NoticeResult", SPACES)
        self._tenders = self._by_id("efac:LotTender")
        self._settled = self._by_id("efac:SettledContract")
        self._parties = self._by_id("efac:TenderingParty")
        companies = root.findall(".//efac:Organizations/efac:Organization", SPACES)
        self._organisations = {text(one, "efac:Company/cac:PartyIdentification/cbc:ID"): one for one in companies}
        number = text(root, ".//efac:Publication/efbc:NoticePublicationID").lstrip("0")
        self.code = number or text(root, "cbc:ID") or text(root, "cbc:ContractFolderID")

    def _by_id(self, path: str) -> dict[str, Element]:
        found = self._results.findall(path, SPACES) if self._results is not None else []
        return {text(element, "cbc:ID"): element for element in found}

    def result(self, lot: str) -> Result | None:
        """Return the outcome of a lot, or None when this notice does not tell it."""
        every = self._results.findall("efac:LotResult", SPACES) if self._results is not None else []
        told = tuple(one for one in every if text(one, "efac:TenderLot/cbc:ID") == lot)
        if not told:
            return None
        tenders = dict.fromkeys(_ids(told, "efac:LotTender"))
        said = {text(one, "cbc:TenderResultCode") for one in told}
        status = next((status for status in STAGES if status in said), WON if tenders else "open-nw")
        if status != WON:
            return Result(status, told, (), ())
        contracts = [
            self._settled[name] for name in dict.fromkeys(_ids(told, "efac:SettledContract")) if name in self._settled
        ]
        # A ranking may name losers too; who won has a contract.
        signed = [name for name in tenders if name in set(_ids(contracts, "efac:LotTender"))]
        winners = [self._tenders[name] for name in signed or tenders if name in self._tenders]
        return Result(status, told, tuple(winners), tuple(contracts))

    def found(self, lot: Element, result: Result, *, alone: bool) -> Found:
        """Return what the notice says of a lot; ``alone`` when it is the only one with an outcome."""
        found, project = Found(), lot.find("cac:ProcurementProject", SPACES)
        found.client = self._name(text(self._root, "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID"))
        found.put("contract", code_of(f"{self.code}/{text(lot, 'cbc:ID')}"))
        found.title(text(self._project, "cbc:Name"), text(project, "cbc:Name"))
        for own in (self._project, project):
            found.put("cpv", text(own, "cac:MainCommodityClassification/cbc:ItemClassificationCode"))
        nature = "cbc:ProcurementTypeCode[@listName='contract-nature']"
        found.nature(text(project, nature) or text(self._project, nature))
        _period(found, project)
        self._value(found, project, result, alone=alone)
        found.put("stage", STAGES[result.status])
        self._winners(found, result)
        _extensions(found, project)
        _social(found, lot)
        self._remarks(found, result)
        return found

    def _name(self, organisation: str) -> str:
        return text(self._organisations.get(organisation), "efac:Company/cac:PartyName/cbc:Name")

    def _value(self, found: Found, project: Element | None, result: Result, *, alone: bool) -> None:
        """Tell the value: the winning tender's, the framework's largest, the notice's total, or the estimate."""
        offered = _amounts(result.tenders, "cac:LegalMonetaryTotal/cbc:PayableAmount")
        limits = _amounts(result.told, "efac:FrameworkAgreementValues/cbc:MaximumValueAmount")
        total = _amounts([self._results], "cbc:TotalAmount") if alone else []
        projects = [project, self._project] if alone else [project]
        estimates = _amounts(projects, "cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount")
        one = offered if len(offered) == 1 else []
        for amount, currency in [*one, *limits, *total][:1]:
            found.amount(amount, currency)
            return
        if found.total(offered):
            return
        for amount, currency in estimates[:1]:
            found.amount(amount, currency)
            found.note("value", "geraamd", "de aankondiging noemt alleen een geraamde waarde")

    def _winners(self, found: Found, result: Result) -> None:
        """Tell who won; of a group of companies the leader goes first."""
        names: list[str] = []
        for tender in result.tenders:
            party = self._parties.get(text(tender, "efac:TenderingParty/cbc:ID"))
            members = party.findall("efac:Tenderer", SPACES) if party is not None else []
            led = sorted(members, key=lambda one: text(one, "efbc:GroupLeadIndicator") != "true")
            names += [text(one, "cbc:ID") for one in led]
        winners = [name for name in dict.fromkeys(names) if self._name(name)]
        found.suppliers([self._supplier(name) for name in winners])
        number = self._number(winners[0]) if winners else ""
        shared = {
            self._name(name).casefold() for name in self._organisations if number and self._number(name) == number
        }
        if len(shared) > 1:
            told = "het nummer van de opdrachtnemer staat in de aankondiging ook bij een andere organisatie"
            found.note("contractor", "nummer", told)

    def _supplier(self, organisation: str) -> Supplier:
        company = self._organisations[organisation]
        country = text(company, "efac:Company/cac:PostalAddress/cac:Country/cbc:IdentificationCode")
        number = self._number(organisation)
        return Supplier(
            self._name(organisation),
            f"{'' if country in HOME else country}{number}" if number else "",
            text(company, "efbc:NaturalPersonIndicator") == "true",
        )

    def _number(self, organisation: str) -> str:
        return text(self._organisations[organisation], "efac:Company/cac:PartyLegalEntity/cbc:CompanyID")

    def _remarks(self, found: Found, result: Result) -> None:
        """Note the award's date, for which a register has no place, and what else makes this notice special."""
        awarded = [day for one in result.contracts if (day := known_day(text(one, "cbc:AwardDate")))]
        if awarded:
            found.note("stage", "gunning", f"gegund op {written(min(awarded))}")
        if result.status != WON:
            found.note("stage", "geen_winnaar", "volgens de aankondiging is er geen winnaar gekozen")
        if text(self._root, "cbc:NoticeTypeCode") == "veat":
            found.note("stage", "voornemen", "dit is een voornemen om te gunnen; het contract is nog niet gesloten")
        if text(self._root, ".//efac:Changes/efbc:ChangedNoticeIdentifier"):
            found.note(
                "contract", "verbetering", "deze aankondiging verbetert een eerdere; kijk of dat contract er al is"
            )


def _amounts(elements: Iterable[Element | None], path: str) -> list[tuple[str, str]]:
    """Return every amount at a path, each with its currency."""
    found = [amount for element in elements if element is not None for amount in element.findall(path, SPACES)]
    return [((amount.text or "").strip(), amount.get("currencyID", "")) for amount in found]


def _ids(elements: Iterable[Element], path: str) -> Iterator[str]:
    for element in elements:
        for reference in element.findall(path, SPACES):
            yield text(reference, "cbc:ID")


def _period(found: Found, project: Element | None) -> None:
    """Tell the period (BT-536, BT-537); a length (BT-36) gives an end only where the begin is known."""
    period = project.find("cac:PlannedPeriod", SPACES) if project is not None else None
    if period is None:
        return
    begin = found.day("starts_on", text(period, "cbc:StartDate"))
    found.day("ends_on", text(period, "cbc:EndDate"))
    length = period.find("cbc:DurationMeasure", SPACES)
    if length is None or "ends_on" in found.cells:
        return
    number, unit = (length.text or "").strip(), length.get("unitCode", "")
    end = _after(begin, number, unit) if begin else None
    told = f"de looptijd is {number[:10]} {UNITS.get(unit, unit[:10])}"
    if end and known_day(end.isoformat()):
        found.put("ends_on", end.isoformat())
        found.note("ends_on", "looptijd", f"{told}; het einde is daaruit berekend")
    else:
        lacking = "daar is geen einde uit te berekenen" if begin else "het begin staat er niet bij"
        found.note("ends_on", "looptijd", f"{told}, maar {lacking}; het einde is niet bekend")


def _after(begin: date, number: str, unit: str) -> date | None:
    """Return the end of a period as in a mapping: begin plus length, no day deducted."""
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(MOST_MONTHS)) + 1:
        return None
    if unit in MONTHS and int(number) * MONTHS[unit] <= MOST_MONTHS:
        return add_months(begin, int(number) * MONTHS[unit])
    return begin + timedelta(days=int(number) * DAYS[unit]) if unit in DAYS else None


def _extensions(found: Found, project: Element | None) -> None:
    """Tell renewals with a date as options, and note what is said in words only (BT-54, BT-57, BT-58)."""
    extension = project.find("cac:ContractExtension", SPACES) if project is not None else None
    if extension is None:
        return
    for period in extension.findall("cac:Renewal/cac:Period", SPACES):
        found.option(text(period, "cbc:EndDate"))
    options = text(extension, "cbc:OptionsDescription")
    renewals = [text(period, "cbc:Description") for period in extension.findall("cac:Renewal/cac:Period", SPACES)]
    for said in dict.fromkeys(renewals):
        found.quote("ends_on", "verlenging", "verlenging", said)
    if options not in renewals:
        found.quote("ends_on", "optie", "opties", options)
    most = text(extension, "cbc:MaximumNumberNumeric")
    if most.isascii() and most.isdigit() and most.strip("0"):
        found.note("ends_on", "verlenging", f"ten hoogste {most[:4]} keer te verlengen")


def _social(found: Found, lot: Element) -> None:
    """Note the social aims and whether the lot is reserved."""
    codes = [
        *_codes(lot, "social-objective"),
        *(code for code in _codes(lot, "strategic-procurement") if code == "soc-obj"),
    ]
    if codes:
        found.note(
            "title",
            "sociaal_doel",
            "sociaal doel: " + ", ".join(f"{SOCIAL.get(c, 'onbekend')} ({c[:20]})" for c in codes),
        )
    for code in (*_codes(lot, "reserved-procurement"), *_codes(lot, "reserved-execution")):
        if code in RESERVED:
            found.note("title", "voorbehouden", f"voorbehouden: {RESERVED[code]}")


def _codes(lot: Element, listed: str) -> list[str]:
    found = [(one.text or "").strip() for one in lot.iterfind(f".//*[@listName='{listed}']")]
    return list(dict.fromkeys(filter(None, found)))
