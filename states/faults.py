"""What is wrong with what people write, in Dutch: where, a code that stays the same, and a sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SENTENCES = {
    "missing": ("ontbreekt", "dit veld ontbreekt"),
    "extra_forbidden": ("onbekend_veld", "dit veld bestaat niet"),
    "string_type": ("tekst", "hier hoort tekst"),
    "string_unicode": ("tekst", "hier staat een teken dat geen tekst is"),
    "string_too_short": ("leeg", "hier hoort tekst; het veld is leeg"),
    "string_too_long": ("te_lang", "dit is te lang: ten hoogste {max_length} tekens"),
    "string_pattern_mismatch": ("vorm", "'{value}' heeft niet de goede vorm: {form}"),
    "bool_type": ("ja_nee", "hier hoort true of false"),
    "bool_parsing": ("ja_nee", "hier hoort true of false"),
    "int_type": ("getal", "hier hoort een heel getal"),
    "int_parsing": ("getal", "'{value}' is geen heel getal"),
    "int_from_float": ("getal", "'{value}' is geen heel getal"),
    "multiple_of": ("getal", "'{value}' is geen heel getal"),
    "decimal_type": ("getal", "hier hoort een getal"),
    "decimal_parsing": ("getal", "'{value}' is geen getal; schrijf 1234.56"),
    "finite_number": ("getal", "'{value}' is geen getal"),
    "greater_than_equal": ("te_laag", "{value} is te laag: ten minste {ge}"),
    "greater_than": ("te_laag", "{value} is te laag: meer dan {gt}"),
    "less_than_equal": ("te_hoog", "{value} is te hoog: ten hoogste {le}"),
    "decimal_max_digits": ("te_groot", "dit getal is te groot"),
    "decimal_whole_digits": ("te_groot", "dit getal is te groot"),
    "decimal_max_places": ("decimalen", "dit getal heeft te veel decimalen: ten hoogste {decimal_places}"),
    "list_type": ("lijst", "hier hoort een lijst"),
    "tuple_type": ("lijst", "hier hoort een lijst"),
    "too_short": ("leeg", "deze lijst is leeg"),
    "dict_type": ("object", "hier hoort een object met velden"),
    "model_type": ("object", "hier hoort een object met velden"),
    "model_attributes_type": ("object", "hier hoort een object met velden"),
    "date_type": ("datum", "hier hoort een datum, zoals 2026-03-31"),
    "date_from_datetime_parsing": ("datum", "'{value}' is geen datum"),
    "date_parsing": ("datum", "'{value}' is geen datum"),
    "date_from_datetime_inexact": ("datum", "'{value}' is geen datum zonder tijd"),
}
# What people may write where a schema has a pattern.
FORMS = {
    r"^[A-Za-z0-9._-]+$": "alleen letters, cijfers en . - _ zonder spaties",
    r"^[A-Za-z0-9._/-]+$": "alleen letters, cijfers en . - _ / zonder spaties",
    r"^[A-Za-z0-9._/+-]+$": "alleen letters, cijfers en . - _ / + zonder spaties",
    r"^\P{Cc}*$": "tekst op één regel, zonder tabs",
    r"^[0-9]{2,8}$": "2 tot 8 cijfers",
    r"^[0-9]{8}$": "8 cijfers",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "een adres zoals naam@voorbeeld.nl",
}
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a text that a person wrote: its line (from 1), a code, and a Dutch sentence."""

    line: int
    code: str
    message: str


def told(found: Any) -> tuple[str, str]:  # noqa: ANN401  # pydantic's own description of a fault
    """Return the code and the Dutch sentence of what a schema found wrong."""
    kind, context = found["type"], found.get("ctx", {})
    if kind == "literal_error":
        return not_among(found["input"], re.findall(r"'([^']*)'", context["expected"]))
    if kind not in SENTENCES:
        return kind, found["msg"]
    code, sentence = SENTENCES[kind]
    form = FORMS.get(context.get("pattern", ""), "")
    return code, sentence.format(value=shown(found["input"]), form=form, **context)


def not_among(value: object, allowed: Iterable[str]) -> tuple[str, str]:
    """Return the code and the Dutch sentence for a word outside a closed list."""
    return "keuze", f"'{shown(value)}' kan hier niet; kies uit: {', '.join(allowed)}"


def shown(value: object) -> str:
    """Return a value as it is quoted in a sentence, cut off when it is long."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
