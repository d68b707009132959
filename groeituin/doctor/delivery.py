"""What leaves the house: does it go, and is there anything that a person must decide."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection

from groeituin.delivery.channel import Unreachable
from groeituin.delivery.mail_server import MailServer, connect, read_mail_server
from groeituin.delivery.outbox import by_status, waits_since
from groeituin.delivery.post import post_of
from groeituin.doctor.finding import Finding
from groeituin.errors import BadInput
from groeituin.settings import Settings
from groeituin.texts.words import counted

# Deliveries run every quarter of an hour by day; what waits longer than a night waits for something.
WAITS_TOO_LONG = timedelta(hours=24)
SECONDS = 10.0


def outbox(connection: Connection, at: datetime) -> Finding:
    """Tell whether what was made goes out."""
    counts = by_status(connection)
    if counts["mislukt"]:
        return Finding(
            "uitgaand", well=False,
            sentence=f"{counted(counts['mislukt'], 'bericht', 'berichten')} kan niemand krijgen.",
            advice="Kijk met `groeituin deliveries --status mislukt` waarom en verhelp dat. Stuur het dan opnieuw: "
            "`groeituin deliveries --retry NR`, en `groeituin deliver`.",
        )  # fmt: skip
    oldest = waits_since(connection)
    if oldest and at - oldest > WAITS_TOO_LONG:
        return Finding(
            "uitgaand", well=False,
            sentence=f"{counted(counts['wacht'], 'bericht wacht', 'berichten wachten')} al langer dan een dag.",
            advice="Draai `groeituin deliver` en lees wat die zegt; kijk of `bezorging` in Prefect loopt.",
        )  # fmt: skip
    return Finding("uitgaand", well=True, sentence=f"Er wacht niets te lang ({counts['wacht']} in de rij).")


def way_out(settings: Settings) -> Finding:
    """Tell whether letters can leave by the way that the settings choose; none is sent."""
    try:
        post_of(settings).domain  # noqa: B018  # it says whether the sender is an address
        if settings.smtp_url:
            return _mail_server(read_mail_server(settings.smtp_url.get_secret_value()))
    except BadInput as error:
        why = " ".join(str(fault["message"]) for fault in error.details)
        return Finding(
            "post", well=False, sentence=f"{error.message} {why}".strip(),
            advice="Verbeter die instelling; de README zegt hoe zij eruitziet.",
        )  # fmt: skip
    except Unreachable as error:
        return Finding(
            "post", well=False, sentence=error.message,
            advice="Controleer GROEITUIN_SMTP_URL en de mailserver. Wat wacht gaat daarna vanzelf, of met "
            "`groeituin deliver`.",
        )  # fmt: skip
    return _folder(settings.mail_folder)


def _mail_server(server: MailServer) -> Finding:
    client = connect(server, SECONDS)
    with suppress(OSError):  # it let us in; how it says goodbye does not matter
        client.quit()
    return Finding("post", well=True, sentence=f"De mailserver {server.place} neemt ons aan.")


def _folder(path: Path) -> Finding:
    """Look at the folder, or at the nearest one above it that is there, in which it will be made."""
    with suppress(OSError):
        place = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
            return Finding("post", well=True, sentence=f"Brieven komen als bestanden in {path}; er is geen mailserver.")
    return Finding(
        "post", well=False, sentence=f"In de map {path} kan niet worden geschreven.",
        advice="Kies een andere map met GROEITUIN_MAIL_FOLDER, of geef deze gebruiker rechten.",
    )  # fmt: skip
