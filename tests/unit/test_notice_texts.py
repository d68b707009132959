"""What published texts are made of: people left out, codes that tell things apart, JSON in pieces of any size."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from groeituin.acts.fields import Code
from groeituin.exchange import json_file
from groeituin.exchange.codes import code_of, code_of_name
from groeituin.exchange.json_file import JsonText, Malformed
from groeituin.exchange.privacy import redacted

CODE: TypeAdapter[str] = TypeAdapter(Code)
# Nine digits that pass the eleven-test, made up for this.
BSN = "111222333"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schoonmaak van scholen", "Schoonmaak van scholen"),
        ("bel 06-12345678", "bel [weggelaten]"),
        ("bel +31 (0)30 123 45 67 of 0031301234567", "bel [weggelaten] of [weggelaten]"),
        ("mail j.jansen@voorbeeld.example.", "mail [weggelaten]."),
        ("mail j.jansen (at) voorbeeld.example", "mail [weggelaten]"),
        (f"dossier {BSN}", "dossier [weggelaten]"),
        ("Groen, contactpersoon: Jan Jansen", "Groen, […]"),
        ("Contactpersoon is Jan", "[…]"),
        ("vraag dhr. Jansen om uitleg", "vraag […]"),
        ("vraag mw Jansen om uitleg", "vraag […]"),
        ("ask Mr Smith", "ask […]"),
        ("Projectleider: Jan", "[…]"),
    ],
)
def test_people_are_left_out(text: str, expected: str) -> None:
    """Addresses, telephone numbers, citizen service numbers and announced names go; the rest stays."""
    assert expected == redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "van 01-02-2024 tot 31-01-2026",
        "van 2024-02-01 tot en met 2026-01-31",
        "4.8MW Substation",
        "zonnepark van 10 MW Noord",
        "maximaal 1.250.000,00 euro",
        "2+1+1+1+1 jaar",
        "inhuur projectleiders en een inkoper",
        "aanbesteding 31188205",
        "kenmerk -1.824.22/00026",
        "contractmanagement en contacten",
        "perceel 1 t/m 3",
    ],
)
def test_what_only_looks_like_a_person_stays(text: str) -> None:
    """Dates, amounts, powers and job titles are nobody's."""
    assert text == redacted(text)


@given(st.text())
def test_a_text_is_left_out_once(text: str) -> None:
    """What was left out leaves nothing more to leave out."""
    assert redacted(text) == redacted(redacted(text))


@given(st.text())
def test_a_made_code_is_a_code(text: str) -> None:
    """Whatever a thing is called, its code can be kept."""
    for code in (code_of(text), code_of_name(text)):
        assert code == CODE.validate_python(code)


@given(st.text(), st.text())
def test_two_things_never_share_a_code(one: str, other: str) -> None:
    """Codes differ when what they stand for differs; of names, capitals and spaces make no difference."""
    assert (one == other) == (code_of(one) == code_of(other))
    same = " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    assert same == (code_of_name(one) == code_of_name(other))


def test_a_code_that_was_given_out_stays() -> None:
    """A new version gives the same codes, so that the same file read again changes nothing."""
    assert "ocds-h6vhtk-06a94b/1" == code_of("ocds-h6vhtk-06a94b/1")
    assert "helder-bv-296842c0" == code_of_name(" Helder  BV")
    long = code_of("x" * 70)
    assert (64, "x" * 55) == (len(long), long[:55])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read seven signs at a time, so that every value crosses an edge."""
    monkeypatch.setattr(json_file, "BLOCK", 7)


@pytest.mark.usefixtures("small_blocks")
class TestJsonInPieces:
    """Reading JSON in small pieces."""

    @given(st.lists(VALUES), st.booleans())
    def test_says_the_same_as_reading_it_whole(self, values: list[object], spaced: bool) -> None:  # noqa: FBT001  # a case
        """Item by item gives what the standard library gives at once."""
        text = JsonText(io.StringIO(json.dumps(values, indent=2 if spaced else None)))
        assert values == list(text.items())
        assert "" == text.sign()

    @given(st.dictionaries(st.text(), VALUES))
    def test_gives_the_keys_of_an_object(self, value: dict[str, object]) -> None:
        """Key by key, each with its value."""
        text = JsonText(io.StringIO(json.dumps(value)))
        assert value == {key: text.value() for key in text.keys()}  # noqa: SIM118  # takes from the text; no dictionary

    @given(st.lists(VALUES, min_size=1), st.data())
    def test_a_broken_end_is_told(self, values: list[object], data: st.DataObject) -> None:
        """A text that ends too early never passes for a whole one."""
        whole = json.dumps(values)
        text = JsonText(io.StringIO(whole[: data.draw(st.integers(0, len(whole) - 1))]))
        with pytest.raises(Malformed):
            list(text.items())
