"""The contracts of the demo: registered, extended, changed and obliged."""

from datetime import date

from groeituin.demo.life import Life, Stay
from groeituin.demo.script import days
from states.working_days import add_months


def _first(day: date) -> date:
    return day.replace(day=1)


def _named(life: Life) -> str:
    contract = f"C-{life.code}-{len(life.contracts) + 1}"
    life.contracts.append(contract)
    return contract


def _fields(life: Life) -> dict[str, object]:
    trade = life.trade
    return {
        "organisation": life.house.code,
        "title": trade.title,
        "nature": trade.nature,
        "cpv": trade.cpv,
        "wage_share": trade.wage_share,
        "value": life.script.between(trade.low, trade.high) // 1000 * 1000,
    }


def register_existing(life: Life, on: date) -> str:
    """Make a running contract known, mostly with options to extend; return its code."""
    contract = _named(life)
    starts_on = _first(on - days(life.script.between(200, 700)))
    ends_on = add_months(_first(on), life.script.between(20, 48)) - days(1)
    options = [
        {"until": add_months(ends_on, 12 * number), "notify_by": add_months(ends_on, 12 * number - 18)}
        for number in range(1, life.script.between(1, 3))
    ]
    life.do_contract(on, "register-contract", contract=contract, contractor=life.contractor, starts_on=starts_on,
                     ends_on=ends_on, options=options, **_fields(life))  # fmt: skip
    return contract


def register_tender(life: Life, on: date, published_on: date) -> str:
    """Put a tender in the calendar; return the code of its contract."""
    contract = _named(life)
    life.do_contract(on, "register-contract", contract=contract, stage="gepland", planned_publication_on=published_on,
                     **_fields(life))  # fmt: skip
    return contract


def look_after(stay: Stay) -> None:
    """Let contracts be obliged, changed and joined by another one while jobs are made."""
    life = stay.life
    main = life.contracts[0]
    if life.basis == "verplichting":
        owed = {"percentage": life.script.between(2, 5), "base": "opdrachtsom", "from": _first(stay.entered_on)}
        life.do_contract(stay.at(0.1), "set-obligation", contract=main, reason="Afspraak uit het contract", **owed)
    if life.turns(6, 1):
        value = life.script.between(life.trade.high, 2 * life.trade.high)
        life.do_contract(stay.at(0.12), "amend-contract", contract=main, reason="Meer locaties", value=value,
                         legal_check="nodig")  # fmt: skip
        life.do_contract(stay.at(0.35), "amend-contract", contract=main, reason="Uitkomst van de toets",
                         legal_check="gedaan", legal_outcome="niet_wezenlijk")  # fmt: skip
    elif life.turns(6, 5):
        life.do_contract(stay.at(0.2), "amend-contract", contract=main, reason="Prijzen bijgesteld",
                         value=life.script.between(life.trade.low, life.trade.high))  # fmt: skip
    if life.turns(5, 1):
        second = register_existing(life, stay.at(0.3))
        life.do(stay.at(0.32), "link-contract", contract=second)
