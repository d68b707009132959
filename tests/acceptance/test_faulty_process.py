"""A faulty definition changes nothing, and one that was not rehearsed is only switched on by force."""

import json
from pathlib import Path

import pytest
from acceptance.changing_portfolio import act
from acceptance.doors import Doors

ROOT = Path(__file__).parents[2]
OWN = (ROOT / "docs/examples/eigen_proces.yaml").read_text(encoding="utf-8")
GUIDE, NEW, ON = "handreiking/1", "voorbeeld/2027-1", "2027-02-15"
# What somebody got wrong: a passage of the example, what stands there instead, and the code of the fault.
WRONG = [
    ('version: "2027-1"', "version: 2027", "tekst"),
    ("  liberation_day: lustrum", "  liberation_day: soms", "keuze"),
    ("meeting_recency: 2\n", "meeting_recency: 20\n", "te_hoog"),
    ("requires: [D1, D2], advises: [ambassadeur]", "requires: [D1, D9], advises: [ambassadeur]", "onbekende_code"),
    ("  schaal_op: {sources: [monitoring,", "  schaal_op: {sources: [beheer,", "keuze"),
    ("    lead_months: [18, 14, 4, 2]", "    lead_months: [18, 14, 4, 0]", "te_laag"),
    ("    norm_days: {draagvlak: 90, werkgroep: 60, verkenning: 140, realisatie: 150}",
     "    norm_days: {draagvlak: 90, werkgroep: 60, verkenning: 140}", "ontbreekt"),
    ("    stops: er is een reservecoördinator", "    stopt: er is een reservecoördinator", "onbekend_veld"),
]  # fmt: skip


@pytest.fixture
def doors(sqlite_url: str) -> Doors:
    """Return the command line on a database in which a partnership stands still by the guide's process."""
    found = Doors(Path(sqlite_url.removeprefix("sqlite:///")))
    known = act("2027-01-04", "register-organisation", organisation="O-1", name="Gemeente Voorbeeld", sector="gemeente")
    found.replay([known, start("P-1", "2027-01-04")], "2027-02-14")
    return found


