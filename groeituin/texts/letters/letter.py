"""The morning letter: its subject, as plain text and as HTML."""

from collections.abc import Iterator
from functools import cache
from textwrap import fill

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from groeituin.texts.letters.content import Letter, Point
from groeituin.texts.letters.wording import (
    answer,
    asked_before,
    begin_with,
    foot,
    heading,
    label,
    one_line,
    opening,
    parts,
    rest,
    since,
    subject,
)

__all__ = ["Letter", "Point", "html", "plain", "subject"]

WIDTH = 72


def plain(letter: Letter) -> str:
    """Return the letter as plain text, no line longer than 72 signs."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield from (_wrapped(heading(letter)), "", _wrapped(f"Beste {letter.name},"), "", _wrapped(opening(letter)))
    first = begin_with(letter)
    if first:
        yield from ("", _wrapped("BEGIN HIERMEE"), _wrapped(first.first), _wrapped(f"({one_line(first.title)})"))
    for part in parts(letter):
        title = _wrapped(part.heading)
        yield from ("", "", title, "=" * max(len(line) for line in title.splitlines()))
        for point in part.told:
            yield from ("", *_told(point))
        if part.waiting:
            yield from ("", "Wacht nog:")
            yield from (_item(f"{one_line(point.sentence)} ({since(point)})") for point in part.waiting)
    if letter.more:
        yield from ("", "", _wrapped(rest(letter)))
    yield from ("", "-" * WIDTH, *(_wrapped(line) for line in foot(letter)))


def _told(point: Point) -> Iterator[str]:
    yield _item(f"{label(point).upper()}. {one_line(point.sentence)}")
    first, reason = f"Doe eerst dit: {one_line(point.first)}", f"Waarom nu? {one_line(point.why)}"
    yield from (_wrapped(line, "  ") for line in (asked_before(point), first, answer(point), reason) if line)


def _item(text: str) -> str:
    return _wrapped(text, "  ", begin="* ")


def _wrapped(text: str, indent: str = "", *, begin: str | None = None) -> str:
    """Wrap a text at the width; a code such as 2026-K3 stays whole."""
    return fill(
        one_line(text), WIDTH, initial_indent=indent if begin is None else begin, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


def html(letter: Letter) -> str:
    """Return the letter as an HTML document that needs nothing from elsewhere."""
    return _template().render(
        letter=letter, subject=subject(letter), heading=heading(letter), opening=opening(letter),
        first=begin_with(letter), parts=parts(letter), rest=rest(letter), foot=list(foot(letter)),
    )  # fmt: skip


@cache
def _template() -> Template:
    """Read the template once; every value in it is escaped."""
    environment = Environment(
        loader=PackageLoader("groeituin.texts.letters", ""), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "one_line": one_line, "label": label, "asked_before": asked_before, "answer": answer, "since": since,
    }  # fmt: skip
    return environment.get_template("letter.html.j2")
