"""Finding a citizen service number (BSN) in free text, so that it is refused before it is kept."""

import re

CANDIDATE = re.compile(r"(?<!\d)(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3})(?!\d)")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_bsn(text: str) -> bool:
    """Tell whether a text holds nine digits that pass the eleven-test of the BSN."""
    return any(_passes(re.sub(r"\D", "", found)) for found in CANDIDATE.findall(text))


def _passes(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0
