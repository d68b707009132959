"""The schema of a definition (the process as data) and its loader."""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from states.coherence import incoherent
from states.faults import Fault, told
from states.figures.schema import Figures
from states.frozen import Frozen
from states.texts import listed
from states.vocabulary import Frequency, MeetingKind, Phase, RetainedFrom, Role
from states.yaml_text import Path, Written, read_written

# A name that is chosen in a definition: a reference holds it, and people type it.
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", min_length=1, max_length=64)]
Step = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\P{Cc}*$", min_length=1, max_length=16)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\P{Cc}*$", min_length=1, max_length=1000)]
# Three years of days and ten of months are more than any process waits, and keep every date within the calendar.
MOST_DAYS, MOST_MONTHS = 1096, 120
Days = Annotated[int, Field(strict=True, ge=0, le=MOST_DAYS)]
SomeDays = Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)]
Months = Annotated[int, Field(strict=True, ge=0, le=MOST_MONTHS)]
SomeMonths = Annotated[int, Field(strict=True, ge=1, le=MOST_MONTHS)]
# A century: what is kept longer is not destroyed here at all.
SomeYears = Annotated[int, Field(strict=True, ge=1, le=100)]
TOLD_ONCE = ("onbekende_fase", "onbekende_rol")
# Words that stand for a role which the dossier itself tells: who owns an action, and who pays the wages.
Addressee = Literal[Role, "eigenaar", "loonadministratie"]


class PhaseDefinition(Frozen):
    """A phase: the guide's step, and a sentence that says what it is for."""

    step: Step
    sentence: Line


class Requirement(Frozen):
    """Something that must be there before a trigger is allowed; the function of the same code judges it.

    ``by`` are the roles that see to it, as far as annex II of the guide gives it to one.
    """

    step: Step
    what: Line
    by: Annotated[tuple[Role, ...], Field(min_length=1)] = ("projectcoordinator",)


class Advice(Frozen):
    """Something that the guide advises; its absence is told and blocks only where a trigger requires it."""

    step: Step
    sentence: Line


class Duty(Frozen):
    """What a role does in a phase (annex II of the guide), on one route or on both.

    ``inferred`` tells that the guide does not give this to the role in so many words: the table lost its columns in
    the text, or left the cell empty.
    """

    step: Step
    sentence: Line
    route: Literal["aanbesteding", "bestaand_contract"] | None = None
    inferred: bool = False


class TriggerDefinition(Frozen):
    """A step from some phases to another, with what it requires, per route where the route matters.

    What is required is the code of a requirement, or that of an advised point which then is not optional.
    """

    sources: Annotated[tuple[Phase, ...], Field(min_length=1)]
    to: Phase
    requires: tuple[Code, ...] = ()
    routes: dict[str, tuple[Code, ...]] = Field(default_factory=dict)
    advises: tuple[Code, ...] = ()
    needs: tuple[Literal["reason", "lesson"], ...] = ()


class MeetingDefinition(Frozen):
    """Who is invited to a kind of meeting, with the guide's step; whoever leads the work group always is."""

    step: Step
    invites: Annotated[tuple[Role, ...], Field(min_length=1)]


class Rung(Frozen):
    """Who else hears of a signal that nobody answered, so many days after it was asked."""

    after_days: SomeDays
    to: Annotated[tuple[Addressee, ...], Field(min_length=1)]


class Rule(Frozen):
    """When something falls due by itself, to whom, and why it stops; days are calendar days unless told.

    Which of the numbers a rule uses stands in ``states/coherence/rules.py``; the others are left out.
    """

    phases: tuple[Phase, ...]
    while_contract_runs: tuple[Phase, ...] = ()
    subject: Literal["partnership", "contract", "action", "role", "contractor", "organisation"]
    occasion: Line
    to: Annotated[tuple[Addressee, ...], Field(min_length=1)]
    catch_up: Literal["all", "latest"]
    stops: Line
    source: Line
    lead_months: tuple[Months, ...] = ()
    lead_days: Days = 0
    target_day: Annotated[int, Field(strict=True, ge=1, le=28)] = 15
    default_frequency: Frequency = "kwartaal"
    first_months: SomeMonths = 0
    repeat_months: SomeMonths = 0
    repeat_days: SomeDays = 0
    norm_days: dict[str, SomeDays] = Field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()

    @property
    def every_phase(self) -> tuple[Phase, ...]:
        """Return the phases in which this rule can be due, on condition or not."""
        return self.phases + self.while_contract_runs


class Holidays(Frozen):
    """Which days beside the undisputed ones count as public holidays."""

    good_friday: bool
    liberation_day: Literal["never", "lustrum", "yearly"]
    source: Line


class Retention(Frozen):
    """How long a kind of object is kept, counted from what happened to it; one of the three lengths is given.

    ``category`` is what an authority's own list of retention periods calls it.
    """

    category: Line
    counts_from: RetainedFrom
    years: SomeYears | None = None
    months: SomeMonths | None = None
    days: SomeDays | None = None
    source: Line


