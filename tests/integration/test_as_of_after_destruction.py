"""What was known on an earlier day is told whatever was destroyed since, and whatever was done with it before."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from story import AT, FILLED, HOURS, MAPPED, P1, P1_C1, Story

from groeituin.as_of import known_then
from groeituin.demo import build_demo
from groeituin.errors import Refused
from groeituin.reading.portfolio import find, portfolio, shown
from groeituin.retention.approving import approve
from groeituin.retention.persons import BLANK
from groeituin.retention.proposing import propose
from models.database import open_database
from models.schema import upgrade

LINE: dict[str, Any] = {"target_group": "participatiewet", "persons": 2, "paid_hours": "300.5"}
K4 = P1_C1 | {"period": "2025-K4"}


def destroy(story: Story, on: str) -> set[str]:
    """Destroy all that is past its period on a day; return of which kinds something went."""
    day = date.fromisoformat(on)
    rows = propose(story.engine, on=day, by="archivaris")
    done = approve(story.engine, rows[0]["proposal"], on=day, by="archivaris", at=AT) if rows else []
    return {row["kind"] for row in done}


def then(story: Story, on: str) -> Iterator[dict[str, Any]]:
    """Yield P-1 as it was known on a day, told for itself and with all others."""
    day = date.fromisoformat(on)
    for partnership in ("P-1", None):
        with story.engine.connect() as connection, known_then(connection, day, partnership) as known:
            assert ["P-1"] == [row["partnership"] for row in portfolio(known, day)]
            yield shown(known, find(known, "P-1"), day)


def reports(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return period and status of the reports of a partnership."""
    return [(report["period"], report["status"]) for report in found["hours_reports"]]


def correct(story: Story, on: str, act: str, **fields: Any) -> None:  # noqa: ANN401  # the fields of any act
    """Correct the last row of an act, or withdraw it when no field is named."""
    entry = max(row[0] for row in story.journal() if row[3] == act)
    story.act(on, "correct", entry=entry, reason="vergist", **({"fields": fields} if fields else {}))


@pytest.fixture
def ended(sqlite_story: Story) -> Story:
    """Return a story in monitoring under a contract that ended at the end of 2026."""
    sqlite_story.reach("monitoring")
    sqlite_story.act("2026-01-05", "amend-contract", contract="C-1", reason="korter", ends_on="2026-12-31",
                     legal_check="gedaan", legal_outcome="niet_wezenlijk")  # fmt: skip
    return sqlite_story


def test_every_act_on_hours_is_told_without_them(ended: Story) -> None:
    """Reported, corrected, rejected, reported again and approved: that is told of each day, and what was worked not."""
    ended.act("2026-01-06", "report-hours", **P1_C1, **HOURS)
    correct(ended, "2026-01-07", "report-hours", lines=[LINE | {"persons": 3}])
    ended.act("2026-01-08", "review-hours", **K4, verdict="afgekeurd", reason="dubbel")
    correct(ended, "2026-01-09", "review-hours", reason="te veel")
    ended.act("2026-01-12", "report-hours", **K4, lines=[LINE | {"paid_hours": "20"}])
    ended.act("2026-01-13", "review-hours", **K4, verdict="goedgekeurd")
    days = ("2026-01-07", "2026-01-08", "2026-01-09", "2026-01-12", "2026-01-13")
    before = [[reports(found) for found in then(ended, day)] for day in days]
    assert {"urenopgave"} == destroy(ended, "2034-01-01")
    assert before == [[reports(found) for found in then(ended, day)] for day in days]


def test_a_report_that_was_withdrawn_is_left_out_with_its_review(ended: Story) -> None:
    """What became of it cannot be told any more; everything else can."""
    ended.act("2026-01-06", "report-hours", **P1_C1, **HOURS)
    ended.act("2026-01-07", "review-hours", **K4, verdict="goedgekeurd")
    correct(ended, "2026-01-08", "report-hours")
    ended.act("2026-01-09", "report-hours", **P1_C1, **HOURS | {"period": "2026-01"})
    ended.act("2026-01-09", "review-hours", **P1_C1, period="2026-01", verdict="goedgekeurd")
    assert {"urenopgave"} == destroy(ended, "2034-01-01")
    for day, known in (("2026-01-07", []), ("2026-01-09", [("2026-01", "goedgekeurd")])):
        assert [known, known] == [reports(found) for found in then(ended, day)]


def test_a_report_that_named_somebody_is_told_without_what_it_said(ended: Story) -> None:
    """An effort in which somebody is named goes as a whole; that it was received and rejected stays."""
    ended.act("2026-01-06", "report-hours", **K4, lines=[], effort="Cees Jansen gaf les")
    ended.act("2026-01-07", "review-hours", **K4, verdict="afgekeurd", reason="vraag het Cees Jansen")
    ended.act("2026-02-01", "register-person", person="cees", name="Cees Jansen", email="c@v.nl", active=False)
    assert {"persoon"} == destroy(ended, "2027-02-02")
    assert [[("2025-K4", "afgekeurd")]] * 2 == [reports(found) for found in then(ended, "2026-01-08")]


def test_an_act_that_cannot_do_without_its_words_gets_others(ended: Story) -> None:
    """A step for which a reason must be given is told again, and so is everything after it."""
    ended.act("2026-01-06", "advance", **P1, trigger="beeindig", reason="Cees Jansen stopt", lesson="Cees Jansen weet")
    ended.act("2026-01-07", "advance", **P1, trigger="heropen", reason="Cees  Jansen komt terug")
    ended.act("2026-02-01", "register-person", person="cees", name="Cees Jansen", email="c@v.nl", active=False)
    assert {"persoon"} == destroy(ended, "2027-02-02")
    assert ["beeindigd"] * 2 == [found["phase"] for found in then(ended, "2026-01-06")]
    assert ["verkenning"] * 2 == [found["phase"] for found in then(ended, "2026-01-07")]


