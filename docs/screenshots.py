"""Make the pictures of a letter in docs/images, from a morning of the demo: as HTML, and as plain text.

Run it as ``.venv/bin/python docs/screenshots.py``; it needs Chromium.
"""  # noqa: INP001  # a script beside the pages that it makes pictures for

import shutil
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from playwright.sync_api import sync_playwright

from groeituin.delivery.letters import compose_letters
from groeituin.demo import build_demo
from groeituin.night import run_night
from groeituin.texts.letters.letter import Letter, html, plain, subject
from models.database import open_database, table
from models.deliveries import Delivery
from models.schema import upgrade

IMAGES = Path(__file__).parent / "images"
MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
PARTNERSHIPS, SEED = 60, 1
# As many questions as stay readable in a picture.
FEWEST, MOST = 3, 4
WIDTH = 700
# A little smaller than life, so that a picture stays under 150 kB.
SCALE = 0.9
PANE = """<!DOCTYPE html><html lang="nl"><title>{subject}</title>
<body style="margin:0;background:#ffffff;color:#1c2b24;font:15px/21px 'DejaVu Sans Mono',monospace">
<p style="margin:0;padding:12px 20px;background:#eef1ef;font-family:sans-serif;font-weight:600">{subject}</p>
<pre style="margin:0;padding:16px 20px;font:inherit">{text}</pre>"""


def morning() -> list[Letter]:
    """Return the letters of a Monday morning in the demo, in order of person."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/demo.db")
        upgrade(engine)
        build_demo(engine, partnerships=PARTNERSHIPS, seed=SEED, on=MONDAY, at=AT)
        run_night(engine, MONDAY, at=AT)
        compose_letters(engine, "map", "voorbeeld.nl", on=MONDAY, at=AT)
        made = table(Delivery)
        query = sa.select(made.c.content).where(made.c.key.startswith("brief/")).order_by(made.c.person)
        with engine.connect() as connection:
            found = [Letter.from_json(content["brief"]) for content in connection.execute(query).scalars()]
        engine.dispose()
    return found


def shown(letters: list[Letter]) -> Letter:
    """Return the letter that shows most: of the readable ones that with the most kinds of news and of questions."""
    readable = [one for one in letters if FEWEST <= len(one.points) <= MOST] or letters
    return max(readable, key=lambda one: (len({p.news for p in one.points}), len({p.rule for p in one.points})))


def take(documents: dict[str, str]) -> None:
    """Make a picture of each document, as wide as a mail pane and as high as it is."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 300}, device_scale_factor=SCALE)
        for name, document in documents.items():
            page.set_content(document)
            page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    letter = shown(morning())
    text = PANE.format(subject=escape(subject(letter)), text=escape(plain(letter)))
    take({"letter": html(letter), "letter_plain": text})
