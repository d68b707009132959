"""Any sequence of acts and nights keeps what the core promises (hypothesis chooses the sequences)."""

import os
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

import anything
import pytest
import sqlalchemy as sa
from anything import (
    ACTIONS,
    CONTRACTS,
    CORRECTIONS,
    FIGURES,
    FIRST,
    JOBS,
    MEETINGS,
    PEOPLE,
    POLICY,
    STEPS,
    Acts,
    Fields,
    a_portfolio,
    contracts,
    dated,
    days,
    one,
    some,
)  # fmt: skip
from evenings import Evenings, as_given
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from processes import process_text, without_rule
from sqlalchemy.engine import Engine
from story import AT, NEEDED, P1_C1, Story

from groeituin.activation import activate
from groeituin.acts.act import ACTS
from groeituin.definition_file import DefinitionFile
from groeituin.definitions import Library
from groeituin.errors import BadInput, NoSuchThing, Refused
from groeituin.invitations import invitation_differences
from groeituin.journal_check import journal_faults
from groeituin.migration import migrate
from groeituin.planning import planned, stored_terms
from models.database import open_database
from models.dossiers import load_dossiers
from states.definition import content_hash, handreiking, handreiking_text, read_definition
from states.dossier import Dossier

# The guide's process; one with other leads, norms and rhythms; and one that asks less, and other people.
CHANGED = {
    "2": {
        "lead_months: [18, 12, 6, 3]": "lead_months: [24, 12, 8, 2]", "lead_months: [6, 3, 1]": "lead_months: [4, 1]",
        "norm_days: {draagvlak: 90, werkgroep: 60, verkenning: 120, realisatie: 180}":
        "norm_days: {draagvlak: 60, werkgroep: 75, verkenning: 100, realisatie: 240}",
        "repeat_days: 7": "repeat_days: 10", "default_frequency: kwartaal": "default_frequency: maand",
        "first_months: 6\n    repeat_months: 12\n    lead_months: [9, 0]":
        "first_months: 3\n    repeat_months: 6\n    lead_months: [6, 3]",
        "advises: [successen_gevierd]": "advises: []", "requires: [M1, M2, M3, M4]":
        "requires: [M1, M2, M3, M4, successen_gevierd]",
    },
    "3": {
        "lead_months: [18, 12, 6, 3]": "lead_months: [9, 3]", "lead_months: [6, 4]": "lead_months: [8]",
        "default_frequency: kwartaal": "default_frequency: halfjaar", "lead_days: 28\n    target_day: 15":
        "lead_days: 14\n    target_day: 20", "lead_days: 60": "lead_days: 90",
        "ladder: &ladder\n      - {after_days: 14,": "ladder: &ladder\n      - {after_days: 5,",
    },
}  # fmt: skip
PROCESSES = {"1": handreiking_text()} | {
    version: process_text(changes, version) for version, changes in CHANGED.items()
}
PROCESSES["3"] = without_rule(PROCESSES["3"], "reservecoordinator_ontbreekt")


def lead_over(story: Story, on: date, text: str) -> None:
    """Switch a process on, and move everybody to it."""
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    before = activate(story.engine, file, None, force=True, on=on, by="toets", at=AT)
    if before.changed:
        report = migrate(story.engine, before.replaces, before.definition, on=on, by="toets", at=AT)
        assert report.refused == []


def dossiers(engine: Engine) -> list[Dossier]:
    """Return every dossier in the database."""
    with engine.connect() as connection:
        everyone = connection.execute(sa.text("SELECT partnership FROM partnerships ORDER BY partnership"))
        return load_dossiers(connection, list(everyone.scalars()))


