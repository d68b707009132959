"""The ways out that the settings choose: a mail server or a folder, and the address of another program."""

from dataclasses import dataclass
from time import sleep

from groeituin.clock import seconds
from groeituin.delivery.channel import Channel
from groeituin.delivery.folder import Folder
from groeituin.delivery.mail import Mail, domain_of
from groeituin.delivery.mail_server import read_mail_server
from groeituin.delivery.smtp import Smtp
from groeituin.delivery.webhook import Webhook
from groeituin.settings import Settings


@dataclass(frozen=True, slots=True)
class Post:
    """Everything that leaves the house: by which channel mail goes and where, from whom, and who else is told."""

    mail: Channel[Mail]
    sender: str
    hook: Webhook | None = None
    place: str = ""

    @property
    def domain(self) -> str:
        """Return what Message-IDs and the UIDs of invitations end with.

        Raises:
            BadInput: the sender is no address; so nothing is made that cannot be sent.
        """
        return domain_of(self.sender)


def post_of(settings: Settings) -> Post:
    """Return the ways out of the settings.

    Raises:
        BadInput: an address in them is wrong.
    """
    mail: Channel[Mail] = Folder(settings.mail_folder)
    place = f"de map {settings.mail_folder}"
    if settings.smtp_url:
        url = settings.smtp_url.get_secret_value()
        mail = Smtp(url, rate=settings.mail_rate, clock=seconds, sleep=sleep)
        place = f"de mailserver {read_mail_server(url).place}"
    hook = None
    if settings.webhook_url:
        token = settings.webhook_token.get_secret_value() if settings.webhook_token else None
        hook = Webhook(settings.webhook_url.get_secret_value(), source=settings.webhook_source, token=token)
    return Post(mail, settings.mail_sender, hook, place)
