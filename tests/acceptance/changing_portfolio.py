"""A portfolio in which a change of process on 15 February 2027 bites in every way: two years of acts, and three months.

Each partnership is there for what stands behind it; what it is asked, and when, is for the oracle to work out.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from story import NEEDED

Act = dict[str, Any]  # one line of a script
PHASES = ("draagvlak", "werkgroep", "verkenning", "realisatie", "monitoring", "borging", "afgerond")
INTO = dict(zip(PHASES[1:], NEEDED, strict=True))
FIRST, MOVE, LAST = "2025-03-03", "2027-02-15", "2027-05-15"
PEOPLE = ("anna", "bert", "cees", "dina", "eva", "fred", "gina")
AGREED = {"agenda": "a", "roles": "r", "information": "i"}
SPOKEN = {"attendees": ["opdrachtnemer"], "outcome": "op koers"}


def before() -> list[Act]:
    """Return what happened before the day of the move, in order of date."""
    return _in_order([*_known(), *_early(), *_exploring(), *_realising(), *_followed(), *_tendering(), *_extending(),
                      *_others()])  # fmt: skip


def after() -> list[Act]:
    """Return what happens from the day of the move on, in order of date."""
    return _in_order([*_answers(), *_steps(), *_changes_of_contracts(), *_begun_since()])


def _in_order(acts: list[Act]) -> list[Act]:
    return sorted(acts, key=lambda act: str(act["on"]))


def act(on: str, name: str, /, **fields: Any) -> Act:  # noqa: ANN401  # the fields of any act
    """Return one line of a script."""
    return {"on": on, "by": "toets", "act": name, **fields}


def of(number: int, on: str, name: str, /, **fields: Any) -> Act:  # noqa: ANN401  # the fields of any act
    """Return an act on one of the partnerships."""
    return act(on, name, partnership=f"P-{number:02}", **fields)


def contract(number: int, ends_on: str, on: str = FIRST, **fields: Any) -> Act:  # noqa: ANN401  # those of the act
    """Return the act by which the running contract of a partnership becomes known."""
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst", "contractor": "glans",
             "starts_on": "2025-01-01", "ends_on": ends_on}  # fmt: skip
    return act(on, "register-contract", contract=f"C-{number:02}", **(known | fields))


def life(
    number: int, entered: Mapping[str, str], *, organisation: str = "O-1", linked: bool = True, **fields: str
) -> Iterator[Act]:
    """Yield how a partnership came into some phases, each on its date, with everything that the steps ask for."""
    begun_on, *_ = entered.values()
    yield of(number, begun_on, "start-partnership", title="Groen", organisation=organisation, **fields)
    if linked:
        yield of(number, begun_on, "link-contract", contract=f"C-{number:02}", focus=True)
    for phase, on in list(entered.items())[1:]:
        for name, needed in () if phase == "afgerond" else NEEDED[INTO[phase]]:
            yield act(on, name, **_of_another(needed, number))
        yield of(number, on, "advance", trigger=INTO[phase])


def _of_another(fields: Mapping[str, Any], number: int) -> Act:
    """Return the fields of an act on P-1 and C-1 for another partnership and its contract."""
    told = json.dumps(fields).replace('"P-1"', f'"P-{number:02}"').replace('"C-1"', f'"C-{number:02}"')
    found: Act = json.loads(told)
    return found


def since(*days: str) -> dict[str, str]:
    """Return the days on which phases were entered, by phase."""
    return dict(zip(PHASES, days, strict=False))


def _known() -> Iterator[Act]:
    """Three organisations, their people, and what two of them decided for all of their partnerships."""
    for organisation in ("O-1", "O-2", "O-3"):
        yield act(
            FIRST, "register-organisation", organisation=organisation, name="Gemeente Voorbeeld", sector="gemeente"
        )
    for person in PEOPLE:
        yield act(FIRST, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
    yield act(FIRST, "register-contractor", contractor="glans", name="Glans BV")
    for organisation in ("O-1", "O-2", "O-3"):
        yield act(FIRST, "assign-role", organisation=organisation, role="bestuurder", person="fred")
        yield act(FIRST, "assign-role", organisation=organisation, role="social_return_coordinator", person="gina")
    for name, needed in NEEDED["rond_af"]:
        on = "2026-01-12" if name == "share-results" else "2026-03-02"
        yield act(
            on, name, **{field: value for field, value in needed.items() if field != "partnership"}, organisation="O-2"
        )


def _early() -> Iterator[Act]:
    """Nobody took a decision, or hardly; three that stand still where the norm stays as it was."""
    yield contract(1, "2027-06-30")  # asked at six months, which became four
    yield from life(1, since("2026-03-02"))
    yield contract(2, "2028-04-15")  # fourteen months before falls on the day of the move
    yield from life(2, since("2027-01-20"))
    yield contract(3, "2028-03-15")  # fourteen months before has passed, twelve has not
    yield from life(3, since("2026-09-01", "2026-11-02"))


def _exploring() -> Iterator[Act]:
    """Explorations that last 145, 125, 98, 154, 152 and, but for a pause, 97 days on the day of the move."""
    yield contract(4, "2027-08-31")  # six months before would be asked in March, four is in April
    yield from life(4, since("2026-07-01", "2026-08-03", "2026-09-23"))
    yield contract(5, "2028-02-15")  # twelve months before falls on the day of the move; fourteen has passed
    yield from life(5, since("2026-07-01", "2026-08-03", "2026-10-13"))
    yield contract(6, "2028-06-30")  # eighteen asked; fourteen is ahead
    yield from life(6, since("2026-07-01", "2026-08-03", "2026-11-09"))
    for name, needed in NEEDED["start_realisatie"]:
        yield act("2027-02-01", name, **_of_another(needed, 6))
    yield contract(7, "2029-06-30")
    yield from life(7, since("2026-06-01", "2026-07-01", "2026-09-14"))
    yield contract(8, "2027-04-14")  # two months before falls on the day of the move, and three was asked
    yield from life(8, since("2026-06-01", "2026-07-01", "2026-09-16"))
    yield of(8, "2027-01-20", "settle-signal", rule="fase_staat_stil", occasion="verkenning/2026-09-16/120d",
             outcome="uitgesteld", until="2027-03-22")  # fmt: skip
    yield contract(13, "2028-04-30")  # fourteen months before lies in its pause
    yield from life(13, since("2026-07-01", "2026-08-03", "2026-10-20"))
    yield of(13, "2027-01-25", "suspend", reason="verhuizing", until="2027-03-08")


def _realising() -> Iterator[Act]:
    """Realisations of 160, 200 and 91 days, one that is paused without an end, and one taken over."""
    yield contract(9, "2027-05-10")
    yield from life(9, since("2026-05-04", "2026-06-01", "2026-07-01", "2026-09-08"))
    yield contract(10, "2027-09-30")
    yield act("2026-12-01", "register-contract", contract="S-10", organisation="O-1", title="Groen", nature="dienst",
              planned_publication_on="2027-10-12", replaces="C-10")  # fmt: skip
    yield from life(10, since("2026-05-04", "2026-06-01", "2026-07-01", "2026-07-30"))
    yield of(10, "2027-02-01", "settle-signal", rule="fase_staat_stil", occasion="realisatie/2026-07-30/180d",
             outcome="afgehandeld")  # fmt: skip
    yield contract(11, "2027-08-15")  # six months before falls on the day of the move
    yield from life(11, since("2026-05-04", "2026-06-01", "2026-07-01", "2026-11-16"))
    yield contract(12, "2027-07-15")
    yield from life(12, since("2026-05-04", "2026-06-01", "2026-07-01", "2026-08-03"))
    yield of(12, "2027-01-10", "suspend", reason="ziekte")
    yield contract(28, "2028-03-15")  # fourteen months before had passed by the take-over
    yield of(28, "2027-01-20", "take-over-partnership", title="Groen", organisation="O-1", phase="realisatie",
             since="2026-10-05", coordinator="anna", contract="C-28")  # fmt: skip


def _followed() -> Iterator[Act]:
    """Monitoring with meetings by quarter and by month, anchoring of one's own and of an organisation."""
    monitored = ("2025-09-01", "2025-10-01", "2025-11-03", "2025-12-01")
    yield contract(14, "2028-01-31")
    yield from life(14, since(*monitored, "2026-06-01"))
    yield of(14, "2026-06-01", "agree-monitoring", frequency="kwartaal", **AGREED)
    yield of(14, "2026-09-01", "add-action", action="A-2", description="Bel", owner="anna", deadline="2027-02-03")
    yield of(14, "2027-02-05", "settle-signal", rule="contract_verloopt", occasion="C-14/2028-01-31/12m",
             outcome="afgehandeld")  # fmt: skip
    yield contract(15, "2027-06-15")
    yield from life(15, since(*monitored, "2026-06-01"))
    yield of(15, "2026-08-03", "agree-monitoring", frequency="maand", **AGREED)
    yield of(15, "2027-01-25", "plan-meeting", kind="voortgang", planned_on="2027-02-24")
    yield of(15, "2026-12-21", "settle-signal", rule="contract_verloopt", occasion="C-15/2027-06-15/6m",
             outcome="uitgesteld", until="2027-03-01")  # fmt: skip
    for number, days in {16: ("2026-06-01", "2026-09-01"), 17: ("2026-06-01", "2026-10-01"),
                         18: ("2026-06-01", "2026-09-01", "2026-11-02")}.items():  # fmt: skip
        yield contract(number, "2027-10-15", organisation="O-2")
        yield from life(number, since(*monitored, *days), organisation="O-2")
    yield contract(19, "2028-12-31")
    yield from life(19, since(*monitored, "2026-01-05", "2026-02-20"))
    yield contract(27, "2027-10-31")
    yield of(27, "2026-12-01", "take-over-partnership", title="Groen", organisation="O-1", phase="monitoring",
             since="2026-05-01", coordinator="anna", contract="C-27")  # fmt: skip


