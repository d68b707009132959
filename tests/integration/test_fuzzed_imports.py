"""Whatever a file holds: it is read, or refused with a plain error that says where; never half, never with a crash."""

import io
import itertools
import json
import os
import shutil
import sqlite3
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fuzzing
import pytest
import sqlalchemy as sa
from copies import administer, url_of
from faults import Count
from fuzzing import Spoil, spoilt
from openpyxl import Workbook, load_workbook
from sqlalchemy.engine import Engine, make_url
from story import Story

from groeituin.activation import activate
from groeituin.backup import back_up, restore
from groeituin.cli import main
from groeituin.definition_file import read_definition_file
from groeituin.definitions import Library
from groeituin.errors import GroeituinError
from groeituin.exchange import import_contracts, import_portfolio
from groeituin.exchange.hours import import_hours
from groeituin.exchange.hours_template import write_template
from models.database import open_database
from models.schema import upgrade

ON = date(2026, 4, 2)
AT = datetime(2026, 4, 2, tzinfo=UTC)
NOW: dict[str, Any] = {"on": ON, "by": "toets", "at": AT}
Told = dict[str, Any]
# What a door does with a file: an exit status, and its answer or its error as JSON.
Read = Callable[[Engine, Path], tuple[int, Told]]
ROW, LINE = {"row", "column", "code", "message"}, {"line", "code", "message"}
BAD_INPUT = 2
MANY, FEW = 1_000, 50
BACKUP = "a backup"
NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that people give: examples of it, how it is spoilt, and what reads it.

    ``where`` is what each detail of a refusal says. ``counts`` tells how many parts of the file were kept, and how
    many were refused by name. ``statuses`` are those with which a file may be refused. What is read ``twice`` is the
    same the second time.
    """

    suffix: str
    seeds: Callable[[Path], list[bytes]]
    read: Read
    spoil: Spoil = fuzzing.text
    where: frozenset[str] = frozenset()
    counts: Callable[[Told], tuple[int, int]] = lambda _told: (1, 0)
    statuses: tuple[int, ...] = (BAD_INPUT,)
    twice: bool = False


def answered(read: Callable[[Engine, Path], Any]) -> Read:
    """Return what a door would make of a function that reads a file."""

    def door(engine: Engine, path: Path) -> tuple[int, Told]:
        try:
            found = read(engine, path)
        except GroeituinError as error:
            return error.exit_status, error.as_json()
        return 0, found if isinstance(found, dict) else found.as_json()

    return door


def command(*words: str) -> Read:
    """Return a command of the command line; FILE stands for the path."""

    def door(engine: Engine, path: Path) -> tuple[int, Told]:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("GROEITUIN_DATABASE_URL", url_of(engine))
            with pytest.raises(SystemExit) as left:
                main([word.replace("FILE", str(path)) for word in words])
        status = int(left.value.code or 0)
        return status, json.loads(out.getvalue() or err.getvalue().rstrip("\n").split("\n")[-1])

    return door


def _rows(told: Told) -> tuple[int, int]:
    """Return the rows of an import that were kept and those that were refused."""
    kept = told["created"] + told["updated"] + told["unchanged"]
    assert told["rows"] == kept + told["rejected"]
    assert told["rejected"] == len({error["row"] for error in told["errors"]})
    return kept, told["rejected"]


def _acts(told: Told) -> tuple[int, int]:
    return told["acts"], len(told["refused"])


def _portfolio(engine: Engine, path: Path) -> Any:  # noqa: ANN401  # a report
    return import_portfolio(engine, path, organisation="O-1", coordinator="anna", skip_bad=True, **NOW)


def _register(engine: Engine, path: Path) -> Any:  # noqa: ANN401  # a report
    mapping = Path("docs/examples/contracts_fr.mapping.yaml")
    return import_contracts(engine, path, organisation="O-1", mapping=mapping, skip_bad=True, **NOW)


def _mapped(engine: Engine, path: Path) -> Any:  # noqa: ANN401  # a report
    register = path.with_suffix(".csv")
    register.write_bytes(FRENCH[0])
    return import_contracts(engine, register, organisation="O-1", mapping=path, skip_bad=True, **NOW)


def _notices(engine: Engine, path: Path) -> Any:  # noqa: ANN401  # a report
    return import_contracts(engine, path, organisation="O-1", skip_bad=True, **NOW)


def _process(engine: Engine, path: Path) -> Told:
    """Read a definition, switch it on, and let a partnership begin that follows it."""
    file = read_definition_file(path)
    done = activate(engine, file, None, force=True, **NOW).as_json()
    with engine.connect() as connection:
        assert file.text == Library(connection).text_of(done["definition"])
    if done["changed"]:
        known = {"partnership": f"P-{file.content_hash[:9]}"}
        story = Story(engine)
        story.act("2026-04-02", "start-partnership", **known, title="Groen", organisation="O-1")
        story.act("2026-04-02", "link-contract", **known, contract="C-1")
    return done


def _restored(engine: Engine, path: Path) -> Told:
    """Put a backup back, and back up again: what is in the file is what is there."""
    kept = restore(engine, path)
    return {"kept": sum(kept.values())}


BOOK: list[list[Any]] = [
    ["contract", "title", "nature", "contractor", "contractor_name", "kvk", "value", "wage_share", "starts_on",
     "ends_on", "phase", "since", "last_meeting"],
    ["2023-014", "Schoonmaak", "dienst", "helder", "Helder BV", "90000001", 1_250_000.5, 0.72, date(2023, 4, 1),
     date(2027, 3, 31), "monitoring", date(2023, 7, 1), date(2025, 12, 11)],
    ["2024-021", "Catering", "dienst", "de-tafel", "De Tafel BV", 90000003, "310.000,00", "55", "01-09-2024",
     "31-08-2027", "realisatie", None, None],
    ["2025-002", "Straat", "werk", None, None, None, 2_900_000, None, "=I3+365", None, None, None, None],
]  # fmt: skip
FRENCH = [b"".join(Path("tests/data/contracts_fr_extract.csv").read_bytes().splitlines(keepends=True)[:4])]
PARTIES = [
    {"id": "1", "name": "Gemeente V"},
    {"id": "2", "name": "Helder BV", "identifier": {"scheme": "NL-KVK", "id": "12345679"}},
]
RELEASE = {
    "ocid": "ocds-x-1", "id": "r-1", "date": "2026-01-01T00:00:00Z", "buyer": {"name": "Gemeente V"},
    "parties": PARTIES,
    "tender": {
        "title": "Schoonmaak", "status": "complete", "mainProcurementCategory": "services",
        "classification": {"scheme": "CPV", "id": "90910000"},
        "lots": [
            {"id": "1", "status": "complete", "renewal": {"description": "twee keer een jaar"}},
            {"id": "2", "title": "Ramen", "value": {"amount": 900.25, "currency": "EUR"},
             "contractPeriod": {"startDate": "2026-07-01T00:00:00Z", "durationInDays": 730}},
        ],
    },
    "awards": [
        {"id": "a", "date": "2023-11-27T00:00:00Z", "relatedLots": ["1"], "suppliers": [PARTIES[1]],
         "value": {"amount": 1250.5, "currency": "EUR"}},
    ],
    "contracts": [
        {"id": "c", "awardID": "a", "status": "active",
         "period": {"startDate": "2024-01-01", "endDate": "2027-12-31", "maxExtentDate": "2029-12-31"}},
    ],
}  # fmt: skip
HOURS = (
    'Contract;Titel;Periode;Doelgroep;Aantal personen;Betaalde uren;Aantal maanden;Factuurbedrag;Bewijs;Inspanning\n'
    'C-1;Schoonmaak;2026-K1;Participatiewet;2;620,5;3;;ja;\n'
    'C-1;"Schoon;maak";2026-K1;WW;1;312;3;1.250,00;nee;"Twee stages;\nen een open dag"\n'
    'C-1;;K1 2026;;;;;;;\n'
)  # fmt: skip
SCRIPT = (
    {"act": "register-contractor", "contractor": "groen", "name": "Groen BV", "kvk": "90000001"},
    {"act": "register-contract", "contract": "C-2", "organisation": "O-1", "title": "Groen", "nature": "werk",
     "value": 100000.5, "starts_on": "2026-01-01", "ends_on": "2027-12-31",
     "options": [{"until": "2028-12-31", "notify_by": "2027-06-30"}]},
    {"act": "add-action", "partnership": "P-1", "action": "A-9", "description": "bellen", "owner": "eva",
     "deadline": "2026-05-01"},
    {"act": "report-hours", "partnership": "P-1", "contract": "C-1", "period": "2026-K1",
     "lines": [{"target_group": "ww", "persons": 1, "paid_hours": 40.5}]},
)  # fmt: skip


def _files(*names: str) -> Callable[[Path], list[bytes]]:
    return lambda _folder: [Path(name).read_bytes() for name in names]


def _texts(*texts: str | bytes) -> Callable[[Path], list[bytes]]:
    return lambda _folder: [text.encode() if isinstance(text, str) else text for text in texts]


def _portfolios(_folder: Path) -> list[bytes]:
    """Return three rows of the example, with a person who is known here."""
    lines = Path("docs/examples/portfolio.csv").read_text(encoding="utf-8").replace("carla", "cees").splitlines()
    return ["\n".join([lines[0], *rows, ""]).encode() for rows in (lines[1:3], lines[3:5])]


def _workbooks(folder: Path) -> list[bytes]:
    book = Workbook()
    sheet = book.active or book.create_sheet()
    for row in BOOK:
        sheet.append(row)
    sheet["H2"].number_format = "0%"
    book.create_sheet("Toelichting")["A1"] = "hoe dit werkt"
    book.save(folder / "portefeuille.xlsx")
    return [fuzzing.steady((folder / "portefeuille.xlsx").read_bytes())]


def _forms(folder: Path) -> list[bytes]:
    """Return the form for C-1, filled in."""
    engine, path = open_database(f"sqlite:///{folder / 'begin.db'}"), folder / "formulier.xlsx"
    path.unlink(missing_ok=True)
    write_template(engine, path, contract="C-1", period="2026-K1", on=ON)
    engine.dispose()
    book = load_workbook(path)
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("Aantal personen") + 1, 2)
    sheet.cell(2, names.index("Betaalde uren") + 1, 620.5)
    # The room that is left for more rows takes time, and shows nothing more.
    sheet.delete_rows(5, sheet.max_row)
    book.save(path)
    return [fuzzing.steady(path.read_bytes())]


def _backups(folder: Path) -> list[bytes]:
    engine, path = open_database(f"sqlite:///{folder / 'begin.db'}"), folder / "begin.backup"
    back_up(engine, path, at=AT)
    engine.dispose()
    return [path.read_bytes()]


def _backup_with(
    new: bytes, of: bytes = b'["P-1","C-1",1,"2026-01-05"]', after: bytes = b""
) -> Callable[[Path], bytes]:
    """Return what makes a backup that tells something else; unless told of the link between P-1 and C-1."""
    return lambda folder: fuzzing.retold(_backups(folder)[0], after + of, after + new)


def _packages(_folder: Path) -> list[bytes]:
    lines = "\n".join(json.dumps(RELEASE | {"ocid": f"ocds-x-{number}"}) for number in (1, 2))
    return [json.dumps({"version": "1.1", "releases": [RELEASE]}, indent=1).encode(), lines.encode()]


def _scripts(_folder: Path) -> list[bytes]:
    return ["\n".join(json.dumps({"on": "2026-04-02", "by": "toets", **act}) for act in SCRIPT).encode()]


FORMATS = {
    "a register, CSV with a mapping": Format(
        ".csv", _texts(*FRENCH), answered(_register), where=frozenset(ROW), counts=_rows, twice=True
    ),
    "a portfolio, CSV": Format(
        ".csv", _portfolios, answered(_portfolio), where=frozenset(ROW), counts=_rows, twice=True
    ),
    "a portfolio, XLSX": Format(
        ".xlsx", _workbooks, answered(_portfolio), fuzzing.workbook, frozenset(ROW), _rows, twice=True
    ),
    "a mapping, YAML": Format(
        ".yaml", _files("docs/examples/contracts_fr.mapping.yaml"), answered(_mapped), where=frozenset(ROW),
        counts=_rows, twice=True,
    ),
    "releases, OCDS": Format(".json", _packages, answered(_notices), where=frozenset(ROW), counts=_rows, twice=True),
    "a notice, eForms": Format(
        ".xml", _files("tests/data/ted_nl_eforms/659215-2024.xml"), answered(_notices), where=frozenset(ROW),
        counts=_rows, twice=True,
    ),
    "hours, CSV": Format(
        ".csv", _texts(HOURS, "\ufeff" + HOURS), answered(lambda engine, path: import_hours(engine, path, **NOW)),
        where=frozenset(ROW), counts=_rows, twice=True,
    ),
    "hours, XLSX": Format(
        ".xlsx", _forms, answered(lambda engine, path: import_hours(engine, path, **NOW)), fuzzing.workbook,
        frozenset(ROW), _rows, twice=True,
    ),
    "acts, JSON Lines": Format(
        ".jsonl", _scripts, command("replay", "FILE", "--no-nights", "--keep-going", "--json"),
        where=frozenset(LINE), counts=_acts,
    ),
    "an act, YAML": Format(
        ".yaml", _files("states/definitions/bouwblokken/utrecht.yaml"),
        command("act", "register-block-table", "@FILE", "--on", "2026-04-02", "--by", "toets", "--json"),
        statuses=(1, BAD_INPUT),
    ),
    "a process, YAML": Format(
        ".yaml", _files(*["tests/data/definitions/klein.yaml"] * 3, "docs/examples/eigen_proces.yaml"),
        answered(_process), statuses=(1, BAD_INPUT),
    ),
    BACKUP: Format(".backup", _backups, answered(_restored), fuzzing.backup, statuses=(1, BAD_INPUT),
        counts=lambda told: (told["kept"], 0),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database in which P-1 is in monitoring about C-1, for what is made of it."""
    folder = tmp_path_factory.mktemp("begin")
    engine = open_database(f"sqlite:///{folder / 'begin.db'}")
    upgrade(engine)
    Story(engine).reach("monitoring")
    engine.dispose()
    return folder


