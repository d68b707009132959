"""OCDS releases: contracts, awards and lots become contracts, and what is no number loses no release."""

import json
from pathlib import Path
from typing import Any

import pytest
from register import Register, counted, errors, notes, told
from sqlalchemy.engine import Engine

from groeituin.errors import BadInput
from groeituin.exchange import json_file
from groeituin.exchange.report import ImportRefused

Thing = dict[str, Any]
PERIOD = {"startDate": "2024-01-01T00:00:00+01:00", "endDate": "2027-12-31T23:59:59Z"}
SUPPLIER = {"id": "P-2", "name": "Helder BV"}
PARTIES = [
    {"id": "P-1", "name": "Gemeente V", "contactPoint": {"name": "Jan Geheim", "email": "jan@geheim.example"}},
    SUPPLIER | {"identifier": {"scheme": "NL-KVK", "id": "12345679"}, "contactPoint": {"telephone": "030-6543210"}},
    {"id": "P-3", "name": "Bright Ltd", "identifier": {"scheme": "GB-COH", "id": "01234567"}},
]
LOT = {"id": "1", "status": "active", "value": {"amount": 900, "currency": "EUR"}, "contractPeriod": PERIOD}
TENDER = {
    "id": "T", "title": "Schoonmaak", "status": "active", "mainProcurementCategory": "services",
    "classification": {"scheme": "CPV", "id": "90910000"}, "lots": [LOT],
}  # fmt: skip
AWARD = {
    "id": "A", "status": "active", "date": "2023-11-27T00:00:00Z", "suppliers": [SUPPLIER], "relatedLots": ["1"],
    "value": {"amount": 1250.5, "currency": "EUR"},
}  # fmt: skip
FIELDS = ("contract", "title", "nature", "cpv", "value", "starts_on", "ends_on", "stage", "contractor")
AWARDED = (
    "ocds-x-1/1", "Schoonmaak", "dienst", "90910000", "1250.50", "2024-01-01", "2027-12-31", "gegund", "12345679",
)  # fmt: skip


@pytest.fixture
def register(sqlite: Engine, tmp_path: Path) -> Register:
    """Return a register on SQLite: what a release says does not depend on the database."""
    return Register(sqlite, tmp_path)


def release(ocid: str = "ocds-x-1", **parts: Any) -> Thing:  # noqa: ANN401  # parts of a release
    """Make a release with a tender of one lot."""
    return {
        "ocid": ocid,
        "id": f"{ocid}-r",
        "buyer": {"name": "Gemeente V"},
        "parties": PARTIES,
        "tender": TENDER,
    } | parts


def package(*releases: Thing) -> str:
    """Make a release package."""
    return json.dumps({"uri": "x", "version": "1.1", "releases": releases, "links": {"next": "y"}})


def single(register: Register, content: str | bytes) -> Path:
    """Write a file and return its path."""
    return register.file(content, "releases.json")


def test_an_award_becomes_a_contract_with_its_contractor(engine: Engine, tmp_path: Path) -> None:
    """Value, period, CPV, nature and supplier come from the release; times and zones are dropped."""
    register = Register(engine, tmp_path)
    path = single(register, package(release(awards=[AWARD])))
    report = register.read(path)
    assert (1, 1, 0, 0, 0) == counted(report)
    assert [(1, "stage", "gunning")] == notes(report)
    assert [AWARDED] == register.contracts(*FIELDS)
    assert [("12345679", "Helder BV", "12345679")] == register.contractors()
    before = register.everything()
    assert (1, 0, 0, 1, 0) == counted(register.read(path))
    assert before == register.everything()


