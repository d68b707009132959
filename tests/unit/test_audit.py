"""What `make audit` says of what was looked up."""

import runpy
from pathlib import Path
from typing import Any

import pytest

told = runpy.run_path(str(Path(__file__).parents[2] / ".ci/audit.py"))["_told"]
WELL = {"name": "orjson", "version": "3.11.4", "vulns": []}
FAULTY = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "X-1", "fix_versions": ["2.10.1"]}]}
UNKNOWN = {"name": "prefect", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([WELL], 0, "audit: 1 looked up, 0 with a known fault; not looked up: none"),
        ([WELL, UNKNOWN], 0, "audit: 1 looked up, 0 with a known fault; not looked up: prefect"),
        (
            [UNKNOWN],
            0,
            "audit: SKIPPED, nothing was looked up: the service that answered knows none of these packages.",
        ),
        (
            [WELL, FAULTY],
            1,
            "audit: jinja2 2.10: X-1 (mended in 2.10.1)\naudit: 2 looked up, 1 with a known fault; not looked up: none",
        ),
    ],
)
def test_what_could_not_be_looked_up_is_said(
    packages: list[dict[str, Any]], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Silence about a package never passes for a good sign; only a known fault ends badly."""
    assert told(packages) == status
    assert "".join(capsys.readouterr()).strip() == said
