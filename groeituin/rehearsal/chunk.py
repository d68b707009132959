"""Some partnerships, read with a constant number of queries, and what the nights ahead do to each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.engine import Connection

from groeituin.definitions import Library, calendar_of
from groeituin.migration import ahead, why_not
from groeituin.migration_batch import asked_of, signals_of
from groeituin.night import Failure, error_line
from groeituin.planning import stored_terms
from groeituin.rehearsal.moving import Moving
from groeituin.rehearsal.proposal import Comparison, Proposal
from groeituin.rehearsal.report import Raised, Refused, Rehearsal
from models.dossiers import load_dossiers
from models.journal import newest_days
from states.dossier import Dossier
from states.migration import Asked
from states.occasions import COUNTING_HOURS
from states.rehearsal import Ahead, Failed, Question, Standing, nights_ahead
from states.signal import UNSETTLED, Signal
from states.terms import Term


class Chunk:
    """Some partnerships in one read-only transaction."""

    def __init__(self, connection: Connection, library: Library, proposal: Proposal | None) -> None:
        self._connection = connection
        self._library = library
        self._proposal = proposal
        self._dossiers: list[Dossier] = []
        self._signals: dict[str, dict[int, Signal]] = {}
        self._terms: dict[str, dict[Question, Term]] = {}
        self._asked: dict[str, list[Asked]] = {}
        self._newest: dict[str, date] = {}

    def read(self, names: Sequence[str], last: date) -> None:
        """Read everything that the nights through ``last`` look at."""
        self._terms = defaultdict(dict)
        self._signals = signals_of(self._connection, names, lapsed=self._proposal is not None)
        for (partnership, rule, subject), term in stored_terms(self._connection, names).items():
            self._terms[partnership][rule, subject] = term
        self._newest = newest_days(self._connection, names)
        self._asked = asked_of(self._connection, names) if self._proposal else {}
        self._dossiers = load_dossiers(self._connection, names, lines=self._counts_hours(last))

    def _counts_hours(self, last: date) -> bool:
        """Tell whether a rule comes that looks at the lines of hours reports."""
        if self._proposal and self._proposal.counts_hours:
            return True
        coming = {t.rule for terms in self._terms.values() for t in terms.values() if t.due_on and t.due_on <= last}
        asking = {s.rule for one in self._signals.values() for s in one.values() if s.next_on and s.next_on <= last}
        return bool(COUNTING_HOURS & (coming | asking))

    def walk(self, found: Rehearsal) -> None:
        """Lead every partnership through the nights, and note what that gives."""
        for dossier in self._dossiers:
            try:
                self._one(dossier, found)
            except Exception as error:  # noqa: BLE001  # it is named, and the others are done
                found.failures.append(Failure(dossier.partnership, None, error_line(error)))

    def _one(self, dossier: Dossier, found: Rehearsal) -> None:
        name, process = dossier.partnership, self._library.of(dossier.definition)
        asking = {key: one for key, one in self._signals.get(name, {}).items() if one.status in UNSETTLED}
        standing = Standing(dossier, asking, self._terms[name])
        # A night never writes before what is known.
        first = max(found.first, self._newest.get(name, found.first))
        present = nights_ahead(standing, process, calendar_of(process), first, found.last)
        raised, failed = present.raised, list(present.failed.values())
        try:
            rules, proposed = self._proposed(standing, present, found)
        except Exception as error:  # noqa: BLE001  # it cannot be moved, and goes on as it is
            failed.append(Failed(None, error))
        else:
            raised = [one for one in raised if one.rule not in rules] + proposed.raised
            failed = [one for one in failed if one.rule not in rules] + list(proposed.failed.values())
        found.raised += [Raised(one.night, name, one.rule, one.occasion, one.to) for one in raised]
        found.failures += [Failure(name, one.rule, error_line(one.error)) for one in failed]

    def _proposed(self, standing: Standing, present: Ahead, found: Rehearsal) -> tuple[Collection[str], Ahead]:
        """Return the rules that the proposed definition makes different, with their nights, and note what differs."""
        dossier, name = standing.dossier, standing.dossier.partnership
        comparison = self._proposal.comparisons.get(dossier.definition) if self._proposal else None
        if comparison is None or not self._can_move(dossier, comparison, found):
            return (), Ahead()
        moving = Moving(dossier, self._asked.get(name, ()), self._signals.get(name, {}), comparison, found.first)
        proposed = moving.nights(found.last)
        moving.tell(present, proposed, found)
        return moving.rules, proposed

    def _can_move(self, dossier: Dossier, comparison: Comparison, found: Rehearsal) -> bool:
        """Tell whether a partnership can move; one that cannot is named."""
        name = dossier.partnership
        stays = why_not(dossier, comparison.new) or ahead(name, self._newest.get(name), found.first)
        if stays:
            found.refused.append(Refused(name, dossier.phase, stays))
        return stays is None
