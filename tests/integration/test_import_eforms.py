"""Award notices in eForms: one contract for each lot, nothing of the people in them, and nothing from outside."""

from pathlib import Path

import pytest
from register import Register, counted, errors, notes, told
from sqlalchemy.engine import Engine

from groeituin.errors import BadInput
from groeituin.exchange import eforms_files
from groeituin.exchange.report import ImportRefused
from groeituin.exchange.suppliers import NAMELESS

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
EFORMS = "http://data.europa.eu/p27/eforms-ubl-extension"
SPACES = (
    f'xmlns="{UBL}ContractAwardNotice-2" xmlns:cac="{UBL}CommonAggregateComponents-2" '
    f'xmlns:cbc="{UBL}CommonBasicComponents-2" xmlns:ext="{UBL}CommonExtensionComponents-2" '
    f'xmlns:efac="{EFORMS}-aggregate-components/1" xmlns:efbc="{EFORMS}-basic-components/1" '
    f'xmlns:efext="{EFORMS}s/1"'
)
PERIOD = "<cbc:StartDate>2024-01-01+01:00</cbc:StartDate><cbc:EndDate>2027-12-31Z</cbc:EndDate>"
FIELDS = ("contract", "title", "nature", "cpv", "value", "starts_on", "ends_on", "stage", "contractor")
# Nine digits that pass the eleven-test, made up for this.
BSN = "111222333"


@pytest.fixture
def register(sqlite: Engine, tmp_path: Path) -> Register:
    """Return a register on SQLite: what a notice says does not depend on the database."""
    return Register(sqlite, tmp_path)


def organisation(
    code: str, name: str, number: str = "", *, person: bool = False, country: str = "NLD", more: str = ""
) -> str:
    """Write an organisation, with a contact person who is never to be kept."""
    return f"""<efac:Organization><efbc:NaturalPersonIndicator>{str(person).lower()}</efbc:NaturalPersonIndicator>
<efac:Company><cac:PartyIdentification><cbc:ID>{code}</cbc:ID></cac:PartyIdentification>
<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:CompanyID>{number}</cbc:CompanyID></cac:PartyLegalEntity>
<cac:Contact><cbc:Name>Jan Geheim</cbc:Name><cbc:Telephone>+31 612345678</cbc:Telephone>
<cbc:ElectronicMail>jan@geheim.example</cbc:ElectronicMail></cac:Contact>{more}</efac:Company></efac:Organization>"""


def tender(code: str, party: str, amount: str = "100000", currency: str = "EUR") -> str:
    """Write a tender of a party."""
    payable = f'<cbc:PayableAmount currencyID="{currency}">{amount}</cbc:PayableAmount>' if amount else ""
    return f"""<efac:LotTender><cbc:ID>{code}</cbc:ID><cac:LegalMonetaryTotal>{payable}</cac:LegalMonetaryTotal>
<efac:TenderingParty><cbc:ID>{party}</cbc:ID></efac:TenderingParty></efac:LotTender>"""


def party(code: str, *members: str, leader: str = "") -> str:
    """Write a party of organisations."""
    written = "".join(
        f"<efac:Tenderer><cbc:ID>{name}</cbc:ID>"
        f"<efbc:GroupLeadIndicator>{str(name == leader).lower()}</efbc:GroupLeadIndicator></efac:Tenderer>"
        for name in members
    )
    return f"<efac:TenderingParty><cbc:ID>{code}</cbc:ID>{written}</efac:TenderingParty>"


def result(lot: str, *tenders: str, status: str = "selec-w", contracts: tuple[str, ...] = (), more: str = "") -> str:
    """Write the outcome of a lot."""
    referred = "".join(f"<efac:LotTender><cbc:ID>{name}</cbc:ID></efac:LotTender>" for name in tenders)
    settled = "".join(f"<efac:SettledContract><cbc:ID>{name}</cbc:ID></efac:SettledContract>" for name in contracts)
    return f"""<efac:LotResult><cbc:TenderResultCode>{status}</cbc:TenderResultCode>{referred}{more}{settled}
<efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot></efac:LotResult>"""


