"""A letter in a real browser: what axe finds, whether it fits a telephone, and whether it fetches anything."""

import shutil
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from invitations import MAILS
from letters import LETTERS
from playwright.sync_api import Page, sync_playwright

from groeituin.texts.letters.invitation import AgendaPoint, Invitation
from groeituin.texts.letters.invitation import html as invitation_page
from groeituin.texts.letters.invitation import html as mail_html
from groeituin.texts.letters.letter import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# WCAG 2.1 at level AA.
ASKED = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Return a page of a browser that can reach nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(offline=True, viewport={"width": 700, "height": 900})
        yield context.new_page()
        browser.close()


def violations(page: Page, document: str) -> list[str]:
    """Return what axe finds wrong with a document, by the name of its rule and where."""
    page.set_content(document)
    found = Axe().run(page, options=ASKED).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", LETTERS)
def test_axe_finds_nothing(page: Page, name: str) -> None:
    """No violation of WCAG 2.1 at level AA in any letter."""
    assert [] == violations(page, html(LETTERS[name]))


def test_axe_finds_nothing_in_an_invitation(page: Page) -> None:
    """What people get about a meeting has the same look, and a list within a list."""
    point = AgendaPoint("Acties", ("Wat is er gedaan?", "Wat nog niet?"))
    one = Invitation(
        "P-1", "Schoonmaak", "v-1", "voortgang", date(2026, 12, 15), 0, "nieuw", "Anna de Vries",
        contracts=("C-1 (Schoonmaak)",), agenda=(point, AgendaPoint("Rondvraag")),
    )  # fmt: skip
    assert [] == violations(page, invitation_page(one))


@pytest.mark.parametrize("name", MAILS)
def test_axe_finds_nothing_in_a_mail_about_a_meeting(page: Page, name: str) -> None:
    """No violation of WCAG 2.1 at level AA in an invitation, or in what takes it back."""
    assert [] == violations(page, mail_html(MAILS[name]))


def test_axe_would_find_something(page: Page) -> None:
    """The same check sees a letter in pale grey, and one without its language."""
    letter = html(LETTERS["een_nieuwe_vraag"])
    assert any(one.startswith("color-contrast") for one in violations(page, letter.replace("#1c2b24", "#b9c2bd")))
    assert any(one.startswith("html-has-lang") for one in violations(page, letter.replace(' lang="nl"', "")))


@pytest.mark.parametrize("width", [320, 700, 1400])
def test_a_letter_fits_every_screen(page: Page, width: int) -> None:
    """Nobody scrolls sideways, and on a wide screen the lines stay short (WCAG 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(html(LETTERS["maandag_met_veel"]).replace("Bel UWV", "Zeer" * 60))
    assert width >= page.evaluate("document.documentElement.scrollWidth")
    assert 640 >= page.evaluate("document.querySelector('h2').getBoundingClientRect().width")


def test_a_letter_fetches_nothing(page: Page) -> None:
    """Opening it asks no server for anything: no image, no font, nothing that tells that it was read."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html(LETTERS["maandag_met_veel"]), wait_until="networkidle")
    assert [] == asked
