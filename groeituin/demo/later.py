"""The later phases: jobs, monitoring, policy, and what goes on as long as a contract runs."""

from datetime import date

from groeituin.demo.contracts import look_after, oblige
from groeituin.demo.hours import report_hours
from groeituin.demo.life import Life, Post, Stay
from groeituin.demo.names import FINDINGS, FORMS, POLICY, SOURCES
from groeituin.demo.script import days, workday
from states.periods import periods_from
from states.working_days import add_months

# The months for which a job is filled at first, where it is not for good.
AT_FIRST = 8
# Of every four lives, those in which such a job lasts longer.
LASTING = 2


def realisation(stay: Stay) -> None:
    """Map jobs, meet the decision makers and fill the first job."""
    life = stay.life
    look_after(stay)
    _start_to_work(stay)
    for contract in life.contracts:
        report_hours(life, contract, stay.entered_on)
    meetings(life, stay.from_on, stay.left_on, "kwartaal")
    if life.script.happens(0.5):
        life.do(stay.at(0.8), "record-advised", code="korte_en_lange_termijn")


def _start_to_work(stay: Stay) -> None:
    life = stay.life
    number = life.script.between(1, 3)
    for job in range(number):
        map_job(life, stay.at(0.15 + 0.05 * job))
    life.hold(stay.at(0.25), "beslissers", "De top van beide kanten staat erachter", "bestuurder", "opdrachtnemer")
    if life.script.happens(0.6):
        life.hold(stay.at(0.4), "start", "Werkwijze doorgenomen met de werkvloer", "contractmanager", "opdrachtnemer")
    if life.basis == "inspanning":
        life.do(stay.at(0.5), "record-effort", kind=life.script.chance.choice(("werkervaringsplek", "opleiding")),
                description="Een proefplaatsing met begeleiding")  # fmt: skip
    fill_job(life, life.posts[0], stay.at(0.6))
    if number > 1:
        fill_job(life, life.posts[1], stay.left_on + days(40))


def map_job(life: Life, on: date) -> Post:
    """Map a job, by turns for the groups that the objectives are about."""
    number = len(life.posts)
    post = Post(f"B{number + 1}", life.groups[number % 2], life.script.between(4, 9) * 4)
    life.posts.append(post)
    life.do(on, "map-job", job=post.job, title=life.trade.job.capitalize(), target_group=post.group,
            hours_per_week=post.hours_per_week, source=life.script.chance.choice(SOURCES),
            contract=life.contracts[0])  # fmt: skip
    return post


def fill_job(life: Life, post: Post, on: date) -> None:
    """Fill a job, for good or for some months; when those are nearly over it mostly lasts longer."""
    post.starts_on = workday(on)
    for_good = (life.number + life.posts.index(post)) % 2 == 0
    until = None if for_good else add_months(post.starts_on, AT_FIRST)
    ends = {"ends_on": until} if until else {}
    life.do(on, "fill-job", job=post.job, starts_on=post.starts_on, form=life.script.chance.choice(FORMS),
            payroll="opdrachtnemer", **ends)  # fmt: skip
    if until and life.number % 4 < LASTING:
        post.ends_on = add_months(until, 24)
        life.do(until - days(30), "prolong-job", job=post.job, ends_on=post.ends_on)
    elif until:
        post.ends_on = until
        life.do(until + days(4), "end-job", job=post.job, ended_on=until, reason="doorstroom")


def monitoring(stay: Stay) -> None:
    """Agree how to follow, meet, and learn; one that was taken over tells which jobs there are."""
    life = stay.life
    if not life.posts:
        oblige(life, life.contracts[0], stay.at(0.02))
        fill_job(life, map_job(life, stay.at(0.03)), stay.at(0.04))
        report_hours(life, life.contracts[0], stay.entered_on)
    agreed_on = stay.entered_on + days(life.script.between(4, 24))
    life.do(agreed_on, "agree-monitoring", frequency=life.frequency, agenda="Instroom, begeleiding, doorstroom",
            roles="Contractmanager en opdrachtnemer", information="Urenopgave en verslag")  # fmt: skip
    meetings(life, workday(agreed_on), stay.left_on, life.frequency)
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


def finished(stay: Stay) -> None:
    """Go on with meetings: the contract still runs."""
    life = stay.life
    meetings(life, stay.entered_on, life.on, life.frequency)
