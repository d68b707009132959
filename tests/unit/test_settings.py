"""Settings from variables and from files, as containers and systemd hand out secrets."""

from pathlib import Path

import pytest

from groeituin.errors import BadInput
from groeituin.settings import SECRETS_VARIABLE, Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of secrets, in a place without an ``.env`` or variables of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("GROEITUIN_DATABASE_URL", "GROEITUIN_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    monkeypatch.setenv(SECRETS_VARIABLE, str(secrets))
    return secrets


def test_a_file_holds_the_setting_that_it_is_named_after(folder: Path) -> None:
    """The line end that editors add is no part of it, and what has no file keeps its default."""
    (folder / "groeituin_database_url").write_text("postgresql+psycopg://groeituin:geheim@database/groeituin\n")
    (folder / "groeituin_smtp_url").write_text("smtps://mail.voorbeeld.example\n")
    found = Settings()
    assert found.database_url == "postgresql+psycopg://groeituin:geheim@database/groeituin"
    assert found.smtp_url
    assert found.smtp_url.get_secret_value() == "smtps://mail.voorbeeld.example"
    assert (found.log, "voorbeeld" in repr(found)) == ("human", False)


def test_a_variable_goes_before_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says it on the command line means it."""
    (folder / "groeituin_database_url").write_text("sqlite:///uit-bestand.db")
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", "sqlite:///uit-variabele.db")
    assert Settings().database_url == "sqlite:///uit-variabele.db"


def test_a_folder_that_is_not_there_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without secrets in files everything has its default, without a warning."""
    monkeypatch.setenv(SECRETS_VARIABLE, str(folder / "nergens"))
    assert Settings().database_url == "sqlite:///var/groeituin.db"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("SHARD", "abc"), ("LOG", "geheim"), ("METRICS_PORT", "0"), ("TRACES_URL", "geheim"), ("MAIL_RATE", "geheim")],
)
@pytest.mark.usefixtures("folder")
def test_a_wrong_setting_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    """Whichever door reads it, it says the same sentence; what was set may be a secret and is not repeated."""
    monkeypatch.setenv(f"GROEITUIN_{name}", wrong)
    with pytest.raises(BadInput) as told:
        Settings()
    assert f"Deze instelling kan niet: GROEITUIN_{name}. Zie de tabel met instellingen in de README." == str(told.value)
    assert (True, True) == (told.value.__suppress_context__, "geheim" not in repr(told.value))


@pytest.mark.usefixtures("folder")
def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody mends one to hear of the next."""
    monkeypatch.setenv("GROEITUIN_SHARD", "0")
    monkeypatch.setenv("GROEITUIN_LOG", "hard")
    with pytest.raises(BadInput, match="GROEITUIN_LOG, GROEITUIN_SHARD"):
        Settings()
