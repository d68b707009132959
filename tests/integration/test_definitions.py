"""Definitions that are switched on, followed, and migrated to."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from processes import process_text
from story import AT, Story

from groeituin import migration
from groeituin.activation import Activation, Rehearsed, activate, listing
from groeituin.check import check
from groeituin.definition_file import DefinitionFile, read_definition_file
from groeituin.definitions import Library
from groeituin.errors import BadInput, NoSuchThing, Refused
from groeituin.migration import migrate
from models.database import writing
from states.definition import content_hash, handreiking_text
from states.migration import migrate as real

ON = date(2026, 5, 4)
LEADS = "lead_months: [18, 12, 6, 3]"
SHORTER = {LEADS: "lead_months: [18, 12, 4, 2]"}


def written(folder: Path, changes: dict[str, str], version: str = "2") -> DefinitionFile:
    """Write a definition to a file and read it as a person's."""
    path = folder / f"proces_{version}.yaml"
    path.write_text(process_text(changes, version), encoding="utf-8")
    return read_definition_file(path)


def switched_on(story: Story, file: DefinitionFile, on: date = ON, **told: Any) -> Activation:  # noqa: ANN401  # what activate takes
    """Switch a definition on, rehearsed or not."""
    return activate(
        story.engine, file, told.pop("rehearsed", None), on=on, by="toets", at=AT, **({"force": True} | told)
    )


def moved(story: Story, old: str = "handreiking/1", new: str = "handreiking/2", on: date = ON, **told: Any) -> Any:  # noqa: ANN401  # a report
    """Migrate everybody who follows a definition, and return what the doors tell of it."""
    return migrate(story.engine, old, new, on=on, by="toets", at=AT, **told).as_json()


def followed(story: Story) -> dict[str, str]:
    """Return which definition each partnership follows."""
    return dict(story.rows("SELECT partnership, definition FROM partnerships ORDER BY partnership"))


def test_new_partnerships_follow_what_was_switched_on(story: Story, tmp_path: Path) -> None:
    """Those that run stay with their own; somebody may choose another by name."""
    story.start("2026-01-05")
    switched_on(story, written(tmp_path, SHORTER))
    more = {"title": "Groen", "organisation": "O-1"}
    story.act("2026-05-04", "start-partnership", partnership="P-2", **more)
    story.act("2026-05-04", "start-partnership", partnership="P-3", definition="handreiking/1", **more)
    assert {"P-1": "handreiking/1", "P-2": "handreiking/2", "P-3": "handreiking/1"} == followed(story)
    assert "handreiking/2" == [row[4] for row in story.journal() if row[3] == "start-partnership"][1]["definition"]
    with pytest.raises(NoSuchThing, match="handreiking/9"):
        story.act("2026-05-04", "start-partnership", partnership="P-4", definition="handreiking/9", **more)


def test_only_what_was_rehearsed_as_it_is_now_is_switched_on(story: Story, tmp_path: Path) -> None:
    """Without a rehearsal, or after a change since, it is refused and nothing is kept; forced, the journal says so."""
    first, then = written(tmp_path, {}), written(tmp_path, SHORTER)
    of_first = Rehearsed(first.content_hash, ON, ON, 1)
    for rehearsed, why in ((None, "nog niet in een nachtproef"), (of_first, "na de laatste nachtproef veranderd")):
        with pytest.raises(Refused, match=why) as refused:
            switched_on(story, then, rehearsed=rehearsed, force=False)
        assert ["niet_geprobeerd"] == [detail["code"] for detail in refused.value.details]
    assert [] == story.journal()
    with story.engine.connect() as connection:
        assert "handreiking/1" == Library(connection).active.reference
    switched_on(story, first, rehearsed=of_first, force=False)
    switched_on(story, written(tmp_path, SHORTER, "3"), rehearsed=of_first)
    told = [(row[3], row[4]["definition"], row[4]["forced"], row[4]["rehearsed"]) for row in story.journal()]
    assert [
        ("activate-definition", "handreiking/2", False, ["2026-05-04", "2026-05-04"]),
        ("activate-definition", "handreiking/3", True, None),
    ] == told


