"""The morning letters: who gets one, what it tells, and that everything is told exactly once."""

from datetime import date

import pytest
from posted import Kept, delivered
from story import AT, P1, Story

from groeituin.delivery.letters import compose_letters

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


def test_an_answer_is_never_wanted_on_a_day_off(office: Story, kept: Kept) -> None:
    """The ladder is climbed on a Monday: whoever works in an office has until the Friday before."""
    late(office, "A-2", "bert", "2026-05-31")
    office.night("2026-06-01", ["actie_te_laat"])
    [next_on] = {row[2] for row in office.signals()}
    assert "2026-06-15" == next_on
    delivered(office.engine, kept, "2026-06-01")
    assert "Antwoord graag uiterlijk vrijdag 12 juni 2026." in told(kept, "bert")[0]


def test_no_answer_is_wanted_by_a_day_that_is_past(office: Story, kept: Kept) -> None:
    """In the weekend before somebody else is asked there is no working day left."""
    late(office, "A-2", "bert", "2026-05-31")
    office.night("2026-06-01", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-13")
    assert "Antwoord graag" not in told(kept, "bert")[0]


def test_who_coordinates_is_named_to_whoever_does_not(office: Story, kept: Kept) -> None:
    """The reader is told to whom to answer, and with which reference; the coordinator is not sent to herself."""
    late(office, "A-2", "anna", "2026-06-01")
    office.night("2026-06-02", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    [bert], [anna] = told(kept, "bert"), told(kept, "anna")
    assert "Laat het weten aan Anna, de coördinator. Of leg het zelf vast" in bert
    assert "Kenmerk: P-1, actie_te_laat, A-1/2026-06-01/1" in bert
    assert "Leg het vast in Groeituin. Noem daarbij het kenmerk van de vraag." in anna
    assert "Laat het weten" not in anna


@pytest.fixture
def following(sqlite_story: Story) -> Story:
    """Return a partnership that is monitored, where anna and dina were asked for the meeting of the second quarter."""
    sqlite_story.reach("monitoring")
    sqlite_story.act(ON, "assign-role", **P1, role="contractmanager", person="dina")
    sqlite_story.night("2026-05-18", ["voortgangsgesprek"])
    assert [("anna", "nieuw"), ("dina", "nieuw")] == news(sqlite_story)
    return sqlite_story


def test_who_else_was_asked_is_told_by_role(following: Story, kept: Kept) -> None:
    """Two people with one question know of each other; whoever it climbs to is told who was asked first."""
    delivered(following.engine, kept, "2026-05-18")
    assert "Ook gevraagd aan contractmanagement." in told(kept, "anna")[0]
    assert "Ook gevraagd aan de coördinator." in told(kept, "dina")[0]
    following.act("2026-05-18", "assign-role", **P1, role="social_return_coordinator", person="eva")
    following.night("2026-06-01", ["voortgangsgesprek"])
    delivered(following.engine, kept, "2026-06-01")
    [letter] = told(kept, "eva")
    assert ("Eerst gevraagd aan de coördinator en contractmanagement." in letter, "Ook gevraagd" in letter) == (
        True,
        False,
    )


def test_whoever_has_a_question_alone_is_not_told_of_others(following: Story, kept: Kept) -> None:
    """One person with both roles has nobody beside."""
    following.act("2026-05-18", "hand-over", **{"from": "dina"}, to="anna")
    delivered(following.engine, kept, "2026-05-18")
    assert "Ook gevraagd" not in told(kept, "anna")[0]


def test_what_was_planned_says_its_day(following: Story, kept: Kept) -> None:
    """The meeting's own day, and not the day after on which it is asked whether it was held."""
    following.act(ON, "choose-letters", person="anna", letters="wekelijks")
    delivered(following.engine, kept, "2026-05-18")
    following.act("2026-05-19", "plan-meeting", **P1, kind="voortgang", meeting="M-1", planned_on="2026-06-12")
    delivered(following.engine, kept, "2026-05-25")
    assert "(gepland op vrijdag 12 juni 2026)" in told(kept, "anna")[-1]
    following.act("2026-05-26", "plan-meeting", **P1, kind="voortgang", meeting="M-1", withdrawn=True)
    following.night("2026-05-27", ["voortgangsgesprek"])
    again = P1 | {"rule": "voortgangsgesprek", "outcome": "ingepland", "until": "2026-06-17"}
    following.act("2026-05-27", "settle-signal", **again)
    delivered(following.engine, kept, "2026-06-01")
    assert "Dit is gepland op woensdag 17 juni 2026." in told(kept, "anna")[-1]
    delivered(following.engine, kept, "2026-06-08")
    assert "(gepland op woensdag 17 juni 2026)" in told(kept, "anna")[-1]


def test_a_contract_that_ends_soon_goes_before_one_that_ends_later(sqlite_story: Story, kept: Kept) -> None:
    """Both are asked on one morning, and by the same day; also when what ends soon waits since last week."""
    sqlite_story.reach("realisatie")
    for code, ends_on in (("C-8", "2026-07-03"), ("C-9", "2026-09-10")):
        sqlite_story.act(
            ON, "register-contract", contract=code, organisation="O-1", title=f"Werk {code}", nature="dienst",
            contractor="glans", starts_on="2026-01-01", ends_on=ends_on,
        )  # fmt: skip
        sqlite_story.act(ON, "link-contract", **P1, contract=code)
    sqlite_story.night("2026-06-10", ["contract_verloopt"])
    delivered(sqlite_story.engine, kept, "2026-06-10")
    letter = told(kept, "anna")[0]
    assert letter.index("C-8 (Werk") < letter.index("C-9 (Werk")


def test_who_is_shown_of_many_that_wait(sqlite_story: Story, kept: Kept) -> None:
    """A letter that cannot hold them all holds the most urgent, whatever fell due first."""
    sqlite_story.start(ON)
    sqlite_story.act(ON, "choose-letters", person="bert", letters="wekelijks")
    for number in range(1, 21):
        late(sqlite_story, f"A-{number}", "bert", "2026-06-01")
    sqlite_story.night("2026-06-02", ["actie_te_laat"])
    delivered(sqlite_story.engine, kept, "2026-06-02")
    put_off = [f"A-{number}/2026-06-01/1" for number in range(1, 11)]
    settled = {"rule": "actie_te_laat", "occasions": put_off, "outcome": "uitgesteld", "until": "2026-07-01"}
    sqlite_story.act("2026-06-03", "settle-signal", **P1, **settled)
    delivered(sqlite_story.engine, kept, "2026-06-08")
    letter = told(kept, "bert")[-1]
    assert [True] * 10 == [f"Actie A-{number} " in letter for number in range(11, 21)]
    assert (5, True) == (letter.count("uitgesteld tot"), "Er wachten nog 5 andere vragen." in letter)


def test_a_night_ahead_is_told_on_its_own_day(office: Story, kept: Kept) -> None:
    """Somebody ran the night of next week: until then its news waits, and what was asked before is told as it was."""
    late(office, "A-2", "bert", "2026-06-08")
    office.night("2026-06-02", ["actie_te_laat"])
    office.night("2026-06-09", ["actie_te_laat"])
    delivered(office.engine, kept, "2026-06-02")
    assert {"nieuw"} == {word for _person, word in news(office)}
    assert "A-2" not in "".join(told(kept, "bert"))
    delivered(office.engine, kept, "2026-06-09")
    assert "A-2" in told(kept, "bert")[-1]
    assert [] == news(office)


def test_a_ladder_that_was_climbed_ahead_is_told_on_its_own_day(office: Story, kept: Kept) -> None:
    """Nobody hears that there was no answer before the answer was late."""
    office.act(ON, "assign-role", **P1, role="projectcoordinator", person="anna")
    office.act("2026-05-02", "change-action", **P1, action="A-1", deadline="2026-09-01")
    office.night("2026-08-20", ["fase_staat_stil"])
    delivered(office.engine, kept, "2026-08-20")
    office.act("2026-08-20", "assign-role", **P1, role="social_return_coordinator", person="eva")
    office.night("2026-09-03", ["fase_staat_stil"])
    ahead = news(office)
    assert ("eva", "geescaleerd") in ahead
    delivered(office.engine, kept, "2026-08-25")
    assert (ahead, []) == (news(office), kept.to("eva"))
    delivered(office.engine, kept, "2026-09-03")
    assert ([], 1) == (news(office), len(kept.to("eva")))


def test_news_of_what_was_planned_says_so(following: Story, kept: Kept) -> None:
    """Whoever was asked or takes over hears of it, and also that nothing need be done now."""
    following.act("2026-05-18", "plan-meeting", **P1, kind="voortgang", meeting="M-1", planned_on="2026-06-12")
    delivered(following.engine, kept, "2026-05-18")
    following.act("2026-05-19", "hand-over", **{"from": "dina"}, to="cees")
    delivered(following.engine, kept, "2026-05-19")
    for person, label in (("anna", "NIEUW."), ("dina", "NIEUW."), ("cees", "OVERGENOMEN VAN EEN COLLEGA.")):
        [letter] = told(kept, person)
        assert label in letter
        assert "Dit is gepland op vrijdag 12 juni 2026." in letter
        assert [] == [words for words in ("Doe eerst dit", "BEGIN HIERMEE", "Antwoord graag") if words in letter]


def test_whoever_nobody_comes_after_is_asked_within_a_week(office: Story, kept: Kept) -> None:
    """The last one of a ladder has no next to name a day: a week, moved to a working day."""
    for night in ("2026-06-02", "2026-06-09", "2026-06-16", "2026-06-23", "2026-06-30"):
        office.night(night, ["actie_te_laat"])
        delivered(office.engine, kept, night)
    assert "Antwoord graag uiterlijk dinsdag 7 juli 2026" in told(kept, "bert")[-1]


def test_what_asks_again_as_high_as_before_is_told_at_once(sqlite_story: Story) -> None:
    """It had climbed to the coordinator, was put off, came back, and asks again: that waits for no rung."""
    story, action = sqlite_story, {"partnership": "P-1", "action": "A-1"}
    story.start("2026-01-05")
    bram = {"person": "bram", "name": "Bram", "organisation": "O-1", "email": "bram@voorbeeld.nl"}
    story.act("2026-01-05", "register-person", **bram)
    story.act("2026-01-05", "assign-role", partnership="P-1", role="projectcoordinator", person="bram")
    story.act("2026-01-05", "add-action", **action, description="Bel", owner="anna", deadline="2026-02-01")
    for night in ("2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23"):
        story.night(night)
    put_off = {"rule": "actie_te_laat", "outcome": "uitgesteld", "until": "2026-03-13"}
    story.act("2026-02-26", "settle-signal", partnership="P-1", **put_off)
    made = []
    for day in (date(2026, 3, 13), date(2026, 3, 16)):
        story.night(day.isoformat())
        compose_letters(story.engine, "map", "voorbeeld.nl", on=day, at=AT)
        made.append(story.rows("SELECT key FROM deliveries WHERE person = 'bram' ORDER BY key"))
    assert [[("brief/bram/2026-03-13",)], [("brief/bram/2026-03-13",), ("brief/bram/2026-03-16",)]] == made
