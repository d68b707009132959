"""One partnership that moves to the proposed definition: its nights, what was asked of it, and its steps."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from groeituin.definitions import calendar_of
from groeituin.rehearsal.proposal import Comparison
from groeituin.rehearsal.report import Alone, AtTheMove, Moved, Rehearsal, Step
from groeituin.texts.rehearsal.why import Compared, Why, why, why_at_the_move
from states.difference import Difference, differences
from states.dossier import Dossier
from states.migration import Asked, migrate
from states.rehearsal import Ahead, Standing, nights_ahead
from states.signal import UNSETTLED, Signal, reason
from states.steps import steps_that_differ


class Moving:
    """One partnership that moves on the first night, for as far as the definitions differ for it."""

    def __init__(
        self, dossier: Dossier, asked: Iterable[Asked], signals: Mapping[int, Signal], comparison: Comparison, on: date
    ) -> None:
        self._dossier = dossier
        self._comparison = comparison
        self._by_rule = comparison.concerning(dossier.phase)
        self._old, self._new = comparison.narrowed(self._by_rule)
        self._signals = {key: signal for key, signal in signals.items() if signal.rule in self._by_rule}
        self._on = on
        of_rules = [one for one in asked if one.rule in self._by_rule]
        calendar = calendar_of(self._new)
        self._after = migrate(dossier, of_rules, self._signals, self._old, self._new, calendar, on)

    @property
    def rules(self) -> Collection[str]:
        """Return the rules that differ."""
        return self._by_rule.keys()

    def nights(self, last: date) -> Ahead:
        """Return the nights of these rules after the move."""
        asking = {key: signal for key, signal in self._after.signals.items() if signal.status in UNSETTLED}
        terms = {(term.rule, term.subject): term for term in self._after.terms}
        standing = Standing(self._after.dossier, asking, terms)
        return nights_ahead(standing, self._new, calendar_of(self._new), self._on, last)

    def tell(self, present: Ahead, proposed: Ahead, found: Rehearsal) -> None:
        """Note everything that differs, or nothing where that cannot be said."""
        told = [
            (one, why(one, self._compared(one.rule)))
            for one in differences(present, proposed, self._old, self._new, self.rules)
        ]
        lapsed, returned, steps = [*self._lapsed()], [*self._returned()], [*self._steps()]
        for one, because in told:
            _note(self._dossier.partnership, one, because, found)
        found.lapsed += lapsed
        found.returned += returned
        found.steps += steps

    def _compared(self, rule: str) -> Compared:
        return Compared(self._dossier, self._comparison.old, self._comparison.new, self._by_rule[rule], self._on)

    def _lapsed(self) -> Iterator[AtTheMove]:
        """What lapses although the present definition has a reason for it."""
        ahead = {(term.rule, term.subject): term for term in self._after.terms}
        calendar = calendar_of(self._old)
        for key, one in self._after.signals.items():
            if one.status == "vervallen" and reason(self._signals[key], self._dossier, self._old, calendar, self._on):
                because = why_at_the_move(one, ahead.get((one.rule, one.subject)), self._compared(one.rule))
                yield AtTheMove(self._dossier.partnership, one.rule, one.occasion, because)

    def _returned(self) -> Iterator[AtTheMove]:
        for key in self._after.returned:
            one = self._after.signals[key]
            because = why_at_the_move(one, None, self._compared(one.rule))
            yield AtTheMove(self._dossier.partnership, one.rule, one.occasion, because)

    def _steps(self) -> Iterator[Step]:
        old, new = self._comparison.old, self._comparison.new
        names = self._comparison.steps(self._dossier.phase)
        for before, after in steps_that_differ(self._dossier, names, old, new, self._on):
            allowed, refused = (before, after) if before.allowed else (after, before)
            yield Step(self._dossier.partnership, after.trigger, allowed.to, before.allowed, refused.missing)


def _note(name: str, one: Difference, because: Why, found: Rehearsal) -> None:
    before, after = one.before, one.after
    if before and after:
        found.moved.append(Moved(before.night, after.night, name, one.rule, after.occasion, before.occasion, because))
    elif after:
        found.new.append(Alone(after.night, name, one.rule, after.occasion, after.to, because))
    elif before:
        found.gone.append(Alone(before.night, name, one.rule, before.occasion, before.to, because))