def test_a_rehearsal_that_saw_nobody_opens_nothing_where_somebody_follows(story: Story, tmp_path: Path) -> None:
    """One on an empty database says nothing about this one; where nobody follows there is nothing to see."""
    first, then = written(tmp_path, {}), written(tmp_path, SHORTER, "3")
    assert switched_on(story, first, rehearsed=Rehearsed(first.content_hash, ON, ON, 0), force=False).rehearsed
    story.start("2026-05-04")
    unseen = Rehearsed(then.content_hash, ON, ON, 0)
    with pytest.raises(Refused, match="De nachtproef zag geen partnerships; draai haar op deze database") as refused:
        switched_on(story, then, rehearsed=unseen, force=False)
    assert ["niet_geprobeerd"] == [detail["code"] for detail in refused.value.details]
    assert not switched_on(story, then, rehearsed=unseen).rehearsed
    assert (True, None) == next((row[4]["forced"], row[4]["rehearsed"]) for row in story.journal()[::-1])


def test_a_version_has_one_text(story: Story, tmp_path: Path) -> None:
    """Another text under a known name is refused, the guide's own included; the same text once more changes nothing."""
    assert switched_on(story, written(tmp_path, SHORTER)).changed
    assert not switched_on(story, written(tmp_path, SHORTER)).changed
    for text in (written(tmp_path, {}), written(tmp_path, SHORTER, "1")):
        with pytest.raises(Refused, match="is al bekend met een andere tekst"):
            switched_on(story, text)
    assert 1 == len(story.journal())


def test_an_earlier_version_can_be_switched_on_again(story: Story, tmp_path: Path) -> None:
    """Going back is switching on what was there before, the guide's own too; never before the last time."""
    path = tmp_path / "handreiking.yaml"
    path.write_text(handreiking_text(), encoding="utf-8")
    own, other = read_definition_file(path), written(tmp_path, SHORTER)
    assert not switched_on(story, own).changed
    switched_on(story, other)
    with pytest.raises(Refused, match="4 mei 2026"):
        switched_on(story, own, date(2026, 5, 3))
    assert "handreiking/2" == switched_on(story, own).replaces
    with story.engine.connect() as connection:
        assert ["handreiking/2", "handreiking/1"] == list(Library(connection))
        assert [False, True] == [row["active"] for row in listing(connection)]
        assert content_hash(handreiking_text()) == listing(connection)[1]["content_hash"]
    assert switched_on(story, other).changed


def test_who_is_invited_follows_the_process_at_once(story: Story, tmp_path: Path) -> None:
    """Whom the other process expects at a meeting that is planned already is invited by the move itself."""
    story.reach("verkenning", "2026-01-05")
    story.act("2026-01-05", "plan-meeting", partnership="P-1", kind="werkgroep", planned_on="2026-06-15")
    query = "SELECT person FROM invitations WHERE NOT cancelled ORDER BY person"
    assert [("anna",), ("bert",), ("cees",), ("dina",), ("eva",)] == story.rows(query)
    fewer = {
        'werkgroep: {step: "1b", invites: [inkoopexpert, hr_expert,': 'werkgroep: {step: "1b", invites: [hr_expert,'
    }
    switched_on(story, written(tmp_path, fewer))
    moved(story, "1", "2")
    assert [("anna",), ("cees",), ("dina",), ("eva",)] == story.rows(query)


