"""One rule explained: what comes next, what became of what was asked before, and why it is silent.

``tests/golden/one_rule/`` holds the answers as people read them. After a change on purpose, write it anew and read
the difference: ``GROEITUIN_WRITE_GOLDEN=1 pytest tests/integration/test_one_rule.py``.
"""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from processes import process_text, without_rule
from rules import EXAMPLES, known
from story import AT, P1, Story

from groeituin.activation import activate
from groeituin.definition_file import read_definition_file
from groeituin.migration import migrate
from groeituin.reading.one_rule import one_rule
from groeituin.reading.portfolio import find
from groeituin.reading.why import why
from groeituin.texts.outcomes import OUTCOMES, Passed, Raised, View, outcome, passed_by
from groeituin.texts.why import rule_written, steps_written
from states.definition import Definition, handreiking
from states.signal import Signal
from states.vocabulary import SignalStatus, words
from states.working_days import working_days

GOLDEN = Path(__file__).parents[1] / "golden/one_rule"
EXPIRY = "contract_verloopt"
BACKUP = "reservecoordinator_ontbreekt"


def explained(story: Story, rule: str, on: str, process: Definition | None = None) -> dict[str, Any]:
    """Return what is told about a rule of P-1 on a date."""
    with story.engine.connect() as connection:
        dossier = find(connection, "P-1")
        return one_rule(connection, dossier, process or handreiking(), rule, date.fromisoformat(on))


