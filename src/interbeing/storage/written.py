"""How a record of ours is written down as JSON, and read back as what it was."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID


def written(value: Any) -> Any:
    """Give a value as JSON holds it: records and named tuples by their fields, mappings as pairs."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | datetime):
        return str(value)
    if isinstance(value, Mapping):
        return [[written(key), written(one)] for key, one in value.items()]
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if is_dataclass(value):
        return [written(getattr(value, field.name)) for field in fields(value)]
    return value


def reader(hint: Any) -> Callable[[Any], Any]:
    """Give what reads a value of this type back; the inverse of `written`."""
    if isinstance(hint, UnionType):
        read = reader(next(one for one in get_args(hint) if one is not type(None)))
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if get_origin(hint) is Mapping:
        key, one = map(reader, get_args(hint))
        return lambda pairs: {key(name): one(value) for name, value in pairs}
    if hint is datetime:
        return datetime.fromisoformat
    if issubclass(hint, Enum | UUID):
        read_one: Callable[[Any], Any] = hint
        return read_one
    return _record(hint) if hasattr(hint, "__dataclass_fields__") or hasattr(hint, "_fields") else _as_it_is


def _tuple(inside: tuple[Any, ...]) -> Callable[[Any], Any]:
    if inside[-1] is Ellipsis:
        read = reader(inside[0])
        return lambda values: tuple(map(read, values))
    each = tuple(map(reader, inside))
    return lambda values: tuple(one(value) for one, value in zip(each, values, strict=True))


def _record(hint: Any) -> Callable[[Any], Any]:
    types = get_type_hints(hint)
    names = hint._fields if hasattr(hint, "_fields") else tuple(field.name for field in fields(hint))
    each = tuple(reader(types[name]) for name in names)
    return lambda values: hint(*(one(value) for one, value in zip(each, values, strict=True)))


def _as_it_is(value: Any) -> Any:
    return value
