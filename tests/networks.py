"""A machine of a test's own, on a network that the test can cut without a word to either side."""

import ctypes
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

# Hardware addresses: of both ends, and of nobody, to which packets go as through a cable that is out.
HERE, THERE, NOBODY = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"
NAMESPACES, OWN = Path("/run/netns"), "/proc/thread-self/ns/net"
_numbers = itertools.count(1)
_system = ctypes.CDLL(None, use_errno=True)


class Network:
    """A cable between this machine, at an ``address`` of its own, and another one that has nothing but the cable."""

    def __init__(self) -> None:
        self._own = os.open(OWN, os.O_RDONLY)
        number = next(_numbers)
        self._name, self._end = f"groeituin-{os.getpid()}-{number}", f"g{os.getpid()}x{number}"
        # Of the addresses that are set aside for trials of networks, four for each process that tries.
        network = f"198.18.{os.getpid() // 64 % 256}"
        self.address, self._there = (f"{network}.{os.getpid() % 64 * 4 + end}" for end in (1, 2))

    def lay(self) -> None:
        """Make the other machine and the cable."""
        ends = ["address", HERE, "type", "veth", "peer", "name", "kabel", "address", THERE, "netns", self._name]
        self._ip("netns", "add", self._name)
        self._ip("link", "add", self._end, *ends)
        self._ip("address", "add", f"{self.address}/30", "dev", self._end)
        self._ip("-n", self._name, "address", "add", f"{self._there}/30", "dev", "kabel")
        self._ip("link", "set", self._end, "up")
        self._ip("-n", self._name, "link", "set", "kabel", "up")
        self.mend()

    def cut(self, *, only_answers: bool = False) -> None:
        """Lose every packet from now on, or only those to the other machine; nobody is told."""
        self._send_to(NOBODY, HERE if only_answers else NOBODY)

    def mend(self) -> None:
        """Let all packets arrive again."""
        self._send_to(THERE, HERE)

    def _send_to(self, there: str, here: str) -> None:
        for ours, to, address, device in (
            ([], self._there, there, self._end),
            (["-n", self._name], self.address, here, "kabel"),
        ):
            self._ip(*ours, "neighbour", "replace", to, "lladdr", address, "dev", device, "nud", "permanent")

    @contextmanager
    def there(self) -> Iterator[None]:
        """Be the other machine: what this thread connects meanwhile goes through the cable."""
        with (NAMESPACES / self._name).open() as other, _within(other.fileno()):
            yield

    def remove(self) -> None:
        """Take the cable and the other machine away, as far as they were made."""
        with suppress(subprocess.CalledProcessError):
            self._ip("link", "delete", self._end)
        with suppress(subprocess.CalledProcessError):
            self._ip("netns", "delete", self._name)
        os.close(self._own)

    def _ip(self, *words: str) -> None:
        with _within(self._own):
            subprocess.run(["ip", *words], capture_output=True, text=True, check=True)


@contextmanager
def network() -> Iterator[Network]:
    """Yield another machine and the cable to it."""
    if not shutil.which("ip"):
        pytest.skip("a network of its own takes the command ip (iproute2)")
    laid = Network()
    try:
        try:
            laid.lay()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"a network of its own takes the right to make one: {error.stderr.strip()}")
        yield laid
    finally:
        laid.remove()


@contextmanager
def _within(namespace: int) -> Iterator[None]:
    """Let this thread, and what it starts or connects meanwhile, be in a namespace of networks."""
    before = os.open(OWN, os.O_RDONLY)
    _enter(namespace)
    try:
        yield
    finally:
        _enter(before)
        os.close(before)


def _enter(namespace: int) -> None:
    if _system.setns(namespace, 0):
        raise OSError(ctypes.get_errno(), "setns")