def settled(code: str, *tenders: str, awarded: str = "2023-11-27+01:00") -> str:
    """Write a settled contract."""
    referred = "".join(f"<efac:LotTender><cbc:ID>{name}</cbc:ID></efac:LotTender>" for name in tenders)
    return f"""<efac:SettledContract><cbc:ID>{code}</cbc:ID><cbc:AwardDate>{awarded}</cbc:AwardDate>{referred}
</efac:SettledContract>"""


def lot(
    code: str = "LOT-1", name: str = "Schoonmaak", *, period: str = PERIOD, nature: str = "services",
    cpv: str = "90910000", project: str = "", terms: str = "",
) -> str:  # fmt: skip
    """Write a lot."""
    return f"""<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">{code}</cbc:ID>
<cac:TenderingTerms>{terms}</cac:TenderingTerms><cac:ProcurementProject><cbc:Name>{name}</cbc:Name>
<cbc:ProcurementTypeCode listName="contract-nature">{nature}</cbc:ProcurementTypeCode>
<cac:MainCommodityClassification><cbc:ItemClassificationCode>{cpv}</cbc:ItemClassificationCode></cac:MainCommodityClassification>
<cac:PlannedPeriod>{period}</cac:PlannedPeriod>{project}</cac:ProcurementProject></cac:ProcurementProjectLot>"""


WINNER = organisation("ORG-2", "Helder BV", "12345679")


def notice(
    *lots: str, results: str | None = None, organisations: str = WINNER, number: str = "00012345-2024",
    kind: str = "can-standard", name: str = "Schoonmaak", more: str = "", prologue: str = "",
) -> str:  # fmt: skip
    """Write an award notice; without results one lot is won by Helder BV for 100,000 euros."""
    outcome = results if results is not None else result("LOT-1", "T-1") + tender("T-1", "P-1") + party("P-1", "ORG-2")
    return f"""<?xml version="1.0" encoding="UTF-8"?>{prologue}<ContractAwardNotice {SPACES}>
<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
<efac:NoticeResult>{outcome}</efac:NoticeResult>
<efac:Organizations>{organisation("ORG-1", "Gemeente V", "87654322")}{organisations}</efac:Organizations>
<efac:Publication><efbc:NoticePublicationID>{number}</efbc:NoticePublicationID></efac:Publication>{more}
</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
<cbc:ID schemeName="notice-id">61b2b006-c488-412f-bb02-d010189093fb</cbc:ID>
<cbc:NoticeTypeCode>{kind}</cbc:NoticeTypeCode>
<cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-1</cbc:ID></cac:PartyIdentification></cac:Party></cac:ContractingParty>
<cac:ProcurementProject><cbc:Name>{name}</cbc:Name></cac:ProcurementProject>{"".join(lots or [lot()])}
<cac:TenderResult><cbc:AwardDate>2000-01-01Z</cbc:AwardDate></cac:TenderResult></ContractAwardNotice>"""


def single(register: Register, content: str | bytes) -> Path:
    """Write one notice and return its path."""
    return register.file(content, "12345-2024.xml")


def test_a_notice_becomes_a_contract_with_its_contractor(engine: Engine, tmp_path: Path) -> None:
    """Period, value, CPV, nature and winner come from the notice, under its publication number; zones are dropped."""
    register = Register(engine, tmp_path)
    path = single(register, notice())
    assert (1, 1, 0, 0, 0) == counted(register.read(path))
    expected = (
        "12345-2024/LOT-1", "Schoonmaak", "dienst", "90910000", "100000.00", "2024-01-01", "2027-12-31", "gegund",
        "12345679",
    )  # fmt: skip
    assert [expected] == register.contracts(*FIELDS)
    assert [("12345679", "Helder BV", "12345679")] == register.contractors()
    before = register.everything()
    assert (1, 0, 0, 1, 0) == counted(register.read(path))
    assert before == register.everything()


