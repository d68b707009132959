"""The agendas that people read, beside the ones that were read and approved.

``tests/golden/agendas`` holds them. After a change on purpose, write them anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_agendas.py``.
"""

import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from dossiers import DEFINITION, READY, Facts, backup, contract, coordinator, day, dossier, entries, paused, role
from hypothesis import given
from hypothesis import strategies as st

from groeituin.texts.agendas import AGENDAS, agenda_items
from groeituin.texts.words import GROUP_NAMES
from states.dossier import (
    Action,
    Agreement,
    Contract,
    Decided,
    Dossier,
    Effort,
    Evaluation,
    HoursLine,
    HoursReport,
    Job,
    Lesson,
    Meeting,
    Objective,
    Obligation,
    Option,
    RoleHolding,
    Successor,
    Willingness,
)
from states.figures.blocks import Block, BlockTable
from states.figures.suppression import SPECIAL_GROUPS
from states.texts import amount
from states.vocabulary import MeetingKind, TargetGroup, words

GOLDEN = Path(__file__).parent.parent / "golden" / "agendas"
ON = "2026-06-01"
JOB_CODE = "BAANCODE"
TEAM = (
    coordinator(), backup(), role("inkoopexpert", "cees"), role("hr_expert", "dina"),
    role("contractmanager", "eva"), role("interne_opdrachtgever", "faas"), role("bestuurder", "gina"),
)  # fmt: skip
TABLE = BlockTable(
    authority="stad", version="2025", valid_from=day("2025-01-01"), source="Verzonnen",
    blocks=(
        Block(code="pw", target_group="participatiewet", unit="jaar", amount=Decimal(40000), base_hours=Decimal(36)),
        Block(code="ww", target_group="ww", unit="jaar", amount=Decimal(20000), base_hours=Decimal(36)),
    ),
)  # fmt: skip
FIVE = Obligation(day("2025-01-01"), Decimal(5), "opdrachtsom")
OBJECTIVES = (
    Objective("participatiewet", jobs=Decimal(3), hours=Decimal(4000)),
    Objective("statushouder"),
    Objective("ww", euros=Decimal("12500.50")),
)


def cleaning(ends_on: str = "2027-03-31", **facts: Facts) -> Contract:
    """Return a contract of two years and a quarter with an obligation of 5 per cent of a million."""
    known: dict[str, Facts] = {
        "starts_on": day("2025-01-01"), "value": Decimal(1000000), "contractor": "glans", "focus": True,
        "obligations": (FIVE,), "block_table": TABLE, **facts,
    }  # fmt: skip
    return contract(ends_on, **known)


def report(period: str, status: str = "goedgekeurd", **hours: str) -> HoursReport:
    """Return a report with the paid hours of some target groups, six people each."""
    lines = tuple(HoursLine(group, 6, Decimal(paid)) for group, paid in hours.items())
    return HoursReport("C-1", period, status, lines=lines)


def job(number: int, group: str = "participatiewet", **dates: str) -> Job:
    """Return a job whose code must never be read."""
    known: dict[str, Facts] = {name: day(text) for name, text in dates.items()}
    return Job(f"{JOB_CODE}-{number}", group, contract="C-1", **known)


def met(kind: str, on: str = "2026-04-01") -> Meeting:
    """Return a meeting that was held."""
    return Meeting(f"{kind}-{on}", kind, held_on=day(on))


def busy() -> Dossier:
    """Return a partnership of which everything is known that an agenda can tell."""
    return dossier(
        "monitoring", phases=entries("realisatie 2025-02-01", "monitoring 2025-09-01"),
        roles=(coordinator(), role("inkoopexpert", "cees"), role("contractmanager", "eva")), objectives=OBJECTIVES,
        contracts=(
            cleaning(
                options=(Option(day("2028-03-31"), day("2026-12-31")), Option(day("2029-03-31"), status="vervallen")),
                waits_for_legal_check=True, pso_valid_until=day("2026-08-15"),
            ),
            contract(None, "C-2", stage="gepland", planned_publication_on=day("2026-09-01"),
                     lessons=(Lesson("P-0", "Vraag dit nooit meer zo."),)),
        ),
        actions=(
            Action("A-1", "Plek voor begeleiding regelen", "eva", day("2026-07-01")),
            Action("A-2", "UWV bellen", "anna", day("2026-05-01")),
            Action("A-3", "Al gedaan", "anna", day("2026-05-01"), completed_on=day("2026-04-30")),
        ),
        jobs=(
            job(1, starts_on="2025-03-01", ends_on="2026-08-31"), job(2, starts_on="2025-03-01", ends_on="2026-08-01"),
            job(3, "ww", starts_on="2025-03-01", ends_on="2027-03-01"), job(4, "ww"),
            job(5, starts_on="2025-03-01", ended_on="2026-01-31"),
        ),
        agreements=(Agreement(day("2025-09-01"), "maand"),),
        meetings=(
            met("voortgang"), Meeting("v-6", "voortgang", planned_on=day("2026-06-15")),
            Meeting("v-7", "voortgang", planned_on=day("2026-07-15")),
        ),
        hours_reports=(
            report("2025-K3", participatiewet="900.5", ww="100"), report("2025-K4", participatiewet="450"),
            report("2026-K1", "ontvangen", participatiewet="450"),
        ),
        willingness=(Willingness("C-1", True, day("2025-01-15"), "Begin kleiner."),),
        evaluations=(
            Evaluation(day("2025-12-01"), "Eerder werven.", "Vraag naar begeleiding."),
            Evaluation(day("2026-03-01"), "Vaste begeleider werkt.", "Vraag om een vaste begeleider."),
        ),
    )  # fmt: skip


