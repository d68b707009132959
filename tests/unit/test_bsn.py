"""Finding a BSN in free text."""

import pytest

from groeituin.bsn import holds_bsn


@pytest.mark.parametrize(
    "text",
    [
        "111222333", "Dossier 123456782 van Jan", "111.222.333", "111-222-333", "1112 22 333", "111/222/333",
        "111_222_333", "1 1 1 2 2 2 3 3 3", "111\u00a0222\u00a0333", "111\u200b222333", "NL111222333B01",
    ],
)  # fmt: skip
def test_a_bsn_is_found_however_it_is_written(text: str) -> None:
    """Spaces, marks and signs that nobody sees do not hide the nine digits."""
    assert holds_bsn(text)


@pytest.mark.parametrize(
    "text", ["111222334", "12345678", "1234567820", "0031612345678", "000000000", "2026-01-05 5 uur", ""]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """A number that fails the eleven-test, is longer or shorter, or is all zeros is no BSN; nor are dates."""
    assert not holds_bsn(text)
