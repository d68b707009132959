"""People who left: their name and address go from everywhere; their code stays, in the journal and in what they did."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.acts.act import ACTS
from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.fields import Code
from groeituin.retention.item import CORRECTED, Concerned, Item
from models.database import among, table
from models.journal import Entry
from models.parties import Person
from models.tables import metadata

# Where nobody wrote about people: companies and organisations by their names, processes, block tables, and codes.
NOT_ABOUT_PEOPLE = {
    "block_tables", "contractors", "definitions", "destructions", "journal", "organisations", "persons",
    "retention_items", "retention_proposals",
}  # fmt: skip
# The acts that tell of these.
NOT_ABOUT_PEOPLE_EITHER = ("register-organisation", "register-contractor", "register-block-table")
# What nights and migrations name, beside the codes of acts.
NAMED_BY_NIGHTS = {"rule", "occasion", "occasions", "skipped", "now_as"}
NOBODY = "vertrokken.invalid"
BLANK = "(naam verwijderd)"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who left, and how others may have written about them."""

    item: Item
    name: str
    email: str

    def pattern(self) -> re.Pattern[str]:
        """Return what finds the name or the address in a text; a part of a longer word or address is another one."""
        told = "|".join(r"\s+".join(map(re.escape, _composed(words).split())) for words in (self.email, self.name))
        return re.compile(rf"(?<![\w@])(?<!\w[.-])(?:{told})(?![\w@]|[.-]\w)", re.IGNORECASE)


def _composed(text: str) -> str:
    """Return a text in which an accent and its letter are one sign, as most keyboards write it and some do not."""
    return unicodedata.normalize("NFC", text)


@cache
def codes() -> frozenset[str]:
    """Return the fields, in any act and in what nights write, that hold codes and never words."""
    pattern = get_args(Code)[1]
    of_acts = {
        field.alias or name
        for act in ACTS
        for name, field in kind_of_act(act).model_fields.items()
        if pattern in field.metadata or field.annotation == Code | None
    }
    return frozenset(of_acts | NAMED_BY_NIGHTS)


def named(connection: Connection, items: Sequence[Item]) -> list[Named]:
    """Return the names and addresses of people."""
    people = table(Person)
    by_code = {item.code: item for item in items}
    query = sa.select(people.c.person, people.c.name, people.c.email).order_by(people.c.person)
    rows = connection.execute(query.where(among(connection, people.c.person, list(by_code))))
    return [Named(by_code[person], name, email) for person, name, email in rows]


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what taking away names and addresses changes."""
    found = Concerned()
    for one in named(connection, items):
        found.rows[one.item] += 1
        for source in _tables():
            found.rows[one.item] += sum(1 for _ in _changed(connection, source, one))
    _in_journal(connection, named(connection, items), found)
    return found


def destroy(connection: Connection, items: Sequence[Item], numbers: Mapping[Item, int]) -> None:
    """Take the names and addresses of people from their row and from what others wrote.

    Args:
        connection: a transaction that writes.
        items: the people.
        numbers: of each the number of the destruction, by which they are told apart from then on.
    """
    people = table(Person)
    for one in named(connection, items):
        for source in _tables():
            for row, values in list(_changed(connection, source, one)):
                key = [column == row[column.name] for column in source.primary_key]
                connection.execute(source.update().where(*key).values(values))
        number = numbers[one.item]
        gone = {"name": f"Vertrokken medewerker {number}", "email": f"medewerker-{number}@{NOBODY}"}
        connection.execute(people.update().where(people.c.person == one.item.code).values(gone))


def _tables() -> list[sa.Table]:
    return [source for source in metadata.sorted_tables if source.name not in NOT_ABOUT_PEOPLE and _texts(source)]


def _texts(source: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in source.c if isinstance(column.type, sa.Text | sa.JSON)]


def _may_mention(column: sa.ColumnElement[Any], one: Named) -> sa.ColumnElement[bool]:
    """Ask for the plain letters and digits of a name alone: whatever else is in it may be written otherwise there."""
    text = sa.cast(column, sa.Text)
    plain = (re.findall("[A-Za-z0-9]+", _composed(words)) for words in (one.name, one.email))
    return sa.or_(*(sa.and_(sa.true(), *(text.icontains(run) for run in runs)) for runs in plain))


def _changed(
    connection: Connection, source: sa.Table, one: Named
) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Yield the rows that name somebody, with the columns that change."""
    pattern, columns = one.pattern(), [column for column in _texts(source) if column.name not in codes()]
    keys = [column for column in source.primary_key if column not in columns]
    query = sa.select(*keys, *columns).where(sa.or_(sa.false(), *(_may_mention(column, one) for column in columns)))
    for row in connection.execute(query).mappings().all():
        values = {column.name: without(row[column.name], pattern, one.item.code) for column in columns}
        values = {name: value for name, value in values.items() if value != row[name]}
        if values:
            yield dict(row), values


def without(value: Any, pattern: re.Pattern[str], code: str) -> Any:  # noqa: ANN401  # a text, or what JSON holds
    """Return a text, or what holds texts, without a name; codes stay."""
    if isinstance(value, str):
        composed = _composed(value)
        return pattern.sub(BLANK, composed) if value != code and pattern.search(composed) else value
    if isinstance(value, list):
        return [without(part, pattern, code) for part in value]
    if isinstance(value, dict):
        return {name: part if name in codes() else without(part, pattern, code) for name, part in value.items()}
    return value


def _in_journal(connection: Connection, people: Sequence[Named], found: Concerned) -> None:
    """Note the journal rows in which somebody is named; only the fields that do so go."""
    journal = table(Entry)
    left: dict[int, dict[str, Any]] = {}
    for one in people:
        query = sa.select(journal.c.entry, journal.c.act, journal.c.data).where(_may_mention(journal.c.data, one))
        query = query.where(journal.c.act.not_in(NOT_ABOUT_PEOPLE_EITHER))
        pattern = one.pattern()
        for entry, act, data in connection.execute(query.order_by(journal.c.entry)):
            told = without(data, pattern, one.item.code)
            kept = {name: part for name, part in data.items() if part == told[name]}
            if kept == data:
                continue
            if act == "correct":
                kept = {CORRECTED: data[CORRECTED]}
            # Somebody else may be named in another field of the same row.
            left[entry] = {name: part for name, part in kept.items() if name in left.get(entry, kept)}
            found.empties(one.item, entry, left[entry])
