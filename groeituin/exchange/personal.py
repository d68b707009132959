"""Columns and cells that look like a person: a report holds sums, so a file with people in it is refused.

No message repeats what a cell holds.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from groeituin.bsn import holds_bsn
from groeituin.exchange.hours_columns import same, words_of
from groeituin.exchange.lines import Line
from groeituin.exchange.privacy import MAIL, TELEPHONE
from groeituin.exchange.report import CellError

NAME, BIRTH, BSN, HOME = "een naam", "een geboortedatum of leeftijd", "een BSN", "een adres"
EMAIL, CALL, CLIENT, PAYROLL = "een e-mailadres", "een telefoonnummer", "een cliëntnummer", "een personeelsnummer"
DATES = "datums"
ADVICE = "Een opgave telt op per doelgroep en noemt geen mensen. Haal dit uit het bestand en stuur het opnieuw."
# What a column may bear the name or the address of without being about a person: contractnaam, adres opdrachtnemer.
THINGS = (
    "opdrachtnemer", "opdrachtgever", "contract", "bedrijf", "organisatie", "leverancier", "firma", "inschrijver",
    "werkgever", "project", "perceel", "locatie", "vestiging", "afdeling", "gemeente", "instelling", "school",
    "opleiding", "functie", "doelgroep", "bestand", "partnership", "factuur", "bezoek", "company", "supplier",
    "organisation", "organization", "department", "location", "file",
)  # fmt: skip
# Columns of words that may well begin with capitals.
REMARKS = (
    "opmerking",
    "toelichting",
    "bijzonderhe",
    "omschrijving",
    "werkzaamhe",
    "beroep",
    "taak",
    "remark",
    "comment",
)
# Days that a report may name beside its period: when it was made, or when something began.
DATED = ("opgave", "invul", "rapport", "start", "begin", "eind", "ingang", "factuur", "verzend", "ontvangst")
COUNTS = ("aantal", "totaal", "som", "number", "count", "total")
GENERIC = ("naam", "namen", "name", "names")
HOMES = (
    "adres", "adressen", "adresgegevens", "woonadres", "huisadres", "straat", "straatnaam", "huisnummer", "huisnr",
    "postcode", "woonplaats", "address", "street", "zip", "zipcode", "postalcode",
)  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    BSN: (
        "bsn", "bsnnr", "bsnnummer", "sofi", "sofinr", "sofinummer", "burgerservicenr", "burgerservicenummer", "ssn",
        "socialsecuritynumber", "citizenservicenumber", "nationalid",
    ),
    EMAIL: ("email", "emailadres", "mail", "mailadres", "emailaddress"),
    CALL: (
        "tel", "telnr", "telefoon", "telefoonnr", "telefoonnummer", "mobiel", "mobielnummer", "gsm", "06nummer",
        "phone", "phonenumber", "telephone", "mobile", "cellphone",
    ),
    BIRTH: (
        "geboren", "geboorte", "geboortedatum", "geboortedag", "geboortejaar", "geboorteplaats", "gebdatum", "gebdat",
        "geb", "leeftijd", "birthdate", "birthday", "birth", "born", "dob", "dateofbirth", "yearofbirth", "age",
    ),
    CLIENT: (
        "clientnr", "clientnummer", "clientid", "clientnumber", "klantnr", "klantnummer", "kandidaatnummer",
        "deelnemernummer", "deelnemersnummer", "dossiernummer", "uitkeringsnummer", "trajectnummer", "candidateid",
    ),
    PAYROLL: (
        "personeelsnr", "personeelsnummer", "persnr", "medewerkernr", "medewerkernummer", "medewerkersnummer",
        "werknemernr", "werknemernummer", "werknemersnummer", "loonnr", "loonnummer", "salarisnummer",
        "payrollnumber", "payrollid", "employeeid", "employeenumber", "staffnumber", "personnelnumber",
    ),
    HOME: HOMES,
    NAME: (
        *GENERIC, "naw", "nawgegevens", "personalia", "persoonsgegevens", "voornaam", "voornamen",
        "achternaam", "achternamen", "roepnaam", "familienaam", "voorletter",
        "voorletters", "initialen", "tussenvoegsel", "voorvoegsel", "firstname", "lastname", "surname", "fullname",
        "forename", "initials", "wie", "aanhef", "kandidaat", "deelnemer", "client", "medewerker", "werknemer",
        "employee", "candidate", "participant", "contactpersoon", "begeleider", "jobcoach", "contractmanager",
    ),
}  # fmt: skip
KIND = {word: kind for kind, words in WORDS.items() for word in words}
BETWEEN = (
    "van",
    "de",
    "der",
    "den",
    "het",
    "'t",
    "ten",
    "ter",
    "te",
    "in",
    "el",
    "al",
    "ben",
    "bin",
    "von",
    "da",
    "la",
)
LETTERS = re.compile(r"(?:[^\W\d_]\.\s?)+")
TITLED = re.compile(r"\b(?:de heer|[Mm]evrouw|[Dd]hr|[Mm]evr|[Mm]w)\b\.?\s+(?:[A-Z]\.\s?)*[A-Z]")
DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T][\d:.]+)?")
POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")
LONGEST_NAME = 3


def kind_of_column(name: str) -> str | None:
    """Return what of a person a column seems to hold by its name, or None."""
    words = words_of(name)
    if not words or words[0] in COUNTS:
        return None
    if _has(words, THINGS):
        # A company's own name or address is no person's; that of somebody who works there is.
        words = tuple(word for word in words if word not in (*GENERIC, *HOMES))
    joined = {"".join(words[first:last]) for last in range(len(words) + 1) for first in range(max(0, last - 3), last)}
    found = {KIND[word] for word in joined if word in KIND}
    found |= {NAME for word in words if word.endswith("naam") and not _has((word,), THINGS)}
    return next((kind for kind in WORDS if kind in found), None)


def _has(words: Sequence[str], parts: Sequence[str]) -> bool:
    whole = "".join(words)
    return any(part in whole for part in parts)


def kind_of_cell(text: str) -> str | None:
    """Return what of a person a cell holds, in whatever column: a BSN or an e-mail address."""
    if holds_bsn(text):
        return BSN
    return EMAIL if MAIL.search(text) else None


def kind_of_words(text: str) -> str | None:
    """Return what of a person free text tells: also a telephone number, or a name after mevrouw or de heer."""
    if TELEPHONE.search(text):
        return CALL
    return NAME if TITLED.search(text) else kind_of_cell(text)


def like_a_name(text: str) -> bool:
    """Tell whether a whole cell can only be somebody's name: J. de Vries, or Vries, J."""
    last, _, first = text.partition(",")
    if LETTERS.fullmatch(first.strip()):
        return _capitals(last)
    letters = LETTERS.match(text)
    return letters is not None and _capitals(text[letters.end() :])


