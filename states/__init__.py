"""How a partnership moves: pure functions over a dossier; no database, no clock, no network, no Prefect."""
