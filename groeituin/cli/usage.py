"""What is wrong with a command line, in Dutch: what the library that reads it says in English, told again."""

import re

from typer.exceptions import TyperException

# A command that is typed without anything after it has printed its help; what is left is what to type next.
NOTHING = "Kies een van de commando's hierboven."
SAYINGS = {
    r"Missing argument '(.+)'\.": "'{}' ontbreekt. Met --help ziet u wat dit commando vraagt.",
    r"Missing option '(.+)'\. Choose from:\s+(.+)": "De optie '{}' ontbreekt; kies uit: {}.",
    r"Missing option '(.+)'\.": "De optie '{}' ontbreekt. Met --help ziet u wat dit commando vraagt.",
    r"Missing command\.": NOTHING,
    r"No such command '(.+)'\. Did you mean (.+)\?": "Het commando '{}' bestaat niet. Bedoelt u {}?",
    r"No such command '(.+)'\.": "Het commando '{}' bestaat niet. Met --help ziet u welke er zijn.",
    r"No such option: (\S+) \(Possible options: (.+)\)": "De optie '{}' bestaat niet. Bedoelt u {}?",
    r"No such option: (\S+)": "De optie '{}' bestaat niet. Met --help ziet u welke er zijn.",
    r"Option '(.+)' requires an argument\.": "Bij de optie '{}' hoort een waarde.",
    r"Option '(.+)' does not take a value\.": "Bij de optie '{}' hoort geen waarde.",
    r"Got unexpected extra argument\(s\) \((.*[{}].*)\)": (
        "Dit is te veel: {}. Zet enkele aanhalingstekens om alle JSON."
    ),
    r"Got unexpected extra argument\(s\) \((.+)\)": "Dit is te veel: {}.",
    r"Invalid value for (.+?): (.+)": "{}: {}",
    r"Invalid value: (.+)": "Dit kan niet: {}",
}
CHOICE = re.compile(r"Value error, '(.*)' is not one of (.+)\.")


def usage(error: TyperException) -> str:
    """Return the sentence for what somebody typed wrong; what we do not know stays as the library says it."""
    said = error.format_message()
    for form, sentence in SAYINGS.items():
        if found := re.fullmatch(form, said, re.DOTALL):
            *first, last = found.groups() or ("",)
            return sentence.format(*first, _value(error, last)).replace("' or '", "' of '")
    return said or NOTHING


def _value(error: TyperException, said: str) -> str:
    """Return what is wrong with a value: pydantic looked at it, as it does at the fields of an act."""
    from pydantic import ValidationError

    from states.faults import not_among, told

    if "\n" in said:
        return " ".join(said.split())
    if choice := CHOICE.fullmatch(said):
        _code, sentence = not_among(choice[1], re.findall(r"'([^']*)'", choice[2]))
        return f"{sentence}."
    if isinstance(error.__cause__, ValidationError):
        return f"{told(error.__cause__.errors()[0])[1]}."
    return said