def test_every_lot_becomes_a_contract_of_its_own(register: Register) -> None:
    """Each lot has its own period, value, CPV, nature and winner; its name goes behind that of the whole."""
    period = "<cbc:StartDate>2025-02-01+01:00</cbc:StartDate><cbc:EndDate>2026-01-31+01:00</cbc:EndDate>"
    second = lot("LOT-2", "Perceel 2 groen", period=period, nature="works", cpv="77310000")
    outcome = (
        result("LOT-1", "T-1") + tender("T-1", "P-1", "1000") + party("P-1", "ORG-2")
        + result("LOT-2", "T-2") + tender("T-2", "P-2", "2000.50") + party("P-2", "ORG-3")
    )  # fmt: skip
    others = WINNER + organisation("ORG-3", "Groen NV", "23456789")
    content = notice(
        lot(name="Perceel 1"), second, lot("LOT-3"), results=outcome, organisations=others, name="Facilitair"
    )
    assert (2, 2, 0, 0, 0) == counted(register.read(single(register, content)))
    assert [
        ("Facilitair: Perceel 1", "dienst", "90910000", "1000.00", "2024-01-01", "2027-12-31", "12345679"),
        ("Facilitair: Perceel 2 groen", "werk", "77310000", "2000.50", "2025-02-01", "2026-01-31", "23456789"),
    ] == register.contracts(*(name for name in FIELDS if name not in {"contract", "stage"}))
    assert [("12345-2024/LOT-1",), ("12345-2024/LOT-2",)] == register.contracts("contract")


@pytest.mark.parametrize(
    ("status", "stage", "winner"),
    [
        ("selec-w", "gegund", "12345679"),
        ("clos-nw", "ingetrokken", None),
        ("open-nw", "uitgevraagd", None),
        ("", "gegund", "12345679"),
        ("", "uitgevraagd", None),
    ],
)
def test_a_lot_without_a_winner_has_no_contractor(register: Register, status: str, stage: str, winner: str) -> None:
    """A closed lot is withdrawn, one that goes on is still asked out; a note says that nobody won."""
    outcome = (
        result("LOT-1", *(["T-1"] if winner else []), status=status) + tender("T-1", "P-1") + party("P-1", "ORG-2")
    )
    report = register.read(single(register, notice(results=outcome)))
    assert [(stage, winner)] == register.contracts("stage", "contractor")
    assert [(1, "stage", "geen_winnaar")] * (winner is None) == notes(report)


def test_losers_of_a_ranking_are_no_contractors(register: Register) -> None:
    """Of the tenders named, those with a contract won; the leader of a group goes first, the others are noted."""
    outcome = (
        result("LOT-1", "T-9", "T-1", contracts=("C-1",)) + tender("T-9", "P-9", "1") + tender("T-1", "P-1", "5000")
        + settled("C-1", "T-1") + party("P-9", "ORG-9") + party("P-1", "ORG-3", "ORG-2", leader="ORG-2")
    )  # fmt: skip
    others = WINNER + organisation("ORG-3", "Groen NV", "23456789") + organisation("ORG-9", "Verliezer BV", "34567890")
    report = register.read(single(register, notice(results=outcome, organisations=others)))
    assert [("12345679", "5000.00")] == register.contracts("contractor", "value")
    assert [(1, "contractor", "meer_opdrachtnemers"), (1, "stage", "gunning")] == notes(report)
    assert "Groen NV" in report.notes[0].message
    assert "gegund op 27 november 2023" in report.notes[1].message
    assert "Verliezer" not in register.everything() + repr(report)


@pytest.mark.parametrize(
    ("amount", "currency", "stored", "noted"),
    [
        ("700.000", "EUR", "700000.00", "bedrag"),
        ("1.250.000", "EUR", "1250000.00", "bedrag"),
        ("1.250.000,50", "EUR", "1250000.50", None),
        ("587230.8", "EUR", "587230.80", None),
        ("1234567.894", "EUR", "1234567.89", None),
        ("600000.0", "EUR", "600000.00", None),
        ("0.000", "EUR", "0.00", "klein_bedrag"),
        ("1.0", "EUR", "1.00", "klein_bedrag"),
        ("100000", "GBP", None, "valuta"),
        ("", "EUR", None, None),
    ],
)
def test_amounts_are_euros(
    register: Register, amount: str, currency: str, stored: str | None, noted: str | None
) -> None:
    """A point before three digits parts thousands, and a note says so; another currency is no amount in euros."""
    outcome = result("LOT-1", "T-1") + tender("T-1", "P-1", amount, currency) + party("P-1", "ORG-2")
    report = register.read(single(register, notice(results=outcome)))
    assert [(stored,)] == register.contracts("value")
    assert [noted] * bool(noted) == [code for _, _, code in notes(report)]


