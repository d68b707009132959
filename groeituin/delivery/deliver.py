"""A delivery: make the letters, invitations and events that are due, and send everything that waits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Engine, Row

from groeituin.delivery.events import compose_events
from groeituin.delivery.invitations import compose_invitations, invitation_mail
from groeituin.delivery.letters import compose_letters
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import by_status
from groeituin.delivery.outdated import take_out_outdated
from groeituin.delivery.post import Post
from groeituin.delivery.send import Outlet, Sent, send_waiting
from groeituin.delivery.unreadable import Around, give_up_damaged
from groeituin.texts.letters.letter import Letter, html, plain, subject
from groeituin.traces import span
from groeituin.unreadable import may_be_damage

MAIL = ("map", "smtp")


@dataclass(slots=True)
class DeliveryReport:
    """What one delivery did, where mail goes, and of which partnerships nothing could be told."""

    on: date
    place: str = ""
    composed: int = 0
    waiting: int = 0
    undecided: int = 0
    sent: list[Sent] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def unreachable(self) -> list[str]:
        """Return what was said of the ways out that were closed."""
        return [found.unreachable for found in self.sent if found.unreachable]

    @property
    def troubled(self) -> bool:
        """Tell whether somebody should look: a way out was closed, or something was given up."""
        return bool(self.unreachable) or any(found.given_up for found in self.sent)

    @property
    def quiet(self) -> bool:
        """Tell whether there was nothing to do, as on most quarters of an hour."""
        found = self.as_json()
        return not (self.troubled or any(found[name] for name in ("composed", "sent", "failed", "lapsed")))

    def as_json(self) -> dict[str, Any]:
        """Return the report as the doors promise it; ``failed`` was tried and did not go, for now or for good."""
        given_up = sum(found.given_up for found in self.sent)
        return {
            "composed": self.composed,
            "sent": sum(found.sent for found in self.sent),
            "failed": given_up + sum(found.delayed for found in self.sent),
            "waiting": self.waiting,
            "undecided": self.undecided,
            "given_up": given_up,
            "lapsed": sum(found.lapsed for found in self.sent),
            "unreachable": self.unreachable,
            "unreadable": self.unreadable,
        }


def deliver(engine: Engine, post: Post, *, on: date, clock: Callable[[], datetime], lease: str) -> DeliveryReport:
    """Make what is due on a day and send what waits; doing it again makes and sends nothing twice.

    What waits and is damaged is left to a person, and the others go.

    Args:
        engine: the database.
        post: the ways out.
        on: the day of the letters.
        clock: what tells the moment; sending takes time.
        lease: a word that no other run has.
    """
    try:
        return _delivered(engine, post, on, clock, lease)
    except Exception as error:
        given_up = give_up_damaged(engine) if may_be_damage(error) else 0
        if not given_up:
            raise
    report = _delivered(engine, post, on, clock, lease)
    report.sent.append(Sent(given_up=given_up))
    return report


def _delivered(engine: Engine, post: Post, on: date, clock: Callable[[], datetime], lease: str) -> DeliveryReport:
    report = DeliveryReport(on, post.place)
    with span("delivery", on=on.isoformat()) as tell:
        with span("delivery.compose") as tell_made:
            around = Around(engine)
            report.composed = _compose(engine, post, on, clock, around)
            report.unreadable = sorted(around.left_out)
            tell_made(composed=report.composed, unreadable=len(report.unreadable))
        for outlet in _outlets(post):
            with span("delivery.send", channel=outlet.channel.name) as tell_sent:
                done = send_waiting(engine, outlet, clock, lease)
                tell_sent(**done.counts)
            report.sent.append(done)
        with engine.connect() as connection:
            counts = by_status(connection)
        report.waiting, report.undecided = counts["wacht"], counts["mislukt"]
        tell(composed=report.composed, waiting=report.waiting, undecided=report.undecided)
    return report


def _compose(engine: Engine, post: Post, on: date, clock: Callable[[], datetime], around: Around) -> int:
    """Make everything that is due, and return how many that are."""
    take_out_outdated(engine, at=clock())
    composed = compose_letters(engine, post.mail.name, post.domain, on=on, at=clock(), around=around)
    composed += compose_invitations(engine, post.mail.name, post.domain, on=on, at=clock(), around=around)
    if post.hook:
        composed += compose_events(engine, post.hook, on=on, at=clock())
    return composed


def _outlets(post: Post) -> Iterator[Outlet]:
    yield Outlet(post.mail, MAIL, lambda row: _mail(row, post.sender))
    if post.hook:
        yield Outlet(post.hook, (post.hook.name,), lambda row: row.content["event"], in_order=True)


def _mail(row: Row[Any], sender: str) -> Mail:
    """Return a delivery as a mail to the address of this moment; its date is of its making, so a repeat is the same."""
    if "brief" not in row.content:
        return invitation_mail(row, sender)
    letter = Letter.from_json(row.content["brief"])
    return Mail(
        key=row.key,
        message_id=row.message_id,
        sender=sender,
        to_name=row.name,
        to_address=row.email,
        subject=subject(letter),
        plain=plain(letter),
        html=html(letter),
        at=row.composed_at,
    )
