"""Which partnership a contract's hours are for."""

import sqlalchemy as sa
from sqlmodel import Session, col

from groeituin.exchange.cells import Misread
from models.contracts import Link
from models.partnerships import Partnership
from states.texts import listed


def partnership_of(session: Session, contract: str, partnership: str | None) -> str:
    """Return the partnership that a contract's hours are for.

    One that has ended gives way to one that goes on.

    Raises:
        Misread: the contract is not linked to it, or to none, or to several without one being named.
    """
    query = sa.select(col(Link.partnership), col(Partnership.phase)).join_from(
        Link, Partnership, col(Partnership.partnership) == col(Link.partnership)
    )
    rows = session.execute(query.where(col(Link.contract) == contract).order_by(col(Link.partnership))).all()
    linked = [row.partnership for row in rows]
    going_on = [row.partnership for row in rows if row.phase != "beeindigd"] or linked
    if partnership in linked:
        return str(partnership)
    if partnership or not linked:
        raise Misread(
            "niet_gekoppeld", f"Contract {contract} is niet gekoppeld aan {partnership or 'een partnership'}."
        )
    if len(going_on) > 1:
        message = f"Contract {contract} hoort bij {listed(going_on)}. Zeg met --partnership voor welke deze uren zijn."
        raise Misread("meer_partnerships", message)
    return str(going_on[0])
