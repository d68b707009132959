"""Reading JSON value by value, so that a package of any length needs the memory of its largest release."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TextIO

BLOCK = 65_536
LARGEST = 16 * 1024 * 1024
SPACE = " \t\n\r"


@dataclass(frozen=True, slots=True)
class Unknown:
    """What stands where JSON wants a number and a file holds NaN, Infinity, or a number past all bounds."""

    token: str


class Malformed(ValueError):  # noqa: N818  # what a file is
    """A text that is no JSON, or holds one value that is too large to be read."""


def _number(token: str) -> Decimal | Unknown:
    try:
        return Decimal(token)
    except InvalidOperation:
        # Its exponent has more digits than any number can be large.
        return Unknown(token)


DECODER = json.JSONDecoder(parse_constant=Unknown, parse_float=_number)


class JsonText:
    """A window on a text of JSON values, moved on as they are taken."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._window = ""
        self._at = 0
        self._ended = False

    def sign(self) -> str:
        """Return the next sign that is no space, without taking it; empty at the end."""
        while True:
            while self._at < len(self._window):
                if self._window[self._at] not in SPACE:
                    return self._window[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._more()

    def take(self, wanted: str) -> None:
        """Take one sign.

        Raises:
            Malformed: another one stands here.
        """
        if self.sign() != wanted:
            raise Malformed
        self._at += 1

    def value(self) -> object:
        """Take one whole value.

        Raises:
            Malformed: it is no JSON, or too large.
        """
        self.sign()
        while True:
            try:
                found, end = DECODER.raw_decode(self._window, self._at)
            except (ValueError, RecursionError) as error:
                # A value that goes on outside the window looks malformed as well.
                if self._ended or len(self._window) - self._at > LARGEST:
                    raise Malformed from error
            else:
                # So does a number look finished.
                if self._ended or end < len(self._window):
                    self._at = end
                    return found
            self._more()

    def items(self) -> Iterator[object]:
        """Take a list, item by item."""
        self.take("[")
        while self.sign() != "]":
            yield self.value()
            self._separated("]")
        self.take("]")

    def keys(self) -> Iterator[str]:
        """Take an object, key by key; whoever asks takes each value before the next key."""
        self.take("{")
        while self.sign() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise Malformed
            self.take(":")
            yield key
            self._separated("}")
        self.take("}")

    def _separated(self, closing: str) -> None:
        if self.sign() != closing:
            self.take(",")
            if self.sign() == closing:
                raise Malformed

    def _more(self) -> None:
        """Move on, reading as much again as is still open, so that a large value is tried few times."""
        rest = self._window[self._at :]
        block = self._file.read(max(BLOCK, len(rest)))
        self._ended = not block
        self._window, self._at = rest + block, 0
