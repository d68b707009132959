"""The words of the demo: invented organisations and companies, real kinds of contracts."""

from typing import NamedTuple


class Client(NamedTuple):
    """An invented public client: its code, name and sector."""

    code: str
    name: str
    sector: str


class Trade(NamedTuple):
    """A kind of contract: CPV code, nature, wage share in percent, and value a year in euros from and to."""

    code: str
    title: str
    cpv: str
    nature: str
    wage_share: int
    low: int
    high: int
    job: str
    companies: tuple[str, ...]


CLIENTS = (
    Client("lindewaard", "Gemeente Lindewaard", "gemeente"),
    Client("merenland", "Provincie Merenland", "provincie"),
    Client("brede-aa", "Waterschap Brede Aa", "waterschap"),
    Client("oosterhage", "Gemeente Oosterhage", "gemeente"),
    Client("waterstad", "Hogeschool Waterstad", "onderwijs"),
    Client("linderhof", "Ziekenhuis De Linderhof", "zorg"),
    Client("rvm", "Rijksdienst voor Metingen", "rijk"),
    Client("zandhoven", "Gemeente Zandhoven", "gemeente"),
    Client("duinmark", "Gemeente Duinmark", "gemeente"),
    Client("veenrijk", "Gemeente Veenrijk", "gemeente"),
    Client("zilverkust", "Veiligheidsregio Zilverkust", "anders"),
    Client("hoogwater", "Waterschap Hoogwater", "waterschap"),
    Client("torenburg", "Gemeente Torenburg", "gemeente"),
    Client("noorderveld", "Provincie Noorderveld", "provincie"),
    Client("wilgendaal", "Zorggroep Wilgendaal", "zorg"),
    Client("kasteelhorst", "Gemeente Kasteelhorst", "gemeente"),
    Client("rdo", "Rijksdienst voor Omgevingsdata", "rijk"),
    Client("klaverbeek", "Gemeente Klaverbeek", "gemeente"),
    Client("polderlanden", "Scholengroep Polderlanden", "onderwijs"),
    Client("maanwijk", "Gemeente Maanwijk", "gemeente"),
)

TRADES = (
    Trade("schoonmaak", "Schoonmaak kantoren", "90910000-9", "dienst", 85, 180_000, 900_000, "medewerker schoonmaak",
          ("Glanzend Gebouwenzorg", "Zeepsop en Zonen")),
    Trade("catering", "Bedrijfsrestaurant", "55500000-5", "dienst", 55, 120_000, 500_000, "medewerker bediening",
          ("De Volle Schotel", "Lepel en Vork Catering")),
    Trade("groen", "Onderhoud openbaar groen", "77310000-6", "dienst", 70, 200_000, 1_200_000, "medewerker groen",
          ("Groene Vingers Hoveniers", "Wortel en Tak")),
    Trade("beveiliging", "Beveiliging en receptie", "79710000-4", "dienst", 90, 150_000, 800_000, "medewerker receptie",
          ("Wakend Oog Beveiliging", "Poort en Post")),
    Trade("onderhoud", "Onderhoud gebouwen", "50700000-2", "werk", 50, 250_000, 1_500_000, "hulp monteur",
          ("Stevig Gebouwonderhoud", "De Vaste Schroef")),
    Trade("wegen", "Onderhoud wegen en straten", "45233141-9", "werk", 35, 400_000, 2_500_000, "medewerker straatwerk",
          ("Klinker en Kei Wegenbouw", "Rechte Weg Infra")),
    Trade("ict", "Beheer werkplekken", "72500000-0", "dienst", 60, 200_000, 1_000_000, "medewerker servicedesk",
          ("Bit voor Bit Beheer", "Heldere Schermen ICT")),
    Trade("glas", "Glasbewassing", "90911300-9", "dienst", 80, 60_000, 250_000, "glazenwasser",
          ("Streeploos Glasbewassing", "Zicht op Zonlicht")),
    Trade("post", "Post en scannen", "64110000-0", "dienst", 75, 80_000, 300_000, "medewerker post",
          ("De Snelle Duif", "Brief en Balie")),
    Trade("inzameling", "Inzameling afval", "90511000-2", "dienst", 45, 500_000, 3_000_000, "belader",
          ("Schone Straat Inzameling", "Rondgang Grondstoffen")),
)  # fmt: skip

# Roles that people hold, as they are called in a name: nobody here exists.
TEAM = {
    "projectcoordinator": "Coördinator",
    "reserve": "Reservecoördinator",
    "inkoopexpert": "Inkoper",
    "hr_expert": "HR-adviseur",
    "contractmanager": "Contractmanager",
    "interne_opdrachtgever": "Teamleider",
    "social_return_coordinator": "Coördinator social return",
    "beleidsmedewerker": "Beleidsmedewerker",
    "bestuurder": "Directeur",
}
SOURCES = ("personeelsschouw", "opleidingsplek", "nieuwe_taak", "stapelbaan", "baancreatie")
FORMS = ("dienstverband", "detachering", "leerwerktraject", "werkervaringsplek")
ACTIONS = (
    "Banen in kaart brengen met de teams",
    "Contractenlijst doorlopen met inkoop",
    "Gesprek voorbereiden met de opdrachtnemer",
    "Kennismaken met het WerkgeversServicepunt",
    "Begeleiding op de werkvloer regelen",
    "Rapportage afspreken met de opdrachtnemer",
    "Collega's bijpraten in het teamoverleg",
)
PAUSES = (
    "Reorganisatie bij de opdrachtgever",
    "De locatie wordt verbouwd",
    "De coördinator is langdurig afwezig",
    "Wachten op de nieuwe begroting",
)
PARTINGS = (
    ("De opdrachtnemer ziet nu geen kans in dit contract.", "Vraag social return al in de marktconsultatie."),
    ("Het team krimpt en kan nu geen mensen begeleiden.", "Regel begeleiding voordat de vraag naar de markt gaat."),
    ("Het contract is te klein voor een vaste plek.", "Bundel kleine contracten van dezelfde opdrachtnemer."),
)
FINDINGS = (
    ("De eerste plaatsing gaat goed; instroom duurt lang.", "Betrek het WerkgeversServicepunt eerder.",
     "Neem een startgesprek met de werkvloer op in de planning."),
    ("De afspraken worden nagekomen; doorstroom blijft achter.", "Spreek bij de start een opleiding af.",
     "Vraag inschrijvers om een plan voor doorstroom."),
    ("Twee mensen stroomden door naar vast werk.", "Vaste begeleiding op de werkvloer werkt.",
     "Laat de duur van het contract passen bij een leertraject."),
)  # fmt: skip
POLICY = {
    "doel": "Inkoop levert werk op voor mensen met een afstand tot de arbeidsmarkt.",
    "doelgroepen": "Iedereen die zonder steun moeilijk aan werk komt; geen groep valt buiten.",
    "toepassing": "Bij diensten en werken met een loonsom vanaf de drempel, met een motivering per opdracht.",
    "realisatie": "Opdrachtnemer en opdrachtgever zoeken samen passende plekken.",
    "monitoring": "Ieder kwartaal een gesprek en een urenopgave.",
    "rolverdeling": "De coördinator trekt, de contractmanager volgt, inkoop neemt de lessen mee.",
    "beoogde_resultaten": "Ieder jaar meer mensen aan het werk via contracten dan het jaar ervoor.",
}
