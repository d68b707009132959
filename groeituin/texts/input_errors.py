"""What is wrong with input, in Dutch: one line per fault, all faults at once."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from groeituin.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)

SENTENCES = {
    "missing": ("ontbreekt", "dit veld ontbreekt"),
    "extra_forbidden": ("onbekend_veld", "dit veld bestaat niet"),
    "string_type": ("tekst", "hier hoort tekst"),
    "string_unicode": ("tekst", "hier staat een teken dat geen tekst is"),
    "string_too_short": ("leeg", "hier hoort tekst; het veld is leeg"),
    "string_too_long": ("te_lang", "dit is te lang: ten hoogste {max_length} tekens"),
    "string_pattern_mismatch": ("vorm", "'{value}' heeft niet de goede vorm"),
    "bool_type": ("ja_nee", "hier hoort true of false"),
    "bool_parsing": ("ja_nee", "hier hoort true of false"),
    "int_type": ("getal", "hier hoort een heel getal"),
    "int_parsing": ("getal", "'{value}' is geen heel getal"),
    "int_from_float": ("getal", "'{value}' is geen heel getal"),
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
    "date_from_datetime_parsing": ("datum", "'{value}' is geen datum"),
    "date_parsing": ("datum", "'{value}' is geen datum"),
    "date_from_datetime_inexact": ("datum", "'{value}' is geen datum zonder tijd"),
}
SHOWN = 60


def checked(model: type[Model], data: Mapping[str, Any]) -> Model:
    """Return the data as a model.

    Raises:
        BadInput: with every fault: its field, a code and a Dutch sentence.
    """
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        details = faults(error)
        sentences = "; ".join(f"{d['field']}: {d['message']}" if d["field"] else d["message"] for d in details)
        raise BadInput(f"De invoer klopt niet. {sentences}.", details) from error


def faults(error: ValidationError) -> list[dict[str, str]]:
    """Return every fault of a failed validation as field, code and Dutch sentence."""
    return [_fault(found) for found in error.errors(include_url=False)]


def _fault(found: Any) -> dict[str, str]:  # noqa: ANN401  # pydantic's own description of a fault
    field = ".".join(str(part) for part in found["loc"])
    kind, context = found["type"], found.get("ctx", {})
    if kind == "literal_error":
        allowed = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
        return {
            "field": field,
            "code": "keuze",
            "message": f"'{_short(found['input'])}' kan hier niet; kies uit: {allowed}",
        }
    code, sentence = SENTENCES.get(kind, (kind, found["msg"]))
    if kind in SENTENCES:
        sentence = sentence.format(value=_short(found["input"]), **context)
    return {"field": field, "code": code, "message": sentence}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
