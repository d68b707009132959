"""One dossier in words, what matters first: where it stands, who leads it, its contracts and what comes next."""

from groeituin.texts.dossier.whole import dossier_lines

__all__ = ["dossier_lines"]