def test_what_was_decided_is_corrected_again_without_who_did(ended: Story) -> None:
    """A correction of another field of a row that named somebody is told, with other words for what went."""
    decided = P1 | {"decision": "bekrachtiging", "decided_on": "2026-01-06"}
    ended.act("2026-01-06", "record-decision", **decided, decided_by="Cees Jansen")
    correct(ended, "2026-01-07", "record-decision", decided_on="2026-01-05")
    ended.act("2026-02-01", "register-person", person="cees", name="Cees Jansen", email="c@v.nl", active=False)
    destroy(ended, "2027-02-02")
    for found in then(ended, "2026-01-08"):
        [told] = [one for one in found["decisions"] if one["decision"] == "bekrachtiging"]
        assert (BLANK, "2026-01-05") == (told["decided_by"], str(told["decided_on"]))


def test_every_act_on_a_job_is_left_out_with_it(ended: Story) -> None:
    """Mapped, filled, corrected, prolonged, named with hours and ended; its code may be used again."""
    job = P1 | {"job": "B-9"}
    ended.act("2026-01-06", "map-job", **job, **MAPPED)
    correct(ended, "2026-01-06", "map-job", title="Hulp in de keuken")
    ended.act("2026-01-07", "fill-job", **job, **FILLED | {"ends_on": "2026-02-01"})
    ended.act("2026-01-08", "report-hours", **K4, lines=[LINE | {"job": "B-9"}])
    ended.act("2026-01-09", "prolong-job", **job, ends_on="2026-03-01")
    correct(ended, "2026-01-09", "prolong-job", ends_on="2026-04-01")
    ended.act("2026-02-01", "end-job", **job, ended_on="2026-02-01", reason="uitval")
    correct(ended, "2026-02-02", "end-job", reason="doorstroom")
    assert {"baan"} == destroy(ended, "2028-03-01")
    ended.act("2028-03-02", "map-job", **job, **MAPPED)
    ended.act("2028-03-03", "fill-job", **job, **FILLED | {"starts_on": "2028-03-01"})
    for day in ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-02-01", "2026-02-02"):
        assert [["B-1"]] * 2 == [[one["job"] for one in found["jobs"]] for found in then(ended, day)]
    assert [["B-1", "B-9"]] * 2 == [[one["job"] for one in found["jobs"]] for found in then(ended, "2028-03-03")]


def test_hours_that_were_destroyed_can_be_reviewed_and_reported_anew(ended: Story) -> None:
    """Late, but possible; what is withdrawn of that cannot put back what is gone, and nothing breaks."""
    ended.act("2026-01-06", "report-hours", **P1_C1, **HOURS)
    assert {"urenopgave"} == destroy(ended, "2034-01-01")
    ended.act("2034-01-02", "review-hours", **K4, verdict="goedgekeurd")
    ended.act("2034-01-03", "report-hours", **P1_C1, **HOURS)
    with pytest.raises(Refused, match="is vernietigd"):
        correct(ended, "2034-01-04", "report-hours")
    assert [[("2025-K4", "goedgekeurd")]] * 2 == [reports(found) for found in then(ended, "2034-01-02")]
    assert [[("2025-K4", "ontvangen")]] * 2 == [reports(found) for found in then(ended, "2034-01-03")]


def test_somebody_named_as_a_code_takes_nothing_else_away(ended: Story) -> None:
    """Codes that happen to be somebody's name are codes: of people, of organisations, and in what nights wrote."""
    ended.night("2026-03-01")
    asked = [row[4] for row in ended.journal() if row[3] == "raise-signal"]
    assert asked
    ended.act("2026-03-02", "register-person", person="p-9", name="Anna", email="o-1@v.nl", active=False)
    ended.act("2026-03-02", "register-person", person="p-8", name="O-1", email="c-1@v.nl", active=False)
    before = ended.journal()
    assert {"persoon"} == destroy(ended, "2027-03-03")
    assert before == [row for row in ended.journal() if row[3] != "destroy"]
    assert ["monitoring"] * 2 == [found["phase"] for found in then(ended, "2026-03-02")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_every_day_is_told_after_every_approval(tmp_path: Path, seed: int) -> None:
    """Whatever goes, of a portfolio of years: any day before is told of all and of each, and so is the day itself."""
    engine = open_database(f"sqlite:///{tmp_path}/demo.db")
    upgrade(engine)
    build_demo(engine, partnerships=25, seed=seed, on=date(2026, 11, 23), at=AT)
    story, chance = Story(engine), random.Random(seed)
    for [code, name] in story.rows("SELECT person, name FROM persons ORDER BY person LIMIT 12"):
        told = re.sub(r"\W+", "-", name.lower())
        story.act("2026-11-23", "register-person", person=code, name=name, email=f"{told}@v.nl", active=False)
    kinds = set()
    for on in ("2028-01-01", "2033-06-01", "2045-06-01"):
        kinds |= destroy(story, on)
        partnerships = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY partnership")]
        for _ in range(4):
            day = date(2026, 11, 23) - timedelta(days=chance.randrange(900))
            with engine.connect() as connection:
                with known_then(connection, day) as known:
                    there = [row["partnership"] for row in portfolio(known, day)]
                assert set(there) <= set(partnerships)
                for partnership in chance.sample(there, min(3, len(there))):
                    with known_then(connection, day, partnership) as known:
                        assert partnership == shown(known, find(known, partnership), day)["partnership"]
    assert {"partnership", "urenopgave", "persoon"} <= kinds
    engine.dispose()
