"""Changes JSON one value at a time, so that most of what is tried comes past the first reading."""

import json
from random import Random
from typing import Any, Final

STRANGE: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 0.5, -0.0, 2**31, 2**63, -(2**63) - 1, 10**400, 1e308, "", "0", "x" * 300, "\u0000"),
    *(
        "\u202e",
        "NaN",
        "1e400",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        [],
        {},
        [[]],
        [None],
        {"": 0},
    ),
)
HUGE: Final = "1e400"  # JSON has it, and Python reads it as infinity


def changed(content: bytes, rng: Random) -> bytes | None:
    """Give it with one of its values replaced, left out, doubled or moved; None when it is no JSON."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        return None
    places = list(_places(whole))
    if not places:
        return None
    inside, key = rng.choice(places)
    match rng.randrange(5):
        case 0:
            other, place = rng.choice(places)
            inside[key] = json.loads(json.dumps(other[place]))
        case 1:
            inside.pop(key)
        case 2 if isinstance(inside, list):
            inside.append(inside[key])
        case 3:
            inside[key] = HUGE
            return _dumped(whole).replace(f'"{HUGE}"'.encode(), HUGE.encode())
        case _:
            inside[key] = rng.choice(STRANGE)
    return _dumped(whole)


def _places(whole: Any) -> Any:
    """Give every place that holds a value: what it lies in, and its key or number there."""
    waiting = [whole]
    while waiting:
        inside = waiting.pop()
        if isinstance(inside, dict | list):
            keys = list(inside) if isinstance(inside, dict) else range(len(inside))
            yield from ((inside, key) for key in keys)
            waiting += [inside[key] for key in keys]


def _dumped(whole: Any) -> bytes:
    try:
        return json.dumps(whole).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b"{}"
