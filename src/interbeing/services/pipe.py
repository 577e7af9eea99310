"""How the room and its mind tell each other things: each a frozen dataclass, written as one line of JSON."""

import json
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, BinaryIO, get_args, get_origin, get_type_hints
from uuid import UUID


def tell(pipe: BinaryIO, told: Any) -> None:
    """Write one dataclass; OSError when nobody listens any more."""
    pipe.write(json.dumps({type(told).__name__: asdict(told)}, default=str).encode() + b"\n")
    pipe.flush()


def hear(line: bytes, kinds: tuple[type[Any], ...]) -> Any:
    """Read one line that holds one of these kinds; EOFError when it was cut off."""
    if not line.endswith(b"\n"):
        raise EOFError
    ((name, values),) = json.loads(line).items()
    return _typed(next(kind for kind in kinds if kind.__name__ == name), values)


def _typed(hint: Any, value: Any) -> Any:
    """Give the JSON value as what this type says: a dataclass, a tuple, an enum, an id, a path, or the value itself."""
    if isinstance(hint, UnionType):
        return None if value is None else _typed(get_args(hint)[0], value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], one) for one in value)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        given = {field.name: _typed(hints[field.name], value[field.name]) for field in fields(hint)}
        return hint(**given)
    return hint(value) if isinstance(hint, type) and issubclass(hint, Enum | UUID | Path) else value
