"""The sentence of a signal: what falls due, why, and what to do, in plain Dutch.

A sentence is kept and read later, so it names dates and never "today" or "in three months".
"""

from groeituin.texts.signals.contracts import (
    action_plan,
    certificate,
    contract_expiry,
    final_settlement,
    option_to_extend,
    tender_approaches,
)
from groeituin.texts.signals.hours import backlog, hours_asked
from groeituin.texts.signals.meetings import evaluation, progress_meeting
from groeituin.texts.signals.people import jobs_ending, late_action, missing_backup, vacant_role
from groeituin.texts.signals.phases import coming_back, policy_review, results_shared, standing_still
from groeituin.texts.signals.sentence import FEW, Question, Sentence
from states.terms import Due
from states.texts import day, listed

SENTENCES: dict[str, Sentence] = {
    "voortgangsgesprek": progress_meeting,
    "contract_verloopt": contract_expiry,
    "evaluatie": evaluation,
    "verlengoptie": option_to_extend,
    "plan_van_aanpak": action_plan,
    "urenopgave": hours_asked,
    "eindafrekening": final_settlement,
    "fase_staat_stil": standing_still,
    "actie_te_laat": late_action,
    "reservecoordinator_ontbreekt": missing_backup,
    "rol_onbezet": vacant_role,
    "aanbesteding_nadert": tender_approaches,
    "baan_loopt_af": jobs_ending,
    "achterstand": backlog,
    "pso_verloopt": certificate,
    "terugkomen": coming_back,
    "beleid_herijken": policy_review,
    "resultaten_delen": results_shared,
}


def signal_sentence(asked: Question) -> str:
    """Return the sentence of what a night raises, with what it skips; it says so when something is late."""
    return " ".join(part for part in (SENTENCES[asked.due.rule](asked), _skipped(asked.due)) if part)


def _skipped(due: Due) -> str:
    """Name what was missed: by its date for people, by its occasion for who looks it up."""
    skipped = due.skipped
    if not skipped:
        return ""
    if len(skipped) <= FEW:
        told = listed([f"{day(o.due_on)} (kenmerk {o.name})" for o in skipped])
        return f"Deze herinnering vervangt ook die van {told}."
    first, last = skipped[0], skipped[-1]
    return (
        f"Deze herinnering vervangt ook {len(skipped)} eerdere, van {day(first.due_on)} tot en met {day(last.due_on)} "
        f"(kenmerk {first.name} tot en met {last.name})."
    )
