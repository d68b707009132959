"""What every way out of the house promises, and the three ways in which sending fails."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol, TypeVar

from groeituin.errors import GroeituinError
from states.vocabulary import Channel as ChannelName

What_contra = TypeVar("What_contra", contravariant=True)


class NotYet(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Dit kon nu niet worden afgeleverd. Het wordt later opnieuw geprobeerd."""

    code = "not_yet"
    exit_status = 1

    def __init__(self, message: str | None = None, *, after: timedelta | None = None, in_doubt: bool = False) -> None:
        """Keep how long the other side asked to wait at least, where it did, and whether it may have arrived."""
        super().__init__(message)
        self.after = after
        self.in_doubt = in_doubt


class Undeliverable(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Dit wordt voorgoed geweigerd. Iemand moet beslissen wat ermee gebeurt."""

    code = "undeliverable"
    exit_status = 1


class Unreachable(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """De weg naar buiten werkt niet. Alles blijft wachten."""

    code = "unreachable"
    exit_status = 5

    def __init__(self, message: str | None = None, *, in_doubt: bool = False) -> None:
        """Keep whether the thing may have arrived all the same."""
        super().__init__(message)
        self.in_doubt = in_doubt


class Sender(Protocol[What_contra]):
    """An open channel, by which many things go out one after another."""

    def send(self, what: What_contra, /) -> None:
        """Send one thing; when this returns, the other side has taken it.

        Raises:
            NotYet: not this one now; others may go.
            Undeliverable: never this one.
            Unreachable: nothing goes out by this channel now; stop, and let everything wait.
        """


class Channel(Protocol[What_contra]):
    """A way out: ``Channel[Mail]`` for letters and invitations, ``Channel[Event]`` for what other programs follow."""

    @property
    def name(self) -> ChannelName:
        """Return the word by which a delivery names its channel."""

    def open(self) -> AbstractContextManager[Sender[What_contra]]:
        """Return an open sender; it may connect here or at the first thing it sends.

        Raises:
            Unreachable: nothing goes out by this channel now.
        """