def maybe_a_name(text: str) -> bool:
    """Tell whether a cell is written as names are, which other things may be as well: Jan de Vries, Brede Aa."""
    return len(text.split()) > 1 and _capitals(text.replace(",", " "))


def _capitals(text: str) -> bool:
    words = [word for word in text.split() if word.casefold() not in BETWEEN]
    bare = [re.sub(r"[-'’]", "", word) for word in words]
    return 0 < len(words) <= LONGEST_NAME and all(w.isalpha() and w[0].isupper() and not w.isupper() for w in bare)


@dataclass(slots=True)
class Watch:
    """What was seen of people in a file so far; each column is named once.

    ``form`` holds the columns that belong to the form; of those ``codes`` hold codes and amounts, in which nine digits
    mean nothing, and ``free`` free text.
    """

    form: frozenset[str]
    codes: frozenset[str]
    free: frozenset[str]
    found: dict[str, CellError] = field(default_factory=dict)
    _filled: Counter[str] = field(default_factory=Counter)
    _maybe: dict[str, list[int]] = field(default_factory=dict)

    def header(self, columns: Sequence[str]) -> None:
        """Look at the names of the columns that do not belong to the form."""
        for name in columns:
            if name not in self.form and (kind := kind_of_column(name)):
                self._see(0, name, kind)

    def beside(self, title: str, columns: Sequence[str]) -> None:
        """Look at the names of the columns of a worksheet that is not read, and may well be hidden."""
        for name in columns:
            if kind := kind_of_column(name):
                self._see(0, f"{title}: {name}", kind)

    def line(self, line: Line) -> None:
        """Look at the cells of a line."""
        for name, text in line.cells.items():
            if name not in self.found and (kind := self._kind(line.row, name, text)):
                self._see(line.row, name, kind)

    def end(self) -> None:
        """Look at whole columns: filled, for the most part, with what is written as names are."""
        for name, rows in self._maybe.items():
            if name not in self.found and 2 * len(rows) > self._filled[name]:
                self._see(rows[0], name, NAME)

    def _kind(self, row: int, name: str, text: str) -> str | None:
        if name in self.codes:
            return None
        if name in self.free:
            return kind_of_words(text)
        return kind_of_cell(text) if name in self.form else self._kind_elsewhere(row, name, text)

    def _kind_elsewhere(self, row: int, name: str, text: str) -> str | None:
        words = (same(name),)
        if not _has(words, THINGS):
            if like_a_name(text):
                return NAME
            if POSTCODE.search(text):
                return HOME
            self._filled[name] += 1
            if maybe_a_name(text) and not _has(words, REMARKS):
                self._maybe.setdefault(name, []).append(row)
        if DATE.fullmatch(text) and not _has(words, DATED):
            return DATES
        return kind_of_words(text)

    def _see(self, row: int, name: str, kind: str) -> None:
        where = "Deze kolom" if row == 0 else "Deze cel"
        self.found[name] = CellError(row, name, "persoonsgegevens", f"{where} lijkt {kind} te bevatten. {ADVICE}")
