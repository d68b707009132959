"""The command line as people and programs rely on it: what it prints, and its exit status."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from groeituin.cli import main
from groeituin.texts.json_errors import HOW_TO_WRITE
from models.schema import head

Run = Callable[..., tuple[int, str, str]]
ORGANISATION = '{"organisation": "O-1", "name": "Gemeente Voorbeeld", "sector": "gemeente"}'
START = '{"partnership": "P-1", "title": "Schoonmaak", "organisation": "O-1"}'


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_url: str) -> Run:
    """Return a function that runs a command on a fresh database and gives its status, output and errors."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return command


def answer(run: Run, *words: str) -> Any:  # noqa: ANN401  # any JSON document
    """Return the JSON document of a command that does well."""
    status, out, err = run(*words, "--json")
    assert (0, "") == (status, err)
    return json.loads(out)


def failure(run: Run, *words: str) -> tuple[int, Any]:
    """Return the exit status and the one line of JSON of a command that does not do well."""
    status, out, err = run(*words, "--json")
    assert "" == out
    return status, json.loads(err.strip().splitlines()[-1])


def act(run: Run, name: str, fields: str, on: str = "2026-01-05") -> Any:  # noqa: ANN401  # any JSON document
    """Do an act and return its outcome."""
    return answer(run, "act", name, fields, "--on", on, "--by", "jan")


def started(run: Run) -> None:
    """Start a partnership in its first phase."""
    act(run, "register-organisation", ORGANISATION)
    act(run, "start-partnership", START)


def test_an_act_answers_what_it_changed(run: Run) -> None:
    """The first time something changes; the same again changes nothing and is no journal row."""
    first, again = (act(run, "register-organisation", ORGANISATION) for _ in range(2))
    assert (True, 1) == (first["changed"], first["entry"])
    assert (False, None) == (again["changed"], again["entry"])


