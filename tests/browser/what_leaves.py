"""All that a mirror's page says to anybody: every message of its line and every request, held against a short list."""

import json
from typing import Final

from tests.browser.sensing_stage import Stage

MARK: Final = {"type", "moment"}
# What the page may say, and with which words; a message that bears another word, or is larger, is strange.
MAY_SAY: Final[dict[str, set[str]]] = {
    "enter": {"type", "screen", "tab", "after_seq"},
    "tick": {"type", "sent_ms"},
    "mark": MARK,
    "mirror": {"type", "state", "rate_hz", "delay_ms"},
    "eyes": {"type", "eyes", "faces", "blinks", "moved", "far_cm", "bright"},
    "skin": {"type", "at_ms", "frames"},
    "not_measured": {"type", "signal", "why"},
    "stop_signal": {"type", "signal"},
    "erase_signal": {"type", "signal"},
}
LARGEST_BYTES: Final = 1_024
ASKS: Final = ("GET ", "HEAD ")


def from_camera(stage: Stage, *kinds: str) -> list[tuple[float, str]]:
    """Give what was said of the camera, and when: of these kinds alone, or all."""
    wanted = kinds or ("eyes", "skin")
    said = [(at, text) for at, text in stage.sent if isinstance(text, str)]
    return [(at, text) for at, text in said if json.loads(text)["type"] in wanted]


def strange(stage: Stage) -> list[str]:
    """Name what left the page and could hold more than the mirror has to say."""
    said = [one for _, message in stage.sent for one in _strange_in(message)]
    asked = [one for one in stage.asked if not one.startswith(ASKS) or "?" in one]
    bodies = [f"{len(body)} bytes in the body of a request" for body in stage.bodies]
    return [*said, *asked, *bodies]


def _strange_in(message: str | bytes) -> list[str]:
    if isinstance(message, bytes):
        return [f"{len(message)} bytes that are not text"]
    said = json.loads(message)
    odd = sorted(set(said) ^ MAY_SAY.get(said["type"], set()))
    too_long = [f"{len(message)} characters in {said['type']}"] if len(message) > LARGEST_BYTES else []
    return [*too_long, *([f"words {odd} in {said['type']}"] if odd else [])]