TOTAL = '<cbc:TotalAmount currencyID="EUR">860000</cbc:TotalAmount>'
LIMIT = (
    "<efac:FrameworkAgreementValues><cbc:MaximumValueAmount currencyID='EUR'>3000</cbc:MaximumValueAmount>"
    "</efac:FrameworkAgreementValues>"
)
ESTIMATE = (
    "<cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID='EUR'>900"
    "</cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>"
)


@pytest.mark.parametrize(
    ("tenders", "limit", "total", "stored", "noted"),
    [
        (["1000"], LIMIT, TOTAL, "1000.00", []),
        ([""], LIMIT, TOTAL, "3000.00", []),
        ([""], "", TOTAL, "860000.00", []),
        ([""], "", "", "900.00", ["geraamd"]),
        (["1000", "2000"], LIMIT, "", "3000.00", ["meer_opdrachtnemers"]),
        (["1000", "2500"], "", "", "3500.00", ["opgeteld", "meer_opdrachtnemers"]),
        (["700.000", "500.000"], "", "", "1200000.00", ["bedrag", "bedrag", "opgeteld", "meer_opdrachtnemers"]),
    ],
)
def test_the_value_is_the_most_certain_one(
    register: Register, tenders: list[str], limit: str, total: str, stored: str, noted: list[str]
) -> None:
    """What was offered goes before the framework's limit, that before the total, and an estimate comes last."""
    names = [f"T-{number}" for number, _ in enumerate(tenders)]
    outcome = total + result("LOT-1", *names, more=limit)
    for number, (name, amount) in enumerate(zip(names, tenders, strict=True), start=2):
        outcome += tender(name, f"P-{name}", amount) + party(f"P-{name}", f"ORG-{number}")
    others = WINNER + organisation("ORG-3", "Groen NV", "23456789")
    report = register.read(single(register, notice(lot(project=ESTIMATE), results=outcome, organisations=others)))
    assert [(stored,)] == register.contracts("value")
    assert noted == [code for _, _, code in notes(report)]


@pytest.mark.parametrize(
    ("period", "stored", "noted"),
    [
        ("", (None, None), []),
        ("<cbc:StartDate>2024-01-31+01:00</cbc:StartDate>", ("2024-01-31", None), []),
        ("<cbc:DurationMeasure unitCode='MONTH'>72</cbc:DurationMeasure>", (None, None), ["looptijd"]),
        ("<cbc:StartDate>2024-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='MONTH'>1</cbc:DurationMeasure>",
         ("2024-01-31", "2024-02-29"), ["looptijd"]),
        ("<cbc:StartDate>2024-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='YEAR'>2</cbc:DurationMeasure>",
         ("2024-01-31", "2026-01-31"), ["looptijd"]),
        ("<cbc:StartDate>2024-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='DAY'>10</cbc:DurationMeasure>",
         ("2024-01-31", "2024-02-10"), ["looptijd"]),
        ("<cbc:StartDate>2024-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='YEAR'>9999</cbc:DurationMeasure>",
         ("2024-01-31", None), ["looptijd"]),
        ("<cbc:StartDate>2149-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='YEAR'>2</cbc:DurationMeasure>",
         ("2149-01-31", None), ["looptijd"]),
        ("<cbc:StartDate>2024-01-31Z</cbc:StartDate><cbc:DurationMeasure unitCode='EEUW'>1e9</cbc:DurationMeasure>",
         ("2024-01-31", None), ["looptijd"]),
    ],
)  # fmt: skip
def test_a_length_gives_an_end_only_from_a_begin(
    register: Register, period: str, stored: tuple[str | None, str | None], noted: list[str]
) -> None:
    """Months are calendar months and no day is deducted; a length without a begin stays a note."""
    report = register.read(single(register, notice(lot(period=period))))
    assert [stored] == register.contracts("starts_on", "ends_on")
    assert noted == [code for _, _, code in notes(report)]


