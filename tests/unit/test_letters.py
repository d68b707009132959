"""The letters that people read, beside the ones that were read and approved.

``tests/golden/letters`` holds them. After a change on purpose, write them anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_letters.py``.
"""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest
from dossiers import DEFINITION, day
from hypothesis import given
from hypothesis import strategies as st
from letters import CATERING, GROEN, LETTERS, STADHUIS, asked, letter, waits

from groeituin.texts.letters.letter import Letter, html, plain, subject
from groeituin.texts.letters.wording import LABELS, begin_with, how_to_answer, parts, reference, since, waiting
from states.vocabulary import News, words

GOLDEN = Path(__file__).parent.parent / "golden" / "letters"
KINDS = {"txt": lambda one: f"Onderwerp: {subject(one)}\n\n{plain(one)}", "html": html}
MANY = LETTERS["maandag_met_veel"]
FAR = asked("contract_verloopt", by=day("2026-12-07"))
FOUR_AND_A_HALF = 4.5
TAGS = {"html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "h2", "p", "ul", "li", "strong", "span"}


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_are_the_approved_ones(name: str, kind: str) -> None:
    """Every letter says what stands in its golden file, word for word, as plain text and as HTML."""
    path, written = GOLDEN / f"{name}.{kind}", KINDS[kind](LETTERS[name])
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


def test_no_rule_and_no_kind_of_news_is_left_out() -> None:
    """The letters hold every rule and every reason to tell it, and no file is left over."""
    points = [point for one in LETTERS.values() for point in one.points]
    assert {*DEFINITION.rules, ""} == {point.rule for point in points}
    assert {*words(News), None} == {point.news for point in points}
    assert set(words(News)) == set(LABELS)
    assert {f"{name}.{kind}" for name in LETTERS for kind in KINDS} == {path.name for path in GOLDEN.iterdir()}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_survives_its_json(name: str) -> None:
    """What waits in the outbox is read back as it was made."""
    assert LETTERS[name] == Letter.from_json(json.loads(json.dumps(LETTERS[name].as_json())))


def test_a_letter_of_before_is_still_read() -> None:
    """What was made by an earlier version and still waits lacks what was added since."""
    known = LETTERS["een_nieuwe_vraag"].as_json()
    for name in ("occasion", "deadline", "coordinator", "also"):
        del known["points"][0][name]
    assert "Plan het voortgangsgesprek" in plain(Letter.from_json(known))


@pytest.mark.parametrize("name", LETTERS)
def test_plain_text_stands_by_itself(name: str) -> None:
    """No line is longer than 72 signs, nothing is left of a program, and each date is one that people write.

    A reference is what Groeituin calls a question, to the letter.
    """
    text = plain(LETTERS[name])
    assert [] == [line for line in text.splitlines() if len(line) > 72]
    words = " ".join(text.split())
    for known in sorted({reference(point) for point in LETTERS[name].points}, key=len, reverse=True):
        words = words.replace(f"enmerk {known}", "").replace(f"enmerk: {known}", "")
    assert [] == re.findall(r"[<>{}_`]|None|\d{4}-\d\d|\b[0-9]+m\b|projectcoordinator|groeituin |choose", words)


@pytest.mark.parametrize("name", LETTERS)
def test_html_says_what_the_plain_text_says(name: str) -> None:
    """Both hold the same words: nobody misses anything with either."""
    told = re.sub(r"[^\w€]+", " ", read(html(LETTERS[name])).text.lower())
    missing = [w for w in re.sub(r"[^\w€]+", " ", plain(LETTERS[name]).lower()).split() if w not in told]
    assert [] == missing


def test_first_stands_what_is_past_and_then_what_got_no_answer() -> None:
    """A date that is past goes first, with its partnership; then an unanswered question, new ones, and what waits."""
    found = parts(MANY)
    assert [f"{title} ({code})" for code, title in (CATERING, GROEN, STADHUIS)] == [part.heading for part in found]
    assert ["overgenomen", "nieuw"] == [point.news for point in found[0].told]
    assert ["geescaleerd", "nieuw"] == [point.news for point in found[1].told]
    assert [2, 1, 1] == [len(part.waiting) for part in found]


def test_a_letter_begins_with_one_thing_to_do() -> None:
    """That is what has the nearest date; nothing where all is planned or put off."""
    assert "actie_te_laat" == begun(MANY)
    two = letter(asked("evaluatie"), asked("achterstand"))
    near = replace(two, points=(two.points[0], replace(two.points[1], by=day("2026-11-25"))))
    assert ("evaluatie", "achterstand") == (begun(two), begun(near))
    late = replace(near, points=(near.points[1], replace(two.points[0], news="geescaleerd")))
    assert "evaluatie" == begun(late)
    put_off = letter(waits("evaluatie", status="uitgesteld", until=day("2026-12-01")), weekly=True)
    assert begin_with(put_off) is None
    assert "Begin hiermee" not in html(put_off)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ("2026-12-19", "2027-03-23"),  # in 26 days, and in four months
        ("2026-11-01", "2026-12-01"),  # past, and in a week
        ("2026-12-21", "2026-12-22"),  # on the last day of the four weeks, and after it
        ("2026-12-01", None),
    ],
)
def test_the_nearest_real_date_goes_first(near: str, far: str | None) -> None:
    """Of two questions that want an answer by the same day, and also when the other wants it sooner."""
    one, other = asked("contract_verloopt", occasion="near"), asked("verlengoptie", occasion="far")
    for by, sooner in (("2026-12-07", "2026-12-07"), ("2026-12-07", "2026-11-25")):
        points = (
            replace(one, deadline=day(near), by=day(by)),
            replace(
                other,
                deadline=day(far) if far else None,
                by=day(sooner),
                news="geescaleerd" if far is None else "nieuw",
            ),
        )
        two = Letter("anna", "Anna", day("2026-11-23"), weekly=False, points=points[::-1], more=0)
        assert ["near", "far"] == [point.occasion for point in parts(two)[0].told]
        assert begin_with(two) == points[0]


