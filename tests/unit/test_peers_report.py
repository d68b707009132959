"""What the comparison with peers says, and what keeps it fair: small adapters, pinned versions."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from benchmarks.peers.comparison import PEERS, Peer
from benchmarks.peers.nights import HERE
from benchmarks.peers.report import FLOOR, OURS, Night, Result, Run, chart, missed, page, table

RUN = Run(date(2026, 11, 22), 20_000, 1000, 160_000, 2, 2, 0.1, "3.11.7", "18.1")


def result(name: str, seconds: float, *, durable: bool = True) -> Result:
    """Return what somebody did with a thousand due in so many seconds."""
    return Result(name, "1.0", durable, 50, 1000, Night(seconds, 64.4), 480)


ALL = [result(OURS, 0.5), result(FLOOR, 0.1), result("Durable", 4.0), result("Other", 1.0, durable=False)]
FAILED = replace(result("Broken", 1.0), night=None, failure="not the exact set: of 1000 due 999 signals")


def test_the_fastest_comes_first_and_each_is_compared_with_groeituin() -> None:
    """A reader sees at once who does how many a second, and how much faster Groeituin is."""
    rows = table(ALL).splitlines()[2:]
    assert [FLOOR, OURS, "Other", "Durable"] == [row.split(" | ")[0].removeprefix("| ") for row in rows]
    assert "| Durable | 1.0 | yes | 250 | 8 times as fast | all; killed at 480 | 64 | 50 |" == rows[3]
    assert "| 10,000 | 0.2 times as fast |" in rows[0]


def test_who_fails_a_gate_gets_no_time() -> None:
    """A fast answer that is wrong is no answer: it stands last, with its failure in words, and not in the chart."""
    last = table([FAILED, *ALL]).splitlines()[-1]
    assert "| Broken | 1.0 | yes |  |  | failed: not the exact set: of 1000 due 999 signals |  | 50 |" == last
    assert "Broken" not in chart([FAILED, *ALL])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (result("Durable", 2.4), "at least 5 times the best durable peer, Durable: 4.8 times"),
        (result(FLOOR, 0.04), "within 10 times of the floor: 12.5 times"),
        (replace(ALL[0], night=None, failure="slow"), "Groeituin, the floor and a durable peer pass every gate"),
    ],
)
def test_what_was_not_reached_is_said(changed: Result, told: str) -> None:
    """The limits are held against the best peer that is durable, and missing one ends the command with a failure."""
    assert [] == missed(ALL)
    assert [told] == missed([changed if each.name == changed.name else each for each in ALL])


def test_the_chart_is_a_picture_with_a_bar_for_each() -> None:
    """It is well-formed, tells a screen reader its numbers, and a longer bar is a higher rate."""
    drawn = ET.fromstring(chart(ALL))  # noqa: S314  # our own text
    svg = "{http://www.w3.org/2000/svg}"
    assert "Durable 250" in (drawn.findtext(f"{svg}title") or "")
    bars = [float(bar.attrib["width"]) for bar in drawn.iter(f"{svg}rect")][1:]
    assert sorted(bars, reverse=True) == bars
    assert len(ALL) == len(set(bars))
    assert all(0 < bar < 760 for bar in bars)


def test_the_page_says_where_and_how_it_was_measured() -> None:
    """The text around the table is a template; nothing of it is left open."""
    written = page(RUN, ALL, (HERE / "page.md").read_text(encoding="utf-8"))
    for said in (
        "20,000 partnerships",
        "1,000 fall",
        "(load 0.1 when it began)",
        "PostgreSQL 18.1",
        "images/peers.svg",
        table(ALL),
        "| reached |",
    ):
        assert said in written
    assert "{" not in written


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: str(peer.name))
def test_an_adapter_is_small(peer: Peer) -> None:
    """An adapter of a hundred lines or more would compare its author, not the library."""
    assert 0 < peer.lines < 100


def test_every_adapter_is_measured_and_described() -> None:
    """A script that nobody runs says nothing, and neither does a peer of which the idiom is not told."""
    scripts = {path.name for path in HERE.glob("with_*.py")} | {"floor.py"}
    assert scripts == {peer.script for peer in PEERS}
    text = (HERE / "page.md").read_text(encoding="utf-8")
    assert all(f"| {peer.name} |" in text for peer in PEERS)


def test_the_peers_are_pinned_and_not_in_our_lock() -> None:
    """The comparison can be repeated, and what it installs never reaches a night."""
    lines = [line for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    lock = (HERE.parents[1] / "requirements.txt").read_text(encoding="utf-8")
    for name in ("dbos", "procrastinate", "django", "apscheduler"):
        assert re.search(rf"^{name}==", "\n".join(lines), re.MULTILINE | re.IGNORECASE)
        assert not re.search(rf"^{name}==", lock, re.MULTILINE | re.IGNORECASE)