def extension(most: str = "", options: str = "", *periods: str) -> str:
    """Write how a contract may be extended."""
    renewals = "".join(f"<cac:Renewal><cac:Period>{period}</cac:Period></cac:Renewal>" for period in periods)
    return f"""<cac:ContractExtension><cbc:OptionsDescription>{options}</cbc:OptionsDescription>
<cbc:MaximumNumberNumeric>{most}</cbc:MaximumNumberNumeric>{renewals}</cac:ContractExtension>"""


def test_renewals_with_a_date_are_options_and_words_are_notes(register: Register) -> None:
    """A date becomes an option; "twee keer een jaar", options in words and the number of renewals become notes."""
    text = "<cbc:Description>twee keer één jaar</cbc:Description>"
    ends = [f"<cbc:EndDate>{day}</cbc:EndDate>" for day in ("2029-12-31+01:00", "2028-12-31Z", "2026-01-01Z", "ooit")]
    path = single(register, notice(lot(project=extension("2", "meer uren", text, *ends))))
    report = register.read(path)
    assert [("12345-2024/LOT-1", "2028-12-31"), ("12345-2024/LOT-1", "2029-12-31")] == register.options()
    said = [note.message for note in report.notes]
    assert [
        "een verlenging tot 2026-01-01 valt binnen de looptijd",
        "verlenging tot: ooit",
        "verlenging: twee keer één jaar",
        "opties: meer uren",
        "ten hoogste 2 keer te verlengen",
    ] == said
    assert (1, 0, 0, 1, 0) == counted(register.read(path))


@pytest.mark.parametrize("nothing", ["", "Niet van toepassing.", "n.v.t.", "-", "geen"])
def test_no_extension_is_no_note(register: Register, nothing: str) -> None:
    """What says that there is nothing is not repeated."""
    project = extension("0", nothing, f"<cbc:Description>{nothing}</cbc:Description>")
    assert [] == register.read(single(register, notice(lot(project=project)))).notes


def test_social_aims_and_reservations_are_noted(register: Register) -> None:
    """What a specialist looks for first is told: social objectives and reserved lots."""
    codes = "".join(
        f"<cbc:Code listName='{listed}'>{code}</cbc:Code>"
        for listed, code in (
            ("strategic-procurement", "soc-obj"), ("strategic-procurement", "env-imp"), ("social-objective", "opp"),
            ("social-objective", "nieuw"), ("reserved-procurement", "res-ws"), ("reserved-execution", "no"),
        )
    )  # fmt: skip
    report = register.read(single(register, notice(lot(terms=codes))))
    aims, reserved = (note.message for note in report.notes)
    assert (
        "sociaal doel: werk voor mensen met een afstand tot de arbeidsmarkt (opp), onbekend (nieuw), "
        "een sociaal doel (soc-obj)"
    ) == aims
    assert "voorbehouden: voor sociale werkplaatsen en sociale ondernemingen" == reserved


