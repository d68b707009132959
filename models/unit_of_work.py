"""The unit of work: one transaction that writes; rollback by default, commit on purpose."""

from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from models.database import writing


class UnitOfWork:
    """One transaction. Nothing is kept unless ``commit`` is called.

    Writers run one after another on both databases (ADR 2), so that what a unit of work read is still true when it
    writes. Batches of a night run ``beside`` each other, each on partnerships that it claimed (ADR 15).
    """

    def __init__(self, engine: Engine, *, beside: bool = False) -> None:
        self._engine = writing(engine, beside=beside)

    def __enter__(self) -> Self:
        self.session = Session(self._engine, autoflush=False, expire_on_commit=False)
        self.session.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    @property
    def connection(self) -> Connection:
        """Return the connection of this transaction."""
        return self.session.connection()

    def commit(self) -> None:
        """Keep what was done."""
        self.session.commit()
