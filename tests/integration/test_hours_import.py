"""Hours that come back on a form: what is read, what is refused, and what is good to know."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from sqlalchemy.engine import Engine
from story import P1, P1_C1, Story

from groeituin.definitions import Library
from groeituin.errors import BadInput, NoSuchThing
from groeituin.exchange.hours import import_hours
from groeituin.exchange.hours_form import Form
from groeituin.exchange.hours_template import write_template
from groeituin.exchange.personal import kind_of_column
from groeituin.exchange.report import ImportRefused, ImportReport
from groeituin.planning import planned, stored_terms
from models.database import open_database
from models.dossiers import load_dossiers
from models.schema import upgrade

ON = date(2026, 4, 2)
AT = datetime(2026, 4, 2, tzinfo=UTC)
HEADER = "Contract;Periode;Baan;Doelgroep;Aantal personen;Betaalde uren"
ROW = "C-1;2026-K1;;WW;2;300,5"
# Nine digits that pass the eleven-test, made up for this.
BSN = "111222333"


class Desk:
    """A database with P-1 in monitoring about C-1, and a folder to put files in."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.story = Story(engine)
        self.folder = folder

    def read(self, *rows: str, header: str = HEADER, **options: Any) -> ImportReport:  # noqa: ANN401  # options of the import
        """Import a CSV file of these rows."""
        path = self.folder / "opgave.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return self.read_file(path, **options)

    def read_file(self, path: Path, **options: Any) -> ImportReport:  # noqa: ANN401  # options of the import
        """Import a file."""
        chosen: dict[str, Any] = {"on": ON, "by": "toets", "at": AT} | options
        return import_hours(self.story.engine, path, **chosen)

    def faults(self, *rows: str, header: str = HEADER, **options: Any) -> list[tuple[Any, Any, Any]]:  # noqa: ANN401  # options of the import
        """Return row, column and code of what is wrong, after checking that nothing was kept."""
        before = self.kept()
        with pytest.raises(BadInput) as caught:
            self.read(*rows, header=header, **options)
        assert before == self.kept()
        return [(detail["row"], detail["column"], detail["code"]) for detail in caught.value.details]

    def kept(self) -> list[tuple[Any, ...]]:
        """Return the reports and how long the journal is."""
        return [*self.reports(), *self.story.rows("SELECT count(*) FROM journal")]

    def reports(self) -> list[tuple[Any, ...]]:
        """Return the reports."""
        return self.story.rows("SELECT partnership, contract, period, status FROM hours_reports ORDER BY 1, 2, 3")

    def lines(self, period: str = "2026-K1") -> Any:  # noqa: ANN401  # lines as they are kept
        """Return the lines of a report of C-1."""
        with self.story.engine.connect() as connection:
            (dossier,) = load_dossiers(connection, ["P-1"])
        return next(report.lines for report in dossier.hours_reports if report.period == period)

    def form(self, name: str = "formulier.xlsx", period: str = "2026-K1", **options: Any) -> tuple[Form, Path]:  # noqa: ANN401  # options
        """Make a form for C-1."""
        path = self.folder / name
        chosen: dict[str, Any] = {"contract": "C-1", "period": period, "on": ON} | options
        return write_template(self.story.engine, path, **chosen), path


@pytest.fixture(scope="module")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with P-1 in monitoring, of which every test gets a copy."""
    path = tmp_path_factory.mktemp("monitoring") / "begin.db"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    Story(engine).reach("monitoring")
    engine.dispose()
    return path


@pytest.fixture
def desk(monitored: Path, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk on SQLite."""
    engine = open_database(f"sqlite:///{shutil.copy(monitored, tmp_path)}")
    yield Desk(engine, tmp_path)
    engine.dispose()


