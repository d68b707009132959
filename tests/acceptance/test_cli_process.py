"""One rule explained, a proposed definition, and the process as a picture and a page, on the command line."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from processes import process_text
from story import P1, Story

from states.definition import handreiking_text

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]
OTHER = {
    "lead_months: [18, 12, 6, 3]": "lead_months: [18, 4]",
    "requires: [D1, D2], advises: [ambassadeur]": "requires: [D1, D2, ambassadeur]",
}


@pytest.fixture
def proposed(tmp_path: Path) -> str:
    """Return a file with another version of the guide's process."""
    path = tmp_path / "eigen.yaml"
    path.write_text(process_text(OTHER), encoding="utf-8")
    return str(path)


def answer(run: Run, *words: str) -> Any:  # noqa: ANN401  # any JSON document
    """Return the JSON document of a command that does well."""
    status, out, err = run(*words, "--json")
    assert (0, "") == (status, err)
    return json.loads(out)


def failure(run: Run, *words: str) -> tuple[int, str]:
    """Return the exit status and the code of a command that does not do well."""
    status, out, err = run(*words, "--json")
    assert "" == out
    return status, json.loads(err.strip().splitlines()[-1])["error"]


def test_one_rule_is_explained(run: Run, sqlite_story: Story) -> None:
    """What comes next, what was raised, and nothing to explain: for programs and for people."""
    sqlite_story.reach("realisatie")
    sqlite_story.night("2027-06-30", ["contract_verloopt"])
    found = answer(run, "why", "P-1", "--rule", "contract_verloopt", "--on", "2027-07-01")
    assert ("P-1", "contract_verloopt", None) == (found["partnership"], found["rule"], found["silent"])
    assert [("C-1/2028-12-31/12m", "2027-12-31")] == [(term["occasion"], term["due_on"]) for term in found["next"]]
    (earlier,) = found["earlier"]
    assert ("C-1/2028-12-31/18m", "2027-06-30", "2027-06-30", "open") == tuple(
        earlier[name] for name in ("occasion", "due_on", "raised_on", "status")
    )
    status, out, err = run("why", "P-1", "--rule", "contract_verloopt", "--on", "2027-07-01")
    assert (0, "", True) == (status, err, "Eerder:\n  C-1/2028-12-31/18m (open): " in out)


def test_one_rule_is_explained_as_it_was_known(run: Run, sqlite_story: Story) -> None:
    """With `--as-of` what was raised after that day is not told."""
    sqlite_story.reach("realisatie")
    sqlite_story.night("2027-06-30", ["contract_verloopt"])
    sqlite_story.night("2027-12-31", ["contract_verloopt"])
    then = answer(run, "why", "P-1", "--rule", "contract_verloopt", "--as-of", "2027-07-01")
    assert [("C-1/2028-12-31/18m", "open")] == [(one["occasion"], one["status"]) for one in then["earlier"]]
    now = answer(run, "why", "P-1", "--rule", "contract_verloopt", "--on", "2028-01-01")
    assert ["vervangen", "open"] == [one["status"] for one in now["earlier"]]


def test_a_rule_outside_the_list_is_bad_input(run: Run, sqlite_story: Story) -> None:
    """A word that is no rule exits 2; a partnership that is not known exits 3."""
    sqlite_story.start("2026-01-05")
    assert 2 == failure(run, "why", "P-1", "--rule", "verjaardag")[0]
    assert (3, "not_found") == failure(run, "why", "P-9", "--rule", "evaluatie")


def test_a_proposed_definition_answers_why_and_terms(run: Run, sqlite_story: Story, proposed: str) -> None:
    """Leads that changed and advice that became required are told, and nothing in the database changes."""
    sqlite_story.start("2026-01-05")
    sqlite_story.contract("2026-01-05", ends_on="2028-12-31")
    before = sqlite_story.rows("SELECT rule, occasion, due_on FROM terms ORDER BY rule")
    missing = answer(run, "why", "P-1", "--definition", proposed, "--on", "2026-02-01")["triggers"]["stel_werkgroep_in"]
    assert [("D1", "2026-01-05"), ("D2", "2026-01-05"), ("ambassadeur", None)] == [
        (one["code"], one["since"]) for one in missing["missing"]
    ]
    due = {term["rule"]: term["occasion"] for term in answer(run, "terms", "P-1", "--definition", proposed)}
    assert "C-1/2028-12-31/18m" == due["contract_verloopt"]
    rule = answer(run, "why", "P-1", "--rule", "contract_verloopt", "--definition", proposed)
    assert ["C-1/2028-12-31/18m"] == [term["occasion"] for term in rule["next"]]
    assert before == sqlite_story.rows("SELECT rule, occasion, due_on FROM terms ORDER BY rule")


def test_a_definition_without_the_phase_is_refused(run: Run, sqlite_story: Story) -> None:
    """A partnership cannot be told by a process that has no such phase: it says which, and what to do."""
    sqlite_story.reach("borging")
    small = str(ROOT / "tests/data/definitions/klein.yaml")
    for words in (["why", "P-1"], ["why", "P-1", "--rule", "evaluatie"], ["terms", "P-1"]):
        status, _out, err = run(*words, "--definition", small, "--json")
        (detail,) = json.loads(err)["details"]
        assert (1, "fase_bestaat_niet") == (status, detail["code"])
        assert detail["sentence"].startswith("P-1 zit in de fase borging; die bestaat niet in ")


