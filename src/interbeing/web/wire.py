"""What crosses the network between a page and the room: the pydantic twins of what the domain holds.

`python -m interbeing.web.wire` prints their JSON schema, from which `islands/wire.ts` is made (`make wire`).
Unknown fields, NaN, halves of characters and numbers given as text are refused.
"""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_type_hints
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter, create_model

from interbeing.domain.errors import BadInput
from interbeing.domain.exchange import Exchange
from interbeing.domain.mark import Closed, Connection, Mark, Opened, Screen
from interbeing.domain.moment import LONGEST_REASON, Author, Kept, Moment, Receipt
from interbeing.domain.pacing import Advised
from interbeing.domain.session import SessionState
from interbeing.domain.signal import Erased, Measured, Measuring
from interbeing.web.wire_manners import Wire as Wire
from interbeing.web.wire_pacing import AskPacing as AskPacing
from interbeing.web.wire_pacing import PacingTold as PacingTold
from interbeing.web.wire_reading import ReadingTold as ReadingTold
from interbeing.web.wire_signals import EraseSignal, SignalsTold, StopSignal, TellBelt, TellEyes, TellLoss, TellSkin

LONGEST_SESSION_MS: Final = 7 * 24 * 60 * 60 * 1000
LAST_SEQ: Final = 2**31 - 1  # what the log's column holds
MADE_BY_THE_ROOM: Final = (Opened, Closed, Connection, Advised, Measuring, Measured, Erased)


def _twin(mark_type: Any) -> Any:
    """Make the twin of one kind of mark: its fields, and its kind as a fixed word."""
    hints = get_type_hints(mark_type)
    own: dict[str, Any] = {f.name: (hints[f.name], f.default if f.default is None else ...) for f in fields(mark_type)}
    kind: Any = Literal[mark_type.kind]
    return create_model(f"{mark_type.__name__}Mark", __base__=Wire, kind=(kind, ...), **own)


MARK_TYPES: Final[dict[str, Any]] = {mark_type.kind: mark_type for mark_type in get_args(Mark)}
TWINS: Final[dict[str, Any]] = {kind: _twin(mark_type) for kind, mark_type in MARK_TYPES.items()}
SENT: Final = tuple(twin for kind, twin in TWINS.items() if MARK_TYPES[kind] not in MADE_BY_THE_ROOM)
SentMark: Any = Annotated[Union[SENT], Field(discriminator="kind")]  # noqa: UP007  made from a tuple
AnyMark: Any = Annotated[Union[tuple(TWINS.values())], Field(discriminator="kind")]  # noqa: UP007


class SentMoment(Wire):
    """A moment as a screen sends it; session and author are the socket's own."""

    moment_id: UUID
    session_ms: Annotated[int, Field(ge=0, le=LONGEST_SESSION_MS)]
    marked_at: AwareDatetime
    mark: SentMark
    is_late: bool = False
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""

    def to_domain(self, session_id: UUID, author: Author) -> Moment:
        """Give the moment; BadInput when its mark cannot be meant."""
        values = self.mark.model_dump(exclude={"kind"})
        return Moment(
            moment_id=self.moment_id,
            session_id=session_id,
            author=author,
            session_ms=self.session_ms,
            marked_at=_utc(self.marked_at),
            mark=MARK_TYPES[self.mark.kind](**values),
            is_late=self.is_late,
            reason=self.reason,
        )


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as problem:
        raise BadInput(f"marked_at {at} lies outside the calendar") from problem


class KeptMoment(Wire):
    """A moment as it lies in the log."""

    moment_id: UUID
    seq: int
    author: Author
    session_ms: int
    marked_at: AwareDatetime
    mark: AnyMark
    is_late: bool
    reason: str

    @classmethod
    def from_domain(cls, kept: Kept) -> "KeptMoment":
        """Make the twin."""
        moment, mark = kept.moment, kept.moment.mark
        values = {field.name: getattr(mark, field.name) for field in fields(mark)}
        return cls(
            moment_id=moment.moment_id,
            seq=kept.receipt.seq,
            author=moment.author,
            session_ms=moment.session_ms,
            marked_at=moment.marked_at,
            mark=TWINS[mark.kind](kind=mark.kind, **values),
            is_late=moment.is_late,
            reason=moment.reason,
        )


class ExchangeSeen(Wire):
    """An exchange as a screen shows it: each place the word marked there, null while nobody marked it."""

    exchange_id: UUID
    last_ms: int
    felt: str | None
    offered: str | None
    perceived: str | None
    received: str | None
    perceived_again: str | None
    received_again: str | None
    reassured: int
    is_repairing: bool
    is_open: bool
    moment_ids: list[UUID]

    @classmethod
    def from_domain(cls, exchange: Exchange) -> "ExchangeSeen":
        """Make the twin."""
        return cls(
            exchange_id=exchange.exchange_id,
            last_ms=exchange.last_ms,
            felt=_word(exchange.felt),
            offered=_word(exchange.offered),
            perceived=_word(exchange.perceived),
            received=_word(exchange.received),
            perceived_again=_word(exchange.perceived_again),
            received_again=_word(exchange.received_again),
            reassured=len(exchange.reassured),
            is_repairing=exchange.is_repairing,
            is_open=exchange.is_open,
            moment_ids=[moment.moment_id for moment in exchange.moments],
        )


def _word(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    word = getattr(moment.mark, "emotion", None) or getattr(moment.mark, "reception", None)
    return str(word)


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
    state: Literal["starting", "showing", "covered", "real", "no_camera", "refused", "busy", "lost"]
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
    exchanges: list[ExchangeSeen]
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
    """A moment was kept, with the exchanges as they stand now."""

    type: Literal["happened"] = "happened"
    moment: KeptMoment
    exchange_id: UUID | None
    exchanges: list[ExchangeSeen]
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
    exchanges: list[ExchangeSeen]
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
