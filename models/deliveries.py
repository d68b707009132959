"""What leaves the house: letters, invitations and events, each with a key that says it once."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import WORD, code, one_of, text
from states.vocabulary import Channel, DeliveryStatus, MeetingKind


class Delivery(SQLModel, table=True):
    """Something to send: made once under its key, sent until it arrived or somebody must decide.

    ``content`` is what it says; it goes when the thing was sent. ``next_at`` is when it may be tried again,
    ``leased_until`` until when a sender that took it may be busy with it, ``lease`` which one.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
        one_of("channel", Channel, "ck_deliveries_channel"),
        one_of("status", DeliveryStatus, "ck_deliveries_status"),
        sa.Index(
            "ix_deliveries_waiting", "next_at", "id",
            sqlite_where=sa.text("status = 'wacht'"), postgresql_where=sa.text("status = 'wacht'"),
        ),
        sa.Index("ix_deliveries_person", "person", "composed_on"),
    )  # fmt: skip
    id: int = Field(primary_key=True)
    key: str = Field(sa_type=sa.String(255))
    person: str | None = code(optional=True)
    channel: str = Field(sa_type=WORD)
    status: str = Field(default="wacht", sa_type=WORD)
    attempts: int = 0
    message_id: str = text()
    error: str | None = text()
    composed_on: date
    composed_at: datetime
    next_at: datetime
    leased_until: datetime | None = None
    lease: str | None = Field(default=None, sa_type=sa.String(36))
    sent_at: datetime | None = None
    content: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class Invitation(SQLModel, table=True):
    """Somebody who is invited to a planned meeting: what the calendar should say, and what it was last told.

    ``sequence`` rises with every change (RFC 5545, 3.8.7.4); ``told`` is the last one for which a mail was made, None
    when there was none. ``told_on`` is the day on which the calendar of this person has it, or may have it: it follows
    from the mails that went, and is None when they left it with nothing.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        one_of("kind", MeetingKind, "ck_invitations_kind"),
        sa.Index(
            "ix_invitations_untold", "partnership",
            sqlite_where=sa.text("told IS NULL OR told <> sequence"),
            postgresql_where=sa.text("told IS NULL OR told <> sequence"),
        ),
        sa.Index("ix_invitations_person", "person", "planned_on"),
    )  # fmt: skip
    partnership: str = code("partnerships.partnership", key=True)
    meeting: str = code(key=True)
    person: str = code(key=True)
    kind: str = Field(sa_type=WORD)
    planned_on: date
    sequence: int = 0
    told: int | None = None
    told_on: date | None = None
    cancelled: bool = False


class Webhook(SQLModel, table=True):
    """Up to which row of the journal an address was told what happened; the address is kept as its hash."""

    __tablename__ = "webhooks"
    address: str = Field(primary_key=True, sa_type=sa.String(64))
    told_up_to: int
