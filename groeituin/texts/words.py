"""How people call what the code has words for, and how they write amounts."""

from decimal import Decimal

ROLE_NAMES = {
    "social_return_coordinator": "coördinator social return",
    "projectcoordinator": "coördinator",
    "hr_expert": "HR",
    "inkoopexpert": "inkoop",
    "categoriemanager": "categoriemanagement",
    "contractmanager": "contractmanagement",
    "bestuurder": "bestuurder",
    "interne_opdrachtgever": "interne opdrachtgever",
    "opdrachtnemer": "opdrachtnemer",
    "externe_partner": "externe partner",
    "beleidsmedewerker": "beleid",
}
GROUPS = {
    "participatiewet": "Participatiewet",
    "banenafspraak_register": "doelgroepregister banenafspraak",
    "wajong": "Wajong",
    "wia_wao": "WIA en WAO",
    "wsw": "Wsw",
    "beschut_werk": "beschut werk",
    "ww": "WW",
    "nug": "zonder werk en zonder uitkering",
    "bbl": "leerlingen bbl",
    "bol_stage": "stagiairs bol",
    "pro_vso": "leerlingen praktijkonderwijs en vso",
    "statushouder": "statushouders",
    "vijftigplus": "50-plussers",
    "ex_gedetineerde": "ex-gedetineerden",
    "jongeren": "jongeren",
    "sociale_inkoop": "sociale inkoop",
    "maatwerk": "maatwerk",
}
BASES = {
    "opdrachtsom": "de opdrachtsom",
    "loonsom": "de loonsom",
    "gefactureerde_omzet": "de gefactureerde omzet",
}
FORMS = {
    "geschiktheidseis": "geschiktheidseis",
    "minimumeis": "minimumeis",
    "gunningscriterium": "gunningscriterium",
    "contractbepaling": "bepaling in het contract",
}
FREQUENCIES = {"maand": "elke maand", "kwartaal": "elk kwartaal", "halfjaar": "elk half jaar"}


def number(value: Decimal | int) -> str:
    """Write a number as the Dutch do: ``1.250`` or ``300,5``, without zeros that say nothing."""
    text = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",")


def euros(value: Decimal) -> str:
    """Write an amount in euros: ``€ 40.000`` or ``€ 33.333,33``."""
    whole = value == value.to_integral_value()
    return f"€ {f'{value:,.0f}' if whole else f'{value:,.2f}'}".translate(str.maketrans(",.", ".,"))


def counted(amount: int, one: str, more: str) -> str:
    """Write a count with its noun: ``1 baan``, ``3 banen``."""
    return f"{amount} {one if amount == 1 else more}"