def _tendering() -> Iterator[Act]:
    """Two tenders: nine months before has passed for both; six was asked for one of them."""
    tender = {"organisation": "O-1", "title": "Post", "nature": "dienst"}
    yield from life(21, since("2026-06-01", "2026-07-01", "2026-09-01"), linked=False)
    yield of(21, "2026-09-01", "choose-route", route="aanbesteding")
    yield from life(22, since("2026-10-01", "2026-12-01"), linked=False)
    for number, day in {21: "2027-08-20", 22: "2027-07-01"}.items():
        yield act("2026-12-07", "register-contract", contract=f"T-{number}", planned_publication_on=day, **tender)
        yield of(number, "2027-01-11" if number == 21 else "2026-12-07", "link-contract", contract=f"T-{number}")


def _extending() -> Iterator[Act]:
    """Options of which some days to ask passed before the rule was there, and a contract that was extended."""
    yield contract(23, "2027-12-31", options=[{"until": "2028-12-31", "notify_by": "2027-04-30"}])
    yield from life(23, since("2025-09-01", "2025-10-01", "2025-11-03", "2025-12-01", "2026-06-01"))
    yield contract(24, "2028-12-31", options=[{"until": "2029-12-31", "notify_by": "2027-07-15"},
                                              {"until": "2030-12-31", "notify_by": "2027-10-30"}])  # fmt: skip
    yield from life(24, since("2026-06-01", "2026-07-01", "2026-08-03", "2026-12-07"))
    yield contract(29, "2027-03-31")
    yield from life(29, since("2025-09-01", "2025-10-01", "2025-11-03", "2025-12-01", "2026-06-01"))
    yield act("2027-01-18", "amend-contract", contract="C-29", reason="verlengd", ends_on="2027-12-31")


