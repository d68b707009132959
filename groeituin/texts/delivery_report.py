"""What a delivery did, in Dutch: a line for a terminal, and a page for who runs the deliveries."""

from groeituin.delivery.deliver import DeliveryReport
from groeituin.texts.words import counted
from states.texts import day

DECIDE = (
    "`groeituin deliveries --status mislukt` toont wat voorgoed misging, en waarom. Verhelp de "
    "oorzaak en stuur het opnieuw met `groeituin deliveries --retry NR`."
)
LOOK = "`groeituin deliveries` toont wie wat kreeg. Een stille ronde, waarin niets te doen was, maakt geen pagina."
CLOSED = "Wat wacht, gaat vanzelf bij een volgende bezorging. Controleer de instellingen, de server of de schijf."

DAMAGED = (
    "Hierover is nu niets verteld, want het is niet te lezen: {codes}. `groeituin check` zegt wat er is. "
    "Als het hersteld is, wordt het alsnog verteld."
)


def in_short(report: DeliveryReport) -> str:
    """Return a delivery in some lines."""
    found = report.as_json()
    to = f" naar {report.place}" if report.place and found["sent"] else ""
    made = (
        f"Bezorging van {day(report.on)}: {counted(found['composed'], 'bericht', 'berichten')} gemaakt, "
        f"{found['sent']} verzonden{to}, {found['waiting']} {'wacht' if found['waiting'] == 1 else 'wachten'}."
    )
    lines = [made]
    if found["lapsed"]:
        lines.append(f"Niet meer nodig, want de ontvanger is vertrokken of droeg alles over: {found['lapsed']}.")
    if found["unreachable"]:
        lines += [*found["unreachable"], CLOSED]
    if report.unreadable:
        lines.append(_damaged(report))
    if report.undecided:
        lines.append(f"{counted(report.undecided, 'bericht', 'berichten')} kan niemand krijgen. {DECIDE}")
    return "\n".join(lines)


def summary(report: DeliveryReport) -> str:
    """Return a delivery as a page in Markdown; it names nobody."""
    found = report.as_json()
    counts = {
        "gemaakt: brieven, uitnodigingen en berichten aan andere programma's": found["composed"],
        f"verzonden naar {report.place or 'buiten'}": found["sent"],
        "nu niet gelukt; het gaat later vanzelf opnieuw": found["failed"] - found["given_up"],
        "opgegeven: voorgoed geweigerd, al vijf dagen geprobeerd, of door een fout in Groeituin": found["given_up"],
        "niet meer nodig: de ontvanger is vertrokken of droeg alles over": found["lapsed"],
        "wacht nog": found["waiting"],
        "kan niemand krijgen, tot iemand beslist": report.undecided,
    }
    rows = "\n".join(f"| {what} | {count} |" for what, count in counts.items())
    parts = [f"# Bezorging van {day(report.on)}", f"| wat | aantal |\n| --- | ---: |\n{rows}", LOOK]
    if report.unreachable:
        parts.append("\n".join([*(f"- {said}" for said in report.unreachable), "", CLOSED]))
    if report.unreadable:
        parts.append(_damaged(report))
    if report.undecided:
        parts.append(DECIDE)
    return "\n\n".join(parts)


def _damaged(report: DeliveryReport) -> str:
    return DAMAGED.format(codes=", ".join(report.unreadable))