class Bench:
    """A database on which files are tried; SQLite is, for each of them, what it was before the first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._empty = not sa.inspect(engine).get_table_names()
        self._first = sqlite3.connect(":memory:")
        if engine.dialect.name == "sqlite":
            with closing(engine.raw_connection()) as connection:
                _driver(connection).backup(self._first)

    def close(self) -> None:
        """Let go of what it was."""
        self._first.close()

    def renew(self) -> None:
        """Put SQLite back as it was, and PostgreSQL if it was empty; else it goes on with what was kept."""
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                self._first.backup(_driver(connection))
        elif self._empty:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def state(engine: Engine) -> object:
    """Return everything that is kept: of SQLite every byte."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            return _driver(connection).serialize()
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        if not names:
            return names
        sums = " UNION ALL ".join(
            f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"  # noqa: S608  # our own names
            for name in names
        )
        return connection.exec_driver_sql(sums).all()


def _driver(connection: sa.PoolProxiedConnection) -> sqlite3.Connection:
    """Return what the engine keeps of an SQLite database: the library's own connection."""
    assert isinstance(connection.driver_connection, sqlite3.Connection)
    return connection.driver_connection


def tried(form: Format, engine: Engine, path: Path, count: Count) -> bool:
    """Let a file be read and check what became of it; tell whether anything was kept."""
    before = state(engine)
    status, told = form.read(engine, path)
    count.tried += 1
    if status:
        assert status in form.statuses, told
        assert {"error", "message", "details"} == told.keys()
        assert told["message"]
        assert all(form.where <= detail.keys() for detail in told["details"]), told["details"]
        assert before == state(engine), "refused, and yet something was kept"
        count.to_do, count.named = count.to_do + 1, count.named + 1
        return False
    kept, refused = form.counts(told)
    count.to_do, count.done, count.named = count.to_do + kept + refused, count.done + kept, count.named + refused
    after = state(engine)
    if form.twice and kept:
        status, again = form.read(engine, path)
        assert (0, kept, refused) == (status, again["unchanged"], again["rejected"]), again
        assert after == state(engine), "kept twice"
    return before != after


