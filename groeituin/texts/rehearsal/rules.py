"""What differs between a rule in two definitions, in Dutch: clauses that can stand in a row."""

from collections.abc import Callable, Sequence

from groeituin.texts.words import HOW_OFTEN, counted, who
from states.definition import Rule, Rung
from states.texts import listed


def clause(field: str, detail: str, old: Rule, new: Rule) -> str:
    """Return what differs in one field of a rule; ``detail`` is a phase, where only that matters."""
    by_phase = BY_PHASE.get(field)
    return by_phase(detail, old, new) if by_phase else FIELDS[field](old, new)


def one_lead(old: str, new: str) -> str:
    """Say that one lead took the place of another, as occasions name them: ``6m``, ``30d``, ``einde``."""
    return f"de termijn van {lead(old)} werd {lead(new)}"


def lead(name: str) -> str:
    """Write a lead as an occasion names it: ``4 maanden``."""
    if name == "einde":
        return "0 maanden"
    number, unit = int(name[:-1]), name[-1]
    return _months(number) if unit == "m" else _days(number)


def _days(number: int) -> str:
    return counted(number, "dag", "dagen")


def _months(number: int) -> str:
    return counted(number, "maand", "maanden")


def _instead(number: int, before: int, one: str, more: str) -> str:
    return f"{counted(number, one, more)} in plaats van {before}"


def _leads(old: Rule, new: Rule) -> str:
    gone = sorted(set(old.lead_months) - set(new.lead_months), reverse=True)
    come = sorted(set(new.lead_months) - set(old.lead_months), reverse=True)
    if not gone and not come:
        return "de termijnen staan in een andere volgorde"
    if not gone:
        return f"er {'kwam een termijn' if len(come) == 1 else 'kwamen termijnen'} bij van {_row(come)}"
    if not come:
        return f"de {'termijn' if len(gone) == 1 else 'termijnen'} van {_row(gone)} {_lapsed(len(gone))}"
    if len(old.lead_months) == len(new.lead_months) == 1:
        return f"de termijn werd {_instead(come[0], gone[0], 'maand', 'maanden')}"
    if len(gone) == len(come) == 1:
        return f"de termijn van {_months(gone[0])} werd {_months(come[0])}"
    before, after = (sorted(rule.lead_months, reverse=True) for rule in (old, new))
    became = "de termijn werd" if len(after) == 1 else "de termijnen werden"
    return f"{became} {_row(after)} in plaats van {_row(before)}"


def _row(months: Sequence[int]) -> str:
    return f"{listed([str(month) for month in months])} {'maand' if list(months) == [1] else 'maanden'}"


def _lapsed(count: int) -> str:
    return "verviel" if count == 1 else "vervielen"


def _lead_days(old: Rule, new: Rule) -> str:
    return f"de termijn werd {_instead(new.lead_days, old.lead_days, 'dag', 'dagen')}"


def _target_day(old: Rule, new: Rule) -> str:
    return f"de richtdag werd de {new.target_day}e in plaats van de {old.target_day}e"


def _frequency(old: Rule, new: Rule) -> str:
    asked, before = HOW_OFTEN[new.default_frequency], HOW_OFTEN[old.default_frequency]
    return f"zonder afspraak wordt dit {asked} gevraagd in plaats van {before}"


def _first(old: Rule, new: Rule) -> str:
    return f"de eerste keer is na {_months(new.first_months)} in plaats van na {old.first_months}"


def _repeat_months(old: Rule, new: Rule) -> str:
    return f"dit keert terug na {_months(new.repeat_months)} in plaats van na {old.repeat_months}"


def _repeat_days(old: Rule, new: Rule) -> str:
    return f"dit keert terug na {_days(new.repeat_days)} in plaats van na {old.repeat_days}"


def _norm(phase: str, old: Rule, new: Rule) -> str:
    before, after = old.norm_days.get(phase), new.norm_days.get(phase)
    if before is None and after is not None:
        return f"{phase} kreeg een norm van {_days(after)}"
    if after is None or before is None:
        return f"de norm van {phase} verviel"
    return f"de norm van {phase} werd {_instead(after, before, 'dag', 'dagen')}"


def _phases(phase: str, old: Rule, new: Rule) -> str:
    come, gone = "dit geldt nu ook in {}", "dit geldt niet meer in {}"
    return _holds(phase, old.phases, new.phases, come, gone) or "de fasen staan in een andere volgorde"


def _while_contract_runs(phase: str, old: Rule, new: Rule) -> str:
    come = "dit geldt nu in {} zolang een contract loopt"
    gone = "dit geldt in {} niet meer zolang een contract loopt"
    told = _holds(phase, old.while_contract_runs, new.while_contract_runs, come, gone)
    return told or "de fasen met een lopend contract staan in een andere volgorde"


def _holds(phase: str, old: Sequence[str], new: Sequence[str], come: str, gone: str) -> str:
    """Say which phases came and went, or only one of them."""
    more, less = [one for one in new if one not in old], [one for one in old if one not in new]
    if phase in {*more, *less}:
        more, less = [one for one in more if one == phase], [one for one in less if one == phase]
    return " en ".join(text.format(listed(some)) for text, some in ((come, more), (gone, less)) if some)


def _to(old: Rule, new: Rule) -> str:
    return f"dit gaat nu naar {who(new.to)} in plaats van naar {who(old.to)}"


def _catch_up(_old: Rule, new: Rule) -> str:
    if new.catch_up == "all":
        return "wat is gemist wordt nu allemaal gevraagd, niet alleen het laatste"
    return "van wat is gemist wordt nu alleen het laatste gevraagd"


def _ladder(old: Rule, new: Rule) -> str:
    return f"zonder antwoord gaat het {_rungs(new.ladder)}; dat was {_rungs(old.ladder)}"


def _rungs(ladder: Sequence[Rung]) -> str:
    return listed([f"na {_days(rung.after_days)} naar {who(rung.to)}" for rung in ladder]) or "naar niemand anders"


FIELDS: dict[str, Callable[[Rule, Rule], str]] = {
    "subject": lambda old, new: f"dit gaat over {new.subject} in plaats van over {old.subject}",
    "occasion": lambda _old, _new: "het voorbeeld van een aanleiding is anders beschreven",
    "to": _to,
    "catch_up": _catch_up,
    "stops": lambda _old, new: f"het stopt als {new.stops}",
    "source": lambda _old, _new: "de bron is anders beschreven",
    "lead_months": _leads,
    "lead_days": _lead_days,
    "target_day": _target_day,
    "default_frequency": _frequency,
    "first_months": _first,
    "repeat_months": _repeat_months,
    "repeat_days": _repeat_days,
    "ladder": _ladder,
}
BY_PHASE: dict[str, Callable[[str, Rule, Rule], str]] = {
    "norm_days": _norm,
    "phases": _phases,
    "while_contract_runs": _while_contract_runs,
}
