"""How a moment is written down: the same moment always gives the same bytes."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from interbeing.domain.mark import Mark
from interbeing.domain.moment import Author, Moment

VERSION: Final = 1
KEPT_AT_HAND: Final = 4096  # ids come several times close together, and of each enum there are only a few values
AUTHORS: Final = {author.value: author for author in Author}
MARK_OF_KIND: Final[dict[str, type[Any]]] = {mark_type.kind: mark_type for mark_type in get_args(Mark)}

read_json: Final = (
    json.JSONDecoder().raw_decode
)  # a whole log is read by it: `json.loads` looks at each text twice more


def reader(hint: Any) -> Callable[[Any], Any]:
    """Give what turns a JSON value into a field of this type: an enum, an id, records, else the value as it is."""
    wanted: Any = next(arg for arg in get_args(hint) if arg is not type(None)) if isinstance(hint, UnionType) else hint
    if get_origin(wanted) is tuple:
        read = reader(get_args(wanted)[0])
        return lambda values: tuple(read(value) for value in values)
    if hasattr(wanted, "__dataclass_fields__"):
        readers = _readers(wanted)
        return lambda values: wanted(**{name: readers[name](value) for name, value in values.items()})
    return lru_cache(KEPT_AT_HAND)(wanted) if issubclass(wanted, Enum | UUID) else _as_it_is


id_of: Final = lru_cache(KEPT_AT_HAND)(UUID)


def _readers(record: type[Any]) -> dict[str, Callable[[Any], Any]]:
    return {name: reader(hint) for name, hint in get_type_hints(record).items() if name != "kind"}


def _as_it_is(value: Any) -> Any:
    return value


READERS_OF: Final[dict[str, dict[str, Callable[[Any], Any]]]] = {
    kind: _readers(mark_type) for kind, mark_type in MARK_OF_KIND.items()
}


def encode_mark(mark: Mark) -> dict[str, Any]:
    """Give the mark's fields as JSON values, places that nobody filled left out."""
    values = {field.name: getattr(mark, field.name) for field in fields(mark)}
    return {name: plain(value) for name, value in values.items() if value is not None}


def decode_mark(kind: str, values: dict[str, Any]) -> Mark:
    """Give the mark back; the inverse of `encode_mark`."""
    mark_type, readers = MARK_OF_KIND[kind], READERS_OF[kind]
    mark: Mark = mark_type(**{name: readers[name](value) for name, value in values.items()})
    return mark


def encode(moment: Moment) -> bytes:
    """Give the moment's canonical bytes: UTF-8 JSON, keys in order, no spaces."""
    whole = {
        "v": VERSION,
        "moment_id": str(moment.moment_id),
        "session_id": str(moment.session_id),
        "author": moment.author.value,
        "session_ms": moment.session_ms,
        "marked_at": moment.marked_at.astimezone(UTC).isoformat(),
        "kind": moment.mark.kind,
        "mark": encode_mark(moment.mark),
        "is_late": moment.is_late,
        "reason": moment.reason,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(payload: bytes) -> Moment:
    """Give the moment back from its bytes."""
    text = payload.decode()
    whole, end = read_json(text)
    if end != len(text):
        raise json.JSONDecodeError("something follows the moment", text, end)
    return Moment(
        id_of(whole["moment_id"]),
        id_of(whole["session_id"]),
        AUTHORS[whole["author"]],
        whole["session_ms"],
        datetime.fromisoformat(whole["marked_at"]),
        decode_mark(whole["kind"], whole["mark"]),
        whole["is_late"],
        whole["reason"],
    )


def plain(value: Any) -> Any:
    """Give a value as JSON holds it; what `reader` of its type reads back."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, UUID) else value
