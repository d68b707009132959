"""What falls due and what was raised. The unique signal row is the claim: nothing is raised twice."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import WORD, code, one_of, text
from states.vocabulary import News, SignalStatus

# Long enough for a code, a date and a lead: CONTRACT/2027-06-30/einde.
OCCASION = sa.String(96).with_variant(sa.String(96, collation="C"), "postgresql")


class Term(SQLModel, table=True):
    """The next time a rule is due for a subject: ``plan(...)``, materialised and indexed by date."""

    __tablename__ = "terms"
    __table_args__ = (sa.Index("ix_terms_due", "due_on", "partnership"),)
    partnership: str = code("partnerships.partnership", key=True)
    rule: str = Field(primary_key=True, sa_type=WORD)
    subject: str = code(key=True)
    occasion: str = Field(sa_type=OCCASION)
    due_on: date | None = None
    original_on: date


class Signal(SQLModel, table=True):
    """What a night raised. ``next_on`` is the night that must look at it again.

    ``asked_on`` is the day from which its ladder counts; ``rung`` how far that was climbed, from 0. ``now_as`` is the
    occasion that it stands for under the definition that the partnership follows now, where that has no such one.
    """

    __tablename__ = "signals"
    __table_args__ = (
        sa.UniqueConstraint("partnership", "rule", "occasion", name="uq_signals_claim"),
        one_of("status", SignalStatus, "ck_signals_status"),
        sa.Index("ix_signals_next", "next_on", "partnership", sqlite_where=sa.text("next_on IS NOT NULL"),
                 postgresql_where=sa.text("next_on IS NOT NULL")),
    )  # fmt: skip
    id: int = Field(primary_key=True)
    partnership: str = code("partnerships.partnership")
    rule: str = Field(sa_type=WORD)
    subject: str = code()
    occasion: str = Field(sa_type=OCCASION)
    due_on: date
    original_on: date
    raised_on: date
    status: str = Field(default="open", sa_type=WORD)
    next_on: date | None = None
    rung: int = 0
    sentence: str = text()
    note: str | None = text()
    asked_on: date | None = None
    now_as: str | None = Field(default=None, sa_type=OCCASION)


class SignalRecipient(SQLModel, table=True):
    """A person to whom a signal goes, since which rung of its ladder, and what is still to be told of it.

    This row is the outbox of the letters: it comes with the signal, and ``news`` says why the next letter of this
    person tells it; None once a letter was made. Not a foreign key, because whoever started a partnership need not be
    known.
    """

    __tablename__ = "signal_recipients"
    __table_args__ = (
        one_of("news", News, "ck_signal_recipients_news", optional=True),
        sa.Index(
            "ix_signal_recipients_news", "person",
            sqlite_where=sa.text("news IS NOT NULL"), postgresql_where=sa.text("news IS NOT NULL"),
        ),
    )  # fmt: skip
    signal: int = Field(primary_key=True, foreign_key="signals.id")
    person: str = code(key=True, index=True)
    rung: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    news: str | None = Field(default=None, sa_type=WORD)


class SkippedOccasion(SQLModel, table=True):
    """An occasion that a newer one made superfluous before it was raised."""

    __tablename__ = "skipped_occasions"
    partnership: str = code("partnerships.partnership", key=True)
    rule: str = Field(primary_key=True, sa_type=WORD)
    occasion: str = Field(primary_key=True, sa_type=OCCASION)
    due_on: date
    skipped_on: date