class Definition(Frozen):
    """The whole process of one authority; new partnerships begin in the first of its phases.

    What ``retention`` does not name is never destroyed.
    """

    name: Code
    version: Code
    source: Line
    holidays: Holidays
    roles: tuple[Role, ...]
    work_group_roles: tuple[Role, ...]
    fallback_roles: tuple[Role, ...]
    meeting_recency: Annotated[int, Field(strict=True, ge=1, le=12)]
    phases: Annotated[dict[Phase, PhaseDefinition], Field(min_length=1)]
    requirements: dict[Code, Requirement]
    advice: dict[Code, Advice]
    duties: dict[Role, dict[Phase, tuple[Duty, ...]]] = Field(default_factory=dict)
    triggers: dict[str, TriggerDefinition]
    meetings: dict[MeetingKind, MeetingDefinition] = Field(default_factory=dict)
    rules: dict[str, Rule]
    retention: dict[str, Retention] = Field(default_factory=dict)
    figures: Figures

    @property
    def reference(self) -> str:
        """Return the name and version by which a partnership is pinned to this definition."""
        return f"{self.name}/{self.version}"

    @property
    def first_phase(self) -> Phase:
        """Return the phase in which partnerships start."""
        return next(iter(self.phases))

    @property
    def default_frequency(self) -> Frequency:
        """Return how often partners meet while nothing was agreed, also where no rule asks for it."""
        rule = self.rules.get("voortgangsgesprek")
        return rule.default_frequency if rule else "kwartaal"

    def invites(self, kind: str) -> tuple[Role, ...]:
        """Return the roles that are invited to a kind of meeting, beside whoever leads the work group."""
        return next((meeting.invites for name, meeting in self.meetings.items() if name == kind), ())

    def answers_for(self, code: str) -> tuple[Role, ...]:
        """Return the roles that see to what a step requires; an advised point is the coordinator's."""
        required = self.requirements.get(code)
        if required:
            return required.by
        return ("projectcoordinator",) if code in self.advice else ()


class FaultyDefinition(ValueError):  # noqa: N818  # what it is, in the words of who wrote it
    """De definitie klopt niet.

    ``faults`` are all of them, in the order of their lines.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"regel {fault.line}: {fault.message}" for fault in faults))


def read_definition(text: str) -> Definition:
    """Read a definition from YAML text.

    Raises:
        FaultyDefinition: with everything that is wrong: in the text itself, with its parts, and between them.
    """
    written = read_written(text)
    if written.data is None:
        raise FaultyDefinition(written.faults or (Fault(1, "leeg", "er staat niets in deze tekst"),))
    data, found, faults = written.data, None, list(written.faults)
    try:
        found = Definition.model_validate(data)
    except ValidationError as error:
        wrong = [one for one in error.errors(include_url=False) if not _told_before(written, one)]
        faults += _located(written, ((_path(one["loc"]), *_told(one)) for one in wrong))
        data = _without(data, [_path(one["loc"]) for one in wrong])
    faults += _located(written, incoherent(data))
    if found is None or faults:
        raise FaultyDefinition(tuple(sorted(faults, key=lambda fault: fault.line)))
    return found


def content_hash(text: str) -> str:
    """Return what tells one text of a definition from another, however its lines end."""
    return sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode()).hexdigest()


def _path(place: tuple[int | str, ...]) -> Path:
    """A name that is wrong is told where the name stands."""
    return tuple(step for step in place if step != "[key]")


def _told_before(written: Written, wrong: Any) -> bool:  # noqa: ANN401  # pydantic's own description of a fault
    """Tell whether the text itself has a fault there, or the list is only short of what was refused one by one."""
    if wrong["type"] == "too_short" and wrong["input"]:
        return True
    return wrong["input"] is None and written.line(_path(wrong["loc"])) in {fault.line for fault in written.faults}


def _told(wrong: Any) -> tuple[str, str]:  # noqa: ANN401  # pydantic's own description of a fault
    code, sentence = told(wrong)
    if code == "tekst" and not isinstance(wrong["input"], str | list | dict | None):
        return code, f'{sentence}: zet aanhalingstekens om "{wrong["input"]}"'
    return code, sentence


def _located(written: Written, wrong: Iterator[tuple[Path, str, str]]) -> Iterator[Fault]:
    """Yield faults with their lines; what several parts share through an alias is told once.

    A phase or role that is named and not there is told where it is named first, with the other lines.
    """
    places: dict[tuple[str, str, Path], dict[int, Path]] = defaultdict(dict)
    for path, code, sentence in wrong:
        line = written.line(path)
        places[code, sentence, () if code in TOLD_ONCE else (line, *path[-1:])].setdefault(line, path)
    for (code, sentence, _), found in places.items():
        first, *others = sorted(found)
        where = ".".join(step for step in found[first] if isinstance(step, str))
        lines = f"{'regel' if len(others) == 1 else 'regels'} {listed([str(line) for line in others])}"
        also = f", en ook op {lines}" if others else ""
        yield Fault(first, code, f"{where}: {sentence}{also}" if where else f"{sentence}{also}")


def _without(data: Any, paths: list[Path]) -> Any:  # noqa: ANN401  # what stood in the file
    """Return the data with None where the schema found something else, so that the rest can still be judged."""
    whole = {"": deepcopy(data)}
    for path in paths:
        part: Any = whole
        *steps, last = ("", *path)
        for step in steps:
            part = part[step] if _holds(part, step) else None
        if _holds(part, last):
            part[last] = None
    return whole[""]


def _holds(part: Any, step: str | int) -> bool:  # noqa: ANN401  # what stood in the file
    if isinstance(part, list):
        return isinstance(step, int) and step < len(part)
    return isinstance(part, dict) and step in part


@cache
def handreiking() -> Definition:
    """Return the process of the guide *Partnerships voor meer banen* (BZK, October 2020)."""
    return read_definition(handreiking_text())


def handreiking_text() -> str:
    """Return the text of the guide's process: what an authority starts from to write its own."""
    return resources.files("states").joinpath("definitions/handreiking.yaml").read_text(encoding="utf-8")