def statuses(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was asked before with what became of it."""
    return [(one["occasion"], one["status"]) for one in found["earlier"]]


def sentence(story: Story, rule: str, on: str) -> str:
    """Return what is told of the one thing that a rule asked P-1."""
    (one,) = explained(story, rule, on)["earlier"]
    return str(one["sentence"])


def settle(story: Story, on: str, rule: str, occasion: str, outcome: str, **fields: str) -> None:
    """Answer a signal of P-1."""
    story.act(on, "settle-signal", **P1, rule=rule, occasion=occasion, outcome=outcome, **fields)


def put_off(story: Story) -> None:
    """An alert is put off."""
    story.reach("realisatie")
    story.night("2027-06-30", [EXPIRY])
    settle(story, "2027-07-05", EXPIRY, "C-1/2028-12-31/18m", "uitgesteld", until="2028-03-01", note="eerst de raad")


def expiring(story: Story) -> None:
    """An alert is put off, the next replaces it, and its contract is extended."""
    put_off(story)
    story.night("2027-12-31", [EXPIRY])
    story.act("2028-01-10", "amend-contract", contract="C-1", reason="verlengd", ends_on="2029-12-31")
    story.night("2028-01-11", [EXPIRY])


def late(story: Story) -> None:
    """An action is late, its owner puts it off, and asks again when that is over."""
    story.start("2026-01-05")
    story.act(
        "2026-01-05", "add-action", **P1, action="A-1", description="Bel UWV", owner="anna", deadline="2026-02-01"
    )
    story.act(
        "2026-01-05", "add-action", **P1, action="A-2", description="Bel WSP", owner="bert", deadline="2026-02-10"
    )
    for night in ("2026-02-02", "2026-02-09"):
        story.night(night, ["actie_te_laat"])
    settle(story, "2026-02-10", "actie_te_laat", "A-1/2026-02-01/2", "uitgesteld", until="2026-03-02")
    for night in ("2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09"):
        story.night(night, ["actie_te_laat"])
    story.act("2026-03-10", "complete-action", **P1, action="A-2")


def meeting(story: Story) -> None:
    """A meeting is asked for, planned and held."""
    story.reach("realisatie")
    story.night("2026-02-16", ["voortgangsgesprek"])
    story.act("2026-02-20", "plan-meeting", **P1, kind="voortgang", planned_on="2026-03-12")
    story.act("2026-03-13", "hold-meeting", **P1, kind="voortgang", attendees=["opdrachtnemer"], outcome="goed")
    story.night("2026-03-14", ["voortgangsgesprek"])


def missing(story: Story) -> None:
    """Nights were missed after that."""
    meeting(story)
    story.night("2026-12-01", ["voortgangsgesprek"])


def missed(story: Story) -> None:
    """No night came by for years, and every alert is raised at once."""
    story.reach("realisatie")
    story.night("2028-10-02", [EXPIRY])


def climbing(story: Story) -> None:
    """A question is not answered, so that it climbs its ladder; an answer ends it."""
    story.reach("werkgroep")
    story.act("2026-01-05", "assign-role", **P1, role="bestuurder", person="eva")
    for night in ("2026-02-04", "2026-02-18"):
        story.night(night, [BACKUP])


def answered(story: Story) -> None:
    """The same, answered, with the next one planned; and one of another phase."""
    climbing(story)
    settle(story, "2026-02-19", BACKUP, "reservecoordinator/2026-01-05/30d", "afgehandeld", note="bert begint in april")
    story.night("2026-03-06", [BACKUP])
    settle(story, "2026-03-07", BACKUP, "reservecoordinator/2026-01-05/60d", "ingepland", until="2026-04-15")


def gone(story: Story) -> None:
    """A backup came, and the night has not been by since."""
    climbing(story)
    story.act("2026-02-20", "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)


def moved(story: Story) -> None:
    """A question that stands for another one since the process changed."""
    story.reach("realisatie")
    story.night("2027-06-30", [EXPIRY])
    with story.engine.begin() as connection:
        connection.execute(sa.text("UPDATE signals SET now_as = 'C-1/2028-12-31/15m'"))


def other(**changed: Any) -> Definition:  # noqa: ANN401  # the fields of a rule
    """Return the guide's process in a second version, with something else about one rule."""
    rule = handreiking().rules[EXPIRY].model_copy(update=changed)
    return handreiking().model_copy(update={"rules": handreiking().rules | {EXPIRY: rule}, "version": "2"})


# Per case what happens, the rule and the day on which it is explained, and by which process.
CASES: dict[str, tuple[Callable[[Story], None], str, str, Definition]] = {
    "uitgesteld": (put_off, EXPIRY, "2027-07-06", handreiking()),
    "vervangen_en_vervallen": (expiring, EXPIRY, "2028-01-12", handreiking()),
    "overgeslagen_na_uitstel": (late, "actie_te_laat", "2026-03-10", handreiking()),
    "gehouden": (meeting, "voortgangsgesprek", "2026-03-14", handreiking()),
    "gemist_en_overgeslagen": (missing, "voortgangsgesprek", "2026-12-02", handreiking()),
    "ook_hoger_gemeld": (climbing, BACKUP, "2026-02-19", handreiking()),
    "afgehandeld_en_ingepland": (answered, BACKUP, "2026-03-08", handreiking()),
    "de_reden_is_weg": (gone, BACKUP, "2026-02-20", handreiking()),
    "in_een_andere_fase": (climbing, "evaluatie", "2026-02-19", handreiking()),
    "al_gevraagd_als": (moved, EXPIRY, "2027-07-01", other(lead_months=(15, 4))),
    "alles_tegelijk_gemist": (missed, EXPIRY, "2028-10-02", handreiking()),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_reads_as_approved(case: str, sqlite_story: Story) -> None:
    """What became of every question is told in the words of the golden file."""
    happens, rule, on, process = CASES[case]
    happens(sqlite_story)
    told = f"{rule_written(explained(sqlite_story, rule, on, process))}\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / f"{case}.txt").write_text(told, encoding="utf-8")
    assert told == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")


def test_every_status_has_its_words() -> None:
    """No status of a signal is left out, in the table or in the files, and no file is left over."""
    assert set(words(SignalStatus)) == set(OUTCOMES)
    assert sorted(CASES) == sorted(path.stem for path in GOLDEN.iterdir())
    text = " ".join(path.read_text(encoding="utf-8") for path in GOLDEN.iterdir())
    assert [] == [status for status in (*OUTCOMES, "overgeslagen") if f"({status})" not in text]


def test_a_planned_answer_tells_when_a_night_looks(sqlite_story: Story) -> None:
    """Not inside a suspension; and not at all when the reason is gone, as the night then shows."""
    answered(sqlite_story)
    last = "2026-03-10"

    def told() -> str:
        return str(explained(sqlite_story, BACKUP, last)["earlier"][-1]["sentence"]).partition("ingepland.")[2].strip()

    assert "Op 15 april 2026 kijkt de nacht of het is gebeurd." == told()
    sqlite_story.act("2026-03-09", "suspend", **P1, reason="verbouwing", until="2026-05-01")
    assert "Op 1 mei 2026 kijkt de nacht of het is gebeurd." == told()
    sqlite_story.act("2026-03-09", "resume", **P1)
    sqlite_story.act("2026-03-09", "suspend", **P1, reason="verbouwing")
    assert "Na de opschorting kijkt de nacht of het is gebeurd." == told()
    sqlite_story.act("2026-03-10", "resume", **P1)
    sqlite_story.act("2026-03-10", "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)
    assert "De reden is weg; de volgende nacht vervalt deze vraag." == told()
    sqlite_story.night("2026-03-11", [BACKUP])
    assert "vervallen" == statuses(explained(sqlite_story, BACKUP, "2026-03-11"))[-1][1]


def test_the_answer_has_its_fields(sqlite_story: Story) -> None:
    """A program reads what comes next as in `terms`, and what was asked before with its dates."""
    expiring(sqlite_story)
    found = explained(sqlite_story, EXPIRY, "2028-01-12")
    assert ["partnership", "rule", "next", "earlier", "silent"] == list(found)
    assert {"rule", "occasion", "due_on", "because", "original_on"} == found["next"][0].keys()
    assert ["occasion", "due_on", "raised_on", "status", "sentence"] == list(found["earlier"][0])
    assert [
        ("C-1/2028-12-31/18m", "vervangen"), ("C-1/2028-12-31/12m", "vervallen"),
    ] == statuses(found)  # fmt: skip
    assert found["silent"] is None


def test_what_a_night_went_by_has_no_day_on_which_it_was_raised(sqlite_story: Story) -> None:
    """A skipped occasion says so by its status, and stands in order of the nights."""
    late(sqlite_story)
    found = explained(sqlite_story, "actie_te_laat", "2026-03-10")
    skipped = [one for one in found["earlier"] if one["status"] == "overgeslagen"]
    assert {None} == {one["raised_on"] for one in skipped}
    assert ["A-1/2026-02-01/3", "A-1/2026-02-01/4"] == [one["occasion"] for one in skipped]


def test_what_another_partnership_was_asked_is_not_told(story: Story) -> None:
    """Only the questions, answers and skips of the partnership itself are told, on either database."""
    climbing(story)
    story.act("2026-02-20", "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    assert [("reservecoordinator/2026-01-05/30d", "open")] == statuses(explained(story, BACKUP, "2026-02-21"))
    with story.engine.connect() as connection:
        found = one_rule(connection, find(connection, "P-2"), handreiking(), BACKUP, date(2026, 2, 21))
    assert [] == found["earlier"]


def test_a_proposed_process_answers_as_if_it_were_followed(sqlite_story: Story) -> None:
    """Another definition gives other next times; what was asked before stays what it was."""
    sqlite_story.reach("realisatie")
    sqlite_story.night("2027-06-30", [EXPIRY])
    now = explained(sqlite_story, EXPIRY, "2027-07-01")
    then = explained(sqlite_story, EXPIRY, "2027-07-01", other(lead_months=(18, 4)))
    assert ["C-1/2028-12-31/12m"] == [term["occasion"] for term in now["next"]]
    assert ["C-1/2028-12-31/4m"] == [term["occasion"] for term in then["next"]]
    assert statuses(now) == statuses(then)


def test_a_process_without_the_rule_still_tells_what_was_asked(sqlite_story: Story) -> None:
    """Where the proposed definition has no such rule, nothing comes, and it says so."""
    expiring(sqlite_story)
    rules = {name: rule for name, rule in handreiking().rules.items() if name != EXPIRY}
    without = handreiking().model_copy(update={"rules": rules, "version": "2"})
    found = explained(sqlite_story, EXPIRY, "2028-01-12", without)
    assert ([], "Definitie handreiking/2 kent de regel contract_verloopt niet.") == (found["next"], found["silent"])
    assert 2 == len(found["earlier"])


def switched_on(story: Story, folder: Path, text: str, on: str) -> str:
    """Switch a definition on, and return its reference."""
    path = folder / "eigen.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_definition_file(path)
    activate(story.engine, file, None, force=True, on=date.fromisoformat(on), by="toets", at=AT)
    return file.definition.reference


def go_over(story: Story, old: str, new: str, on: str) -> None:
    """Move every partnership to another definition."""
    assert [] == migrate(story.engine, old, new, on=date.fromisoformat(on), by="jan", at=AT).refused


def test_what_lapsed_with_a_move_names_the_definition_of_that_move(sqlite_story: Story, tmp_path: Path) -> None:
    """Also where the partnership went on to another on the same day."""
    sqlite_story.reach("werkgroep")
    sqlite_story.night("2026-02-04", [BACKUP])
    follows = "handreiking/1"
    for version in "23":
        new = switched_on(sqlite_story, tmp_path, without_rule(process_text({}, version), BACKUP), "2026-02-05")
        go_over(sqlite_story, follows, new, "2026-02-05")
        follows = new
    assert (
        "Gevraagd op 4 februari 2026 en op 5 februari 2026 vervallen, want definitie handreiking/2 vraagt dit niet."
    ) == sentence(sqlite_story, BACKUP, "2026-02-06")


def test_what_came_back_with_a_move_says_so(sqlite_story: Story, tmp_path: Path) -> None:
    """There and back: the definition that gives its reason again is named."""
    sqlite_story.reach("werkgroep")
    sqlite_story.night("2026-02-04", [BACKUP])
    new = switched_on(sqlite_story, tmp_path, without_rule(process_text({}), BACKUP), "2026-02-05")
    go_over(sqlite_story, "handreiking/1", new, "2026-02-05")
    go_over(sqlite_story, new, "handreiking/1", "2026-02-06")
    told = sentence(sqlite_story, BACKUP, "2026-02-07")
    assert told.startswith("Gevraagd op 4 februari 2026 en nog niet beantwoord.")
    assert told.endswith(" Op 6 februari 2026 teruggekomen, want procesdefinitie handreiking/1 vraagt dit weer.")


def test_what_a_move_left_out_names_that_definition(sqlite_story: Story, tmp_path: Path) -> None:
    """Of two moves on one day the one that left it out is told."""
    sqlite_story.reach("realisatie")
    sqlite_story.night("2028-06-30", [EXPIRY])
    follows = "handreiking/1"
    for version, leads in (("2", "18, 12, 9, 6, 3"), ("3", "18, 12, 9, 6, 2")):
        changed = process_text({"    lead_months: [18, 12, 6, 3]\n": f"    lead_months: [{leads}]\n"}, version)
        new = switched_on(sqlite_story, tmp_path, changed, "2028-07-03")
        go_over(sqlite_story, follows, new, "2028-07-03")
        follows = new
    told = {one["occasion"]: one["sentence"] for one in explained(sqlite_story, EXPIRY, "2028-07-04")["earlier"]}
    assert ("Niet gevraagd: sinds 3 juli 2028 geldt definitie handreiking/2; daar was dit al voorbij.") == told[
        "C-1/2028-12-31/9m"
    ]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_every_question_has_a_name_among_others(rule: str) -> None:
    """Of whatever rule: what went by for it, and what stands for it since a move, is told without a code."""
    occasion, due_on = EXAMPLES[rule].first
    view = View(known(rule), handreiking(), working_days(handreiking().holidays), date(2026, 2, 6))
    asked = Signal(rule, "", occasion, date.fromisoformat(due_on), date(2026, 2, 5), "afgehandeld", now_as=occasion)
    raised = Raised(asked, date(2026, 2, 5))
    told = [passed_by(Passed("", asked.due_on, date(2026, 2, 5), instead=raised)), outcome(view, raised)]
    assert [] == [sentence for sentence in told if re.search(r"None|\d{4}-\d\d|\b[0-9]+[md]\b|/", sentence)]
    assert [] == [sentence for sentence in told if not re.search(r"de vraag (van|over) .+ voor\.$|telt nu", sentence)]


def test_why_tells_since_when_a_change_waits(story: Story) -> None:
    """The day on which a legal check became needed comes from the database, or that of linking the contract."""
    story.reach("realisatie")
    story.act("2026-03-10", "amend-contract", contract="C-1", reason="meer werk", legal_check="nodig")
    with story.engine.connect() as connection:
        found = why(find(connection, "P-1"), handreiking(), date(2026, 4, 1))
    missing = {one["code"]: one["since"] for one in found["triggers"]["start_monitoring"]["missing"]}
    assert {"R1": date(2026, 1, 5), "R4": date(2026, 3, 10)} == {code: missing[code] for code in ("R1", "R4")}
    assert "Leg eerst de uitkomst vast. Ontbreekt sinds 10 maart 2026." in steps_written(found)


def test_advice_that_is_required_reads_as_a_sentence(sqlite_story: Story) -> None:
    """Its code is no name for people, and since when it is required is not known."""
    sqlite_story.start("2026-01-05")
    step = handreiking().triggers["stel_werkgroep_in"].model_copy(update={"requires": ("ambassadeur",)})
    strict = handreiking().model_copy(update={"triggers": handreiking().triggers | {"stel_werkgroep_in": step}})
    with sqlite_story.engine.connect() as connection:
        told = steps_written(why(find(connection, "P-1"), strict, date(2026, 3, 1)))
    assert (
        "  - Vraag iemand uit het bestuur om ambassadeur te zijn. Is dit gedaan, leg het dan vast met record-advised, "
        "code 'ambassadeur'. (stap 1e)"
    ) in told.splitlines()


def test_why_reads_as_people_say_it(sqlite_story: Story) -> None:
    """What may happen, what is missing since when, and a suspension, in plain lines."""
    sqlite_story.start("2026-01-05")
    later = {"decision": "principebesluit", "decided_by": "college", "decided_on": "2026-04-01"}
    sqlite_story.act("2026-02-01", "record-decision", **P1, **later)
    sqlite_story.act("2026-02-02", "suspend", **P1, reason="verkiezingen", until="2026-05-01")
    with sqlite_story.engine.connect() as connection:
        told = steps_written(why(find(connection, "P-1"), handreiking(), date(2026, 3, 1)))
    assert told == (
        "P-1 is in de fase draagvlak en opgeschort.\n\n"
        "stel_werkgroep_in -> werkgroep: kan nog niet\n"
        "  - Dit partnership is opgeschort tot 1 mei 2026. Hervat het eerst. Dat is zo sinds "
        "2 februari 2026. Mogelijk vanaf 1 mei 2026.\n"
        "  - D1 (stap 1a): Het principebesluit wordt pas genomen op 1 april 2026. Ontbreekt sinds 5 januari 2026. "
        "Mogelijk vanaf 1 april 2026.\n"
        "  - D2 (stap 1b): Er is nog geen coördinator. Wijs een projectcoördinator aan. Ontbreekt sinds 5 januari "
        "2026.\n"
        "  · advies: Vraag iemand uit het bestuur om ambassadeur te zijn.\n\n"
        "beeindig -> beeindigd: kan nu (met een reden en de les voor de volgende aanbesteding)\n"
        "  · advies: Spreek af wanneer u weer contact zoekt."
    )
