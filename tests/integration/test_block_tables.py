"""Block tables in the database: registered, fixed at the award, and unchangeable once a contract is counted by one."""

import json
from pathlib import Path
from typing import Any

import pytest
from story import P1_C1, Story

from groeituin.cli import main
from groeituin.errors import BadInput, NoSuchThing, Refused
from models.block_tables import block_tables
from models.dossiers import load_dossiers
from states.figures.blocks import read_block_table

ON = "2026-01-05"
WW = {"code": "ww", "target_group": "ww", "unit": "jaar", "amount": "15000", "base_hours": 36}
SHIPPED = Path(__file__).parents[2] / "states/definitions/bouwblokken"


def table(version: str = "2025", valid_from: str = "2025-01-01", authority: str = "O-1", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # the fields of the act
    """Return the fields of a table."""
    known = {"authority": authority, "version": version, "valid_from": valid_from, "source": "Besluit", "blocks": [WW]}
    return known | more


def tables_of(story: Story, contract: str = "C-1") -> list[tuple[Any, ...]]:
    """Return authority and version by obligation of a contract."""
    return story.rows(
        "SELECT authority, table_version FROM obligations WHERE contract = :c ORDER BY from_on", c=contract
    )


def obliged(story: Story, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # the fields of the act
    """Record an obligation of C-1 and return its journal row's fields."""
    known = {"contract": "C-1", "percentage": 5, "base": "opdrachtsom", "from": "2026-01-01", "reason": "bestek"}
    story.act(ON, "set-obligation", **(known | fields))
    return dict(story.journal()[-1][4])


@pytest.fixture
def known(sqlite_story: Story) -> Story:
    """Return a story with P-1, contract C-1 awarded for 2025, and three versions of the organisation's table."""
    return prepared(sqlite_story)


def prepared(story: Story) -> Story:
    """Make P-1, contract C-1 awarded for 2025, and three versions of the organisation's table known."""
    story.start(ON)
    story.contract(ON)
    story.act(ON, "register-block-table", **table())
    story.act(ON, "register-block-table", **table("2026", "2026-01-01"))
    story.act(ON, "register-block-table", **table("2024", "2024-01-01"))
    return story


def test_a_table_comes_back_as_it_was_registered(story: Story) -> None:
    """Every public table, registered and read again, is the table of its file."""
    files = sorted(SHIPPED.glob("*.yaml"))
    assert files
    for file in files:
        written = read_block_table(file.read_text(encoding="utf-8"))
        story.act(ON, "register-block-table", **written.model_dump(mode="json", exclude_none=True))
        key = (written.authority, written.version)
        with story.engine.connect() as connection:
            assert {key: written} == block_tables(connection, [key, ("nergens", "1")])


def test_the_same_again_changes_nothing(story: Story) -> None:
    """However its amounts are written, the same table is no new fact."""
    story.act(ON, "register-block-table", **table())
    again = table(blocks=[WW | {"amount": "15000.00", "description": None}], bonuses=[])
    assert not story.act(ON, "register-block-table", **again).changed


def test_a_table_that_no_contract_uses_may_change(story: Story) -> None:
    """A mistake in a new table is put right by registering it again, or by a correction."""
    story.act(ON, "register-block-table", **table())
    entry = story.act(ON, "register-block-table", **table(source="Besluit van de raad")).entry
    story.act(ON, "correct", entry=entry, reason="typfout", fields={"valid_from": "2025-02-01"})
    found = story.rows("SELECT source, valid_from, address FROM block_tables")
    assert [("Besluit van de raad", "2025-02-01", None)] == [(a, str(b), c) for a, b, c in found]
    story.act(ON, "correct", entry=entry, reason="hoort hier niet")
    assert [("Besluit",)] == story.rows("SELECT source FROM block_tables")


def test_a_table_that_a_contract_uses_cannot_change(story: Story) -> None:
    """The refusal says which contract, and to register a new version; the same again is still fine."""
    known = prepared(story)
    obliged(known)
    changed = table(blocks=[WW | {"amount": "20000"}])
    with pytest.raises(Refused, match="Contract C-1 wordt geteld met tabel O-1/2025") as refused:
        known.act(ON, "register-block-table", **changed)
    assert ["tabel_in_gebruik"] == [detail["code"] for detail in refused.value.details]
    entry = next(row[0] for row in known.journal() if row[3] == "register-block-table" and row[4]["version"] == "2025")
    with pytest.raises(Refused, match="O-1/2025"):
        known.act(ON, "correct", entry=entry, reason="weg ermee")
    assert not known.act(ON, "register-block-table", **table()).changed
    assert known.act(ON, "register-block-table", **table("2025-2", blocks=[WW | {"amount": "20000"}])).changed


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("blocks", [], "leeg"),
        ("blocks", [WW | {"unit": "dag"}], "keuze"),
        ("blocks", [WW | {"hoogte": 1}], "onbekend_veld"),
        ("blocks", [WW, WW], "dubbel"),
        ("blocks", [WW | {"description": "van 123456782"}], "bsn"),
        ("blocks", [WW | {"address": "x" * 10_001}], "te_lang"),
        ("bonuses", [{"code": "50+", "amount": 1, "target_groups": "ww"}], "lijst"),
        ("source", "BSN 123456782", "bsn"),
        ("valid_from", "1 januari", "datum"),
    ],
)
def test_a_table_that_is_wrong_is_refused(sqlite_story: Story, field: str, value: object, code: str) -> None:
    """Every fault is named by its field, in Dutch."""
    with pytest.raises(BadInput) as refused:
        sqlite_story.act(ON, "register-block-table", **(table() | {field: value}))
    assert [code] == [detail["code"] for detail in refused.value.details]


