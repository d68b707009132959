"""What is read as a definition can never break or hang a night."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from dossiers import after, day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules import EXAMPLES, known

from groeituin.texts.signals import signal_sentence
from groeituin.texts.signals.sentence import Question
from groeituin.texts.terms import because
from states import occasions, signal, terms
from states.definition import Definition, FaultyDefinition, handreiking_text, read_definition
from states.dossier import Dossier
from states.machine import choices
from states.night import night_of
from states.occasions import Row
from states.terms import plan
from states.working_days import WorkingDays, working_days

GUIDE: dict[str, Any] = yaml.safe_load(handreiking_text())
# Two nights, the second long after the first. A rule that asks every day has 1,700 occasions until then.
NIGHTS = (day("2026-06-01"), day("2030-06-01"))
MOST = 2_000
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 7, 28, 29, 31, 90, 120, 365, 1096, 1097, 12_000, 10**7])
FITTING = st.sampled_from([1, 2, 3, 7, 14, 28])
LEADS = st.lists(st.sampled_from([0, 1, 3, 6, 12, 18, 120, 121, -1]), max_size=4)
ADDRESSEES = st.lists(
    st.sampled_from(["projectcoordinator", "bestuurder", "eigenaar", "loonadministratie"]), max_size=2
)
RUNGS = st.fixed_dictionaries({"after_days": NUMBERS, "to": ADDRESSEES})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "lead_months": LEADS | FITTING.map(lambda months: [months]),
    "lead_days": NUMBERS | FITTING,
    "target_day": NUMBERS | FITTING,
    "default_frequency": st.sampled_from(["maand", "kwartaal", "halfjaar", "jaar"]),
    "first_months": NUMBERS | FITTING,
    "repeat_months": NUMBERS | FITTING,
    "repeat_days": NUMBERS | FITTING,
    "norm_days": st.dictionaries(st.sampled_from(["draagvlak", "werkgroep", "verkenning", "realisatie"]), FITTING)
    | st.fixed_dictionaries(dict.fromkeys(("draagvlak", "werkgroep", "verkenning", "realisatie"), FITTING | NUMBERS)),
    "ladder": st.lists(RUNGS, max_size=3),
    "to": ADDRESSEES,
    "catch_up": st.sampled_from(["all", "latest"]),
    "phases": st.lists(st.sampled_from(list(GUIDE["phases"])), max_size=8, unique=True),
    "while_contract_runs": st.lists(st.sampled_from(list(GUIDE["phases"])), max_size=2),
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return the guide's definition with parts left out and numbers changed, wisely or not."""
    data = yaml.safe_load(handreiking_text())
    for name in draw(st.lists(st.sampled_from(list(data["rules"])), max_size=6, unique=True)):
        del data["rules"][name]
    for part in draw(st.lists(st.sampled_from(["phases", "triggers"]), max_size=1)):
        del data[part][draw(st.sampled_from(list(data[part])))]
    for name in draw(st.lists(st.sampled_from(list(data["rules"])), max_size=3, unique=True)):
        rule = data["rules"][name]
        field = draw(st.sampled_from([field for field in VALUES if field in rule]))
        rule[field] = draw(VALUES[field])
    return yaml.safe_dump(data, sort_keys=False)


def counted(found: Iterator[Row]) -> Iterator[Row]:
    """Yield rows that fail once more than so many of their occasions were looked at."""
    for subject, row in found:
        yield subject, _bounded(row)


def _bounded(row: Iterator[Any]) -> Iterator[Any]:
    for number, occasion in enumerate(row):
        assert number < MOST
        yield occasion


@pytest.fixture(autouse=True, scope="module")
def _bounds() -> Iterator[None]:
    """Let whoever looks at occasions fail when there is no end to them."""
    real = occasions.occasions
    with pytest.MonkeyPatch.context() as patch:
        for room in (terms, signal):
            patch.setattr(room, "occasions", lambda *asked: counted(real(*asked)))
        yield


def survives(definition: Definition) -> None:
    """Run nights over the example of every rule, and ask what a person may ask."""
    calendar = working_days(definition.holidays)
    for name in EXAMPLES:
        dossier = known(name)
        if dossier.phase in definition.phases:
            _nights(dossier, definition, calendar)


def _nights(dossier: Dossier, definition: Definition, calendar: WorkingDays) -> None:
    asking: dict[int, signal.Signal] = {}
    for on in NIGHTS:
        done = night_of(dossier, asking, definition, calendar, on, definition.rules)
        for one in done.raised:
            assert one.people
            assert signal_sentence(Question(dossier, one.due, on, definition))
        dossier = after(dossier, (*(one.due for one in done.raised), *done.rested))
        asking = {number: one.signal for number, one in enumerate(done.raised) if one.signal.next_on}
        ahead = plan(dossier, definition, calendar)
        assert all(because(dossier, term, definition, calendar) for term in ahead)
        assert all(term.due_on is not None and term.due_on > on for term in ahead)
        choices(dossier, definition, on)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
def test_what_is_not_refused_is_safe(text: str) -> None:
    """Whatever somebody changes in the guide's definition: it is refused, or nights, plans and sentences end well."""
    try:
        definition = read_definition(text)
    except FaultyDefinition as error:
        assert error.faults  # noqa: PT017  # refused is good too
        return
    survives(definition)


WITHIN: dict[str, dict[str, list[Any]]] = {
    "voortgangsgesprek": {"lead_days": [0, 1096], "target_day": [1, 28], "default_frequency": ["maand", "halfjaar"]},
    "contract_verloopt": {"lead_months": [[1], [120]], "ladder": [[]], "catch_up": ["latest"]},
    "evaluatie": {"first_months": [1, 120], "repeat_months": [1], "lead_months": [[], [120, 0]]},
    "verlengoptie": {"lead_months": [[120, 1]]},
    "plan_van_aanpak": {"lead_days": [0, 1096]},
    "urenopgave": {"catch_up": ["all"]},
    "fase_staat_stil": {
        "repeat_days": [1, 1096],
        "norm_days": [dict.fromkeys(GUIDE["rules"]["fase_staat_stil"]["phases"], 1)],
    },
    "actie_te_laat": {"lead_days": [0], "repeat_days": [1]},
    "rol_onbezet": {"lead_days": [0, 1096], "repeat_days": [1], "catch_up": ["all"]},
    "baan_loopt_af": {"lead_months": [[1], [120]]},
    "achterstand": {"lead_days": [0, 1096]},
    "pso_verloopt": {"lead_days": [0, 1096]},
    "beleid_herijken": {"first_months": [1], "repeat_months": [1, 120]},
}


@pytest.mark.parametrize(
    ("rule", "field", "value"),
    [(rule, field, value) for rule, fields in WITHIN.items() for field, values in fields.items() for value in values],
)
def test_the_outermost_values_are_safe(rule: str, field: str, value: object) -> None:
    """At the edges of what is allowed nights end well too."""
    data = yaml.safe_load(handreiking_text())
    data["rules"][rule][field] = value
    survives(read_definition(yaml.safe_dump(data, sort_keys=False)))


def test_without_the_check_a_night_would_never_end() -> None:
    """A repeat of nothing, which no definition can have, is what the bound on occasions catches here."""
    good = read_definition(handreiking_text())
    endless = good.rules["fase_staat_stil"].model_copy(update={"repeat_days": 0})
    with pytest.raises(AssertionError, match=str(MOST)):
        survives(good.model_copy(update={"rules": {"fase_staat_stil": endless}}))