def test_what_was_asked_is_not_asked_again_after_a_migration(story: Story, tmp_path: Path) -> None:
    """Signals stand for the leads that take the place of theirs, stored terms are as planned, the journal tells all."""
    story.start("2026-01-05")
    known = {"organisation": "O-1", "title": "Schoonmaak", "nature": "dienst", "stage": "gegund"}
    story.act("2026-01-05", "register-contract", contract="C-1", ends_on="2026-10-31", starts_on="2025-12-01", **known)
    story.act("2026-01-05", "link-contract", partnership="P-1", contract="C-1")
    story.night("2026-04-30", ["contract_verloopt"])
    switched_on(story, written(tmp_path, SHORTER))
    assert [] == story.night("2026-05-04").failures
    report = moved(story, "1", "2")
    assert (1, [], 1, []) == (report["moved"], report["lapsed"], report["restated"], report["refused"])
    assert ("C-1/2026-10-31/6m", "C-1/2026-10-31/4m") in story.rows("SELECT occasion, now_as FROM signals")
    (row,) = [row for row in story.journal() if row[3] == "migrate-definition"]
    data = {"from": "handreiking/1", "to": "handreiking/2"}
    assert data | {"now_as": [["contract_verloopt", "C-1/2026-10-31/6m", "C-1/2026-10-31/4m"]]} == row[4]
    with story.engine.connect() as connection:
        assert [] == check(connection)["differences"]
    found = [
        story.night(f"2026-{month:02}-{day:02}")
        for month in range(5, 10)
        for day in (1, 15, 30)
        if (month, day) > (5, 4)
    ]
    assert ["C-1/2026-10-31/2m"] == [
        s.occasion for night in found for s in night.raised if s.rule == "contract_verloopt"
    ]
    assert 0 == moved(story)["moved"]


def test_who_cannot_be_moved_is_named(story: Story, tmp_path: Path) -> None:
    """A phase that is left out, or a journal that is ahead, keeps a partnership where it is; the others move."""
    story.start("2026-01-05")
    for partnership, phase in (("P-2", "borging"), ("P-3", "monitoring"), ("P-4", "monitoring")):
        story.act("2026-02-02", "take-over-partnership", partnership=partnership, title="Groen", organisation="O-1",
                  phase=phase, since="2025-09-01", coordinator="anna")  # fmt: skip
    story.act("2026-06-01", "suspend", partnership="P-4", reason="verbouwing")
    switched_on(story, without_anchoring(tmp_path))
    report = moved(story)
    assert (2, ["P-2", "P-4"]) == (report["moved"], [refused["partnership"] for refused in report["refused"]])
    assert "in de fase borging; die bestaat niet in handreiking/2" in report["refused"][0]["sentence"]
    assert "is al bij 1 juni 2026" in report["refused"][1]["sentence"]
    assert ["handreiking/2", "handreiking/1", "handreiking/2", "handreiking/1"] == [*followed(story).values()]
    assert [] == [row for row in story.journal() if row[3] == "migrate-definition" and row[6] in {"P-2", "P-4"}]


def without_anchoring(folder: Path) -> DefinitionFile:
    """Write the guide's process without its last phases."""
    import yaml

    data = yaml.safe_load(process_text({}))
    for phase in ("borging", "afgerond"):
        del data["phases"][phase]
        for role in data["duties"].values():
            role.pop(phase, None)
    left = set(data["phases"])
    for name in ("start_borging", "rond_af"):
        del data["triggers"][name]
    for trigger in data["triggers"].values():
        trigger["sources"] = [source for source in trigger["sources"] if source in left]
    for name, rule in list(data["rules"].items()):
        rule["phases"] = [phase for phase in rule["phases"] if phase in left]
        rule["while_contract_runs"] = [phase for phase in rule.get("while_contract_runs", []) if phase in left]
        if not rule["phases"]:
            del data["rules"][name]
    path = folder / "korter.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_definition_file(path)


def test_a_try_writes_nothing(story: Story, tmp_path: Path) -> None:
    """A dry run tells what would happen, and the database is as it was."""
    story.start("2026-01-05")
    switched_on(story, written(tmp_path, SHORTER))
    before = story.journal(), followed(story)
    report = moved(story, dry_run=True)
    assert (1, True) == (report["moved"], report["dry_run"])
    assert before == (story.journal(), followed(story))


