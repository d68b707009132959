"""Finding a citizen service number (BSN) in free text, so that it is refused before it is kept."""

import re
import unicodedata

# Nine digits, as one, with a mark between groups, or each apart; \s is also the hard space of a text processor.
CANDIDATE = re.compile(r"(?<!\d)(?:\d[\s./_-]?){8}\d(?!\d)")
# A date and the figure after it are no BSN.
DATE = re.compile(r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4})(?!\d)")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_bsn(text: str) -> bool:
    """Tell whether a text holds nine digits that pass the eleven-test of the BSN."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return any(_passes(re.sub(r"\D", "", found)) for found in CANDIDATE.findall(DATE.sub("#", visible)))


def _passes(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0
