"""The closed lists of words that dossiers, acts and tables share."""

from typing import Literal, get_args

# In which a partnership can be taken over.
RunningPhase = Literal["draagvlak", "werkgroep", "verkenning", "realisatie", "monitoring", "borging", "afgerond"]
Phase = Literal[RunningPhase, "beeindigd"]
Trigger = Literal[
    "stel_werkgroep_in",
    "start_verkenning",
    "start_realisatie",
    "start_monitoring",
    "start_borging",
    "rond_af",
    "beeindig",
    "schaal_op",
    "herverken",
    "heropen",
]
Role = Literal[
    "social_return_coordinator",
    "projectcoordinator",
    "hr_expert",
    "inkoopexpert",
    "categoriemanager",
    "contractmanager",
    "bestuurder",
    "interne_opdrachtgever",
    "opdrachtnemer",
    "externe_partner",
    "beleidsmedewerker",
]
TargetGroup = Literal[
    "participatiewet",
    "banenafspraak_register",
    "wajong",
    "wia_wao",
    "wsw",
    "beschut_werk",
    "ww",
    "nug",
    "bbl",
    "bol_stage",
    "pro_vso",
    "statushouder",
    "vijftigplus",
    "ex_gedetineerde",
    "jongeren",
    "sociale_inkoop",
    "maatwerk",
]
Sector = Literal["rijk", "gemeente", "provincie", "waterschap", "onderwijs", "zorg", "anders"]
Basis = Literal["verplichting", "inspanning"]
Route = Literal["aanbesteding", "bestaand_contract", "beide"]
Decision = Literal["principebesluit", "actieplan", "bekrachtiging"]
Nature = Literal["werk", "dienst", "levering", "samenwerkingsafspraak"]
Stage = Literal["gepland", "uitgevraagd", "gegund", "afgelopen", "ingetrokken"]
OptionStatus = Literal["open", "gelicht", "vervallen"]
LegalCheck = Literal["nodig", "gedaan"]
LegalOutcome = Literal["niet_wezenlijk", "wezenlijk"]
Track = Literal["1", "2"]
Instrument = Literal["voorbehouden", "percelen", "onderhands"]
ApplicationForm = Literal["geschiktheidseis", "minimumeis", "gunningscriterium", "contractbepaling"]
Base = Literal["opdrachtsom", "loonsom", "gefactureerde_omzet"]
BrainstormStatus = Literal["in_beeld", "potentie", "vervolg"]
Situation = Literal["contract_met_sr", "contract_zonder_sr", "tender_onder_4m", "tender_boven_4m", "anders"]
MeetingKind = Literal["werkgroep", "verkennend", "beslissers", "start", "voortgang", "evaluatie", "marktconsultatie"]
JobSource = Literal["personeelsschouw", "opleidingsplek", "nieuwe_taak", "stapelbaan", "baancreatie"]
JobForm = Literal["dienstverband", "detachering", "werkervaringsplek", "leerwerktraject", "stage"]
Payroll = Literal["opdrachtgever", "opdrachtnemer", "derde"]
JobEnd = Literal["doorstroom", "uitval", "einde_contract", "anders"]
EffortKind = Literal["werkervaringsplek", "opleiding", "instrument", "sociale_inkoop", "anders"]
Frequency = Literal["maand", "kwartaal", "halfjaar"]
HoursVerdict = Literal["goedgekeurd", "afgekeurd"]
HoursStatus = Literal["ontvangen", "goedgekeurd", "afgekeurd"]
PolicyPart = Literal[
    "doel", "doelgroepen", "toepassing", "realisatie", "monitoring", "rolverdeling", "beoogde_resultaten"
]
Audience = Literal["intern", "extern"]
PsoLevel = Literal["aspirant", "basistrede", "1", "2", "3", "30+"]
SignalStatus = Literal["open", "ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"]
SettledAs = Literal["ingepland", "afgehandeld", "uitgesteld"]
# Why the next letter of somebody tells a signal.
News = Literal["nieuw", "geescaleerd", "terug", "overgenomen"]
# The kinds of file that contracts are read from.
FileFormat = Literal["csv", "xlsx", "ocds", "eforms"]
Rhythm = Literal["dagelijks", "wekelijks"]
Channel = Literal["smtp", "map", "webhook"]
DeliveryStatus = Literal["wacht", "verzonden", "mislukt", "vervallen"]
# What is kept for a time and then destroyed when a person approves it, and from what that time counts.
Retained = Literal["persoon", "baan", "urenopgave", "partnership", "bezorging"]
RetainedFrom = Literal["vertrek", "einde_baan", "einde_contract", "afsluiting", "opstellen"]
RuleName = Literal[
    "voortgangsgesprek",
    "contract_verloopt",
    "evaluatie",
    "verlengoptie",
    "plan_van_aanpak",
    "urenopgave",
    "eindafrekening",
    "fase_staat_stil",
    "actie_te_laat",
    "reservecoordinator_ontbreekt",
    "rol_onbezet",
    "aanbesteding_nadert",
    "baan_loopt_af",
    "achterstand",
    "pso_verloopt",
    "terugkomen",
    "beleid_herijken",
    "resultaten_delen",
]
# What the functions in states/requirements can judge.
Requirement = Literal[
    "D1", "D2", "W1", "W2", "W3", "W4", "W5", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "R1", "R2", "R3", "R4",
    "M1", "M2", "M3", "M4", "B1", "B2", "B3", "B4",
]  # fmt: skip

PHASES: tuple[str, ...] = get_args(Phase)
POLICY_PARTS: tuple[str, ...] = get_args(PolicyPart)


def words(closed: object) -> tuple[str, ...]:
    """Return the words of a closed list, in the order in which they are defined."""
    return get_args(closed)