def few() -> Dossier:
    """Return a partnership in which so few people work, or in such groups, that little can be told of it."""
    known = busy()
    jobs = [job(number, "wajong", starts_on="2025-03-01") for number in range(3)]
    jobs += [job(number, "ex_gedetineerde", starts_on="2025-03-01") for number in range(3, 6)]
    jobs += [job(number, "ww", starts_on="2025-03-01", ends_on="2026-09-30") for number in range(6, 12)]
    lines = (HoursLine("wajong", 3, Decimal(900)), HoursLine("ww", 6, Decimal("1200.5")))
    return replace(
        known, jobs=(*known.jobs, *jobs), objectives=(*OBJECTIVES, Objective("wajong", jobs=Decimal(5))),
        hours_reports=tuple(HoursReport("C-1", name, "goedgekeurd", lines=lines) for name in ("2025-K4", "2026-K1")),
    )  # fmt: skip


def effort() -> Dossier:
    """Return a partnership where effort was agreed instead of numbers, in which little is known."""
    return dossier(
        "realisatie", "2026-04-01", roles=TEAM, basis="inspanning", contracts=(cleaning(obligations=()),),
        efforts=(Effort("opleiding", day("2026-05-01")),),
    )  # fmt: skip


def exploring(**facts: Facts) -> Dossier:
    """Return a partnership that looks for a chance in a running contract."""
    known: dict[str, Facts] = {"roles": TEAM, "route": "bestaand_contract", "objectives": OBJECTIVES, **facts}
    return dossier("verkenning", contracts=(cleaning(), contract("2026-12-31", "C-2", obligations=())), **known)


def started(*roles: RoleHolding, **facts: Facts) -> Dossier:
    """Return a partnership whose work group has just begun."""
    decided = (Decided("principebesluit", "college", day("2026-05-04")),)
    return dossier("werkgroep", "2026-05-11", roles=roles, decisions=decided, **facts)


CASES: dict[str, tuple[str, Dossier]] = {
    "werkgroep_eerste_keer": ("werkgroep", started(coordinator(), role("inkoopexpert", "cees"))),
    "werkgroep_vervolg": (
        "werkgroep",
        started(*TEAM, meetings=(met("werkgroep", "2026-05-18"),), actions=busy().actions, objectives=OBJECTIVES),
    ),
    "verkennend_eerste_gesprek": ("verkennend", exploring()),
    "verkennend_tweede_gesprek": (
        "verkennend",
        exploring(meetings=(met("verkennend"),), actions=busy().actions),
    ),
    "beslissers": (
        "beslissers",
        dossier(roles=TEAM[:4], contracts=(cleaning(waits_for_legal_check=True),), jobs=busy().jobs,
                objectives=OBJECTIVES, actions=busy().actions),
    ),
    "start": (
        "start",
        dossier(roles=TEAM, contracts=(cleaning(awarded_on=day("2026-05-20")),), objectives=OBJECTIVES),
    ),
    "voortgang": ("voortgang", busy()),
    "voortgang_inspanning": ("voortgang", effort()),
    "voortgang_weinig_mensen": ("voortgang", few()),
    "evaluatie": ("evaluatie", busy()),
    "marktconsultatie": (
        "marktconsultatie",
        replace(busy(), phase="verkenning"),
    ),
}  # fmt: skip


