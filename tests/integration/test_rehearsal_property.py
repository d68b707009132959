"""A rehearsal says what the nights then do, for any portfolio and any change of the process (hypothesis chooses)."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import anything
import pytest
import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from story import AT, NEEDED, P1_C1, Story

from groeituin.activation import activate
from groeituin.definition_file import DefinitionFile
from groeituin.definitions import calendar_of
from groeituin.errors import BadInput, NoSuchThing, Refused
from groeituin.migration import MigrationReport, migrate
from groeituin.migration_batch import signals_of
from groeituin.rehearsal import Raised, Rehearsal, rehearse
from models.database import open_database
from models.dossiers import load_dossiers
from states.definition import Definition, FaultyDefinition, content_hash, handreiking, handreiking_text, read_definition
from states.machine import choices
from states.signal import reason

Happening = tuple[Any, ...]
Data = dict[str, Any]
FAMILIES = (
    anything.PEOPLE, anything.ACTIONS, anything.CONTRACTS, anything.MEETINGS, anything.STEPS, anything.JOBS,
    anything.FIGURES, anything.POLICY,
)  # fmt: skip
OUTCOMES = st.sampled_from(["ingepland", "afgehandeld", "uitgesteld"])
HAPPENINGS = st.one_of(
    st.one_of(*map(anything.some, FAMILIES)).map(lambda acts: ("acts", acts)),
    st.tuples(st.just("step"), anything.one, anything.contracts),
    st.tuples(st.just("night"), st.integers(0, 40)),
    st.tuples(st.just("later"), st.integers(0, 90)),
    st.tuples(st.just("answer"), st.integers(0, 50), OUTCOMES, anything.days(1, 60)),
)
LIVES = st.lists(HAPPENINGS, max_size=20)
NIGHTS = st.integers(1, 100)
chosen = settings(
    max_examples=int(os.environ.get("GROEITUIN_EXAMPLES", "40")), deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck), derandomize="CI" in os.environ,
)  # fmt: skip


def rule(name: str, **values: Any) -> Callable[[Data], object]:  # noqa: ANN401  # what a definition holds
    """Return a change of one rule of a definition's data."""
    return lambda data: data["rules"][name].update(values)


def figure(amount: int) -> Callable[[Data], object]:
    """Return a change of the margin of the backlog."""
    return lambda data: data["figures"]["obligation"]["margin"].update(amount=amount)


def requires(name: str, *codes: str) -> Callable[[Data], object]:
    """Return a change of what a step requires."""
    return lambda data: data["triggers"][name].update(requires=list(codes), advises=[])


def without(name: str) -> Callable[[Data], object]:
    """Return a change that leaves a rule out."""
    return lambda data: data["rules"].pop(name)


LADDER = [{"after_days": 7, "to": ["hr_expert"]}, {"after_days": 21, "to": ["bestuurder"]}]
NORMS = {"draagvlak": 60, "werkgroep": 90, "verkenning": 150, "realisatie": 100}
CHANGES: tuple[Callable[[Data], object], ...] = (
    rule("contract_verloopt", lead_months=[18, 12, 6, 4]),
    rule("contract_verloopt", lead_months=[15, 3]),
    rule("contract_verloopt", lead_months=[18, 12, 9, 6, 3, 1], catch_up="latest"),
    rule("fase_staat_stil", norm_days=NORMS),
    rule("fase_staat_stil", repeat_days=14),
    rule("fase_staat_stil", phases=["draagvlak", "werkgroep"], norm_days={"draagvlak": 90, "werkgroep": 60}),
    rule("evaluatie", first_months=4),
    rule("evaluatie", repeat_months=6, lead_months=[10, 2]),
    rule("verlengoptie", lead_months=[7, 3, 1]),
    rule("baan_loopt_af", lead_months=[3]),
    rule("aanbesteding_nadert", lead_months=[5]),
    rule("voortgangsgesprek", default_frequency="maand"),
    rule("voortgangsgesprek", target_day=10, lead_days=20),
    rule("actie_te_laat", repeat_days=14, ladder=LADDER),
    rule("actie_te_laat", lead_days=3, to=["eigenaar", "projectcoordinator"]),
    rule("rol_onbezet", lead_days=20),
    rule("reservecoordinator_ontbreekt", to=["hr_expert"], ladder=LADDER),
    rule("urenopgave", phases=["verkenning", "realisatie", "monitoring", "borging"]),
    rule("pso_verloopt", lead_days=45),
    rule("plan_van_aanpak", lead_days=14),
    rule("achterstand", lead_days=10),
    rule("beleid_herijken", first_months=6),
    figure(5),
    requires("stel_werkgroep_in", "D2", "ambassadeur"),
    requires("start_verkenning", "W1"),
    requires("start_borging", "M1", "M2"),
    lambda data: data.update(meeting_recency=1),
    without("voortgangsgesprek"),
    without("contract_verloopt"),
    without("fase_staat_stil"),
    lambda data: data["holidays"].update(good_friday=False, liberation_day="yearly"),
    lambda data: data.update(fallback_roles=["social_return_coordinator", "projectcoordinator"]),
    lambda data: data.update(work_group_roles=["inkoopexpert", "bestuurder"]),
)


