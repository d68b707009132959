"""The rehearsal on the command line: what it answers, what people read, and the receipt that activating asks for.

``tests/golden/rehearsal_printed.txt`` holds what people read. After a change on purpose, write it anew and read the
difference: ``GROEITUIN_WRITE_GOLDEN=1 pytest tests/acceptance/test_cli_rehearsal.py``.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from processes import process_text
from story import Story

from groeituin.cli import rehearsing
from groeituin.rehearsal import Alone, Raised, Rehearsal, Step
from groeituin.texts.rehearsal.summary import EXAMPLES, PEOPLE, printed
from groeituin.texts.rehearsal.why import Why
from states.dossier import Dossier
from states.occasions import OCCASIONS, Process, Row
from states.verdict import Verdict

GOLDEN = Path(__file__).parent.parent / "golden" / "rehearsal_printed.txt"
Run = Callable[..., tuple[int, str, str]]
CHANGED = {
    "lead_months: [18, 12, 6, 3]": "lead_months: [18, 12, 6, 4]",
    "norm_days: {draagvlak: 90, werkgroep: 60,": "norm_days: {draagvlak: 100, werkgroep: 60,",
    "to: [eigenaar]\n": "to: [eigenaar, projectcoordinator]\n",
    "requires: [D1, D2], advises: [ambassadeur]": "requires: [D1, D2, ambassadeur]",
}
OTHERS = "dit gaat nu naar de eigenaar van de actie en de coördinator in plaats van naar de eigenaar van de actie"
REHEARSE = ("rehearse", "--on", "2026-03-20")


@pytest.fixture
def story(sqlite_story: Story) -> Story:
    """Return a portfolio of two partnerships: one that stands still, one with a contract and a late action."""
    sqlite_story.start("2026-01-05")
    sqlite_story.contract("2026-01-05", ends_on="2026-07-31")
    more = {"organisation": "O-1", "title": "Groen"}
    sqlite_story.act("2026-01-20", "start-partnership", partnership="P-2", **more)
    sqlite_story.act("2026-01-20", "assign-role", partnership="P-2", role="projectcoordinator", person="anna")
    sqlite_story.act("2026-01-20", "add-action", partnership="P-2", action="A-1", owner="bert", deadline="2026-03-31",
                     description="Bel de WSP")  # fmt: skip
    return sqlite_story


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    """Return a file with another version of the guide's process."""
    path = tmp_path / "eigen.yaml"
    path.write_text(process_text(CHANGED), encoding="utf-8")
    return path


def answer(run: Run, *words: str) -> Any:  # noqa: ANN401  # any JSON document
    """Return the JSON document of a command that does well."""
    status, out, err = run(*words, "--json")
    assert (0, "") == (status, err)
    return json.loads(out)


def test_it_answers_as_the_doors_promise(run: Run, story: Story, proposed: Path) -> None:
    """From, to, what is raised by whom; a difference only beside another definition."""
    found = answer(run, *REHEARSE, "--nights", "20")
    assert ("2026-03-20", "2026-04-08") == (found["from"], found["to"])
    assert {
        "night": "2026-04-01", "partnership": "P-2", "rule": "actie_te_laat", "occasion": "A-1/2026-03-31/1",
        "to": ["bert"],
    } in found["raised"]  # fmt: skip
    assert {"new": [], "gone": [], "moved": []} == found["difference"]
    other = answer(run, *REHEARSE, "--nights", "20", "--definition", str(proposed))
    assert {
        "partnership": "P-2", "rule": "actie_te_laat", "occasion": "A-1/2026-03-31/1", "was": "A-1/2026-03-31/1",
        "from": "2026-04-01", "to": "2026-04-01",
        "why": f"{OTHERS}; nu ook naar anna",
    } in other["difference"]["moved"]  # fmt: skip
    (gone,) = other["difference"]["gone"]
    assert {"night", "partnership", "rule", "occasion", "to", "why"} == gone.keys()
    assert "2026-04-05" == gone["night"]
    assert gone["why"].endswith("nu komt dit pas op 15 april 2026")
    assert [] == story.rows("SELECT 1 FROM signals")