def test_a_refusal_names_everything_that_is_missing(run: Run) -> None:
    """A step too early exits 1 with every requirement, its step in the guide, and writes nothing."""
    started(run)
    before = answer(run, "journal", "P-1")
    status, error = failure(run, "act", "advance", '{"partnership": "P-1", "trigger": "stel_werkgroep_in"}')
    assert (1, "refused", ["D1", "D2"]) == (status, error["error"], [d["code"] for d in error["details"]])
    assert {"code", "sentence", "step", "possible_from"} == error["details"][0].keys()
    assert before == answer(run, "journal", "P-1")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["act", "advance", '{"partnership": "P-1", "trigger": "vooruit"}'], (2, "bad_input")),
        (["act", "advance", '{"partnership": "P-9", "trigger": "rond_af"}'], (3, "not_found")),
        (["act", "dans", "{}"], (2, "bad_input")),
        (["act", "advance", '{"partnership": '], (2, "bad_input")),
        (["act", "advance", "[]"], (2, "bad_input")),
        (["show", "P-9"], (3, "not_found")),
        (["list", "--phase", "ergens"], (2, "usage")),
        (["night", "--on", "31-12-2026"], (2, "usage")),
        (["night", "--rule", "iets"], (2, "usage")),
        (["signals", "--status", "zoek"], (2, "usage")),
        (["signals", "--rule", "iets"], (2, "usage")),
        (["signals", "--partnership", "P-9"], (3, "not_found")),
        (["signals", "--person", "niemand"], (3, "not_found")),
        (["list", "--organisation", "O-9"], (3, "not_found")),
        (["gaps", "--organisation", "O-9"], (3, "not_found")),
        (["night", "--on", "0218-01-01"], (2, "usage")),
        (["act", "register-organisation", ORGANISATION, "--on", "9999-12-01"], (2, "usage")),
        (["dans"], (2, "usage")),
    ],
)
def test_every_error_has_its_status_and_one_line_of_json(
    run: Run, words: Sequence[str], expected: tuple[int, str]
) -> None:
    """With --json an error is one line on standard error, and nothing stands on standard output."""
    started(run)
    status, error = failure(run, *words)
    assert expected == (status, error["error"])
    assert {"error", "message", "details"} == error.keys()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{'partnership': 'P-1'}", "het gaat mis bij teken 2, waar staat: 'partnership': 'P-1'…"),
        ('{"percentage": 5,5}', "het gaat mis bij teken 18, waar staat: 5}"),
        ('{"partnership": "P-1"', "het houdt te vroeg op"),
        ('{\n"percentage": 5,\n5}', "het gaat mis bij regel 3, teken 1, waar staat: 5}"),
    ],
)
def test_what_is_no_json_is_told_in_dutch(run: Run, text: str, where: str) -> None:
    """It says where it goes wrong, and how it is written."""
    _status, error = failure(run, "act", "advance", text)
    assert f"Dit is geen JSON: {where}. {HOW_TO_WRITE}" == error["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("diep.json", "[" * 100_000),
        ("dubbel.json", '{"partnership": "P-1", "partnership": "P-2"}'),
        ("getal.json", '{"jobs": ' + "9" * 5000 + "}"),
        ("diep.yaml", "a: " + "[" * 5000 + "]" * 5000),
        ("datum.yaml", "valid_from: 2026-02-30"),
        ("herhaald.yaml", "a: &a [x]\nblocks: [*a, *a]"),
    ],
)
def test_a_file_of_fields_that_cannot_be_read_is_bad_input(run: Run, tmp_path: Path, name: str, content: str) -> None:
    """Too deep, a number without end, a day that is not there, or YAML that repeats itself until memory is full."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    status, error = failure(run, "act", "register-block-table", f"@{tmp_path / name}")
    assert (2, "bad_input") == (status, error["error"])
    assert name in error["message"] or "JSON" in error["message"]


@pytest.mark.parametrize(("by", "code"), [("x" * 10_001, "te_lang"), ("Jan 123456782", "bsn"), ("\udce9", "tekst")])
def test_who_does_it_is_a_text_that_can_be_kept(run: Run, by: str, code: str) -> None:
    """It stands in the journal for good, and in every database."""
    status, error = failure(run, "act", "register-organisation", ORGANISATION, "--by", by)
    assert (2, [("by", code)]) == (status, [(d["field"], d["code"]) for d in error["details"]])


def test_bad_fields_are_told_all_at_once(run: Run) -> None:
    """Every fault of an act is one detail with its field, a code and a Dutch sentence."""
    fields = '{"organisation": "O 1", "name": "BSN 123456782", "sector": "dorp", "kleur": 1}'
    status, error = failure(run, "act", "register-organisation", fields)
    assert 2 == status
    assert [("organisation", "vorm"), ("name", "bsn"), ("sector", "keuze"), ("kleur", "onbekend_veld")] == [
        (d["field"], d["code"]) for d in error["details"]
    ]


def test_people_get_plain_lines_without_a_traceback(run: Run) -> None:
    """Without --json an error is Dutch and short; --debug shows where it came from."""
    status, out, err = run("show", "P-9")
    assert (3, "", "Fout: Er is geen partnership 'P-9'. Alle codes staan in `groeituin list`.\n") == (status, out, err)


def test_a_night_raises_once_and_the_answers_agree(run: Run) -> None:
    """What the night says it raised is what signals, list and journal show; a second run raises nothing."""
    started(run)
    night = answer(run, "night", "--on", "2026-04-05")
    expected = {"night": "2026-04-05", "raised": 1, "lapsed": 0, "escalated": 0, "by_rule": {"fase_staat_stil": 1}}
    assert expected == {name: night[name] for name in expected}
    assert 0 == answer(run, "night", "--on", "2026-04-05")["raised"]
    [signal] = answer(run, "signals")
    assert ["partnership", "rule", "occasion", "due_on", "raised_on", "status", "to", "sentence"] == list(signal)
    assert ("P-1", "fase_staat_stil", "open", ["jan"]) == tuple(
        signal[name] for name in ("partnership", "rule", "status", "to")
    )
    [row] = answer(run, "list", "--on", "2026-04-05")
    assert {
        "partnership": "P-1", "title": "Schoonmaak", "phase": "draagvlak", "since": "2026-01-05", "suspended": False,
        "open_signals": 1, "next_due": "2026-05-05",
    } == row  # fmt: skip
    assert ["register-organisation", "start-partnership", "raise-signal"] == [
        entry["act"] for entry in answer(run, "journal", "P-1")
    ]


def test_a_dry_run_writes_nothing(run: Run) -> None:
    """A dry run tells what would be raised; the night after it still raises it."""
    started(run)
    assert 1 == answer(run, "night", "--on", "2026-04-05", "--dry-run")["raised"]
    assert [] == answer(run, "signals")
    assert 1 == answer(run, "night", "--on", "2026-04-05")["raised"]


def test_why_and_terms_explain_themselves(run: Run) -> None:
    """Every trigger from the present phase is told, and every term says because of what it is due."""
    started(run)
    why = answer(run, "why", "P-1", "--on", "2026-02-01")
    assert ["stel_werkgroep_in", "beeindig"] == list(why["triggers"])
    assert (False, "werkgroep") == tuple(why["triggers"]["stel_werkgroep_in"][name] for name in ("allowed", "to"))
    [term] = answer(run, "terms", "P-1")
    assert ("fase_staat_stil", "draagvlak/2026-01-05/90d", "2026-04-05") == (
        term["rule"], term["occasion"], term["due_on"],
    )  # fmt: skip
    assert "90 dagen" in term["because"]


def test_show_tells_the_whole_dossier(run: Run) -> None:
    """A dossier opens with the partnership, its title, phase and since when."""
    started(run)
    dossier = answer(run, "show", "P-1", "--on", "2026-02-01")
    assert ["partnership", "title", "phase", "since"] == list(dossier)[:4]
    assert [{"phase": "draagvlak", "entered_on": "2026-01-05"}] == dossier["phases"]


def test_check_finds_and_mends_a_difference(run: Run, sqlite_url: str) -> None:
    """A term that was tampered with is named, exit 1; mending replans it and journals that."""
    started(run)
    assert {"checked": 1, "differences": [], "unreadable": [], "journal": {"rows": 2, "faults": []}} == answer(
        run, "check"
    )
    assert run("check")[1].startswith("1 partnership nagekeken, 0 verschillen.\n")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("UPDATE terms SET due_on = '2030-01-01'")
    status, out, _ = run("check", "--json")
    assert (1, ["fase_staat_stil"]) == (status, [d["rule"] for d in json.loads(out)["differences"]])
    assert 1 == len(answer(run, "check", "--mend", "--on", "2026-02-01")["differences"])
    assert [] == answer(run, "check")["differences"]
    assert "mend-terms" == answer(run, "journal", "P-1")[-1]["act"]


def test_the_catalogue_lists_every_act_with_its_schema(run: Run) -> None:
    """A program can read which fields each act has and refuses."""
    found = {row["act"]: row["schema"] for row in answer(run, "acts")}
    assert {"from", "to", "partnership", "reason"} == set(found["hand-over"]["properties"])
    assert all(schema["additionalProperties"] is False for schema in found.values())


def test_every_answer_also_reads_as_plain_text(run: Run) -> None:
    """Each command answers people, too, and does well."""
    started(run)
    for words in (
        ["acts"], ["list"], ["show", "P-1"], ["why", "P-1"], ["terms", "P-1"], ["signals"], ["journal", "P-1"],
        ["gaps"], ["diagram"], ["check"], ["night", "--on", "2026-04-05"], ["db", "check"], ["signals"],
    ):  # fmt: skip
        status, out, err = run(*words)
        assert (0, "", True) == (status, err, bool(out.strip())), words


def database(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Point the command line at another database."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", url)


def test_a_missing_database_is_an_error_and_is_not_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Asking something of a database that is not there exits 5 and leaves no empty file behind."""
    database(monkeypatch, f"sqlite:///{tmp_path}/er-is-niets.db")
    status, error = failure(run, "list")
    assert (5, "storage") == (status, error["error"])
    assert not (tmp_path / "er-is-niets.db").exists()


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:9/none", "geen adres", "mysql://x/y", "sqlite:////proc/version"],
)
def test_a_database_that_cannot_be_reached_is_a_clear_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """A server that does not answer, a wrong address or a file that is no database exit 5."""
    database(monkeypatch, url)
    status, error = failure(run, "list")
    assert (5, "storage") == (status, error["error"])


