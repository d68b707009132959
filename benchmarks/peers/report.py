"""What the comparison found, as a page with a table and as a chart. Pure: it measures nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import log10

OURS, FLOOR = "Groeituin", "SQL alone"
FASTER, OF_FLOOR = 5.0, 10.0
HEADINGS = ("", "version", "durable", "due/s", "Groeituin is", "gates", "peak MB", "lines")
WIDTH, ROW, LEFT, RIGHT, TOP = 760, 34, 150, 90, 46
HEADING = "Due per second in one night; each line to the right is ten times as many"
COLOURS = {OURS: "#1b7f5c", FLOOR: "#8a8f98"}
OTHERS = "#3565a8"


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds of a night, and megabytes of its process."""

    seconds: float
    peak: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one adapter did: its best night and how many signals there were at the kill, or its failure in words."""

    name: str
    version: str
    durable: bool
    lines: int
    due: int
    night: Night | None = None
    at_kill: int = 0
    failure: str = ""

    @property
    def rate(self) -> float:
        """Return how many fell due a second; nothing when a gate was not passed."""
        return self.due / self.night.seconds if self.night else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """Where and of what size the comparison was."""

    on: date
    partnerships: int
    due: int
    terms: int
    repeat: int
    cores: int
    load: float
    python: str
    postgresql: str


def missed(results: Sequence[Result]) -> list[str]:
    """Return what was to be reached and was not, in words."""
    return [said for said, reached in _verdicts(results) if not reached]


def page(run: Run, results: Sequence[Result], text: str) -> str:
    """Return the page of the comparison: the measured part, and the text that explains it."""
    measured = (
        f"Measured on {run.on}: {run.partnerships:,} partnerships with {run.terms:,} terms, of which {run.due:,} fall "
        f"due; {run.cores} cores (load {run.load:.1f} when it began), Python {run.python}, one PostgreSQL "
        f"{run.postgresql} server with its default settings under all of them. Nights measured of each, of which the "
        f"best counts, each in a process of its own on a fresh copy: {run.repeat}."
    )
    verdicts = "\n".join(
        f"| {said} | {'reached' if reached else '**not reached**'} |" for said, reached in _verdicts(results)
    )
    return text.format(measured=measured, table=table(results), verdicts=f"| to reach | |\n|---|---|\n{verdicts}")


def table(results: Sequence[Result]) -> str:
    """Return a Markdown table, the fastest first; who failed a gate comes last and gets no time."""
    ours = next((result.rate for result in results if result.name == OURS), 0.0)
    rows = [_line(HEADINGS), "|---|---|---|---:|---:|---|---:|---:|"]
    return "\n".join([*rows, *(_line(_cells(result, ours)) for result in _sorted(results))])


def chart(results: Sequence[Result]) -> str:
    """Return an SVG of the due per second on a logarithmic scale."""
    shown = [result for result in _sorted(results) if result.rate]
    decades = range(1, int(log10(max(result.rate for result in shown))) + 2)
    height = TOP + ROW * len(shown) + 30

    def place(rate: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, (log10(rate) - 1) / (decades[-1] - 1))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title"',
        'font-family="sans-serif" font-size="13">',
        f'<title id="title">{HEADING}: {", ".join(f"{escape(each.name)} {each.rate:,.0f}" for each in shown)}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="22" font-size="15" font-weight="bold">{HEADING}</text>',
    ]
    for decade in decades:
        at = place(10**decade)
        parts.append(f'<line x1="{at:.0f}" y1="{TOP - 8}" x2="{at:.0f}" y2="{height - 24}" stroke="#d9dce1"/>')
        parts.append(f'<text x="{at:.0f}" y="{height - 8}" text-anchor="middle" fill="#555b66">{10**decade:,}</text>')
    for number, result in enumerate(shown):
        top, end = TOP + ROW * number, place(result.rate)
        colour = COLOURS.get(result.name, OTHERS)
        parts.append(f'<text x="{LEFT - 10}" y="{top + 18}" text-anchor="end">{escape(result.name)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{top + 2}" width="{end - LEFT:.0f}" height="{ROW - 10}" fill="{colour}"/>')
        parts.append(f'<text x="{end + 8:.0f}" y="{top + 18}">{result.rate:,.0f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _verdicts(results: Sequence[Result]) -> list[tuple[str, bool]]:
    by_name = {result.name: result for result in results}
    ours, floor = by_name[OURS], by_name[FLOOR]
    peers = [result for result in results if result not in (ours, floor) and result.durable and result.rate]
    if not (ours.rate and floor.rate and peers):
        return [("Groeituin, the floor and a durable peer pass every gate", False)]
    best = max(peers, key=lambda peer: peer.rate)
    faster, of_floor = ours.rate / best.rate, floor.rate / ours.rate
    return [
        (f"at least {FASTER:.0f} times the best durable peer, {best.name}: {faster:.1f} times", faster >= FASTER),
        (f"within {OF_FLOOR:.0f} times of the floor: {of_floor:.1f} times", of_floor <= OF_FLOOR),
    ]


def _sorted(results: Sequence[Result]) -> list[Result]:
    return sorted(results, key=lambda result: -result.rate)


def _cells(result: Result, ours: float) -> Sequence[object]:
    known = (result.name, result.version, "yes" if result.durable else "no")
    if not result.night:
        return (*known, "", "", f"failed: {result.failure}", "", result.lines)
    times = "" if result.name == OURS else f"{ours / result.rate:.2g} times as fast"
    gates = f"all; killed at {result.at_kill:,}"
    return (*known, f"{result.rate:,.0f}", times, gates, f"{result.night.peak:.0f}", result.lines)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
