"""Every error that a reader can meet: the docstring is its message, with a stable code and an exit status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import ClassVar

from states.verdict import Verdict

Detail = Mapping[str, object]


class GroeituinError(Exception):
    """Er ging iets mis."""

    code: ClassVar[str] = "fout"
    exit_status: ClassVar[int] = 2

    def __init__(self, message: str | None = None, details: Sequence[Detail] = ()) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.details = tuple(details)
        super().__init__(self.message)

    def as_json(self) -> dict[str, object]:
        """Return the error as the doors promise it."""
        return {"error": self.code, "message": self.message, "details": [dict(d) for d in self.details]}


class Refused(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Dit kan nu niet."""

    code = "refused"
    exit_status = 1

    def __init__(self, message: str | None = None, verdicts: Iterable[Verdict] = ()) -> None:
        # Since when it is missing is told by `why`; a refusal keeps the four fields that the doors promise.
        details = [{k: v for k, v in asdict(verdict).items() if k not in {"ok", "since"}} for verdict in verdicts]
        super().__init__(message or " ".join(str(d["sentence"]) for d in details) or None, details)


def refusal(code: str, sentence: str, step: str = "") -> Refused:
    """Return a refusal for one reason."""
    return Refused(verdicts=[Verdict(ok=False, code=code, sentence=sentence, step=step)])


class BadInput(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """De invoer klopt niet."""

    code = "bad_input"


class NoSuchThing(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Dit bestaat hier niet."""

    code = "not_found"
    exit_status = 3


class NoSuchProcess(NoSuchThing):  # of a row; what somebody asks for by name is a NoSuchThing as ever
    """Deze procesdefinitie bestaat hier niet."""


class ChangedMeanwhile(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Iemand anders heeft dit intussen veranderd. Kijk opnieuw en probeer het nog eens."""

    code = "changed_meanwhile"
    exit_status = 4


class StorageUnreachable(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """De database is niet bereikbaar."""

    code = "storage"
    exit_status = 5


class DifferencesFound(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """De termijnen in de database verschillen van wat zij horen te zijn."""

    code = "differences"
    exit_status = 1


class Damaged(GroeituinError):  # noqa: N818  # what happened, in the words of the doors
    """Dit lukt niet: in de database is iets beschadigd. Herstel de rij, of zet een reservekopie terug."""

    code = "unreadable"
    exit_status = 1


class LeftOut(Damaged):
    """Dit is niet alles: wat niet te lezen is, is weggelaten. `groeituin check` noemt wat hersteld moet worden."""
