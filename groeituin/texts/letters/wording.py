"""What a letter says besides the questions themselves: how it opens, when an answer is wanted, and how it ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from groeituin.texts.letters.content import Letter, Point
from groeituin.texts.letters.rules import in_short
from groeituin.texts.words import counted
from states.texts import listed, weekday_and_day

ESCALATED = "geescaleerd"
LABELS = {
    ESCALATED: "Nog geen antwoord",
    "nieuw": "Nieuw",
    "terug": "Opnieuw gevraagd",
    "overgenomen": "Overgenomen van een collega",
}
# A subject line is cut off in most lists of mail after some sixty signs.
LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Part:
    """What a letter says of one partnership: what is told in full, the most urgent first, and what still waits."""

    heading: str
    told: tuple[Point, ...]
    waiting: tuple[Point, ...]


def parts(letter: Letter) -> list[Part]:
    """Return the letter by partnership, the one with the most urgent question first."""
    by_partnership: dict[str, list[Point]] = {}
    for point in sorted(letter.points, key=_urgency):
        by_partnership.setdefault(point.partnership, []).append(point)
    return [
        Part(
            f"{one_line(points[0].title)} ({points[0].partnership})",
            tuple(p for p in points if p.news),
            tuple(p for p in points if not p.news),
        )
        for points in by_partnership.values()
    ]


def begin_with(letter: Letter) -> Point | None:
    """Return the question to begin with: the most urgent that is open; None when all is planned or put off."""
    return min((point for point in letter.points if point.status == "open"), key=_urgency, default=None)


def _urgency(point: Point) -> tuple[bool, bool, bool, date, date, str, str]:
    escalated, waits = point.news == ESCALATED, point.news is None
    by = point.by or date.max
    return not escalated, waits, point.status != "open", by, point.raised_on, point.partnership, point.rule


def one_line(text: str) -> str:
    """Return what somebody wrote on one line; the sign of the euro stays with its amount."""
    return " ".join(text.split()).replace("€ ", "€\N{NO-BREAK SPACE}")


def subject(letter: Letter) -> str:
    """Return the subject line: short, telling, and nothing about a person."""
    news = [point for point in letter.points if point.news]
    told = _one(news[0]) if len(news) == 1 else _several(news)
    if not letter.weekly:
        return told or "Er is geen nieuws"
    waiting = len(letter.points) + letter.more
    return f"Uw weekbrief: {told or (_waiting(waiting) if waiting else 'er is niets dat op u wacht')}"


def _one(point: Point) -> str:
    title = one_line(point.title)
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
    return f"{short}: {'nog geen antwoord' if point.news == ESCALATED else in_short(point.rule)}"


def _several(news: list[Point]) -> str:
    if not news:
        return ""
    late = sum(point.news == ESCALATED for point in news)
    kinds = [_new(len(news) - late), f"{counted(late, 'vraag', 'vragen')} zonder antwoord" if late else ""]
    about = len({point.partnership for point in news})
    return f"{listed([kind for kind in kinds if kind])} over {counted(about, 'partnership', 'partnerships')}"


def _new(number: int) -> str:
    return counted(number, "nieuwe vraag", "nieuwe vragen") if number else ""


def _waiting(number: int) -> str:
    return f"{counted(number, 'vraag wacht', 'vragen wachten')} nog"


def heading(letter: Letter) -> str:
    """Return the title of the letter, with its date."""
    return f"{'Uw weekbrief' if letter.weekly else 'Uw brief'} van {weekday_and_day(letter.on)}"


def opening(letter: Letter) -> str:
    """Return the first lines: how much is new, how much got no answer, and how much waits."""
    late = sum(point.news == ESCALATED for point in letter.points)
    new = sum(point.news is not None for point in letter.points) - late
    waiting = len(letter.points) - late - new + letter.more
    unanswered = f"{counted(late, 'vraag', 'vragen')} waarop nog geen antwoord kwam"
    kinds = [_new(new), unanswered if late else ""]
    told = [kind for kind in kinds if kind]
    if told:
        also = f" Ook {_still(waiting)} van eerder." if waiting else ""
        return f"U heeft {listed(told)}.{also}"
    nothing = f"Er is {'deze week ' if letter.weekly else ''}niets nieuws."
    return f"{nothing} Wel {_still(waiting)} op u." if waiting else f"{nothing} Er is niets dat op u wacht."


def _still(waiting: int) -> str:
    return f"{'wacht' if waiting == 1 else 'wachten'} er nog {counted(waiting, 'vraag', 'vragen')}"


def label(point: Point) -> str:
    """Return what a question is called in front of its sentence: new, without an answer, asked again."""
    return LABELS[point.news or "nieuw"]


def reason(point: Point) -> str:
    """Say why it is asked now, as a sentence; empty when that is not told."""
    why = one_line(point.why)
    return f"{why[:1].upper()}{why[1:]}"


def begin(point: Point) -> str:
    """Say what to begin with: the first thing to do, or the question itself where that is not told again."""
    return one_line(point.first or point.sentence)


def asked_before(point: Point) -> str:
    """Say who was asked before; empty when nobody else was."""
    return f"Eerst gevraagd aan {point.asked_first}." if point.asked_first else ""


def answer(point: Point) -> str:
    """Say by when an answer is wanted, and what happens after that; empty when no date was set."""
    return f"Antwoord graag uiterlijk {weekday_and_day(point.by)}. {point.then}".strip() if point.by else ""


def since(point: Point) -> str:
    """Say of what waits since when, or until when it was planned or put off."""
    if point.status == "ingepland":
        return "gepland" + (f"; we vragen het weer op {weekday_and_day(point.until)}" if point.until else "")
    if point.status == "uitgesteld":
        return "uitgesteld" + (f" tot {weekday_and_day(point.until)}" if point.until else "")
    before = f"; antwoord graag uiterlijk {weekday_and_day(point.by)}" if point.by else ""
    return f"gevraagd op {weekday_and_day(point.raised_on)}{before}"


def rest(letter: Letter) -> str:
    """Say how much waits that is not in the letter, and where to see it; empty when all of it is."""
    if not letter.more:
        return ""
    one = letter.more == 1
    return (
        f"Er {'wacht' if one else 'wachten'} nog {counted(letter.more, 'andere vraag', 'andere vragen')}. Vraag de "
        f"coördinator om de hele lijst. Werkt u zelf met Groeituin? Dan toont 'groeituin duties {letter.person}' alles."
    )


def foot(letter: Letter) -> Iterator[str]:
    """Yield why somebody gets this letter, how to change that, and that a program made it."""
    often = (
        "één keer per week, ook als er niets nieuws is"
        if letter.weekly
        else "alleen op een ochtend waarop er nieuws is"
    )
    yield "Is iets klaar, of is er een datum? Leg het vast of geef het door aan de coördinator. Dan stopt de vraag."
    yield f"U krijgt deze brief omdat u meewerkt aan een partnership voor meer banen. Hij komt {often}."
    yield (
        "Wilt u hem vaker of minder vaak, of alleen wat eerst aan u is gevraagd? Vraag het de coördinator of de "
        "beheerder van Groeituin (choose-letters)."
    )
    yield "Deze brief is vanzelf gemaakt door een programma; niemand heeft hem vooraf gelezen."
