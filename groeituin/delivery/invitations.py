"""Making the mails of invitations: what the calendar of somebody who is invited should say, and was not told yet."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Engine, Row

from groeituin.delivery.mail import Mail


def compose_invitations(engine: Engine, channel: str, domain: str, *, on: date, at: datetime) -> int:
    """Make a mail of every invitation that changed since it was last told; return how many."""
    del engine, channel, domain, on, at
    return 0


def invitation_mail(row: Row[Any], sender: str) -> Mail:
    """Return a delivery of an invitation as a mail."""
    raise NotImplementedError(row.key, sender)
