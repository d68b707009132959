"""Reading YAML safely, in C where the library has it: the definition is read at every start of the command line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.reader import Reader

from states.faults import Fault, shown

# The safe loaders know plain values only: no tags that make objects.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the types of the library do not know the one in C

Path = tuple[str | int, ...]
Plain = str | int | float | bool | date | None
NOTHING: Plain = None
# Aliases counted as often as they are used: a small text can stand for more than a memory holds.
MOST_VALUES = 100_000
DEEPEST = 40
# The composer in C goes down without looking; a text under this many brackets and columns cannot take it too far.
SURELY_SHALLOW = 5_000
LARGEST = 10**15
# YAML of old reads 010 as eight, 0x1F as 31 and 1:30 as ninety; people do not.
PLAIN_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
TOO_DEEP = "te_diep", f"hier ligt te veel in elkaar: meer dan {DEEPEST} lagen"
KIND = "tag:yaml.org,2002:"


class WithPoint(float):
    """A number with a point in it, that still knows how it was written: ``200.000`` is no other number than 200."""

    written: str

    @classmethod
    def read(cls, node: yaml.ScalarNode) -> "WithPoint":
        """Return the number that a scalar holds."""
        found = cls(_plain.construct_yaml_float(node))
        found.written = str(node.value)
        return found


_plain: Any = SafeConstructor()  # its methods look at the scalar alone; the library gives them no types
SCALARS: dict[str, Callable[[yaml.ScalarNode], Plain]] = {
    f"{KIND}str": lambda node: str(node.value),
    f"{KIND}int": _plain.construct_yaml_int,
    f"{KIND}float": WithPoint.read,
    f"{KIND}bool": _plain.construct_yaml_bool,
    f"{KIND}null": _plain.construct_yaml_null,
    f"{KIND}timestamp": _plain.construct_yaml_timestamp,
}
PROBLEMS = {
    "mapping values are not allowed": "een dubbele punt staat waar die niet kan; zet tekst met een dubbele punt "
    "tussen aanhalingstekens",
    "cannot start any token": "hier begint iets met een teken dat niet kan; zet het tussen aanhalingstekens",
    "could not find expected ':'": "achter deze naam ontbreekt een dubbele punt",
    "did not find expected ',' or": "een haakje is niet gesloten, of er ontbreekt een komma",
    "did not find expected key": "de inspringing klopt niet, of een aanhalingsteken staat verkeerd",
    "did not find expected '-'": "de inspringing van deze lijst klopt niet",
    "undefined alias": "dit verwijst met * naar iets dat nergens een naam heeft met &",
    "unexpected end of stream": "een aanhalingsteken is niet gesloten",
    "but found another document": "er staat een tweede document (---) in de tekst; één is genoeg",
}


def read_yaml(text: str) -> Any:  # noqa: ANN401  # whatever stands in the file; a schema judges it
    """Return what YAML text holds.

    Raises:
        yaml.YAMLError: the text is not YAML, or holds a tag.
    """
    loader = LOADER(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


@dataclass(frozen=True, slots=True)
class Written:
    """What YAML text that a person wrote holds, what is wrong with the text itself, and where each part stands.

    ``data`` is None when the text could not be read. Names are always text: ``no: 1`` names a field "no".
    """

    data: Any
    faults: tuple[Fault, ...]
    root: yaml.Node | None = None

    def line(self, path: Path) -> int:
        """Return the line of a part, or of the nearest part around it that there is."""
        node, line = self.root, 1
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, line = found
        return line


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((value, _line(name)) for name, value in reversed(node.value) if name.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], _line(node.value[step])
    return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def read_written(text: str) -> Written:
    """Read YAML text that a person wrote; it is parsed once, and lines are looked up when they are asked for."""
    try:
        if _too_deep(text):
            return Written(None, (Fault(1, *TOO_DEEP),))
        root = _composed(text)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return Written(None, (_unreadable(error, text),))
    if root is None:
        return Written(None, (Fault(1, "leeg", "er staat niets in deze tekst"),))
    building = _Building()
    data, size = building.part(root)
    if size > MOST_VALUES:
        sentence = f"deze tekst staat voor meer dan {MOST_VALUES} waarden; verwijs minder vaak met *"
        return Written(None, (*building.faults, Fault(1, "te_groot", sentence)))
    return Written(data, tuple(building.faults), root)


def _too_deep(text: str) -> bool:
    brackets = text.count("[") + text.count("{")
    widest = max(map(len, text.splitlines()), default=0)
    return brackets + widest > SURELY_SHALLOW and any(depth > DEEPEST for depth in accumulate(_steps(text)))


def _steps(text: str) -> Iterator[int]:
    """Yield 1 where a part begins and -1 where it ends."""
    for event in yaml.parse(text, Loader=LOADER):
        yield isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _composed(text: str) -> yaml.Node | None:
    loader = LOADER(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _unreadable(error: Exception, text: str) -> Fault:
    """Say where and why a text is no YAML, as far as the parser told."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        sign = Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, sign.start()) + 1 if sign else 1
        return Fault(line, "yaml", "hier staat een teken dat niet in tekst hoort")
    problem = str(getattr(error, "problem", ""))
    why = next((sentence for part, sentence in PROBLEMS.items() if part in problem), "dit is geen goede YAML")
    begun = getattr(error, "context_mark", None)
    if begun and "end of stream" in problem:
        mark = begun
    if _indented_with_a_tab(text, mark.line):
        return Fault(mark.line + 1, "yaml", "gebruik hier spaties aan het begin van de regel, geen tab")
    since = f" (het begon op regel {begun.line + 1})" if begun and begun.line < mark.line else ""
    return Fault(mark.line + 1, "yaml", f"{why}{since}")


