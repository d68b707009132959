"""The same night for Groeituin and for what a team would otherwise take: ``python -m benchmarks.peers``.

Writes ``docs/peers.md`` and ``docs/images/peers.svg``, and leaves with 1 when Groeituin is not as fast as it must be.
Only who passes every gate gets a time: the exact set of acts, an empty second night, and the same set after a kill.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.databases import postgresql
from benchmarks.peers.comparison import PEERS, Comparison
from benchmarks.peers.nights import HERE
from benchmarks.peers.prefect_server import ROOT, prefect_server
from benchmarks.peers.report import chart, missed, page


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everyone, and write and print the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="The same night, done by others.")
    parser.add_argument("--python", type=Path, default=ROOT / "var/peers/bin/python", help="of the peers' environment")
    parser.add_argument("--partnerships", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=[peer.name for peer in PEERS], help="print only; write nothing")
    asked = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groeituin-peers-")))
        place = stack.enter_context(postgresql(folder))
        prefect = stack.enter_context(prefect_server(folder / "prefect"))
        comparison = Comparison(place, asked.python, place.filled(asked.partnerships, asked.due), prefect)
        results = []
        for peer in PEERS:
            if not asked.only or peer.name in asked.only:
                results.append(comparison.result(peer, asked.repeat))
                print(results[-1], file=sys.stderr, flush=True)
        run = comparison.run(asked.partnerships, asked.repeat, load)
    if asked.only:
        return
    written = page(run, results, (HERE / "page.md").read_text(encoding="utf-8"))
    (ROOT / "docs/peers.md").write_text(written, encoding="utf-8")
    (ROOT / "docs/images/peers.svg").write_text(chart(results), encoding="utf-8")
    print(written)
    sys.exit("\n".join(missed(results)) or None)


if __name__ == "__main__":
    main()
