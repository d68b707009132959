"""Who takes part: organisations, contractors and people."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import WORD, code, code_key, one_of, text
from states.vocabulary import PsoLevel, Rhythm, Sector


class Organisation(SQLModel, table=True):
    """A public client."""

    __tablename__ = "organisations"
    __table_args__ = (one_of("sector", Sector, "ck_organisations_sector"),)
    organisation: str = code_key()
    name: str = text()
    sector: str = Field(sa_type=WORD)


class Contractor(SQLModel, table=True):
    """A supplier, with its PSO certificate if it has one."""

    __tablename__ = "contractors"
    __table_args__ = (one_of("pso_level", PsoLevel, "ck_contractors_pso", optional=True),)
    contractor: str = code_key()
    name: str = text()
    kvk: str | None = Field(default=None, sa_type=WORD)
    social_enterprise: bool = False
    pso_level: str | None = Field(default=None, sa_type=WORD)
    pso_valid_until: date | None = None


class Person(SQLModel, table=True):
    """Somebody who works on partnerships; never a candidate for a job.

    ``letters`` is how often a letter may come; ``others`` whether it also tells what was first asked of somebody else.
    """

    __tablename__ = "persons"
    __table_args__ = (one_of("letters", Rhythm, "ck_persons_letters"),)
    person: str = code_key()
    name: str = text()
    email: str = text()
    organisation: str | None = code("organisations.organisation", optional=True)
    contractor: str | None = code("contractors.contractor", optional=True, index=True)
    inactive_on: date | None = None
    letters: str = Field(default="dagelijks", sa_type=WORD, sa_column_kwargs={"server_default": "dagelijks"})
    others: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
