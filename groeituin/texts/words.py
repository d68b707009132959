"""How people call what the code has words for."""

from collections.abc import Sequence

from states.texts import listed

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
# Who stands in a sentence as a person, and what stands for a role that the dossier itself tells.
PEOPLE = {
    **{
        role: f"de {ROLE_NAMES[role]}"
        for role in (
            "social_return_coordinator",
            "projectcoordinator",
            "bestuurder",
            "interne_opdrachtgever",
            "opdrachtnemer",
            "externe_partner",
        )
    },
    "eigenaar": "de eigenaar van de actie",
    "loonadministratie": "wie de lonen betaalt",
}
GROUP_NAMES = {
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
# What is counted together, because to be in it tells about somebody's health, origin or conviction.
OTHER_GROUPS = "overige doelgroepen"
BASE_NAMES = {
    "opdrachtsom": "de opdrachtsom",
    "loonsom": "de loonsom",
    "gefactureerde_omzet": "de gefactureerde omzet",
}
FORM_NAMES = {
    "geschiktheidseis": "geschiktheidseis",
    "minimumeis": "minimumeis",
    "gunningscriterium": "gunningscriterium",
    "contractbepaling": "bepaling in het contract",
}
MEETING_NAMES = {
    "werkgroep": "overleg van de werkgroep",
    "verkennend": "verkennend gesprek",
    "beslissers": "gesprek met de beslissers",
    "start": "startgesprek",
    "voortgang": "voortgangsgesprek",
    "evaluatie": "evaluatiegesprek",
    "marktconsultatie": "gesprek met de markt",
}
# The code has no letters with marks.
PHASE_NAMES = {"beeindigd": "beëindigd"}
HOW_OFTEN = {"maand": "elke maand", "kwartaal": "elk kwartaal", "halfjaar": "elk half jaar"}


def phase_name(phase: str) -> str:
    """Return what people call a phase."""
    return PHASE_NAMES.get(phase, phase)


def who(roles: Sequence[str]) -> str:
    """Name roles as they stand in a sentence: ``inkoop en de coördinator``."""
    return listed([PEOPLE.get(role) or ROLE_NAMES[role] for role in roles])


def counted(amount: int, one: str, more: str) -> str:
    """Write a count with its noun: ``1 baan``, ``3 banen``."""
    return f"{amount} {one if amount == 1 else more}"
