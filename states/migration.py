"""What moving a running partnership to another definition does to what was asked, what is asked, and what comes."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from states.definition import Definition, Rule
from states.dossier import Dossier
from states.occasions import Occasion, occasions
from states.signal import UNSETTLED, Signal, reason, reviewed
from states.terms import Term, plan
from states.working_days import WorkingDays, working_days

AHEAD = timedelta(days=366)
# What decides which occasions a rule has, and when.
TIMING = {
    "lead_months", "lead_days", "target_day", "default_frequency", "first_months", "repeat_months", "repeat_days",
    "norm_days",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An occasion that was raised on ``asked_on`` (``key`` is the caller's, of the signal) or skipped.

    ``now_as`` is what it stands for now, where that is another occasion.
    """

    rule: str
    occasion: str
    due_on: date
    key: int | None = None
    now_as: str | None = None
    asked_on: date = date.min

    @property
    def name(self) -> str:
        """Return the occasion that it is under the definition that the partnership follows."""
        return self.now_as or self.occasion


@dataclass(frozen=True, slots=True)
class Migration:
    """A partnership as it is under another definition.

    ``restated`` are the signals that stand for another occasion now; ``skipped`` is what is not asked any more because
    something as urgent or more was; ``signals`` what asked something: as before, waiting for another night, or lapsed
    because the definition has no reason for it. ``returned`` are those of them that had lapsed, and for which this
    definition has a reason again.
    """

    dossier: Dossier
    restated: tuple[Asked, ...]
    skipped: tuple[Asked, ...]
    signals: dict[int, Signal]
    returned: frozenset[int]
    terms: tuple[Term, ...]


def migrate(
    dossier: Dossier,
    asked: Sequence[Asked],
    known: Mapping[int, Signal],
    old: Definition,
    new: Definition,
    calendar: WorkingDays,
    on: date,
) -> Migration:
    """Return what a partnership becomes under another definition, whose phases it must know.

    What was raised is never raised again: where a rule's days or months changed, an occasion stands for the one that
    asks the same under the new definition. What is older than what was asked is skipped. What still asks something
    keeps its clock and its rung for as long as the new definition gives a reason for it. Whatever else has come
    by the new definition is raised on the next night, as after a missed night.

    Args:
        dossier: the partnership as it is known, under the old definition.
        asked: everything that was raised or skipped.
        known: the signals that still ask something, and those that lapsed, by the same keys.
        old: the definition that it follows.
        new: the one that it is to follow.
        calendar: the working days of the new one.
        on: the day of the move.
    """
    asking = {key: one for key, one in known.items() if one.status in UNSETTLED}
    restated, passed = _renamed(dossier, asked, asking, old, new, calendar, on)
    present = (restated.get(one.key, one) if one.key is not None else one for one in asked)
    history = frozenset((one.rule, name) for one in present for name in (one.occasion, one.now_as) if name)
    skipped = tuple(one for pair, one in passed.items() if pair not in history)
    after = replace(dossier, definition=new.reference, history=history | {(one.rule, one.occasion) for one in skipped})
    signals = {
        key: _goes_on(_restated(one, restated.get(key)), after, new, calendar, on) for key, one in asking.items()
    }
    asks = {(one.rule, one.subject) for one in signals.values() if one.status != "vervallen"}
    returned = {
        key: reviewed(_restated(one, restated.get(key), asked_on=on), after, new, calendar, on)
        for key, one in _newest_of_each(known, asked).items()
        if (one.rule, one.subject) not in asks
        and reason(one, dossier, old, working_days(old.holidays), on) is None
        and reason(_restated(one, restated.get(key)), after, new, calendar, on)
    }
    terms = plan(after, new, calendar)
    return Migration(after, tuple(restated.values()), skipped, signals | returned, frozenset(returned), terms)


def _renamed(
    dossier: Dossier,
    asked: Sequence[Asked],
    asking: Container[int | None],
    old: Definition,
    new: Definition,
    calendar: WorkingDays,
    on: date,
) -> tuple[dict[int, Asked], dict[tuple[str, str], Asked]]:
    """Return the signals that stand for another occasion now, by key, and the occasions that no signal is needed for.

    Those were skipped before, or come no later than what was asked; by rule and name.
    """
    restated: dict[int, Asked] = {}
    passed: dict[tuple[str, str], Asked] = {}
    for rule in _retimed(old, new):
        of_rule = [one for one in asked if one.rule == rule]
        rows = _rows(dossier, rule, new, calendar, of_rule, on) if of_rule else {}
        for one in of_rule:
            name = _stands_for(one, rows, old.rules[rule], new.rules[rule], on if one.key in asking else None)
            if one.key is None:
                passed[rule, name] = Asked(rule, name, one.due_on)
            elif name != one.name:
                restated[one.key] = replace(one, now_as=None if name == one.occasion else name)
        stands = {restated.get(one.key, one).name for one in of_rule if one.key is not None and one.key in asking}
        passed |= {(rule, o.name): Asked(rule, o.name, o.due_on) for o in _older(of_rule, rows, stands, on)}
    return restated, passed


def _restated(signal: Signal, now: Asked | None, asked_on: date | None = None) -> Signal:
    """What a signal stands for now; asked anew on a day when that is given."""
    found = replace(signal, now_as=now.now_as) if now else signal
    return replace(found, status="open", asked_on=asked_on) if asked_on else found


