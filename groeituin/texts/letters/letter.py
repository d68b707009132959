"""The morning letter: its subject, as plain text and as HTML."""

from collections.abc import Iterator
from functools import cache
from textwrap import fill

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from groeituin.texts.letters import wording
from groeituin.texts.letters.content import Letter, Point
from groeituin.texts.letters.wording import subject

__all__ = ["Letter", "Point", "html", "plain", "subject"]

WIDTH = 72


def plain(letter: Letter) -> str:
    """Return the letter as plain text, no line longer than 72 signs."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    title = _wrapped(wording.heading(letter))
    yield from (title, "", _wrapped(f"Beste {letter.name},"), "", _wrapped(wording.opening(letter)))
    first = wording.begin_with(letter)
    if first:
        yield from ("", "BEGIN HIERMEE", _wrapped(wording.begin(first)), _wrapped(f"({first.title})"))
    for part in wording.parts(letter):
        yield from ("", "", *_underlined(part.heading))
        for point in part.told:
            yield from ("", *_told(point))
        if part.waiting:
            yield from ("", "Wacht nog:")
            yield from (_item(f"{point.sentence} ({wording.since(point)})") for point in part.waiting)
    if letter.more:
        yield from ("", "", _wrapped(wording.rest(letter)))
    yield from ("", "-" * WIDTH, *(_wrapped(line) for line in wording.foot(letter)))


def _underlined(heading: str) -> tuple[str, str]:
    title = _wrapped(heading)
    return title, "=" * max(len(line) for line in title.splitlines())


def _told(point: Point) -> Iterator[str]:
    yield _item(f"{wording.label(point).upper()}. {point.sentence}")
    yield from (_wrapped(wording.asked_before(point), "  "),) if point.asked_first else ()
    yield from (_wrapped(f"Doe eerst dit: {point.first}", "  "),) if point.first else ()
    yield from (_wrapped(wording.answer(point), "  "),) if point.by else ()
    yield from (_wrapped(f"Waarom nu? {wording.reason(point)}", "  "),) if point.why else ()


def _item(text: str) -> str:
    return _wrapped(text, "  ", begin="* ")


def _wrapped(text: str, indent: str = "", *, begin: str | None = None) -> str:
    """Wrap a text at the width; a code such as 2026-K3 stays whole."""
    first = indent if begin is None else begin
    return fill(wording.one_line(text), WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def html(letter: Letter) -> str:
    """Return the letter as an HTML document that needs nothing from elsewhere."""
    return _template().render(letter=letter, words=wording)


@cache
def _template() -> Template:
    """Read the template once; it escapes every value."""
    found = PackageLoader("groeituin.texts.letters", "")
    environment = Environment(
        loader=found, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["one_line"] = wording.one_line
    return environment.get_template("letter.html.j2")