def start(partnership: str, on: str) -> dict[str, str]:
    """Return the act by which a partnership starts."""
    return act(on, "start-partnership", partnership=partnership, title="Groen", organisation="O-1")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a file with a definition that is in order."""
    path = tmp_path / "eigen_proces.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> tuple[Path, list[tuple[int, str]]]:
    """Return a file with faults of many kinds, and on which line each is."""
    text = OWN
    for good, bad, _code in WRONG:
        assert 1 == text.count(good), good
        text = text.replace(good, bad)
    path = tmp_path / "fout.yaml"
    path.write_text(text, encoding="utf-8")
    found = [(text.index(bad), code) for _good, bad, code in WRONG]
    # A field whose name is misspelt is also one that lacks.
    found.append((text.index("  reservecoordinator_ontbreekt:"), "ontbreekt"))
    return path, [(text.count("\n", 0, at) + 1, code) for at, code in sorted(found)]


def receipt(path: Path) -> Path:
    """Return where the receipt of a rehearsal stands."""
    return path.with_name(f"{path.name}.nachtproef.json")


def test_every_fault_is_told_at_once_with_its_line(doors: Doors, faulty: tuple[Path, list[tuple[int, str]]]) -> None:
    """Checking names them all; so does whatever else is tried with the file, and nothing of it is kept."""
    path, expected = faulty
    before = doors.everything()
    status, out, _err = doors.run("definition", "check", str(path), "--json")
    faults = json.loads(out)
    assert (2, {"line", "code", "message"}) == (status, {key for fault in faults for key in fault})
    assert expected == [(fault["line"], fault["code"]) for fault in faults]
    for words in (["activate", str(path)], ["activate", str(path), "--force"]):
        assert (2, faults) == told(doors, "definition", *words, "--on", ON)
    assert (2, faults) == told(doors, "rehearse", "--nights", "10", "--definition", str(path), "--on", ON)
    assert not receipt(path).exists()
    assert before == doors.everything()


def told(doors: Doors, *words: str) -> tuple[int, list[dict[str, object]]]:
    """Return the exit status and the details of a command that does not do well."""
    status, error = doors.failure(*words)
    return status, error["details"]


def test_the_running_one_is_untouched(doors: Doors, faulty: tuple[Path, list[tuple[int, str]]]) -> None:
    """After a faulty file the guide is still the one for new partnerships, and the nights go on by it."""
    untried = doors.copied(doors.path.with_name("untried.db"))
    assert 2 == doors.run("definition", "activate", str(faulty[0]), "--force", "--on", ON)[0]
    for world in (untried, doors):
        world.replay([start("P-2", ON)], "2027-05-20")
    assert [GUIDE] == [row["definition"] for row in doors.answer("definition", "list") if row["active"]]
    assert [GUIDE, GUIDE] == [doors.answer("show", name, "--on", "2027-05-20")["definition"] for name in ("P-1", "P-2")]
    raised = doors.told("raise-signal", ON)
    assert {"P-1", "P-2"} == {partnership for _, partnership, _ in raised}
    assert untried.told("raise-signal", ON) == raised


def test_what_was_not_rehearsed_is_refused(doors: Doors, own: Path) -> None:
    """Never rehearsed, or changed since: refused, each with its reason; nothing is written."""
    before = doors.everything()
    activate = ("definition", "activate", str(own), "--on", ON)
    for changed, sentence in (
        ("", "is nog niet in een nachtproef bekeken"),
        ("# later\n", "is na de laatste nachtproef veranderd"),
    ):
        if changed:
            doors.answer("rehearse", "--nights", "10", "--definition", str(own), "--on", ON)
            own.write_text(OWN + changed, encoding="utf-8")
        status, error = doors.failure(*activate)
        (detail,) = error["details"]
        assert (1, "refused", "niet_geprobeerd") == (status, error["error"], detail["code"])
        assert sentence in detail["sentence"]
    assert before == doors.everything()


@pytest.mark.parametrize("text", [None, f"{OWN}# later\n"])
def test_by_force_it_is_switched_on_and_the_journal_says_so(doors: Doors, own: Path, text: str | None) -> None:
    """Not rehearsed at all, or not since its last change: forced, by whom and when."""
    if text:
        doors.answer("rehearse", "--nights", "10", "--definition", str(own), "--on", ON)
        own.write_text(text, encoding="utf-8")
    done = doors.answer("definition", "activate", str(own), "--force", "--on", ON, "--by", "jan")
    assert (True, False, GUIDE) == (done["changed"], done["rehearsed"], done["replaces"])
    query = 'SELECT "on", "by", data FROM journal WHERE act = \'activate-definition\''
    ((on, by, data),) = doors.rows(query)
    assert (ON, "jan") == (on, by)
    assert (NEW, True, None) == tuple(json.loads(data)[name] for name in ("definition", "forced", "rehearsed"))
    listed = {row["definition"]: (row["active"], row["rehearsed"]) for row in doors.answer("definition", "list")}
    assert {GUIDE: (False, None), NEW: (True, False)} == listed


def test_rehearsed_since_its_last_change_it_needs_no_force(doors: Doors, own: Path) -> None:
    """Changed and rehearsed again it is switched on; the journal keeps which nights were tried, also where forced."""
    doors.answer("rehearse", "--nights", "10", "--definition", str(own), "--on", "2027-02-14")
    own.write_text(f"{OWN}# later\n", encoding="utf-8")
    doors.answer("rehearse", "--nights", "10", "--definition", str(own), "--on", ON)
    assert doors.answer("definition", "activate", str(own), "--force", "--on", ON)["rehearsed"]
    ((_, _, data),) = doors.told("activate-definition")
    assert (False, [ON, "2027-02-24"]) == (data["forced"], data["rehearsed"])
    assert not doors.answer("definition", "activate", str(own), "--on", ON)["changed"]


def test_a_version_keeps_its_text(doors: Doors, own: Path) -> None:
    """Another text under the same version is refused, forced or not: partnerships may follow the first."""
    doors.answer("definition", "activate", str(own), "--force", "--on", ON)
    own.write_text(f"{OWN}# later\n", encoding="utf-8")
    before = doors.everything()
    status, error = doors.failure("definition", "activate", str(own), "--force", "--on", ON)
    assert (1, ["versie_bestaat"]) == (status, [detail["code"] for detail in error["details"]])
    assert before == doors.everything()