def test_people_in_a_notice_are_neither_kept_nor_shown(register: Register) -> None:
    """Contact persons, names, telephone numbers and addresses stay out of the database and of every note and error."""
    secrets = ("Geheim", "geheim.example", "612345678", "12345678", "6543210", BSN, "Bakker")
    words = (
        "verlenging mogelijk; bel 030-6543210 of a.bakker@geheim.example. Contactpersoon: mw. A. Bakker, 06 12345678"
    )
    content = notice(
        lot(
            name=f"Perceel t.a.v. Jan Geheim {BSN}",
            project=extension("1", f"jan @ geheim.example of {BSN}", f"<cbc:Description>{words}</cbc:Description>"),
            period="<cbc:StartDate>dhr. Geheim</cbc:StartDate>",
        ),
        name=f"Schoonmaak ({BSN}), contactpersoon Jan Geheim",
        organisations=organisation(
            "ORG-2", "Helder BV jan@geheim.example", "1",
            more="<efac:UltimateBeneficialOwner><cbc:FamilyName>Geheim</cbc:FamilyName></efac:UltimateBeneficialOwner>",
        ),
    )  # fmt: skip
    refused = register.read(single(register, content), skip_bad=True)
    report = register.read(single(register, content.replace("dhr. Geheim", "2024-01-01Z")))
    assert (1, 1) == (refused.rejected, report.created)
    assert [("Schoonmaak ([weggelaten]), […]",)] == register.contracts("title")
    assert ["Helder BV [weggelaten]"] == [name for _, name, _ in register.contractors()]
    assert "verlenging mogelijk; bel [weggelaten] of [weggelaten]. […]" in report.notes[1].message
    shown = register.everything() + repr(report) + repr(refused)
    assert [] == [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize(
    ("name", "number", "country", "person", "expected"),
    [
        ("Helder BV", "12345679", "NLD", False, ("12345679", "Helder BV", "12345679")),
        ("Helder BV", "KvK 1234 5679", "", False, ("12345679", "Helder BV", "12345679")),
        ("Helder BV", "852123456", "NLD", False, ("852123456", "Helder BV", None)),
        ("Hell A/S", "12345679", "DNK", False, ("DNK12345679", "Hell A/S", None)),
        ("Hell GmbH", "HRB 12", "DEU", False, ("hell-gmbh-d42cc560", "Hell GmbH", None)),
        ("Helder  BV", "12345678", "NLD", False, ("helder-bv-296842c0", "Helder BV", None)),
        ("Helder BV", "n.v.t.", "NLD", False, ("helder-bv-296842c0", "Helder BV", None)),
        ("Helder BV", "852123456", "NLD", True, ("helder-bv-296842c0", "Helder BV", None)),
        ("Jan Geheim", "12345679", "NLD", True, ("12345679", NAMELESS, "12345679")),
        ("Jan Geheim", "852123456", "NLD", True, ("persoon/12345-2024/LOT-1", NAMELESS, None)),
    ],
)
def test_a_contractor_is_known_by_its_number_or_its_name(
    register: Register,
    name: str,
    number: str,
    country: str,
    person: bool,  # noqa: FBT001  # a case
    expected: tuple[str | None, ...],
) -> None:
    """A KvK number is one; other numbers must be long enough to tell companies apart; a person is not named."""
    winner = organisation("ORG-2", name, number, person=person, country=country)
    register.read(single(register, notice(organisations=winner)))
    assert [expected] == register.contractors()


def test_a_number_of_somebody_else_is_noted(register: Register) -> None:
    """Where a notice gives the winner and another organisation the same number, a note says so."""
    others = WINNER + organisation("ORG-3", "Rechtbank", "12345679")
    assert [(1, "contractor", "nummer")] == notes(register.read(single(register, notice(organisations=others))))


def test_a_notice_of_another_client_is_noted(register: Register) -> None:
    """Whoever reads notices into the wrong organisation sees whose they are."""
    content = notice().replace("Gemeente V<", "Gemeente W, dhr. Geheim<")
    report = register.read(single(register, content))
    assert [(1, "organisation", "andere_opdrachtgever")] == [(n.row, n.column, n.code) for n in report.notes]
    assert report.notes[0].message.endswith("Gemeente W, […]")


def test_a_nature_that_is_not_told_follows_from_the_cpv_code(register: Register) -> None:
    """The first two figures of the CPV code tell work from service and supply; a note says so."""
    for number, (cpv, nature) in enumerate((("45210000", "werk"), ("48000000", "levering"), ("90910000", "dienst"))):
        report = register.read(single(register, notice(lot(nature="", cpv=cpv), number=f"{number + 1}-2024")))
        assert (1, "nature", "aard") in notes(report)
        assert (f"{number + 1}-2024/LOT-1", nature) in register.contracts("contract", "nature")


def test_a_notice_without_a_publication_number_has_its_own(register: Register) -> None:
    """A notice that was not published yet is known by its identifier; the code fits."""
    register.read(single(register, notice(number="")))
    assert [("61b2b006-c488-412f-bb02-d010189093fb/LOT-1",)] == register.contracts("contract")


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (notice(kind="can-modif"), "geen_gunning", "can-modif"),
        (notice(kind=""), "geen_gunning", "zonder soort"),
        (notice().replace("ContractAwardNotice", "ContractNotice"), "geen_gunning", "geen gunningsaankondiging"),
        (notice(results=""), "geen_gunning", "geen perceel"),
        (notice(number="").replace("61b2b006-c488-412f-bb02-d010189093fb", ""), "geen_gunning", "geen nummer"),
        ("<html><body>Niet gevonden</body></html>", "geen_gunning", "geen gunningsaankondiging"),
        ("", "geen_xml", "regel 1"),
        (notice()[:-40], "geen_xml", "geen goede XML"),
        (notice(name="Caf\u00e9").encode("latin-1"), "geen_xml", "geen goede XML"),
        (notice().replace('"UTF-8"', '"EBCDIC-9"'), "codering", "codering"),
        (b"\0\1\2\3", "geen_xml", "geen goede XML"),
        ("contract,title,nature\n", "geen_xml", "geen goede XML"),
    ],
)
def test_what_is_no_award_is_one_error_with_the_name_of_the_file(
    register: Register, content: str | bytes, code: str, said: str
) -> None:
    """One file that cannot be used is an error about the file, and nothing is written."""
    before = register.everything()
    with pytest.raises(BadInput) as refused:
        register.read(single(register, content), file_format="eforms", skip_bad=True)
    assert [(0, "", code)] == told(refused.value)
    assert "12345-2024.xml" in refused.value.message
    assert said in refused.value.message
    assert before == register.everything()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFERENCE = "<cbc:Name>&e;</cbc:Name>"
