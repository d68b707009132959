"""The nights ahead of one partnership when nobody acts: what they decide, one after another, and written nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from states.definition import Definition
from states.dossier import Dossier
from states.night import Night, Raising, night_of
from states.signal import UNSETTLED, Signal
from states.terms import Term
from states.vocabulary import RuleName, words
from states.working_days import WorkingDays

TOMORROW = timedelta(days=1)
Question = tuple[str, str]  # a rule and what it is about


@dataclass(frozen=True, slots=True)
class Standing:
    """A partnership as it stands: the dossier, the signals that still ask something, and its stored terms."""

    dossier: Dossier
    asking: Mapping[int, Signal]
    terms: Mapping[Question, Term]


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal that a night ahead raises."""

    night: date
    raising: Raising

    @property
    def rule(self) -> str:
        """Return the rule that asks."""
        return self.raising.due.rule

    @property
    def occasion(self) -> str:
        """Return the occasion for which it asks."""
        return self.raising.due.occasion.name

    @property
    def to(self) -> tuple[str, ...]:
        """Return everybody to whom it goes."""
        return tuple(self.raising.people)


@dataclass(frozen=True, slots=True)
class Failed:
    """A rule that nights ahead cannot do, or None when it is the partnership as a whole."""

    rule: str | None
    error: Exception


@dataclass(slots=True)
class Ahead:
    """What the nights of a range do to a partnership, and the terms that come after the last of them."""

    raised: list[Heard] = field(default_factory=list)
    failed: dict[str | None, Failed] = field(default_factory=dict)
    terms: dict[Question, Term] = field(default_factory=dict)


def nights_ahead(standing: Standing, definition: Definition, calendar: WorkingDays, first: date, last: date) -> Ahead:
    """Return what every night of a range does to a partnership when nobody acts in between.

    Pure: nothing is written. Nights on which nothing comes are passed over.

    Args:
        standing: the partnership before the first night.
        definition: the process that it follows.
        calendar: the working days of that definition.
        first: the first night.
        last: the last night.
    """
    return _Walk(standing, definition, calendar).until(first, last)


class _Walk:
    """One partnership, night after night."""

    def __init__(self, standing: Standing, definition: Definition, calendar: WorkingDays) -> None:
        self.definition = definition
        self.calendar = calendar
        self.dossier = standing.dossier
        self.asking = dict(standing.asking)
        self.terms = dict(standing.terms)
        self.found = Ahead(terms=self.terms)
        self._next_key = max(self.asking, default=0) + 1

    def until(self, first: date, last: date) -> Ahead:
        night = self._comes(first)
        while night and night <= last:
            before = len(self.found.raised)
            happened = [self._live(night, found) for found in self._tonight(night)]
            pause = None if any(happened) or len(self.found.raised) > before else self.dossier.suspended(night)
            # Inside a suspension what did not lapse tonight does not lapse tomorrow.
            night = self._after(night) if pause is None else self._comes_in_pause(night, pause.until_on)
        return self.found

    def _dates(self) -> Iterator[date]:
        """Yield the nights on which something comes."""
        yield from (term.due_on for term in self.terms.values() if term.due_on)
        yield from (signal.next_on for signal in self.asking.values() if signal.next_on)

    def _comes(self, night: date) -> date | None:
        """Return the first night from one on that has something to look at: what was left lying is looked at too."""
        first = min(self._dates(), default=None)
        return max(first, night) if first else None

    def _after(self, night: date) -> date | None:
        return self._comes(night + TOMORROW)

    def _comes_in_pause(self, night: date, ends_on: date | None) -> date | None:
        ahead = [day for day in self._dates() if day > night]
        return min([*ahead, *([ends_on] if ends_on else [])], default=None)

    def _tonight(self, night: date) -> Iterator[Night]:
        """Yield what a night does; where it fails as a whole, rule by rule, as the night does."""
        due = {rule for (rule, _), term in self.terms.items() if term.due_on and term.due_on <= night}
        try:
            found = night_of(self.dossier, self.asking, self.definition, self.calendar, night, due)
        except Exception as whole:  # noqa: BLE001  # whatever one rule does, the others are done
            yield from self._rule_by_rule(night, due, whole)
        else:
            yield found

    def _rule_by_rule(self, night: date, due: set[str], whole: Exception) -> Iterator[Night]:
        failed: dict[str | None, Failed] = {}
        for rule in words(RuleName):
            try:
                found = night_of(
                    self.dossier, self.asking, self.definition, self.calendar, night, due & {rule}, rules=[rule]
                )
            except Exception as error:  # noqa: BLE001  # it is named, and the other rules are done
                failed[rule] = Failed(rule, error)
            else:
                yield found
        if len(failed) == len(words(RuleName)):
            failed = {None: Failed(None, whole)}
        self.found.failed = failed | self.found.failed

    def _live(self, night: date, found: Night) -> bool:
        """Make what a night did so; tell whether it was anything."""
        for one in found.looked:
            if one.after.status in UNSETTLED:
                self.asking[one.key] = one.after
            else:
                del self.asking[one.key]
        for raising in found.raised:
            self.found.raised.append(Heard(night, raising))
            if raising.signal.status in UNSETTLED:
                self.asking[self._next_key] = raising.signal
                self._next_key += 1
        names = {(one.due.rule, one.due.occasion.name) for one in found.raised} | set(_names(found))
        if names:
            self.dossier = replace(self.dossier, history=self.dossier.history | names)
        self._replan(night, found)
        return bool(found.looked or found.rules)

    def _replan(self, night: date, found: Night) -> None:
        """Replace the terms that came, as the night writes them; those of the same rules ahead are planned anew."""
        for question, term in list(self.terms.items()):
            if question[0] in found.rules and term.due_on and term.due_on <= night:
                del self.terms[question]
        self.terms.update({(term.rule, term.subject): term for term in found.terms})


def _names(found: Night) -> Iterator[Question]:
    return ((rule, occasion.name) for rule, occasion in found.passed)
