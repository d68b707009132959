"""What every night must raise, worked out from the texts of definitions and a script of dated acts, and nothing else.

It shares no code with the product: its own months, its own days off from a table, its own reading of the acts. It
knows eight rules (``ASKS``), the leads of three of them and the norms of one, and lives through the days one by one:
the moves of that day, its night, its acts.

What moving a running partnership to another definition means:

- What was raised is never raised again.
- Leads before a date correspond in their order: where 6 months became 4, what was asked at 6 stands for 4, and 4 is
  not asked. A longer lead that has passed by now, and whose predecessor was not asked, is raised on the next night. A
  lead more that is older than what was asked last for the same date is let be, and so is one that had passed on the
  night of that asking. Where a take-over leaves only the most urgent of the leads that had passed, what still asks
  stands for that one.
- What is counted from a date (norms): what was asked stands as long as the new definition gives a reason for it on the
  day of the move, and is not asked again; else it lapses. What comes later by the new norm is asked. Repeats go on from
  what was asked; what is older than that is let be.
- The open questions of a rule that is removed lapse at the move, as does whatever the new definition has no reason for.
  A rule that is added asks what has come by then, as its ``catch_up`` says: all of it, or only the newest.
- A partnership whose phase the new definition does not know stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from acceptance.oracle.days import DAY
from acceptance.oracle.moments import ASKS, Moment, moments
from acceptance.oracle.told import Act, Described, Partnership, Portfolio

__all__ = ["ASKS", "Oracle", "Raised", "in_order"]

ORGANISATIONS = {"beleid_herijken", "resultaten_delen"}
STANDSTILL = "fase_staat_stil"
Raised = tuple[date, str, str, str]
Question = tuple[str, str, str]  # partnership, rule, and what it is about


def in_order(old: Iterable[int], new: Iterable[int]) -> dict[int, int]:
    """Return which lead takes the place of which: the same one, and of those that differ the longest of the longest."""
    before, after = set(old), set(new)
    gone, come = sorted(before - after, reverse=True), sorted(after - before, reverse=True)
    return {lead: lead for lead in before & after} | dict(zip(gone, come, strict=False))


@dataclass
class Asking:
    """A question that was not settled: as it was raised, what it stands for now, its day, and until when it waits."""

    raised_as: str
    name: str
    due_on: date
    until: date | None = None


class Oracle:
    """The days one by one: what was asked, what is open, and what each night raises.

    Args:
        definitions: the definitions as data, by reference.
        active: the one that new partnerships follow.
    """

    def __init__(self, definitions: Mapping[str, Described], active: str) -> None:
        self.world = Portfolio(definitions, active)
        self.raised: list[Raised] = []
        self.asking: dict[Question, Asking] = {}
        self.lapsed_by_move: set[tuple[str, str, str]] = set()
        self.stayed: list[str] = []
        self._asked: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
        self._rows: dict[tuple[str, str], dict[str, list[Moment]]] = {}

    def live(self, script: Iterable[Act], first: date, last: date) -> None:
        """Live through some days: each its night, then its acts."""
        acts: dict[str, list[Act]] = defaultdict(list)
        for act in script:
            acts[act["on"]].append(act)
        day = first
        while day <= last:
            self._night(day)
            for act in acts[day.isoformat()]:
                self._happens(act)
            day += DAY

    def _happens(self, act: Act) -> None:
        self._rows.clear()
        self.world.tell(act)
        if act["act"] == "settle-signal":
            of_rule = act["partnership"], act["rule"]
            (key,) = (k for k, one in self.asking.items() if k[:2] == of_rule and one.raised_as == act["occasion"])
            if act["outcome"] == "afgehandeld":
                del self.asking[key]
            elif "until" in act:
                self.asking[key].until = date.fromisoformat(act["until"])

    def _moments(self, one: Partnership, rule: str) -> dict[str, list[Moment]]:
        key = (one.name, rule)
        if key not in self._rows:
            self._rows[key] = moments(self.world, one, rule, self.world.definitions[one.definition])
        return self._rows[key]

    def _night(self, on: date) -> None:
        """Forget what has no reason any more; raise what has come and was not asked before."""
        for one in self.world.partnerships.values():
            for rule in ASKS:
                rows = self._moments(one, rule)
                self._forget(one, rule, rows, on)
                for subject, row in () if one.paused(on) else rows.items():
                    self._ask((one.name, rule, subject), self.world.definitions[one.definition]["rules"][rule], row, on)

    def _forget(self, one: Partnership, rule: str, rows: Mapping[str, Sequence[Moment]], on: date) -> None:
        for key, asking in list(self.asking.items()):
            if key[:2] == (one.name, rule):
                days = [moment.due_on for moment in rows.get(key[2], ()) if moment.name == asking.name]
                too_early = rule == STANDSTILL and days and days[0] > max(on, asking.due_on)
                if not days or too_early:
                    del self.asking[key]

    def _ask(self, key: Question, rule: Described, row: Sequence[Moment], on: date) -> None:
        partnership, name, subject = key
        # An organisation is asked once, in whichever of its partnerships.
        asked = self._asked[subject if name in ORGANISATIONS and subject else partnership, name]
        come = sorted((m for m in row if m.due_on <= on and m.name not in asked), key=lambda moment: moment.due_on)
        asked.update({moment.name: on for moment in come})
        before = self.asking.get(key)
        if before and before.until and before.until > on and "repeat_days" in rule:
            return
        for moment in come if rule["catch_up"] == "all" else come[-1:]:
            self.raised.append((on, partnership, name, moment.name))
            self.asking[key] = Asking(moment.name, moment.name, moment.due_on)

    def move(self, old: str, new: str, on: date) -> None:
        """Let everybody who follows one definition follow another; the night of that day comes after."""
        self._rows.clear()
        before, after = (self.world.definitions[name] for name in (old, new))
        for one in self.world.partnerships.values():
            if one.definition == old and one.phase not in after["phases"]:
                self.stayed.append(one.name)
            elif one.definition == old:
                one.definition = new
                for rule in before["rules"].keys() & ASKS.keys():
                    self._move(one, rule, before["rules"][rule], after["rules"].get(rule), on)

    def _move(self, one: Partnership, rule: str, old: Described, new: Described | None, on: date) -> None:
        asking = {key: question for key, question in self.asking.items() if key[:2] == (one.name, rule)}
        if new and old.get("norm_days") != new.get("norm_days"):
            self._by_another_norm(one, rule, asking.values(), on)
            self._let_be(one, rule)
        elif new and old.get("lead_months") != new.get("lead_months"):
            self._by_other_leads(one, rule, in_order(old["lead_months"], new["lead_months"]), asking.values())
            self._by_most_urgent(one, rule, asking.values(), on)
            self._let_be(one, rule)
        reasons = {moment.name for row in self._moments(one, rule).values() for moment in row}
        for key, question in asking.items():
            if question.name not in reasons:
                self.lapsed_by_move.add((one.name, rule, self.asking.pop(key).raised_as))

    def _by_other_leads(self, one: Partnership, rule: str, became: Mapping[int, int], asking: Iterable[Asking]) -> None:
        """What was asked at a lead is asked at the one that takes its place."""
        asked = self._asked[one.name, rule]
        leads = [(name, *name.rpartition("/")[::2]) for name in asked]
        stands = {name: f"{series}/{became[int(lead[:-1])]}m" for name, series, lead in leads}
        for question in asking:
            question.name = stands[question.name]
        asked.update({now: asked[name] for name, now in stands.items() if now not in asked})

    def _by_most_urgent(self, one: Partnership, rule: str, asking: Iterable[Asking], on: date) -> None:
        """After a take-over only the most urgent lead that had passed is there: what still asks stands for that."""
        rows = [moment for row in self._moments(one, rule).values() for moment in row]
        for question in asking:
            series = Moment(question.name, on).series
            come = [moment for moment in rows if moment.series == series and moment.due_on <= on]
            if come and question.name not in {moment.name for moment in rows}:
                question.name = come[-1].name
                self._asked[one.name, rule][question.name] = on

    def _by_another_norm(self, one: Partnership, rule: str, asking: Iterable[Asking], on: date) -> None:
        """What still asks stands for the last moment that has come, where there is one."""
        row = [moment for row in self._moments(one, rule).values() for moment in row]
        come = [moment for moment in row if moment.due_on <= on]
        for question in asking:
            if come and question.name not in {moment.name for moment in come}:
                question.name = come[-1].name
                self._asked[one.name, rule][question.name] = come[-1].due_on

    def _let_be(self, one: Partnership, rule: str) -> None:
        """What is older than what was asked last of the same is not asked any more."""
        asked = self._asked[one.name, rule]
        last: dict[str, date] = {}
        for name, due_on in asked.items():
            series = Moment(name, due_on).series
            last[series] = max(due_on, last.get(series, due_on))
        for row in self._moments(one, rule).values():
            older = [moment for moment in row if moment.due_on <= last.get(moment.series, date.min)]
            asked.update({moment.name: moment.due_on for moment in older if moment.name not in asked})