def test_the_table_is_the_one_valid_at_the_award(story: Story) -> None:
    """A contract of 2025 is counted under the version of 2025, newest before its start, and the journal names it."""
    known = prepared(story)
    data = obliged(known)
    assert ("O-1", "2025") == (data["authority"], data["table_version"])
    assert [("O-1", "2025")] == tables_of(known)
    with known.engine.connect() as connection:
        [contract] = load_dossiers(connection, ["P-1"])[0].contracts
    assert contract.block_table
    assert "O-1/2025" == contract.block_table.reference


def test_the_day_of_the_award_goes_before_the_start(known: Story) -> None:
    """Awarded in 2024 to start in 2025: the table of 2024."""
    fields = {"contract": "C-9", "organisation": "O-1", "title": "Groen", "nature": "dienst"}
    known.act(ON, "register-contract", **fields, planned_publication_on="2024-01-01")
    known.act(ON, "register-contractor", contractor="groen", name="Groen BV")
    known.act(ON, "ask-out", contract="C-9", published_on="2024-02-01")
    span = {"awarded_on": "2024-11-01", "starts_on": "2025-01-01", "ends_on": "2028-12-31"}
    known.act(ON, "award-contract", contract="C-9", contractor="groen", **span)
    assert "2024" == obliged(known, contract="C-9")["table_version"]


def test_a_new_version_leaves_a_contract_under_its_own(known: Story) -> None:
    """A later change of the percentage, and a version registered later, change nothing about the table."""
    obliged(known)
    known.act(ON, "register-block-table", **table("2025-2", "2025-01-01"))
    assert "2025" == obliged(known, **{"from": "2026-07-01", "percentage": 4})["table_version"]
    again = {"contract": "C-1", "percentage": 5, "base": "opdrachtsom", "from": "2026-01-01", "reason": "bestek"}
    assert not known.act(ON, "set-obligation", **again).changed
    assert [("O-1", "2025")] * 2 == tables_of(known)