class Process(RuleBasedStateMachine):
    """Four partnerships, two organisations and three contracts to which anything may happen."""

    template: ClassVar[Path]
    empty: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(dir=self.template.parent))
        self.story = self.fresh("lived", self.template)
        self.today = FIRST
        self.evenings = Evenings(self.story.engine)

    def fresh(self, name: str, template: Path) -> Story:
        """Return a story on a copy of a database; what a crash would lose does not matter here, speed does."""
        path = self.folder / f"{name}.db"
        shutil.copy(template, path)
        engine = open_database(f"sqlite:///{path}")
        sa.event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous = OFF"))
        return Story(engine)

    def attempt(self, name: str, fields: Fields) -> None:
        """Do an act today; a refusal is an answer too."""
        given = dated(fields, self.today)
        if name == "hand-over":
            given.setdefault("from", "anna")
        try:
            self.story.act(self.today.isoformat(), name, **given)
        except (Refused, NoSuchThing, BadInput):
            return

    def attempt_all(self, acts: Acts) -> None:
        """Do some acts today, and look at the promises after each."""
        for name, fields in acts:
            self.attempt(name, fields)
            self.terms_are_the_plan()

    @rule(acts=some(PEOPLE))
    def people_come_and_go(self, acts: Acts) -> None:
        """Roles, decisions, leaving, handing over."""
        self.attempt_all(acts)

    @rule(acts=some(ACTIONS))
    def actions_are_agreed(self, acts: Acts) -> None:
        """Actions are added, changed, completed and withdrawn."""
        self.attempt_all(acts)

    @rule(acts=some(CONTRACTS))
    def contracts_change(self, acts: Acts) -> None:
        """Contracts are registered, changed, replaced, awarded, linked."""
        self.attempt_all(acts)

    @rule(acts=some(MEETINGS))
    def partners_meet(self, acts: Acts) -> None:
        """Meetings, agreements and evaluations."""
        self.attempt_all(acts)

    @rule(acts=some(STEPS))
    def partnerships_move(self, acts: Acts) -> None:
        """Partnerships start, are taken over, pause, move and end."""
        self.attempt_all(acts)

    @rule(acts=some(JOBS))
    def jobs_are_made(self, acts: Acts) -> None:
        """Jobs are mapped, filled, prolonged and ended."""
        self.attempt_all(acts)

    @rule(acts=some(FIGURES))
    def figures_come_in(self, acts: Acts) -> None:
        """Obligations, block tables, and hours reported and reviewed."""
        self.attempt_all(acts)

    @rule(acts=some(POLICY))
    def policy_is_made(self, acts: Acts) -> None:
        """Policy, results, advice, objectives and routes."""
        self.attempt_all(acts)

    @rule(data=st.data())
    def a_mistake_is_corrected(self, data: st.DataObject) -> None:
        """Correct an earlier act, of whatever age."""
        entry, _on, _by, act, *_rest = data.draw(
            st.sampled_from([r for r in self.story.journal() if r[3] in CORRECTIONS])
        )
        fields = data.draw(st.sampled_from(CORRECTIONS[act]))
        self.attempt("correct", {"entry": entry, "reason": "r", "fields": fields})

    @rule(partnership=one, contract=contracts)
    def take_the_next_step(self, partnership: str, contract: str) -> None:
        """Do what the next phase needs, and go there: chance alone would never get far."""
        found = [d for d in dossiers(self.story.engine) if d.partnership == partnership]
        phase = found[0].phase if found else ""
        for name, trigger in handreiking().triggers.items():
            if phase in trigger.sources and name in NEEDED:
                self.attempt("link-contract", {"partnership": partnership, "contract": contract, "focus": True})
                for act, fields in NEEDED[name]:
                    scope = {"partnership": partnership, "contract": contract}
                    self.attempt(act, fields | {key: scope[key] for key in P1_C1.keys() & fields.keys()})
                self.attempt("advance", {"partnership": partnership, "trigger": name})

    def pass_time(self, later: int) -> None:
        """Let some days go by, and remember what is told at the end of this one."""
        if later:
            self.evenings.remember(self.today)
        self.today += timedelta(days=later)

    @precondition(lambda self: bool(self.evenings.days))
    @rule(data=st.data())
    def an_earlier_day_is_looked_back_on(self, data: st.DataObject) -> None:
        """What is told of an earlier day is what was told on it, whatever happened since."""
        on = data.draw(st.sampled_from(sorted(self.evenings.days)))
        self.evenings.look_back(self.story.engine, on)

    @rule(later=st.integers(0, 120))
    def time_passes(self, later: int) -> None:
        """Some days go by without a night; the next one catches up."""
        self.pass_time(later)

    @rule(later=st.integers(0, 40))
    def night_falls(self, later: int) -> None:
        """Run a night; whoever is suspended on it hears nothing, and a second run raises nothing."""
        self.pass_time(later)
        paused = {d.partnership for d in dossiers(self.story.engine) if d.suspended(self.today)}
        report = self.story.night(self.today.isoformat())
        assert report.failures == []
        assert paused & ({signal.partnership for signal in report.raised} | self.escalated()) == set()
        assert all(signal.due_on <= self.today and signal.to for signal in report.raised)
        assert self.story.night(self.today.isoformat()).raised == []

    @rule(version=st.sampled_from(["1", "2", "3"]))
    def the_process_changes(self, version: str) -> None:
        """Switch another process on and move everybody to it; what has come by that is asked on the next night."""
        lead_over(self.story, self.today, PROCESSES[version])
        followed = {row[0] for row in self.story.rows("SELECT DISTINCT definition FROM partnerships")}
        assert followed == {f"handreiking/{version}"}

    def escalated(self) -> set[str]:
        """Return the partnerships of which a signal climbed its ladder tonight."""
        query = "SELECT partnership FROM journal WHERE act = 'escalate-signal' AND \"on\" = :on"
        return {row[0] for row in self.story.rows(query, on=self.today.isoformat())}

    def unsettled(self) -> list[tuple[Any, ...]]:
        """Return the signals that still ask something."""
        return self.story.rows(
            "SELECT partnership, rule, occasion FROM signals "
            "WHERE status IN ('open', 'ingepland', 'uitgesteld') ORDER BY id"
        )

    @precondition(lambda self: bool(self.unsettled()))
    @rule(data=st.data(), outcome=st.sampled_from(["ingepland", "afgehandeld", "uitgesteld"]), until=days(1, 60))
    def answer_a_signal(self, data: st.DataObject, outcome: str, until: timedelta) -> None:
        """Settle a signal in one of the three ways."""
        partnership, name, occasion = data.draw(st.sampled_from(self.unsettled()))
        later = {} if outcome == "afgehandeld" else {"until": until}
        fields = {"partnership": partnership, "rule": name, "occasion": occasion, "outcome": outcome}
        self.attempt("settle-signal", fields | later)

    @invariant()
    def terms_are_the_plan(self) -> None:
        """Stored terms equal ``plan(...)`` for every partnership."""
        found = dossiers(self.story.engine)
        with self.story.engine.connect() as connection:
            assert stored_terms(connection, [d.partnership for d in found]) == planned(found, Library(connection))

    @invariant()
    def who_is_invited_is_who_should_be(self) -> None:
        """Stored invitations from today on equal ``invited(...)`` for every partnership."""
        with self.story.engine.connect() as connection:
            everyone = [d.partnership for d in dossiers(self.story.engine)]
            assert invitation_differences(connection, everyone, self.today) == []

    @invariant()
    def nothing_is_raised_twice(self) -> None:
        """No signal exists twice, and none that was skipped was raised."""
        claims = self.story.rows("SELECT partnership, rule, occasion FROM signals")
        skipped = self.story.rows("SELECT partnership, rule, occasion FROM skipped_occasions")
        assert len(claims) + len(skipped) == len(set(claims + skipped))
        told = self.story.rows("SELECT count(*) FROM journal WHERE act = 'raise-signal'")
        assert told == [(len(claims),)]

    @invariant()
    def the_journal_is_as_it_was_written(self) -> None:
        """Every row hangs on the row before it, and every chain ends where it was left."""
        with self.story.engine.connect() as connection:
            assert journal_faults(connection)["faults"] == []

    @invariant()
    def a_rung_is_climbed_once(self) -> None:
        """Each signal is told to each rung of its ladder at most once."""
        told = self.story.rows("SELECT partnership, data FROM journal WHERE act = 'escalate-signal'")
        assert len(told) == len(set(told))

    @invariant()
    def nobody_who_left_is_asked(self) -> None:
        """What still asks something lies with people who are there, as long as the partnership knows one."""
        gone = self.story.rows(
            "SELECT s.id FROM signals s JOIN signal_recipients r ON r.signal = s.id "
            "JOIN persons p ON p.person = r.person JOIN partnerships o ON o.partnership = s.partnership "
            "WHERE s.status IN ('open', 'ingepland', 'uitgesteld') AND p.inactive_on IS NOT NULL "
            "AND r.person <> o.started_by"
        )
        assert [] == gone

    def teardown(self) -> None:
        """Replay the journal into an empty database: the same dossiers, terms, signals and journal."""
        again = self.fresh("replayed", self.empty)
        try:
            self.replayed(again)
        finally:
            for story in (self.story, again):
                story.engine.dispose()
            shutil.rmtree(self.folder)

    def replayed(self, again: Story) -> None:
        """Compare what was lived with what its journal gives, as of its earliest days too."""
        for on in sorted(self.evenings.days)[:2]:
            self.evenings.look_back(self.story.engine, on)
        replay(self.story, again)
        assert self.story.journal() == again.journal()
        assert dossiers(self.story.engine) == dossiers(again.engine)
        for table in ("terms", "signals", "signal_recipients", "skipped_occasions", "partnerships", "invitations"):
            query = f"SELECT * FROM {table}"  # noqa: S608  # our own tables
            assert sorted(self.story.rows(query), key=repr) == sorted(again.rows(query), key=repr)


