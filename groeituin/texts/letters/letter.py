"""The morning letter: its subject, as plain text and as HTML."""

from collections.abc import Iterator

from groeituin.texts.letters import wording
from groeituin.texts.letters.content import Letter, Point
from groeituin.texts.letters.layout import WIDTH, item, page, underlined, wrapped
from groeituin.texts.letters.wording import subject

__all__ = ["Letter", "Point", "html", "plain", "subject"]


def plain(letter: Letter) -> str:
    """Return the letter as plain text, no line longer than 72 signs."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    title = wrapped(wording.heading(letter))
    yield from (title, "", wrapped(f"Beste {letter.name},"), "", wrapped(wording.opening(letter)))
    first = wording.begin_with(letter)
    if first:
        yield from ("", "BEGIN HIERMEE", wrapped(wording.begin(first)), wrapped(f"({first.title})"))
    for part in wording.parts(letter):
        yield from ("", "", *underlined(part.heading))
        for point in part.told:
            yield from ("", *_told(point))
        if part.waiting:
            yield from ("", "Wacht nog:")
            yield from (item(f"{sentence} ({since})") for sentence, since in wording.waiting(part))
    if letter.more:
        yield from ("", "", wrapped(wording.rest(letter)))
    yield from ("", "-" * WIDTH, *(wrapped(line) for line in wording.foot(letter)))


def _told(point: Point) -> Iterator[str]:
    yield item(f"{wording.label(point).upper()}. {point.sentence}")
    yield from (wrapped(wording.asked_before(point), "  "),) if point.asked_first else ()
    yield from (wrapped(wording.also_asked(point), "  "),) if point.also else ()
    yield from (wrapped(f"Doe eerst dit: {point.first}", "  "),) if point.first else ()
    yield from (wrapped(wording.answer(point), "  "),) if wording.answer(point) else ()
    yield from (wrapped(f"Waarom nu? {wording.reason(point)}", "  "),) if point.why else ()
    yield wrapped(f"Kenmerk: {wording.reference(point)}", "  ")


def html(letter: Letter) -> str:
    """Return the letter as an HTML document that needs nothing from elsewhere."""
    return page("letter.html.j2").render(letter=letter, words=wording)
