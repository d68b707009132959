"""Show 3: figures and advice on the command line; the worked example of the domain to the cent.

The printed forms stand in ``tests/golden/figures.txt``. After a change on purpose, write them anew and read:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/acceptance/test_figures.py``.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from story import P1, Story

from groeituin.cli import main
from states.figures.blocks import read_block_table

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden/figures.txt"
TABLES = ROOT / "states/definitions/bouwblokken"
ON = "2026-01-05"
YEAR_LATER = "2027-01-10"
QUARTERS = ("2026-K1", "2026-K2", "2026-K3", "2026-K4")
REGISTER = {"target_group": "banenafspraak_register", "persons": 1, "paid_hours": "312"}
MOTIVATION = {"size": "groot", "nature": "dienst", "duration": "vier jaar"}


def register_table(story: Story, name: str) -> str:
    """Register a public table and return its authority."""
    written = read_block_table((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))
    story.act(ON, "register-block-table", **written.model_dump(mode="json", exclude_none=True))
    return written.authority


def obliged(story: Story, authority: str | None = None, contract: str = "C-1") -> None:
    """Let a contract owe 5 percent of its value."""
    fields = {"contract": contract, "percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "bestek"}
    story.act(ON, "set-obligation", **fields, **({"authority": authority} if authority else {}))


def approved(story: Story, *lines: dict[str, Any], contract: str = "C-1", periods: tuple[str, ...] = QUARTERS) -> None:
    """Let a contract report the same lines over some periods, and approve them."""
    for period in periods:
        about = P1 | {"contract": contract, "period": period}
        story.act(YEAR_LATER, "report-hours", **about, lines=list(lines))
        story.act(YEAR_LATER, "review-hours", **about, verdict="goedgekeurd")


@pytest.fixture
def told(sqlite_story: Story, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Return a story of P-1 with C-1, four years and a million euros, that the command line works on."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)
    sqlite_story.start(ON)
    sqlite_story.contract(ON, value="1000000", wage_share="85", cpv="90910000-9")
    return sqlite_story


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run a command and return its exit status and what it printed."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out or err


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the figures of P-1 at the end of 2026, as JSON."""
    found: dict[str, Any] = json.loads(run(capsys, "figures", "P-1", "--on", "2026-12-31", "--json")[1])
    return found


@pytest.mark.parametrize(("table", "euros"), [("utrecht", "33333.33"), ("oost_nederland", "26666.67")])
def test_the_worked_example(told: Story, capsys: pytest.CaptureFixture[str], table: str, euros: str) -> None:
    """The same hours under two authorities' tables: two values in euros, and one and the same part of a job."""
    authority = register_table(told, table)
    obliged(told, authority)
    approved(told, REGISTER)
    found = figures(capsys)
    [contract] = found["contracts"]
    assert (euros, "0.94", "1248.00", "25.5") == tuple(
        found[name] for name in ("sroi_euros", "banenafspraak_jobs", "hours", "divisor")
    )
    assert ("50000.00", euros) == (contract["obligation"], contract["realised"])
    assert {"authority": authority, "version": "2023", "valid_from": "2023-01-01"} == contract["table"]
    assert [] == found["unclear"]