SHAPES = {
    "a release package": package(release(awards=[AWARD])),
    "one release": json.dumps(release(awards=[AWARD]), indent=2),
    "a list": json.dumps([release(awards=[AWARD])]),
    "JSON Lines": "\n".join(json.dumps(one) for one in (release(awards=[AWARD]), release("ocds-x-2"))) + "\n\n",
    "packages on lines": "\n".join((package(release(awards=[AWARD])), package(release("ocds-x-2")))),
    "a record package": json.dumps(
        {"records": [{"ocid": "ocds-x-1", "releases": [{"url": "x"}], "compiledRelease": release(awards=[AWARD])}]}
    ),
    "a record of releases": json.dumps(
        {"records": [{"ocid": "ocds-x-1", "releases": [
            release(awards=[AWARD], date="2024-02-01"), release(date="2024-01-01")]}]}
    ),
    "with a mark": "\ufeff" + package(release(awards=[AWARD])),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_file_says_the_same(register: Register, shape: str) -> None:
    """Packages, records, lists, single releases and JSON Lines all give the same contract."""
    register.read(single(register, SHAPES[shape]))
    assert AWARDED == register.contracts(*FIELDS)[0]


def test_a_lot_keeps_its_code_from_tender_to_award(register: Register) -> None:
    """What was asked out becomes awarded, with its contractor; it is not a second contract."""
    register.read(single(register, package(release())))
    assert [("ocds-x-1/1", "900.00", "uitgevraagd", None)] == register.contracts(
        "contract", "value", "stage", "contractor"
    )
    assert (1, 0, 1, 0, 0) == counted(register.read(single(register, package(release(awards=[AWARD])))))
    assert [AWARDED] == register.contracts(*FIELDS)


def test_every_lot_and_every_contract_becomes_one(register: Register) -> None:
    """Awarded lots, two contracts of one award, and a lot that is still open: each is a contract, once."""
    lots = [LOT | {"id": str(number), "title": f"Perceel {number}"} for number in (1, 2, 3)]
    tender = TENDER | {"lots": lots}
    awards = [AWARD, AWARD | {"id": "B", "relatedLots": ["2"], "value": {"amount": 99, "currency": "EUR"}}]
    contracts = [
        {
            "id": "C-1",
            "awardID": "B",
            "status": "terminated",
            "value": {"amount": 40, "currency": "EUR"},
            "title": "Noord",
        },
        {
            "id": "C-2",
            "awardID": "B",
            "status": "active",
            "period": {"startDate": "2025-01-01", "endDate": "2025-12-31"},
        },
    ]
    report = register.read(single(register, package(release(tender=tender, awards=awards, contracts=contracts))))
    assert (4, 4, 0, 0, 0) == counted(report)
    assert [
        ("ocds-x-1/1", "Schoonmaak: Perceel 1", "1250.50", "2027-12-31", "gegund", "12345679"),
        ("ocds-x-1/3", "Schoonmaak: Perceel 3", "900.00", "2027-12-31", "uitgevraagd", None),
        ("ocds-x-1/C-1", "Schoonmaak: Noord", "40.00", "2027-12-31", "afgelopen", "12345679"),
        ("ocds-x-1/C-2", "Schoonmaak: Perceel 2", "900.00", "2025-12-31", "gegund", "12345679"),
    ] == register.contracts("contract", "title", "value", "ends_on", "stage", "contractor")
    assert [(2, "value", "geraamd")] == [note for note in notes(report) if note[2] == "geraamd"]


def test_an_award_that_names_no_lots_hides_which_are_open(register: Register) -> None:
    """With several lots and an award about none of them, only the award is a contract: no lot is told twice."""
    tender = TENDER | {"lots": [LOT, LOT | {"id": "2"}]}
    award = {name: value for name, value in AWARD.items() if name != "relatedLots"}
    register.read(single(register, package(release(tender=tender, awards=[award]))))
    assert [("ocds-x-1/A", "1250.50")] == register.contracts("contract", "value")


def test_a_tender_without_lots_is_one_contract(register: Register) -> None:
    """Its own period and value are those of the contract."""
    tender = TENDER | {
        "lots": [],
        "value": {"amount": 5, "currency": "EUR"},
        "contractPeriod": PERIOD,
        "status": "planned",
    }
    tender |= {"communication": {"futureNoticeDate": "2026-09-01T00:00:00+02:00"}}
    register.read(single(register, package(release(tender=tender))))
    row = ("ocds-x-1", "5.00", "2024-01-01", "gepland", "2026-09-01")
    assert [row] == register.contracts("contract", "value", "starts_on", "stage", "planned_publication_on")


@pytest.mark.parametrize(
    ("parts", "stage"),
    [
        ({"tender": TENDER | {"status": "withdrawn"}}, "ingetrokken"),
        ({"tender": TENDER | {"lots": [LOT | {"status": "cancelled"}]}}, "ingetrokken"),
        ({"tender": TENDER | {"lots": [LOT | {"status": "unsuccessful"}]}}, "ingetrokken"),
        ({"tender": TENDER | {"lots": [LOT | {"status": "planned"}]}}, "gepland"),
        ({"tender": TENDER | {"status": "complete"}}, "uitgevraagd"),
        ({"awards": [AWARD | {"status": "cancelled"}]}, "ingetrokken"),
        ({"awards": [AWARD | {"status": "pending"}]}, "gegund"),
        ({"awards": [AWARD], "contracts": [{"id": "C", "awardID": "A", "status": "terminated"}]}, "afgelopen"),
    ],
)
def test_a_status_becomes_a_stage(register: Register, parts: Thing, stage: str) -> None:
    """The words of OCDS become ours."""
    register.read(single(register, package(release(**parts))))
    assert [(stage,)] == register.contracts("stage")


def test_several_suppliers_are_as_in_a_cell(register: Register) -> None:
    """The first is the contractor; a note names the others."""
    suppliers = [{"id": "P-3", "name": "Bright Ltd"}, SUPPLIER]
    report = register.read(single(register, package(release(awards=[AWARD | {"suppliers": suppliers}]))))
    assert [("GBCOH01234567", "Bright Ltd", None)] == register.contractors()
    assert (1, "contractor", "meer_opdrachtnemers") in notes(report)
    assert "Helder BV" in report.notes[0].message


def test_a_supplier_without_an_identifier_is_known_by_its_name(register: Register) -> None:
    """A number that only this file knows is no code; the same name is the same contractor in every release."""
    awards = [AWARD | {"suppliers": [{"id": "1", "name": name}]} for name in ("Groen NV", "groen  nv")]
    register.read(single(register, package(*(release(f"ocds-{n}", awards=[one]) for n, one in enumerate(awards)))))
    assert ["Groen NV"] == [name for _, name, _ in register.contractors()]


def test_infinity_is_unknown_and_loses_no_release(register: Register) -> None:
    """Infinity and NaN are no JSON; they are read as unknown, each release with one says so, and all are there."""
    limited = release("ocds-x-2", tender=TENDER | {"lotDetails": {"maximumLotsBidPerSupplier": float("inf")}})
    valued = release(
        "ocds-x-3", tender=TENDER | {"lots": [LOT | {"value": {"amount": float("nan"), "currency": "EUR"}}]}
    )
    content = package(release(), limited, valued, release("ocds-x-4"))
    assert "Infinity" in content
    report = register.read(single(register, content))
    assert (4, 4, 0, 0, 0) == counted(report)
    assert [("900.00",), ("900.00",), (None,), ("900.00",)] == register.contracts("value")
    assert [
        (2, "tender.lotDetails.maximumLotsBidPerSupplier", "ocds-x-2-r: hier staat Infinity"),
        (3, "tender.lots.value.amount", "ocds-x-3-r: hier staat NaN"),
    ] == [(note.row, note.column, note.message.split(";")[0]) for note in report.notes]


@pytest.mark.parametrize(
    ("amount", "currency", "stored", "noted"),
    [
        (4.166, "EUR", "4.17", None),
        (70_000_000.0, "EUR", "70000000.00", None),
        (1234, None, "1234.00", None),
        ("1234.50", "EUR", "1234.50", None),
        ("700.000", "EUR", "700000.00", "bedrag"),
        (0, "EUR", "0.00", "klein_bedrag"),
        (490_000, "GBP", None, "valuta"),
        (None, "EUR", None, None),
        ([], "EUR", None, None),
        (True, "EUR", None, None),
    ],
)
def test_amounts_are_euros(
    register: Register, amount: object, currency: str | None, stored: str | None, noted: str | None
) -> None:
    """A number is a number; another currency is no amount in euros, and a note tells it."""
    tender = TENDER | {"lots": [LOT | {"value": {"amount": amount, "currency": currency}}]}
    report = register.read(single(register, package(release(tender=tender))))
    assert [(stored,)] == register.contracts("value")
    assert [noted] * bool(noted) == [code for _, _, code in notes(report)]


@pytest.mark.parametrize(
    ("period", "stored", "noted"),
    [
        ({"startDate": "2024-01-01", "durationInDays": 366}, ("2024-01-01", "2025-01-01"), ["looptijd"]),
        ({"durationInDays": 1800}, (None, None), ["looptijd"]),
        ({"startDate": "2024-01-01", "durationInDays": 10**9}, ("2024-01-01", None), []),
        ({"startDate": "2024-01-01", "durationInDays": "lang"}, ("2024-01-01", None), []),
        ({}, (None, None), []),
    ],
)
def test_a_length_gives_an_end_only_from_a_begin(
    register: Register, period: Thing, stored: tuple[str | None, str | None], noted: list[str]
) -> None:
    """A number of days gives an end where the begin is known, and stays a note where it is not."""
    tender = TENDER | {"lots": [LOT | {"contractPeriod": period}]}
    report = register.read(single(register, package(release(tender=tender))))
    assert [stored] == register.contracts("starts_on", "ends_on")
    assert noted == [code for _, _, code in notes(report)]


def test_a_last_day_is_an_option_and_words_are_notes(register: Register) -> None:
    """``maxExtentDate`` becomes an option; renewals and options in words become notes, without the people in them."""
    lot = LOT | {
        "contractPeriod": PERIOD | {"maxExtentDate": "2029-12-31T00:00:00Z"},
        "renewal": {"description": "two times one year. Contact person: Jan Geheim, jan@geheim.example"},
        "options": {"description": "more hours"},
    }
    report = register.read(single(register, package(release(tender=TENDER | {"lots": [lot]}))))
    assert [("ocds-x-1/1", "2029-12-31")] == register.options()
    said = [note.message for note in report.notes]
    assert ["ocds-x-1-r: verlenging: two times one year. […]", "ocds-x-1-r: opties: more hours"] == said


def test_people_in_a_release_are_neither_kept_nor_shown(register: Register) -> None:
    """Contact points stay out of the database and of every note."""
    tender = TENDER | {"title": "Schoonmaak, t.a.v. Jan Geheim"}
    report = register.read(single(register, package(release(tender=tender, awards=[AWARD]))))
    shown = register.everything() + repr(report)
    assert [] == [secret for secret in ("Geheim", "geheim.example", "6543210") if secret in shown]
    assert [("Schoonmaak, […]",)] == register.contracts("title")


BAD: dict[str, tuple[object, str, str]] = {
    "no release": ("los", "", "geen_contract"),
    "a number": (12, "", "geen_contract"),
    "nothing": ({}, "", "geen_contract"),
    "no ocid": ({"tender": TENDER}, "", "geen_contract"),
    "only a plan": ({"ocid": "ocds-x-9", "planning": {}}, "", "geen_contract"),
    "a record of links": ({"ocid": "ocds-x-9", "releases": [{"url": "x"}]}, "", "geen_contract"),
    "no title": (release(tender=TENDER | {"title": None}), "title", "ontbreekt"),
    "no nature": (release(tender={"title": "A", "lots": [LOT]}), "nature", "ontbreekt"),
    "a day that is none": (
        release(tender=TENDER | {"lots": [LOT | {"contractPeriod": {"startDate": "2024-02-31T00:00:00Z"}}]}),
        "starts_on",
        "datum",
    ),
    "a huge number": (release(tender=TENDER | {"lots": [LOT | {"value": {"amount": 10**300}}]}), "value", "te_groot"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_release_is_an_error_of_its_own(register: Register, what: str) -> None:
    """It is refused with its number and its field; the release after it is read as usual."""
    bad, column, code = BAD[what]
    path = single(register, json.dumps([bad, release("ocds-x-2")]))
    report = register.read(path, skip_bad=True)
    assert [(1, column, code)] == errors(report)
    assert (2, 1, 0, 0, 1) == counted(report)
    with pytest.raises(ImportRefused):
        register.read(path)


def test_a_number_beyond_all_digits_is_no_amount(register: Register) -> None:
    """An exponent of nine figures is not written out."""
    content = package(release()).replace('"amount": 900', '"amount": 1e999999999')
    assert [(1, "value", "getal")] == errors(register.read(single(register, content), skip_bad=True))


def test_the_same_process_twice_is_an_error(register: Register) -> None:
    """A code seen earlier in the file is an error on the later release, even if equal."""
    report = register.read(single(register, package(release(), release())), skip_bad=True)
    assert [(2, "contract", "dubbel")] == errors(report)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "leeg", ""),
        (b" \n", "leeg", ""),
        (b"[]", "leeg", ""),
        (b'{"releases": []}', "leeg", ""),
        (b"contract,title,nature", "geen_json", "geen JSON"),
        (package(release(), release("ocds-x-2")).encode()[:-20], "geen_json", "na release 2"),
        (package(release()).encode() + b"]", "geen_json", "na release 1"),
        (json.dumps(release()).encode()[:-5], "geen_json", "geen JSON"),
        (b'{"releases": [1 2]}', "geen_json", ""),
        (b'{"releases": [1,]}', "geen_json", ""),
        (b'{"releases" [1]}', "geen_json", ""),
        (b"{1: 2}", "geen_json", ""),
        (b"[" * 100_000, "geen_json", ""),
        (b"[" + b"1" * 5000 + b"]", "geen_json", ""),
        ('[{"ocid": "caf\u00e9"}]'.encode("latin-1"), "codering", "UTF-8"),
        (package(release()).encode("utf-16"), "codering", "UTF-8"),
    ],
)
def test_a_file_that_breaks_is_one_error_and_nothing_is_kept(
    register: Register, content: bytes, code: str, said: str
) -> None:
    """Empty, truncated, in another encoding or no JSON: one error about the file, also with skip_bad."""
    before = register.everything()
    with pytest.raises(BadInput) as refused:
        register.read(single(register, content), file_format="ocds", skip_bad=True)
    assert [(0, "", code)] == told(refused.value)
    assert said in refused.value.message
    assert before == register.everything()


