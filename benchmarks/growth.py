"""How a night grows from 1,000 to 1,000,000 partnerships, done by one worker and by two, on PostgreSQL.

``python -m benchmarks.growth [--sizes 1000 10000 100000] [--folder FOLDER]`` writes ``docs/growth.md`` and
``docs/images/growth.svg``, and leaves with 1 when something that is to be reached was not. A million takes half an hour
to make and 20 GB of disk; in a folder, portfolios are kept for a next time. One partnership in twenty is due.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.databases import Postgresql, postgresql
from benchmarks.night import Case, verify
from groeituin.clock import seconds, today

ROOT = Path(__file__).parents[1]
ONE_IN = 20
MILLION = 1_000_000
WITHIN_SECONDS, WITHIN_MB, AT_LEAST = 20, 1000, 1.3
HEADINGS = ("partnerships", "due", "one worker s", "two workers s", "times", "due/s", "MB together", "again s")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 360, 70, 120, 50, 50
COLOURS = {1: "#3565a8", 2: "#1b7f5c"}
NAMES = {1: "one worker", 2: "two workers"}
TEXT = """# How a night grows

    .venv/bin/python -m benchmarks.growth --sizes 1000 10000 100000 1000000

Measured on {on}: {cores} cores for everything, the database too; Python {python}, PostgreSQL {server} with its default
settings. Best of {repeat} nights, each on a fresh copy, verified as in [benchmarks.md](benchmarks.md): each signal and
journal row once, and stored terms as `plan(...)` says. One partnership in twenty is due. Workers are processes that
begin together with a range each, and then do what is left of the others' ([ADR 15](adr/0015-a-night-is-shared.md));
starting them is not counted. Times: two workers against one. Due/s, memory and the same night again are of two workers.

{rows}

![Seconds of a night by the number of partnerships](images/growth.svg)

