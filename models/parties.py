"""Who takes part: organisations, contractors and people."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.columns import WORD, code, code_key, one_of, text
from states.vocabulary import PsoLevel, Sector


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
    """Somebody who works on partnerships; never a candidate for a job."""

    __tablename__ = "persons"
    person: str = code_key()
    name: str = text()
    email: str = text()
    organisation: str | None = code("organisations.organisation", optional=True)
    contractor: str | None = code("contractors.contractor", optional=True, index=True)
    inactive_on: date | None = None
