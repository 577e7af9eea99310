"""The moments on the wire: the pydantic twin of each kind of mark, made from the domain, as sent and as kept."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_type_hints
from uuid import UUID

from pydantic import AwareDatetime, Field, create_model

from interbeing.domain.errors import BadInput
from interbeing.domain.mark import Closed, Connection, Mark, Opened
from interbeing.domain.moment import LONGEST_REASON, Author, Kept, Moment
from interbeing.domain.pacing import Advised
from interbeing.domain.signal import Erased, Measured, Measuring
from interbeing.web.wire_manners import Wire

LONGEST_SESSION_MS: Final = 7 * 24 * 60 * 60 * 1000
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
