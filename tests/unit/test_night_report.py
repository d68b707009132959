"""What a night's page and lines say, without a database or a scheduler."""

from datetime import date

import pytest

from groeituin.night import Failure, NightReport
from groeituin.night_batch import Raised
from groeituin.texts.night_report import LINES, NAMED, ROWS, not_done, printed, rows_shown, signal_rows, summary

NIGHT = date(2026, 11, 21)


def _report(signals: int, failures: list[Failure] | None = None) -> NightReport:
    raised = [
        Raised(f"P-{number}", "evaluatie", "", "2026-05-21/6m", NIGHT, ("anna", f"p-{number}"), "Tijd om te evalueren.")
        for number in range(signals)
    ]
    return NightReport(NIGHT, raised=raised, failures=failures or [], seconds=1.25)


ALL = "Alle signalen: `groeituin signals`."


@pytest.mark.parametrize(
    ("signals", "rows", "shown"),
    [
        (0, 0, "geen signalen."),
        (1, 1, "1 signaal."),
        (ROWS, ROWS, "500 signalen."),
        (ROWS + 1, ROWS, f"de eerste 500 van 501 signalen; 1 staat hier niet. {ALL}"),
        (ROWS + 1000, ROWS, f"de eerste 500 van 1.500 signalen; 1.000 staan hier niet. {ALL}"),
    ],
)
def test_a_big_night_is_cut_and_says_so(signals: int, rows: int, shown: str) -> None:
    """A table of a hundred thousand rows helps nobody; what was left out is counted."""
    report = _report(signals)
    assert (len(signal_rows(report)), rows_shown(report)) == (rows, f"Nacht van 21 november 2026: {shown}")


def test_a_row_of_the_table_has_codes_only() -> None:
    """Partnership, rule, occasion, due date and recipients; the sentence, which holds titles, stays out."""
    assert signal_rows(_report(1)) == [
        {
            "partnership": "P-0",
            "regel": "evaluatie",
            "voor": "anna, p-0",
            "aan de beurt op": "2026-11-21",
            "aanleiding": "2026-05-21/6m",
        }
    ]


def test_one_broken_rule_does_not_fill_the_page() -> None:
    """The same error of many partnerships is one line that names the first and counts the rest."""
    report = _report(2, [Failure(f"P-{number:03}", "evaluatie", "KeyError: `x`") for number in range(NAMED + 5)])
    lines = [line for line in summary(report, 0).splitlines() if line.startswith("- ")]
    assert len(lines) == 1
    assert lines[0].startswith("- `P-000`, `P-001`, ")
    assert lines[0].endswith("`P-019` en 5 meer, regel `evaluatie`: `KeyError: 'x'`")
    assert not_done(report).endswith("P-018, P-019 en 5 meer. De rest is gedaan (2 signalen).")


def test_what_failed_comes_first_with_what_to_type() -> None:
    """Who opens the page of a failed night reads why before any count, and can copy the commands."""
    page = summary(_report(1, [Failure("P-3 t/m P-4", None, "StorageUnreachable: weg")]), 0)
    failed, rest = page.partition("## Niet gelukt")[2].split("| regel |")
    assert "- `P-3 t/m P-4`, alle regels: `StorageUnreachable: weg`" in failed
    block = failed.split("```")[1].splitlines()
    assert [line.split("  ")[1] for line in block if line] == [
        "groeituin why P-3",
        "groeituin check",
        "export PREFECT_API_URL=http://SERVER:4200/api",
        "prefect deployment run overnight/nacht",
    ]
    assert "  groeituin why P-0    wat daar nu kan, en wat nog mist\n" in rest
    assert "Niet gelukt:" not in printed(_report(1), "groeituin")
    told = printed(_report(1, [Failure("P-3", "evaluatie", "KeyError: `x`")]), "./groeituin")
    assert "Niet gelukt:\n  P-3, regel evaluatie: KeyError: 'x'\n" in told
    assert "\n  ./groeituin night    de nacht nog een keer; geeft niets dubbel\n" in told


def test_what_earlier_nights_left_is_explained() -> None:
    """A count alone tells an ops person nothing: the page says where it may come from."""
    said = summary(_report(0), 1200)
    assert "| bleef liggen van eerdere nachten | 1.200 |" in said
    assert "Van eerdere nachten lagen er nog 1.200 termijnen" in said
    assert "Van eerdere nachten" not in summary(_report(0), 0)


def test_a_terminal_shows_the_first_and_counts_the_rest() -> None:
    """The people with most signals first, ten of them, and ten signals; then where to look further."""
    said = printed(_report(LINES + 2), "groeituin").splitlines()
    assert said[0] == (
        "Nacht van 21 november 2026: 12 signalen over 12 partnerships, voor 13 personen; 0 vervallen, in 1,2 seconden."
    )
    assert "      12  anna" in said
    assert "          en 3 anderen" in said
    assert f"De eerste {LINES}:" in said
    assert said[-1] == "  make up              deze nacht op een pagina in de browser"


def test_a_quiet_night_says_so() -> None:
    """Nothing due is an answer too, with the commands that tell what comes."""
    said = printed(_report(0), ".venv/bin/groeituin")
    assert said.startswith("Nacht van 21 november 2026: Geen nieuwe signalen. 0 vervallen, in 1,2 seconden.\n\nVerder")
    assert "  .venv/bin/groeituin terms CODE  " in said
