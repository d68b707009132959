"""What people read about a meeting: an invitation, that it was moved, or that it is off; as data, text and HTML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from groeituin.texts.letters.layout import WIDTH, item, page, underlined, wrapped
from groeituin.texts.letters.wording import one_line
from groeituin.texts.words import GROUP_NAMES, MEETING_NAMES
from states.texts import capital, weekday_and_day

# What changed for who is invited: new, moved, called off, held on another day, moved to a day that is past by now, or
# going on without this person.
Change = Literal["nieuw", "verzet", "afgezegd", "gehouden", "vervroegd", "zonder_u"]
GOES_ON = ("nieuw", "verzet")
DAYS = ("planned_on", "held_on", "moved_to")
SUBJECTS: dict[Change, str] = {
    "nieuw": "Uitnodiging",
    "verzet": "Verzet",
    "afgezegd": "Gaat niet door",
    "gehouden": "Is al geweest",
    "vervroegd": "Verplaatst",
    "zonder_u": "Niet meer voor u",
}
HEADINGS: dict[Change, str] = {
    "nieuw": "Uitnodiging voor een {0}",
    "verzet": "Een {0} is verzet",
    "afgezegd": "Een {0} gaat niet door",
    "gehouden": "Een {0} is al geweest",
    "vervroegd": "Een {0} is verplaatst naar een dag die voorbij is",
    "zonder_u": "U hoeft niet meer bij een {0} te zijn",
}
NO_HOUR = "Het tijdstip en de plaats spreekt u samen af."
A_GROUP = re.compile(rf"\b({'|'.join(re.escape(name) for name in GROUP_NAMES.values())})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point of the agenda, with what there is to say or ask as far as the reader may read that."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """What one person is told about one meeting.

    ``contracts`` says which contracts of a contractor it is about, ``invited`` names the roles that are expected, and
    ``coordinator`` who leads the partnership by name, empty when that is the reader.
    """

    partnership: str
    title: str
    meeting: str
    kind: str
    planned_on: date
    sequence: int
    change: Change
    name: str
    held_on: date | None = None
    moved_to: date | None = None
    contracts: tuple[str, ...] = ()
    agenda: tuple[AgendaPoint, ...] = ()
    invited: tuple[str, ...] = ()
    coordinator: str = ""

    @property
    def goes_on(self) -> bool:
        """Tell whether the reader is expected at the meeting."""
        return self.change in GOES_ON

    def as_json(self) -> dict[str, Any]:
        """Return the invitation as a JSON object."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Invitation":
        """Return the invitation that ``as_json`` wrote."""
        days = {name: date.fromisoformat(data[name]) for name in DAYS if data.get(name)}
        agenda = tuple(AgendaPoint(point["title"], tuple(point["lines"])) for point in data["agenda"])
        rows = {name: tuple(data.get(name, ())) for name in ("contracts", "invited")}
        return cls(**{**data, **days, **rows, "agenda": agenda})


def without_groups(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines that name no target group: a mail could tell who the one person in it is."""
    return tuple(line for line in lines if not A_GROUP.search(line))


def summary(kind: str, title: str) -> str:
    """Return what a calendar calls a meeting: ``Voortgangsgesprek Schoonmaak Stadhuis``."""
    return f"{capital(MEETING_NAMES[kind])} {one_line(title)}"


def description(titles: tuple[str, ...]) -> str:
    """Return what a calendar tells of a meeting: that it has no hour yet, and the agenda in short."""
    agenda = ["", "Agenda:", *(f"- {title}" for title in titles)] if titles else []
    return "\n".join([NO_HOUR, *agenda])


def subject(invitation: Invitation) -> str:
    """Return the subject line: what changed, which meeting, and its day, which is when it was for what is over."""
    about = f"{MEETING_NAMES[invitation.kind]} {one_line(invitation.title)}"
    on = invitation.held_on or invitation.moved_to or invitation.planned_on
    return f"{SUBJECTS[invitation.change]}: {about}, {weekday_and_day(on)}"


def heading(invitation: Invitation) -> str:
    """Return the title of the mail."""
    return HEADINGS[invitation.change].format(MEETING_NAMES[invitation.kind])


def told(invitation: Invitation) -> Iterator[str]:
    """Yield what the mail says before the agenda."""
    about = f"een {MEETING_NAMES[invitation.kind]} van het partnership {one_line(invitation.title)}"
    when = weekday_and_day(invitation.planned_on)
    if invitation.change == "nieuw":
        yield f"U bent uitgenodigd voor {about}."
        yield f"Wanneer: {when}. {NO_HOUR}"
    elif invitation.change == "verzet":
        yield f"De dag van {about} is veranderd."
        yield f"De nieuwe dag: {when}. {NO_HOUR}"
    elif invitation.change == "zonder_u":
        yield f"U hoeft niet meer bij {about} te zijn. Het stond in uw agenda op {when}."
        yield "Het gaat wel door. U krijgt dit bericht omdat u hier geen rol meer in heeft."
    else:
        yield f"Het gaat om {about}, dat gepland stond op {when}."
        if invitation.held_on:
            yield f"Het is al gehouden, op {weekday_and_day(invitation.held_on)}. U hoeft dus niet meer te komen."
        elif invitation.moved_to:
            yield f"Het is verplaatst naar {weekday_and_day(invitation.moved_to)}. Die dag is voorbij."
            yield f"Op {when} hoeft u dus niet meer te komen."
    if invitation.goes_on and invitation.invited:
        yield f"Uitgenodigd: {', '.join(invitation.invited)}."
    if not invitation.goes_on:
        yield "De meeste agenda's halen dit er vanzelf uit. Doet uw agenda dat niet? Verwijder de afspraak dan zelf."


def foot(invitation: Invitation) -> Iterator[str]:
    """Yield what to do when one cannot come, why somebody gets this mail, and that a program made it."""
    if invitation.goes_on:
        yield _cannot_come(invitation.coordinator)
    yield "U krijgt dit bericht omdat u meewerkt aan een partnership voor meer banen."
    yield "Dit bericht is vanzelf gemaakt door een programma; niemand heeft het vooraf gelezen."


def _cannot_come(coordinator: str) -> str:
    if not coordinator:
        return "Past deze dag niet? Leg in Groeituin een andere vast. Wie is uitgenodigd, krijgt dan vanzelf bericht."
    return f"Kunt u niet, of moet er iemand anders bij zijn? Laat het weten aan {coordinator}, de coördinator."


def plain(invitation: Invitation) -> str:
    """Return the mail as plain text, no line longer than 72 signs."""
    return "\n".join(_lines(invitation)) + "\n"


def _lines(invitation: Invitation) -> Iterator[str]:
    yield from (wrapped(heading(invitation)), "", wrapped(f"Beste {invitation.name},"))
    for line in told(invitation):
        yield from ("", wrapped(line))
    if invitation.contracts:
        yield from ("", *underlined("Over welk contract het gaat"), *(item(line) for line in invitation.contracts))
    if invitation.agenda:
        yield from ("", *underlined("Agenda"))
    for number, point in enumerate(invitation.agenda, start=1):
        yield wrapped(f"{number}. {point.title}")
        yield from (wrapped(line, "     ", begin="   - ") for line in point.lines)
    yield from ("", "-" * WIDTH, *(wrapped(line) for line in foot(invitation)))


def html(invitation: Invitation) -> str:
    """Return the mail as an HTML document that needs nothing from elsewhere."""
    return page("invitation.html.j2").render(
        invitation=invitation,
        subject=subject(invitation),
        heading=heading(invitation),
        told=list(told(invitation)),
        foot=list(foot(invitation)),
    )
