"""What a night did, in Dutch: a page and a table for who runs the nights, and lines for a terminal.

Only codes stand here, of partnerships and of people; no sentence of a signal, because a page of the scheduler is read
by more people than the portfolio is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from groeituin.night import Failure, NightReport
from states.texts import day, listed

ROWS = 500
NAMED = 20
LINES = 10
DOCTOR = {"groeituin doctor": "is alles goed; en zo niet, wat te doen"}
UP = {"make up": "deze nacht op een pagina in de browser"}
NIGHT_AGAIN = {
    # Without it the next command starts a server of its own, in which there is no deployment.
    "export PREFECT_API_URL=http://SERVER:4200/api": "het adres van de server die deze pagina toont",
    "prefect deployment run overnight/nacht": "de nacht nog een keer; geeft niets dubbel",
}
AGAIN = (
    "Al het andere is gedaan. De volgende nacht probeert dit vanzelf opnieuw; eerder mag ook. Blijft het misgaan, kijk "
    "dan wat er aan de hand is (docs/operations.md, nummer 2):"
)


def summary(
    report: NightReport, overdue: int, organisations: Mapping[str, int] = MappingProxyType({}), shards: int = 0
) -> str:
    """Return a night as a page in Markdown.

    Args:
        report: what the night did.
        overdue: how many terms were already due before this night.
        organisations: how many of their partnerships were asked about, most first.
        shards: how many other runs were asked to do a part of it.
    """
    counts: dict[str, int | str] = {
        "signalen gegeven": len(report.raised),
        "vervallen: de reden was weg": report.lapsed,
        "teruggekomen na uitstel": report.returned,
        "vervangen door een nieuwer signaal": report.replaced,
        "overgeslagen: een nieuwere aanleiding nam het over": report.skipped,
        "opgeschaald": report.escalated,
        "niet gelukt": len(report.failures),
        "bleef liggen van eerdere nachten": overdue,
    }
    parts = [
        f"# Nacht van {day(report.night)}",
        f"**{in_short(report)}**",
        # Before everything that went as it should.
        _failed(report.failures),
        _markdown_table("regel", {f"`{rule}`": count for rule, count in report.by_rule.items()}),
        _markdown_table("wat", counts | {"seconden": _decimal(report.seconds)}),
        _of_organisations(organisations),
        _explained(overdue),
        _shared(shards),
        "\n".join(["## Verder kijken", "", *_typed(_looks(report, "groeituin") | DOCTOR)]),
    ]
    return "\n\n".join(part for part in parts if part)


def signal_rows(report: NightReport) -> list[dict[str, str]]:
    """Return the first signals of a night as rows of a table; ``rows_shown`` says how many were left out."""
    return [
        {
            "partnership": signal.partnership,
            "regel": signal.rule,
            "voor": ", ".join(signal.to),
            "aan de beurt op": signal.due_on.isoformat(),
            "aanleiding": signal.occasion,
        }
        for signal in report.raised[:ROWS]
    ]


def rows_shown(report: NightReport) -> str:
    """Say which part of a night's signals a table shows."""
    raised = len(report.raised)
    if not raised:
        return f"Nacht van {day(report.night)}: geen signalen."
    if raised <= ROWS:
        return f"Nacht van {day(report.night)}: {_signals(raised)}."
    left_out = f"{_number(raised - ROWS)} {'staat' if raised == ROWS + 1 else 'staan'}"
    return (
        f"Nacht van {day(report.night)}: de eerste {ROWS} van {_signals(raised)}; {left_out} hier niet. "
        "Alle signalen: `groeituin signals`."
    )


