"""Letters as files that any mail program opens: the way out that needs nothing else."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Literal

from groeituin.clock import AMSTERDAM
from groeituin.delivery.channel import Unreachable
from groeituin.delivery.mail import Mail, as_message
from groeituin.texts.file_errors import why

PRIVATE = 0o700
LONGEST_NAME = 100


class Folder:
    """The channel that leaves each letter as an ``.eml`` file, in a folder per day.

    Args:
        path: the folder; it is made, for its owner alone, when it is not there.
    """

    name: Literal["map"] = "map"

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def open(self) -> Iterator["Folder"]:
        """Return itself: there is nothing to connect to."""
        yield self

    def send(self, mail: Mail) -> None:
        """Write one letter: whole and on the disk, or not at all. The same letter again takes its own place.

        Raises:
            Undeliverable: the address of the reader is not one.
            Unreachable: nothing can be written there.
        """
        content = as_message(mail).as_bytes()
        day = self._path / mail.at.astimezone(AMSTERDAM).date().isoformat()
        try:
            self._path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            day.mkdir(mode=PRIVATE, exist_ok=True)
            _write(day / _file_name(mail.key), content)
        except OSError as error:
            raise Unreachable(
                f"De brief kan niet in de map {self._path} komen: {why(error)}. De brieven blijven wachten."
            ) from error


def _file_name(key: str) -> str:
    """Return a name that says what it is, and that no other key has, whatever signs are in it."""
    words = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip(".-")[:LONGEST_NAME]
    return f"{words}-{sha256(key.encode()).hexdigest()[:8]}.eml"


def _write(path: Path, content: bytes) -> None:
    """Write a file that is never seen half done, not even after the power failed."""
    handle, beside = mkstemp(dir=path.parent, prefix=".", suffix=".part")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
