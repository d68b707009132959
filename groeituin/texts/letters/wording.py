"""What a letter says besides the questions themselves: how it opens, when an answer is wanted, and how it ends."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
# What its date is this near, or past, goes first: there is no time left for another round.
PRESSING = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Part:
    """What a letter says of one partnership: what is told in full, the most urgent first, and what still waits."""

    heading: str
    told: tuple[Point, ...]
    waiting: tuple[Point, ...]


def parts(letter: Letter) -> list[Part]:
    """Return the letter by partnership, the one with the most urgent question first."""
    by_partnership: dict[str, list[Point]] = {}
    for point in sorted(letter.points, key=lambda one: urgency(one, letter.on)):
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
    still_open = (point for point in letter.points if point.status == "open")
    return min(still_open, key=lambda one: urgency(one, letter.on), default=None)


def urgency(point: Point, on: date) -> tuple[bool, bool, bool, bool, date, date, date, date, str, str]:
    """Return what orders the questions of a day's letter, the most urgent first.

    What is open goes before what was planned or put off; then what is about a date that is past or within four weeks,
    the first date first; then what got no answer, what is new and what waits, each by the nearest of its own date and
    the day by which an answer is wanted.
    """
    about, by = point.deadline or date.max, point.by or date.max
    pressing = about <= on + PRESSING
    return (
        point.status != "open", not pressing, point.news != ESCALATED, point.news is None,
        about if pressing else date.max, min(about, by), about, point.raised_on, point.partnership, point.rule,
    )  # fmt: skip


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


def also_asked(point: Point) -> str:
    """Say who was asked the same; empty when nobody else was."""
    return f"Ook gevraagd aan {point.also}." if point.also else ""


def reference(point: Point) -> str:
    """Return by what an answer is known to be about this question: ``P-1, voortgangsgesprek, 2026-K4``."""
    return ", ".join(part for part in (point.partnership, point.rule, point.occasion) if part)


def answer(point: Point) -> str:
    """Say by when an answer is wanted, and what happens after that, or how it stands; empty when no date was set."""
    if point.status != "open":
        return f"Dit is {_put_off(point)}."
    return f"Antwoord graag uiterlijk {weekday_and_day(point.by)}. {point.then}".strip() if point.by else ""


def waiting(part: Part) -> Iterator[tuple[str, str]]:
    """Yield what waits and how it stands, each line once; what reads the same gets its reference."""
    alike = Counter(one_line(point.sentence) for point in (*part.told, *part.waiting))
    lines: Counter[tuple[str, str]] = Counter()
    for point in part.waiting:
        sentence, told = one_line(point.sentence), since(point)
        if alike[sentence] > 1 and point.occasion:
            told += f"; kenmerk {reference(point)}"
        lines[sentence, told] += 1
    for (sentence, told), number in lines.items():
        yield sentence, told if number == 1 else f"{number} vragen, {told}"


def since(point: Point) -> str:
    """Say of what waits whom it was first asked, and since when, or for when it was planned, or until when put off."""
    first = f"eerst gevraagd aan {point.asked_first}; " if point.asked_first else ""
    if point.status != "open":
        return f"{first}{_put_off(point)}"
    before = f"; antwoord graag uiterlijk {weekday_and_day(point.by)}" if point.by else ""
    return f"{first}gevraagd op {weekday_and_day(point.raised_on)}{before}"


def _put_off(point: Point) -> str:
    how, word = ("gepland", "op") if point.status == "ingepland" else ("uitgesteld", "tot")
    return f"{how} {word} {weekday_and_day(point.until)}" if point.until else how


def rest(letter: Letter) -> str:
    """Say how much waits that is not in the letter, and where to see it; empty when all of it is."""
    if not letter.more:
        return ""
    one = letter.more == 1
    return (
        f"Er {'wacht' if one else 'wachten'} nog {counted(letter.more, 'andere vraag', 'andere vragen')}. "
        f"{'Die staat' if one else 'Ze staan'} in Groeituin. Werkt u daar niet zelf mee? Vraag de beheerder van "
        "Groeituin dan om de hele lijst."
    )


def how_to_answer(letter: Letter) -> str:
    """Say what to do with an answer: tell the coordinator, by name, or record it; a coordinator records it."""
    mark = " Noem daarbij het kenmerk van de vraag." if any(point.news for point in letter.points) else ""
    led_by: dict[str, dict[str, None]] = defaultdict(dict)
    for point in letter.points:
        if point.coordinator:
            led_by[point.coordinator][point.partnership] = None
    if not led_by:
        return f"Leg het vast in Groeituin.{mark}"
    (name, theirs), *others = led_by.items()
    everywhere = not others and {point.partnership for point in letter.points} == theirs.keys()
    of_each = " of ".join(f"{one} ({listed(list(led))})" for one, led in led_by.items())
    whom = f"{name}, de coördinator" if everywhere else f"de coördinator: {of_each}"
    return f"Laat het weten aan {whom}. Of leg het zelf vast in Groeituin.{mark}"


def foot(letter: Letter) -> Iterator[str]:
    """Yield why somebody gets this letter, how to change that, and that a program made it."""
    often = (
        "één keer per week, ook als er niets nieuws is"
        if letter.weekly
        else "alleen op een ochtend waarop er nieuws is"
    )
    yield f"Is iets klaar, of is er een datum? {how_to_answer(letter)} Dan stopt de vraag."
    yield f"U krijgt deze brief omdat u meewerkt aan een partnership voor meer banen. Hij komt {often}."
    yield (
        "Wilt u hem vaker of minder vaak, of alleen wat eerst aan u is gevraagd? Vraag het de beheerder van Groeituin."
    )
    yield "Deze brief is vanzelf gemaakt door een programma; niemand heeft hem vooraf gelezen."