def test_another_authority_and_a_version_by_name(known: Story) -> None:
    """A contract may be counted under somebody else's table, and under a version that is named."""
    known.act(ON, "register-block-table", **table("1", "2020-01-01", "regio"))
    assert [("regio", "1")] == [tuple(obliged(known, authority="regio")[n] for n in ("authority", "table_version"))]
    assert "2026" == obliged(known, authority="O-1", table_version="2026")["table_version"]
    assert [("O-1", "2026")] == tables_of(known)


def test_a_version_that_does_not_exist(known: Story) -> None:
    """A named version must exist; it is looked for at the contract's organisation where no authority is named."""
    with pytest.raises(NoSuchThing, match="Er is geen bouwblokkentabel '2030'"):
        obliged(known, table_version="2030")
    with pytest.raises(NoSuchThing, match="Er is geen bouwblokkentabel '2025'"):
        obliged(known, authority="regio", table_version="2025")


def test_without_any_table_an_obligation_is_still_recorded(sqlite_story: Story) -> None:
    """The table may follow: the obligation and its authority are kept, and telling it again fixes the version."""
    story = sqlite_story
    story.start(ON)
    story.contract(ON)
    data = obliged(story, authority="regio")
    assert ("regio", False) == (data["authority"], "table_version" in data)
    assert [("regio", None)] == tables_of(story)
    story.act(ON, "register-block-table", **table("1", "2020-01-01", "regio"))
    assert "1" == obliged(story, authority="regio")["table_version"]
    assert [("regio", "1")] == tables_of(story)


def test_a_correction_of_the_percentage_keeps_the_table(known: Story) -> None:
    """Putting one figure right does not look for another table."""
    obliged(known, authority="O-1", table_version="2024")
    known.act(ON, "correct", entry=len(known.journal()), reason="typfout", fields={"percentage": 4})
    assert [("O-1", "2024")] == tables_of(known)
    assert [(4,)] == known.rows("SELECT percentage FROM obligations")


MOTIVATION = {"size": "groot", "nature": "dienst", "duration": "vier jaar"}
SPAN = {"awarded_on": "2026-01-04", "starts_on": "2026-07-01", "ends_on": "2030-06-30"}


def tender(story: Story, percentage: int | None = 5) -> None:
    """Plan and ask out the tender of C-2."""
    fields = {"contract": "C-2", "organisation": "O-1", "title": "Groen", "nature": "dienst"}
    story.act(ON, "register-contract", **fields, planned_publication_on="2025-06-01")
    share = {} if percentage is None else {"percentage": percentage, "base": "opdrachtsom"}
    story.act(
        ON, "decide-application", contract="C-2", forms=["contractbepaling"], **share, motivation=MOTIVATION
    )  # fmt: skip
    story.act(ON, "ask-out", contract="C-2", published_on="2025-06-01")


def test_the_award_makes_what_was_asked_the_obligation(known: Story) -> None:
    """Percentage and base of the tender hold from the start, under the table of the day of the award."""
    tender(known)
    known.act(ON, "award-contract", contract="C-2", contractor="glans", **SPAN)
    assert ("O-1", "2026") == tuple(known.journal()[-1][4][name] for name in ("authority", "table_version"))
    [(share, base, since)] = known.rows("SELECT percentage, base, from_on FROM obligations WHERE contract = 'C-2'")
    assert (5, "opdrachtsom", "2026-07-01") == (share, base, str(since))
    assert not known.act(ON, "award-contract", contract="C-2", contractor="glans", **SPAN).changed


def test_an_obligation_of_a_tender_gets_its_table_at_the_award(known: Story) -> None:
    """Before the award there is no version; an obligation that was recorded is not made a second time."""
    tender(known)
    assert "table_version" not in obliged(known, contract="C-2", authority="O-1")
    known.act(ON, "award-contract", contract="C-2", contractor="glans", **SPAN)
    assert [("O-1", "2026")] == tables_of(known, "C-2")