def test_one_that_fails_does_not_hold_the_others(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partnership that cannot be moved at all is named with its error, and everybody else is moved."""
    story.start("2026-01-05")
    more = {"title": "Groen", "organisation": "O-1"}
    for partnership in ("P-2", "P-3"):
        story.act("2026-01-05", "start-partnership", partnership=partnership, **more)
    switched_on(story, written(tmp_path, SHORTER))

    def broken(dossier: Any, *rest: Any) -> Any:  # noqa: ANN401  # it only stands in between
        if dossier.partnership == "P-2":
            raise RuntimeError("kapot")
        return real(dossier, *rest)

    monkeypatch.setattr(migration, "moved", broken)
    report = moved(story)
    assert (2, ["P-2"]) == (report["moved"], [refused["partnership"] for refused in report["refused"]])
    assert "kapot" in report["refused"][0]["sentence"]
    assert ["handreiking/2", "handreiking/1", "handreiking/2"] == [*followed(story).values()]


def test_from_and_to_must_be_known_and_differ(story: Story, tmp_path: Path) -> None:
    """A version that says enough may stand alone; one that nobody knows, or twice the same, is told so."""
    switched_on(story, written(tmp_path, SHORTER))
    for old, new in (("1", "9"), ("9", "1"), ("handreiking/9", "2")):
        with pytest.raises(NoSuchThing, match="handreiking/1, handreiking/2"):
            moved(story, old, new)
    with pytest.raises(BadInput, match="dezelfde"):
        moved(story, "2", "handreiking/2")


def test_a_signal_of_a_rule_that_went_lapses_with_the_move(story: Story, tmp_path: Path) -> None:
    """The journal tells which signal lapsed, in the same transaction, so that no open signal has an unknown rule."""
    story.start("2026-01-05")
    story.night("2026-04-05")
    assert ["open"] == [status for _, status, _ in story.signals(rule="fase_staat_stil")]
    text = process_text({})
    begin = text.index("  fase_staat_stil:\n    phases")
    path = tmp_path / "zonder.yaml"
    path.write_text(text[:begin] + text[text.index("  actie_te_laat:\n    phases") :], encoding="utf-8")
    switched_on(story, read_definition_file(path))
    known = {"partnership": "P-1", "rule": "fase_staat_stil", "occasion": "draagvlak/2026-01-05/90d"}
    assert [known] == moved(story)["lapsed"]
    assert ["vervallen"] == [status for _, status, _ in story.signals(rule="fase_staat_stil")]
    assert ["migrate-definition", "lapse-signal"] == [row[3] for row in story.journal()][-2:]
    assert [] == story.night("2026-05-06").failures
    story.act("2026-05-07", "register-person", person="fien", name="Fien", email="fien@voorbeeld.nl")
    story.act("2026-05-07", "assign-role", partnership="P-1", role="projectcoordinator", person="fien")
    assert [known] == moved(story, "2", "1", date(2026, 5, 8))["returned"]
    assert ["migrate-definition", "return-signal"] == [row[3] for row in story.journal()][-2:]
    assert ["open"] == [status for _, status, _ in story.signals(rule="fase_staat_stil")]
    found = [s.occasion for s in story.night("2026-05-09").raised if s.rule == "fase_staat_stil"]
    assert ["draagvlak/2026-01-05/120d"] == found


def test_text_and_hash_are_kept_as_written(story: Story, tmp_path: Path) -> None:
    """What was switched on can be shown again, word for word."""
    file = written(tmp_path, SHORTER)
    switched_on(story, file)
    with story.engine.connect() as connection:
        assert file.text == Library(connection).text_of("handreiking/2")
        assert file.content_hash == Library(connection).hash_of("handreiking/2")
    with writing(story.engine).begin() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(
            sa.text("INSERT INTO definitions SELECT 'x/1', content_hash, text, activation FROM definitions")
        )
