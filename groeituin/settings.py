"""Settings from ``GROEITUIN_*`` variables or ``.env``; secrets come from there and nowhere else."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs from place to place."""

    model_config = SettingsConfigDict(env_prefix="GROEITUIN_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/groeituin.db"
    log: Literal["human", "json"] = "human"
