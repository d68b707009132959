"""Look up known faults of what requirements.txt pins, with pip-audit from an environment of its own: ``make audit``.

Exit status 0: none are known, or they could not be looked up, which it says; 1: it names what has one. Everything it
waits for has an end.
"""  # noqa: INP001  # a script

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOOL = "pip-audit==2.10.1"
# Seconds. The tool asks for each package by itself; where nobody answers it would wait that often.
INSTALLS_WITHIN, ANSWERS_WITHIN, ONE_WITHIN = 180, 180, 10


def main() -> int:
    """Look, say what was found, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        report, python = Path(folder) / "report.json", Path(folder) / "venv/bin/python"
        venv.create(python.parents[1], with_pip=True)
        install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL]
        look: list[str | Path] = [
            python, "-m", "pip_audit", "--requirement", ROOT / "requirements.txt", "--disable-pip", "--no-deps",
            "--timeout", str(ONE_WITHIN), "--progress-spinner", "off", "--format", "json", "--output", report,
        ]  # fmt: skip
        if not _ended(install, INSTALLS_WITHIN, {0}):
            return _skipped("pip-audit could not be installed")
        # 1: it found something.
        if not (_ended(look, ANSWERS_WITHIN, {0, 1}) and report.exists()):
            return _skipped("the service that knows faults did not answer")
        return _told(json.loads(report.read_text())["dependencies"])


def _ended(words: Sequence[str | Path], seconds: int, well: set[int]) -> bool:
    try:
        return subprocess.run(words, timeout=seconds, capture_output=True, check=False).returncode in well  # noqa: S603  # our own
    except subprocess.TimeoutExpired:
        return False


def _told(packages: list[dict[str, Any]]) -> int:
    """Say what is known of the packages; those that the service does not know are named, never passed over."""
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    faulty = [package for package in packages if package.get("vulns")]
    if len(unknown) == len(packages):
        return _skipped("the service that answered knows none of these packages")
    for package in faulty:
        faults = [f"{one['id']} (mended in {', '.join(one['fix_versions']) or 'none'})" for one in package["vulns"]]
        print(f"audit: {package['name']} {package['version']}: {'; '.join(faults)}")  # noqa: T201  # what it is for
    known = len(packages) - len(unknown)
    print(f"audit: {known} looked up, {len(faulty)} with a known fault; not looked up: {', '.join(unknown) or 'none'}")  # noqa: T201  # the same
    return int(bool(faulty))


def _skipped(why: str) -> int:
    print(f"audit: SKIPPED, nothing was looked up: {why}.", file=sys.stderr)  # noqa: T201  # the same
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