def test_what_is_due_is_pro_rata(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Half of the four years is half of the obligation."""
    obliged(told)
    [contract] = figures(capsys)["contracts"]
    assert ("50000.00", "24982.89") == (contract["obligation"], contract["due"])
    assert "250000.00" == contract["value_a_year"]


def test_the_opening_balance_counts(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """What was realised before is added, in euros and hours."""
    obliged(told, register_table(told, "utrecht"))
    told.act(ON, "record-opening-balance", contract="C-1", sroi_euros="1000.50", hours="20", source="lijst")
    approved(told, REGISTER)
    found = figures(capsys)
    assert ("34333.83", "1268.00", "0.94") == (found["sroi_euros"], found["hours"], found["banenafspraak_jobs"])


def test_only_approved_hours_count(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A report that was received only changes no figure."""
    obliged(told, register_table(told, "utrecht"))
    told.act(YEAR_LATER, "report-hours", **P1, contract="C-1", period="2026-K4", lines=[REGISTER])
    found = figures(capsys)
    assert ("0.00", "0.00", "0.00") == (found["sroi_euros"], found["banenafspraak_jobs"], found["hours"])


def test_sheltered_work_earns_euros_and_no_job(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Two currencies: neither is worked out from the other."""
    obliged(told, register_table(told, "oost_nederland"))
    approved(told, REGISTER | {"target_group": "beschut_werk"})
    found = figures(capsys)
    assert ("26666.67", "0.00") == (found["sroi_euros"], found["banenafspraak_jobs"])


def test_hours_without_a_table_have_no_worth(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a table what was realised is not known, which is told and is not a zero."""
    obliged(told)
    approved(told, REGISTER)
    found = figures(capsys)
    [contract] = found["contracts"]
    assert (None, None, "0.94") == (contract["realised"], contract["table"], found["banenafspraak_jobs"])
    assert ["C-1: er is geen bouwblokkentabel vastgelegd, dus de uren hebben geen waarde."] == found["unclear"]


def test_a_framework_agreement_counts_what_is_called_off(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Hours under a contract of the framework count for the framework, once."""
    obliged(told, register_table(told, "utrecht"))
    told.contract(ON, "C-2", framework="C-1", value="5000")
    approved(told, REGISTER, contract="C-2")
    found = figures(capsys)
    framework, under = found["contracts"]
    assert ("33333.33", "33333.33", None) == (found["sroi_euros"], framework["realised"], under["realised"])
    assert ("C-1", None) == (under["framework"], under["obligation"])
    assert "1248.00" == found["hours"]


def test_agreed_effort_has_no_euros_to_owe(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Where effort was agreed the contract follows its effort reports."""
    told.act(ON, "start-partnership", partnership="P-9", title="Zorg", organisation="O-1", basis="inspanning")
    told.act(ON, "link-contract", partnership="P-9", contract="C-1")
    obliged(told)
    about = {"partnership": "P-9", "contract": "C-1", "period": "2026-K1"}
    told.act(YEAR_LATER, "report-hours", **about, lines=[], effort="twee werkervaringsplekken")
    told.act(YEAR_LATER, "review-hours", **about, verdict="goedgekeurd")
    [contract] = json.loads(run(capsys, "figures", "P-9", "--json")[1])["contracts"]
    assert (None, None, 1) == (contract["obligation"], contract["due"], contract["effort_reports"])
    assert "Hier is inspanning afgesproken: 1 verslag goedgekeurd." in run(capsys, "figures", "P-9")[1]


def test_the_tracks_stand_beside_the_objectives(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Per target group: what was agreed, the jobs filled, hours, euros and jobs of the banenafspraak."""
    obliged(told, register_table(told, "utrecht"))
    told.act(ON, "set-objective", **P1, target_group="banenafspraak_register", jobs=2, euros="60000")
    told.act(ON, "set-objective", **P1, target_group="ww", hours="500")
    mapped = {"title": "Hulp", "target_group": "ww", "hours_per_week": 24, "source": "nieuwe_taak"}
    for job in ("B-1", "B-2"):
        told.act(ON, "map-job", **P1, **mapped, job=job)
        told.act(ON, "fill-job", **P1, job=job, starts_on=ON, form="dienstverband", payroll="opdrachtnemer")
    told.act("2026-03-01", "end-job", **P1, job="B-2", ended_on="2026-03-01", reason="doorstroom")
    approved(told, REGISTER)
    register, ww = figures(capsys)["tracks"]
    assert {"jobs": "2.00", "hours": None, "euros": "60000.00"} == register["objective"]
    rows = [tuple(row[n] for n in ("filled_jobs", "sroi_euros", "banenafspraak_jobs")) for row in (register, ww)]
    assert [(0, "33333.33", "0.94"), (1, "0.00", "0.00")] == rows


def test_a_dossier_names_the_table(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """`show` tells under which table a contract is counted, as JSON and for people, without its whole content."""
    obliged(told, register_table(told, "utrecht"))
    [contract] = json.loads(run(capsys, "show", "P-1", "--json")[1])["contracts"]
    assert ("utrecht/2023", "utrecht") == (contract["block_table"], contract["obligations"][0]["authority"])
    printed = run(capsys, "show", "P-1")[1]
    assert "Geteld met de bouwblokken van utrecht, versie 2023" in printed
    assert "Decimal" not in printed


def advice(capsys: pytest.CaptureFixture[str], contract: str) -> dict[str, Any]:
    """Return the advice on a contract, as JSON."""
    found: dict[str, Any] = json.loads(run(capsys, "advice", contract, "--json")[1])
    return found


def planned(story: Story, **fields: Any) -> None:  # noqa: ANN401  # the fields of a contract
    """Plan tender C-2."""
    known = {"contract": "C-2", "organisation": "O-1", "title": "Groen", "nature": "dienst", "stage": "gepland"}
    story.act(ON, "register-contract", **(known | fields))


def test_advice_on_a_planned_tender(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The shape that doors.md promises; deciding the application takes away what was to be motivated."""
    planned(told, value="80000", starts_on="2027-01-01", ends_on="2027-04-30", cpv="77310000")
    told.act(ON, "link-contract", **P1, contract="C-2")
    told.act(ON, "set-objective", **P1, target_group="wajong", jobs=1)
    found = advice(capsys, "C-2")
    assert ["contract", "points", "warnings", "to_motivate"] == list(found)
    assert {"code", "sentence", "source"} == set(found["points"][0])
    assert ["kleine_opdracht", "korte_duur", "een_doelgroep"] == [warning["code"] for warning in found["warnings"]]
    assert ["size", "nature", "duration"] == [missing["code"] for missing in found["to_motivate"]]
    application = {"forms": ["contractbepaling"], "percentage": 6, "base": "opdrachtsom", "motivation": MOTIVATION}
    told.act(ON, "decide-application", contract="C-2", **application)
    found = advice(capsys, "C-2")
    assert [] == found["to_motivate"]
    assert "hoog_percentage" in [warning["code"] for warning in found["warnings"]]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("command", ["advice", "figures"])
def test_what_does_not_exist(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """An unknown contract or partnership is told with exit status 3."""
    status, error = run(capsys, command, "X-1", "--json")
    assert (3, "not_found") == (status, json.loads(error.splitlines()[-1])["error"])


def test_what_people_read(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures and advice as a work group reads them, word for word."""
    obliged(told, register_table(told, "utrecht"))
    told.act(ON, "set-objective", **P1, target_group="banenafspraak_register", jobs=2, hours="2000", euros="60000")
    told.contract(ON, "C-2", framework="C-1")
    told.contract(ON, "C-3", nature="levering", ends_on=None)
    approved(told, REGISTER | {"bonuses": ["50+"]}, {"target_group": "jongeren", "persons": 1, "paid_hours": "8"})
    planned(told, contract="C-4", nature="levering", value="300000", wage_share="20", framework="C-1")
    printed = [run(capsys, "figures", "P-1", "--on", "2026-12-31")[1]]
    printed += [run(capsys, "advice", code)[1] for code in ("C-1", "C-4")]
    text = "\n".join(printed)
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
