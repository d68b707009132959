"""A changed process, from the file to three months of nights: checked, rehearsed, activated, migrated in mid-quarter.

What every night raises is compared with an oracle that reads the same definitions and acts, and shares no code.
"""

import copy
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from acceptance.changing_portfolio import FIRST, LAST, MOVE, act, after, before
from acceptance.doors import Doors
from acceptance.oracle import ASKS, Oracle, in_order

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "states/definitions/handreiking.yaml").read_text(encoding="utf-8")
OWN = (ROOT / "docs/examples/eigen_proces.yaml").read_text(encoding="utf-8")
EVE = (date.fromisoformat(MOVE) - timedelta(days=1)).isoformat()
NIGHTS = (date.fromisoformat(LAST) - date.fromisoformat(EVE)).days
OLD, NEW, SHORT = "voorbeeld/2026-1", "voorbeeld/2027-1", "handreiking/zonder-borging"
pytestmark = pytest.mark.slow
Signal = tuple[str, str, str, str]  # night, partnership, rule, occasion


def old_text() -> str:
    """Return what the authority followed before: the guide's process without the rule on options."""
    head, rest = GUIDE.replace('name: handreiking\nversion: "1"', 'name: voorbeeld\nversion: "2026-1"').split(
        "  verlengoptie:\n"
    )
    return head + rest[rest.index("  plan_van_aanpak:\n") :]


def short_text() -> str:
    """Return the guide's process without the phase borging, and without everything that names it."""
    data = yaml.safe_load(GUIDE) | {"version": "zonder-borging"}
    del data["phases"]["borging"]
    for duties in data["duties"].values():
        duties.pop("borging", None)
    data["duties"] = {role: duties for role, duties in data["duties"].items() if duties}
    for rule in data["rules"].values():
        rule["phases"] = [phase for phase in rule["phases"] if phase != "borging"]
    del data["triggers"]["start_borging"]
    for trigger in data["triggers"].values():
        trigger["sources"] = [{"borging": "monitoring"}.get(p, p) for p in trigger["sources"]]
        trigger["sources"] = list(dict.fromkeys(trigger["sources"]))
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


TEXTS = {"handreiking/1": GUIDE, OLD: old_text(), NEW: OWN, SHORT: short_text()}
DEFINITIONS = {reference: yaml.safe_load(text) for reference, text in TEXTS.items()}


def file_of(reference: str, folder: Path) -> str:
    """Write a definition to a file of its own, and return where."""
    path = folder / f"{reference.replace('/', '_')}.yaml"
    path.write_text(TEXTS[reference], encoding="utf-8")
    return str(path)


@dataclass(frozen=True)
class Changed:
    """What was said on the day of the move, and the portfolio as it stood then: before, and after."""

    folder: Path
    file: str
    eve: Doors
    moved: Doors
    rehearsed: dict[str, Any]
    unchanged: dict[str, Any]
    checked: tuple[int, str, str]
    activated: dict[str, Any]
    tried: dict[str, Any]
    report: dict[str, Any]

    def lived(self, start: Doors, script: list[dict[str, Any]]) -> Doors:
        """Return a copy on which three months of nights were run, with what a script tells."""
        world = start.copied(self.folder / f"world_{len(list(self.folder.glob('world_*.db')))}.db")
        # The first line only says from when: it is known already.
        known = act(MOVE, "register-contractor", contractor="glans", name="Glans BV")
        assert NIGHTS == world.replay([known, *script], LAST)["nights"]
        return world


