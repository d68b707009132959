"""The later phases: jobs, monitoring, policy, and what goes on as long as a contract runs."""

from datetime import date

from groeituin.demo.contracts import look_after
from groeituin.demo.life import Life, Stay
from groeituin.demo.names import FINDINGS, FORMS, GROUPS, POLICY, SOURCES
from groeituin.demo.script import days, workday
from states.periods import periods_from
from states.working_days import add_months

FOREVER = 4000


def realisation(stay: Stay) -> None:
    """Map jobs, meet the decision makers and fill the first job."""
    life = stay.life
    look_after(stay)
    _start_to_work(stay)
    meetings(life, stay.from_on, stay.left_on, "kwartaal")
    if life.script.happens(0.5):
        life.do(stay.at(0.8), "record-advised", code="korte_en_lange_termijn")


def _start_to_work(stay: Stay) -> None:
    life = stay.life
    number = life.script.between(1, 3)
    for job in range(number):
        _map_job(life, job + 1, stay.at(0.15 + 0.05 * job))
    life.hold(stay.at(0.25), "beslissers", "De top van beide kanten staat erachter", "bestuurder", "opdrachtnemer")
    if life.script.happens(0.6):
        life.hold(stay.at(0.4), "start", "Werkwijze doorgenomen met de werkvloer", "contractmanager", "opdrachtnemer")
    if life.basis == "inspanning":
        life.do(stay.at(0.5), "record-effort", kind=life.script.chance.choice(("werkervaringsplek", "opleiding")),
                description="Een proefplaatsing met begeleiding")  # fmt: skip
    _fill_job(life, 1, stay.at(0.6))
    if number > 1:
        _fill_job(life, 2, stay.left_on + days(40))


def _map_job(life: Life, job: int, on: date) -> None:
    chance = life.script.chance
    hours_per_week = life.script.between(4, 9) * 4
    life.do(on, "map-job", job=f"B{job}", title=life.trade.job.capitalize(), target_group=chance.choice(GROUPS),
            hours_per_week=hours_per_week, source=chance.choice(SOURCES), contract=life.contracts[0])  # fmt: skip


def _fill_job(life: Life, job: int, on: date) -> None:
    ends = {"ends_on": add_months(workday(on), 12)} if life.script.happens(0.4) else {}
    life.do(on, "fill-job", job=f"B{job}", starts_on=workday(on), form=life.script.chance.choice(FORMS),
            payroll="opdrachtnemer", **ends)  # fmt: skip
    if ends and life.script.happens(0.6):
        life.do(on + days(330), "prolong-job", job=f"B{job}", ends_on=add_months(workday(on), 24))
    elif ends:
        life.do(on + days(370), "end-job", job=f"B{job}", ended_on=ends["ends_on"], reason="doorstroom")


def monitoring(stay: Stay) -> None:
    """Agree how to follow, receive hours, meet, and learn."""
    life = stay.life
    agreed_on = stay.entered_on + days(life.script.between(4, 24))
    life.do(agreed_on, "agree-monitoring", frequency=life.frequency, agenda="Instroom, begeleiding, doorstroom",
            roles="Contractmanager en opdrachtnemer", information="Urenopgave en verslag")  # fmt: skip
    meetings(life, workday(agreed_on), stay.left_on, life.frequency)
    hours(life, stay.entered_on, stay.left_on)
    life.hold(stay.left_on - days(24), "voortgang", "Teruggekeken en vooruitgekeken", "contractmanager",
              "opdrachtnemer", meeting="voortgang-terugblik")  # fmt: skip
    evaluate(life, stay.left_on - days(12))
    if life.script.happens(0.5):
        life.do(stay.left_on - days(8), "record-advised", code="successen_gevierd")


def evaluate(life: Life, on: date) -> None:
    """Record an evaluation with its lessons."""
    findings, lessons, next_tender = life.script.chance.choice(FINDINGS)
    life.do(on, "record-evaluation", findings=findings, lessons=lessons, next_tender=next_tender)


def meetings(life: Life, since: date, until: date, frequency: str) -> None:
    """Plan and hold most progress meetings by themselves; for the others people wait until they are asked."""
    for period in periods_from(since, frequency):
        if period.first > until:
            return
        if period.name in life.met_in or life.script.happens(0.3):
            continue
        name = f"voortgang-{period.name}"
        held_on = workday(period.last.replace(day=life.script.between(4, 24)))
        planned_on = max(since, held_on - days(life.script.between(36, 60)))
        if since <= held_on <= until and planned_on < held_on:
            life.met_in.add(period.name)
            life.do(planned_on, "plan-meeting", kind="voortgang", meeting=name, planned_on=held_on)
            if life.script.happens(0.95):
                life.hold(held_on, "voortgang", "Afspraken doorgelopen", "contractmanager", "opdrachtnemer",
                          meeting=name)  # fmt: skip


def hours(life: Life, since: date, until: date) -> None:
    """Receive and review a report of hours after every quarter."""
    for period in periods_from(since, "kwartaal"):
        received_on = period.last + days(life.script.between(8, 30))
        if received_on > until or received_on > life.on:
            return
        line = {"target_group": life.script.chance.choice(GROUPS), "persons": life.script.between(1, 3),
                "paid_hours": life.script.between(180, 900)}  # fmt: skip
        effort = {"effort": "Een proefplaatsing en twee gesprekken"} if life.basis == "inspanning" else {}
        report = {"contract": life.contracts[0], "period": period.name}
        life.do(received_on, "report-hours", **report, lines=[line], **effort)
        life.do(received_on + days(life.script.between(3, 12)), "review-hours", **report, verdict="goedgekeurd")


def securing(stay: Stay) -> None:
    """Write policy, appoint a specialist, let the board endorse it and share results."""
    life = stay.life
    if not life.house.central:
        for number, (part, text) in enumerate(POLICY.items()):
            life.do(stay.at(0.1 + 0.08 * number), "write-policy", part=part, text=text)
        specialist = life.who("social_return_coordinator", stay.at(0.7))
        life.do(stay.at(0.7), "appoint-specialist", person=specialist)
        life.do(stay.at(0.8), "record-decision", decision="bekrachtiging", decided_by="Directie")
    life.do(stay.at(0.85), "share-results", audience="intern", where="Nieuwsbrief")
    life.do(stay.at(0.9), "share-results", audience="extern", where="Regionale inkoopdag")
    meetings(life, stay.entered_on, stay.left_on, life.frequency)
    hours(life, stay.entered_on, stay.left_on)


def finished(stay: Stay) -> None:
    """Go on with meetings and hours: the contract still runs."""
    life = stay.life
    meetings(life, stay.entered_on, life.on, life.frequency)
    hours(life, stay.entered_on, stay.entered_on + days(FOREVER))
