"""A copy of everything in one file, made while nights run, and put back into an empty database of either kind."""

from groeituin.backup.restoring import restore
from groeituin.backup.saving import back_up

__all__ = ["back_up", "restore"]
