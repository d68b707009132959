"""Who won, as a notice names them, and under which code that contractor is kept."""

import re
from dataclasses import dataclass

from groeituin.exchange.codes import code_of, code_of_name
from groeituin.exchange.privacy import redacted

KVK = re.compile(r"(?:kvk)?(\d{8})", re.IGNORECASE)
# Filled in to get past a form.
MADE_UP = {"12345678", "01234567", "87654321", *(digit * 8 for digit in "0123456789")}
# A shorter number does not tell one company from all others.
ENOUGH_DIGITS = 8
LEGAL_FORM = re.compile(
    r"\b(?:b\.?\s?v|n\.?\s?v|v\.?o\.?f|c\.?v|u\.?a|stichting|vereniging|co[oö]peratie\w*|maatschap|holding|groep|group"
    r"|gmbh|ag|s\.?a\.?s?|s\.?r\.?l|bvba|a/s|plc|llp|ltd|limited|inc)\b",
    re.IGNORECASE,
)
NAMELESS = "Natuurlijk persoon (naam weggelaten)"


@dataclass(frozen=True, slots=True)
class Supplier:
    """A winner: its name, what a register numbered it, and whether the notice calls it a natural person."""

    name: str
    number: str = ""
    person: bool = False

    @property
    def nameless(self) -> bool:
        """Tell whether the name is somebody's own: a company that says it is a person by mistake keeps its name."""
        return self.person and not LEGAL_FORM.search(self.name)

    @property
    def shown(self) -> str:
        """Return the name to keep."""
        return NAMELESS if self.nameless else redacted(" ".join(self.name.split()))

    @property
    def kvk(self) -> str | None:
        """Return the number in the trade register, if it is one."""
        found = KVK.fullmatch(self._bare)
        return found[1] if found and found[1] not in MADE_UP else None

    def code(self, contract: str) -> str:
        """Return the contractor's code: its number where that is one, else made of its name.

        A longer number of a person may be a BSN; such a contractor is known by its contract alone.
        """
        if self.kvk:
            return self.kvk
        if self.nameless:
            return code_of(f"persoon/{contract}")
        telling = self._bare not in MADE_UP and sum(sign.isdigit() for sign in self._bare) >= ENOUGH_DIGITS
        if telling and not self.person:
            return code_of(self._bare)
        return code_of_name(self.shown)

    @property
    def _bare(self) -> str:
        return "".join(sign for sign in self.number if sign.isascii() and sign.isalnum())