def test_a_locked_database_is_a_clear_error(run: Run, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    """A database that another program holds exits 5 after the busy timeout."""
    database(monkeypatch, f"{sqlite_url}?timeout=0.05")
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        status, error = failure(run, "act", "register-organisation", ORGANISATION)
    finally:
        holder.close()
    assert (5, "De database is bezet door een ander programma. Probeer het zo nog eens.") == (status, error["message"])


def test_a_read_only_database_answers_but_refuses_to_write(
    run: Run, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    """Questions are answered; an act exits 5."""
    path = sqlite_url.removeprefix("sqlite:///")
    database(monkeypatch, f"sqlite:///file:{path}?mode=ro&uri=true")
    assert [] == answer(run, "list")
    status, error = failure(run, "act", "register-organisation", ORGANISATION)
    assert (5, "storage") == (status, error["error"])


def test_a_full_disk_writes_nothing(run: Run, sqlite_url: str) -> None:
    """When the database cannot grow the act exits 5 and nothing of it is kept."""
    path = sqlite_url.removeprefix("sqlite:///")
    from models import database as opening

    prepare = opening._prepare_sqlite

    def full(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401  # a pool record
        prepare(connection, record)
        connection.execute("PRAGMA max_page_count = 1")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_prepare_sqlite", full)
        fields = json.dumps({"organisation": "O-1", "name": "x" * 9000, "sector": "gemeente"})
        status, error = failure(run, "act", "register-organisation", fields)
    assert 5 == status
    assert error["message"].startswith("De schijf is vol. Wat al was opgeslagen, blijft; de rest is niet gedaan.")
    with closing(sqlite3.connect(path)) as connection:
        assert [(0,)] == connection.execute("SELECT count(*) FROM organisations").fetchall()


@pytest.mark.parametrize(("revision", "word"), [("0001", "ouder"), ("9999", "niet kent")])
def test_an_older_or_newer_schema_is_told_apart(run: Run, sqlite_url: str, revision: str, word: str) -> None:
    """An older schema asks for an upgrade, a newer one for a newer program; both exit 5."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    status, error = failure(run, "list")
    assert 5 == status
    assert word in error["message"]


def test_db_check_says_which_schema_there_is(run: Run, sqlite_url: str) -> None:
    """An older schema is told with the newest, exit 1."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    status, out, _ = run("db", "check", "--json")
    assert (1, {"revision": "0001", "head": head()}) == (status, json.loads(out))


def test_mending_does_not_write_before_what_is_known(run: Run, sqlite_url: str) -> None:
    """The journal stays in order of date: mending on an earlier day is refused, and nothing is mended."""
    started(run)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("UPDATE terms SET due_on = '2030-01-01'")
    status, error = failure(run, "check", "--mend", "--on", "2026-01-04")
    assert (1, "refused") == (status, error["error"])
    assert 1 == run("check")[0]


def test_help_comes_without_prefect_or_the_database() -> None:
    """Asking for help loads neither Prefect nor the database layer, so that it answers at once."""
    code = (
        "import sys\nfrom groeituin.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'prefect', 'sqlalchemy', 'pydantic_settings'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"}
    )
    assert "[]" == done.stdout.strip().splitlines()[-1]
