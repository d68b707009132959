"""Why a text that a person typed is no JSON, in Dutch; the library tells it in English, to programmers."""

from json import JSONDecodeError

HOW_TO_WRITE = (
    "Zet om elke naam en elke tekst dubbele aanhalingstekens, en om het geheel enkele. "
    "Schrijf 5.5 en niet 5,5. Zet geen komma na het laatste veld."
)
SHOWN = 20


def where(error: JSONDecodeError) -> str:
    """Return where a text stops being JSON, as the end of a sentence without its full stop."""
    rest = " ".join(error.doc[error.pos :].split())
    if not rest:
        return "het houdt te vroeg op"
    line = f"regel {error.lineno}, " if "\n" in error.doc.strip() else ""
    return f"het gaat mis bij {line}teken {error.colno}, waar staat: {rest[:SHOWN]}{'…' if len(rest) > SHOWN else ''}"
