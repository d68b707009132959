"""A partnership without a database that is rehearsed under two definitions, and definitions made by changing one."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dossiers import CALENDAR, DEFINITION, day
from processes import Life

from groeituin.definitions import calendar_of
from groeituin.texts.rehearsal.why import Compared, why
from states.changes import changes, concerning
from states.definition import Definition
from states.difference import Difference, differences
from states.dossier import Dossier
from states.migration import migrate
from states.rehearsal import Ahead, Standing, nights_ahead
from states.signal import UNSETTLED
from states.terms import plan

Values = Any  # fields of a definition by name; unlike a file's they are not checked


def another(**values: Values) -> Definition:
    """Return the guide's process in a second version, with some fields changed."""
    return DEFINITION.model_copy(update={"version": "2", **values})


def rule(name: str, **values: Values) -> Definition:
    """Return the guide's process with some fields of one rule changed."""
    return another(rules={**DEFINITION.rules, name: DEFINITION.rules[name].model_copy(update=values)})


def without(name: str) -> Definition:
    """Return the guide's process without one of its rules."""
    return another(rules={known: one for known, one in DEFINITION.rules.items() if known != name})


def margin(amount: int) -> Definition:
    """Return the guide's process with another margin before a contract is behind."""
    own = DEFINITION.figures.obligation
    changed = own.model_copy(update={"margin": own.margin.model_copy(update={"amount": Decimal(amount)})})
    return another(figures=DEFINITION.figures.model_copy(update={"obligation": changed}))


def holidays(**values: Values) -> Definition:
    """Return the guide's process with other holidays."""
    return another(holidays=DEFINITION.holidays.model_copy(update=values))


def standing(dossier: Dossier, definition: Definition = DEFINITION) -> Standing:
    """Return a partnership of which nothing was asked yet."""
    terms = plan(dossier, definition, calendar_of(definition))
    return Standing(dossier, {}, {(term.rule, term.subject): term for term in terms})


def lived(life: Life) -> Standing:
    """Return a partnership after nights that happened."""
    terms = plan(life.dossier, life.process, calendar_of(life.process))
    return Standing(life.dossier, life.asking, {(term.rule, term.subject): term for term in terms})


def compared(life: Life, new: Definition, first: str, nights: int) -> list[tuple[Difference, str]]:
    """Return what a proposed definition makes different over some nights of a partnership, each with why."""
    old, start, last = life.process, day(first), day(first) + timedelta(days=nights - 1)
    present = nights_ahead(lived(life), old, CALENDAR, start, last)
    proposed = _moved(life, new, start, last)
    rules = concerning(changes(old, new), old, new, life.dossier.phase)
    return [
        (one, str(why(one, Compared(life.dossier, old, new, rules[one.rule], start))))
        for one in differences(present, proposed, old, new, {**old.rules, **new.rules})
    ]


def _moved(life: Life, new: Definition, start: date, last: date) -> Ahead:
    calendar = calendar_of(new)
    after = migrate(life.dossier, life.asked, life.asking, life.process, new, calendar, start)
    asking: Mapping[int, Any] = {key: one for key, one in after.signals.items() if one.status in UNSETTLED}
    terms = {(term.rule, term.subject): term for term in after.terms}
    return nights_ahead(Standing(after.dossier, asking, terms), new, calendar, start, last)
