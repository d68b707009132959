"""The documents say what is true: paths, names, commands, acts and the picture of the process exist as told."""

import re
from pathlib import Path

import pytest
import typer
import yaml

from groeituin.acts.act import ACTS
from groeituin.acts.catalogue import FAMILIES
from groeituin.cli import main
from groeituin.cli.app import app

ROOT = Path(__file__).parents[2]
ROOMS = ("states", "models", "groeituin", "flows")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
# A path of this repository: it begins with a folder of ours. NNNN, FAMILY and the like are for the reader to fill in.
PATH = re.compile(r"(?:states|models|groeituin|flows|tests|benchmarks|docs|deploy)/(?:[\w.-]+/)*(?:[\w-]+\.\w+)?")
TO_FILL_IN = re.compile(r"[A-Z]{4,}")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def _inline(text: str) -> list[str]:
    """Return the code within running text."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def _code(text: str) -> list[str]:
    """Return the lines of code of a document: inline, fenced or indented."""
    fenced = [line for block in re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines()]
    indented = [line for line in text.splitlines() if line.startswith("    ")]
    return [*_inline(text), *fenced, *indented]


def _documents() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", DOCUMENTS, ids=_name)


def test_every_path_in_the_table_of_the_house_exists() -> None:
    """What the architecture says lives somewhere, lives there."""
    table = _section((ROOT / "docs/architecture.md").read_text(encoding="utf-8"), "Where things live")
    paths = [path for row in table.splitlines() if row.startswith("| `") for path in _inline(row.split("|")[1])]
    assert len(paths) > 30
    assert [] == [path for path in paths if not (ROOT / path).exists()]


def test_every_name_on_the_way_of_an_act_and_a_night_exists() -> None:
    """A function that the architecture follows still bears that name."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = _section(text, "One act, from the door to the row and back")
    told += _section(text, "One night, from the schedule to the signal")
    names = {part for code in _inline(told) for part in re.findall(r"^[A-Za-z_.]+$", code) if "/" not in part}
    sources = "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    sources += (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    known = set(re.findall(r"\w+", sources))
    wanted = {word for name in names if not name.endswith(".yaml") for word in name.split(".")}
    assert {"perform", "fire", "replan", "run_night", "fall_due", "Batch"} <= wanted
    assert set() == wanted - known


@_documents()
def test_every_path_in_a_document_exists(document: Path) -> None:
    """A path that a document names is there."""
    codes = [code for code in _inline(document.read_text(encoding="utf-8")) if not TO_FILL_IN.search(code)]
    paths = [code for code in codes if PATH.fullmatch(code)]
    assert [] == [path for path in paths if not (ROOT / path).exists()]


@_documents()
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    """A link within the repository leads to a file or folder."""
    links = re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [] == [link for link in inside if not (document.parent / link).exists()]


@_documents()
def test_every_command_in_a_document_exists(document: Path) -> None:
    """Each `make X`, `groeituin X` and `groeituin act X` that a document names can be given."""
    code = "\n".join(_code(document.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert [] == [name for name in re.findall(r"\bmake ([a-z-]+)", code) if name not in targets]
    commands = vars(typer.main.get_command(app))["commands"]
    for first, second in re.findall(r"(?<![\w.])groeituin ([a-z]+)(?: ([a-z-]+))?", code):
        assert first in commands
        if second and first == "act":
            assert second in ACTS
        elif second:
            assert second in vars(commands[first]).get("commands", [second])


def test_every_family_of_acts_is_in_the_catalogue() -> None:
    """A module that holds acts is read by every door, as the recipe for a new family says."""
    modules = {kind.__module__ for kind in ACTS.values()}
    decorated = {
        f"groeituin.acts.{path.stem}"
        for path in (ROOT / "groeituin/acts").glob("*.py")
        if re.search(r"^@act\(", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert decorated == modules
    assert decorated == {family.__name__ for family in FAMILIES}


def test_the_picture_in_the_readme_is_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    """The Mermaid block of the README is what `groeituin diagram` prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.partition("<!-- diagram -->")[2].partition("<!-- /diagram -->")[0]
    with pytest.raises(SystemExit):
        main(["diagram"])
    assert capsys.readouterr().out.strip() == block.strip().removeprefix("```mermaid\n").removesuffix("```").strip()


def test_publiccode_has_what_the_standard_requires() -> None:
    """publiccode.yml 0.5: every key that must be there, and texts of the right length."""
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation",
    }  # fmt: skip
    assert required <= told.keys()
    assert ("EUPL-1.2", "internal") == (told["legal"]["license"], told["maintenance"]["type"])
    assert [True] == [bool(contact["name"]) for contact in told["maintenance"]["contacts"]]
    assert {"localisationReady", "availableLanguages"} <= told["localisation"].keys()
    assert {"nl", "en"} == told["description"].keys()
    for text in told["description"].values():
        assert 0 < len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_the_licence_is_whole() -> None:
    """The whole EUPL-1.2 is there: its fifteen articles and the appendix of compatible licences."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
    articles = re.findall(r"^(\d+)\. [A-Z]", licence, flags=re.MULTILINE)
    assert [str(number) for number in range(1, 16)] == articles
    assert "\nAppendix\n" in licence