def test_what_is_far_away_waits_for_its_answer() -> None:
    """Beyond four weeks the day by which an answer is wanted decides, and then the date itself."""
    later, sooner = replace(FAR, deadline=day("2027-06-30")), replace(FAR, deadline=day("2027-02-01"))
    hurry = replace(later, by=day("2026-11-25"))
    two = Letter("anna", "Anna", day("2026-11-23"), weekly=False, points=(later, sooner, hurry), more=0)
    assert [hurry, sooner, later] == list(parts(two)[0].told)


def begun(one: Letter) -> str:
    """Return the rule of the question to begin with."""
    first = begin_with(one)
    assert first
    return first.rule


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (letter(asked("evaluatie")), "Schoonmaak Stadhuis: kijk samen terug"),
        (letter(asked("evaluatie", of=GROEN)), "Groenonderhoud langs de provinciale weg…: kijk samen terug"),
        (letter(asked("evaluatie", news="geescaleerd")), "Schoonmaak Stadhuis: nog geen antwoord"),
        (letter(asked("evaluatie"), waits("achterstand")), "Schoonmaak Stadhuis: kijk samen terug"),
        (letter(asked("evaluatie"), asked("achterstand", of=CATERING)), "2 nieuwe vragen over 2 partnerships"),
        (MANY, "5 nieuwe vragen en 1 vraag zonder antwoord over 3 partnerships"),
        (LETTERS["week_zonder_nieuws"], "Uw weekbrief: 2 vragen wachten nog"),
        (replace(LETTERS["week_zonder_nieuws"], points=(), more=1), "Uw weekbrief: 1 vraag wacht nog"),
        (letter(asked("evaluatie", of=("P-1", "Twee\r\nregels")), weekly=True),
         "Uw weekbrief: Twee regels: kijk samen terug"),
    ],
)  # fmt: skip
def test_a_subject_line_tells_what_it_is_about(one: Letter, expected: str) -> None:
    """One question is named, more are counted; it is one line, and names nobody."""
    assert expected == subject(one)
    assert one.name not in subject(one)


