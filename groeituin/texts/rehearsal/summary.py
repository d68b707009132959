"""A rehearsal in short, in Dutch, as lines for a terminal."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from groeituin.rehearsal.report import Alone, AtTheMove, Moved, Raised, Rehearsal, Step
from groeituin.texts.words import phase_name
from states.texts import amount, day, listed

PEOPLE = 15
EXAMPLES = 20  # lines of a list
Told = tuple[str, str]  # a heading that others may share, and a line under it


def printed(found: Rehearsal) -> str:
    """Return what a rehearsal found, for who decides about a definition or looks ahead at the coming weeks."""
    failed = [f"{' '.join(filter(None, (one.partnership, one.rule)))} ({one.error})" for one in found.failures]
    parts = [
        [_head(found)],
        *([_changes(found), *_difference(found), *_steps(found.steps)] if found.definition else []),
        _weeks(found.raised),
        _people(found.raised),
        _titled(f"Blijft bij de eigen procesdefinitie: {len(found.refused)}", [one.sentence for one in found.refused]),
        _titled(f"Niet gelukt: {len(found.failures)}", failed),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(found: Rehearsal) -> str:
    partnerships = len({one.partnership for one in found.raised})
    under = f"{found.definition} geldt en " if found.definition else ""
    about = f" over {_counted(partnerships, 'partnership', 'partnerships')}" if partnerships else ""
    return (
        f"Nachtproef van {day(found.first)} tot en met {day(found.last)}: als {under}niemand iets doet, "
        f"{'komt er' if len(found.raised) == 1 else 'komen er'} {_signals(len(found.raised))}{about}. Er is niets "
        "vastgelegd."
    )


def _changes(found: Rehearsal) -> list[str]:
    if not found.replaces:
        return [f"Geen partnership zou hierdoor iets anders volgen: wie {found.definition} kan volgen, doet dat al."]
    would = _counted(found.partnerships, "partnership zou", "partnerships zouden")
    who = "Geen partnership kan" if found.nobody_can_move else would
    replaced = f"{who} overgaan van {listed(found.replaces)} naar {found.definition}."
    if not found.changes:
        return [replaced, "Tussen deze procesdefinities is geen verschil."]
    return _titled(f"{replaced} Wat daarin anders is:", found.changes)


def _difference(found: Rehearsal) -> list[list[str]]:
    """Count what makes a difference, and give some examples of each kind with their reasons."""
    nights = {
        "Nieuw": [_alone(one) for one in found.new],
        "Komt niet": [_alone(one) for one in found.gone],
        "Op een andere nacht": [_moved(one) for one in found.moved if one.from_ != one.to],
        "Voor anderen": [_moved(one) for one in found.moved if one.from_ == one.to],
    }
    move = {
        "Vervalt bij het overgaan": [_at_the_move(one) for one in found.lapsed],
        "Komt terug bij het overgaan": [_at_the_move(one) for one in found.returned],
    }
    told = any(nights.values()) or found.nobody_can_move
    same = [] if told else [["In deze nachten maakt dat voor geen signaal verschil."]]
    lists = {**nights, **move}.items()
    return same + [_titled(f"{kind}: {_signals(len(told))}", _by_reason(told)) for kind, told in lists]


def _by_reason(told: Sequence[Told]) -> list[str]:
    """Write examples under the reasons that they share, the commonest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for reason, line in told:
        groups[reason].append(line)
    commonest = sorted(groups.items(), key=lambda group: -len(group[1]))[: EXAMPLES // 2]
    lines, shown = [], 0
    for reason, of_reason in commonest:
        examples = of_reason[: EXAMPLES // len(commonest) - 1]
        times = f" ({_number(len(of_reason))} keer)" if len(of_reason) > 1 else ""
        lines += [f"{reason}{times}:", *(f"  {line}" for line in examples)]
        shown += len(examples)
    return [*lines, *_more(len(told) - shown)]


def _more(count: int) -> list[str]:
    return [f"en nog {_number(count)}; met --json ziet u ze alle"] if count > 0 else []


def _alone(one: Alone) -> Told:
    line = f"{one.night} {one.partnership} {one.occasion}, voor {listed(one.to)}"
    return _reason(one), _with(line, one.why.besides)


def _moved(one: Moved) -> Told:
    nights = f"{one.from_} wordt {one.to}" if one.from_ != one.to else f"{one.to}"
    return _reason(one), _with(f"{nights} {one.partnership} {one.occasion}", one.why.besides)


def _at_the_move(one: AtTheMove) -> Told:
    return _reason(one), _with(f"{one.partnership} {one.occasion}", one.why.besides)


def _reason(one: Alone | Moved | AtTheMove) -> str:
    return f"{one.rule}: {one.why.changed}"


def _with(line: str, besides: str) -> str:
    return f"{line}: {besides}" if besides else line


def _steps(steps: Sequence[Step]) -> list[list[str]]:
    """Tell who can take a step by only one of the definitions, and what the other one lacks."""
    kinds: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in steps:
        missing = " ".join(verdict.sentence for verdict in one.missing)
        kinds[phase_name(one.to), one.before].append(f"{one.partnership}: {missing}")
    return [
        _titled(_possible(len(lines), to, before=before), [*lines[:EXAMPLES], *_more(len(lines) - EXAMPLES)])
        for (to, before), lines in sorted(kinds.items())
    ]


def _possible(count: int, to: str, *, before: bool) -> str:
    now, later = ("", "niet") if before else ("niet ", "wel")
    can, it = ("partnership kan", "kan dat") if count == 1 else ("partnerships kunnen", "kunnen dat")
    return f"{_number(count)} {can} nu {now}naar {to}, en {it} straks {later}:"


def _weeks(raised: Sequence[Raised]) -> list[str]:
    """Count the signals of each week, by rule."""
    weeks: dict[date, Counter[str]] = defaultdict(Counter)
    for one in raised:
        weeks[one.night - timedelta(days=one.night.weekday())][one.rule] += 1
    lines = []
    for monday, rules in sorted(weeks.items()):
        told = ", ".join(f"{rule} {_number(count)}" for rule, count in sorted(rules.items()))
        lines.append(f"week van {day(monday)}: {_signals(rules.total())} ({told})")
    return _titled("Per week:", lines)


def _people(raised: Sequence[Raised]) -> list[str]:
    """Count the signals of each person, whoever gets most first."""
    people = Counter(person for one in raised for person in one.to)
    most = sorted(people.items(), key=lambda item: (-item[1], item[0]))[:PEOPLE]
    more = len(people) - len(most)
    others = [f"en {_counted(more, 'ander', 'anderen')}"] if more else []
    return _titled("Per persoon:", [*(f"{_number(count):>6}  {person}" for person, count in most), *others])


def _titled(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if lines else []


def _signals(count: int) -> str:
    return _counted(count, "signaal", "signalen")


def _counted(count: int, one: str, more: str) -> str:
    return f"{_number(count)} {one if count == 1 else more}"


def _number(count: int) -> str:
    return amount(Decimal(count))
