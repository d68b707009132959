"""Mails about meetings, and a reader of calendar files that is stricter than most calendar programs."""

import re
from dataclasses import replace

from dossiers import day

from groeituin.texts.letters.invitation import AgendaPoint, Invitation

NEW = Invitation(
    partnership="P-1", title="Schoonmaak Stadhuis", meeting="M-1", kind="voortgang", planned_on=day("2027-01-15"),
    sequence=0, change="nieuw", name="Anna de Vries",
    agenda=(
        AgendaPoint("Opening", ("Hoe gaat het? Begin met wat goed ging.",)),
        AgendaPoint(
            "Acties",
            (
                "Bel de WSP (anna, uiterlijk 1 februari 2027).",
                "Plan een rondleiding op de locatie (bert, uiterlijk 20 november 2026: te laat).",
            ),
        ),
        AgendaPoint("Banen"),
    ),
    invited=("coördinator", "contractmanagement", "opdrachtnemer"),
)  # fmt: skip
OUTSIDE = replace(
    NEW, name="Gijs Bakker", kind="evaluatie",
    agenda=(AgendaPoint("Opening"), AgendaPoint("Hoe ging de samenwerking?")),
    invited=("coördinator", "HR", "opdrachtnemer"), coordinator="Anna de Vries",
    contracts=("Het gaat om contract C-1 (Schoonmaak). Het loopt tot en met 31 december 2028.",),
)  # fmt: skip
OFF = replace(NEW, sequence=2, change="afgezegd", agenda=())
MAILS: dict[str, Invitation] = {
    "uitnodiging": NEW,
    "uitnodiging_opdrachtnemer": OUTSIDE,
    "verzet": replace(
        NEW,
        sequence=1,
        change="verzet",
        kind="verkennend",
        planned_on=day("2027-01-22"),
        name="Dina Mulder",
        coordinator="Anna de Vries",
    ),
    "gaat_niet_door": OFF,
    "al_gehouden": replace(OFF, change="gehouden", kind="werkgroep", held_on=day("2027-01-12")),
    "vervroegd": replace(OFF, change="vervroegd", moved_to=day("2026-11-24")),
    "zonder_u": replace(OFF, change="zonder_u", kind="beslissers"),
}

# RFC 5545, 3.6: what each component must have, and may have once.
REQUIRED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}
ONCE = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "SEQUENCE", "STATUS", "TRANSP", "ORGANIZER", "METHOD"}
LINE = re.compile(r'(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)')
MOST_OCTETS = 75


def events_of(file: bytes) -> list[dict[str, str]]:
    """Read a calendar file by the letter of RFC 5545 and return its events, each property with its bare value.

    Lines end with CRLF and hold 75 octets at most, no character is cut in two, every component ends and has what it
    must have.
    """
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    lines = file[:-2].split(b"\r\n")
    assert all(line and len(line) <= MOST_OCTETS for line in lines)
    assert all(line.decode() for line in lines)
    found: list[dict[str, str]] = []
    open_: list[tuple[str, list[str]]] = []
    for line in file.decode().replace("\r\n ", "")[:-2].split("\r\n"):
        read = LINE.fullmatch(line)
        assert read, line
        name, value = read["name"], read["value"]
        if name == "BEGIN":
            open_.append((value, []))
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            component, names = open_.pop()
            assert value == component
            assert REQUIRED[component] <= set(names)
            assert all(names.count(one) <= 1 for one in ONCE)
        else:
            component, names = open_[-1]
            names.append(name)
            if component == "VEVENT":
                found[-1][name] = value
    assert not open_
    return found
