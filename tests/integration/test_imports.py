"""Imports: a register and a running portfolio, read whole or not at all."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import Story

from groeituin.definitions import Library
from groeituin.errors import BadInput, NoSuchThing
from groeituin.exchange import import_contracts, import_portfolio
from groeituin.exchange.report import ImportRefused, ImportReport
from groeituin.planning import planned, stored_terms
from models.dossiers import load_dossiers

ON = date(2026, 1, 5)
AT = datetime(2026, 1, 5, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "docs/examples"
HEADER = "contract,title,nature,contractor,contractor_name,value,starts_on,ends_on\n"
GOOD = HEADER + (
    "C-1,Schoonmaak,dienst,helder,Helder BV,1250.50,2024-01-01,2027-12-31\n"
    'C-2,Groen,werk,helder,Helder BV,"1.250,50",01-02-2024,31-01-2026\n'
)
NUL, LONG = "\0", 10_000_000
# Nine digits that pass the eleven-test, made up for this.
BSN = "111222333"


class Desk:
    """A database with an organisation and some people, and a folder to put files in."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.story = Story(engine)
        self.folder = folder
        on = ON.isoformat()
        self.story.act(on, "register-organisation", organisation="O-1", name="Gemeente Voorbeeld", sector="gemeente")
        for person in ("anna", "bert"):
            self.story.act(on, "register-person", person=person, name=person, email=f"{person}@voorbeeld.example")

    def file(self, content: str | bytes, name: str = "bestand.csv") -> Path:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def contracts(self, content: str | bytes, **options: Any) -> ImportReport:  # noqa: ANN401  # options of the import
        """Import a register."""
        chosen: dict[str, Any] = {"organisation": "O-1", "on": ON, "by": "toets", "at": AT} | options
        return import_contracts(self.story.engine, self.file(content), **chosen)

    def portfolio(self, content: str | bytes, **options: Any) -> ImportReport:  # noqa: ANN401  # options of the import
        """Import a portfolio."""
        chosen: dict[str, Any] = {"organisation": "O-1", "coordinator": "anna", "on": ON, "by": "toets", "at": AT}
        return import_portfolio(self.story.engine, self.file(content), **chosen | options)

    def mapping(self, text: str) -> Path:
        """Write a mapping and return its path."""
        return self.file(text, "mapping.yaml")

    def kept(self) -> tuple[int, ...]:
        """Count what the database holds."""
        tables = ("contracts", "contractors", "partnerships", "terms", "journal")
        return tuple(self.story.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608  # our own names


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    """Return a desk, once on SQLite and once on PostgreSQL."""
    return Desk(engine, tmp_path)


@pytest.fixture
def sqlite_desk(sqlite: Engine, tmp_path: Path) -> Desk:
    """Return a desk on SQLite, for what does not depend on the database."""
    return Desk(sqlite, tmp_path)


def counted(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return the five counts of a report."""
    return report.rows, report.created, report.updated, report.unchanged, report.rejected


def found(error: BadInput) -> list[tuple[object, object, object]]:
    """Return row, column and code of every error."""
    return [(detail["row"], detail["column"], detail["code"]) for detail in error.details]


def test_a_register_is_read_with_its_contractors(desk: Desk) -> None:
    """Contracts and contractors are made known; Dutch dates and amounts mean what they say."""
    assert (2, 2, 0, 0, 0) == counted(desk.contracts(GOOD))
    rows = desk.story.rows("SELECT contract, contractor, value, starts_on, ends_on FROM contracts ORDER BY contract")
    assert [
        ("C-1", "helder", "1250.50", "2024-01-01", "2027-12-31"),
        ("C-2", "helder", "1250.50", "2024-02-01", "2026-01-31"),
    ] == [(c, s, f"{v:.2f}", str(b), str(e)) for c, s, v, b, e in rows]
    assert [("helder", "Helder BV")] == desk.story.rows("SELECT contractor, name FROM contractors")


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    """A second import finds every row unchanged and leaves no trace, also on a later day."""
    desk.contracts(GOOD)
    before = desk.kept()
    assert (2, 0, 0, 2, 0) == counted(desk.contracts(GOOD, on=date(2026, 3, 1)))
    assert before == desk.kept()


def test_a_changed_row_is_brought_up_to_date(desk: Desk) -> None:
    """Only what the file tells otherwise than before is changed."""
    desk.contracts(GOOD)
    assert (2, 0, 1, 1, 0) == counted(desk.contracts(GOOD.replace("2027-12-31", "2028-12-31")))
    last = desk.story.rows("SELECT data FROM journal ORDER BY entry DESC LIMIT 1")[0][0]
    assert {
        "contract": "C-1",
        "organisation": "O-1",
        "title": "Schoonmaak",
        "nature": "dienst",
        "ends_on": "2028-12-31",
    } == (json.loads(last) if isinstance(last, str) else last)


def test_an_old_file_does_not_undo_an_extension(desk: Desk) -> None:
    """What people changed since the last import stays, as long as the file says the same as then."""
    desk.contracts(GOOD)
    desk.story.act("2026-02-01", "amend-contract", contract="C-2", reason="verlengd", ends_on="2027-01-31")
    assert (2, 0, 0, 2, 0) == counted(desk.contracts(GOOD, on=date(2026, 3, 1)))
    assert [("2027-01-31",)] == [
        (str(day),) for (day,) in desk.story.rows("SELECT ends_on FROM contracts WHERE contract = 'C-2'")
    ]


def test_one_bad_row_means_that_nothing_is_written(desk: Desk) -> None:
    """All or nothing: every error is told at once, with its row and column, and the good row is not kept either."""
    before = desk.kept()
    content = GOOD + "C-3,,diensten,,,-5,2024-13-01,0218-12-31\nC-1,Weer,dienst,,,1.234,,\n"
    with pytest.raises(ImportRefused) as refused:
        desk.contracts(content)
    assert [
        (3, "value", "te_laag"), (3, "starts_on", "datum"), (3, "ends_on", "jaartal"), (3, "title", "ontbreekt"),
        (3, "nature", "keuze"), (4, "contract", "dubbel"), (4, "value", "dubbelzinnig"),
    ] == sorted(found(refused.value), key=lambda e: (e[0], WHERE.index(str(e[1]))))  # fmt: skip
    assert (4, 0, 0, 0, 2) == counted(refused.value.report)
    assert before == desk.kept()


WHERE = ["contract", "value", "starts_on", "ends_on", "title", "nature"]


def test_bad_rows_are_skipped_when_asked(desk: Desk) -> None:
    """With skip_bad the good rows are taken and the others reported; each is rejected once."""
    report = desk.contracts(GOOD + "C-3,,dienst,,,x,,\n", skip_bad=True)
    assert (3, 2, 0, 0, 1) == counted(report)
    assert {(3, "title", "ontbreekt"), (3, "value", "getal")} == {(e.row, e.column, e.code) for e in report.errors}


def test_a_dry_run_tells_and_writes_nothing(desk: Desk) -> None:
    """A dry run counts what would happen."""
    before = desk.kept()
    assert (2, 2, 0, 0, 0) == counted(desk.contracts(GOOD, dry_run=True))
    assert before == desk.kept()


def test_a_refused_row_leaves_nothing_of_itself(desk: Desk) -> None:
    """A row that the process refuses halfway is undone as a whole; its neighbours stay."""
    content = HEADER.replace("ends_on", "replaces") + "C-1,A,dienst,x,X BV,,,C-0\nC-2,B,dienst,y,Y BV,,,\n"
    report = desk.contracts(content, skip_bad=True)
    assert [(1, "replaces", "onbekend")] == [(e.row, e.column, e.code) for e in report.errors]
    assert [("y",)] == desk.story.rows("SELECT contractor FROM contractors")


def test_another_organisations_contract_is_not_taken(desk: Desk) -> None:
    """A code that belongs to another organisation is an error, not a move."""
    desk.contracts(GOOD)
    desk.story.act("2026-01-05", "register-organisation", organisation="O-2", name="Ander", sector="gemeente")
    with pytest.raises(ImportRefused) as refused:
        desk.contracts(GOOD, organisation="O-2")
    assert [(1, "contract", "andere_organisatie"), (2, "contract", "andere_organisatie")] == found(refused.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf \n", "leeg"),
        ("contract,title,nature\nC-1,Caf\u00e9,dienst\n".encode("cp1252"), "codering"),
        ("contract,title,nature\n".encode("utf-16"), "codering"),
        (b"PK\x03\x04rest", "geen_csv"),
        (b"contract\0title", "geen_csv"),
        (b'"contract', "kopregel"),
        (b"contract,title,title,nature\n", "dubbele_kolom"),
        (b"contract,title\nC-1,A\n", "kolom_ontbreekt"),
        (b"contract,title,nature,endson\nC-1,A,dienst,\n", "onbekend_veld"),
    ],
)
def test_a_wrong_file_gets_one_clear_error(sqlite_desk: Desk, content: bytes, code: str) -> None:
    """A file that cannot be read gets one error about the file, not one for every row."""
    before = sqlite_desk.kept()
    with pytest.raises(BadInput) as refused:
        sqlite_desk.contracts(content, skip_bad=True)
    assert [code] == [detail["code"] for detail in refused.value.details]
    assert before == sqlite_desk.kept()


def test_a_missing_file_and_a_folder_are_told(sqlite_desk: Desk, tmp_path: Path) -> None:
    """What is no file is said so."""
    for path, code in ((tmp_path / "weg.csv", "bestand"), (tmp_path, "map")):
        with pytest.raises(BadInput) as refused:
            import_contracts(sqlite_desk.story.engine, path, organisation="O-1", on=ON, by="toets", at=AT)
        assert [(0, "", code)] == found(refused.value)


def test_an_encoding_that_breaks_far_into_the_file_writes_nothing(sqlite_desk: Desk) -> None:
    """Rows before the byte that is no UTF-8 are not kept."""
    before = sqlite_desk.kept()
    rows = "".join(f"C-{n},Titel,dienst,,,,,\n" for n in range(500))
    with pytest.raises(BadInput) as refused:
        sqlite_desk.contracts((HEADER + rows).encode() + b"C-x,\xe9,dienst,,,,,\n", skip_bad=True)
    assert [(0, "", "codering")] == found(refused.value)
    assert before == sqlite_desk.kept()


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("C 1,Titel,dienst,,,,,", "contract", "vorm"),
        (f"{'C' * 65},Titel,dienst,,,,,", "contract", "te_lang"),
        (f"C-1,Bel {BSN} voor meer,dienst,,,,,", "title", "bsn"),
        (f"C-1,Titel,dienst,x,Jan {BSN},,,", "contractor_name", "bsn"),
        (f"C-1,{'x' * LONG},dienst,,,,,", "title", "te_lang"),
        ("C-1,Titel,dienst,x,,,,", "contractor_name", "ontbreekt"),
        ("C-1,Titel,dienst,,Naam BV,,,", "contractor", "ontbreekt"),
        ("C-1,Titel,dienst,,,1e5,,", "value", "getal"),
        ("C-1,Titel,dienst,,,Infinity,,", "value", "getal"),
        ("C-1,Titel,dienst,,,700.000,,", "value", "dubbelzinnig"),
        ("C-1,Titel,dienst,,,1234.567,,", "value", "decimalen"),
        ("C-1,Titel,dienst,,,,01/02/2024,", "starts_on", "datum"),
        ("C-1,Titel,dienst,,,,31-02-2024,", "starts_on", "datum"),
        ("C-1,Titel,dienst,,,,2018-12-17+01:00,", "starts_on", "datum"),
        ("C-1,Titel,dienst,,,,01-01-0218,", "starts_on", "jaartal"),
        ("C-1,Titel,dienst,,,,2024-02-01,2024-01-01", "ends_on", "einde_voor_begin"),
        ("C-1,Titel,dienst", "", "aantal_cellen"),
        ('C-1,"Titel" x,dienst,,,,,', "", "aanhalingstekens"),
    ],
)
def test_a_bad_cell_is_one_error(sqlite_desk: Desk, row: str, column: str, code: str) -> None:
    """Each kind of bad cell is one error with its row, column and code; the row after it is read as usual."""
    report = sqlite_desk.contracts(f"{HEADER}{row}\nC-2,Titel,dienst,,,,,\n", skip_bad=True)
    assert [(1, column, code)] == [(e.row, e.column, e.code) for e in report.errors]
    assert (2, 1, 0, 0, 1) == counted(report)
    assert all(len(e.message) < 300 for e in report.errors)


def test_an_organisation_number_that_looks_like_a_bsn_is_a_code(sqlite_desk: Desk) -> None:
    """Codes are exempt from the BSN test: RSIN and KvK numbers can pass it."""
    assert 1 == sqlite_desk.contracts(f"{HEADER}{BSN},Titel,dienst,{BSN},Naam BV,,,\n").created


def test_a_quote_that_never_ends_is_told(sqlite_desk: Desk) -> None:
    """Rows swallowed by an open quote are not lost in silence."""
    report = sqlite_desk.contracts(HEADER + 'C-1,A,dienst,,,,,\nC-2,"B,dienst,,,,,\nC-3,C,dienst,,,,,\n', skip_bad=True)
    assert [(2, "", "aanhalingstekens")] == [(e.row, e.column, e.code) for e in report.errors]
    assert "niet gelezen" in report.errors[0].message


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiter_and_mark_are_seen(sqlite_desk: Desk, delimiter: str, mark: str) -> None:
    """Comma, semicolon and tab are told apart, with and without a byte order mark; blank rows count as rows to skip."""
    content = f"{mark}contract,title,nature\nC-1,Titel,dienst\n,,\nC-2,,dienst\n".replace(",", delimiter)
    report = sqlite_desk.contracts(content, skip_bad=True)
    assert [(3, "title", "ontbreekt")] == [(e.row, e.column, e.code) for e in report.errors]
    assert (2, 1, 0, 0, 1) == counted(report)


def test_broken_characters_and_several_suppliers_keep_their_row(sqlite_desk: Desk) -> None:
    """The first of several suppliers is the contractor, and a note says so; broken characters stay as they are."""
    report = sqlite_desk.contracts(f"{HEADER}C-1,Entretien r\ufffdpar\ufffd,dienst,11 ; 22,Een; Twee,,,\n")
    assert (1, 1, 0, 0, 0) == counted(report)
    assert [(1, "contractor", "meer_opdrachtnemers")] == [(n.row, n.column, n.code) for n in report.notes]
    assert [("11", "Een")] == sqlite_desk.story.rows("SELECT contractor, name FROM contractors")


def test_a_mapping_names_columns_fixed_values_and_durations(sqlite_desk: Desk) -> None:
    """A mapping takes columns under their own names; an end can be a start and months, no day deducted."""
    mapping = sqlite_desk.mapping(
        "contract: Nr\ntitle: Omschrijving\nnature: {value: dienst}\nstarts_on: Begin\n"
        "ends_on: {start: Begin, months: Looptijd}\n"
    )
    content = "Nr;Omschrijving;Begin;Looptijd;Anders\nC-1;A;31-08-2024;6;x\nC-2;B;;12;x\nC-3;C;01-01-2024;veel;x\n"
    report = sqlite_desk.contracts(content, mapping=mapping, skip_bad=True)
    assert [(3, "Looptijd", "getal")] == [(e.row, e.column, e.code) for e in report.errors]
    rows = sqlite_desk.story.rows("SELECT contract, nature, ends_on FROM contracts ORDER BY contract")
    assert [("C-1", "dienst", "2025-02-28"), ("C-2", "dienst", None)] == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contract: Nr\nendson: X\ntitle: [a]\n", [("endson", "onbekend_veld"), ("title", "mapping")]),
        ("contract: Nr\ncontract: Nr2\n", [("", "mapping")]),
        ("- contract\n", [("", "mapping")]),
        ("contract: {value\n", [("", "mapping")]),
        ("contract: Nr\ntitle: Titel\n", [("Titel", "kolom_ontbreekt"), ("nature", "kolom_ontbreekt")]),
        ("contract: Nr\ntitle: Nr\nnature: {value: diensten}\n", [("nature", "keuze")]),
    ],
)
def test_a_wrong_mapping_is_told_whole_and_once(sqlite_desk: Desk, text: str, expected: list[tuple[str, str]]) -> None:
    """Every fault of a mapping is told at once, about the file and not about its rows."""
    with pytest.raises(BadInput) as refused:
        sqlite_desk.contracts("Nr;Rest\nC-1;x\nC-2;x\n", mapping=sqlite_desk.mapping(text), skip_bad=True)
    assert [(0, column, code) for column, code in expected] == found(refused.value)


def test_an_unknown_organisation_or_coordinator_is_not_found(sqlite_desk: Desk) -> None:
    """What the command itself names must exist."""
    with pytest.raises(NoSuchThing):
        sqlite_desk.contracts(GOOD, organisation="O-9")
    with pytest.raises(NoSuchThing):
        sqlite_desk.portfolio(GOOD, coordinator="niemand")


def test_the_example_portfolio_is_taken_over(desk: Desk) -> None:
    """What the documentation shows works: five contracts, each a partnership in its phase, with what is known of it."""
    for line in (EXAMPLES / "portfolio.jsonl").read_text().splitlines():
        told = json.loads(line)
        desk.story.act(told.pop("on"), told.pop("act"), **{k: v for k, v in told.items() if k != "by"})
    content = (EXAMPLES / "portfolio.csv").read_bytes()
    assert (5, 5, 0, 0, 0) == counted(desk.portfolio(content, organisation="GEM-VOORBEELD"))
    before = desk.kept()
    assert (5, 0, 0, 5, 0) == counted(desk.portfolio(content, organisation="GEM-VOORBEELD", on=date(2026, 2, 1)))
    assert before == desk.kept()
    with desk.story.engine.connect() as connection:
        dossier = load_dossiers(connection, ["2023-014"])[0]
        codes = [code for (code,) in desk.story.rows("SELECT partnership FROM partnerships")]
        assert planned(load_dossiers(connection, codes), Library(connection)) == stored_terms(connection, codes)
    assert ("monitoring", date(2023, 7, 1), ON) == (dossier.phase, dossier.phases[0].entered_on, dossier.taken_over_on)
    assert ("anna",) == dossier.holders("projectcoordinator")
    assert ("carla",) == dossier.holders("projectcoordinator", backup=True)
    assert ("bert",) == dossier.holders("contractmanager")
    contract = dossier.contracts[0]
    assert (True, True) == (bool(contract.obligations), contract.opening_balance is not None)
    assert [(date(2028, 3, 31), date(2026, 9, 30))] == [(o.until, o.notify_by) for o in contract.options]
    assert [("voortgang", date(2025, 12, 11))] == [(m.kind, m.held_on) for m in dossier.meetings]
    assert "d.prins-helder.example" in {person.person for person in dossier.people}


def test_rows_say_their_own_phase_coordinator_and_partnership(sqlite_desk: Desk) -> None:
    """What a row says goes before what the command says; what nobody says is monitoring, from the take-over."""
    content = (
        "contract,title,nature,partnership,phase,since,projectcoordinator\n"
        "C-1,A,dienst,P-1,realisatie,2025-01-01,bert\nC-2,B,dienst,,,,\n"
    )
    sqlite_desk.portfolio(content)
    rows = sqlite_desk.story.rows(
        "SELECT p.partnership, phase, since, person FROM partnerships p "
        "JOIN role_holdings r ON r.partnership = p.partnership ORDER BY 1"
    )
    assert [("C-2", "monitoring", "2026-01-05", "anna"), ("P-1", "realisatie", "2025-01-01", "bert")] == rows


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("contract", "C 1", "vorm"),
        ("partnership", "P 1", "vorm"),
        ("phase", "beeindigd", "beeindigd"),
        ("phase", "lopend", "keuze"),
        ("since", "2027-01-01", "in_de_toekomst"),
        ("last_meeting", "2027-01-01", "in_de_toekomst"),
        ("contractmanager", "niemand", "onbekend"),
        ("projectcoordinator", "niemand", "onbekend"),
        ("reservecoordinator", "niemand", "onbekend"),
        ("contact_email", "geen adres", "vorm"),
        ("percentage", "105", "te_hoog"),
        ("base", "omzet", "keuze"),
        ("hours", "-1", "te_laag"),
        ("option_1_until", "ooit", "datum"),
        ("option_1_notify_by", "2026-13-01", "datum"),
    ],
)
def test_a_bad_cell_of_a_portfolio_is_one_error(sqlite_desk: Desk, column: str, cell: str, code: str) -> None:
    """What a portfolio adds is checked as strictly as the register itself, and nothing is kept."""
    cells = {"contract": "C-1", "title": "A", "nature": "dienst", "starts_on": "2024-01-01", "contractmanager": "bert"}
    cells |= {column: cell}
    cells |= PARTNERS.get(column, {})
    before = sqlite_desk.kept()
    with pytest.raises(ImportRefused) as refused:
        sqlite_desk.portfolio(f"{','.join(cells)}\n{','.join(cells.values())}\n")
    assert [(1, column, code)] == found(refused.value)
    assert before == sqlite_desk.kept()


PARTNERS = {
    "contact_email": {"contact_name": "Daan"},
    "percentage": {"base": "opdrachtsom"},
    "base": {"percentage": "5"},
    "hours": {"sroi_euros": "0"},
    "option_1_notify_by": {"option_1_until": "2028-01-01"},
}


def test_an_unknown_phase_for_all_rows_is_refused_before_reading(sqlite_desk: Desk) -> None:
    """A phase that the command names is of the closed list, and not the end."""
    with pytest.raises(BadInput) as refused:
        sqlite_desk.portfolio(GOOD, phase="beeindigd")
    assert [(0, "phase", "keuze")] == found(refused.value)


def test_a_partnership_that_moved_on_is_left_where_it_is(sqlite_desk: Desk) -> None:
    """Reading the portfolio again does not put a partnership back in the phase of its take-over."""
    sqlite_desk.portfolio(GOOD)
    sqlite_desk.story.act("2026-02-01", "advance", partnership="C-1", trigger="schaal_op", reason="meer banen")
    sqlite_desk.story.act("2026-02-01", "assign-role", partnership="C-1", role="projectcoordinator", person="bert")
    assert (2, 0, 0, 2, 0) == counted(sqlite_desk.portfolio(GOOD, on=date(2026, 3, 1)))
    rows = sqlite_desk.story.rows("SELECT phase FROM partnerships WHERE partnership = 'C-1'")
    assert [("realisatie",)] == rows


def test_a_register_read_first_becomes_a_portfolio_later(sqlite_desk: Desk) -> None:
    """Contracts that are known are taken over as they are; the partnership is what is new."""
    sqlite_desk.contracts(GOOD)
    assert (2, 2, 0, 0, 0) == counted(sqlite_desk.portfolio(GOOD))
    assert [("C-1",), ("C-2",)] == sqlite_desk.story.rows("SELECT partnership FROM links ORDER BY 1")


def test_nothing_old_is_raised_after_a_take_over(desk: Desk) -> None:
    """The first night raises the most urgent alert that had passed of a contract that still runs, and nothing else."""
    desk.portfolio(GOOD)
    raised = desk.story.night(ON.isoformat()).raised
    assert [("C-2", "contract_verloopt", "C-2/2026-01-31/3m", date(2025, 10, 31))] == [
        (s.partnership, s.rule, s.occasion, s.due_on) for s in raised
    ]


def test_a_cpv_code_that_does_not_fit_is_one_error(desk: Desk) -> None:
    """A code is judged by its schema before the database sees it, on both databases."""
    report = desk.contracts(f"contract,title,nature,cpv\nC-1,A,dienst,{'9' * 40}\nC-2,B,dienst,0\n", skip_bad=True)
    assert [(1, "cpv", "te_lang")] == [(e.row, e.column, e.code) for e in report.errors]
    assert [("C-2", "0")] == desk.story.rows("SELECT contract, cpv FROM contracts")
