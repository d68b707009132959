"""How a letter is laid out: lines of plain text, and HTML pages that share one look."""

from functools import cache
from textwrap import fill

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from groeituin.texts.letters.wording import one_line

WIDTH = 72


def underlined(heading: str) -> tuple[str, str]:
    """Return a heading with a line under it."""
    title = wrapped(heading)
    return title, "=" * max(len(line) for line in title.splitlines())


def item(text: str) -> str:
    """Return a point of a list."""
    return wrapped(text, "  ", begin="* ")


def wrapped(text: str, indent: str = "", *, begin: str | None = None) -> str:
    """Wrap a text at the width; a code such as 2026-K3 stays whole."""
    first = indent if begin is None else begin
    return fill(one_line(text), WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


@cache
def page(name: str) -> Template:
    """Return a template, which is read once; it escapes every value."""
    found = PackageLoader("groeituin.texts.letters", "")
    environment = Environment(
        loader=found, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["one_line"] = one_line
    return environment.get_template(name)
