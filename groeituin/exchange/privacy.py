"""Leaving people out of published texts: what a notice says of a person is neither kept nor shown."""

import re

from groeituin.bsn import CANDIDATE, DATE, holds_bsn

LEFT_OUT, CUT = "[weggelaten]", "[…]"
# The look behind keeps the time that a long text takes in step with its length.
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<![\w.,])(?:\+|00?)\(?\d(?:[\s().\-/]{0,3}\d){7,13}(?!\w)")
# After these words a name follows, and there is no telling where it ends.
PERSON = re.compile(
    r"\b(?:contact(?:persoon|personen|gegevens|ambtenaar| person)\b|contact\s*:|contact opnemen met\b"
    r"|t\.a\.v\.|ter attentie van\b|inlichtingen bij\b|de heer\b|mevrouw\b"
    r"|(?:projectleider|contractmanager|inkoper|inkoopadviseur|behandelaar|ondertekenaar|naam)\s*:"
    r"|(?-i:[Dd]hr|[Mm]evr|[Mm]w)\b|(?-i:(?:Mrs?|Ms|Miss)\b\.?\s+[A-Z]))",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """Return a text without e-mail addresses, telephone numbers, citizen service numbers, and names that are announced.

    What follows a word such as "contactpersoon" is left out to the end, because nobody can tell where the name ends.
    """
    person = PERSON.search(text)
    if person:
        text = f"{text[: person.start()].rstrip()} {CUT}".lstrip()
    text = MAIL.sub(LEFT_OUT, text)
    # Dates look like numbers too; they stay.
    dates = DATE.findall(text)
    parts = [_without_numbers(part) for part in DATE.split(text)]
    return "".join(part + date for part, date in zip(parts, [*dates, ""], strict=True))


def _without_numbers(text: str) -> str:
    text = TELEPHONE.sub(LEFT_OUT, text)
    return CANDIDATE.sub(lambda found: LEFT_OUT if holds_bsn(found.group()) else found.group(), text)