| to reach | |
|---|---|
{reached}
"""
Points = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Shared:
    """A night by some workers: seconds until the last was done, memory of all, and the same night again."""

    seconds: float
    peak: float
    again: float


@dataclass(frozen=True, slots=True)
class Grown:
    """The best night of one worker and of two, on one portfolio."""

    case: Case
    one: Shared
    two: Shared

    @property
    def times(self) -> float:
        """Return how many times as fast two workers are as one."""
        return self.one.seconds / self.two.seconds


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every size, and write and print the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="How does a night grow?")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where portfolios are kept for a next time")
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groeituin-growth-")))
        place = stack.enter_context(postgresql(folder))
        found = []
        for size in asked.sizes:
            found.append(_grown(place, Case(size, size // ONE_IN), asked.repeat))
            print(_line(_cells(found[-1])), file=sys.stderr, flush=True)
        server = _version(place)
    written = page(found, server, asked.repeat)
    (ROOT / "docs/growth.md").write_text(written, encoding="utf-8")
    lines = {of: [(each.case.partnerships, _by(each, of).seconds) for each in found] for of in NAMES}
    (ROOT / "docs/images/growth.svg").write_text(chart(lines), encoding="utf-8")
    print(written)
    sys.exit("\n".join(said for said, reached in verdicts(found) if not reached) or None)


def _grown(place: Postgresql, case: Case, repeat: int) -> Grown:
    name = place.filled(case.partnerships, case.due)
    nights: dict[int, list[Shared]] = {of: [] for of in NAMES}
    for _ in range(repeat):
        for of, measured in nights.items():
            measured.append(_shared(place, name, case, of))
    one, two = (min(measured, key=lambda each: each.seconds) for measured in nights.values())
    return Grown(case, one, two)


def _shared(place: Postgresql, name: str, case: Case, of: int) -> Shared:
    with place.copied(name) as url:
        took, peak = _run(url, of)
        again, _peak = _run(url, of)
        verify(url, case)
    return Shared(took, peak, again)


def _run(url: str, of: int) -> tuple[float, float]:
    """Let workers begin together; return the seconds until the last is done, and the memory of all in megabytes."""
    commands = [[sys.executable, "-m", "benchmarks.one_part", url, str(number), str(of)] for number in range(of)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own
        for command in commands
    ]
    for worker in workers:
        assert worker.stdout is not None  # noqa: S101  # asked for above
        worker.stdout.readline()
    start = seconds()
    told: list[dict[str, Any]] = []
    for worker in workers:
        assert worker.stdin is not None  # noqa: S101  # asked for above
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        said, _nothing = worker.communicate()
        told.append(json.loads(said))
    return seconds() - start, sum(each["peak"] for each in told)


def _version(place: Postgresql) -> str:
    url = make_url(place.url("postgres")).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        return str(connection.info.parameter_status("server_version")).split()[0]


def verdicts(found: Sequence[Grown]) -> list[tuple[str, bool]]:
    """Return what was to be reached, in words, and whether it was."""
    largest = max(found, key=lambda each: each.case.partnerships)
    two = largest.two
    said = [(f"two workers at least {AT_LEAST} times one: {largest.times:.2f} times", largest.times >= AT_LEAST)]
    if largest.case.partnerships == MILLION:
        said += [
            (f"a million within {WITHIN_SECONDS} s: {two.seconds:.1f} s", two.seconds <= WITHIN_SECONDS),
            (f"a million under {WITHIN_MB} MB: {two.peak:.0f} MB", two.peak <= WITHIN_MB),
        ]
    return said


def page(found: Sequence[Grown], server: str, repeat: int) -> str:
    """Return the page of what was found."""
    rows = [_line(HEADINGS), f"|{'---:|' * len(HEADINGS)}", *(_line(_cells(each)) for each in found)]
    reached = [f"| {said} | {'reached' if well else '**not reached**'} |" for said, well in verdicts(found)]
    return TEXT.format(
        on=today(), cores=os.cpu_count(), python=platform.python_version(), server=server, repeat=repeat,
        rows="\n".join(rows), reached="\n".join(reached),
    )  # fmt: skip


def chart(lines: Mapping[int, Points]) -> str:
    """Return an SVG of seconds by partnerships, for each number of workers; both scales are logarithmic."""
    every = [point for points in lines.values() for point in points]
    xs, ys = [log10(size) for size, _ in every], [log10(took) for _, took in every]
    bottom, top, first, last = int(min(ys)) - 1, int(max(ys)) + 1, int(min(xs)), max(xs)

    def x(size: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(size) - first) / max(last - first, 1)

    def y(took: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(took) - bottom) / (top - bottom)

    heading = "Seconds of a night by partnerships, one in twenty due; each line is ten times as many"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title"',
        f'font-family="sans-serif" font-size="13"><title id="title">{heading}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="10" y="24" font-size="15" font-weight="bold">{heading}</text>',
    ]
    for power in range(bottom, top + 1):
        at = y(10.0**power)
        parts.append(f'<line x1="{LEFT}" y1="{at:.0f}" x2="{WIDTH - RIGHT}" y2="{at:.0f}" stroke="#d9dce1"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.0f}" text-anchor="end" fill="#555b66">{10.0**power:g} s</text>')
    parts += [
        f'<text x="{x(size):.0f}" y="{HEIGHT - 20}" text-anchor="middle" fill="#555b66">{size:,}</text>'
        for size in sorted({size for size, _ in every})
    ]
    for of, points in lines.items():
        path = " ".join(f"{x(size):.0f},{y(took):.0f}" for size, took in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[of]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(s):.0f}" cy="{y(t):.0f}" r="4" fill="{COLOURS[of]}"/>' for s, t in points]
        size, took = points[-1]
        parts.append(
            f'<text x="{x(size) + 9:.0f}" y="{y(took) + (0 if of == 1 else 14):.0f}" fill="{COLOURS[of]}">'
            f"{NAMES[of]} {took:.3g} s</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _by(grown: Grown, of: int) -> Shared:
    return grown.one if of == 1 else grown.two


def _cells(grown: Grown) -> Sequence[str]:
    case, one, two = grown.case, grown.one, grown.two
    return (
        f"{case.partnerships:,}", f"{case.due:,}", f"{one.seconds:.2f}", f"{two.seconds:.2f}", f"{grown.times:.2f}",
        f"{case.due / two.seconds:,.0f}", f"{two.peak:.0f}", f"{two.again:.3f}",
    )  # fmt: skip


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
