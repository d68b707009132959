"""What a contractor reads on the form for hours: what to fill in where, and what to leave out."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from groeituin.texts.words import GROUP_NAMES
from states.figures.blocks import Block, BlockTable
from states.texts import amount, capital

GROUPS, BLOCKS = "Doelgroepen", "Bouwblokken"
STEPS = (
    "Tel per doelgroep op en vul op het werkblad Urenopgave per doelgroep één rij in. Andere rijen laat u leeg.",
    "Hebt u voor een doelgroep meer nodig, bijvoorbeeld omdat banen verschillen? Voeg onderaan rijen toe.",
    "Werkte er in deze periode niemand? Vul dan bij één doelgroep 0 personen en 0 uren in.",
    "Zet geen namen, geboortedata, BSN's, adressen of personeelsnummers in dit bestand; dan wordt het niet gelezen.",
    "Verander de kolomnamen niet. Bedragen zijn zonder btw.",
    "Stuur het bestand terug als XLSX, of als 'CSV UTF-8'.",
)
COLUMN_HELP = {
    "contract": "De code van het contract. Staat er al.",
    "title": "De naam van het contract, zodat u ziet of het klopt.",
    "period": "De periode van deze opgave, zoals 2026-K3 (derde kwartaal) of 2026-09. Staat er al.",
    "job": "De code van een baan, als die bij ons bekend is. Anders leeg.",
    "target_group": "Kies uit de lijst.",
    "persons": "Hoeveel mensen van deze doelgroep in deze periode voor dit contract werkten.",
    "paid_hours": "Alle betaalde uren van deze mensen samen, in deze periode, verlof en ziekte inbegrepen.",
    "months": "Alleen als zij korter werkten dan de hele periode: hoeveel maanden.",
    "block": "Alleen als er voor de doelgroep meer bouwblokken zijn: de code uit de lijst hieronder.",
    "bonuses": "Codes uit de lijst hieronder, met een puntkomma ertussen.",
    "invoice_amount": "Bij sociale inkoop: wat u in deze periode betaalde, zonder btw.",
    "costs": "Bij kosten die meetellen, zoals scholing: wat u in deze periode betaalde, zonder btw.",
    "evidence_seen": "Hebt u zelf gezien dat iemand bij de doelgroep hoort? Ja of nee; stuur het bewijs niet mee.",
    "effort": "Vertel in een paar zinnen wat u deed, zonder namen.",
}
GROUP_HELP = {
    "participatiewet": "Heeft een uitkering van de gemeente, of krijgt hulp van de gemeente bij het vinden van werk.",
    "banenafspraak_register": "Staat in het doelgroepregister van UWV.",
    "wajong": "Heeft een Wajong-uitkering en kan werken.",
    "wia_wao": "Heeft een WIA- of WAO-uitkering.",
    "wsw": "Heeft een Wsw-indicatie.",
    "beschut_werk": "Heeft een advies of indicatie beschut werk.",
    "ww": "Had voor dit werk een WW-uitkering.",
    "nug": "Zocht werk en had geen uitkering.",
    "bbl": "Werkt en leert: mbo, beroepsbegeleidende leerweg.",
    "bol_stage": "Loopt stage: mbo, beroepsopleidende leerweg.",
    "pro_vso": "Zit op, of komt van, praktijkonderwijs of voortgezet speciaal onderwijs.",
    "statushouder": "Heeft een verblijfsvergunning asiel.",
    "vijftigplus": "Is 50 jaar of ouder en zocht werk.",
    "ex_gedetineerde": "Komt uit detentie.",
    "jongeren": "Is jong en heeft geen startkwalificatie of werk.",
    "sociale_inkoop": "Geen eigen mensen: u kocht in bij een sociale onderneming.",
    "maatwerk": "Iets anders dat u met ons afsprak.",
}
UNITS = {
    "jaar": "€ {amount} per jaar",
    "maand": "€ {amount} per maand",
    "uur": "€ {amount} per uur",
    "eenmalig": "€ {amount}, één keer per persoon",
    "procent_van_factuur": "{amount} procent van de factuur",
    "procent_van_kosten": "{amount} procent van de kosten",
}


def group_label(word: str) -> str:
    """Return the name of a target group as it stands in a list."""
    return capital(GROUP_NAMES[word])


class Section(NamedTuple):
    """A part of the explanation: its heading, and lines of one cell or of a name with what it means."""

    heading: str
    lines: tuple[tuple[str, ...], ...]


def explanation(about: str, names: Mapping[str, str], table: BlockTable | None) -> Iterator[Section]:
    """Yield the explanation in parts.

    Args:
        about: which contract and period the form is for.
        names: the columns of the form, by our field.
        table: the block table that the contract is counted under, if it has one.
    """
    yield Section(about, tuple((step,) for step in STEPS))
    yield Section("Kolommen", tuple((name, COLUMN_HELP[field]) for field, name in names.items()))
    yield Section(GROUPS, tuple((group_label(word), GROUP_HELP[word]) for word in GROUP_NAMES))
    if table:
        yield Section(BLOCKS, tuple((block.code, _block(block)) for block in table.blocks))
        bonuses = tuple((b.code, UNITS[b.unit].format(amount=amount(b.amount))) for b in table.bonuses)
        yield Section("Bonussen", bonuses)
        yield Section(f"Bedragen volgens {table.reference}: {table.source}", ())


def _block(block: Block) -> str:
    group = f"{group_label(block.target_group)}: " if block.target_group else ""
    week = f" bij een volle week van {amount(block.base_hours)} uur" if block.base_hours else ""
    more = f" {block.description}." if block.description else ""
    return f"{group}{UNITS[block.unit].format(amount=amount(block.amount))}{week}.{more}"
