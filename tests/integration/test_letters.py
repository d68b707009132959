"""The morning letters: who gets one, what it tells, and that everything is told exactly once."""

import pytest
from posted import Kept, delivered
from story import P1, Story

ON, FRIDAY, SATURDAY = "2026-01-05", "2026-06-05", "2026-06-06"


@pytest.fixture
def kept() -> Kept:
    """Return a channel that keeps what it is given."""
    return Kept()


def late(story: Story, action: str, owner: str, deadline: str) -> None:
    """Let an action be late from the day after its deadline."""
    story.act(ON, "add-action", **P1, action=action, description="Bel het WSP", owner=owner, deadline=deadline)


@pytest.fixture
def office(story: Story) -> Story:
    """Return a partnership of which anna is the coordinator, where bert has to do something by 1 June."""
    story.start(ON)
    story.act(ON, "assign-role", **P1, role="projectcoordinator", person="anna")
    story.act(ON, "suspend", **P1, reason="alleen acties", until="2026-05-01")
    late(story, "A-1", "bert", "2026-06-01")
    return story


def news(story: Story) -> list[tuple[str, str]]:
    """Return what still has to be told, and to whom."""
    found = story.rows("SELECT person, news FROM signal_recipients WHERE news IS NOT NULL ORDER BY person")
    return [(person, word) for person, word in found]


def told(kept: Kept, person: str) -> list[str]:
    """Return the plain text of what somebody got, on one line each."""
    return [" ".join(mail.plain.split()) for mail in kept.to(person)]


def test_a_signal_is_told_in_the_next_letter_and_in_no_other(office: Story, kept: Kept) -> None:
    """The night says whom it must still tell; the letter says it once, and a morning without news brings none."""
    office.night("2026-06-02", ["actie_te_laat"])
    assert [("bert", "nieuw")] == news(office)
    report = delivered(office.engine, kept, "2026-06-02").as_json()
    assert (1, 1) == (report["composed"], report["sent"])
    assert [] == news(office)
    delivered(office.engine, kept, "2026-06-03")
    assert ["brief/bert/2026-06-02"] == [mail.key for mail in kept.mails]
    assert ("bert@voorbeeld.nl", "Bert") == (kept.mails[0].to_address, kept.mails[0].to_name)


def test_a_letter_names_the_partnership_the_question_by_when_why_and_what_first(office: Story, kept: Kept) -> None:
    """Everything that a reader needs stands in the letter itself."""
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    [letter] = told(kept, "bert")
    for words in (
        "Schoonmaak (P-1)", "Bel het WSP", "1 juni 2026", "Maak de actie vandaag af, of kies",
        "uiterlijk maandag 15 juni 2026", "Daarna vragen we het ook aan de coördinator", "Waarom nu?",
    ):  # fmt: skip
        assert words in letter


def test_what_nobody_answered_is_told_to_the_next_one(office: Story, kept: Kept) -> None:
    """The ladder brings it to the coordinator, whose letter says of whom it was asked first."""
    for night in ("2026-06-02", "2026-06-09", "2026-06-16"):
        office.night(night, ["actie_te_laat"])
        delivered(office.engine, kept, night)
    assert [1, 3] == [len(kept.to("anna")), len(kept.to("bert"))]
    assert "de eigenaar van de actie" in told(kept, "anna")[0]


def test_what_was_answered_before_the_morning_is_not_told(office: Story, kept: Kept) -> None:
    """Who did it at once is not asked again by a letter."""
    office.night("2026-06-02", ["actie_te_laat"])
    office.act("2026-06-02", "complete-action", **P1, action="A-1")
    office.act(
        "2026-06-02", "settle-signal", **P1, rule="actie_te_laat", occasion="A-1/2026-06-01/1", outcome="afgehandeld"
    )
    delivered(office.engine, kept, "2026-06-02")
    assert ([], []) == (kept.mails, news(office))


def test_one_letter_a_morning(office: Story, kept: Kept) -> None:
    """What rises after the letter was made waits for the next morning."""
    late(office, "A-2", "bert", "2026-06-01")
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    office.act("2026-06-02", "change-action", **P1, action="A-2", deadline="2026-05-31")
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    assert 1 == len(kept.to("bert"))
    delivered(office.engine, kept, "2026-06-03")
    assert ["brief/bert/2026-06-02", "brief/bert/2026-06-03"] == [mail.key for mail in kept.to("bert")]


def test_a_weekly_reader_hears_once_a_week_and_also_of_what_waits(office: Story, kept: Kept) -> None:
    """The first delivery of a week brings the letter, with or without news; nothing comes when nothing is open."""
    office.act(ON, "choose-letters", person="bert", letters="wekelijks")
    office.night("2026-06-02", ["actie_te_laat"])
    for morning in ("2026-06-02", "2026-06-03", "2026-06-05", "2026-06-08", "2026-06-09"):
        delivered(office.engine, kept, morning)
    assert ["brief/bert/2026-W23", "brief/bert/2026-W24"] == [mail.key for mail in kept.to("bert")]
    office.act("2026-06-10", "complete-action", **P1, action="A-1")
    office.night("2026-06-11")
    delivered(office.engine, kept, "2026-06-15")
    assert 2 == len(kept.to("bert"))