def test_thirty_nights_unless_told(run: Run, story: Story) -> None:
    """And no fewer than one, nor more than 400."""
    del story
    assert "2026-04-18" == answer(run, *REHEARSE)["to"]
    for nights in ("0", "401", "veel"):
        assert 2 == run(*REHEARSE, "--nights", nights, "--json")[0]


def ready(story: Story) -> None:
    """Make a third partnership, that stood still too long and can take its next step."""
    story.act("2025-12-15", "start-partnership", partnership="P-3", organisation="O-1", title="Zorg")
    story.act("2025-12-15", "assign-role", partnership="P-3", role="projectcoordinator", person="cees")
    story.act("2025-12-15", "record-decision", partnership="P-3", decision="principebesluit", decided_by="college")
    assert 1 == len(story.night("2026-03-16", ["fase_staat_stil"]).raised)


def test_what_lapses_and_who_cannot_go_on_is_told(run: Run, story: Story, proposed: Path) -> None:
    """What was asked by the shorter norm, with why and when it comes again; the step that cannot be taken then."""
    ready(story)
    found = answer(run, *REHEARSE, "--definition", str(proposed))
    assert [{
        "partnership": "P-3", "rule": "fase_staat_stil", "occasion": "draagvlak/2025-12-15/90d",
        "why": "de norm van draagvlak werd 100 dagen in plaats van 90; de volgende vraag komt op 25 maart 2026",
    }] == found["lapsed"]  # fmt: skip
    (step,) = found["steps"]
    (missing,) = step.pop("missing")
    assert {"partnership": "P-3", "trigger": "stel_werkgroep_in", "before": True, "after": False} == step
    assert {"code", "sentence"} == missing.keys()
    assert "ambassadeur" == missing["code"]
    plain = answer(run, *REHEARSE)
    assert ([], [], []) == (plain["lapsed"], plain["returned"], plain["steps"])


def test_it_reads_well(run: Run, story: Story, proposed: Path) -> None:
    """What differs, what that means for signals, steps and why, then per week and per person."""
    ready(story)
    texts = [run(*REHEARSE, "--nights", "60")[1], run(*REHEARSE, "--nights", "60", "--definition", str(proposed))[1]]
    text = "\n=====\n".join(texts)
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text


NIGHT = date(2026, 3, 20)


@pytest.fixture
def empty() -> Rehearsal:
    """Return a rehearsal beside another definition, in which nothing was found yet."""
    return Rehearsal(NIGHT, NIGHT + timedelta(days=9), "handreiking/2", partnerships=1, replaces=["handreiking/1"])


def test_long_lists_are_cut_off(empty: Rehearsal) -> None:
    """Twenty lines of a kind and fifteen people, and how many there are more."""
    empty.changes = ["De regel evaluatie verviel."]
    empty.gone = [
        Alone(NIGHT, f"P-{n}", "evaluatie", f"C-{n}", ("anna",), Why("daarom", f"op {n}")) for n in range(1219)
    ]
    empty.raised = [Raised(NIGHT, "P-1", "evaluatie", f"C-{n}", (f"p{n}",)) for n in range(PEOPLE + 1)]
    told = printed(empty)
    assert (
        "Komt niet: 1.219 signalen\n  evaluatie: daarom (1.219 keer):\n    2026-03-20 P-0 C-0, voor anna: op 0\n"
        in told
    )
    assert (EXAMPLES - 1, 1) == (told.count("voor anna: op"), told.count("daarom"))
    assert "en nog 1.200; met --json ziet u ze alle" in told
    assert "en 1 ander\n" in f"{told}\n"


