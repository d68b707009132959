"""A faulty definition: every fault at once, each with its line and its code.

A mark such as ``«te_laag»`` stands where a fault is: the tests take it out and expect that code on that line.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groeituin.acts.catalogue import listing
from groeituin.definition_file import LARGEST, read_definition_file
from groeituin.errors import BadInput
from states.definition import Definition, FaultyDefinition, content_hash, handreiking, handreiking_text, read_definition
from states.faults import FORMS, Fault
from states.texts import listed

GUIDE = handreiking_text()
DATA = Path(__file__).parents[1] / "data" / "definitions"
MARK = re.compile(r"«(\w+)»")


def examples() -> dict[str, str]:
    """Return the faulty versions of the guide's definition by what is wrong with them, with their marks."""
    _, *blocks = (DATA / "fouten.txt").read_text(encoding="utf-8").split("\n## ")
    return {name: edited(changes) for name, _, changes in (block.partition("\n") for block in blocks)}


def edited(changes: str) -> str:
    """Return the guide's definition with some lines replaced, each after the line that is named."""
    lines = GUIDE.split("\n")
    found = []
    for change in f"\n{changes}".split("\n@")[1:]:
        below, *rest = change.rstrip("\n").split("\n")
        old, new = ([line[1:] for line in rest if line[0] == sign] for sign in "-+")
        start = lines.index(old[0], lines.index(below) if below else 0)
        assert old == lines[start : start + len(old)]
        found.append((start, len(old), new))
    for start, length, new in sorted(found, reverse=True):
        lines[start : start + length] = new
    return "\n".join(lines)