def _indented_with_a_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    return line < len(lines) and "\t" in lines[line][: -len(lines[line].lstrip()) or None]


class _Building:
    """Makes plain data of nodes, each node once, however often an alias names it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._known: dict[int, tuple[Any, int] | None] = {}

    def part(self, node: yaml.Node, depth: int = 0) -> tuple[Any, int]:
        """Return what a node holds, and of how many values that is with every alias written out."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node), 1
        if id(node) not in self._known:
            self._known[id(node)] = None
            self._known[id(node)] = self._collection(node, depth)
        return self._known[id(node)] or (self._fault(node, "kringloop", "dit deel verwijst met * naar zichzelf"), 1)

    def _collection(self, node: yaml.Node, depth: int) -> tuple[Any, int]:
        if depth > DEEPEST:
            return self._fault(node, *TOO_DEEP), 1
        if node.tag == f"{KIND}seq":
            items = [self.part(item, depth + 1) for item in node.value]
            return [item for item, _ in items], 1 + sum(size for _, size in items)
        if node.tag != f"{KIND}map":
            return self._fault(node, "soort", f"'{shown(node.tag)}' kan hier niet"), 1
        fields: dict[str, Any] = {}
        total = 1
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._fault(name, "naam", "een naam is één woord of getal, geen lijst en geen object")
                continue
            if name.value in fields:
                self._fault(name, "dubbel", f"'{shown(name.value)}' staat hier al; elke naam kan maar één keer")
            fields[name.value], size = self.part(value, depth + 1)
            total += size + 1
        return fields, total

    def _scalar(self, node: yaml.ScalarNode) -> Plain:
        made = SCALARS.get(node.tag)
        if made is None:
            return self._fault(node, "soort", f"'{shown(node.value)}' kan hier niet")
        try:
            value = made(node)
        except (ValueError, KeyError, AttributeError, OverflowError):  # how the library says that a value is none
            return self._fault(node, "waarde", f"'{shown(node.value)}' is geen goede waarde")
        if type(value) is int and not PLAIN_NUMBER.fullmatch(node.value):
            return self._fault(
                node, "waarde", f"'{shown(node.value)}': schrijf een getal zonder nul, x of : ervoor of erin"
            )
        if type(value) is int and abs(value) > LARGEST:
            return self._fault(node, "te_groot", "dit getal is te groot")
        return value

    def _fault(self, node: yaml.Node, code: str, sentence: str) -> Plain:
        """Tell what is wrong, and return what stands in its place."""
        self.faults.append(Fault(_line(node), code, sentence))
        return NOTHING
