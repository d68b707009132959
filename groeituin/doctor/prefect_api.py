"""Prefect, asked from outside: its API, the work pool, a worker that lives, the last night, and runs that hang."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from groeituin.doctor.finding import Finding

POOL = "groeituin"
SECONDS = 10.0
# A night a day, with room for one that waits for a worker.
LAST_NIGHT_WITHIN = timedelta(hours=26)
HANGS_AFTER = timedelta(minutes=15)
UNSEEN = ["PENDING", "RUNNING", "SCHEDULED", "CANCELLING"]
NO_API = "Zet PREFECT_API_URL op het adres van de server, zoals http://127.0.0.1:4200/api (make up noemt het)."


def prefect(environment: Mapping[str, str], at: datetime) -> Iterator[Finding]:
    """Yield how Prefect does; where it is not set up, that alone.

    Args:
        environment: with ``PREFECT_API_URL`` and, behind basic auth, ``PREFECT_API_AUTH_STRING``.
        at: the moment.
    """
    url = environment.get("PREFECT_API_URL")
    if not url:
        sentence = "Prefect is hier niet ingesteld; de nacht moet dan van cron komen."
        yield Finding("prefect", well=True, sentence=sentence, advice=NO_API)
        return
    user, _, password = environment.get("PREFECT_API_AUTH_STRING", "").partition(":")
    auth = (user, password) if user else None
    with httpx.Client(base_url=url.rstrip("/"), timeout=SECONDS, auth=auth) as api:
        try:
            yield from _asked(api, at)
        except httpx.HTTPStatusError as error:
            advice = (
                "Controleer PREFECT_API_AUTH_STRING."
                if error.response.status_code == httpx.codes.UNAUTHORIZED
                else NO_API
            )
            sentence = f"De server antwoordt {error.response.status_code}."
            yield Finding("prefect", well=False, sentence=sentence, advice=advice)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            yield Finding(
                "prefect", well=False, sentence=f"De server op {url} geeft geen antwoord ({type(error).__name__}).",
                advice=f"Start hem (`make up`, of de dienst van uw server). {NO_API}",
            )  # fmt: skip


def _asked(api: httpx.Client, at: datetime) -> Iterator[Finding]:
    api.get("/health").raise_for_status()
    yield Finding("prefect", well=True, sentence="De server van Prefect antwoordt.")
    pool = api.get(f"/work_pools/{POOL}")
    if pool.status_code == httpx.codes.NOT_FOUND:
        yield Finding(
            "werkpool", well=False, sentence=f"De werkpool '{POOL}' bestaat niet.",
            advice=f"Maak hem: `prefect work-pool create {POOL} --type process`; dan `prefect deploy --all`.",
        )  # fmt: skip
        return
    paused = pool.raise_for_status().json()["is_paused"]
    yield Finding(
        "werkpool", well=not paused, sentence=f"De werkpool '{POOL}' {'staat stil' if paused else 'staat open'}.",
        advice=f"Zet hem aan: `prefect work-pool resume {POOL}`." if paused else "",
    )  # fmt: skip
    yield _worker(_filtered(api, f"/work_pools/{POOL}/workers/filter", {}))
    yield _last_night(api, at)
    yield _hanging(api, at)


def _filtered(api: httpx.Client, path: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.post(path, json=asked).raise_for_status().json()
    return found


def _worker(workers: list[dict[str, Any]]) -> Finding:
    living = [worker["name"] for worker in workers if worker["status"] == "ONLINE"]
    if living:
        return Finding("worker", well=True, sentence=f"Er werken {len(living)} worker(s): {', '.join(living)}.")
    return Finding(
        "worker", well=False, sentence="Er is geen worker die leeft; er begint geen enkele nacht.",
        advice=f"Start er een: `prefect worker start --pool {POOL}` (onder systemd, zie docs/operations.md).",
    )  # fmt: skip


def _last_night(api: httpx.Client, at: datetime) -> Finding:
    asked = {
        "flow_runs": {"name": {"like_": "nacht-"}, "start_time": {"after_": (at - LAST_NIGHT_WITHIN).isoformat()}},
        "sort": "START_TIME_DESC", "limit": 1,
    }  # fmt: skip
    found = _filtered(api, "/flow_runs/filter", asked)
    if not found:
        return Finding(
            "laatste nacht", well=False, sentence="Er liep de laatste dag geen nacht.",
            advice="Start hem: `prefect deployment run overnight/nacht`. Kijk of de deployment een schema heeft.",
        )  # fmt: skip
    name, state = found[0]["name"], found[0]["state_name"]
    return Finding(
        "laatste nacht", well=state in {"Completed", "Running"}, sentence=f"{name} is {state}.",
        advice="" if state in {"Completed", "Running"} else f"Open {name} in Prefect: daar staat wat er misging.",
    )  # fmt: skip


def _hanging(api: httpx.Client, at: datetime) -> Finding:
    """Runs that should have begun or ended: Prefect itself never ends one that hangs in Pending."""
    asked = {
        "flow_runs": {
            "state": {"type": {"any_": UNSEEN}},
            "expected_start_time": {"before_": (at - HANGS_AFTER).isoformat()},
        },
        "sort": "EXPECTED_START_TIME_ASC", "limit": 200,
    }  # fmt: skip
    found = [run["name"] for run in _filtered(api, "/flow_runs/filter", asked)]
    if not found:
        return Finding("runs", well=True, sentence="Geen run hangt.")
    return Finding(
        "runs", well=False, sentence=f"{len(found)} run(s) wachten of lopen te lang: {', '.join(found[:5])}.",
        advice="Leeft er een worker? Zo ja: `prefect flow-run cancel ID` en start hem opnieuw; twee keer is niet erg.",
    )  # fmt: skip