@pytest.fixture(scope="module")
def changed(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """Live two years by the old definition; then check, rehearse, activate and migrate, on one day."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copy(_sqlite_template, folder / "eve.db")
    eve = Doors(folder / "eve.db")
    eve.answer("definition", "activate", file_of(OLD, folder), "--force", "--on", FIRST)
    eve.replay(before(), EVE)
    moved, file = eve.copied(folder / "moved.db"), file_of(NEW, folder)
    ahead = ("rehearse", "--nights", str(NIGHTS), "--on", MOVE)
    move = ("definition", "migrate", "--from", OLD, "--to", NEW, "--on", MOVE, "--by", "jan")
    return Changed(
        folder=folder,
        file=file,
        eve=eve,
        moved=moved,
        checked=moved.run("definition", "check", file),
        unchanged=moved.answer(*ahead),
        rehearsed=moved.answer(*ahead, "--definition", file),
        activated=moved.answer("definition", "activate", file, "--on", MOVE, "--by", "jan"),
        tried=moved.answer(*move, "--dry-run"),
        report=moved.answer(*move),
    )


@pytest.fixture(scope="module")
def unmoved(changed: Changed) -> Doors:
    """Return the portfolio three months later, had nothing changed and nobody acted."""
    return changed.lived(changed.eve, [])


@pytest.fixture(scope="module")
def quiet(changed: Changed) -> Doors:
    """Return the portfolio three months after the move, in which nobody acted."""
    return changed.lived(changed.moved, [])


@pytest.fixture(scope="module")
def busy(changed: Changed) -> Doors:
    """Return the portfolio three months after the move, in which people answered, stepped on, began and amended."""
    return changed.lived(changed.moved, after())


@pytest.fixture(scope="module")
def known() -> Oracle:
    """Return the oracle on the evening before the move."""
    oracle = Oracle(DEFINITIONS, OLD)
    oracle.live(before(), date.fromisoformat(FIRST), date.fromisoformat(EVE))
    return oracle


def foretold(known: Oracle, script: list[dict[str, Any]], move: tuple[str, str] | None = (OLD, NEW)) -> Oracle:
    """Return the oracle three months after a move."""
    oracle = copy.deepcopy(known)
    first, last = date.fromisoformat(MOVE), date.fromisoformat(LAST)
    if move:
        oracle.move(*move, first)
    oracle.world.active = NEW
    oracle.live(script, first, last)
    return oracle


def expected(oracle: Oracle, since: str = "") -> list[Signal]:
    """Return what the oracle says was raised, from a date on."""
    found = ((on.isoformat(), partnership, rule, occasion) for on, partnership, rule, occasion in oracle.raised)
    return sorted(signal for signal in found if signal[0] >= since)


def raised(world: Doors, since: str = "") -> dict[Signal, frozenset[str]]:
    """Return what was raised from a date on, and to whom."""
    told = world.told("raise-signal", since)
    return {(on, partnership, data["rule"], data["occasion"]): frozenset(data["to"]) for on, partnership, data in told}


def of_oracle(signals: Mapping[Signal, object]) -> list[Signal]:
    """Return the signals of the rules that the oracle knows, in order."""
    return sorted(signal for signal in signals if signal[2] in ASKS)


def told_of(definition: dict[str, Any]) -> dict[str, Any]:
    """Return what a definition holds, field by field, but for its name and how things are described."""
    fields = {("rules", name, key): value for name, rule in definition["rules"].items() for key, value in rule.items()}
    steps = {("triggers", name): trigger for name, trigger in definition["triggers"].items()}
    rest = {name: part for name, part in definition.items() if name not in {"name", "version", "rules", "triggers"}}
    return {str(name): part for name, part in (fields | steps | rest).items() if "source" not in name}


def test_six_kinds_of_change_and_nothing_else(changed: Changed) -> None:
    """The example is in order; it differs in what its comments say, and the rehearsal names that."""
    assert 0 == changed.checked[0]
    before, after = (told_of(DEFINITIONS[reference]) for reference in (OLD, NEW))
    differs = {name for name in before | after if before.get(name) != after.get(name)}
    for rule in ("verlengoptie", "resultaten_delen"):
        differs = {name for name in differs if rule not in name} | {rule}
    assert {
        "('rules', 'contract_verloopt', 'lead_months')", "('rules', 'aanbesteding_nadert', 'lead_months')",
        "('rules', 'fase_staat_stil', 'norm_days')", "('triggers', 'start_realisatie')", "verlengoptie",
        "resultaten_delen",
    } == differs  # fmt: skip
    sentences = "\n".join(changed.rehearsed["changes"])
    words = "18, 14, 4 en 2 maanden|termijn bij van 9 maanden|140 dagen|150 dagen|is tweede_gesprek nu verplicht|"
    words += "het was een advies|regel verlengoptie kwam erbij|regel resultaten_delen verviel"
    assert [] == [word for word in words.split("|") if word not in sentences]


def test_two_years_of_nights_before(changed: Changed, known: Oracle) -> None:
    """By the old definition the nights raised what the oracle says, and left questions in every way they can stand."""
    assert expected(known) == of_oracle(raised(changed.eve))
    standing = Counter(changed.eve.rows("SELECT rule, status FROM signals"))
    for status in ("open", "uitgesteld", "afgehandeld", "vervallen", "vervangen"):
        assert standing["fase_staat_stil", status], status
        assert standing["contract_verloopt", status], status
    assert standing["voortgangsgesprek", "ingepland"]
    assert changed.eve.rows("SELECT 1 FROM signals WHERE status = 'open' AND rung > 0")


def test_three_months_of_nights_in_which_nobody_acts(quiet: Doors, unmoved: Doors, known: Oracle) -> None:
    """Moved or not, the nights raise what the oracle says: nothing is lost."""
    assert expected(foretold(known, []), MOVE) == of_oracle(raised(quiet, MOVE))
    assert expected(foretold(known, [], move=None), MOVE) == of_oracle(raised(unmoved, MOVE))


def test_three_months_of_nights_in_which_people_act(busy: Doors, known: Oracle) -> None:
    """Answers, steps, pauses, extensions, a successor and a new partnership: by the new definition, to the night."""
    oracle = foretold(known, after())
    assert expected(oracle, MOVE) == of_oracle(raised(busy, MOVE))
    asked = {rule: partnership for _, partnership, rule, _ in expected(oracle, MOVE)}
    assert set(ASKS) == asked.keys()
    assert "P-26" == asked["resultaten_delen"]  # it follows the guide


def test_rules_that_did_not_change_ask_the_same(quiet: Doors, unmoved: Doors) -> None:
    """Of the rules that the oracle does not know every signal comes on the same night, to the same people."""
    found, same = (
        {signal: to for signal, to in raised(world, MOVE).items() if signal[2] not in ASKS}
        for world in (quiet, unmoved)
    )
    assert found
    assert same == found


def test_nobody_is_asked_twice(quiet: Doors, busy: Doors) -> None:
    """No rule raises an occasion twice, in the whole history; nor two leads of which one took the other's place."""
    became = {old: new for old, new in in_order(*leads("contract_verloopt")).items() if old != new}
    assert {12: 14, 6: 4, 3: 2} == became
    for world in (quiet, busy):
        told = world.told("raise-signal")
        assert len(told) == len({(partnership, data["rule"], data["occasion"]) for _, partnership, data in told})
        of_all = [
            data["occasion"] for _, _, data in told if data["rule"] == "beleid_herijken" and "/" in data["occasion"]
        ]
        assert len(of_all) == len(set(of_all))
        asked: dict[str, set[int]] = defaultdict(set)
        for _, partnership, data in told:
            if data["rule"] == "contract_verloopt":
                series, _, lead = data["occasion"].rpartition("/")
                asked[f"{partnership} {series}"].add(int(lead.removesuffix("m")))
        assert [] == [(of, old) for of, found in asked.items() for old, new in became.items() if {old, new} <= found]


def leads(rule: str) -> tuple[list[int], list[int]]:
    """Return the leads of a rule under the old definition and under the new one."""
    before, after = (DEFINITIONS[reference]["rules"][rule]["lead_months"] for reference in (OLD, NEW))
    return before, after


def test_what_still_asks_keeps_its_clock(changed: Changed, known: Oracle) -> None:
    """At the move only what has no reason any more lapses; all else stands as it stood, rung and date included."""
    query = (
        "SELECT partnership, rule, occasion, status, asked_on, rung, next_on FROM signals "
        "WHERE status IN ('open', 'ingepland', 'uitgesteld')"
    )
    before, after = ({row[:3]: row[3:] for row in world.rows(query)} for world in (changed.eve, changed.moved))
    lapsed = {
        (partnership, data["rule"], data["occasion"])
        for _, partnership, data in changed.moved.told("lapse-signal", MOVE)
    }
    oracle = foretold(known, [])
    assert oracle.lapsed_by_move == lapsed
    assert {"fase_staat_stil", "resultaten_delen"} == {rule for _, rule, _ in lapsed}
    assert before.keys() - lapsed == after.keys()
    assert {key: before[key] for key in after} == after
    assert len(after) > 50


def test_the_report_says_what_happened(changed: Changed, known: Oracle) -> None:
    """The dry run said it, the journal says it of each partnership, and nobody had to stay."""
    assert changed.report == changed.tried | {"dry_run": False}
    followers = [name for name, one in known.world.partnerships.items() if one.definition == OLD]
    assert (len(followers), []) == (changed.report["moved"], changed.report["refused"])
    told = changed.moved.told("migrate-definition")
    assert sorted(followers) == [partnership for _, partnership, _ in told]
    assert {(MOVE, OLD, NEW)} == {(on, data["from"], data["to"]) for on, _, data in told}


def test_activating_says_that_it_was_rehearsed(changed: Changed) -> None:
    """The new definition replaces the old one for new partnerships, and the journal keeps which nights were tried."""
    assert (True, OLD, True) == tuple(changed.activated[name] for name in ("changed", "replaces", "rehearsed"))
    told = [data for _, _, data in changed.moved.told("activate-definition", MOVE)]
    assert [(NEW, False, [MOVE, LAST])] == [(data["definition"], data["forced"], data["rehearsed"]) for data in told]


def test_the_advised_point_is_required_now(changed: Changed, busy: Doors) -> None:
    """One conversation was enough, and is not any more; on the other route nothing changes; done, the step is taken."""
    step = ("why", "P-06", "--on", MOVE)
    assert changed.eve.answer(*step)["triggers"]["start_realisatie"]["allowed"]
    found = changed.moved.answer(*step)["triggers"]["start_realisatie"]
    assert (False, ["tweede_gesprek"]) == (found["allowed"], [missing["code"] for missing in found["missing"]])
    fields = '{"partnership": "P-06", "trigger": "start_realisatie"}'
    status, error = changed.moved.failure("act", "advance", fields, "--on", MOVE)
    assert (1, ["tweede_gesprek"]) == (status, [detail["code"] for detail in error["details"]])
    tender = changed.moved.answer("why", "P-21", "--on", MOVE)["triggers"]["start_realisatie"]
    assert "V2" in {missing["code"] for missing in tender["missing"]}
    assert "tweede_gesprek" not in {missing["code"] for missing in tender["missing"]}
    assert "realisatie" == busy.answer("show", "P-06", "--on", LAST)["phase"]


def test_new_partnerships_follow_the_new_definition(busy: Doors) -> None:
    """So do those that moved; the two of another definition stay with theirs."""
    followed = dict(busy.rows("SELECT partnership, definition FROM partnerships"))
    assert {"P-25": "handreiking/1", "P-26": "handreiking/1"} == {k: v for k, v in followed.items() if v != NEW}
    assert NEW == followed["P-30"]


def test_what_is_stored_is_what_is_planned(quiet: Doors, busy: Doors) -> None:
    """After three months every stored term is what the plan says."""
    for world in (quiet, busy):
        assert [] == world.answer("check")["differences"]


def test_the_rehearsal_said_what_the_nights_then_did(changed: Changed, quiet: Doors, unmoved: Doors) -> None:
    """Every signal on its night to its people: as it is, and by the new definition."""
    for said, world in ((changed.unchanged, unmoved), (changed.rehearsed, quiet)):
        assert [] == said["failures"] + said["refused"]
        assert {signal(one, one["night"]): frozenset(one["to"]) for one in said["raised"]} == raised(world, MOVE)


def signal(told: Mapping[str, Any], night: str, name: str = "occasion") -> Signal:
    """Return what a line of a rehearsal is about."""
    return night, told["partnership"], told["rule"], told[name]


def test_the_difference_is_that_of_two_worlds(changed: Changed, quiet: Doors, unmoved: Doors) -> None:
    """Take away what goes, put in what comes, move what moves: then nothing else differs between moving and staying."""
    stays, moves = raised(unmoved, MOVE), raised(quiet, MOVE)
    staying = {name for (name,) in quiet.rows("SELECT partnership FROM partnerships WHERE definition <> ?", NEW)}

    def renamed(one: Signal) -> Signal:
        return one if one[1] in staying else by_lead(one)

    same = {renamed(one) for one in stays}
    difference = changed.rehearsed["difference"]
    for one in difference["gone"]:
        gone = signal(one, one["night"])
        assert renamed(gone) not in moves
        assert frozenset(one["to"]) == stays.pop(gone)
    for one in difference["moved"]:
        was, now = stays.pop(signal(one, one["from"], "was")), moves.pop(signal(one, one["to"]))
        assert one["was"].rpartition("/")[0] == one["occasion"].rpartition("/")[0]
        assert (one["from"], was) != (one["to"], now)
    for one in difference["new"]:
        new = signal(one, one["night"])
        assert new not in same
        assert frozenset(one["to"]) == moves.pop(new)
    assert {renamed(one): to for one, to in stays.items()} == moves


def by_lead(one: Signal) -> Signal:
    """Return a signal of the old definition by the lead that takes the place of its own."""
    night, partnership, rule, occasion = one
    if rule != "contract_verloopt":
        return one
    series, _, lead = occasion.rpartition("/")
    return night, partnership, rule, f"{series}/{in_order(*leads(rule))[int(lead.removesuffix('m'))]}m"


BECAUSE = {
    "contract_verloopt": ("de termijn van ", "de termijnen werden "),
    "fase_staat_stil": ("de norm van verkenning werd ", "de norm van realisatie werd "),
    "aanbesteding_nadert": ("er kwam een termijn bij van 9 maanden",),
    "verlengoptie": ("de regel verlengoptie kwam erbij",),
    "resultaten_delen": ("de regel resultaten_delen verviel",),
}


def test_every_difference_has_its_reason(changed: Changed) -> None:
    """In the words of the definition: each begins with the change of that rule; every kind of change shows."""
    found = [one for kind in ("new", "gone", "moved") for one in changed.rehearsed["difference"][kind]]
    assert [] == [one for one in found if not one["why"].startswith(BECAUSE[one["rule"]])]
    assert BECAUSE.keys() == {one["rule"] for one in found}


@pytest.fixture(scope="module")
def shortened(changed: Changed) -> tuple[Doors, dict[str, Any]]:
    """Return a portfolio in which those of the guide were to move to a process without borging, and the report."""
    world = changed.eve.copied(changed.folder / "shortened.db")
    world.answer("definition", "activate", file_of(SHORT, changed.folder), "--force", "--on", MOVE)
    return world, world.answer(
        "definition", "migrate", "--from", "handreiking/1", "--to", SHORT, "--on", MOVE, status=1
    )


def test_a_phase_that_is_left_out(changed: Changed, shortened: tuple[Doors, dict[str, Any]], known: Oracle) -> None:
    """Whoever is in it is refused by name and stays in every way as it was; the other moves, and both go on."""
    world, report = shortened
    assert (1, ["P-26"]) == (report["moved"], [one["partnership"] for one in report["refused"]])
    assert report["refused"][0]["sentence"].startswith(f"P-26 zit in de fase borging; die bestaat niet in {SHORT}.")
    before, after = ([line for line in one.everything() if "'P-26'" in line] for one in (changed.eve, world))
    assert before
    assert before == after
    assert [(SHORT,)] == world.rows("SELECT definition FROM partnerships WHERE partnership = 'P-25'")
    lived = changed.lived(world, [])
    oracle = foretold(known, [], move=("handreiking/1", SHORT))
    assert ["P-26"] == oracle.stayed
    assert expected(oracle, MOVE) == of_oracle(raised(lived, MOVE))
    assert {"P-25", "P-26"} < {partnership for _, partnership, _, _ in expected(oracle, MOVE)}