def try_all(name: str, engine: Engine, begin: Path, folder: Path, numbers: range) -> None:
    """Try spoilt files of a format one after another; tell all that went wrong at once."""
    form, count, wrong = FORMATS[name], Count(f"spoilt files: {name}", group="inputs"), []
    path = folder / f"bestand{form.suffix}"
    with closing(Bench(engine)) as bench:
        for number, content in spoilt(name, form.seeds(begin), form.spoil, numbers):
            path.write_bytes(content)
            try:
                changed = tried(form, engine, path, count)
            except Exception:  # noqa: BLE001  # any of them is a fault
                changed = True
                wrong.append(f"{name} {number}:\n{traceback.format_exc()}")
            if changed:
                bench.renew()
    assert [] == wrong, "\n".join(wrong)
    count.nothing_lost()


@pytest.fixture
def monitored(begin: Path, tmp_path: Path) -> Iterator[Engine]:
    """Return an SQLite database with P-1 in monitoring."""
    engine = open_database(f"sqlite:///{shutil.copy(begin / 'begin.db', tmp_path)}")
    yield engine
    engine.dispose()


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return the SQLite database that a format is read into: for a backup an empty one."""
    if request.getfixturevalue("name") != BACKUP:
        yield request.getfixturevalue("monitored")
        return
    engine = open_database(f"sqlite:///{tmp_path / 'leeg.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def template(postgresql_url: str, begin: Path) -> str:
    """Return the name of a PostgreSQL database with the same rows, of which every test gets a copy."""
    name = f"begin_{os.getpid()}"
    administer(postgresql_url, f"CREATE DATABASE {name}")
    engine, path = open_database(_database(postgresql_url, name)), begin / "sjabloon.backup"
    path.write_bytes(_backups(begin)[0])
    restore(engine, path)
    engine.dispose()
    return name


@pytest.fixture
def other(request: pytest.FixtureRequest, postgresql_url: str, template: str) -> Iterator[Engine]:
    """Return a PostgreSQL database with P-1 in monitoring, and for a backup an empty one."""
    name = f"{template}_{next(NUMBERS)}"
    copied = "" if request.getfixturevalue("name") == BACKUP else f"TEMPLATE {template}"
    administer(postgresql_url, f"CREATE DATABASE {name} {copied}")
    engine = open_database(_database(postgresql_url, name))
    yield engine
    engine.dispose()
    administer(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)")


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.mark.parametrize("name", FORMATS)
def test_examples_are_read_whole(name: str, target: Engine, begin: Path, tmp_path: Path) -> None:
    """What is spoilt below is good, or nothing would be shown by its refusal."""
    form, path = FORMATS[name], tmp_path / f"bestand{FORMATS[name].suffix}"
    with closing(Bench(target)) as bench:
        for seed in form.seeds(begin):
            path.write_bytes(seed)
            status, told = form.read(target, path)
            assert 0 == status, told
            assert form.counts(told)[0]
            bench.renew()


HOURS_HEADER = HOURS.splitlines()[0]
REGISTER = "id,onderwerp,leverancier_id,leverancier,cpv,bedrag_eur,datum_gunning,duur_maanden\n"
# Each once ended in a traceback, or took a time that grew with the square of its length; and how it ends now.
SMALLEST: dict[str, tuple[str, Callable[[Path], str | bytes], int, str]] = {
    "a number of five thousand digits": (
        "hours, CSV", lambda _: f"{HOURS_HEADER}\nC-1;;2026-K1;WW;{'9' * 5_000};3;;;;\n", BAD_INPUT, "te_hoog"
    ),
    "a million letters that are no address": (
        "releases, OCDS", lambda _: json.dumps(RELEASE).replace("twee keer", "a" * 1_000_000), 0, "verlenging"
    ),
    "months with zeros before them": (
        "a register, CSV with a mapping", lambda _: f"{REGISTER}A,b,,,,,2026-01-01,{'0' * 10}{'9' * 30}\n", 0, "te_hoog"
    ),
    "columns without a name, by the hundred thousand": (
        "a portfolio, CSV", lambda _: "," * 200_000 + "\na,b\n", BAD_INPUT, "kolom_ontbreekt"
    ),
    "an exponent past all bounds": (
        "releases, OCDS", lambda _: json.dumps(RELEASE).replace("1250.5", f"1e{'9' * 20}"), 0, "geen_getal"
    ),
    "a key twice that is a list of lists": (
        "a mapping, YAML", lambda _: fuzzing.ALIASES + b"? [*a19, *a19]\n: x\n? [*a19, *a19]\n: y\n", BAD_INPUT,
        "unhashable",
    ),
    "a mapping that goes on": ("a mapping, YAML", lambda _: "a: b\n" * 30_000, BAD_INPUT, "te_groot"),
    "an act within an act within": ("an act, YAML", lambda _: "[" * 100_000, BAD_INPUT, "te veel in elkaar"),
    "a workbook without a list of what is in it": (
        "a portfolio, XLSX",
        lambda folder: fuzzing.with_part(_workbooks(folder)[0], "[Content_Types].xml", b"<Types/>"),
        BAD_INPUT, "beschadigd",
    ),
    "a workbook that is not packed as it says": (
        "a portfolio, XLSX", lambda folder: fuzzing.listed_as(_workbooks(folder)[0], zipfile.ZIP_LZMA), BAD_INPUT,
        "beschadigd",
    ),
    "a row of a backup without cells": (BACKUP, _backup_with(b"[]"), BAD_INPUT, "past niet"),
    "a row of a backup that is none": (BACKUP, _backup_with(b"1"), BAD_INPUT, "past niet"),
    "a cell that is a list": (BACKUP, _backup_with(b'["P-1","C-1",[],"2026-01-05"]'), BAD_INPUT, "past niet"),
    "a number that no database holds": (
        BACKUP, _backup_with(b'["P-1","C-1",18446744073709551615,"2026-01-05"]'), BAD_INPUT, "past niet"
    ),
    "a table that we do not have": (
        BACKUP, _backup_with(b'"x"', of=b'"links"', after=b'{"table":'), BAD_INPUT, "past niet"
    ),
    "a day that cannot be": (BACKUP, _backup_with(b"2030-02-30", of=b"2030-01-01"), 1, "klopt niet met zichzelf"),
    "columns that are no names": (BACKUP, _backup_with(b'"links":[1,"a",', of=b'"links":['), BAD_INPUT, "beschadigd"),
    "a backup that begins with twenty million zeros": (
        BACKUP, lambda folder: fuzzing.swollen(_backups(folder)[0]), BAD_INPUT, "beschadigd"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "status", "said"), SMALLEST.values(), ids=SMALLEST)
def test_what_once_went_wrong(
    name: str, content: Callable[[Path], str | bytes], status: int, said: str, target: Engine, begin: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The smallest file of each fault that was found is refused, or read, and the reason is told."""
    form, path, made = FORMATS[name], tmp_path / f"bestand{FORMATS[name].suffix}", content(begin)
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    before = state(target)
    found, told = form.read(target, path)
    assert (status, True) == (found, said in json.dumps(told)), told
    assert not status or before == state(target)