def _others() -> Iterator[Act]:
    """One that ended while its contract runs, and two that follow the guide itself, in another organisation."""
    yield contract(20, "2027-05-31")
    yield from life(20, since("2026-05-04", "2026-06-01"))
    yield of(20, "2026-10-05", "advance", trigger="beeindig", reason="geen werk", lesson="begin eerder")
    followed = ("2025-09-01", "2025-10-01", "2025-11-03", "2025-12-01", "2026-01-05")
    for number, days in {25: followed, 26: (*followed, "2026-04-01")}.items():
        yield contract(number, f"2027-07-{number - 24:02}", organisation="O-3")
        yield from life(number, since(*days), organisation="O-3", definition="handreiking/1")


def _answers() -> Iterator[Act]:
    """What people answer in the three months after the move."""
    yield of(2, MOVE, "settle-signal", rule="contract_verloopt", occasion="C-02/2028-04-15/14m", outcome="ingepland",
             until="2027-03-15")  # fmt: skip
    yield of(9, "2027-02-18", "settle-signal", rule="fase_staat_stil", occasion="realisatie/2026-09-08/150d",
             outcome="uitgesteld", until="2027-04-12")  # fmt: skip
    yield of(1, "2027-02-22", "settle-signal", rule="contract_verloopt", occasion="C-01/2027-06-30/6m",
             outcome="afgehandeld")  # fmt: skip
    yield of(14, "2027-03-01", "complete-action", action="A-2")
    yield of(14, "2027-03-16", "hold-meeting", kind="voortgang", **SPOKEN)
    yield of(15, "2027-03-04", "hold-meeting", kind="voortgang", **SPOKEN)


def _steps() -> Iterator[Act]:
    """A pause ends, another begins, and what the new definition requires was done."""
    yield of(16, "2027-02-25", "suspend", reason="reorganisatie")
    yield of(16, "2027-04-01", "resume")
    yield of(12, "2027-04-06", "resume")
    yield of(6, "2027-04-05", "hold-meeting", kind="verkennend", **SPOKEN)
    yield of(6, "2027-04-05", "advance", trigger="start_realisatie")


def _changes_of_contracts() -> Iterator[Act]:
    """An option exercised, an end moved back, a successor awarded, a tender published."""
    yield act("2027-03-10", "exercise-option", contract="C-24", until="2029-12-31")
    yield act("2027-03-15", "amend-contract", contract="C-29", reason="korter", ends_on="2027-07-10")
    yield act("2027-03-02", "register-contract", contract="S-09", organisation="O-1", title="Groen", nature="dienst",
              planned_publication_on="2027-03-03", replaces="C-09")  # fmt: skip
    yield act("2027-03-03", "ask-out", contract="S-09", published_on="2027-03-03")
    yield act("2027-03-08", "award-contract", contract="S-09", contractor="glans", awarded_on="2027-03-08",
              starts_on="2027-05-11", ends_on="2029-05-10")  # fmt: skip
    yield act("2027-04-22", "ask-out", contract="T-22", published_on="2027-04-21")


def _begun_since() -> Iterator[Act]:
    """One that begins under the new definition, with an end that is near and an option."""
    option = {"until": "2028-06-21", "notify_by": "2027-06-25"}
    yield contract(30, "2027-06-21", "2027-02-22", options=[option])
    yield from life(30, since("2027-02-22"))
