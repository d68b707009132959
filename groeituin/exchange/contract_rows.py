"""A row of a contract register: the contract, and its contractor when that one is not known yet."""

from collections.abc import Iterator

from groeituin.exchange.rows import BETWEEN_SUPPLIERS, OPTIONS, Deed, Row

CONTRACT = (
    "contract", "title", "nature", "cpv", "value", "wage_share", "starts_on", "ends_on", "stage",
    "planned_publication_on", "replaces", "framework",
)  # fmt: skip
CONTRACT_FIELDS = (
    *CONTRACT, "contractor", "contractor_name", "kvk", *(name for pair in OPTIONS for name in pair),
)  # fmt: skip
REQUIRED = ("contract", "title", "nature")


def contract_deeds(row: Row, organisation: str, *, contractor_known: bool) -> Iterator[Deed]:
    """Yield the acts of a row of a register.

    Of several suppliers in a cell the first is the contractor, because registers name the leading one first; a note
    tells which were left out. A contractor that is known keeps its name and number.
    """
    contractor = row.first("contractor")
    if contractor is None and row.text("contractor_name"):
        row.wrong("contractor", "ontbreekt", "de opdrachtnemer heeft geen code; geef bijvoorbeeld het KvK-nummer")
    several = BETWEEN_SUPPLIERS in (row.text("contractor") or "").strip(f"{BETWEEN_SUPPLIERS} ")
    if several:
        told = f"meer opdrachtnemers in deze cel; de eerste, {contractor}, is vastgelegd"
        row.note("contractor", "meer_opdrachtnemers", told)
    if contractor and not contractor_known:
        name = row.first("contractor_name") if several else row.text("contractor_name")
        fields = {"contractor": "contractor", "name": "contractor_name", "kvk": "kvk"}
        yield row.deed("register-contractor", "contractor", fields, contractor=contractor, name=name)
    fields = {name: name for name in CONTRACT} | {"contractor": "contractor"}
    options, names = _options(row)
    yield row.deed(
        "register-contract", "ends_on", fields | names,
        organisation=organisation, contractor=contractor, options=options or None, **dict.fromkeys(names),
    )  # fmt: skip


def note_client(row: Row, name: str) -> None:
    """Note that a notice is of another client than the organisation whose register it is read into."""
    told = row.line.client
    if told and told.casefold() != name.casefold():
        row.note("organisation", "andere_opdrachtgever", f"opdrachtgever volgens de aankondiging: {told}")


def _options(row: Row) -> tuple[list[dict[str, object]], dict[str, str]]:
    """Return the options of a row, and from which field each part of them comes."""
    options: list[dict[str, object]] = []
    names: dict[str, str] = {}
    for until, notify_by in OPTIONS:
        found = {"until": row.value(until), "notify_by": row.value(notify_by)}
        told: dict[str, object] = {name: value for name, value in found.items() if value is not None}
        if told and not {until, notify_by} & row.misread:
            number = len(options)
            names |= {f"options.{number}.until": until, f"options.{number}.notify_by": notify_by}
            options.append(told)
    return options, names
