"""What another definition does to the signals of one partnership: which come, which go, which move."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from states.definition import Definition, Rule
from states.migration import counterpart
from states.rehearsal import Ahead, Heard
from states.terms import Term

# What counts in days or months, or is numbered: verkenning/2026-03-01/120d, A-1/2026-02-01/2.
COUNTED = re.compile(r"(?P<series>.*)/\d+[dm]?")


@dataclass(frozen=True, slots=True)
class Difference:
    """A signal that only one of two definitions raises, or both on other nights or for other people.

    ``before`` is the signal under the present definition, ``after`` under the proposed one. Where one is missing,
    ``later_on`` is the day after the last night on which the same question does come under that definition.
    """

    rule: str
    before: Heard | None
    after: Heard | None
    later_on: date | None = None

    @property
    def another_night(self) -> bool:
        """Tell whether it comes, goes or moves."""
        return self.before is None or self.after is None or self.before.night != self.after.night

    @property
    def other_people(self) -> bool:
        """Tell whether somebody else hears it."""
        return self.before is not None and self.after is not None and set(self.before.to) != set(self.after.to)


def differences(
    present: Ahead, proposed: Ahead, old: Definition, new: Definition, rules: Iterable[str]
) -> Iterator[Difference]:
    """Yield what differs for some rules between the nights ahead under two definitions.

    The same occasion is the same question; where its lead is another one, the occasion that stands for it; and what
    else is counted from a day inside the partnership corresponds in order.

    Args:
        present: the nights ahead under the present definition.
        proposed: the same nights under the proposed one.
        old: the present definition.
        new: the proposed one.
        rules: only these rules.
    """
    for rule in rules:
        before, after = _by_subject(present, rule), _by_subject(proposed, rule)
        for subject in dict.fromkeys([*before, *after]):
            one = _Side(before.get(subject, []), present.terms.get((rule, subject)), old.rules.get(rule))
            other = _Side(after.get(subject, []), proposed.terms.get((rule, subject)), new.rules.get(rule))
            yield from _between(rule, one, other)


def _by_subject(ahead: Ahead, rule: str) -> dict[str, list[Heard]]:
    found: dict[str, list[Heard]] = defaultdict(list)
    for heard in ahead.raised:
        if heard.rule == rule:
            found[heard.raising.due.subject].append(heard)
    return found


class _Side:
    """What one definition asks of one subject, by place: the occasion, or the number in a row counted from a day."""

    def __init__(self, raised: Iterable[Heard], later: Term | None, rule: Rule | None) -> None:
        self.rule = rule
        self._counts: Counter[str] = Counter()
        self.raised = {self._place(one.occasion, one.raising.due.occasion.due_on): one for one in raised}
        self.later = later if later and later.due_on else None
        self.later_at = self._place(later.occasion, later.due_on) if later and later.due_on else None

    def _place(self, occasion: str, due_on: date) -> str:
        counted = COUNTED.fullmatch(occasion)
        if counted is None or self.rule is None or counterpart(occasion, due_on, self.rule, self.rule):
            return occasion
        self._counts[counted["series"]] += 1
        return f"{counted['series']}/{self._counts[counted['series']]}e"


def _between(rule: str, present: _Side, proposed: _Side) -> Iterator[Difference]:
    left, come = dict(present.raised), dict(proposed.raised)
    named = {one.occasion: place for place, one in come.items()}
    # By name before by number: a row that begins earlier asks what the other asks, and something more.
    same = [(left.pop(at), come.pop(named[one.occasion])) for at, one in [*left.items()] if one.occasion in named]
    same += [(left.pop(place), come.pop(place)) for place in [*left] if place in come]
    for place, one in list(left.items()):
        called = _called(one.occasion, one.raising.due.occasion.due_on, present, proposed)
        if called in come:
            same.append((left.pop(place), come.pop(called)))
    for one, other in same:
        found = Difference(rule, one, other)
        if found.another_night or found.other_people:
            yield found
    for place, one in left.items():
        called = _called(one.occasion, one.raising.due.occasion.due_on, present, proposed)
        yield Difference(rule, one, None, _later(proposed, {place, called}))
    for place, one in come.items():
        later = present.later
        called = _called(later.occasion, later.due_on, present, proposed) if later and later.due_on else None
        yield Difference(rule, None, one, _later(present, {place, *([present.later_at] if called == place else [])}))


def _called(occasion: str, due_on: date, present: _Side, proposed: _Side) -> str | None:
    """Return what an occasion of the present definition is called in the proposed one, where its lead is another."""
    if present.rule is None or proposed.rule is None:
        return None
    return counterpart(occasion, due_on, present.rule, proposed.rule)


def _later(side: _Side, places: set[str | None]) -> date | None:
    return side.later.due_on if side.later and side.later_at in places else None
