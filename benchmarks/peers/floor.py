"""The floor: what the database alone needs for the same rows, in one statement."""

import psycopg
from contract import RAISE_ALL, nothing, run


def night(url: str) -> None:
    """Raise everything that is due at once."""
    with psycopg.connect(url) as connection:
        connection.execute(RAISE_ALL)


if __name__ == "__main__":
    run(prepare=nothing, start=nothing, night=night)
