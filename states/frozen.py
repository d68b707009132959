"""What data that specialists write has in common."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A part of what specialists write: unknown fields are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