def written(kind: str, known: Dossier) -> str:
    """Return an agenda as people read it."""
    parts = [
        f"{number}. {one.title}\n" + "".join(f"   - {line}\n" for line in one.lines)
        for number, one in enumerate(agenda_items(known, kind, DEFINITION, day(ON)), start=1)
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("name", CASES)
def test_the_agendas_are_the_approved_ones(name: str) -> None:
    """Every agenda says what stands in its golden file, word for word."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        path.write_text(written(*CASES[name]), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written(*CASES[name])


def test_every_kind_of_meeting_has_an_agenda() -> None:
    """No kind is left out, no file is left over, and a dossier of which nothing is known has every agenda too."""
    assert set(words(MeetingKind)) == set(AGENDAS) == {kind for kind, _ in CASES.values()}
    assert set(CASES) == {path.stem for path in GOLDEN.glob("*.txt")}
    for kind in AGENDAS:
        items = agenda_items(dossier(), kind, DEFINITION, day(ON))
        assert items
        assert all(one.lines for one in items)


@pytest.mark.parametrize("name", CASES)
def test_an_agenda_is_written_for_people(name: str) -> None:
    """Dates are words, sentences are short and end, and no code of a list of words is left in them."""
    text = written(*CASES[name])
    assert [] == re.findall(r"\d{4}-\d{2}|_|None|Decimal|projectcoordinator\b", text)
    lines = [line.removeprefix("   - ") for line in text.splitlines() if line.startswith("   - ")]
    assert [] == [line for line in lines if line[-1] not in '.?"']
    sentences = [sentence for line in lines for sentence in re.split(r"(?<=[.?!]) (?=[A-Z])", line)]
    assert [] == [sentence for sentence in sentences if len(sentence.split()) > 25]


@pytest.mark.parametrize("kind", AGENDAS)
def test_no_agenda_tells_who_has_a_job(kind: str) -> None:
    """Jobs are counted per target group: no code, no title, no reason to leave; nor what one contractor taught us."""
    text = written(kind, busy())
    assert JOB_CODE not in text
    assert "Begin kleiner" not in text


@pytest.mark.parametrize("kind", AGENDAS)
def test_no_agenda_tells_of_a_few_people(kind: str) -> None:
    """No count under five, no hours or euros of so few, and no group that tells about somebody's health or past."""
    known = replace(few(), objectives=())
    alone = replace(known, hours_reports=tuple(replace(r, lines=r.lines[:1]) for r in known.hours_reports))
    for one in (known, alone):
        text = written(kind, one)
        assert [] == re.findall(r"\b[1-4] (?:ingevulde|mogelijke|gestopte)? ?ba+n|Wajong|gedetineerde|900 uur", text)
    assert "Gerealiseerd is" not in text
    assert "loopt €" not in text


any_jobs = st.lists(
    st.builds(
        lambda group, contract, ends, ended: Job(
            f"{JOB_CODE}-1", group, contract, starts_on=day("2025-03-01"), ends_on=ends, ended_on=ended
        ),
        st.sampled_from(words(TargetGroup)), st.sampled_from(["C-1", None]),
        st.none() | st.dates(day("2026-06-01"), day("2026-12-31")),
        st.none() | st.dates(day("2025-04-01"), day("2026-05-31")),
    ),
    max_size=20,
)  # fmt: skip
any_lines = st.lists(
    st.builds(HoursLine, st.sampled_from(words(TargetGroup)), st.integers(1, 12), st.decimals(1, 9999, places=2)),
    max_size=6, unique_by=lambda line: line.target_group,
)  # fmt: skip


@given(any_jobs, any_lines)
def test_no_agenda_ever_tells_of_a_few_people(jobs: list[Job], lines: list[HoursLine]) -> None:
    """Whoever works: no job by its code, no count under five, no hours of so few, no group that is not told apart."""
    reports = (HoursReport("C-1", "2025-K4", "goedgekeurd", lines=tuple(lines)),)
    known = replace(busy(), jobs=tuple(jobs), hours_reports=reports, objectives=())
    text = "\n".join(written(kind, known) for kind in ("voortgang", "evaluatie", "beslissers"))
    assert JOB_CODE not in text
    assert [] == [group for group in SPECIAL_GROUPS if GROUP_NAMES[group] in text]
    assert [] == re.findall(r"\b[1-4] (?:ingevulde|mogelijke|gestopte) ba", text)
    few = [f"{amount(line.paid_hours)} uur ({GROUP_NAMES[line.target_group]})" for line in lines if line.persons < 5]
    assert [] == [told for told in few if told in text]


def test_a_few_people_are_enough_or_not() -> None:
    """Where euros are not told, the agenda still says whether what was agreed was reached."""
    known = few()
    lines = (HoursLine("participatiewet", 3, Decimal(100)),)
    asked = replace(known, hours_reports=(HoursReport("C-1", "2026-K1", "goedgekeurd", lines=lines),))
    assert "Dat is nog niet gehaald. Het bedrag staat hier niet, omdat het om weinig" in written("voortgang", asked)
    assert "(Schoonmaak) loopt achter op de afspraak." in written("voortgang", asked)
    much = replace(asked.hours_reports[0], lines=(replace(lines[0], paid_hours=Decimal(9000)),))
    assert "Dat is gehaald. Het bedrag staat hier niet" in written("voortgang", replace(asked, hours_reports=(much,)))


def test_what_others_taught_us_is_for_the_work_group_alone() -> None:
    """The lesson of another partnership stands under the heading that is not shared with companies, and only there."""
    with_lesson = [kind for kind in AGENDAS if "nooit meer" in written(kind, busy())]
    assert ["marktconsultatie"] == with_lesson
    first, *others = agenda_items(busy(), "marktconsultatie", DEFINITION, day(ON))
    assert "alleen voor de werkgroep" in first.title
    assert any("nooit meer" in line for line in first.lines)
    assert [] == [line for one in others for line in one.lines if "nooit meer" in line]


def test_a_second_conversation_has_another_agenda() -> None:
    """Once one was held the next goes deeper; one that was only planned changes nothing."""
    first = written("verkennend", exploring())
    planned = exploring(meetings=(Meeting("v-1", "verkennend", planned_on=day("2026-06-10")),))
    assert first == written("verkennend", planned)
    assert first != written("verkennend", exploring(meetings=(met("verkennend"),)))


def progress_lines(**facts: Facts) -> str:
    """Return the progress agenda of a partnership whose obligation is known, with other facts."""
    return written("voortgang", replace(busy(), **facts))


def test_hours_stand_against_the_obligation() -> None:
    """What was agreed, what should be there by now and what was approved, to the cent.

    5 per cent of a million is 50,000 over 820 days, of which 517 have passed. Approved at 40,000 and 20,000 a year of
    36 hours over 52 weeks: 1,350.5 and 100 hours.
    """
    due = Decimal(50000) * 517 / 820
    there = Decimal(40000) * Decimal("1350.5") / (36 * 52) + Decimal(20000) * 100 / (36 * 52)
    assert ("31524.39", "29925.21") == (f"{due:.2f}", f"{there:.2f}")
    text = progress_lines()
    assert "dat is € 50.000 over de hele looptijd." in text
    assert "Op 1 juni 2026 hoort daarvan € 31.524,39 klaar te zijn." in text
    assert "Gerealiseerd is € 29.925,21." in text


def test_hours_without_a_table_are_not_called_nothing() -> None:
    """Where nobody knows what the hours are worth, the agenda says so instead of nought euros, and sees no backlog."""
    text = progress_lines(contracts=(cleaning(block_table=None),))
    assert "nog niet in euro's uit te rekenen" in text
    assert "Goedgekeurd is €" not in text
    assert "achter op de afspraak" not in text


def test_who_is_behind_reads_it_as_a_risk() -> None:
    """More than the margin behind is a risk with its euros; where effort was agreed it is none."""
    reports = (report("2025-K3", participatiewet="100"),)
    assert "loopt € 29.387,64 achter op de afspraak." in progress_lines(hours_reports=reports)
    assert "achter op" not in progress_lines(hours_reports=reports, basis="inspanning")
    assert "achter op" not in progress_lines()


def test_contract_moments_follow_the_dates() -> None:
    """A notice that has passed is told as passed, and so is an end; a successor takes the risk away."""
    options = (Option(day("2027-03-31"), day("2026-03-31")),)
    text = progress_lines(contracts=(cleaning("2026-05-31", options=options),))
    assert "dat moest u uiterlijk 31 maart 2026 melden." in text
    assert "liep af op 31 mei 2026. Er is nog geen opvolger gepland." in text
    followed = progress_lines(contracts=(cleaning(successors=(Successor("C-9", "gepland"),)),))
    assert "De opvolger is C-9." in followed
    assert "binnen een jaar af" not in followed
    assert "binnen een jaar af" in progress_lines()


def test_a_suspended_partnership_says_so() -> None:
    """A pause is the first risk that a progress meeting speaks of."""
    assert "opgeschort" in progress_lines(suspensions=(paused("2026-05-01"),))
    assert "opgeschort" not in progress_lines(suspensions=(paused("2026-04-01", "2026-05-01"),))


def test_the_next_step_stands_in_the_follow_up_of_the_work_group() -> None:
    """What is still missing is told in the words of `why`; nothing is, when all is there."""
    known = replace(READY["start_verkenning"], meetings=(met("werkgroep"),))
    titles = [one.title for one in agenda_items(known, "werkgroep", DEFINITION, day(ON))]
    assert "Wat is nog nodig voor de volgende stap?" not in titles
    assert "Er is nog geen route gekozen" in written("werkgroep", replace(known, route=None))
