"""Settings from ``GROEITUIN_*`` variables, ``.env`` or a file each; secrets come from there and nowhere else."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, HttpUrl, Secret, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from groeituin.errors import BadInput

# Where containers find their secrets; another folder, such as that of systemd's credentials, is told by the variable.
SECRETS_VARIABLE, SECRETS_FOLDER = "GROEITUIN_SECRETS", "/run/secrets"


class Settings(BaseSettings):
    """What differs from place to place."""

    model_config = SettingsConfigDict(env_prefix="GROEITUIN_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/groeituin.db"
    log: Literal["human", "json"] = "human"
    # Partnerships that a night does as one task, or hands to another worker where several may write.
    shard: int = Field(default=10_000, ge=1)
    # Letters go to the server if there is one, else to the folder.
    smtp_url: SecretStr | None = None
    mail_folder: Path = Path("var/mail")
    mail_sender: str = "groeituin@localhost"
    mail_rate: float = Field(default=10, gt=0, allow_inf_nan=False)  # letters a second, at most
    # A URL of a webhook often is a secret itself.
    webhook_url: SecretStr | None = None
    webhook_token: SecretStr | None = None
    webhook_source: str | None = None
    # Served on this machine alone; without a port metrics are printed, or written to a file.
    metrics_port: int | None = Field(default=None, ge=1, le=65_535)
    # Where traces go: OTLP over HTTP. The URL of a collector may hold a key.
    traces_url: Secret[HttpUrl] | None = None
    # Where the Prefect server posts that a night went wrong, as {"text": ...}.
    alert_url: SecretStr | None = None

    def __init__(self, **given: Any) -> None:  # noqa: ANN401  # what each may be is said above
        """Read the settings; what is given goes before what is set.

        Raises:
            BadInput: some cannot be; they are named and never quoted, because what is set may be a secret.
        """
        try:
            super().__init__(**given)
        except ValidationError as error:
            names = ", ".join(dict.fromkeys(f"GROEITUIN_{fault['loc'][0]}".upper() for fault in error.errors()))
            raise BadInput(f"Deze instelling kan niet: {names}. Zie de tabel met instellingen in de README.") from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, first come first: variables, ``.env``, and files that bear their names.

        The file ``groeituin_database_url`` in the folder of secrets holds ``GROEITUIN_DATABASE_URL``, and so on.
        """
        del file_secret_settings  # it would warn where there is no such folder, as on most machines
        found = [init_settings, env_settings, dotenv_settings]
        folder = Path(os.environ.get(SECRETS_VARIABLE, SECRETS_FOLDER))
        if folder.is_dir():
            found.append(SecretsSettingsSource(settings_cls, secrets_dir=folder))
        return tuple(found)
