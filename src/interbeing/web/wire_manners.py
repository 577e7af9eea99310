"""The manners that everything on the wire shares: no unknown field, nothing changed on the way, no NaN."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """The manners of everything on the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