@pytest.mark.parametrize(("reasons", "each"), [(2, 9), (3, 5), (10, 1), (40, 1)])
def test_reasons_share_the_lines_of_a_list(empty: Rehearsal, reasons: int, each: int) -> None:
    """The commonest come first; each that is named has an example, and all lines together are twenty at most."""
    empty.gone = [
        Alone(NIGHT, f"P-{n}", "evaluatie", "C-1", ("anna",), Why(f"reden {reason}"))
        for reason in range(reasons)
        for n in range(30 + reason)
    ]
    (lines,) = [part.split("\n")[1:-1] for part in printed(empty).split("\n\n") if part.startswith("Komt niet")]
    headings = [line for line in lines if line.startswith("  evaluatie: ")]
    assert f"  evaluatie: reden {reasons - 1} ({29 + reasons} keer):" == headings[0]
    assert (min(reasons, EXAMPLES // 2), each) == (len(headings), (len(lines) - len(headings)) / len(headings))
    assert len(lines) <= EXAMPLES


def test_whose_step_is_blocked_or_freed_reads_well(empty: Rehearsal) -> None:
    """One or more, and either way; by phase."""
    missing = (Verdict(ok=False, code="V1", sentence="Er is geen aanbesteding.", step="2Aa"),)
    empty.steps = [Step(f"P-{n}", "start_realisatie", "realisatie", n == 0, missing) for n in range(EXAMPLES + 2)]
    parts = printed(empty).split("\n\n")
    assert "1 partnership kan nu naar realisatie, en kan dat straks niet:\n  P-0: Er is geen aanbesteding." in parts
    (freed,) = [
        part for part in parts if part.startswith("21 partnerships kunnen nu niet naar realisatie, en kunnen dat")
    ]
    assert freed.startswith("21 partnerships kunnen nu niet naar realisatie, en kunnen dat straks wel:\n  P-1: Er is")
    assert freed.endswith("\n  en nog 1; met --json ziet u ze alle")


def test_what_was_rehearsed_can_be_activated(run: Run, story: Story, proposed: Path) -> None:
    """The receipt stands beside the file; after another change it proves nothing any more."""
    del story
    assert 1 == run("definition", "activate", str(proposed), "--on", "2026-03-20")[0]
    answer(run, *REHEARSE, "--definition", str(proposed), "--by", "anna")
    receipt = json.loads(proposed.with_name("eigen.yaml.nachtproef.json").read_text(encoding="utf-8"))
    assert ("handreiking/2", "2026-03-20", "2026-04-18", "2026-03-20", "anna") == tuple(
        receipt[name] for name in ("definition", "from", "to", "on", "by")
    )
    text = proposed.read_text(encoding="utf-8")
    proposed.write_text(f"{text}# anders\n", encoding="utf-8")
    assert 1 == run("definition", "activate", str(proposed), "--on", "2026-03-20")[0]
    proposed.write_text(text, encoding="utf-8")
    assert 0 == run("definition", "activate", str(proposed), "--on", "2026-03-20")[0]


def test_without_a_receipt_the_rehearsal_is_told_all_the_same(run: Run, story: Story, proposed: Path) -> None:
    """Where the receipt cannot be written that is said on standard error, and nothing else is different."""
    del story
    proposed.with_name("eigen.yaml.nachtproef.json").mkdir()
    status, out, err = run(*REHEARSE, "--definition", str(proposed), "--json")
    assert (0, "handreiking/2") == (status, json.loads(out)["definition"])
    assert f"kon niet worden bewaard naast {proposed}" in err


def test_where_nobody_can_move_nothing_was_rehearsed(run: Run, story: Story, proposed: Path) -> None:
    """A day before what is known: told why, without a receipt and without a word about signals that stay the same."""
    del story
    early = ("rehearse", "--on", "2026-01-10", "--nights", "2", "--definition", str(proposed))
    status, out, err = run(*early)
    assert (0, True) == (status, out.count("Het logboek van P-") == 1)
    assert "1 partnership zou overgaan van handreiking/1" in out
    assert "" == err
    proposed.with_name("eigen.yaml.nachtproef.json").unlink()
    status, out, err = run(*early[:2], "2026-01-04", *early[3:])
    assert (0, 2) == (status, out.count("Het logboek van P-"))
    assert "Geen partnership kan overgaan van handreiking/1 naar handreiking/2." in out
    assert "geen signaal verschil" not in out
    assert "telt niet voor het activeren: geen enkel partnership kan nu overgaan naar handreiking/2." in err
    assert not proposed.with_name("eigen.yaml.nachtproef.json").exists()
    assert 0 == json.loads(run(*early[:2], "2026-01-04", *early[3:], "--json")[1])["partnerships"]


def test_on_an_empty_database_nothing_is_opened(run: Run, proposed: Path, sqlite_story: Story) -> None:
    """A rehearsal where nobody follows leaves a receipt; with partnerships since, it must be done again."""
    activate = ("definition", "activate", str(proposed), "--on", "2026-03-20", "--json")
    assert 0 == answer(run, *REHEARSE, "--definition", str(proposed))["partnerships"]
    sqlite_story.start("2026-01-05")
    status, _out, err = run(*activate)
    assert (1, "De nachtproef zag geen partnerships; draai haar op deze database.") == (
        status, json.loads(err)["details"][0]["sentence"],
    )  # fmt: skip
    answer(run, *REHEARSE, "--definition", str(proposed))
    assert 0 == run(*activate)[0]


def test_who_stops_reading_has_rehearsed(
    run: Run, story: Story, proposed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt is there before the first line is printed."""
    del story

    def closed(*_told: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(rehearsing, "print_json", closed)
    assert 0 != run(*REHEARSE, "--definition", str(proposed), "--json")[0]
    assert 0 == run("definition", "activate", str(proposed), "--on", "2026-03-20")[0]


def test_another_text_of_a_known_version_is_not_rehearsed(run: Run, story: Story, tmp_path: Path) -> None:
    """As activating it would be refused; the same text is fine."""
    del story
    path = tmp_path / "eigen.yaml"
    path.write_text(process_text(CHANGED, "1"), encoding="utf-8")
    status, out, err = run(*REHEARSE, "--definition", str(path), "--json")
    assert (1, "", ["versie_bestaat"]) == (status, out, [one["code"] for one in json.loads(err)["details"]])
    assert [path] == list(tmp_path.glob("eigen*"))
    path.write_text(process_text({}, "1"), encoding="utf-8")
    assert [] == answer(run, *REHEARSE, "--definition", str(path))["replaces"]


def test_a_faulty_definition_is_not_rehearsed(run: Run, story: Story, tmp_path: Path) -> None:
    """Every fault is told with its line, as by `definition check`, and there is no receipt."""
    del story
    path = tmp_path / "fout.yaml"
    path.write_text(process_text({}).replace("lead_months: [18, 12, 6, 3]", "lead_months: [veel]"), encoding="utf-8")
    status, out, err = run(*REHEARSE, "--definition", str(path), "--json")
    told = json.loads(err.splitlines()[-1])
    assert (2, "", "bad_input") == (status, out, told["error"])
    assert all(detail["line"] for detail in told["details"])
    assert [path] == list(tmp_path.glob("fout*"))
    assert 2 == run(*REHEARSE, "--definition", str(tmp_path / "nergens.yaml"), "--json")[0]


def test_what_fails_is_told_and_leaves_no_receipt(
    run: Run, story: Story, proposed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that cannot be done exits 1, as a night does, with all the rest told."""
    del story

    def broken(dossier: Dossier, _process: Process) -> Iterator[Row]:
        if dossier.actions:
            raise RuntimeError("kapot")
        return iter(())

    monkeypatch.setitem(OCCASIONS, "actie_te_laat", broken)
    status, out, _ = run(*REHEARSE, "--definition", str(proposed), "--json")
    found = json.loads(out)
    assert 1 == status
    # The rule fails every night, and therefore the partnership cannot move either.
    assert [("P-2", "actie_te_laat"), ("P-2", None)] == [(one["partnership"], one["rule"]) for one in found["failures"]]
    assert {"P-1", "P-2"} == {
        one["partnership"] for one in json.loads(run(*REHEARSE, "--nights", "40", "--json")[1])["raised"]
    }
    assert not proposed.with_name("eigen.yaml.nachtproef.json").exists()
