"""A row of a running portfolio: a contract, its partnership taken over in its phase, and what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from groeituin.exchange.contract_rows import CONTRACT_FIELDS, contract_deeds
from groeituin.exchange.rows import Deed, Row
from states.vocabulary import Role, words

# Followed by a specialist, with jobs to be realised under a running contract: that is monitoring in the guide (4).
DEFAULT_PHASE = "monitoring"
COORDINATOR, BACKUP = "projectcoordinator", "reservecoordinator"
ROLES = tuple(role for role in words(Role) if role != COORDINATOR)
OBLIGATION = ("percentage", "base", "base_amount", "cap", "authority", "table_version")
BALANCE = ("sroi_euros", "hours")
CONTACT = ("contact", "contact_name", "contact_email")
PORTFOLIO_FIELDS = (
    *CONTRACT_FIELDS, "partnership", "phase", "since", "basis", COORDINATOR, BACKUP, *ROLES, *CONTACT,
    *OBLIGATION, "obligation_from", *BALANCE, "last_meeting",
)  # fmt: skip
TAKEN_OVER = "Overgenomen bij de import van een lopende portefeuille."


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What holds for every row that does not say otherwise."""

    coordinator: str
    phase: str
    on: date


def partnership_of(row: Row) -> str | None:
    """Return the code of the partnership: that of its contract unless the row gives one."""
    return row.text("partnership") or row.text("contract")


def portfolio_deeds(
    row: Row, organisation: str, take_over: TakeOver, *, contractor_known: bool, partnership_known: bool, linked: bool
) -> Iterator[Deed]:
    """Yield the acts of a row of a portfolio; a partnership that is known keeps its phase and coordinator."""
    yield from contract_deeds(row, organisation, contractor_known=contractor_known)
    yield from _contact(row)
    partnership = partnership_of(row)
    if not partnership_known:
        yield row.deed(
            "take-over-partnership", "since",
            {"title": "title", "phase": "phase", "basis": "basis", "coordinator": COORDINATOR} | _named(row),
            partnership=partnership, organisation=organisation, contract=row.text("contract"),
            phase=row.text("phase") or take_over.phase, since=_since(row, take_over),
            coordinator=row.text(COORDINATOR) or take_over.coordinator,
        )  # fmt: skip
    elif not linked:
        yield row.deed(
            "link-contract",
            "partnership",
            _named(row),
            partnership=partnership,
            contract=row.text("contract"),
            focus=True,
        )
    yield from _roles(row, partnership)
    yield from _figures(row)
    yield from _last_meeting(row, partnership)


def _named(row: Row) -> dict[str, str]:
    """A wrong code is told once, where it stands."""
    return {"partnership": "partnership" if row.text("partnership") else "contract"}


def _since(row: Row, take_over: TakeOver) -> date | str:
    return row.value("since") or take_over.on


def contact_of(row: Row) -> str | None:
    """Return the code of the contractor's contact: the row's own, or one made of the address."""
    made = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in row.text("contact_email") or "")
    return row.text("contact") or made.lower()[:64] or None


def _contact(row: Row) -> Iterator[Deed]:
    if any(row.text(name) for name in CONTACT):
        fields = {"name": "contact_name", "email": "contact_email", "person": "contact"}
        person = contact_of(row) or COORDINATOR
        yield row.deed("register-person", "contact_email", fields, person=person, contractor=row.first("contractor"))


def _roles(row: Row, partnership: str | None) -> Iterator[Deed]:
    for name in (BACKUP, *ROLES):
        if row.text(name):
            role, backup = (COORDINATOR, True) if name == BACKUP else (name, None)
            fields = {"person": name} | _named(row)
            yield row.deed("assign-role", name, fields, partnership=partnership, role=role, backup=backup)


def _figures(row: Row) -> Iterator[Deed]:
    contract = row.text("contract")
    if any(row.text(name) for name in (*OBLIGATION, "obligation_from")):
        begins = "obligation_from" if row.text("obligation_from") else "starts_on"
        fields = {name: name for name in OBLIGATION} | {"from": begins}
        yield row.deed("set-obligation", "percentage", fields, contract=contract, reason=TAKEN_OVER)
    if any(row.text(name) for name in BALANCE):
        fields = {name: name for name in BALANCE}
        yield row.deed("record-opening-balance", "sroi_euros", fields, contract=contract, source=TAKEN_OVER)


def _last_meeting(row: Row, partnership: str | None) -> Iterator[Deed]:
    """A progress meeting is between coordinator and contractor; nothing more is known of it."""
    held_on = row.value("last_meeting")
    if held_on:
        yield row.deed(
            "hold-meeting", "last_meeting", _named(row), partnership=partnership, kind="voortgang", held_on=held_on,
            meeting=f"voortgang-{held_on}", attendees=[COORDINATOR, "opdrachtnemer"], outcome=TAKEN_OVER,
        )  # fmt: skip
