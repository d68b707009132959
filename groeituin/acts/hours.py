"""What is looked at when hours are reported and reviewed: whose, over when, counted once, and under which table."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from groeituin.acts.act import Scene
from groeituin.errors import Refused
from groeituin.texts.signals.sentence import in_words
from models.block_tables import block_tables
from models.contracts import Contract, HoursReport, Obligation
from models.partnerships import Job
from states.figures.blocks import BlockTable
from states.periods import Period, read_period
from states.texts import capital, day
from states.verdict import Verdict

NOT_AWARDED = ("gepland", "uitgevraagd")
# Of a report: its partnership, contract and period.
Key = tuple[str, str, str]
# The lines of a report as they are kept.
Lines = Sequence[dict[str, Any]]


def refuse_report(scene: Scene, key: Key, contract: Contract, lines: Lines) -> None:
    """Refuse a report that cannot be: over days without the contract, of hours told before, or of unknown jobs.

    Raises:
        Refused: with everything that is wrong.
    """
    period = read_period(key[2])
    wrong = [
        *not_run(contract, period, scene.recorded_on),
        *_twice(scene, key, lines),
        *_unknown_jobs(scene, key, lines),
    ]
    if wrong:
        raise Refused(verdicts=wrong)


def refuse_twice(scene: Scene, key: Key, lines: Lines) -> None:
    """Refuse a report whose hours another one tells already.

    Raises:
        Refused: a report that was not rejected overlaps it.
    """
    wrong = list(_twice(scene, key, lines))
    if wrong:
        raise Refused(verdicts=wrong)


def _verdict(code: str, sentence: str) -> Verdict:
    return Verdict(ok=False, code=code, sentence=sentence, step="4a")


def not_run(contract: Contract, period: Period, on: date) -> Iterator[Verdict]:
    """Yield why a contract has no hours over a period: it did not run then, or the period has yet to begin."""
    name, told = contract.contract, in_words(period)
    if contract.stage in NOT_AWARDED:
        yield _verdict("buiten_looptijd", f"Contract {name} is nog niet gegund; er zijn nog geen uren.")
    elif contract.starts_on and period.last < contract.starts_on:
        yield _verdict("buiten_looptijd", f"Contract {name} begint op {day(contract.starts_on)}, na {told}.")
    elif contract.ends_on and period.first > contract.ends_on:
        yield _verdict("buiten_looptijd", f"Contract {name} eindigde op {day(contract.ends_on)}, voor {told}.")
    elif period.first > on:
        sentence = f"{capital(told)} is nog niet begonnen; er zijn nog geen uren."
        yield _verdict("nog_niet_begonnen", sentence)


def _twice(scene: Scene, key: Key, lines: Lines) -> Iterator[Verdict]:
    """Name the reports whose hours would count twice; a rejected one does not count, and effort is no hours."""
    partnership, contract, name = key
    others = scene.session.scalars(
        sa.select(HoursReport)
        .where(
            col(HoursReport.partnership) == partnership,
            col(HoursReport.contract) == contract,
            col(HoursReport.period) != name,
            col(HoursReport.status) != "afgekeurd",
        )
        .order_by(col(HoursReport.period))
    )
    period = read_period(name)
    for other in (o.period for o in others if lines and o.lines and period.overlaps(read_period(o.period))):
        yield _verdict(
            "dubbele_periode",
            f"Over {other} zijn van contract {contract} al uren opgegeven; een opgave over {name} telt die dubbel. "
            f"Zet alle uren in de opgave over {other}, of keur die eerst af.",
        )


def _unknown_jobs(scene: Scene, key: Key, lines: Lines) -> Iterator[Verdict]:
    named = {line["job"] for line in lines if line.get("job")}
    if not named:
        return
    query = sa.select(col(Job.job)).where(col(Job.partnership) == key[0], col(Job.job).in_(named))
    for job in sorted(named - set(scene.session.scalars(query))):
        yield _verdict(
            "onbekende_baan",
            f"Er is geen baan '{job}' bij {key[0]}. Breng haar eerst in kaart, of noem bij deze uren geen baan.",
        )


def unclear(scene: Scene, contract: str, lines: Lines) -> Iterator[str]:
    """Say which blocks and bonuses the contract's table does not have, so that its figures would be unclear."""
    blocks = {line["block"] for line in lines if line.get("block")}
    bonuses = {code for line in lines for code in line.get("bonuses", ())}
    if not blocks and not bonuses:
        return
    table = counted_under(scene.session, contract)
    if table is None:
        yield f"Van contract {contract} is geen bouwblokkentabel bekend; bouwblokken en bonussen tellen nog niet."
        return
    for word, named, known in (
        ("Bouwblok", blocks, {block.code for block in table.blocks}),
        ("Bonus", bonuses, {bonus.code for bonus in table.bonuses}),
    ):
        for code in sorted(named - known):
            able = ", ".join(sorted(known)) or "geen"
            yield f"{word} '{code}' staat niet in tabel {table.reference} en telt dus niet. Wel bekend: {able}."


def counted_under(session: Session, contract: str) -> BlockTable | None:
    """Return the block table that a contract is counted under, if that is known."""
    query = sa.select(col(Obligation.authority), col(Obligation.table_version)).where(
        col(Obligation.contract) == contract,
        col(Obligation.authority).is_not(None),
        col(Obligation.table_version).is_not(None),
    )
    row = session.execute(query.order_by(col(Obligation.from_on).desc())).first()
    key = (str(row[0]), str(row[1])) if row else None
    return block_tables(session.connection(), [key]).get(key) if key else None
