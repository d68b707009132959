"""What was done in a partnership: conversations, what contracts offer, jobs, efforts, hours and evaluations."""

from collections.abc import Iterator, Sequence

from groeituin.texts.words import GROUP_NAMES, MEETING_NAMES, ROLE_NAMES, counted
from states.dossier import Dossier, Effort, Evaluation, HoursLine, HoursReport, Job, Meeting
from states.texts import amount, day, euros, listed

PAYERS = {"opdrachtgever": "de opdrachtgever", "opdrachtnemer": "de opdrachtnemer", "derde": "een derde"}


def done_parts(dossier: Dossier) -> dict[str, list[str]]:
    """Return what was done, by heading."""
    return {
        "Gesprekken": [f"- {_meeting(meeting)}" for meeting in sorted(dossier.meetings, key=_when, reverse=True)],
        "Verkenning": [f"- {told}" for told in _explored(dossier)],
        "Banen": [f"- {_job(job)}" for job in dossier.jobs],
        "Inspanningen": [f"- {_effort(effort)}" for effort in dossier.efforts],
        "Urenopgaven": [line for report in _newest(dossier.hours_reports) for line in _report(report)],
        "Evaluaties": [line for evaluation in dossier.evaluations for line in _evaluation(evaluation)],
    }


def _when(meeting: Meeting) -> str:
    """What is still to come has the latest dates."""
    return str(meeting.held_on or meeting.planned_on)


def _meeting(meeting: Meeting) -> str:
    name = MEETING_NAMES[meeting.kind]
    if meeting.held_on is None:
        planned = f"gepland op {day(meeting.planned_on)}" if meeting.planned_on else "zonder datum"
        return f"{name} {meeting.meeting}, {planned}"
    there = f", met {listed([ROLE_NAMES[role] for role in meeting.attendees])}" if meeting.attendees else ""
    return f"{name} op {day(meeting.held_on)}{there}"


def _explored(dossier: Dossier) -> Iterator[str]:
    for sheet in dossier.brainstorms:
        yield f"contract {sheet.contract} is {sheet.status.replace('_', ' ')} (brainstorm, {day(sheet.recorded_on)})"
    for said in dossier.willingness:
        lesson = f"; de les: {said.lesson}" if said.lesson else ""
        joins = "doet mee" if said.willing else "doet niet mee"
        yield f"de opdrachtnemer van contract {said.contract} {joins} ({day(said.recorded_on)}){lesson}"


def _job(job: Job) -> str:
    told = [
        *([f"{amount(job.hours_per_week)} uur per week"] if job.hours_per_week is not None else []),
        *([f"contract {job.contract}"] if job.contract else []),
        *([f"loon van {PAYERS[job.payroll]}"] if job.payroll else []),
        _filled(job),
    ]
    return f"{job.job}: {GROUP_NAMES[job.target_group]}, {', '.join(told)}"


def _filled(job: Job) -> str:
    if job.ended_on:
        return f"geëindigd op {day(job.ended_on)}"
    if job.starts_on is None:
        return "nog niet ingevuld"
    return f"ingevuld vanaf {day(job.starts_on)}" + (f" tot en met {day(job.ends_on)}" if job.ends_on else "")


def _effort(effort: Effort) -> str:
    where = f", contract {effort.contract}" if effort.contract else ""
    return f"{effort.kind.replace('_', ' ')} op {day(effort.recorded_on)}{where}"


def _newest(reports: Sequence[HoursReport]) -> list[HoursReport]:
    """Quarters are written so that they sort as they follow."""
    return sorted(sorted(reports, key=lambda r: r.contract), key=lambda r: r.period, reverse=True)


def _report(report: HoursReport) -> Iterator[str]:
    reviewed = f" op {day(report.reviewed_on)}" if report.reviewed_on else ""
    effort = " (inspanning)" if report.effort else ""
    yield f"- {report.period}, contract {report.contract}: {report.status}{reviewed}{effort}"
    yield from (f"  - {_hours(line)}" for line in report.lines)


def _hours(line: HoursLine) -> str:
    told = [
        counted(line.persons, "persoon", "personen"),
        f"{amount(line.paid_hours)} betaalde uren",
        *([f"baan {line.job}"] if line.job else []),
        *([f"bouwblok {line.block}"] if line.block else []),
        *([counted(line.months, "maand", "maanden")] if line.months is not None else []),
        *([f"factuur {euros(line.invoice_amount)}"] if line.invoice_amount is not None else []),
        *([f"kosten {euros(line.costs)}"] if line.costs is not None else []),
        *([f"bonussen {listed(line.bonuses)}"] if line.bonuses else []),
    ]
    return f"{GROUP_NAMES[line.target_group]}: {', '.join(told)}"


def _evaluation(evaluation: Evaluation) -> Iterator[str]:
    yield f"- {day(evaluation.recorded_on)}" + (f": {evaluation.lessons}" if evaluation.lessons else "")
    if evaluation.next_tender:
        yield f"  - Voor de volgende aanbesteding: {evaluation.next_tender}"
