"""What crosses the network between a page and the room: what a screen may say, and what the room answers.

`python -m interbeing.web.wire` prints the JSON schema of both, from which `islands/wire.ts` is made (`make wire`).
Unknown fields, NaN, halves of characters and numbers given as text are refused.
"""

import json
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from interbeing.domain.mark import Screen
from interbeing.domain.moment import Receipt
from interbeing.domain.session import SessionState
from interbeing.web.wire_manners import Wire as Wire
from interbeing.web.wire_moments import KeptMoment as KeptMoment
from interbeing.web.wire_moments import SentMoment as SentMoment
from interbeing.web.wire_pacing import AskPacing as AskPacing
from interbeing.web.wire_pacing import PacingTold as PacingTold
from interbeing.web.wire_reading import ReadingTold as ReadingTold
from interbeing.web.wire_signals import EraseSignal, SignalsTold, StopSignal, TellBelt, TellEyes, TellLoss, TellSkin

LAST_SEQ: Final = 2**31 - 1  # what the log's column holds


# What a screen may say.


class Enter(Wire):
    """The first message of a socket: which screen this is, its tab, and how far it has read the log."""

    type: Literal["enter"]
    screen: Screen
    tab: UUID
    after_seq: Annotated[int, Field(ge=0, le=LAST_SEQ)] = 0


class SendMark(Wire):
    """A mark to keep."""

    type: Literal["mark"]
    moment: SentMoment


class Tick(Wire):
    """Asks for the session clock; `sent_ms` is the page's own clock and comes back unchanged."""

    type: Literal["tick"]
    sent_ms: float


class TakeOver(Wire):
    """This console wants to hold the session."""

    type: Literal["take_over"]


class ReadOn(Wire):
    """Asks for what was kept after `after_seq`."""

    type: Literal["read_on"]
    after_seq: Annotated[int, Field(ge=0, le=LAST_SEQ)]


class TellMirror(Wire):
    """What the mirror's page says of itself: shown on the console, never kept."""

    type: Literal["mirror"]
    state: Literal["starting", "showing", "covered", "real", "hidden", "no_camera", "refused", "busy", "lost"]
    rate_hz: Annotated[float, Field(ge=0, le=1000)] | None = None
    delay_ms: Annotated[float, Field(ge=0, le=60_000)] | None = None


OfSignal = TellEyes | TellSkin | TellBelt | TellLoss | StopSignal | EraseSignal
OfRoom = Enter | SendMark | Tick | TakeOver | ReadOn | TellMirror | AskPacing
Said = Annotated[OfRoom | OfSignal, Field(discriminator="type")]
SAID: Final[TypeAdapter[Any]] = TypeAdapter(Said)


# What the room answers.


class Entered(Wire):
    """You are in: the session's state and clock, whether you hold it, and what you have not read."""

    type: Literal["entered"] = "entered"
    state: SessionState
    session_ms: int
    is_holding: bool
    moments: list[KeptMoment]
    mirror: TellMirror | None


class Acknowledged(Wire):
    """It is on disk."""

    type: Literal["acknowledged"] = "acknowledged"
    moment_id: UUID
    seq: int
    sha256: str
    head: str
    is_new: bool

    @classmethod
    def from_domain(cls, receipt: Receipt) -> "Acknowledged":
        """Make the twin."""
        return cls(
            moment_id=receipt.moment_id,
            seq=receipt.seq,
            sha256=receipt.sha256,
            head=receipt.head,
            is_new=receipt.is_new,
        )


class HappenedTold(Wire):
    """A moment was kept, and the exchange that it went to."""

    type: Literal["happened"] = "happened"
    moment: KeptMoment
    exchange_id: UUID | None
    state: SessionState


class Refused(Wire):
    """It was not kept. `may_retry` says whether the same again can succeed (the disk was full, the room was busy)."""

    type: Literal["refused"] = "refused"
    moment_id: UUID | None
    title: str
    detail: str
    may_retry: bool


class Tock(Wire):
    """The session clock, with the page's own time given back."""

    type: Literal["tock"] = "tock"
    sent_ms: float
    session_ms: int


class Holding(Wire):
    """Whether this console holds the session."""

    type: Literal["holding"] = "holding"
    is_holding: bool


class ReadAgainTold(Wire):
    """You fell behind: ask with `read_on`."""

    type: Literal["read_again"] = "read_again"


class ReadOnAnswer(Wire):
    """What was kept after the place you named."""

    type: Literal["log"] = "log"
    moments: list[KeptMoment]
    state: SessionState


Log = HappenedTold | ReadAgainTold | ReadOnAnswer
Told = TellMirror | ReadingTold | PacingTold | SignalsTold
Answer = Entered | Acknowledged | Refused | Log | Tock | Holding | Told
ANSWER: Final[TypeAdapter[Any]] = TypeAdapter(Annotated[Answer, Field(discriminator="type")])


class Contract(Wire):
    """Both directions in one document, for the schema."""

    said: Said
    answer: Annotated[Answer, Field(discriminator="type")]


def untitled(schema: Any) -> Any:
    """Take the titles off the fields, so that only whole messages become named types."""
    if isinstance(schema, list):
        return [untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: untitled({k: v for k, v in field.items() if k != "title"}) for name, field in value.items()}
        if key == "properties"
        else untitled(value)
        for key, value in schema.items()
    }


if __name__ == "__main__":
    print(json.dumps(untitled(Contract.model_json_schema()), indent=2, sort_keys=True))  # noqa: T201  its purpose
