"""All that a mirror's page may say to the room, value by value; whatever else leaves it is strange."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from tests.browser.canary import bears_canary
from tests.browser.wire_tap import Heard

Claim = Callable[[Any], bool]
LARGEST_BYTES: Final = 1_024
LARGEST_HEAD: Final = 1_536  # a browser's own words about itself, and a short address
ASKS: Final = ("GET ", "HEAD ")
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def one_of(*words: str | bool) -> Claim:
    """One of these and nothing else."""
    return lambda said: any(said is word if isinstance(word, bool) else said == word for word in words)


def number(least: float, most: float) -> Claim:
    """A number between these, or nothing known."""
    return lambda said: said is None or (isinstance(said, int | float) and least <= said <= most)


def text(pattern: str, longest: int) -> Claim:
    """A text of these signs alone."""
    return lambda said: isinstance(said, str) and len(said) <= longest and re.fullmatch(pattern, said) is not None


def is_colours(said: Any) -> bool:
    """Up to forty pictures: milliseconds, and three mean colours in hundredths."""
    whole = [all(isinstance(one, int) for one in frame) and len(frame) == 4 for frame in said]
    return len(said) <= 40 and all(whole) and all(0 <= one <= 25_500 for frame in said for one in frame)


def is_places(said: Any) -> bool:
    """Where a frame would lie on up to two faces: percent across and down, steps closer, whole numbers all."""
    return said is None or (len(said) <= 2 and all(len(one) == 3 and all(map(is_place, one)) for one in said))


def is_place(said: Any) -> bool:
    """A whole number, no farther than a frame may lie."""
    return isinstance(said, int) and -60 <= said <= 60


is_id: Final = text(UUID.pattern, 36)
STEP: Final = {"kind": one_of("pause", "grounding"), "step": one_of("began", "ended")}
COVER: Final = {"kind": one_of("cover"), "covered": one_of(True, False)}
MOMENT: Final = {
    "moment_id": is_id,
    "session_ms": number(0, 1e9),
    "marked_at": text(r"[0-9T:.Z-]+", 24),
    "is_late": one_of(True, False),
    "reason": one_of(""),
}


def is_moment(said: Any) -> bool:
    """A mark of the patient's own: that the mirror is covered or shown, a pause, grounding."""
    mark = said.get("mark", {})
    rest = {key: value for key, value in said.items() if key != "mark"}
    return not _odd(rest, MOMENT, must=False) and any(not _odd(mark, one) for one in (STEP, COVER))


SIGNAL: Final = one_of("eyes", "pulse", "belt")
WORDS: Final = text(r"[a-z_]+", 12)
MAY_SAY: Final[dict[str, dict[str, Claim]]] = {
    "enter": {"screen": one_of("mirror"), "tab": is_id, "after_seq": number(0, 1e6)},
    "read_on": {"after_seq": number(0, 1e6)},
    "tick": {"sent_ms": number(0, 1e9)},
    "mark": {"moment": is_moment},
    "mirror": {"state": WORDS, "rate_hz": number(0, 1e3), "delay_ms": number(0, 6e4)},
    "eyes": {
        "eyes": text(r"[otac?]+", 10),
        "faces": number(0, 2),
        "blinks": number(0, 10),
        "moved": number(0, 100),
        "far_cm": number(0, 1e3),
        "bright": number(0, 255),
        "places": is_places,
    },
    "skin": {"at_ms": number(0, 1e9), "frames": is_colours},
    "not_measured": {"signal": SIGNAL, "why": WORDS},
    "stop_signal": {"signal": SIGNAL},
    "erase_signal": {"signal": SIGNAL},
}
FROM_CAMERA: Final = {"eyes", "skin", "not_measured"}


def messages(heard: Iterable[Heard], *kinds: str) -> list[Heard]:
    """Give what was said on the line: of these kinds alone, or all."""
    return [one for one in heard if not one.asked and (not kinds or kind_of(one) in kinds)]


def kind_of(heard: Heard) -> str:
    """Of which kind a message is; empty when it is none of ours."""
    try:
        said = json.loads(heard.body)
    except ValueError:
        return ""
    return str(said.get("type", "")) if isinstance(said, dict) else ""


def bytes_a_second(heard: Iterable[Heard], from_s: float, to_s: float, *kinds: str) -> float:
    """How much these messages carried between two times."""
    within = [one for one in messages(heard, *kinds) if from_s <= one.at_s < to_s]
    return sum(len(one.body) for one in within) / (to_s - from_s)


def strange(heard: Iterable[Heard]) -> list[str]:
    """Name what left the page and could hold more than the mirror has to say."""
    all_of_it = list(heard)
    found = [name for one in all_of_it for name in (_strange_request(one) if one.asked else _strange_message(one.body))]
    return [
        *found,
        *(f"the camera's own picture in {one.asked[:80] or kind_of(one)}" for one in all_of_it if _is_picture(one)),
    ]


def _is_picture(heard: Heard) -> bool:
    return bears_canary(heard.body) or any(bears_canary(part.encode()) for part in re.split(r"[/?&= .]", heard.asked))


def _strange_request(heard: Heard) -> list[str]:
    asked, too_long = heard.asked, heard.head_bytes > LARGEST_HEAD
    is_odd = not asked.startswith(ASKS) or "?" in asked
    return [
        *([asked[:80]] if is_odd else []),
        *([f"{heard.head_bytes} bytes before the body of {asked[:80]}"] if too_long else []),
        *([f"{len(heard.body)} bytes in the body of {asked[:80]}"] if heard.body else []),
    ]


def _strange_message(body: bytes) -> list[str]:
    try:
        said = json.loads(body)
    except ValueError:
        return [f"{len(body)} bytes that are none of our messages"]
    kind = said.pop("type", "")
    odd = _odd(said, MAY_SAY.get(kind, {}))
    too_long = [f"{len(body)} bytes in {kind}"] if len(body) > LARGEST_BYTES else []
    return [*too_long, *([f"{odd} in {kind}"] if odd or kind not in MAY_SAY else [])]


def _odd(said: dict[str, Any], may: dict[str, Claim], *, must: bool = True) -> list[str]:
    """Name the words that may not be there, are missing, or bear what they may not."""
    missing = sorted(set(may) - set(said)) if must else []
    return [*missing, *(word for word, value in said.items() if word not in may or not may[word](value))]