def test_half_a_character_is_told_in_every_encoding(monitored: Engine, tmp_path: Path) -> None:
    """A notice named with half a character is read, and its notes are shown whatever a terminal can show."""
    path, shown = tmp_path / "bestand.json", tmp_path / "uitvoer.json"
    path.write_text(json.dumps(RELEASE).replace("r-1", "r-\\ud800"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, shown.open("w", encoding="ascii") as out, redirect_stdout(out):
        patch.setenv("GROEITUIN_DATABASE_URL", url_of(monitored))
        with pytest.raises(SystemExit) as left:
            main(["import", "contracts", str(path), "--organisation", "O-1", "--on", ON.isoformat(), "--json"])
    assert left.value.code == 0
    assert any(note["message"].startswith("r-\ud800: ") for note in json.loads(shown.read_text())["notes"])


@pytest.mark.parametrize("name", FORMATS)
def test_spoilt_files_are_read_or_refused(name: str, target: Engine, begin: Path, tmp_path: Path) -> None:
    """A sample of spoilt files leaves no row half kept and no error but our own."""
    try_all(name, target, begin, tmp_path, range(FEW))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_spoilt_files_are_read_or_refused(name: str, target: Engine, begin: Path, tmp_path: Path) -> None:
    """A thousand spoilt files of each format do so too."""
    try_all(name, target, begin, tmp_path, range(FEW, FEW + MANY))


@pytest.mark.parametrize("name", FORMATS)
def test_spoilt_files_on_postgresql(name: str, other: Engine, begin: Path, tmp_path: Path) -> None:
    """PostgreSQL takes and refuses other texts and numbers than SQLite; a sample leaves it whole as well."""
    try_all(name, other, begin, tmp_path, range(FEW))
