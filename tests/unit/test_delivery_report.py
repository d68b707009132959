"""What a delivery says of itself, for a terminal and for the page of its run."""

from datetime import date

from groeituin.delivery.deliver import DeliveryReport
from groeituin.delivery.send import Sent
from groeituin.texts.delivery_report import in_short, summary

ON = date(2026, 11, 23)


def report(**found: int | str | list[str]) -> DeliveryReport:
    """Return a delivery that sent something, with troubles of one's own."""
    sent = Sent(**{name: found.pop(name) for name in ("sent", "given_up", "delayed", "unreachable") if name in found})  # type: ignore[arg-type]  # numbers and one text
    return DeliveryReport(ON, "de map var/mail", sent=[sent], **found)  # type: ignore[arg-type]  # the same


def test_a_quiet_round_is_one_line_and_known_as_such() -> None:
    """On most quarters of an hour there is nothing to do; that makes no page."""
    nothing = report()
    assert (True, False) == (nothing.quiet, nothing.troubled)
    assert "Bezorging van 23 november 2026: 0 berichten gemaakt, 0 verzonden, 0 wachten." == in_short(nothing)


def test_what_went_says_where_to() -> None:
    """Whoever runs it by hand sees where the letters are."""
    went = report(composed=2, sent=2, waiting=1)
    assert not went.quiet
    assert (
        "Bezorging van 23 november 2026: 2 berichten gemaakt, 2 verzonden naar de map var/mail, 1 wacht."
        == in_short(went)
    )
    assert "| verzonden naar de map var/mail | 2 |" in summary(went)


def test_what_somebody_must_look_at_says_what_to_do() -> None:
    """A way out that is closed, and what nobody can get, come with what to type."""
    bad = report(given_up=1, undecided=1, unreachable="De mailserver geeft geen antwoord.")
    assert bad.troubled
    for said in (in_short(bad), summary(bad)):
        assert "De mailserver geeft geen antwoord." in said
        assert "groeituin deliveries --status mislukt" in said
        assert "--retry NR" in said


def test_what_is_damaged_is_named_and_is_no_trouble_of_the_post() -> None:
    """The night fails on it every night, so the rounds of a day need not; it makes no page of its own."""
    damaged = report(unreadable=["P-1", "P-7"])
    assert (False, True) == (damaged.troubled, damaged.quiet)
    for said in (in_short(damaged), summary(damaged)):
        assert "niet te lezen: P-1, P-7. `groeituin check` zegt wat er is." in said
