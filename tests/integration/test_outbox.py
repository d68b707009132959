"""Taking what waits from the outbox, in the order in which a reader should hear it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from story import AT

from groeituin.delivery.outbox import Composed, claim, put_in
from models.database import writing

ON = date(2026, 1, 5)


def test_an_older_letter_of_a_reader_goes_first(engine: Engine) -> None:
    """The newer one waits for it, and so does nobody else's."""
    letters = [Composed(f"brief/{day}/{who}", who, "map", {}, None) for day in (1, 2) for who in ("anna", "bert")]
    with writing(engine).begin() as connection:
        put_in(connection, letters, "voorbeeld.nl", on=ON, at=AT)
    assert ["brief/1/anna", "brief/1/bert"] == [row.key for row in claim(engine, ["map"], AT, "een")]
    with writing(engine).begin() as connection:
        connection.execute(sa.text("UPDATE deliveries SET status = 'verzonden' WHERE person = 'anna' AND id = 1"))
    assert ["brief/2/anna"] == [row.key for row in claim(engine, ["map"], AT, "twee")]