def test_a_release_larger_than_the_window_is_read(register: Register) -> None:
    """A release of several blocks, with signs of several bytes at every edge, is read whole."""
    long = release("ocds-x-2", tender=TENDER | {"description": "\u20ac" * 300_000})
    content = json.dumps([release(), long, release("ocds-x-3")], ensure_ascii=False)
    assert 3 == register.read(single(register, content)).created


def test_a_release_that_is_far_too_large_is_refused(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory that one release may take has a limit."""
    monkeypatch.setattr(json_file, "LARGEST", 100_000)
    with pytest.raises(BadInput) as refused:
        register.read(single(register, package(release(description="x" * 500_000))))
    assert [(0, "", "geen_json")] == told(refused.value)


def test_a_missing_file_a_folder_and_a_mapping_are_told(register: Register) -> None:
    """What cannot be read as releases is said so."""
    mapping = register.file("contract: Nr\n", "mapping.yaml")
    for path, options, code in (
        (register.folder / "weg.json", {}, "bestand"),
        (register.folder, {}, "map"),
        (single(register, package(release())), {"mapping": mapping}, "mapping"),
    ):
        with pytest.raises(BadInput) as refused:
            register.read(path, file_format="ocds", **options)
        assert [(0, "", code)] == told(refused.value)


@pytest.mark.parametrize("name", ["register.csv", "register.json", "register"])
@pytest.mark.parametrize("shape", ["a list", "a release package", "with a mark"])
def test_the_format_is_seen_from_what_is_in_a_file(register: Register, name: str, shape: str) -> None:
    """JSON is known by its first sign, whatever the file is called."""
    assert 1 == register.read(register.file(SHAPES[shape], name)).created
