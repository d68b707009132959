"""What partners agree to follow, what they learn, and what becomes policy."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.columns import WORD, code, in_scope, one_of, text
from states.vocabulary import Audience, Frequency, PolicyPart


class Agreement(SQLModel, table=True):
    """What was agreed about monitoring."""

    __tablename__ = "agreements"
    __table_args__ = (one_of("frequency", Frequency, "ck_agreements_frequency"),)
    partnership: str = code("partnerships.partnership", key=True)
    agreed_on: date = Field(primary_key=True)
    frequency: str = Field(sa_type=WORD)
    agenda: str = text()
    roles: str = text()
    information: str = text()


class Evaluation(SQLModel, table=True):
    """An evaluation, with its lessons."""

    __tablename__ = "evaluations"
    partnership: str = code("partnerships.partnership", key=True)
    recorded_on: date = Field(primary_key=True)
    findings: str = text()
    lessons: str = text()
    next_tender: str = text()


class PolicyText(SQLModel, table=True):
    """One of the seven parts of social return policy."""

    __tablename__ = "policy_texts"
    __table_args__ = (one_of("part", PolicyPart, "ck_policy_texts_part"), *in_scope("policy_texts", "part"))
    id: int | None = Field(default=None, primary_key=True)
    partnership: str | None = code("partnerships.partnership", optional=True)
    organisation: str | None = code("organisations.organisation", optional=True)
    part: str = Field(sa_type=WORD)
    text: str = text()
    written_on: date


class Specialist(SQLModel, table=True):
    """A social return specialist who was appointed."""

    __tablename__ = "specialists"
    __table_args__ = in_scope("specialists", "person")
    id: int | None = Field(default=None, primary_key=True)
    partnership: str | None = code("partnerships.partnership", optional=True)
    organisation: str | None = code("organisations.organisation", optional=True)
    person: str = code("persons.person")
    appointed_on: date


class SharedResult(SQLModel, table=True):
    """Results that were shared with an audience."""

    __tablename__ = "shared_results"
    __table_args__ = (
        one_of("audience", Audience, "ck_shared_results_audience"),
        *in_scope("shared_results", "audience", "shared_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    partnership: str | None = code("partnerships.partnership", optional=True)
    organisation: str | None = code("organisations.organisation", optional=True)
    audience: str = Field(sa_type=WORD)
    place: str = text()
    shared_on: date
