"""Codes for what has none of its own: the same for the same thing on every day, and never the same for two things."""

import hashlib
import re
import unicodedata

LONGEST = 64
SIGNS = 8
NOT_IN_CODES = re.compile(r"[^A-Za-z0-9._/-]+")


def code_of(text: str) -> str:
    """Return a text that is nearly a code as one; what had to be changed gets a mark made of the whole."""
    code = NOT_IN_CODES.sub("-", text)
    return code if code == text and 0 < len(code) <= LONGEST else _marked(code, text)


def code_of_name(name: str) -> str:
    """Return a code made of a name; capitals and spaces make no difference, everything else does."""
    same = " ".join(name.casefold().split())
    plain = unicodedata.normalize("NFKD", same).encode("ascii", errors="ignore").decode()
    return _marked(NOT_IN_CODES.sub("-", plain).replace("/", "-"), same)


def _marked(code: str, original: str) -> str:
    mark = hashlib.sha256(original.encode(errors="surrogatepass")).hexdigest()[:SIGNS]
    return f"{code[: LONGEST - SIGNS - 1].strip('-.') or 'x'}-{mark}"
