"""Settings from ``GROEITUIN_*`` variables or ``.env``; secrets come from there and nowhere else."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs from place to place."""

    model_config = SettingsConfigDict(env_prefix="GROEITUIN_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/groeituin.db"
    log: Literal["human", "json"] = "human"
    # Letters go to the server if there is one, else to the folder.
    smtp_url: SecretStr | None = None
    mail_folder: Path = Path("var/mail")
    mail_sender: str = "groeituin@localhost"
    mail_rate: float = Field(default=10, gt=0, allow_inf_nan=False)  # letters a second, at most
    # A URL of a webhook often is a secret itself.
    webhook_url: SecretStr | None = None
    webhook_token: SecretStr | None = None
    webhook_source: str | None = None
