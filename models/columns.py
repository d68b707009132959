"""The kinds of column that the tables share."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field

from states.vocabulary import words

# Codes sort alike on both databases, whatever the locale of the server.
CODE = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
WORD = sa.String(32)
TEXT = sa.Text()
JSON = sa.JSON()
MONEY = sa.Numeric(16, 2)
SHARE = sa.Numeric(7, 4)


def code_key() -> Any:  # noqa: ANN401  # what sqlmodel's Field returns
    """Return a primary key that people choose themselves."""
    return Field(primary_key=True, sa_type=CODE, max_length=64)


def code(reference: str | None = None, *, key: bool = False, index: bool = False, optional: bool = False) -> Any:  # noqa: ANN401  # what sqlmodel's Field returns
    """Return a column that holds somebody's code, with a foreign key when ``reference`` names a column."""
    settings: dict[str, Any] = {"sa_type": CODE, "max_length": 64, "index": index, "primary_key": key}
    if reference:
        settings["foreign_key"] = reference
    return Field(default=None, **settings) if optional else Field(**settings)


def money() -> Any:  # noqa: ANN401  # what sqlmodel's Field returns
    """Return an optional amount in euros, without VAT."""
    return Field(default=None, sa_type=MONEY)


def text(*, default: str | None = None) -> Any:  # noqa: ANN401  # what sqlmodel's Field returns
    """Return a column for free text."""
    return Field(default=default, sa_type=TEXT)


def one_of(column: str, closed: object, name: str, *, optional: bool = False) -> sa.CheckConstraint:
    """Return the constraint that a column holds a word of a closed list."""
    allowed = ", ".join(f"'{word}'" for word in words(closed))
    rule = f"{column} IN ({allowed})"
    return sa.CheckConstraint(f"{column} IS NULL OR {rule}" if optional else rule, name=name)


def not_negative(column: str, name: str) -> sa.CheckConstraint:
    """Return the constraint that an amount, if known, is zero or more."""
    return sa.CheckConstraint(f"{column} IS NULL OR {column} >= 0", name=name)


def in_scope(table: str, *unique: str) -> tuple[SchemaItem, ...]:
    """Return the constraints of a fact that belongs to one partnership or to one organisation.

    ``unique`` names the columns that may occur once within that scope.
    """
    return (
        sa.CheckConstraint("(partnership IS NULL) <> (organisation IS NULL)", name=f"ck_{table}_scope"),
        sa.Index(
            f"uq_{table}_partnership", "partnership", *unique, unique=True,
            sqlite_where=sa.text("partnership IS NOT NULL"), postgresql_where=sa.text("partnership IS NOT NULL"),
        ),
        sa.Index(
            f"uq_{table}_organisation", "organisation", *unique, unique=True,
            sqlite_where=sa.text("organisation IS NOT NULL"), postgresql_where=sa.text("organisation IS NOT NULL"),
        ),
    )  # fmt: skip