def _newest_of_each(known: Mapping[int, Signal], asked: Sequence[Asked]) -> dict[int, Signal]:
    """The signals that lapsed and after which nothing of the same was asked."""
    newest: dict[tuple[str, str], Asked] = {}
    for one in asked:
        question = one.rule, _series(one.name)
        if one.key is not None and (question not in newest or one.due_on >= newest[question].due_on):
            newest[question] = one
    keys = [one.key for one in newest.values() if one.key is not None]
    return {key: known[key] for key in keys if key in known and known[key].status == "vervallen"}


def _retimed(old: Definition, new: Definition) -> list[str]:
    """The rules of both definitions whose days or months differ."""
    both = [name for name in new.rules if name in old.rules]
    return [n for n in both if any(getattr(old.rules[n], part) != getattr(new.rules[n], part) for part in TIMING)]


Rows = dict[str, list[Occasion]]


def _series(name: str) -> str:
    """What an occasion counts from or to, before its last part: C-1/2027-06-30 of C-1/2027-06-30/6m."""
    return name.rpartition("/")[0]


def _rows(
    dossier: Dossier, rule: str, new: Definition, calendar: WorkingDays, asked: Sequence[Asked], on: date
) -> Rows:
    """The occasions of a rule under the new definition, by series, for as far as names may have to be compared."""
    horizon = max(on, *(one.due_on for one in asked)) + AHEAD
    found: Rows = {}
    for _subject, row in occasions(dossier, rule, new, calendar):
        for occasion in row:
            if min(occasion.original_on, occasion.due_on) > horizon:
                break
            found.setdefault(_series(occasion.name), []).append(occasion)
    return found


def _stands_for(one: Asked, rows: Rows, old: Rule, new: Rule, asks_on: date | None) -> str:
    """Return the occasion that asks the same under the new definition; its own name when none does.

    Before a day that the outside world fixes the leads correspond in their order; from a day inside the partnership
    what still asks something (``asks_on``: today) stands for the last that has come by now.
    """
    series = _series(one.name)
    row = rows.get(series, [])
    names = {occasion.name for occasion in row}
    found = counterpart(one.name, one.due_on, old, new)
    # After a take-over only the most urgent of the leads that had passed is there.
    if found and (asks_on is None or found in names or found.rpartition("/")[2] not in _leads(new)):
        return found
    if asks_on is None or one.name in names:
        return one.name
    # What counts from no day is a period, and a period that came since is a question of its own.
    until = max(one.due_on, asks_on) if series else one.due_on
    before = [occasion for occasion in row if occasion.due_on <= until]
    return max(before, key=lambda o: o.due_on).name if before else one.name


def counterpart(name: str, due_on: date, old: Rule, new: Rule) -> str | None:
    """Return the occasion that takes the place of one before a day in its name, under another definition of its rule.

    Args:
        name: the occasion.
        due_on: when it comes; None is returned where that is after the day in its name, or it names no day.
        old: its rule.
        new: the same rule in the other definition.
    """
    series, _, lead = name.rpartition("/")
    try:
        day = date.fromisoformat(series.rpartition("/")[2])
    except ValueError:
        return None
    return f"{series}/{_corresponding(lead, old, new)}" if due_on < day or lead == "einde" else None


def _corresponding(lead: str, old: Rule, new: Rule) -> str:
    """Return the lead that takes the place of another, between the same neighbours; itself when none does.

    Between two leads that both rules have, those that went and those that came correspond in their order; where more
    went than came, each that came takes the place of the nearest.
    """
    kept = [known for known in _leads(old) if known in _leads(new)]
    gone, added = ([k for k in _leads(rule) if _between(k, kept) == _between(lead, kept)] for rule in (old, new))
    if lead in kept or lead not in gone:
        return lead
    while len(gone) > len(added):
        gone.remove(max(gone, key=lambda one: min((abs(_length(one) - _length(a)) for a in added), default=0)))
    return added[gone.index(lead)] if lead in gone else lead


def _between(lead: str, kept: Sequence[str]) -> int | str:
    """Tell between which of the leads that were kept another one lies, by how many are longer; itself when kept."""
    return lead if lead in kept else sum(_length(known) > _length(lead) for known in kept)


def _leads(rule: Rule) -> list[str]:
    """The leads of a rule as occasions name them, the longest first."""
    if rule.lead_months:
        return [f"{months}m" if months else "einde" for months in sorted(rule.lead_months, reverse=True)]
    return [f"{rule.lead_days}d"] if rule.lead_days else []


def _length(lead: str) -> int:
    return 0 if lead == "einde" else int(lead[:-1])


def _older(asked: Sequence[Asked], rows: Rows, stands: Container[str], on: date) -> Iterator[Occasion]:
    """Yield the new occasions that come no later than what was asked last of the same, or stands for it by now."""
    newest: dict[str, date] = {}
    for one in asked:
        series = _series(one.name)
        newest[series] = max(one.due_on, one.asked_on, newest.get(series, date.min))
    for series, day in newest.items():
        row = rows.get(series, [])
        last = max([day, *(o.due_on for o in row if o.name in stands and o.due_on <= on)])
        yield from (occasion for occasion in row if occasion.due_on <= last)


def _goes_on(signal: Signal, dossier: Dossier, new: Definition, calendar: WorkingDays, on: date) -> Signal:
    if reason(signal, dossier, new, calendar, on) is None:
        return replace(signal, status="vervallen", next_on=None)
    return reviewed(signal, dossier, new, calendar, on)
