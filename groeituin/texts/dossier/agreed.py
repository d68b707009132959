"""What was decided and agreed in a partnership: actions, goals, decisions, how it is followed, policy."""

from groeituin.texts.dossier.people import OF_ALL
from groeituin.texts.words import GROUP_NAMES, HOW_OFTEN
from states.dossier import Action, Decided, Dossier, Inheritable, Objective
from states.texts import amount, day, euros, listed


def agreed_parts(dossier: Dossier) -> dict[str, list[str]]:
    """Return what was agreed, by heading; open actions before those that are done."""
    return {
        "Acties": [f"- {_action(a)}" for a in sorted(dossier.actions, key=lambda a: not a.is_open)],
        "Doelen": [f"- {_objective(objective)}" for objective in dossier.objectives],
        "Besluiten": [f"- {_decided(decided)}" for decided in dossier.decisions],
        "Opgevolgde adviezen": [f"- {code.replace('_', ' ')}" for code in dossier.advised],
        "Hoe het wordt gevolgd": [
            f"- {HOW_OFTEN[agreed.frequency]} een gesprek, afgesproken op {day(agreed.agreed_on)}"
            for agreed in dossier.agreements
        ],
        "Beleid": [f"- {_recorded(part)}" for part in dossier.policy],
        "Social return specialist": [f"- {_recorded(person, code=True)}" for person in dossier.specialists],
        "Resultaten gedeeld": [f"- {_recorded(shared)}" for shared in dossier.shared_results],
    }


def _action(action: Action) -> str:
    state = f"uiterlijk {day(action.deadline)}"
    if action.withdrawn:
        state = "ingetrokken"
    elif action.completed_on:
        state = f"klaar op {day(action.completed_on)}"
    return f"{action.action}: {action.description} ({action.owner}, {state})"


def _objective(wanted: Objective) -> str:
    told = [
        *([f"{amount(wanted.jobs)} {'baan' if wanted.jobs == 1 else 'banen'}"] if wanted.jobs is not None else []),
        *([f"{amount(wanted.hours)} uur"] if wanted.hours is not None else []),
        *([euros(wanted.euros)] if wanted.euros is not None else []),
    ]
    return f"{GROUP_NAMES[wanted.target_group]}: {listed(told) or 'nog zonder getal'}"


def _decided(decided: Decided) -> str:
    of_all = OF_ALL if decided.inherited else ""
    return f"{decided.decision}, genomen door {decided.decided_by} op {day(decided.decided_on)}{of_all}"


def _recorded(fact: Inheritable, *, code: bool = False) -> str:
    what = fact.what if code else fact.what.replace("_", " ")
    return f"{what}, {day(fact.recorded_on)}{OF_ALL if fact.inherited else ''}"
