"""What is wrong with input, in Dutch: one line per fault, all faults at once."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from groeituin.errors import BadInput
from states.faults import told

Model = TypeVar("Model", bound=BaseModel)


def checked(model: type[Model], data: Mapping[str, Any]) -> Model:
    """Return the data as a model.

    Raises:
        BadInput: with every fault: its field, a code and a Dutch sentence.
    """
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        details = faults(error)
        fields = ", ".join(field.alias or name for name, field in model.model_fields.items())
        for detail in details:
            # Of what lies deeper the fields are others; a path holds a dot.
            if detail["code"] == "onbekend_veld" and "." not in detail["field"]:
                detail["message"] += f"; wel: {fields}"
        sentences = "; ".join(f"{d['field']}: {d['message']}" if d["field"] else d["message"] for d in details)
        raise BadInput(f"De invoer klopt niet. {sentences}.", details) from error


def faults(error: ValidationError) -> list[dict[str, str]]:
    """Return every fault of a failed validation as field, code and Dutch sentence."""
    return [_fault(found) for found in error.errors(include_url=False)]


def _fault(found: Any) -> dict[str, str]:  # noqa: ANN401  # pydantic's own description of a fault
    code, sentence = told(found)
    return {"field": ".".join(str(part) for part in found["loc"]), "code": code, "message": sentence}