def test_an_award_may_name_the_table(known: Story) -> None:
    """The table that the contract names goes before the newest one, and must exist."""
    tender(known)
    award = {"contract": "C-2", "contractor": "glans"} | SPAN
    with pytest.raises(NoSuchThing, match="bouwblokkentabel '2030'"):
        known.act(ON, "award-contract", **award, table_version="2030")
    known.act(ON, "award-contract", **award, table_version="2024")
    assert [("O-1", "2024")] == tables_of(known, "C-2")


def test_an_award_without_an_obligation_names_no_table(known: Story) -> None:
    """Where nothing is owed there is nothing to count under a table: that is told, not dropped."""
    tender(known, percentage=None)
    award = {"contract": "C-2", "contractor": "glans"} | SPAN
    with pytest.raises(Refused) as refused:
        known.act(ON, "award-contract", **award, authority="O-1")
    assert ["geen_verplichting"] == [detail["code"] for detail in refused.value.details]
    known.act(ON, "award-contract", **award)
    assert [] == tables_of(known, "C-2")


def test_an_award_can_be_corrected_after_its_table_was_fixed(known: Story) -> None:
    """The journal row of an award holds the table; correcting its dates still makes a valid award."""
    tender(known)
    entry = known.act(ON, "award-contract", contract="C-2", contractor="glans", **SPAN).entry
    known.act(ON, "correct", entry=entry, reason="typfout", fields={"ends_on": "2031-06-30"})
    assert ["2031-06-30"] == [str(day) for (day,) in known.rows("SELECT ends_on FROM contracts WHERE contract = 'C-2'")]
    assert [("O-1", "2026")] == tables_of(known, "C-2")


def test_an_hours_line_may_name_its_block(known: Story) -> None:
    """Where a group has more blocks the line says which, and the dossier knows it."""
    line = {"target_group": "ww", "persons": 1, "paid_hours": 8, "block": "ww"}
    known.act(ON, "report-hours", **P1_C1, period="2025-K4", lines=[line])
    with known.engine.connect() as connection:
        [report] = load_dossiers(connection, ["P-1"])[0].hours_reports
    assert ["ww"] == [told.block for told in report.lines]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run a command and return its exit status and its JSON, from either stream."""
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), json.loads(out or err.splitlines()[-1])


@pytest.fixture
def command(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line work on a fresh database."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_command_line_takes_a_yaml_file(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    """A specialist writes a table in YAML and registers it with one command; twice changes nothing."""
    changed = [run(capsys, "act", "register-block-table", f"@{file}")[1]["changed"] for _ in range(2)]
    assert [True, False] == changed


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("t.yaml", "authority: [", "is geen YAML (regel 1)"),
        ("t.yaml", "- een\n- twee\n", "Een handeling is een JSON-object"),
        ("t.json", "{", "Dit is geen JSON"),
        ("t.yaml", "authority: a\nversion: 2026\nvalid_from: 2026-01-01\nsource: s\n", "blocks"),
        ("t.yaml", "!!python/object/apply:os.getcwd []", "is geen YAML"),
    ],
)
def test_a_file_that_is_no_act_is_bad_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str, says: str
) -> None:
    """What is wrong with a file is told in one sentence, and nothing in it is carried out."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    status, error = run(capsys, "act", "register-block-table", f"@{tmp_path / name}")
    assert (2, "bad_input") == (status, error["error"])
    assert says in error["message"]


@pytest.mark.usefixtures("command")
def test_a_json_file_and_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """JSON may stand in a file too; a version may be a number; a missing file is bad input."""
    file = tmp_path / "tabel.json"
    file.write_text(json.dumps(table(version=2026)), encoding="utf-8-sig")  # type: ignore[arg-type]  # as people write it
    status, outcome = run(capsys, "act", "register-block-table", f"@{file}")
    assert (0, True) == (status, outcome["changed"])
    assert 2 == run(capsys, "act", "register-block-table", f"@{tmp_path / 'nergens.yaml'}")[0]