def proposed(changed: tuple[int, ...]) -> DefinitionFile:
    """Return the guide's process in a second version, with some changes."""
    data = yaml.safe_load(handreiking_text())
    data["version"] = "2"
    for number in changed:
        CHANGES[number](data)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return DefinitionFile(read_definition(text), text, content_hash(text))


def compatible(changed: tuple[int, ...]) -> bool:
    """Tell whether no change is of a rule that another leaves out, or makes a faulty definition with another."""
    try:
        proposed(changed)
    except (KeyError, FaultyDefinition):
        return False
    return True


PROPOSALS = (
    st.lists(st.integers(0, len(CHANGES) - 1), min_size=1, max_size=4, unique=True).map(tuple).filter(compatible)
)


@pytest.fixture(scope="module")
def template(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with a small portfolio."""
    path = tmp_path_factory.mktemp("rehearsal") / "template.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    anything.a_portfolio(Story(engine))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@dataclass(slots=True)
class Life:
    """A small portfolio to which things happen; a refusal is an answer too."""

    story: Story
    today: date = anything.FIRST

    def live(self, happenings: list[Happening]) -> None:
        """Let everything happen."""
        for what, *told in happenings:
            getattr(self, what)(*told)

    def attempt(self, name: str, fields: anything.Fields) -> None:
        """Do an act today."""
        given = anything.dated(fields, self.today)
        if name == "hand-over":
            given.setdefault("from", "anna")
        try:
            self.story.act(self.today.isoformat(), name, **given)
        except (Refused, NoSuchThing, BadInput):
            return

    def acts(self, acts: list[tuple[str, anything.Fields]]) -> None:
        """Do some acts."""
        for name, fields in acts:
            self.attempt(name, fields)

    def step(self, partnership: str, contract: str) -> None:
        """Do what the next phase needs, and go there."""
        phases = dict(self.story.rows("SELECT partnership, phase FROM partnerships"))
        for name, trigger in handreiking().triggers.items():
            if phases.get(partnership) in trigger.sources and name in NEEDED:
                self.attempt("link-contract", {"partnership": partnership, "contract": contract, "focus": True})
                for act, fields in NEEDED[name]:
                    scope = {"partnership": partnership, "contract": contract}
                    self.attempt(act, fields | {key: scope[key] for key in P1_C1.keys() & fields.keys()})
                self.attempt("advance", {"partnership": partnership, "trigger": name})

    def later(self, number: int) -> None:
        """Let days go by without a night."""
        self.today += timedelta(days=number)

    def night(self, number: int) -> None:
        """Run a night, some days later."""
        self.later(number)
        self.story.night(self.today.isoformat())

    def answer(self, number: int, outcome: str, until: timedelta) -> None:
        """Settle a signal."""
        asking = self.story.rows(
            "SELECT partnership, rule, occasion FROM signals "
            "WHERE status IN ('open', 'ingepland', 'uitgesteld') ORDER BY id"
        )
        if asking:
            partnership, name, occasion = asking[number % len(asking)]
            later = {} if outcome == "afgehandeld" else {"until": until}
            fields = {"partnership": partnership, "rule": name, "occasion": occasion, "outcome": outcome}
            self.attempt("settle-signal", fields | later)


@contextmanager
def lived(template: Path, happenings: list[Happening]) -> Iterator[Life]:
    """Give a copy of a portfolio in which things happened."""
    folder = Path(mkdtemp(dir=template.parent))
    path = folder / "lived.db"
    shutil.copy(template, path)
    engine = open_database(f"sqlite:///{path}")
    # What a crash would lose does not matter here, speed does.
    sa.event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous = OFF"))
    life = Life(Story(engine))
    try:
        life.live(happenings)
        yield life
    finally:
        engine.dispose()
        shutil.rmtree(folder)


def happened(story: Story, first: date, nights: int) -> list[Raised]:
    """Run nights, and return what they raised."""
    found = []
    for number in range(nights):
        night = first + timedelta(days=number)
        report = story.night(night.isoformat())
        assert [] == report.failures
        found += [Raised(night, one.partnership, one.rule, one.occasion, one.to) for one in report.raised]
    return sorted(found)


@chosen
@given(happenings=LIVES, nights=NIGHTS, ahead=st.integers(-5, 40))
@pytest.mark.slow
def test_the_nights_raise_what_was_rehearsed(
    template: Path, happenings: list[Happening], nights: int, ahead: int
) -> None:
    """Whatever happened before, and whenever the nights begin: the same signals, on the same nights, for the same."""
    with lived(template, happenings) as life:
        first = life.today + timedelta(days=ahead)
        said = rehearse(life.story.engine, first, nights)
        assert ([], []) == (said.failures, said.refused)
        assert happened(life.story, first, nights) == said.raised


@chosen
@given(happenings=LIVES, nights=NIGHTS, ahead=st.integers(-5, 40), changed=PROPOSALS)
@pytest.mark.slow
def test_the_nights_after_a_migration_raise_what_was_rehearsed(
    template: Path, happenings: list[Happening], nights: int, ahead: int, changed: tuple[int, ...]
) -> None:
    """Activated and migrated on the first day, the process raises what was said; every difference is told, and why."""
    file = proposed(changed)
    with lived(template, happenings) as life:
        first, engine = life.today + timedelta(days=ahead), life.story.engine
        present = rehearse(engine, first, nights)
        said = rehearse(engine, first, nights, file.definition)
        steps, gone_before = possible(engine, file.definition, first), without_reason(engine, first)
        activate(engine, file, None, force=True, on=max(first, life.today), by="toets", at=AT)
        report = migrate(engine, "handreiking/1", "handreiking/2", on=first, by="toets", at=AT)
        assert sorted(one["partnership"] for one in report.refused) == [one.partnership for one in said.refused]
        stayed = {one.partnership for one in said.refused}
        assert {one for one in steps if one[0] not in stayed} == {one[:2] + one[3:4] for one in said.steps}
        at_the_move(said, report, gone_before)
        assert happened(life.story, first, nights) == said.raised
        differs(present, said)


def possible(engine: Engine, new: Definition, on: date) -> set[tuple[str, str, bool]]:
    """Return who can take which step by only one of two definitions, and whether that is the present one."""
    with engine.connect() as connection:
        dossiers = load_dossiers(connection, list(connection.scalars(sa.text("SELECT partnership FROM partnerships"))))
    found = set()
    for dossier in dossiers:
        before, after = ({d.trigger for d in choices(dossier, by, on) if d.allowed} for by in (handreiking(), new))
        found |= {(dossier.partnership, trigger, trigger in before) for trigger in before ^ after}
    return found


def without_reason(engine: Engine, on: date) -> set[tuple[str, str, str]]:
    """Return the signals that lapse anyhow: the present definition has no reason for them either."""
    old = handreiking()
    with engine.connect() as connection:
        names = list(connection.scalars(sa.text("SELECT partnership FROM partnerships")))
        signals = signals_of(connection, names)
        return {
            (dossier.partnership, one.rule, one.occasion)
            for dossier in load_dossiers(connection, names)
            for one in signals.get(dossier.partnership, {}).values()
            if reason(one, dossier, old, calendar_of(old), on) is None
        }


def at_the_move(said: Rehearsal, report: MigrationReport, gone_before: set[tuple[str, str, str]]) -> None:
    """Compare what is told of the move itself with what the migration did."""
    assert all(one.why.changed for one in (*said.lapsed, *said.returned))
    lapsed, returned = ({one[:3] for one in rows} for rows in (said.lapsed, said.returned))
    assert {tuple(one.values()) for one in report.returned} == returned
    assert {tuple(one.values()) for one in report.lapsed} - gone_before == lapsed


def differs(present: Rehearsal, said: Rehearsal) -> None:
    """Compare what is told of a difference with what two rehearsals raise."""
    before = {(one.night, *one[1:4]): set(one.to) for one in present.raised}
    after = {(one.night, *one[1:4]): set(one.to) for one in said.raised}
    assert all(one.why.changed for one in (*said.new, *said.gone))
    for alone, here, there in ((said.gone, before, after), (said.new, after, before)):
        for one in alone:
            assert set(one.to) == here.pop((one.night, one.partnership, one.rule, one.occasion))
            assert not any(key[1:] == (one.partnership, one.rule, one.occasion) for key in there)
    for moved in said.moved:
        was = before.pop((moved.from_, moved.partnership, moved.rule, moved.was))
        now = after.pop((moved.to, moved.partnership, moved.rule, moved.occasion))
        assert moved.why.changed
        assert moved.from_ != moved.to or was != now

    def plain(found: dict[Any, set[str]]) -> list[Any]:
        return sorted((key[:3], sorted(to)) for key, to in found.items())

    assert plain(before) == plain(after)
