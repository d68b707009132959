"""The contracts of the demo: registered, extended, changed and obliged."""

from datetime import date

from groeituin.demo.life import Deal, Life, Stay
from groeituin.demo.script import days
from states.working_days import add_months

# What was done before somebody kept count here, as a share in percent of what was due by then.
DONE_BEFORE = (85, 115)
EUROS_AN_HOUR = 20
# The months that a contract still has when it comes in sight.
SOON_OVER, TO_GO = (15, 20), (18, 46)


def _first(day: date) -> date:
    return day.replace(day=1)


def _named(life: Life) -> str:
    contract = f"C-{life.code}-{len(life.contracts) + 1}"
    life.contracts.append(contract)
    return contract


def _fields(life: Life, value: int) -> dict[str, object]:
    trade = life.trade
    return {
        "organisation": life.house.code,
        "title": trade.title,
        "nature": trade.nature,
        "cpv": trade.cpv,
        "wage_share": trade.wage_share,
        "value": value,
    }


def _value(life: Life) -> int:
    return life.script.between(life.trade.low, life.trade.high) // 1000 * 1000


def register_existing(life: Life, on: date) -> str:
    """Make a running contract known, mostly with options to extend; return its code."""
    contract = _named(life)
    starts_on = _first(on - days(life.script.between(200, 700)))
    ends_on = add_months(_first(on), life.script.between(*(SOON_OVER if life.turns(4, 0) else TO_GO))) - days(1)
    options = [
        {"until": add_months(ends_on, 12 * number + 12), "notify_by": add_months(ends_on, 12 * number - 6)}
        for number in range(0 if life.turns(5, 4) else life.script.between(1, 2))
    ]
    value = _value(life)
    life.do_contract(on, "register-contract", contract=contract, contractor=life.contractor, starts_on=starts_on,
                     ends_on=ends_on, options=options, **_fields(life, value))  # fmt: skip
    life.deals[contract] = Deal(value, starts_on, ends_on)
    return contract


def register_tender(life: Life, on: date, published_on: date) -> str:
    """Put a tender in the calendar; return the code of its contract."""
    contract = _named(life)
    life.do_contract(on, "register-contract", contract=contract, stage="gepland", planned_publication_on=published_on,
                     **_fields(life, _value(life)))  # fmt: skip
    return contract


def look_after(stay: Stay) -> None:
    """Let contracts be obliged, changed and joined by another one while jobs are made."""
    life = stay.life
    main = life.contracts[0]
    oblige(life, main, stay.at(0.1))
    known = life.deals.get(main)
    if known and life.turns(6, 1):
        life.do_contract(stay.at(0.12), "amend-contract", contract=main, reason="Meer locaties",
                         value=known.value * 3 // 2, legal_check="nodig")  # fmt: skip
        life.do_contract(stay.at(0.35), "amend-contract", contract=main, reason="Uitkomst van de toets",
                         legal_check="gedaan", legal_outcome="niet_wezenlijk")  # fmt: skip
    elif known and life.turns(6, 5):
        life.do_contract(stay.at(0.2), "amend-contract", contract=main, reason="Prijzen bijgesteld",
                         value=known.value * 103 // 100)  # fmt: skip
    if life.turns(5, 1):
        second = register_existing(life, stay.at(0.3))
        life.do(stay.at(0.32), "link-contract", contract=second)
        oblige(life, second, stay.at(0.33))


def oblige(life: Life, contract: str, on: date) -> None:
    """Record what a running contract owes, under the client's table, and what was done before; a tender said so itself.

    Where effort was agreed there is nothing to owe.
    """
    known = life.deals.get(contract)
    if known is None or life.basis != "verplichting":
        return
    table, percentage = life.house.table, life.script.between(2, 5)
    life.do_contract(on, "set-obligation", contract=contract, percentage=percentage, base="opdrachtsom",
                     reason="Afspraak uit het contract", authority=table.authority, table_version=table.version,
                     **{"from": known.starts_on})  # fmt: skip
    passed = (on - known.starts_on).days / (known.ends_on - known.starts_on).days
    done = int(known.value * percentage / 100 * passed * life.script.between(*DONE_BEFORE) / 100)
    life.do_contract(on, "record-opening-balance", contract=contract, sroi_euros=done, hours=done // EUROS_AN_HOUR,
                     source="Opgave van de opdrachtnemer over de tijd hiervoor")  # fmt: skip
