"""Gaps: what is not known yet after a take-over, the most useful first."""

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from story import Story

from groeituin.exchange import import_portfolio
from groeituin.gaps import gaps

ON = date(2026, 1, 5)
HEADER = (
    "contract,title,nature,contractor,contractor_name,value,wage_share,cpv,starts_on,ends_on,option_1_until,"
    "contractmanager,inkoopexpert,reservecoordinator,contact_name,contact_email,percentage,base,sroi_euros,hours,"
    "last_meeting\n"
)
FULL = (
    "C-1,Schoonmaak,dienst,helder,Helder BV,1000,60,90910000,2024-01-01,2027-12-31,2028-12-31,"
    "bert,bert,bert,Daan,daan@helder.example,5,opdrachtsom,0,0,2025-12-01\n"
)
NO_BACKUP = FULL.replace("C-1", "C-2").replace("bert,bert,bert", "bert,bert,")
NO_END = FULL.replace("C-1", "C-3").replace("2027-12-31", "")
ENDED = FULL.replace("C-1", "C-4").replace("2027-12-31", "2025-12-31")
BARE = "C-5,Groen,dienst" + "," * 18 + "\n"
EVERYTHING = [
    "ends_on", "reservecoordinator", "contractmanager", "inkoopexpert", "contractor", "monitoring", "last_meeting",
    "obligation", "opening_balance", "options", "starts_on", "value", "wage_share", "cpv",
]  # fmt: skip


def _taken_over(story: Story, folder: Path, *rows: str) -> None:
    on = ON.isoformat()
    story.act(on, "register-organisation", organisation="O-1", name="Gemeente Voorbeeld", sector="gemeente")
    for person in ("anna", "bert"):
        story.act(on, "register-person", person=person, name=person, email=f"{person}@voorbeeld.example")
    path = folder / "portefeuille.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    import_portfolio(
        story.engine, path, organisation="O-1", coordinator="anna", on=ON, by="toets",
        at=datetime(2026, 1, 5, tzinfo=UTC),
    )  # fmt: skip


def _found(story: Story, organisation: str | None = None) -> list[tuple[str, list[str]]]:
    with story.engine.connect() as connection:
        rows = gaps(connection, on=ON, organisation=organisation)
    return [(row["partnership"], [missing["what"] for missing in row["missing"]]) for row in rows]


def test_the_most_useful_comes_first(story: Story, tmp_path: Path) -> None:
    """A contract without an end goes before a missing backup; within a partnership the order is the same."""
    _taken_over(story, tmp_path, FULL, NO_BACKUP, NO_END, ENDED, BARE)
    assert [
        ("C-5", EVERYTHING),
        ("C-3", ["ends_on", "monitoring"]),
        ("C-4", ["afgelopen", "monitoring"]),
        ("C-2", ["reservecoordinator", "monitoring"]),
        ("C-1", ["monitoring"]),
    ] == _found(story)


def test_what_is_filled_in_is_no_gap_any_more(sqlite_story: Story, tmp_path: Path) -> None:
    """A partnership of which everything is known is not in the list."""
    _taken_over(sqlite_story, tmp_path, FULL)
    agreed = {"frequency": "kwartaal", "agenda": "stand van zaken", "roles": "beide", "information": "uren"}
    sqlite_story.act("2026-01-06", "agree-monitoring", partnership="C-1", **agreed)
    assert [] == _found(sqlite_story)


def test_only_running_partnerships_that_were_taken_over_are_asked_about(sqlite_story: Story, tmp_path: Path) -> None:
    """What began here is guided by its requirements, and an ended partnership needs nothing; nor does another's."""
    _taken_over(sqlite_story, tmp_path, BARE, BARE.replace("C-5", "C-6"))
    sqlite_story.act("2026-01-06", "start-partnership", partnership="P-1", title="Nieuw", organisation="O-1")
    sqlite_story.act("2026-01-06", "advance", partnership="C-6", trigger="beeindig", reason="klaar", lesson="geen")
    assert ["C-5"] == [partnership for partnership, _ in _found(sqlite_story, "O-1")]
    assert [] == _found(sqlite_story, "O-2")


def test_every_gap_has_a_whole_sentence(sqlite_story: Story, tmp_path: Path) -> None:
    """A sentence names what it is about and leaves no blanks."""
    _taken_over(sqlite_story, tmp_path, ENDED, BARE)
    with sqlite_story.engine.connect() as connection:
        sentences = [m["sentence"] for row in gaps(connection, on=ON) for m in row["missing"]]
    assert [] == [sentence for sentence in sentences if "{" in sentence or not sentence.endswith((".", "?"))]
    assert any("C-4 is op 31 december 2025 afgelopen" in sentence for sentence in sentences)


def test_the_number_of_queries_does_not_follow_the_number_of_partnerships(sqlite_story: Story, tmp_path: Path) -> None:
    """Ten partnerships take as many queries as one."""
    counts = []
    _taken_over(sqlite_story, tmp_path, *(BARE.replace("C-5", f"C-{n:02}") for n in range(10)))
    sqlite_story.act("2026-01-06", "register-organisation", organisation="O-2", name="Klein", sector="gemeente")
    sqlite_story.act(
        "2026-01-06", "take-over-partnership", partnership="P-1", title="Een", organisation="O-2", phase="monitoring",
        since="2026-01-01", coordinator="anna",
    )  # fmt: skip
    for organisation, partnerships in (("O-1", 10), ("O-2", 1)):
        asked: list[str] = []
        with sqlite_story.engine.connect() as connection:
            sa.event.listen(connection, "before_cursor_execute", lambda _c, _u, query, *_rest, a=asked: a.append(query))
            assert partnerships == len(gaps(connection, on=ON, organisation=organisation))
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0
