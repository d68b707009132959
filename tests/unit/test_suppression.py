"""What is shown of small counts, and what somebody who knows how it is done can work out from that."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.figures.suppression import Suppressed, is_few, suppressed

Row = dict[str, int]
rows = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=1)


def shown(counts: Row) -> tuple[object, ...]:
    """Return everything that is told of a row: what is hidden and how, the other counts, and the total if it is."""
    found = suppressed(counts)
    visible = {name: count for name, count in counts.items() if name not in found.hidden}
    return found, visible, None if found.total else sum(counts.values())


def could_be(counts: Row) -> list[Row]:
    """Return every row that would be shown in the same way: among them is the truth."""
    found, visible, total = suppressed(counts), *shown(counts)[1:]
    names = sorted(found.hidden)
    ranges = [range(1, 5) if name in found.few else range(5, 30) for name in names]
    rows = ({**counts, **dict(zip(names, guess, strict=True))} for guess in product(*ranges))
    fitting = (row for row in rows if total is None or sum(row.values()) == total)
    return [row for row in fitting if shown(row) == (found, visible, total)]


@settings(max_examples=150, deadline=None)
@given(rows)
def test_a_small_count_cannot_be_worked_out(counts: Row) -> None:
    """Knowing the rest, the total and how it is done, each hidden small count still can be more than one number."""
    worlds = could_be(counts)
    assert counts in worlds
    for name in suppressed(counts).hidden:
        assert len({world[name] for world in worlds}) > 1


@given(rows)
def test_what_is_hidden_together_is_no_small_count(counts: Row) -> None:
    """Where the total is shown the hidden ones add up to nobody, or to at least five."""
    found = suppressed(counts)
    assert found.total or not is_few(sum(counts[name] for name in found.hidden))
    assert found.few == {name for name, count in counts.items() if 1 <= count <= 4}
    assert all(counts[name] >= 5 for name in found.more)


@pytest.mark.parametrize(
    ("counts", "few", "more", "total"),
    [
        ({"a": 5, "b": 12}, "", "", False),
        ({"a": 0, "b": 7}, "", "", False),
        ({"a": 4}, "a", "", True),
        ({"a": 2, "b": 3}, "ab", "", False),
        ({"a": 1, "b": 1}, "ab", "", True),
        ({"a": 3, "b": 6, "c": 20}, "a", "b", False),
        ({"a": 1, "b": 5, "c": 20}, "a", "bc", False),
        ({"a": 1, "b": 5}, "a", "b", True),
    ],
)
def test_what_is_hidden(counts: Row, few: str, more: str, total: bool) -> None:  # noqa: FBT001  # a table of cases
    """Small counts go, with the first larger ones by name until the small ones are safe; else the total goes too."""
    assert Suppressed(frozenset(few), frozenset(more), total) == suppressed(counts)
