"""Imports, acts and upgrades of the schema that are killed at any moment: all of it is there, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from copies import Copy, copies
from crowd import crowded
from faults import Count
from killing import Killing, killing, struck
from story import Story

from models.database import writing
from models.schema import _config, head

ON = "2026-02-02"
# How many moments per file or act; PostgreSQL takes longer to copy a database.
IMPORTS = {"sqlite": 15, "postgresql": 10}
ACTS = {"sqlite": 10, "postgresql": 6}
UPGRADES = {"sqlite": 14, "postgresql": 8}
ROWS = 12


@pytest.fixture(scope="module")
def killer() -> Iterator[Killing]:
    """Return a process that is copied for every piece of work."""
    with killing() as process:
        yield process


@pytest.fixture
def copy(request: pytest.FixtureRequest, story: Story, tmp_path: Path) -> Iterator[Copy]:
    """Return a function that opens another copy of a database in which a little happened, and the night of that."""
    crowded(story, 20)
    story.night("2026-02-01")
    with copies(story.engine, request, tmp_path) as another:
        yield another


@pytest.mark.slow
@pytest.mark.parametrize("portfolio", [False, True], ids=["contracts", "portfolio"])
def test_a_killed_import_is_all_or_nothing(
    copy: Copy, killer: Killing, story: Story, tmp_path: Path, *, portfolio: bool
) -> None:
    """Killed at seeded moments nothing of a file is there, or all of it; reading it again leaves it there once."""
    path = tmp_path / "bestand.csv"
    rows = [f"C-{one},Groen,dienst,glans,Glans BV,1000,2024-01-01,2027-12-31" for one in range(ROWS)]
    head = "contract,title,nature,contractor,contractor_name,value,starts_on,ends_on"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    many = IMPORTS[story.engine.dialect.name]
    count = Count("kill -9 of an import, at seeded moments", group="acts and imports")
    told = {"on": ON, "path": str(path), "portfolio": portfolio}
    left = struck(killer, copy, count, "import", many, "SELECT count(*) FROM contracts", **told)
    assert left <= {0, ROWS}
    assert 0 in left
    assert many == count.tried
    count.nothing_lost()


@pytest.mark.slow
def test_a_killed_act_is_all_or_nothing(copy: Copy, killer: Killing, story: Story) -> None:
    """Somebody hands over what they have in many partnerships; killed at seeded moments it is all or nothing."""
    many = ACTS[story.engine.dialect.name]
    count = Count("kill -9 of an act that reaches many partnerships, at seeded moments", group="acts and imports")
    told = {"on": ON, "act": "hand-over", "fields": {"from": "anna", "to": "bert"}}
    left = struck(killer, copy, count, "act", many, "SELECT count(*) FROM actions WHERE owner = 'bert'", **told)
    assert left <= {0, 21}
    assert 0 in left
    assert many == count.tried
    count.nothing_lost()


@pytest.mark.slow
def test_a_killed_upgrade_is_all_or_nothing(
    story: Story, killer: Killing, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Killed at seeded moments the schema is the old one or the new one; upgrading again loses no row."""
    crowded(story, 20)
    story.night("2026-02-01")
    config = _config()
    with writing(story.engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    many = UPGRADES[story.engine.dialect.name]
    count = Count("kill -9 of an upgrade of the schema, at seeded moments", group="migrations")
    with copies(story.engine, request, tmp_path) as copy:
        left = struck(killer, copy, count, "upgrade", many, "SELECT version_num FROM alembic_version")
    assert "0004" in left
    assert left <= {"0004", head()}
    assert many == count.tried
    count.nothing_lost()