def test_a_letter_says_how_much_there_is() -> None:
    """The opening counts what is new, unanswered and waiting, and says kindly that nothing is new."""
    assert "U heeft 5 nieuwe vragen en 1 vraag waarop nog geen antwoord kwam. Ook wachten er nog 16" in flat(MANY)
    assert "Er is deze week niets nieuws. Wel wachten er nog 2 vragen op u." in flat(LETTERS["week_zonder_nieuws"])
    nothing = letter(weekly=True)
    assert "Er is deze week niets nieuws. Er is niets dat op u wacht." in flat(nothing)
    assert "Er wacht nog 1 andere vraag." in flat(letter(asked("evaluatie"), more=1))


def test_a_letter_says_how_to_answer() -> None:
    """The coordinator is named to whoever is not; who coordinates records it; no command is ever named."""
    record, mark = "eg het vast in Groeituin.", " Noem daarbij het kenmerk van de vraag."
    own, of_bert = asked("evaluatie"), asked("evaluatie", coordinator="Bert Smit")
    there = asked("achterstand", of=CATERING, coordinator="Bert Smit")
    assert f"L{record}{mark}" == how_to_answer(letter(own))
    itself = f" Of l{record}{mark}".replace("het vast", "het zelf vast")
    assert f"Laat het weten aan Bert Smit, de coördinator.{itself}" == how_to_answer(letter(of_bert, there))
    assert f"Laat het weten aan de coördinator: Bert Smit (P-2).{itself}" == how_to_answer(letter(own, there))
    two = letter(replace(of_bert, coordinator="Anna de Vries"), there)
    told = f"Laat het weten aan de coördinator: Anna de Vries (P-1) of Bert Smit (P-2).{itself}"
    assert told == how_to_answer(two)
    assert mark not in how_to_answer(LETTERS["week_zonder_nieuws"])
    assert "Kenmerk: P-2, achterstand, C-1/2026-K3" in flat(letter(there))


def test_what_waits_says_how_it_stands() -> None:
    """Whom it was first asked, since when and by when, for which day it was planned, until when it was put off."""
    (climbed,) = letter(waits("achterstand", rung=1)).points
    assert (
        "eerst gevraagd aan de coördinator social return; gevraagd op maandag 16 november 2026; "
        "antwoord graag uiterlijk maandag 30 november 2026"
    ) == since(climbed)
    planned = waits("evaluatie", status="ingepland", until=day("2027-01-15"))
    assert "gepland op vrijdag 15 januari 2027" == since(planned)
    assert "gepland" == since(replace(planned, until=None))
    assert "uitgesteld tot vrijdag 15 januari 2027" == since(replace(planned, status="uitgesteld"))


def test_no_two_lines_that_wait_read_the_same() -> None:
    """Alike questions get their reference; those that nothing may tell apart are counted on one line."""
    one = waits("urenopgave")
    (part,) = parts(letter(one, replace(one, occasion="C-1/2026-K2"), waits("evaluatie")))
    lines = [since for _sentence, since in waiting(part)]
    assert ["P-1, urenopgave, C-1/2026-K1", "P-1, urenopgave, C-1/2026-K2"] == sorted(
        line.partition("kenmerk ")[2] for line in lines if "kenmerk" in line
    )
    hidden = replace(one, rule="", occasion="", by=None)
    (part,) = parts(letter(hidden, hidden))
    assert ["2 vragen, gevraagd op maandag 16 november 2026"] == [since for _sentence, since in waiting(part)]


def flat(one: Letter) -> str:
    """Return the plain text of a letter without its lines."""
    return " ".join(plain(one).split())