def replay(lived: Story, again: Story) -> None:
    """Do every act of a journal again, with the nights where they fell."""
    previous = None
    for entry, on, by, act, data, *_subjects in lived.journal():
        is_night = by == "nacht" and act not in ACTS
        if act == "activate-definition":
            lead_over(again, date.fromisoformat(on), PROCESSES[data["definition"].rpartition("/")[2]])
        elif act in ACTS:
            assert again.act(on, act, **as_given(entry, act, data)).entry == entry
        elif is_night and previous != (by, on):
            again.night(on)
        previous = (by, on)


@pytest.fixture(scope="module")
def template(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which P-1 to P-3 share contracts, people and an organisation, each in another phase."""
    path = tmp_path_factory.mktemp("process") / "template.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    a_portfolio(Story(engine))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def empty(request: pytest.FixtureRequest) -> Path:
    """Return a database with tables and nothing in them."""
    path: Path = request.getfixturevalue("_sqlite_template")
    return path


@pytest.mark.slow
def test_any_sequence_of_acts_and_nights_keeps_its_promises(
    template: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms are the plan, nothing is raised twice, a pause is silent, and the journal gives every day again."""
    chosen = settings(
        max_examples=int(os.environ.get("GROEITUIN_EXAMPLES", "20")), stateful_step_count=30, deadline=None,
        suppress_health_check=list(HealthCheck), derandomize="CI" in os.environ, print_blob=True, database=None,
    )  # fmt: skip
    monkeypatch.setattr(Process, "template", template, raising=False)
    monkeypatch.setattr(Process, "empty", empty, raising=False)
    run_state_machine_as_test(Process, settings=chosen)


def test_the_machine_knows_every_act() -> None:
    """An act that is added to the catalogue must be tried in any sequence too."""
    text = "".join(Path(file).read_text(encoding="utf-8") for file in (__file__, anything.__file__))
    drawn = set(re.findall(r'(?:fixed|scoped|attempt)\(\s*"([a-z-]+)"', text))
    assert {"register-organisation"} == set(ACTS) - drawn
