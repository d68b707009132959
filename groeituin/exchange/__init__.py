"""Files in and out: registers and running portfolios that people already keep elsewhere."""

from groeituin.exchange.imports import import_contracts, import_portfolio

__all__ = ["import_contracts", "import_portfolio"]