ATTACKS = {
    "an entity": '<!DOCTYPE x [<!ENTITY e "Geheim">]>',
    "an entity from a file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "an entity from the network": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/e">]>',
    "a DTD from outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "an empty DTD": "<!DOCTYPE x>",
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY e "&l9;">]>',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_notice_asks_nothing_from_outside_itself(register: Register, attack: str) -> None:
    """Entities and document types are refused as such, before anything is read or fetched."""
    content = notice(prologue=ATTACKS[attack]).replace("<cbc:Name>Schoonmaak</cbc:Name>", REFERENCE, 1)
    with pytest.raises(BadInput) as refused:
        register.read(single(register, content))
    assert [(0, "", "entiteit")] == told(refused.value)


def test_a_notice_that_is_too_large_is_refused(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice is read whole, so its size has a limit."""
    monkeypatch.setattr(eforms_files, "LARGEST", 1000)
    with pytest.raises(BadInput) as refused:
        register.read(single(register, notice()))
    assert [(0, "", "te_groot")] == told(refused.value)


def offered(amount: str) -> str:
    """Write a notice with an amount."""
    return notice(results=result("LOT-1", "T-1") + tender("T-1", "P-1", amount))


def running(begin: str = "2024-01-01", end: str = "2027-12-31") -> str:
    """Write a notice with a period."""
    return notice(lot(period=f"<cbc:StartDate>{begin}Z</cbc:StartDate><cbc:EndDate>{end}+01:00</cbc:EndDate>"))


BAD: dict[str, tuple[str, str, str]] = {
    "a huge amount": (offered("9" * 400), "value", "te_groot"),
    "a large amount": (offered("9" * 15), "value", "te_groot"),
    "an exponent": (offered("1E400"), "value", "getal"),
    "a negative amount": (offered("-5"), "value", "te_laag"),
    "an amount in words": (offered("veel"), "value", "getal"),
    "a day that is none": (running(begin="2024-02-31"), "starts_on", "datum"),
    "a year that is none": (running(begin="0218-01-01"), "starts_on", "jaartal"),
    "an end before the begin": (running(end="2020-12-31"), "ends_on", "einde_voor_begin"),
    "no title": (notice(lot(name=""), name=""), "title", "ontbreekt"),
    "no nature": (notice(lot(nature="", cpv="")), "nature", "ontbreekt"),
    "another nature": (notice(lot(nature="combined", cpv="")), "nature", "keuze"),
    "a cpv code that is none": (notice(lot(cpv="90 91")), "cpv", "vorm"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_value_is_an_error_of_its_contract(register: Register, what: str) -> None:
    """What the notice says wrong is refused with its field, as in a register, and told with the file's name."""
    content, column, code = BAD[what]
    register.file(content, "notices/1.xml")
    register.file(notice(number="2-2024"), "notices/2.xml")
    report = register.read(register.folder / "notices", skip_bad=True)
    assert [(1, column, code)] == errors(report)
    assert report.errors[0].message.startswith("1.xml: ")
    assert (2, 1, 0, 0, 1) == counted(report)


def test_a_folder_is_read_whole_or_not_at_all(register: Register) -> None:
    """Notices are read in the order of their names; every other file is named in an error and stops nobody else."""
    lots = result("LOT-1", "T-1") + result("LOT-2", "T-1") + tender("T-1", "P-1") + party("P-1", "ORG-2")
    register.file(notice(lot(), lot("LOT-2"), results=lots, number="1-2024"), "notices/a.xml")
    register.file("# Uitleg\n", "notices/b.md")
    register.file("<a>", "notices/c.xml")
    register.file(notice(prologue=ATTACKS["a billion laughs"]), "notices/d.xml")
    register.file(notice(number="1-2024"), "notices/e.xml")
    register.file(notice(number="2-2024"), "notices/f.xml")
    register.file("niets", "notices/.verborgen")
    folder = register.folder / "notices"
    (folder / "oud").mkdir()
    before = register.everything()
    with pytest.raises(ImportRefused) as refused:
        register.read(folder)
    assert before == register.everything()
    report = register.read(folder, skip_bad=True)
    assert [
        (3, "", "geen_xml"), (4, "", "geen_xml"), (5, "", "entiteit"), (6, "contract", "dubbel"), (8, "", "map"),
    ] == errors(report) == errors(refused.value.report)  # fmt: skip
    for error, name in zip(report.errors, ("b.md", "c.xml", "d.xml", "e.xml", "oud"), strict=True):
        assert error.message.startswith(f"{name}: ")
    assert (8, 3, 0, 0, 5) == counted(report)
    assert ["1-2024/LOT-1", "1-2024/LOT-2", "2-2024/LOT-1"] == [code for (code,) in register.contracts("contract")]
    assert (8, 0, 0, 3, 5) == counted(register.read(folder, skip_bad=True))


def test_the_format_is_seen_from_what_is_in_a_file(register: Register) -> None:
    """A notice is known by its first sign, whatever it is called and however it is encoded; so is a folder of them."""
    utf_16 = notice(number="2-2024").replace("UTF-8", "UTF-16").encode("utf-16")
    for path in (
        register.file("\ufeff" + notice(number="1-2024"), "notice.csv"),
        register.file(utf_16, "notice.txt"),
        register.file(notice(number="3-2024"), "notices/3.xml").parent,
    ):
        assert 1 == register.read(path).created


def test_an_empty_or_missing_folder_is_told(register: Register) -> None:
    """There is nothing to read in an empty folder."""
    empty = register.folder / "leeg"
    empty.mkdir()
    for path, code in ((empty, "leeg"), (register.folder / "weg", "bestand")):
        with pytest.raises(BadInput) as refused:
            register.read(path, file_format="eforms")
        assert [(0, "", code)] == told(refused.value)


def test_a_mapping_belongs_to_columns(register: Register) -> None:
    """A notice has no columns of somebody's own; a mapping is refused before anything is read."""
    mapping = register.file("contract: Nr\n", "mapping.yaml")
    with pytest.raises(BadInput) as refused:
        register.read(single(register, notice()), mapping=mapping)
    assert [(0, "", "mapping")] == told(refused.value)


def test_progress_goes_to_the_end(register: Register) -> None:
    """Whoever asks hears how far reading is, from the first notices to the last."""
    for number in range(3):
        register.file(notice(number=f"{number + 1}-2024"), f"notices/{number}.xml")
    heard: list[float] = []
    register.read(register.folder / "notices", progress=heard.append)
    assert 1.0 == heard[-1]
