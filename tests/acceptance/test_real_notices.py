"""Show 4: real award notices and releases, each value, date, CPV code and party as the files themselves say.

What is expected is worked out here from the files alone, walking XML by the plain names of its elements and JSON as it
stands; nothing of it comes from the project's code.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from register import Register, counted
from sqlalchemy.engine import Engine

from groeituin.exchange.report import ImportReport

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared/realdata"
NOTICES = (ROOT / "tests/data/ted_nl_eforms", SHARED / "ted_nl_eforms")
RELEASES = (ROOT / "tests/data/ocds_uk_extract.json", SHARED / "ocds_uk_fts_20.json")
STAGES = {"selec-w": "gegund", "clos-nw": "ingetrokken"}
NATURES = {"works": "werk", "services": "dienst", "supplies": "levering", "goods": "levering"}
COLUMNS = ("contract", "nature", "cpv", "value", "starts_on", "ends_on", "stage")
# An address, or nine or more figures with a nought or a plus before them.
PEOPLE = re.compile(r"@|(?<![\d.])(?:\+|0)[\d ()-]{8,}\d")


def here(path: Path) -> Any:  # noqa: ANN401  # a case of pytest
    """Return a path as a case that is left out where the data are not on this machine."""
    return pytest.param(path, marks=pytest.mark.skipif(not path.exists(), reason=f"{path} is not here"), id=path.name)


@dataclass
class Expected:
    """What one file says of one contract."""

    row: tuple[str | None, ...]
    title: list[str]
    suppliers: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    client: str = ""


def plain(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def below(element: ET.Element, *names: str) -> list[ET.Element]:
    """Return what stands under an element, step by step, by plain names."""
    found = [element]
    for name in names:
        found = [child for one in found for child in one if plain(child) == name]
    return found


def words(element: ET.Element, *names: str) -> list[str]:
    """Return the texts at the end of a path of plain names."""
    return [(one.text or "").strip() for one in below(element, *names)]


def anywhere(element: ET.Element, name: str) -> list[ET.Element]:
    """Return every element with a plain name, however deep."""
    return [one for one in element.iter() if plain(one) == name]


def euros(text: str) -> str:
    """Read an amount; a point before three figures parts thousands."""
    bare = text.replace(".", "") if re.fullmatch(r"\d+\.\d{3}", text) else text
    return f"{Decimal(bare):.2f}"


def expected_of_notice(path: Path) -> Iterator[Expected]:
    """Work out the contracts of a notice: every result leads to its lot, tenders, parties and organisations."""
    root = ET.parse(path).getroot()  # noqa: S314  # files of our own
    outcome = anywhere(root, "NoticeResult")[0]
    project = below(root, "ProcurementProject")[0]
    number = words(anywhere(root, "Publication")[0], "NoticePublicationID")[0].lstrip("0")
    organisations = {
        words(company, "PartyIdentification", "ID")[0]: (
            words(company, "PartyName", "Name")[0], (words(company, "PartyLegalEntity", "CompanyID") or [""])[0],
        )
        for company in anywhere(root, "Company")
    }  # fmt: skip
    buyer = words(root, "ContractingParty", "Party", "PartyIdentification", "ID")[0]
    for result in below(outcome, "LotResult"):
        code = words(result, "TenderLot", "ID")[0]
        lot = next(one for one in below(root, "ProcurementProjectLot") if code in words(one, "ID"))
        own = below(lot, "ProcurementProject")[0]
        tenders = [
            one
            for name in words(result, "LotTender", "ID")
            for one in below(outcome, "LotTender")
            if name in words(one, "ID")
        ]
        parties = [name for tender in tenders for name in words(tender, "TenderingParty", "ID")]
        winners = [
            organisations[member]
            for name in dict.fromkeys(parties)
            for one in below(outcome, "TenderingParty")
            if name in words(one, "ID")
            for member in words(one, "Tenderer", "ID")
        ]
        offered = [amount for tender in tenders for amount in words(tender, "LegalMonetaryTotal", "PayableAmount")]
        limits = words(result, "FrameworkAgreementValues", "MaximumValueAmount")
        amounts = (offered if len(offered) == 1 else []) + limits + words(outcome, "TotalAmount")
        period = {plain(one): (one.text or "")[:10] for planned in below(own, "PlannedPeriod") for one in planned}
        row = (
            f"{number}/{code}",
            NATURES[words(own, "ProcurementTypeCode")[0]],
            words(own, "MainCommodityClassification", "ItemClassificationCode")[0],
            euros(amounts[0]) if amounts else None,
            period.get("StartDate"),
            period.get("EndDate"),
            STAGES[words(result, "TenderResultCode")[0]],
        )
        said = words(own, "ContractExtension", "Renewal", "Period", "Description")
        yield Expected(row, [*words(project, "Name"), *words(own, "Name")], winners, said, organisations[buyer][0])


def expected_of_releases(path: Path) -> Iterator[Expected]:
    """Work out the contracts of a package of tenders: one for each lot, in pounds, so of no known value in euros."""
    releases = json.loads(path.read_text(encoding="utf-8").replace("Infinity", "null"))["releases"]
    for release in releases:
        tender = release["tender"]
        for lot in tender["lots"]:
            period = lot.get("contractPeriod", {})
            row = (
                f"{release['ocid']}/{lot['id']}",
                NATURES[tender["mainProcurementCategory"]],
                tender["classification"]["id"],
                None,
                period.get("startDate", "")[:10] or None,
                period.get("endDate", "")[:10] or None,
                "uitgevraagd",
            )
            value = lot.get("value") or (tender.get("value") if len(tender["lots"]) == 1 else None)
            said = [lot["renewal"]["description"]] if "renewal" in lot else []
            said += [f"{int(value['amount'])}"] if value else []
            said += [f"{period['durationInDays']} dagen"] if "durationInDays" in period else []
            yield Expected(row, [tender["title"], lot.get("title", "")], [], said, release["buyer"]["name"])


def agrees(register: Register, path: Path, expected: list[Expected]) -> ImportReport:
    """Read the files and hold every contract beside what is expected; a second time nothing changes."""
    report = register.read(path)
    count = len(expected)
    assert (count, count, 0, 0, 0) == counted(report)
    assert sorted(one.row for one in expected) == sorted(register.contracts(*COLUMNS))
    titles = dict(register.story.rows("SELECT contract, title FROM contracts"))
    names = dict(register.story.rows("SELECT contract, c.name FROM contracts JOIN contractors c USING (contractor)"))
    numbers = dict(register.story.rows("SELECT contract, c.kvk FROM contracts JOIN contractors c USING (contractor)"))
    told: dict[int, str] = defaultdict(str)
    for note in report.notes:
        told[note.row] += f"{note.message}\n"
    for row, one in enumerate(expected, start=1):
        code = str(one.row[0])
        assert [] == [part for part in one.title if " ".join(part.split()).casefold() not in titles[code].casefold()]
        name, number = one.suppliers[0] if one.suppliers else (None, "")
        assert (name, number if re.fullmatch(r"\d{8}", number) else None) == (names.get(code), numbers.get(code))
        for part in [*(name for name, _ in one.suppliers[1:]), *one.said, one.client]:
            assert " ".join(part.split())[:200] in told[row]
    assert [] == [note for note in report.notes if PEOPLE.search(note.message.partition(": ")[2])]
    before = register.everything()
    assert (count, 0, 0, count, 0) == counted(register.read(path))
    assert before == register.everything()
    return report


@pytest.mark.parametrize("folder", [here(path) for path in NOTICES])
def test_the_notices_say_what_their_files_say(engine: Engine, tmp_path: Path, folder: Path) -> None:
    """Dutch award notices: every lot with its value, period, CPV code, winner and renewals, once."""
    paths = sorted(folder.glob("*.xml"))
    expected = [one for path in paths for one in expected_of_notice(path)]
    agrees(Register(engine, tmp_path), folder, expected)


@pytest.mark.parametrize("path", [here(path) for path in RELEASES])
def test_the_releases_say_what_their_file_says(engine: Engine, tmp_path: Path, path: Path) -> None:
    """British tenders: every lot with its period, CPV code and client; those with Infinity in them say so."""
    expected = list(expected_of_releases(path))
    report = agrees(Register(engine, tmp_path), path, expected)
    text = path.read_text(encoding="utf-8")
    starts = [found.start() for found in re.finditer(r'"ocid":', text)] + [len(text)]
    limited = [text.count("Infinity", start, end) for start, end in pairwise(starts)]
    assert sum(limited) == sum("Infinity" in note.message for note in report.notes) > 0
    assert len(limited) == len({note.message.split(":")[0] for note in report.notes})


@pytest.mark.parametrize("path", sorted(NOTICES[0].glob("*.xml")), ids=lambda path: path.stem)
def test_a_notice_alone_says_the_same(sqlite: Engine, tmp_path: Path, path: Path) -> None:
    """One file is read as in its folder."""
    agrees(Register(sqlite, tmp_path), path, list(expected_of_notice(path)))


def test_the_extracts_hold_the_dirt_of_the_files() -> None:
    """The extracts keep what makes these files hard, so that the tests on them mean something."""
    expected = [one for path in sorted(NOTICES[0].glob("*.xml")) for one in expected_of_notice(path)]
    text = "".join(path.read_text(encoding="utf-8") for path in NOTICES[0].glob("*.xml"))
    tenders = list(expected_of_releases(RELEASES[0]))
    dirt = {
        "an amount with a point for thousands": "700.000" in text,
        "several winners": any(len(one.suppliers) > 1 for one in expected),
        "no winner": any(not one.suppliers for one in expected),
        "a length without a begin": any(one.row[4] is None for one in expected),
        "renewals in words": any(one.said for one in expected),
        "an amount that is none": any(one.row[3] == "1.00" for one in expected),
        "zones": "+01:00" in text,
        "Infinity": "Infinity" in RELEASES[0].read_text(encoding="utf-8"),
        "several lots": len(tenders) > len({str(one.row[0]).split("/")[0] for one in tenders}),
        "a tender with a period": any(one.row[5] for one in tenders),
        "a tender without a period": any(not one.row[5] for one in tenders),
    }
    assert [] == [name for name, there in dirt.items() if not there]