def unmarked(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return a text without its marks, and the faults that they stand for."""
    lines = enumerate(text.split("\n"), start=1)
    return MARK.sub("", text), [(number, code) for number, line in lines for code in MARK.findall(line)]


def faults_of(text: str) -> tuple[Fault, ...]:
    """Return everything that is wrong with a definition; nothing when it can be read."""
    try:
        read_definition(text)
    except FaultyDefinition as error:
        return error.faults
    return ()


def places(faults: tuple[Fault, ...]) -> list[tuple[int, str]]:
    """Return the lines and codes of faults."""
    return [(fault.line, fault.code) for fault in faults]


@pytest.mark.parametrize("marked", [pytest.param(text, id=name) for name, text in examples().items()])
def test_a_fault_is_told_with_its_line(marked: str) -> None:
    """Each kind of fault on its own: nothing more, nothing less, on the line where it stands."""
    text, expected = unmarked(marked)
    assert expected == places(faults_of(text))


def test_ten_faults_are_told_at_once() -> None:
    """Faults of ten kinds in the text, its parts and between them do not hide one another."""
    text, expected = unmarked((DATA / "tien_fouten.yaml").read_text(encoding="utf-8"))
    found = faults_of(text)
    assert expected == places(found)
    assert len({code for _, code in expected}) == len(expected) == 10
    assert all(fault.message for fault in found)


def test_what_several_rules_share_is_told_once() -> None:
    """A fault in a ladder that nine rules refer to stands on one line, and is told once."""
    text = GUIDE.replace("ladder: &ladder\n      - {after_days: 14,", "ladder: &ladder\n      - {after_days: 0,")
    assert ["te_laag"] == [fault.code for fault in faults_of(text)]


def test_a_phase_that_is_left_out_is_told_once_with_every_line() -> None:
    """Steps, rules and duties that still name it; what speaks of no phase is left alone."""
    text = re.sub(r"\n  borging: .*", "", GUIDE, count=1)
    named = re.compile(r"^ +(borging:|(\w+: \{)?(phases|sources|to): .*\bborging\b|\w+: \{sources: .*\bborging\b)")
    expected = [number for number, line in enumerate(text.split("\n"), start=1) if named.match(line)]
    (found,) = faults_of(text)
    assert (expected[0], "onbekende_fase") == (found.line, found.code)
    assert f", en ook op regels {listed([str(line) for line in expected[1:]])}" in found.message


SAID = [
    ('version: "1"', "version: Klaver Beek", "alleen letters, cijfers en . - _ zonder spaties"),
    ("  D2: {", "\tD2: {", "gebruik hier spaties aan het begin van de regel, geen tab"),
    ("    lead_days: 28\n    target_day", "  \tlead_days: 28\n    target_day", "geen tab"),
    ("value_a_year: {amount: 200000,", "value_a_year: {amount: 200.000,", "amount: schrijf 200000, zonder punt"),
    ("value_a_year: {amount: 200000,", 'value_a_year: {amount: "200.000",', "amount: schrijf 200000, zonder punt"),
    ("works: 5548000,", "works: 5.548.000,", "works: schrijf 5548000, zonder punt"),
    ("remaining_months: {amount: 24,", "remaining_months: {amount: 24.000,", "amount: schrijf 24000, zonder punt"),
    ("    to: [inkoopexpert, projectcoordinator]\n    catch_up: all", "    to: [eigenaar]\n    catch_up: all",
     "die gaat niet over acties"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "told"), SAID)
def test_a_fault_says_what_to_do(good: str, bad: str, told: str) -> None:
    """In words of who writes it: which form, which sign, which number was meant."""
    assert good in GUIDE
    (fault,) = faults_of(GUIDE.replace(good, bad, 1))
    assert told in fault.message


@pytest.mark.parametrize(
    ("good", "other", "number"),
    [
        ("hours_a_week: {amount: 25.5,", "hours_a_week: {amount: 25.125,", "25.125"),
        ("usual_percentage: {amount: 5,", "usual_percentage: {amount: 5.125,", "5.125"),
        ("value_a_year: {amount: 200000,", "value_a_year: {amount: 200000.50,", "200000.5"),
    ],
)
def test_a_number_with_a_point_is_a_number(good: str, other: str, number: str) -> None:
    """Hours and percentages may have three decimals, and euros have cents."""
    figures = read_definition(GUIDE.replace(good, other, 1)).figures
    read = (
        figures.banenafspraak.hours_a_week,
        figures.proportionality.usual_percentage,
        figures.screening.value_a_year,
    )
    assert Decimal(number) in [figure.amount for figure in read]


def test_every_pattern_has_its_words() -> None:
    """No schema asks for a form that a fault cannot name."""
    schemas = [Definition.model_json_schema(), *(one["schema"] for one in listing())]
    patterns = set(patterns_of(schemas))
    # That of an amount in an act is told by pydantic as a number, never as a pattern.
    assert set() == {pattern for pattern in patterns if not pattern.startswith("^(?!")} ^ FORMS.keys()


def patterns_of(part: object) -> Iterator[str]:
    """Yield every pattern in a JSON schema."""
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        for one in part.values():
            yield from patterns_of(one)
    elif isinstance(part, list):
        for one in part:
            yield from patterns_of(one)


def test_somebody_must_lead() -> None:
    """A process without a coordinator has nobody to ask what nobody else answers for."""
    text = GUIDE.replace("roles: [social_return_coordinator, projectcoordinator,", "roles: [social_return_coordinator,")
    line = 1 + text[: text.index("\nroles:") + 1].count("\n")
    assert (line, "ontbreekt") in places(faults_of(text))


@pytest.mark.parametrize("part", ["source", "phases", "rules", "holidays"])
def test_a_missing_part_is_told_once(part: str) -> None:
    """What is missing is told at the top, and nothing else is blamed for it."""
    data = yaml.safe_load(GUIDE)
    del data[part]
    (fault,) = faults_of(yaml.safe_dump(data, sort_keys=False))
    assert (1, "ontbreekt", f"{part}: dit veld ontbreekt") == (fault.line, fault.code, fault.message)


def test_every_missing_part_is_told() -> None:
    """Several that are missing from one place are each named, on the same line."""
    data = yaml.safe_load(GUIDE)
    del data["version"], data["source"], data["meeting_recency"]
    del data["rules"]["actie_te_laat"]["stops"], data["rules"]["actie_te_laat"]["to"]
    told = [fault.message for fault in faults_of(yaml.safe_dump(data, sort_keys=False))]
    named = ["version", "source", "meeting_recency", "rules.actie_te_laat.to", "rules.actie_te_laat.stops"]
    assert {f"{name}: dit veld ontbreekt" for name in named} == set(told)


@pytest.mark.parametrize("number", ["010", "0x1F", "1:30", "0b11"])
def test_a_number_that_old_yaml_reads_otherwise_is_a_fault(number: str) -> None:
    """Somebody who writes 010 means ten."""
    (fault,) = faults_of(GUIDE.replace("lead_days: 28\n    target_day", f"lead_days: {number}\n    target_day"))
    assert ("waarde", True) == (fault.code, number in fault.message)


@pytest.mark.parametrize(
    "part", [name for name, part in yaml.safe_load(GUIDE).items() if isinstance(part, dict | list)]
)
def test_a_part_of_the_wrong_kind_is_told_once(part: str) -> None:
    """Nor is anything else blamed for a part that is something else altogether."""
    text = yaml.safe_dump(yaml.safe_load(GUIDE) | {part: 7}, sort_keys=False)
    line = next(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(f"{part}:"))
    assert [line] == [fault.line for fault in faults_of(text)]


def test_phases_steps_rules_and_roles_may_be_left_out() -> None:
    """A small process of its own, in which an advised point is required."""
    found = read_definition((DATA / "klein.yaml").read_text(encoding="utf-8"))
    assert ("waterschap/2027", "werkgroep") == (found.reference, found.first_phase)
    assert "kwartaal" == found.default_frequency
    assert ("projectcoordinator",) == found.answers_for("ambassadeur")
    assert ("contractmanager",) == found.answers_for("M1")
    assert () == found.answers_for("opgeschort")


def test_an_alias_bomb_fills_no_memory() -> None:
    """A small text that stands for 10^20 values is refused at once."""
    names = "abcdefghijklmnopqrst"
    rungs = [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise(names)]
    bomb = "\n".join(["a: &a [x, x, x, x, x, x, x, x, x, x]", *rungs])
    assert [(1, "te_groot")] == places(faults_of(bomb))


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("times", [60, 100_000])
def test_what_lies_too_deep_is_refused(sign: str, times: int) -> None:
    """Parts within parts without end do not bring the program down."""
    closing = {"[": "]", "{a: ": "}"}.get(sign, "")
    refused = {"te_diep", "naam"} if sign == "? " else {"te_diep"}
    assert refused & {fault.code for fault in faults_of(f"{sign * times}x{closing * times}")}


@given(st.text() | st.text(alphabet="abc:-[]{}&*!|>'\"#%@`,? \n\t<.0123456789_\x00\ud800", max_size=60))
@example("&a")
@example("a: &a [*a]")
@example("? {a: b}\n: 1")
@example("<<: [*a]")
@example("0x" + "f" * 6000)
@example("name: 0b_")
@example("phases: !!set {a, b}")
@example("roles: [[[]]]\nphases: {1: 2}\nrules: {a: {ladder: [1]}}\ntriggers: {beeindig: {sources: {a: 1}}}")
def test_garbage_has_faults(text: str) -> None:
    """Whatever stands in a file, it is refused with faults, and nothing else goes wrong."""
    found = faults_of(text)
    assert found
    assert all(fault.line >= 1 and fault.message for fault in found)


WORDS = st.sampled_from(["draagvlak", "borging", "D1", "W9", "eigenaar", "evaluatie", "", "aanbesteding", "*x"])
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.integers() | st.floats() | WORDS | st.dates()
ANYTHING = st.recursive(
    SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(WORDS, part, max_size=3), max_leaves=5
)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_anything_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """Any value at any place of the guide's definition: it is good, or a fault says so; it never breaks the reader."""
    whole: Any = {"": yaml.safe_load(GUIDE)}  # what stands in a file
    for _ in range(data.draw(st.integers(1, 3))):
        part: Any = whole  # what stands in a file
        key: str | int = ""
        while isinstance(part[key], dict | list) and part[key] and data.draw(st.booleans() | st.just(value=True)):
            part = part[key]
            key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        part[key] = data.draw(ANYTHING)
    text = yaml.safe_dump(whole[""], sort_keys=False, allow_unicode=True)
    assert all(1 <= fault.line <= text.count("\n") + 1 and fault.message for fault in faults_of(text))


def test_a_file_is_read_with_its_hash(tmp_path: Path) -> None:
    """The hash tells texts apart, and not how their lines end or whether a mark for the encoding stands in front."""
    unix, windows = tmp_path / "unix.yaml", tmp_path / "windows.yaml"
    unix.write_bytes(GUIDE.encode())
    windows.write_bytes(b"\xef\xbb\xbf" + GUIDE.replace("\n", "\r\n").encode())
    first, second = read_definition_file(unix), read_definition_file(windows)
    assert first.content_hash == second.content_hash == content_hash(GUIDE)
    assert content_hash(GUIDE) != content_hash(GUIDE + "#")
    assert handreiking() == first.definition == second.definition
    assert GUIDE == first.text


FILES: dict[str, tuple[str | bytes, str]] = {
    "faulty": (GUIDE.replace("meeting_recency: 2", "meeting_recency: 20"), "te_hoog"),
    "another encoding": (GUIDE.encode("latin-1"), "codering"),
    "a citizen service number": (f"{GUIDE}# 111222333\n", "bsn"),
    "empty": ("", "leeg"),
    "too large": (GUIDE + "#" * LARGEST, "te_groot"),
}
LINES = {
    "faulty": GUIDE[: GUIDE.index("meeting_recency: 2")].count("\n") + 1,
    "another encoding": next(number for number, line in enumerate(GUIDE.split("\n"), 1) if not line.isascii()),
    "a citizen service number": GUIDE.count("\n") + 1,
    "empty": 1,
    "too large": 0,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path, name: str) -> None:
    """Details with line, code and message; line 0 is the file as a whole."""
    held, code = FILES[name]
    path = tmp_path / "proces.yaml"
    path.write_bytes(held if isinstance(held, bytes) else held.encode())
    with pytest.raises(BadInput) as error:
        read_definition_file(path)
    (detail,) = error.value.details
    assert (LINES[name], code) == (detail["line"], detail["code"])
    assert {"line", "code", "message"} == set(detail)
    assert f"Procesdefinitie {path} klopt niet: één fout." == error.value.message


def test_a_file_that_is_missing_is_bad_input(tmp_path: Path) -> None:
    """So is a folder; each says which, in Dutch."""
    for path, said in ((tmp_path, "dit is een map"), (tmp_path / "nergens.yaml", "dit bestand is er niet")):
        with pytest.raises(BadInput) as error:
            read_definition_file(path)
        assert [(0, "bestand")] == [(detail["line"], detail["code"]) for detail in error.value.details]
        assert str(error.value.details[0]["message"]).startswith(said)
