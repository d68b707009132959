"""No sentence, agenda or letter tells a job's title or code, why somebody left, or how few people there are."""

import random
import re
from datetime import date

import pytest
import sqlalchemy as sa
from story import AT, Story

from groeituin.delivery.letters import compose_letters
from groeituin.reading.agenda import agenda
from groeituin.texts.letters.letter import Letter, html, plain, subject
from groeituin.texts.words import GROUP_NAMES
from models.database import table
from models.deliveries import Delivery
from models.dossiers import load_dossiers
from states.definition import handreiking
from states.figures.suppression import SPECIAL_GROUPS
from states.vocabulary import JobEnd, MeetingKind, TargetGroup, words

MARK = "GEHEIM"
NIGHTS = ("2026-06-01", "2026-07-01", "2026-08-24", "2026-10-29", "2027-01-25", "2027-05-10")
# Words of the closed list that nobody uses for anything else.
REASONS = [word for word in words(JobEnd) if word in {"doorstroom", "uitval"}]
SPECIAL = [GROUP_NAMES[group] for group in sorted(SPECIAL_GROUPS)]


def people_at_work(story: Story, seed: int) -> None:
    """Fill jobs with marked titles and codes in a partnership that is monitored; some of them end."""
    chosen = random.Random(seed)
    story.reach("monitoring", "2026-01-05")
    story.act(
        "2026-01-06", "assign-role", scope="P-1", role="social_return_coordinator", person="eva"
    ) if False else None
    owed = {"percentage": 5, "base": "opdrachtsom", "base_amount": 900_000, "from": "2025-01-01", "reason": "contract"}
    story.act("2026-01-06", "set-obligation", contract="C-1", **owed)
    for number in range(12):
        job, group = f"{MARK}-{number}", chosen.choice(words(TargetGroup))
        told = {"partnership": "P-1", "job": job}
        story.act(
            "2026-01-06", "map-job", **told, title=f"{MARK}-titel {number}", target_group=group, hours_per_week=24,
            source="nieuwe_taak", **({"contract": "C-1"} if number % 2 else {}),
        )  # fmt: skip
        ends_on = f"2026-{chosen.randint(7, 12):02}-15"
        filled = {"starts_on": "2026-01-06", "form": "dienstverband", "payroll": "opdrachtnemer", "ends_on": ends_on}
        story.act("2026-01-06", "fill-job", **told, **filled)
    for number in range(0, 12, 4):
        left = {"ended_on": "2026-02-01", "reason": chosen.choice(REASONS)}
        story.act("2026-02-02", "end-job", partnership="P-1", job=f"{MARK}-{number}", **left)
    lines = [{"target_group": "participatiewet", "persons": 3, "paid_hours": "431.25"}]
    hours = {"partnership": "P-1", "contract": "C-1", "period": "2026-K1"}
    story.act("2026-04-07", "report-hours", **hours, lines=lines)
    story.act("2026-04-08", "review-hours", **hours, verdict="goedgekeurd")


def told(story: Story) -> dict[str, str]:
    """Return everything that was told in a year: the sentences of signals, the letters, and all agendas."""
    letters = []
    for night in NIGHTS:
        story.night(night)
        compose_letters(story.engine, "map", "voorbeeld.nl", on=date.fromisoformat(night), at=AT)
    with story.engine.connect() as connection:
        for content in connection.execute(sa.select(table(Delivery).c.content)).scalars():
            one = Letter.from_json(content["brief"])
            letters += [subject(one), plain(one), html(one)]
        (dossier,) = load_dossiers(connection, ["P-1"])
    on = date.fromisoformat(NIGHTS[-1])
    agendas = [agenda(dossier, handreiking(), kind, on)["items"] for kind in words(MeetingKind)]
    sentences = [row[0] for row in story.rows("SELECT sentence FROM signals")]
    return {"sentences": "\n".join(sentences), "letters": "\n".join(letters), "agendas": str(agendas)}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_secret_is_told(sqlite_story: Story, seed: int) -> None:
    """Whatever jobs there are: no mark of a title or code, no reason to leave, no special group, no small count."""
    people_at_work(sqlite_story, seed)
    found = told(sqlite_story)
    assert "lopen banen af" in found["sentences"]
    assert "lopen banen af" in found["letters"]
    for text in found.values():
        assert MARK not in text
        assert [] == [word for word in REASONS if word in text.lower()]
        assert [] == [name for name in SPECIAL if name in text]
        assert [] == re.findall(r"431,25|(?<!Doel: )\b[1-4] (?:\w+ )?ba+n", text)
