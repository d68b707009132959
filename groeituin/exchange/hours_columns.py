"""The columns of an hours report: what people call them, and which of our fields each of them holds."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groeituin.exchange.report import CellError

CONTRACT, TITLE, PERIOD, JOB, GROUP = "contract", "title", "period", "job", "target_group"
PERSONS, HOURS, MONTHS, BLOCK, BONUSES = "persons", "paid_hours", "months", "block", "bonuses"
INVOICE, COSTS, EVIDENCE, EFFORT = "invoice_amount", "costs", "evidence_seen", "effort"


@dataclass(frozen=True, slots=True)
class Known:
    """A column of the form: our field, the name that the form gives it, and other names that mean the same."""

    field: str
    name: str
    also: tuple[str, ...] = ()


COLUMNS = (
    Known(CONTRACT, "Contract", ("contractcode", "contractnummer", "code contract")),
    Known(TITLE, "Titel", ("titel contract", "contracttitel", "contractnaam", "naam contract")),
    Known(PERIOD, "Periode", ("tijdvak", "kwartaal")),
    Known(JOB, "Baan", ("baancode", "code baan")),
    Known(GROUP, "Doelgroep", ("doelgroepen", "soort doelgroep")),
    Known(PERSONS, "Aantal personen", ("personen", "aantal mensen", "aantal medewerkers")),
    Known(HOURS, "Betaalde uren", ("uren", "aantal uren", "verloonde uren", "aantal betaalde uren")),
    Known(MONTHS, "Aantal maanden", ("maanden",)),
    Known(BLOCK, "Bouwblok", ("bouwblokken", "code bouwblok")),
    Known(BONUSES, "Bonussen", ("bonus",)),
    Known(INVOICE, "Factuurbedrag (zonder btw)", ("factuur", "facturen", "gefactureerd", "factuurbedragen")),
    Known(COSTS, "Kosten (zonder btw)", ("gemaakte kosten",)),
    Known(EVIDENCE, "Bewijs gezien (ja of nee)", ("bewijs", "bewijs aanwezig")),
    Known(EFFORT, "Verslag van inspanning", ("inspanning", "verslag", "verslag inspanning")),
)
REQUIRED = (CONTRACT, PERIOD, GROUP, PERSONS, HOURS)
NAMES = {column.field: column.name for column in COLUMNS}
BESIDE = re.compile(r"\([^)]*\)")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, without accents, marks, and what stands in brackets."""
    plain = unicodedata.normalize("NFKD", BESIDE.sub(" ", text).casefold())
    return tuple(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def same(text: str) -> str:
    """Return a text as it is compared: ``Betaalde uren (verloond)`` and ``betaalde_uren`` are the same."""
    return "".join(words_of(text))


FIELDS = {same(name): column.field for column in COLUMNS for name in (column.name, column.field, *column.also)}


def fields_of(columns: Sequence[str]) -> tuple[dict[str, str], list[CellError]]:
    """Return the column of the file by our field, and what is wrong with the header: missing or told twice."""
    found: dict[str, str] = {}
    errors: list[CellError] = []
    for name in columns:
        field = FIELDS.get(same(name))
        if field in found:
            message = f"Kolom '{name}' zegt hetzelfde als kolom '{found[field]}'. Laat er een weg."
            errors.append(CellError(0, name, "dubbele_kolom", message))
        elif field:
            found[field] = name
    missing = [NAMES[field] for field in REQUIRED if field not in found]
    errors += [CellError(0, name, "kolom_ontbreekt", f"Kolom '{name}' ontbreekt.") for name in missing]
    return found, errors


def column_of(fields: Mapping[str, str], field: str) -> str:
    """Return the column of the file that holds a field, or the name that the form gives it."""
    return fields.get(field, NAMES.get(field, field))
