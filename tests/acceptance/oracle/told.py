"""What a script of acts told, as far as a rule of the oracle looks at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from acceptance.oracle.days import DAY

Act = Mapping[str, Any]  # one line of a script
Described = Mapping[str, Any]  # a definition, or a rule of it, as data
WRITES, SHARES = "write-policy", "share-results"


@dataclass
class Partnership:
    """What the script told of one partnership."""

    name: str
    organisation: str
    definition: str
    phases: list[tuple[str, date]]
    taken_over_on: date | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    contracts: list[str] = field(default_factory=list)
    meetings: list[dict[str, date]] = field(default_factory=list)
    agreed: list[tuple[date, str]] = field(default_factory=list)
    deadlines: dict[str, date] = field(default_factory=dict)

    @property
    def phase(self) -> str:
        """Return the phase that it is in."""
        return self.phases[-1][0]

    def entered(self, phases: Iterable[str]) -> date:
        """Return since when it has been in some phases without a break; it is in one of them now."""
        known, since = set(phases), date.max
        for phase, on in reversed(self.phases):
            if phase not in known:
                break
            since = on
        return since

    def paused(self, on: date) -> bool:
        """Tell whether a suspension covers a day."""
        return any(start <= on and (end is None or on < end) for start, end in self.pauses)

    def without_end(self) -> bool:
        """Tell whether it is suspended and nobody knows until when."""
        return any(end is None for _, end in self.pauses)

    def counted(self, base: date, day: date) -> date:
        """Return a day so far from a base when the days of suspensions do not count."""
        left, now = (day - base).days, base
        while left > 0:
            left -= not any(end and start <= now < end for start, end in self.pauses)
            now += DAY
        return now


class Portfolio:
    """What the script told, act by act.

    Args:
        definitions: as data, by reference.
        active: the one that new partnerships follow.
    """

    def __init__(self, definitions: Mapping[str, Described], active: str) -> None:
        self.definitions = definitions
        self.active = active
        self.partnerships: dict[str, Partnership] = {}
        self.contracts: dict[str, dict[str, Any]] = {}  # as the acts told them
        self.recorded: dict[tuple[str, str], date] = {}

    def tell(self, act: Act) -> None:
        """Take in an act; what no rule here looks at is passed over."""
        on, name = date.fromisoformat(act["on"]), act["act"]
        known = self.partnerships.get(act.get("partnership", ""))
        if name in {"start-partnership", "take-over-partnership"}:
            self._begin(act, on)
        elif name in {WRITES, SHARES}:
            self.recorded[name, act.get("partnership") or act["organisation"]] = on
        elif name in {"register-contract", "amend-contract", "ask-out", "award-contract"}:
            self._contract(act)
        elif name in {"exercise-option", "waive-option"}:
            self._option(act)
        elif known:
            self._of_partnership(known, act, on)

    def _begin(self, act: Act, on: date) -> None:
        reference = act.get("definition", self.active)
        taken_over = act["act"] == "take-over-partnership"
        phase = act["phase"] if taken_over else next(iter(self.definitions[reference]["phases"]))
        since = date.fromisoformat(act["since"]) if taken_over else on
        self.partnerships[act["partnership"]] = Partnership(
            act["partnership"], act["organisation"], reference, [(phase, since)], on if taken_over else None,
            contracts=[act["contract"]] if "contract" in act else [],
        )  # fmt: skip

    def _contract(self, act: Act) -> None:
        known = self.contracts.setdefault(act["contract"], {"options": {}})
        if act["act"] == "register-contract":
            planned = "planned_publication_on" in act and "starts_on" not in act
            known.setdefault("stage", "gepland" if planned else "gegund")
            for option in act.get("options", ()):
                known["options"][option["until"]] = {"notify_by": option["notify_by"], "open": True}
        known |= {"ask-out": {"stage": "uitgevraagd"}, "award-contract": {"stage": "gegund"}}.get(act["act"], {})
        known |= {name: value for name, value in act.items() if name not in {"on", "by", "act", "options"}}

    def _option(self, act: Act) -> None:
        contract = self.contracts[act["contract"]]
        contract["options"][act["until"]]["open"] = False
        if act["act"] == "exercise-option":
            contract["ends_on"] = max(contract["ends_on"], act["until"])

    def _of_partnership(self, known: Partnership, act: Act, on: date) -> None:
        match act["act"]:
            case "advance":
                known.phases.append((self.definitions[known.definition]["triggers"][act["trigger"]]["to"], on))
            case "suspend":
                known.pauses.append((on, date.fromisoformat(act["until"]) if "until" in act else None))
            case "resume":
                known.pauses = [(start, min(end or on, on)) for start, end in known.pauses]
            case "link-contract":
                known.contracts.append(act["contract"])
            case "agree-monitoring":
                known.agreed.append((on, act["frequency"]))
            case "add-action":
                known.deadlines[act["action"]] = date.fromisoformat(act["deadline"])
            case "complete-action":
                del known.deadlines[act["action"]]
            case "plan-meeting" if act["kind"] == "voortgang":
                known.meetings.append({"planned": date.fromisoformat(act["planned_on"])})
            case "hold-meeting" if act["kind"] == "voortgang":
                waiting = [meeting for meeting in known.meetings if "held" not in meeting]
                known.meetings += [] if waiting else [{}]
                (waiting or known.meetings)[0 if waiting else -1]["held"] = on

    def speaks(self, organisation: str) -> str | None:
        """Return who asks what an organisation is asked once for all of its partnerships."""
        found = [
            one.name for one in self.partnerships.values()
            if one.organisation == organisation and one.phase in {"borging", "afgerond"} and not one.without_end()
        ]  # fmt: skip
        return min(found, default=None)

    def last_end(self, one: Partnership) -> date | None:
        """Return when the last contract of a partnership ends, None when none runs."""
        contracts = (self.contracts[code] for code in one.contracts)
        ends = [c["ends_on"] for c in contracts if c["stage"] in {"gegund", "afgelopen"}]
        return date.fromisoformat(max(ends)) if ends else None