def counted(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return the five counts of a report."""
    return report.rows, report.created, report.updated, report.unchanged, report.rejected


def noted(report: ImportReport) -> list[tuple[int, str, str]]:
    """Return row, column and code of what is good to know."""
    return [(note.row, note.column, note.code) for note in report.notes]


def test_hours_are_received_and_planned_on_both_databases(engine: Engine, tmp_path: Path) -> None:
    """The report is received, the journal tells it, and the terms are those of the plan; approval is another act."""
    desk = Desk(engine, tmp_path)
    desk.story.reach("monitoring")
    assert (2, 2, 0, 0, 0) == counted(desk.read(ROW, "C-1;2026-K1;B-1;Participatiewet;1;120"))
    assert [("P-1", "C-1", "2026-K1", "ontvangen")] == desk.reports()
    assert [("ww", 2, "300.5", None), ("participatiewet", 1, "120", "B-1")] == [
        (line.target_group, line.persons, str(line.paid_hours), line.job) for line in desk.lines()
    ]
    with engine.connect() as connection:
        assert stored_terms(connection, ["P-1"]) == planned(load_dossiers(connection, ["P-1"]), Library(connection))


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    """A second import finds every row unchanged, also after approval and on a later day."""
    desk.read(ROW)
    desk.story.act("2026-04-03", "review-hours", **P1_C1, period="2026-K1", verdict="goedgekeurd")
    before = desk.kept()
    assert (1, 0, 0, 1, 0) == counted(desk.read(ROW, on=date(2026, 4, 10)))
    assert before == desk.kept()


def test_a_changed_file_must_be_reviewed_again(desk: Desk) -> None:
    """Other hours replace the report; that an approved one changed is told."""
    desk.read(ROW)
    desk.story.act("2026-04-03", "review-hours", **P1_C1, period="2026-K1", verdict="goedgekeurd")
    report = desk.read("C-1;2026-K1;;WW;2;301", on=date(2026, 4, 10))
    assert (1, 0, 1, 0, 0) == counted(report)
    assert [(1, "Periode", "opnieuw_beoordelen")] == noted(report)
    assert [("P-1", "C-1", "2026-K1", "ontvangen")] == desk.reports()


def test_a_rejected_report_that_comes_back_the_same_is_told(desk: Desk) -> None:
    """It stays rejected, and the reason is repeated."""
    desk.read(ROW)
    desk.story.act("2026-04-03", "review-hours", **P1_C1, period="2026-K1", verdict="afgekeurd", reason="Maart mist")
    report = desk.read(ROW, on=date(2026, 4, 10))
    assert "afgekeurd (Maart mist) en is niet veranderd" in report.notes[0].message
    assert [("P-1", "C-1", "2026-K1", "afgekeurd")] == desk.reports()


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("300,5", "300.5"),
        ("300.50", "300.5"),
        ("1.300,50", "1300.5"),
        ("1 300,5", "1300.5"),
        ("1300", "1300"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_as_people_write_them(desk: Desk, written: str, hours: str) -> None:
    """Decimal commas and points, and marks between thousands."""
    desk.read(f"C-1;2026-K1;;WW;9;{written}")
    assert [hours] == [str(line.paid_hours) for line in desk.lines()]


@pytest.mark.parametrize(
    ("persons", "hours", "faults"),
    [
        ("2", "-4", [(1, "Betaalde uren", "te_laag")]),
        ("2", "1.300", [(1, "Betaalde uren", "dubbelzinnig")]),
        ("2", "veel", [(1, "Betaalde uren", "getal")]),
        ("2", "", [(1, "Betaalde uren", "ontbreekt")]),
        ("", "4", [(1, "Aantal personen", "ontbreekt")]),
        ("1,5", "4", [(1, "Aantal personen", "getal")]),
        ("-1", "4", [(1, "Aantal personen", "te_laag")]),
        ("2", "1" * 30, [(1, "Betaalde uren", "te_groot")]),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    desk: Desk, persons: str, hours: str, faults: list[tuple[int, str, str]]
) -> None:
    """Each with its row and the column of the file."""
    assert faults == desk.faults(f"C-1;2026-K1;;WW;{persons};{hours}")


def test_more_than_two_decimals_are_rounded_and_told(desk: Desk) -> None:
    """A worksheet that divides gives more decimals than it shows."""
    report = desk.read("C-1;2026-K1;;WW;2;33.333333")
    assert [(1, "Betaalde uren", "afgerond")] == noted(report)
    assert ["33.33"] == [str(line.paid_hours) for line in desk.lines()]


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("WW", "ww"), ("ww", "ww"), ("Doelgroepregister banenafspraak", "banenafspraak_register"),
        ("banenafspraak_register", "banenafspraak_register"), ("doelgroep-register", "banenafspraak_register"),
        ("50+", "vijftigplus"), ("50-plussers", "vijftigplus"), ("WIA en WAO", "wia_wao"), ("Leerlingen BBL", "bbl"),
    ],
)  # fmt: skip
def test_a_target_group_is_known_by_its_name_and_its_word(desk: Desk, written: str, group: str) -> None:
    """Capitals, hyphens and underscores make no difference."""
    desk.read(f"C-1;2026-K1;;{written};2;30")
    assert [group] == [line.target_group for line in desk.lines()]


def test_an_unknown_target_group_gets_the_closest_one(desk: Desk) -> None:
    """A typing mistake is answered with a name; anything else with all names, and the cell is not repeated."""
    with pytest.raises(ImportRefused, match=r"1 fout in 1 van 1 rijen") as caught:
        desk.read("C-1;2026-K1;;partisipatiewet;2;30")
    assert "Bedoelt u 'Participatiewet'?" in str(caught.value.details[0]["message"])
    with pytest.raises(ImportRefused) as caught:
        desk.read("C-1;2026-K1;;Jansen;2;30")
    assert "Kies uit: Participatiewet, doelgroepregister" in str(caught.value.details[0]["message"])
    assert "Jansen" not in str(caught.value.details)


def test_rows_that_nobody_filled_in_are_left_out(desk: Desk) -> None:
    """The form has a row for every group; only those with a figure are read, and empty ones are no error."""
    assert (1, 1, 0, 0, 0) == counted(desk.read("C-1;2026-K1;;Wajong;;", ROW, ";;;;;", "C-1;2026-K1;B-1;WW;;"))


def test_a_form_on_which_nothing_is_filled_in_is_refused(desk: Desk) -> None:
    """The sentence says how to tell that nobody worked; told so, it is a report."""
    with pytest.raises(BadInput, match="Vul dan bij één doelgroep 0 personen en 0 uren in"):
        desk.read("C-1;2026-K1;;Wajong;;")
    desk.read("C-1;2026-K1;;Wajong;0;0")
    assert [("wajong", 0)] == [(line.target_group, line.persons) for line in desk.lines()]


@pytest.mark.parametrize(
    "row", ["Totaal;;;;2;300,5", ";;;Totaal;2;300,5", ";;;Totaal uren;2;300,5", "Subtotaal;;;WW;2;1"]
)
def test_a_row_that_adds_up_others_is_not_counted(desk: Desk, row: str) -> None:
    """It is left out with a note, wherever the word stands."""
    report = desk.read(ROW, row)
    assert (1, [(2, "", "totaal")]) == (report.rows, noted(report))
    assert 1 == len(desk.lines())


def test_a_code_that_begins_as_a_total_does_is_a_code(desk: Desk) -> None:
    """SOM-1 is a contract."""
    desk.story.contract("2026-01-06", "SOM-1", title="Totaal onderhoud")
    header = HEADER.replace("Contract;", "Contract;Titel;")
    assert [] == desk.read("SOM-1;Totaal onderhoud;2026-K1;;WW;2;30", header=header).notes
    assert ("P-1", "SOM-1", "2026-K1", "ontvangen") in desk.reports()


def test_more_hours_than_people_can_work_is_told(desk: Desk) -> None:
    """48 hours a week over a quarter is 624 hours a person; more is taken with a note, and months count."""
    assert [] == desk.read("C-1;2026-K1;;WW;2;1248").notes
    assert [(1, "Betaalde uren", "onwaarschijnlijk")] == noted(desk.read("C-1;2026-K1;;WW;2;1249"))
    assert [(1, "Betaalde uren", "onwaarschijnlijk")] == noted(desk.read("C-1;2026-K1;;WW;0;1"))
    header = f"{HEADER};Aantal maanden"
    assert [(1, "Betaalde uren", "onwaarschijnlijk")] == noted(desk.read("C-1;2026-K1;;WW;1;209;1", header=header))


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("C-9;2026-K1;;WW;2;30", [(1, "Contract", "onbekend")]),
        (";2026-K1;;WW;2;30", [(1, "Contract", "ontbreekt")]),
        ("C-1;;;WW;2;30", [(1, "Periode", "ontbreekt")]),
        ("C-1;eerste kwartaal;;WW;2;30", [(1, "Periode", "periode")]),
        ("C-1;2024-K4;;WW;2;30", [(1, "Periode", "buiten_looptijd")]),
        ("C-1;2026-K3;;WW;2;30", [(1, "Periode", "nog_niet_begonnen")]),
        ("C-2;2026-K1;;WW;2;30", [(1, "Contract", "niet_gekoppeld")]),
        ("C-1;2026-K1;B-9;WW;2;30", [(1, "Baan", "onbekend")]),
        ("C-1;2026-K1;;;2;30", [(1, "Doelgroep", "ontbreekt")]),
        ("C-1;2026-K1;;WW;2", [(1, "", "aantal_cellen")]),
    ],
)
def test_a_row_about_something_else_is_refused(desk: Desk, row: str, faults: list[tuple[int, str, str]]) -> None:
    """Another contract, a period that cannot be, a job that nobody knows."""
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst", "starts_on": "2025-01-01"}
    desk.story.act("2026-01-06", "register-contract", contract="C-2", **known)
    assert faults == desk.faults(row)


def test_all_faults_are_told_at_once(desk: Desk) -> None:
    """Every row with every fault, and good rows are not kept either."""
    assert {
        (1, "Doelgroep", "keuze"), (1, "Betaalde uren", "getal"), (3, "Baan", "onbekend"),
        (3, "Aantal personen", "getal"),
    } == set(desk.faults("C-1;2026-K1;;XX;2;veel", ROW, "C-1;2026-K1;B-7;WW;x;30"))  # fmt: skip


def test_a_period_that_was_reported_otherwise_is_refused(desk: Desk) -> None:
    """A month within a quarter that is there already would count twice."""
    desk.read(ROW)
    assert [(1, "Periode", "dubbele_periode")] == desk.faults("C-1;2026-03;;WW;2;30")


@pytest.mark.parametrize("written", ["2026-03", "mrt-26", "maart 2026", "2026-03-01", "1-3-2026", "Mar-26"])
def test_a_month_is_read_as_worksheets_write_it(desk: Desk, written: str) -> None:
    """A worksheet makes a date of 2026-03."""
    desk.read(f"C-1;{written};;WW;2;30")
    assert ["2026-03"] == [period for _, _, period, _ in desk.reports()]


def test_rows_added_below_belong_to_the_same_contract_and_period(desk: Desk) -> None:
    """Who adds a row need not repeat what stands above."""
    desk.read(ROW, ";;;Wajong;1;30")
    assert ["ww", "wajong"] == [line.target_group for line in desk.lines()]


def test_a_file_may_hold_reports_of_several_contracts_and_periods(desk: Desk) -> None:
    """Each becomes a report of its own."""
    desk.story.contract("2026-01-06", "C-2")
    assert (3, 3, 0, 0, 0) == counted(desk.read(ROW, "C-2;2026-K1;;WW;2;30", "C-1;2025-K4;;WW;2;30"))
    assert [("C-1", "2025-K4"), ("C-1", "2026-K1"), ("C-2", "2026-K1")] == [(c, p) for _, c, p, _ in desk.reports()]


@pytest.fixture
def shared(desk: Desk) -> Desk:
    """Return a desk where C-1 belongs to P-1 and P-2."""
    start = {"partnership": "P-2", "title": "Samen", "organisation": "O-1"}
    desk.story.act("2026-01-06", "start-partnership", **start)
    desk.story.act("2026-01-06", "link-contract", partnership="P-2", contract="C-1")
    return desk


def test_a_shared_contract_asks_for_the_partnership(shared: Desk) -> None:
    """The error names those that it may be; with the option it is read."""
    with pytest.raises(ImportRefused, match="1 fout") as caught:
        shared.read(ROW)
    assert "hoort bij P-1 en P-2. Zeg met --partnership" in str(caught.value.details[0]["message"])
    shared.read(ROW, partnership="P-2")
    assert [("P-2", "C-1", "2026-K1", "ontvangen")] == shared.reports()


def test_a_partnership_that_ended_gives_way_to_one_that_goes_on(shared: Desk) -> None:
    """Then the contract belongs to one again."""
    ended = {"trigger": "beeindig", "reason": "klaar", "lesson": "eerder beginnen"}
    shared.story.act("2026-02-01", "advance", partnership="P-2", **ended)
    shared.read(ROW)
    assert ["P-1"] == [partnership for partnership, *_ in shared.reports()]


def test_a_partnership_that_is_not_there_or_not_of_this_contract(desk: Desk) -> None:
    """One is unknown, the other is a fault of the row."""
    with pytest.raises(NoSuchThing, match="Er is geen partnership 'P-9'"):
        desk.read(ROW, partnership="P-9")
    desk.story.act("2026-01-06", "start-partnership", partnership="P-3", title="Los", organisation="O-1")
    assert [(1, "Contract", "niet_gekoppeld")] == desk.faults(ROW, partnership="P-3")


@pytest.mark.parametrize(
    "name",
    [
        "Naam", "Namen", "Voornaam", "achternaam", "Voorletters", "Tussenvoegsel", "Naam medewerker", "Medewerker",
        "naam contactpersoon opdrachtnemer", "Volledige naam", "roepnaam", "First name", "Last_Name", "Employee name",
        "Geboortedatum", "geb.dat.", "Geb. datum", "Geboortejaar", "Leeftijd", "Date of birth", "DOB", "BSN", "bsn-nr",
        "Sofinummer", "Burger service nummer", "Adres", "Postcode", "Woonplaats", "Street", "E-mail", "Mailadres",
        "e-mail opdrachtnemer", "Telefoon", "Tel.nr.", "Mobiel", "06-nummer", "Cliëntnummer", "Client ID",
        "Klantnummer", "Personeelsnummer", "pers.nr.", "Loonnummer", "Employee ID", "Wie", "NAW", "N.A.W.",
        "NAW-gegevens", "Personalia", "Geboorte",
    ],
)  # fmt: skip
def test_a_column_about_a_person_is_refused(desk: Desk, name: str) -> None:
    """Whatever is in it, and also when it is empty."""
    assert [(0, name, "persoonsgegevens")] == desk.faults(f"{ROW};", header=f"{HEADER};{name}")


@pytest.mark.parametrize(
    "name",
    [
        "Naam opdrachtnemer", "Contractnaam", "Naam contract", "Bedrijfsnaam", "Functienaam", "Adres locatie",
        "Projectnaam", "Company name", "Aantal deelnemers", "Deelname", "Overname", "Voornaamste taken", "Opmerking",
        "Leeftijdsgroep", "Totaal", "Namens", "Doelgroepnaam", "Partnership", "Uren per persoon",
    ],
)  # fmt: skip
def test_a_column_about_a_thing_is_no_person(name: str) -> None:
    """A contract has a name, an office an address, and some words only look like one."""
    assert kind_of_column(name) is None


def test_columns_that_are_not_of_the_form_are_told_and_not_read(desk: Desk) -> None:
    """Nothing in them is kept."""
    report = desk.read(f"{ROW};Goed gegaan;Glanzend Gebouwenzorg", header=f"{HEADER};Opmerking;Naam opdrachtnemer")
    assert ["Niet gelezen: Opmerking en Naam opdrachtnemer."] == [note.message for note in report.notes]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Kolom X", "J. de Vries"), ("Kolom X", "Vries, J."), ("Kolom X", "Jan de Vries"), ("Kolom X", "A.B. Çelik"),
        ("Kolom X", "1-2-1990"), ("Kolom X", "1990-02-01"), ("Kolom X", "01/02/90"), ("Kolom X", "1234 AB"),
        ("Kolom X", "06-12345678"), ("Kolom X", "iemand@voorbeeld.example"), ("Kolom X", BSN),
        ("Opmerking", "met mevrouw Jansen"), ("Opmerking", "J. Jansen"),
        ("Opmerking", f"nr {BSN[:3]} {BSN[3:6]} {BSN[6:]}"),
        ("Naam opdrachtnemer", "info@glans.example"), ("Verslag van inspanning", "mevrouw De Boer kreeg een cursus"),
        ("Verslag van inspanning", f"{BSN} kreeg een cursus"), ("Bonussen", f"50+;{BSN}"),
    ],
)  # fmt: skip
def test_a_cell_about_a_person_is_refused(desk: Desk, column: str, cell: str) -> None:
    """The reason names the column, and no message repeats the cell."""
    with pytest.raises(ImportRefused) as caught:
        desk.read(f'{ROW};"{cell}"', header=f"{HEADER};{column}")
    assert (1, column, "persoonsgegevens") in [(d["row"], d["column"], d["code"]) for d in caught.value.details]
    assert cell not in str(caught.value.details)


@pytest.mark.parametrize("column", ["Betaalde uren", "Aantal personen", "Doelgroep", "Periode", "Baan"])
def test_a_bsn_in_a_column_of_the_form_is_never_repeated(desk: Desk, column: str) -> None:
    """A column that slipped is refused like any other."""
    cells = dict(zip(HEADER.split(";"), ROW.split(";"), strict=True)) | {column: BSN}
    with pytest.raises(ImportRefused) as caught:
        desk.read(";".join(cells.values()))
    assert BSN not in str(caught.value.details)
    assert column in {detail["column"] for detail in caught.value.details}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Opmerking", "Sociale Werkplaats"), ("Locatie", "Gemeente Utrecht"), ("Startdatum", "1-2-2026"),
        ("Datum opgave", "2026-04-01"), ("Kolom X", "zomer 2026"), ("Kolom X", "12,50"), ("Kolom X", "Goed gegaan"),
        ("Verslag van inspanning", "Twee cursussen, samen met UWV en de Sociale Dienst"),
        ("Factuurbedrag (zonder btw)", BSN),
    ],
)  # fmt: skip
def test_a_cell_that_is_about_no_person_is_no_reason(desk: Desk, column: str, cell: str) -> None:
    """Places, remarks, days of the report and large amounts are fine."""
    assert 1 == desk.read(f'{ROW};"{cell}"', header=f"{HEADER};{column}").created


def test_codes_may_look_like_a_number_of_a_person(desk: Desk) -> None:
    """The code of a contract or a job has nine digits now and then."""
    desk.story.contract("2026-01-06", BSN)
    mapped = {"title": "Hulp", "target_group": "ww", "hours_per_week": 24, "source": "nieuwe_taak"}
    desk.story.act("2026-01-06", "map-job", **P1, job=BSN, **mapped)
    assert 1 == desk.read(f"{BSN};2026-K1;{BSN};WW;2;30").created


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ("Contract;Periode;Baan;Doelgroep;Aantal personen;Tijd", [(0, "Betaalde uren", "kolom_ontbreekt")]),
        ("Contract;Periode;Uren;Doelgroep;Aantal personen;Betaalde uren", [(0, "Betaalde uren", "dubbele_kolom")]),
        (
            "Wat;Periode;Naam;Doelgroep;Aantal personen;Betaalde uren",
            [(0, "Naam", "persoonsgegevens"), (0, "Contract", "kolom_ontbreekt")],
        ),
    ],
)
def test_a_header_that_cannot_be_used(desk: Desk, header: str, faults: list[tuple[int, str, str]]) -> None:
    """A missing column, one told twice, and people, all at once."""
    assert faults == desk.faults(ROW, header=header)


def test_our_own_field_names_are_understood(desk: Desk) -> None:
    """A program may write them."""
    header = "contract,period,target_group,persons,paid_hours,months,bonuses,evidence_seen,invoice_amount,costs"
    desk.read('C-1,2026-K1,ww,2,30,2,"50+; vast contract",ja,"1.250,50",', header=header)
    (line,) = desk.lines()
    assert (2, ("50+", "vast_contract"), "1250.5") == (line.months, line.bonuses, str(line.invoice_amount))
    (stored,) = desk.story.rows("SELECT lines FROM hours_reports")
    assert "evidence_seen" in str(stored)


def test_effort_alone_is_a_report(desk: Desk) -> None:
    """Where effort was agreed, nobody need have worked."""
    desk.read("C-1;2026-K1;;;;;Een open dag", header=f"{HEADER};Verslag van inspanning")
    assert [("Een open dag",)] == desk.story.rows("SELECT effort FROM hours_reports")
    assert () == desk.lines()


@pytest.mark.parametrize(("cell", "seen"), [("ja", True), ("x", True), ("Nee", False)])
def test_whether_evidence_was_seen_is_yes_or_no(desk: Desk, cell: str, seen: bool) -> None:  # noqa: FBT001  # a parameter
    """As people write it."""
    desk.read(f"{ROW};{cell}", header=f"{HEADER};Bewijs gezien")
    (journal,) = [row for row in desk.story.journal() if row[3] == "report-hours"]
    assert seen is journal[4]["lines"][0]["evidence_seen"]


def test_another_answer_about_evidence_is_refused(desk: Desk) -> None:
    """Evidence itself does not belong here."""
    assert [(1, "Bewijs gezien", "ja_nee")] == desk.faults(f"{ROW};in de map", header=f"{HEADER};Bewijs gezien")


def test_another_title_than_the_contracts_is_told(desk: Desk) -> None:
    """Perhaps it is the form of another contract."""
    report = desk.read("C-1;Catering;2026-K1;;WW;2;30", header=HEADER.replace("Contract;", "Contract;Titel;"))
    assert [(1, "Titel", "andere_titel")] == noted(report)


@pytest.mark.parametrize(("name", "content"), [("a.xml", "<a/>"), ("a.json", "[]"), ("a.csv", "")])
def test_a_file_of_another_kind_is_refused(desk: Desk, name: str, content: str) -> None:
    """Only CSV and XLSX are forms."""
    path = desk.folder / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        desk.read_file(path)


def test_the_form_holds_what_is_known(desk: Desk) -> None:
    """Jobs by code and group, then the objectives' groups, then the others; no title of a job leaves the house."""
    filled = {"starts_on": "2026-01-01", "form": "dienstverband", "payroll": "opdrachtnemer"}
    for job, fields in {"B-2": {"ends_on": "2026-02-01"}, "B-3": {"ends_on": "2026-01-15"}, "B-4": {}}.items():
        mapped = {"title": "Kok in de kantine", "target_group": "wajong", "hours_per_week": 24, "source": "nieuwe_taak"}
        desk.story.act("2026-01-06", "map-job", **P1, job=job, **mapped)
        if job != "B-4":
            desk.story.act("2026-01-06", "fill-job", **P1, job=job, **filled, **fields)
    desk.story.act("2026-01-06", "set-objective", **P1, target_group="statushouder", jobs=1)
    form, path = desk.form(period="2026-02")
    assert [("participatiewet", "B-1"), ("wajong", "B-2"), ("statushouder", None)] == list(form.rows[:3])
    assert 1 == len([group for group, _ in form.rows if group == "wajong"])
    texts = {str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert "Kok in de kantine" not in texts
    assert {"C-1", "Schoonmaak", "2026-02", "B-2", "Wajong"} <= texts


def test_the_workbook_helps_to_fill_it_in(desk: Desk) -> None:
    """Lists to choose from, whole numbers and amounts, codes as text, and no formula or macro anywhere."""
    desk.story.act("2026-01-06", "register-contract", contract="C-1", organisation="O-1", title="=1+1", nature="dienst")
    _, path = desk.form()
    book = load_workbook(path)
    sheet, _help = book.worksheets
    assert ("Urenopgave", "Toelichting") == (sheet.title, _help.title)
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    heads = {cell.value: get_column_letter(number) for number, cell in enumerate(sheet[1], start=1)}
    kind, where = rules[f"{heads['Doelgroep']}2:{heads['Doelgroep']}200"]
    assert "list" == kind
    offered = [cell.value for (cell,) in _help[str(where).rpartition("!")[2].replace("$", "")]]
    assert (17, "Participatiewet", "Maatwerk") == (len(offered), offered[0], offered[-1])
    assert ("list", '"ja,nee"') == rules[
        f"{heads['Bewijs gezien (ja of nee)']}2:{heads['Bewijs gezien (ja of nee)']}200"
    ]
    assert ["0", "#,##0.00", "@"] == [
        sheet[f"{heads[name]}2"].number_format for name in ("Aantal personen", "Betaalde uren", "Periode")
    ]
    assert "f" not in {cell.data_type for each in book for row in each.iter_rows() for cell in row}
    assert "'=1+1" == sheet[f"{heads['Titel']}2"].value
    assert not book.vba_archive


@pytest.mark.parametrize("name", ["formulier.csv", "formulier.xlsx"])
@pytest.mark.parametrize("title", ["=2+5", "+31 10", "-1", "@SUM(A1)", "＝1", "'s Gravenhage", "Zout; peper"])
def test_what_looks_like_a_formula_comes_back_as_it_was(desk: Desk, name: str, title: str) -> None:
    """No cell of a form begins as a formula does, and reading it finds the same title."""
    desk.story.act("2026-01-06", "register-contract", contract="C-1", organisation="O-1", title=title, nature="dienst")
    _, path = desk.form(name)
    if name.endswith("csv"):
        text = path.read_text(encoding="utf-8-sig")
        assert not any(
            cell.startswith(("=", "+", "-", "@", "＝")) for row in text.splitlines() for cell in row.split(";")
        )
        path.write_text(text.replace(";Participatiewet;;", ";Participatiewet;1;8", 1), encoding="utf-8-sig")
    else:
        book = load_workbook(path)
        sheet = book["Urenopgave"]
        heads = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
        sheet.cell(2, heads["Aantal personen"]).value = 1
        sheet.cell(2, heads["Betaalde uren"]).value = 8
        book.save(path)
    report = desk.read_file(path)
    assert (1, []) == (report.created, report.notes)


def test_a_form_for_effort_asks_for_an_account(desk: Desk) -> None:
    """Where effort was agreed instead of numbers, there is a column for it; elsewhere not."""
    start = {"partnership": "P-4", "title": "Proef", "organisation": "O-1", "basis": "inspanning"}
    desk.story.act("2026-01-06", "start-partnership", **start)
    desk.story.act("2026-01-06", "link-contract", partnership="P-4", contract="C-1")
    for partnership, asked in (("P-4", True), ("P-1", False)):
        form, _ = desk.form(f"{partnership}.csv", partnership=partnership)
        assert asked is ("Verslag van inspanning" in form.columns.values())
    with pytest.raises(BadInput, match="Zeg met --partnership"):
        desk.form("beide.csv")


def workbook(desk: Desk, **others: list[str]) -> Path:
    """Return a workbook with one row of hours, the explanation of the form, and other worksheets with one row each."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(";"))
    sheet.append(["C-1", "2026-K1", None, "WW", 2, 300.5])
    book.create_sheet("Toelichting").append(["Naam", "Uitleg"])
    for title, row in others.items():
        other = book.create_sheet(title)
        other.append(row)
        other.sheet_state = "hidden"
    book.save(desk.folder / "eigen.xlsx")
    return desk.folder / "eigen.xlsx"


def test_other_sheets_of_a_workbook_are_told(desk: Desk) -> None:
    """The explanation of the form is known; anything else that was not read is named."""
    report = desk.read_file(workbook(desk, Lijst=["iets"]))
    assert (1, ["werkblad"]) == (report.created, [note.code for note in report.notes])
    assert [] == desk.read_file(workbook(desk)).notes


def test_people_on_another_sheet_are_refused(desk: Desk) -> None:
    """A file has a column about a person wherever that stands, also on a worksheet that nobody sees."""
    with pytest.raises(BadInput) as caught:
        desk.read_file(workbook(desk, Lijst=["Naam", "BSN", "Uren"]))
    assert ["Lijst: Naam", "Lijst: BSN"] == [detail["column"] for detail in caught.value.details]


GOLDEN = Path(__file__).parents[1] / "golden/hours_form.txt"


def test_the_form_reads_as_approved(desk: Desk) -> None:
    """The columns and the whole explanation, word for word as a contractor reads them."""
    blocks = [
        {"code": "pw", "target_group": "participatiewet", "unit": "jaar", "amount": 40000, "base_hours": 36,
         "description": "Langer dan twee jaar een uitkering"},
        {"code": "inkoop", "target_group": "sociale_inkoop", "unit": "procent_van_factuur", "amount": 100},
    ]  # fmt: skip
    table = {"authority": "O-1", "version": "2026", "valid_from": "2020-01-01", "source": "Verzonnen bedragen"}
    bonuses = [{"code": "50+", "amount": 10000}, {"code": "vast", "amount": "2500.50", "unit": "eenmalig"}]
    desk.story.act("2026-01-06", "register-block-table", **table, blocks=blocks, bonuses=bonuses)
    owed = {"percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "contract"}
    desk.story.act("2026-01-06", "set-obligation", contract="C-1", authority="O-1", table_version="2026", **owed)
    desk.story.act(
        "2026-01-06", "start-partnership", partnership="P-4", title="x", organisation="O-1", basis="inspanning"
    )
    desk.story.act("2026-01-06", "link-contract", partnership="P-4", contract="C-1")
    _, path = desk.form(partnership="P-4")
    asked, explained = (
        [" | ".join(str(cell) for cell in row if cell) for row in sheet.iter_rows(values_only=True)]
        for sheet in load_workbook(path).worksheets
    )
    written = "\n".join((*filter(None, asked), "", *explained, ""))
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(written, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == written
