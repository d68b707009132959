"""What is said of a command line that is typed wrong: one Dutch sentence, of which nothing is the library's own."""

import json

import pytest

from groeituin.cli import main

HELP = "Met --help ziet u"
WRONG = {
    "demo --partnerships 0": "'--partnerships': 0 is te laag: ten minste 1.",
    "demo --partnerships veel": "'--partnerships': 'veel' is geen heel getal.",
    "metrics --port 70000": "'--port': 70000 is te hoog: ten hoogste 65535.",
    "list --on morgen": "'--on': 'morgen' is geen datum; schrijf jjjj-mm-dd.",
    "import contracts a.csv --organisation O-1 --format pdf": (
        "'--format': 'pdf' kan hier niet; kies uit: csv, xlsx, ocds, eforms."
    ),
    "metrics --file a.prom --port 9464": "Dit kan niet: kies --file of --port, niet allebei.",
    "show": f"'REF' ontbreekt. {HELP} wat dit commando vraagt.",
    "import contracts a.csv": f"De optie '--organisation' ontbreekt. {HELP} wat dit commando vraagt.",
    "agenda P-1": (
        "De optie '--kind' ontbreekt; kies uit: werkgroep, verkennend, beslissers, start, voortgang, evaluatie, "
        "marktconsultatie."
    ),
    "list --phase": "Bij de optie '--phase' hoort een waarde.",
    "list --json=3": "Bij de optie '--json' hoort geen waarde.",
    "list --fase borging": "De optie '--fase' bestaat niet. Bedoelt u --as-of, --phase?",
    "list --xyz": f"De optie '--xyz' bestaat niet. {HELP} welke er zijn.",
    "shw": "Het commando 'shw' bestaat niet. Bedoelt u 'show'?",
    "qqqq": f"Het commando 'qqqq' bestaat niet. {HELP} welke er zijn.",
    "terms P-1 P-2 P-3": "Dit is te veel: P-2 P-3.",
    "act advance {partnership: P-1}": "Dit is te veel: P-1}. Zet enkele aanhalingstekens om alle JSON.",
    "db": "Kies een van de commando's hierboven.",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_typed_wrong_is_told_in_dutch(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands on standard error, and the exit status is that of bad input."""
    with pytest.raises(SystemExit) as left:
        main(line.split())
    assert (2, f"Fout: {WRONG[line]}\n") == (left.value.code, capsys.readouterr().err)


def test_programs_get_the_same_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json it is one line of JSON, with a code that stays the same."""
    with pytest.raises(SystemExit) as left:
        main(["show", "--json"])
    told = {"error": "usage", "message": WRONG["show"], "details": []}
    assert (2, told) == (left.value.code, json.loads(capsys.readouterr().err))


def test_acts_are_told_without_the_marks_of_a_docstring(capsys: pytest.CaptureFixture[str]) -> None:
    """What is typed stands between single marks, as everywhere; in the table and in the JSON Schemas."""
    for words in (["acts"], ["acts", "--json"]):
        with pytest.raises(SystemExit):
            main(words)
        told = capsys.readouterr().out
        assert ("`focus`" in told, "``" in told) == (True, False)