BAD = '<script>alert(1)</script>{{ 7*7 }}{% raw %}"><img src=x onerror=y>&amp;'


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    """A title, a name or a sentence with marks of HTML or of the template is shown as it was written."""
    point = asked("evaluatie", of=("P-1", BAD), sentence=BAD, why=BAD, first=BAD, then=BAD, asked_first=BAD)
    found = read(html(letter(point, waits("achterstand", sentence=BAD), name=BAD)))
    assert {"script", "img"} & set(found.tags) == set()
    assert found.text.count("<script>alert(1)</script>{{ 7*7 }}{% raw %}") >= 8
    assert "49" not in found.text


texts = st.text(min_size=1, max_size=90)


@given(texts, texts, texts)
def test_any_text_makes_a_letter(title: str, sentence: str, name: str) -> None:
    """Whatever people wrote: the lines of the plain text keep their width and the subject stays one line."""
    point = replace(LETTERS["een_nieuwe_vraag"].points[0], title=title, sentence=sentence, first=sentence)
    one = replace(LETTERS["een_nieuwe_vraag"], name=name, points=(point, replace(point, news=None)))
    assert max(len(line) for line in plain(one).split("\n")) <= 72
    assert 1 == len(subject(one).splitlines())
    assert read(html(one)).tags


class Found(HTMLParser):
    """What stands in an HTML document: its tags, styles, attributes, text, and each text with its colours."""

    VOID = frozenset({"meta", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.colours: set[tuple[str, str]] = set()
        self._inside: list[tuple[str, str, str]] = [("", "#000000", "#ffffff")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag; the colours of what it holds are its own, or those of what it stands in."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        style = dict(part.split(":", 1) for part in (dict(attrs).get("style") or "").split(";") if part)
        _, text, ground = self._inside[-1]
        if tag not in self.VOID:
            self._inside.append((tag, style.get("color", text), style.get("background-color", ground)))

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag, which must be the last that was opened."""
        assert tag == self._inside.pop()[0]

    def handle_data(self, data: str) -> None:
        """Remember text, and the colours in which it is read."""
        self.text += data
        if data.strip() and self._inside[-1][0] != "title":
            self.colours.add(self._inside[-1][1:])


def read(document: str) -> Found:
    """Return what stands in an HTML document; each tag in it is closed in its turn."""
    found = Found()
    found.feed(document)
    found.close()
    assert found._inside[1:] == []
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", LETTERS)
def test_colours_are_far_enough_apart(name: str) -> None:
    """All text stands out from its ground by 4.5 or more (WCAG 2.1 AA, 1.4.3), each as the template says."""
    colours = read(html(LETTERS[name])).colours
    assert [] == [pair for pair in colours if contrast(*pair) < FOUR_AND_A_HALF]
    assert pytest.approx(21.0) == contrast("#000000", "#ffffff")
    template = resources.files("groeituin.texts.letters").joinpath("base.html.j2").read_text(encoding="utf-8")
    for text, ground in colours:
        told = re.search(rf"{text} on [^;]*?{ground} (\d+\.\d)", " ".join(template.split()))
        assert told, (text, ground)
        assert f"{contrast(text, ground):.1f}" == told[1]


def test_html_is_what_a_mail_client_keeps() -> None:
    """Inline styles and plain tags: no script, style sheet, image, link or address, one h1 and an h2 a partnership."""
    found = read(html(MANY))
    assert set(found.tags) <= TAGS
    assert (1, 3) == (found.tags.count("h1"), found.tags.count("h2"))
    assert [] == [
        value for name, value in found.attributes if "//" in value or "url(" in value or name in {"src", "href"}
    ]
    assert found.tags.count("table") == found.attributes.count(("role", "presentation"))
    assert ("lang", "nl") in found.attributes
    assert "width:100%;max-width:640px" in html(MANY)