def test_what_is_missing_since_when_reads_well(run: Run, sqlite_story: Story) -> None:
    """People read since when in words."""
    sqlite_story.reach("werkgroep")
    sqlite_story.act("2026-01-10", "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)
    sqlite_story.act("2026-03-03", "release-role", **P1, role="projectcoordinator", person="bert", backup=True)
    told = run("why", "P-1", "--on", "2026-04-01")[1]
    assert "Wijs iemand aan die het kan overnemen. Ontbreekt sinds 3 maart 2026.\n" in told
    assert "Er is nog geen doelstelling met een doelgroep. Ontbreekt sinds 5 januari 2026.\n" in told


def test_the_page_is_fresh(run: Run) -> None:
    """docs/proces.md is what the definition that comes with the program gives; the command stands in it."""
    status, out, err = run("diagram", "--page")
    assert (0, "") == (status, err)
    assert (ROOT / "docs/proces.md").read_text(encoding="utf-8") == out
    assert "`groeituin diagram --page`" in out


def test_a_page_and_a_picture_of_ones_own_process(run: Run, proposed: str) -> None:
    """An authority makes both of its own file, before it is activated; the page says how it was made."""
    picture = answer(run, "diagram", "--definition", proposed)["diagram"]
    assert "    draagvlak --> werkgroep: stel_werkgroep_in (D1 D2 ambassadeur)" in picture.splitlines()
    page = answer(run, "diagram", "--page", "--definition", proposed)["page"]
    assert page.startswith("# Het proces handreiking/2\n")
    assert picture in page
    assert "18 en 4 maanden voor het einde van een contract." in page
    assert f"`groeituin diagram --page --definition {proposed}`" in page


def test_a_picture_of_a_version(run: Run, sqlite_story: Story, proposed: str) -> None:
    """A version that was activated is drawn by its name; one that is not known exits 3, two choices exit 2."""
    del sqlite_story
    guide = answer(run, "diagram")["diagram"]
    assert guide == answer(run, "diagram", "handreiking/1")["diagram"]
    assert (3, "not_found") == failure(run, "diagram", "handreiking/2")
    assert 0 == run("definition", "activate", proposed, "--force", "--on", date(2026, 1, 5).isoformat())[0]
    assert "D1 D2 ambassadeur" in answer(run, "diagram", "handreiking/2")["diagram"]
    assert "`groeituin diagram --page handreiking/2`" in answer(run, "diagram", "handreiking/2", "--page")["page"]
    assert 2 == failure(run, "diagram", "handreiking/1", "--definition", proposed)[0]


@pytest.mark.parametrize("words", [["why", "P-1"], ["terms", "P-1"], ["diagram"]])
def test_a_faulty_definition_is_told_with_its_lines(
    words: list[str], run: Run, sqlite_story: Story, tmp_path: Path
) -> None:
    """A file with faults, or that is not there, exits 2 with every fault and its line."""
    sqlite_story.start("2026-01-05")
    faulty = tmp_path / "fout.yaml"
    faulty.write_text(handreiking_text().replace("requires: [D1, D2]", "requires: [D1, X9]"), encoding="utf-8")
    status, _out, err = run(*words, "--definition", str(faulty), "--json")
    error = json.loads(err.strip().splitlines()[-1])
    assert (2, "bad_input") == (status, error["error"])
    assert [True] == [fault["line"] > 100 and "X9" in fault["message"] for fault in error["details"]]
    assert (2, "bad_input") == failure(run, *words, "--definition", str(tmp_path / "geen.yaml"))


def test_the_road_to_another_process_reads_well(run: Run, sqlite_story: Story, proposed: str) -> None:
    """Checked, switched on, tried, moved and listed: each says in a few lines what it did and what to type next."""
    sqlite_story.reach("realisatie")
    sqlite_story.night("2027-12-31", ["contract_verloopt"])
    on = ("--on", "2028-01-03", "--by", "jan")
    assert (0, f"{proposed} is in orde: handreiking/2, met 8 fasen en 18 regels.\n", "") == run(
        "definition", "check", proposed
    )
    status, out, _err = run("definition", "activate", proposed, "--force", *on)
    assert (0, "  groeituin definition migrate --from handreiking/1 --to handreiking/2") == (
        status,
        out.splitlines()[-1],
    )
    assert "1 partnership volgt nog handreiking/1. Overgaan:" in out
    status, tried, _err = run("definition", "migrate", "--from", "1", "--to", "2", "--dry-run", *on)
    status, done, _err = run("definition", "migrate", "--from", "1", "--to", "2", *on)
    assert (0, tried.splitlines()[1:]) == (status, done.splitlines()[1:])
    assert ["Gedaan:", "  1 partnership van handreiking/1 naar handreiking/2"] == done.splitlines()[:2]
    listed = run("definition", "list")[1].splitlines()
    assert [["handreiking/1", "nee", "0"], ["handreiking/2", "ja", "1"]] == [line.split()[:3] for line in listed[1:]]
    assert "gold al voor nieuwe partnerships" in run("definition", "activate", proposed, *on)[1]
    shown = answer(run, "definition", "show", "2")
    assert ("handreiking/2", Path(proposed).read_text(encoding="utf-8")) == (shown["definition"], shown["text"])
