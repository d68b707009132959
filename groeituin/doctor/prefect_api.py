"""Prefect, asked from outside: API, pool, a worker that lives, the last night, letters, runs that hang, alarms."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from groeituin.doctor.asking import AskingAgain
from groeituin.doctor.finding import Finding

POOL = "groeituin"
NIGHT = "overnight/nacht"
DELIVERY = "delivery/bezorging"
# The tag of our own automations, and how they are put there.
ALARMS, SET_ALARMS = "groeituin", "python -m flows.automations"
SECONDS = 10.0
# A night a day, with room for one that waits for a worker.
LAST_NIGHT_WITHIN = timedelta(hours=26)
BEGINS_WITHIN = timedelta(minutes=15)
# Twenty thousand letters at ten a second take half an hour, and no night takes so long.
ENDS_WITHIN = timedelta(hours=3)
NAMED = 3
NO_API = "Zet PREFECT_API_URL op het adres van de server, zoals http://127.0.0.1:4200/api (`make up` noemt het)."
DEPLOY = "`prefect --no-prompt deploy --all`"
KNOW_US = "Zet PREFECT_API_AUTH_STRING op gebruiker:wachtwoord van de server."
ILL = "Lees het log van de server. Vaak is zijn database vol, traag of weg; herstel die en start hem opnieuw."


def prefect(environment: Mapping[str, str], at: datetime) -> Iterator[Finding]:
    """Yield how Prefect does; where it is not set up, that alone.

    Args:
        environment: with ``PREFECT_API_URL`` and, behind basic auth, ``PREFECT_API_AUTH_STRING``.
        at: the moment.
    """
    url = environment.get("PREFECT_API_URL")
    if not url:
        sentence = "Prefect is hier niet ingesteld (PREFECT_API_URL); de nacht moet dan van cron komen."
        yield Finding("prefect", well=True, sentence=sentence)
        return
    user, _, password = environment.get("PREFECT_API_AUTH_STRING", "").partition(":")
    try:
        with AskingAgain(base_url=url.rstrip("/"), timeout=SECONDS, auth=(user, password) if user else None) as api:
            yield from _asked(api, at)
    except httpx.HTTPStatusError as error:
        said = f"De server op {url} antwoordt {error.response.status_code}."
        yield Finding("prefect", well=False, sentence=said, advice=_what_to_do(error.response))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield Finding(
            "prefect", well=False, sentence=f"De server op {url} geeft geen antwoord ({type(error).__name__}).",
            advice=f"Start hem (`make up`, of de dienst van uw server). {NO_API}",
        )  # fmt: skip
    except (ValueError, KeyError):
        yield Finding(
            "prefect", well=False, sentence=f"Wat op {url} antwoordt is de API van Prefect niet.", advice=NO_API
        )


def _what_to_do(answer: httpx.Response) -> str:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return KNOW_US
    return ILL if answer.is_server_error else NO_API


def _asked(api: httpx.Client, at: datetime) -> Iterator[Finding]:
    api.get("/admin/version").raise_for_status().json()
    pool = api.get(f"/work_pools/{POOL}")
    if pool.status_code != httpx.codes.NOT_FOUND:
        paused = pool.raise_for_status().json()["is_paused"]
    yield Finding("prefect", well=True, sentence="De server van Prefect antwoordt.")
    if pool.status_code == httpx.codes.NOT_FOUND:
        yield Finding(
            "werkpool", well=False, sentence=f"De werkpool '{POOL}' bestaat niet.",
            advice=f"Maak hem: `prefect work-pool create {POOL} --type process`. Dan {DEPLOY} en `{SET_ALARMS}`.",
        )  # fmt: skip
        return
    yield Finding(
        "werkpool", well=not paused, sentence=f"De werkpool '{POOL}' {'staat stil' if paused else 'staat open'}.",
        advice=f"Zet hem aan: `prefect work-pool resume {POOL}`." if paused else "",
    )  # fmt: skip
    yield _worker(_filtered(api, f"/work_pools/{POOL}/workers/filter", {}))
    yield _last_night(api, at)
    yield _deliveries(api)
    yield _hanging(api, at)
    yield _alarms(_filtered(api, "/automations/filter", {"automations": {"tags": {"all_": [ALARMS]}}}))


def _filtered(api: httpx.Client, path: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.post(path, json=asked).raise_for_status().json()
    return found


def _worker(workers: list[dict[str, Any]]) -> Finding:
    living = sum(worker["status"] == "ONLINE" for worker in workers)
    if living:
        sentence = "Er leeft 1 worker." if living == 1 else f"Er leven {living} workers."
        return Finding("worker", well=True, sentence=sentence)
    return Finding(
        "worker", well=False, sentence="Er leeft geen worker; er begint geen enkele nacht.",
        advice=f"Start er een: `prefect worker start --pool {POOL}` (als dienst, zie docs/operations.md).",
    )  # fmt: skip


def _last_night(api: httpx.Client, at: datetime) -> Finding:
    deployment = api.get(f"/deployments/name/{NIGHT}")
    if deployment.status_code == httpx.codes.NOT_FOUND:
        return _no_night(f"De deployment '{NIGHT}' bestaat niet.", f"Maak hem: {DEPLOY}.")
    asked = {
        "flows": {"name": {"any_": [NIGHT.partition("/")[0]]}},
        "flow_runs": {
            "expected_start_time": {"after_": (at - LAST_NIGHT_WITHIN).isoformat(), "before_": at.isoformat()}
        },
        "sort": "EXPECTED_START_TIME_DESC", "limit": 1,
    }  # fmt: skip
    off = _schedule_is_off(NIGHT, deployment.raise_for_status().json())
    if off:
        return _no_night("Het schema van de nacht staat uit.", f"Zet het aan: {off}.")
    found = _filtered(api, "/flow_runs/filter", asked)
    start = f"`prefect deployment run {NIGHT}`"
    if not found:
        return _no_night("Er liep de laatste dag geen nacht.", f"Start hem: {start}.")
    name, state = found[0]["name"], found[0]["state_name"]
    if found[0]["state_type"] in {"COMPLETED", "RUNNING", "PENDING"} or state == "Scheduled":
        return Finding("laatste nacht", well=True, sentence=f"{name} is {state}.")
    page = f"{str(api.base_url).removesuffix('/').removesuffix('/api')}/runs/flow-run/{found[0]['id']}"
    return _no_night(f"{name} is {state}.", f"Lees {page} en verhelp wat daar staat. Start de nacht opnieuw: {start}.")


def _schedule_is_off(name: str, deployment: dict[str, Any]) -> str:
    """Return what turns the schedule on again; nothing when it is on."""
    schedules = deployment["schedules"]
    if deployment["paused"] or not schedules:
        return DEPLOY
    if any(schedule["active"] for schedule in schedules):
        return ""
    return f"`prefect deployment schedule resume {name} {schedules[0]['id']}`"


def _no_night(sentence: str, advice: str) -> Finding:
    return Finding("laatste nacht", well=False, sentence=sentence, advice=advice)


def _deliveries(api: httpx.Client) -> Finding:
    """Whether letters are made at all: nothing waits in the outbox while nobody makes any."""
    deployment = api.get(f"/deployments/name/{DELIVERY}")
    if deployment.status_code == httpx.codes.NOT_FOUND:
        said, advice = f"De deployment '{DELIVERY}' bestaat niet; er gaan geen brieven.", f"Maak hem: {DEPLOY}."
        return Finding("bezorging", well=False, sentence=said, advice=advice)
    off = _schedule_is_off(DELIVERY, deployment.raise_for_status().json())
    said = (
        "Het schema van de bezorging staat uit; er gaan geen brieven."
        if off
        else "Het schema van de bezorging staat aan."
    )
    return Finding("bezorging", well=not off, sentence=said, advice=f"Zet het aan: {off}." if off else "")


def _hanging(api: httpx.Client, at: datetime) -> Finding:
    """Runs that should have begun or ended: Prefect itself never ends one that hangs in Pending."""
    waiting = _older_than(api, ["PENDING", "SCHEDULED", "CANCELLING"], at - BEGINS_WITHIN)
    running = _older_than(api, ["RUNNING"], at - ENDS_WITHIN)
    if not waiting and not running:
        return Finding("runs", well=True, sentence="Geen run hangt.")
    found = [*waiting, *running]
    names = ", ".join(run["name"] for run in found[:NAMED]) + (" en meer" if len(found) > NAMED else "")
    return Finding(
        "runs", well=False, sentence=f"{len(found)} run(s) wachten of lopen te lang: {names}.",
        advice="Leeft er een worker, dan beginnen zij vanzelf. Blijft er een hangen, gooi hem dan weg: "
        f"`prefect flow-run delete {found[0]['id']}`. De volgende doet zijn werk ook.",
    )  # fmt: skip


def _older_than(api: httpx.Client, states: list[str], moment: datetime) -> list[dict[str, Any]]:
    asked = {
        "flow_runs": {"state": {"type": {"any_": states}}, "expected_start_time": {"before_": moment.isoformat()}},
        "sort": "EXPECTED_START_TIME_ASC", "limit": 200,
    }  # fmt: skip
    return _filtered(api, "/flow_runs/filter", asked)


def _alarms(automations: list[dict[str, Any]]) -> Finding:
    off = [automation["name"] for automation in automations if not automation["enabled"]]
    if automations and not off:
        return Finding("bewaking", well=True, sentence=f"{len(automations)} automations letten op de runs.")
    said = f"Deze automations staan uit: {', '.join(off)}." if off else "Niets let op of een nacht misgaat of hangt."
    return Finding("bewaking", well=False, sentence=said, advice=f"Zet ze aan: `{SET_ALARMS}`.")
