"""From form to figure through the command line: made, filled in offline, received, reviewed, counted."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.engine import Engine
from story import P1, Story

from groeituin.cli import main

Run = Callable[..., Any]
ON = "2026-04-02"
TABLE: dict[str, Any] = {
    "authority": "O-1",
    "version": "2026",
    "valid_from": "2020-01-01",
    "source": "verzonnen bedragen",
    "blocks": [
        {"code": "reg", "target_group": "banenafspraak_register", "unit": "jaar", "amount": 50000, "base_hours": 36},
        {"code": "pw", "target_group": "participatiewet", "unit": "jaar", "amount": 40000, "base_hours": 36},
        {"code": "inkoop", "target_group": "sociale_inkoop", "unit": "procent_van_factuur", "amount": 100},
    ],
    "bonuses": [{"code": "50+", "amount": 10000}],
}  # fmt: skip


@pytest.fixture
def counted(sqlite: Engine) -> Story:
    """Return a story in which contract C-1 of P-1 owes 5 percent and is counted under a table of its client."""
    story = Story(sqlite)
    story.reach("monitoring")
    on = "2026-01-06"
    story.act(
        on, "register-contract", contract="C-1", organisation="O-1", title="Schoonmaak", nature="dienst", value=800000
    )
    story.act(on, "register-block-table", **TABLE)
    owed = {"percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "contract"}
    story.act(on, "set-obligation", contract="C-1", authority="O-1", table_version="2026", **owed)
    job = {"job": "B-2", "title": "Medewerker keuken", "target_group": "banenafspraak_register", "hours_per_week": 24}
    story.act(on, "map-job", **P1, **job, source="nieuwe_taak", contract="C-1")
    story.act(on, "fill-job", **P1, job="B-2", starts_on="2026-01-01", form="dienstverband", payroll="opdrachtnemer")
    return story


@pytest.fixture
def run(counted: Story, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and gives its status, and what it printed as JSON or as text."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", counted.engine.url.render_as_string(hide_password=False))
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Any:  # noqa: ANN401  # a status and any JSON document, or text
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        status = int(left.value.code or 0)
        text = printed.out or printed.err.strip().splitlines()[-1]
        return status, json.loads(text) if "--json" in words else text

    return command


def made(run: Run, name: str, **options: str) -> Path:
    """Make a form and return its path."""
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    if "--period" not in words:
        words += ["--period", "2026-K1"]
    status, answer = run("template", "hours", "--contract", "C-1", "--output", name, "--on", ON, "--json", *words)
    assert (0, {"partnership": "P-1", "contract": "C-1", "file": name}) == (
        status, {key: answer[key] for key in ("partnership", "contract", "file")},
    )  # fmt: skip
    return Path(name)


def fill_in_workbook(path: Path, rows: dict[str, dict[str, Any]]) -> None:
    """Fill in rows of a form by their target group, as a contractor does in a worksheet."""
    book = load_workbook(path)
    sheet = book["Urenopgave"]
    columns = {cell.value: place for place, cell in enumerate(sheet[1])}
    for row in sheet.iter_rows(min_row=2):
        for name, value in rows.get(str(row[columns["Doelgroep"]].value), {}).items():
            row[columns[name]].value = value
    book.save(path)


def fill_in_csv(path: Path, rows: dict[str, dict[str, str]]) -> None:
    """Fill in rows of a form by their target group, as a contractor does in a text file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    for line in lines:
        line.update(rows.get(line["Doelgroep"], {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0], delimiter=";")
        writer.writeheader()
        writer.writerows(lines)


REGISTER, PURCHASE = "Doelgroepregister banenafspraak", "Sociale inkoop"


def test_a_workbook_from_form_to_figure(run: Run) -> None:
    """24 hours a week over a quarter is 8.333,33 euros and 0,94 job, once it is approved; an invoice counts in full."""
    path = made(run, "opgave.xlsx")
    hours = {"Aantal personen": 1, "Betaalde uren": 312, "Bewijs gezien (ja of nee)": "ja"}
    fill_in_workbook(path, {REGISTER: hours, PURCHASE: {"Factuurbedrag (zonder btw)": 1250.5}})
    status, report = run("import", "hours", str(path), "--on", ON, "--json")
    assert 0 == status, report
    assert (2, 2, 0, 0, 0) == tuple(report[n] for n in ("rows", "created", "updated", "unchanged", "rejected"))
    assert ([], []) == (report["errors"], report["notes"])
    assert "0.00" == run("figures", "P-1", "--json", "--on", ON)[1]["sroi_euros"]
    review = json.dumps({"partnership": "P-1", "contract": "C-1", "period": "2026-K1", "verdict": "goedgekeurd"})
    assert 0 == run("act", "review-hours", review, "--on", ON, "--json")[0]
    _, figures = run("figures", "P-1", "--json", "--on", ON)
    assert ("9583.83", "0.94") == (figures["sroi_euros"], figures["banenafspraak_jobs"])


def test_a_csv_says_the_same_as_a_workbook(run: Run) -> None:
    """The same figures from another kind of file change nothing; other figures must be reviewed again."""
    book, text = made(run, "opgave.xlsx"), made(run, "opgave.csv")
    fill_in_workbook(book, {REGISTER: {"Aantal personen": 1, "Betaalde uren": 1312.5}})
    fill_in_csv(text, {REGISTER: {"Aantal personen": "1", "Betaalde uren": "1.312,50"}})
    run("import", "hours", str(book), "--on", ON, "--json")
    assert 1 == run("import", "hours", str(text), "--on", ON, "--json")[1]["unchanged"]
    fill_in_csv(text, {REGISTER: {"Aantal personen": "1", "Betaalde uren": "1312,75"}})
    assert 1 == run("import", "hours", str(text), "--on", ON, "--json")[1]["updated"]


def test_a_dry_run_tells_and_keeps_nothing(run: Run, counted: Story) -> None:
    """The summary is that of the import; no report is there afterwards."""
    path = made(run, "opgave.csv")
    fill_in_csv(path, {REGISTER: {"Aantal personen": "1", "Betaalde uren": "312"}})
    assert 1 == run("import", "hours", str(path), "--on", ON, "--dry-run", "--json")[1]["created"]
    assert [] == counted.rows("SELECT * FROM hours_reports")


def test_a_file_with_people_in_it_is_refused(run: Run, counted: Story) -> None:
    """Exit 2, the column and the reason, and nothing of what the cells hold is repeated."""
    Path("lijst.csv").write_text(
        "Contract;Periode;Doelgroep;Aantal personen;Betaalde uren;Naam medewerker\nC-1;2026-K1;ww;1;312;J. de Vries\n",
        encoding="utf-8",
    )
    status, error = run("import", "hours", "lijst.csv", "--on", ON, "--json")
    assert (2, "bad_input") == (status, error["error"])
    assert [(0, "Naam medewerker", "persoonsgegevens")] == [
        (detail["row"], detail["column"], detail["code"]) for detail in error["details"]
    ]
    assert "Vries" not in json.dumps(error)
    assert [] == counted.rows("SELECT * FROM hours_reports")


def test_a_person_reads_what_to_do_next(run: Run) -> None:
    """Without --json the form's command says where the form is and how it is read in again."""
    status, printed = run(
        "template", "hours", "--contract", "C-1", "--period", "2026-K1", "--output", "a.xlsx", "--on", ON
    )
    assert (0, "Terug van de opdrachtnemer leest u het in met: groeituin import hours a.xlsx") == (
        status, printed.strip().splitlines()[-1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        (("--contract", "C-9", "--period", "2026-K1", "--output", "a.csv"), 3, "not_found"),
        (("--contract", "C-1", "--period", "2024-K1", "--output", "a.csv"), 1, "refused"),
        (("--contract", "C-1", "--period", "kwartaal 1", "--output", "a.csv"), 2, "bad_input"),
        (("--contract", "C-1", "--period", "2026-K1", "--output", "a.pdf"), 2, "bad_input"),
        (("--contract", "C-1", "--period", "2026-K1", "--output", "nergens/a.csv"), 2, "bad_input"),
        (("--contract", "C-1", "--period", "2026-K1", "--output", "a.csv", "--partnership", "P-9"), 2, "bad_input"),
        (("--contract", "C-1", "--period", "2026-K1"), 2, "usage"),
    ],
)
def test_a_form_that_cannot_be_made(run: Run, words: tuple[str, ...], status: int, error: str) -> None:
    """Each mistake has its own exit status, and no file is left behind."""
    found = run("template", "hours", *words, "--on", ON, "--json")
    assert (status, error) == (found[0], found[1]["error"])
    assert [] == list(Path().glob("a.*"))


def test_a_form_never_takes_the_place_of_a_file(run: Run) -> None:
    """What a contractor filled in is not overwritten."""
    made(run, "opgave.csv")
    before = Path("opgave.csv").read_bytes()
    words = ("template", "hours", "--contract", "C-1", "--period", "2026-K1", "--output", "opgave.csv", "--on", ON)
    assert 2 == run(*words, "--json")[0]
    assert before == Path("opgave.csv").read_bytes()