def printed(report: NightReport, command: str) -> str:
    """Return what a night raised, for whom, and where to look further, as lines for a terminal.

    Args:
        report: what the night did.
        command: how this reader starts ``groeituin``.
    """
    people = Counter(person for signal in report.raised for person in signal.to)
    first = [
        f"  {signal.partnership}  {signal.rule}  {signal.occasion}  voor {listed(signal.to)}"
        for signal in report.raised[:LINES]
    ]
    more = len(report.raised) - LINES
    parts = [
        [f"Nacht van {day(report.night)}: {in_short(report)}"],
        ["Per regel:", *_columns(report.by_rule)] if report.raised else [],
        ["Voor wie:", *_columns(dict(people.most_common(LINES))), *_others(people)] if people else [],
        [f"De eerste {LINES}:" if more > 0 else "De signalen:", *first] if first else [],
        _not_done_here(report.failures, command),
        ["Verder kijken:", *_columned(_looks(report, command) | UP)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def not_done(report: NightReport) -> str:
    """Say in one sentence what a night could not do."""
    names = sorted({failure.partnership for failure in report.failures})
    told = listed(names) if len(names) <= NAMED else f"{', '.join(names[:NAMED])} en {_number(len(names) - NAMED)} meer"
    return f"Niet gelukt: {told}. De rest is gedaan ({_signals(len(report.raised))})."


def in_short(report: NightReport) -> str:
    """Say in one sentence how many signals a night gave, about and for how many."""
    partnerships = len({signal.partnership for signal in report.raised})
    people = len({person for signal in report.raised for person in signal.to})
    if not report.raised:
        return f"Geen nieuwe signalen. {_number(report.lapsed)} vervallen, in {_decimal(report.seconds)} seconden."
    return (
        f"{_signals(len(report.raised))} over {_number(partnerships)} {_many(partnerships, 'partnership', 's')}, "
        f"voor {_number(people)} {'persoon' if people == 1 else 'personen'}; {_number(report.lapsed)} vervallen, "
        f"in {_decimal(report.seconds)} seconden."
    )


def _explained(overdue: int) -> str:
    if not overdue:
        return ""
    return (
        f"Van eerdere nachten {'lag er' if overdue == 1 else 'lagen er'} nog {_number(overdue)} "
        f"{_many(overdue, 'termijn', 'en')}: een nacht is overgeslagen of (deels) mislukt, of iets is later "
        "vastgelegd. Deze nacht nam ze mee, behalve wat hieronder als niet gelukt staat."
    )


def _of_organisations(counts: Mapping[str, int]) -> str:
    """Name the organisations with the most partnerships that were asked about, and count the others."""
    shown = dict(list(counts.items())[:NAMED])
    table = _markdown_table("organisatie: partnerships met een signaal", {f"`{name}`": n for name, n in shown.items()})
    others = len(counts) - len(shown)
    if others <= 0:
        return table
    return f"{table}\n\nEn nog {_number(others)} {'organisatie' if others == 1 else 'organisaties'}."


def _shared(shards: int) -> str:
    if not shards:
        return ""
    helped = "een andere run mocht" if shards == 1 else f"{_number(shards)} andere runs mochten"
    return (
        f"Deze nacht was groot: {helped} meehelpen (`nachtdeel`). De aantallen hier zijn van alle runs samen. "
        "Wat een deel niet afmaakte, deed deze run zelf; daar hoeft u niets voor te doen."
    )


def _failed(failures: list[Failure]) -> str:
    """Name on a page what failed, and what to type."""
    if not failures:
        return ""
    faults = [f"- {fault}" for fault in _faults(failures)]
    return "\n".join(
        ["## Niet gelukt", "", *faults, "", AGAIN, "", *_typed(_causes(failures, "groeituin") | NIGHT_AGAIN)]
    )


def _not_done_here(failures: list[Failure], groeituin: str) -> list[str]:
    """Say the same on a terminal, where there may be no scheduler."""
    if not failures:
        return []
    typed = _causes(failures, groeituin) | {f"{groeituin} night": "de nacht nog een keer; geeft niets dubbel"}
    return ["Niet gelukt:", *(f"  {fault}".replace("`", "") for fault in _faults(failures)), AGAIN, *_columned(typed)]


def _causes(failures: list[Failure], groeituin: str) -> dict[str, str]:
    """Return the commands that tell why, for the first that failed; of a range, its first partnership."""
    return {
        f"{groeituin} why {failures[0].partnership.split()[0]}": "hoe het daar staat",
        f"{groeituin} check": "wat er in de database niet klopt",
    }


def _faults(failures: list[Failure]) -> list[str]:
    """Return what failed as lines, grouped by rule and error, so that one broken rule does not fill the page."""
    groups: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for failure in failures:
        groups[failure.rule, failure.error].append(failure.partnership)
    return [
        f"{_some(names)}, {f'regel `{rule}`' if rule else 'alle regels'}: `{_plain(error)}`"
        for (rule, error), names in groups.items()
    ]


def _some(names: list[str]) -> str:
    named = ", ".join(f"`{name}`" for name in names[:NAMED])
    return named if len(names) <= NAMED else f"{named} en {_number(len(names) - NAMED)} meer"


def _plain(error: str) -> str:
    return error.replace("`", "'").replace("\n", " ")


def _markdown_table(head: str, rows: Mapping[str, int | str]) -> str:
    if not rows:
        return ""
    lines = [f"| {name} | {_number(value)} |" for name, value in rows.items()]
    return "\n".join([f"| {head} | aantal |", "| --- | ---: |", *lines])


def _columns(counts: dict[str, int]) -> list[str]:
    return [f"  {_number(count):>6}  {name}" for name, count in counts.items()]


def _others(people: Counter[str]) -> list[str]:
    return [f"          en {_number(len(people) - LINES)} anderen"] if len(people) > LINES else []


def _looks(report: NightReport, groeituin: str) -> dict[str, str]:
    """Return the commands that tell more, with what each tells."""
    example = report.raised[0].partnership if report.raised else "CODE"
    return {
        f"{groeituin} signals": "alle signalen",
        f"{groeituin} why {example}": "wat daar nu kan, en wat nog mist",
        f"{groeituin} terms {example}": "wat daar hierna aan de beurt komt",
    }


def _typed(commands: Mapping[str, str]) -> list[str]:
    """Return commands as a block that can be copied from a page."""
    return ["```", *_columned(commands), "```"]


def _columned(commands: Mapping[str, str]) -> list[str]:
    width = max(map(len, commands))
    return [f"  {line:{width}}  {what}" for line, what in commands.items()]


def _signals(count: int) -> str:
    return f"{_number(count)} {'signaal' if count == 1 else 'signalen'}"


def _many(count: int, word: str, ending: str) -> str:
    return word if count == 1 else f"{word}{ending}"


def _number(value: int | str) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
