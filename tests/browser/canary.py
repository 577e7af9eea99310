"""A pattern that the fake camera bears in every picture, and a search for it in anything that was sent."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.browser.sitter import WIDTH, Picture

CELLS: Final = 32
HIGH: Final = 24  # pixels, at the upper edge
CODE: Final = np.random.default_rng(1840).permuted(np.repeat([0, 1], CELLS // 2)).astype(np.uint8)
CODES: Final = (CODE.tobytes(), CODE[::-1].tobytes())  # as it is, and mirrored
WIDEST_CELL: Final = 40  # values
HALF_LIGHT: Final = 127
APART: Final = (1, 3, 4)  # grey, three colours, and four with how opaque they are
AS_TEXT: Final = re.compile(rb"[A-Za-z0-9+/_-]{64,}={0,2}")


def with_canary(picture: Picture) -> Picture:
    """Put the pattern on the upper edge of a picture."""
    picture[:HIGH] = np.where(np.repeat(CODE, WIDTH // CELLS) > 0, 235, 16)[:, None]
    return picture


def bears_canary(sent: bytes) -> bool:
    """Say whether what was sent holds the pattern: as a picture of any kind, as bare values, in text or in numbers."""
    return any(_in_picture(one) or _in_values(np.frombuffer(one, np.uint8)) for one in _readings(sent))


def _readings(sent: bytes) -> Iterator[bytes]:
    """What was sent as it is, its base64 undone, and the numbers in its JSON."""
    yield sent
    for found in AS_TEXT.findall(sent):
        with suppress(binascii.Error):
            yield base64.urlsafe_b64decode(found.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(found) % 4))
    with suppress(ValueError):
        yield np.clip(np.array(list(_numbers(json.loads(sent))), np.float64), 0, 255).astype(np.uint8).tobytes()


def _numbers(said: Any) -> Iterator[float]:
    if isinstance(said, dict | list):
        yield from chain.from_iterable(map(_numbers, said.values() if isinstance(said, dict) else said))
    elif isinstance(said, int | float):
        yield said


def _in_picture(sent: bytes) -> bool:
    try:
        grey = Image.open(BytesIO(sent)).convert("L")
    except (OSError, SyntaxError, ValueError):
        return False
    return _in_values(np.asarray(grey.resize((CELLS, grey.height), Image.Resampling.BOX)).ravel())


def _in_values(values: NDArray[np.uint8]) -> bool:
    light = (values > HALF_LIGHT).astype(np.uint8)
    steps = [apart * cell for apart in APART for cell in range(1, WIDEST_CELL)] if light.any() else []
    rows = (light[start::step].tobytes() for step in steps for start in range(step))
    return any(code in row for row in rows for code in CODES)
