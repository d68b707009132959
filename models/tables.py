"""Every table of the schema; importing this module is what makes them known."""

from sqlmodel import SQLModel

from models import (
    block_tables,
    contracts,
    definitions,
    deliveries,
    journal,
    learning,
    nights,
    parties,
    partnerships,
    retention,
)

__all__ = [
    "block_tables",
    "contracts",
    "definitions",
    "deliveries",
    "journal",
    "learning",
    "metadata",
    "nights",
    "parties",
    "partnerships",
    "retention",
]

metadata = SQLModel.metadata
