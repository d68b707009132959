"""What the Prefect server does by itself when a night goes wrong. By hand: ``python -m flows.automations``.

Every automation has a name of its own and is written over when it is there: applied again, there is still one of each.
"""

import sys
from datetime import timedelta
from uuid import UUID

from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ActionTypes, ChangeFlowRunState, DoNothing, RunDeployment, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.types import SecretDict
from pydantic import SecretStr

from groeituin.doctor.prefect_api import ALARMS, NIGHT, POOL
from groeituin.errors import BadInput
from groeituin.settings import Settings

BLOCK = "groeituin-melding"
HANGS_AFTER = timedelta(minutes=15)
# Three heartbeats of thirty seconds: one that is late or lost does not make a living run a dead one.
DEAD_AFTER = timedelta(seconds=90)
EVERY_RUN = {"prefect.resource.id": "prefect.flow-run.*"}
OF_A_NIGHT = {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.nacht"}
OF_THE_POOL = {"prefect.resource.role": "work-pool", "prefect.resource.name": POOL}
BY_THE_SCHEDULE = {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.auto-scheduled"}
OF_THE_DEPLOYMENT = {"prefect.resource.role": "deployment", "prefect.resource.name": NIGHT.partition("/")[2]}
ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling")}
RUNNING, PENDING, HEARTBEAT = (f"prefect.flow-run.{what}" for what in ("Running", "Pending", "heartbeat"))
SUBJECT = "Groeituin: {{ flow_run.name }} is {{ flow_run.state.name }}"
BODY = "{{ flow_run.state.message }} {{ flow_run|ui_url }} Wat te doen: docs/operations.md, of `groeituin doctor`."


def automations(tell: ActionTypes, night: UUID) -> list[AutomationCore]:
    """Return what the server watches.

    Args:
        tell: what tells somebody.
        night: the deployment that is started again, once, when its run died.
    """
    each = {"prefect.resource.id"}
    return [
        AutomationCore(
            name="groeituin: een nacht ging mis", tags=[ALARMS], actions=[tell],
            description="Meldt een nacht die mislukte, stierf, of niet op tijd begon.",
            trigger=EventTrigger(
                expect={f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "Late")},
                match=EVERY_RUN, match_related=OF_A_NIGHT, for_each=each,
            ),
        ),
        AutomationCore(
            name="groeituin: een run hangt", tags=[ALARMS], actions=[tell],
            description="Meldt een run die een kwartier klaarstaat en niet begint; Prefect doet daar zelf niets aan.",
            trigger=EventTrigger(
                posture=Posture.Proactive, within=HANGS_AFTER, after={PENDING}, expect={RUNNING, *ENDED},
                match=EVERY_RUN, match_related=OF_THE_POOL, for_each=each,
            ),
        ),
        AutomationCore(
            name="groeituin: een run is dood", tags=[ALARMS],
            description="Noemt een run waarvan het proces er niet meer is Crashed; anders bleef hij altijd Running.",
            actions=[ChangeFlowRunState(state=StateType.CRASHED, message="Het proces van deze run is er niet meer.")],
            trigger=EventTrigger(
                posture=Posture.Proactive, within=DEAD_AFTER, after={RUNNING, HEARTBEAT}, expect={HEARTBEAT, *ENDED},
                match=EVERY_RUN, match_related=OF_THE_POOL, for_each=each,
            ),
        ),
        AutomationCore(
            name="groeituin: een dode nacht begint opnieuw", tags=[ALARMS],
            description="Start een nacht die stierf nog een keer. Alleen die van het schema, dus niet steeds weer.",
            actions=[RunDeployment(source="selected", deployment_id=night)],
            trigger=EventTrigger(
                expect={"prefect.flow-run.Crashed"},
                match=EVERY_RUN, match_related=[OF_THE_DEPLOYMENT, BY_THE_SCHEDULE], for_each=each,
            ),
        ),
    ]  # fmt: skip


def apply(client: SyncPrefectClient, alert_url: SecretStr | None) -> list[str]:
    """Put the automations on the server, each once, and return their names.

    Args:
        client: the server, on which the night is deployed.
        alert_url: where a message is posted; without it the server only writes that it happened.
    """
    tell = _telling(alert_url) if alert_url else DoNothing()
    wanted = automations(tell, client.read_deployment_by_name(NIGHT).id)
    for automation in wanted:
        known = client.read_automations_by_name(automation.name)
        if known:
            # An update sends only the fields that were given; the server wants them all, and the owner never.
            whole = AutomationCore.model_validate(automation.model_dump(exclude={"owner_resource"}))
            client.update_automation(known[0].id, whole)
        else:
            client.create_automation(automation)
    return [automation.name for automation in wanted]


def _telling(alert_url: SecretStr) -> SendNotification:
    """Return what posts a message; the server keeps the address as a secret."""
    block = CustomWebhookNotificationBlock(
        name=BLOCK,
        url="{{address}}",
        secrets=SecretDict({"address": alert_url.get_secret_value()}),
        json_data={"text": "{{subject}}\n{{body}}"},
    )
    return SendNotification(block_document_id=block.save(BLOCK, overwrite=True), subject=SUBJECT, body=BODY)


def main() -> int:
    """Apply the automations, print their names, and return the exit status."""
    try:
        alert_url = Settings().alert_url
    except BadInput as error:
        print(error.message, file=sys.stderr)
        return error.exit_status
    with get_client(sync_client=True) as server:
        print("\n".join(apply(server, alert_url)))
    if not alert_url:
        print("GROEITUIN_ALERT_URL is leeg: gaat een nacht mis, dan krijgt niemand bericht.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