def test_who_wants_only_what_is_theirs_is_not_told_what_climbs(office: Story, kept: Kept) -> None:
    """What was first asked of somebody else stays away, save from the last one of a ladder: somebody must hear it."""
    office.act(ON, "assign-role", **P1, role="bestuurder", person="eva")
    for person in ("anna", "eva"):
        office.act(ON, "choose-letters", person=person, others=False)
    nights = ("2026-06-02", "2026-06-09", "2026-06-16", "2026-06-23", "2026-06-30", "2026-07-07", "2026-07-14")
    for night in nights:
        office.night(night, ["actie_te_laat"])
        delivered(office.engine, kept, night)
    rungs = dict(office.rows("SELECT person, max(rung) FROM signal_recipients GROUP BY person"))
    last = max(rungs.values())
    assert {p: bool(kept.to(p)) for p in rungs} == {p: rung in {0, last} for p, rung in rungs.items()}


def test_who_loses_the_role_gets_no_mail_and_who_takes_over_does(office: Story, kept: Kept) -> None:
    """Nobody gets mail for a left role: the question goes to who has it now, as something taken over."""
    office.act("2026-05-02", "change-action", **P1, action="A-1", deadline="2026-09-01")
    office.night("2026-08-20", ["fase_staat_stil"])
    assert [("anna", "nieuw")] == news(office)
    office.act("2026-08-20", "assign-role", **P1, role="projectcoordinator", person="dina")
    assert [("dina", "overgenomen")] == news(office)
    delivered(office.engine, kept, "2026-08-21")
    assert (0, 1) == (len(kept.to("anna")), len(kept.to("dina")))


def test_who_is_not_registered_is_named_for_a_person_to_decide(story: Story, kept: Kept) -> None:
    """Whoever started it has no address: the letter is kept, and goes when there is one and somebody says so."""
    story.start(ON)
    story.night("2026-05-20")
    report = delivered(story.engine, kept, "2026-05-20")
    assert (1, 1, []) == (report.composed, report.undecided, kept.mails)
    [(key, person, status, error)] = story.rows("SELECT key, person, status, error FROM deliveries")
    assert ("brief/toets/2026-05-20", "toets", "mislukt") == (key, person, status)
    assert "register-person" in error


def test_a_contractor_reads_of_its_own_contract_only(story: Story, kept: Kept) -> None:
    """What is about another's contract is told without its words."""
    story.reach("realisatie")
    story.act(ON, "register-contractor", contractor="groen", name="Groen BV")
    story.act(
        ON, "register-contract", contract="C-2", organisation="O-1", title="Geheim groen", nature="dienst",
        contractor="groen", starts_on="2025-01-01", ends_on="2028-12-31",
    )  # fmt: skip
    story.act(ON, "link-contract", **P1, contract="C-2")
    for person, contractor in (("gijs", "glans"), ("greet", "groen")):
        story.act(
            ON, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl",
            contractor=contractor,
        )  # fmt: skip
    story.night("2026-04-01", ["urenopgave"])
    delivered(story.engine, kept, "2026-04-01")
    assert [True, False] == ["C-1" in told(kept, "gijs")[0], "C-2" in told(kept, "gijs")[0]]
    assert [False, True] == ["C-1" in told(kept, "greet")[0], "C-2" in told(kept, "greet")[0]]


def test_the_same_morning_again_makes_the_same_letters(office: Story, kept: Kept) -> None:
    """Delivering again makes nothing and sends nothing, and the letter's number is its key's."""
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    again = delivered(office.engine, kept, "2026-06-02")
    assert (0, 0, 0) == tuple(again.as_json()[name] for name in ("composed", "sent", "waiting"))
    assert office.rows("SELECT message_id FROM deliveries") == [(mail.message_id,) for mail in kept.mails]


def test_what_was_sent_is_not_kept(office: Story, kept: Kept) -> None:
    """The words of a letter are there as long as they are needed to send it."""
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    assert [(None, "verzonden")] == office.rows("SELECT content, status FROM deliveries")


def test_a_contractor_reads_its_own_action_and_not_what_the_client_plans(story: Story, kept: Kept) -> None:
    """What somebody was asked to do is theirs to read; a tender that is planned is the client's."""
    story.reach("realisatie")
    story.act(
        ON, "register-contract", contract="T-2", organisation="O-1", title="Geheim plan", nature="dienst",
        stage="gepland", planned_publication_on="2026-06-01",
    )  # fmt: skip
    story.act(ON, "link-contract", **P1, contract="T-2")
    story.act(
        ON, "register-person", person="gijs", name="Gijs", email="gijs@voorbeeld.nl", contractor="glans"
    )  # fmt: skip
    story.act(ON, "assign-role", **P1, role="inkoopexpert", person="gijs")
    story.act(ON, "add-action", **P1, action="A-9", description="Bel het WSP", owner="gijs", deadline="2026-01-30")
    story.night("2026-02-03", ["actie_te_laat", "aanbesteding_nadert"])
    delivered(story.engine, kept, "2026-02-03")
    [letter] = told(kept, "gijs")
    assert [True, True, False] == [words in letter for words in ("Bel het WSP", "Er wacht een vraag", "T-2")]
