"""Everything that can be done with one key on the console, and the key that does it unless the clinic chose another.

Keys are named by their place on the keyboard (the browser's `code`), so that they lie alike on every layout: four rows
for felt, offered, read as and received, the modifiers to the right of them, what is done with the mirror below and
beside them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Action(StrEnum):
    """One thing that the therapist does on the console."""

    FELT_COMPASSION = "felt_compassion"
    FELT_NEUTRAL = "felt_neutral"
    FELT_SADNESS = "felt_sadness"
    FELT_FEAR = "felt_fear"
    FELT_ANGER = "felt_anger"
    FELT_DISGUST = "felt_disgust"
    FELT_SHAME = "felt_shame"
    OFFERED_COMPASSION = "offered_compassion"
    OFFERED_NEUTRAL = "offered_neutral"
    OFFERED_SADNESS = "offered_sadness"
    OFFERED_FEAR = "offered_fear"
    OFFERED_ANGER = "offered_anger"
    OFFERED_DISGUST = "offered_disgust"
    OFFERED_SHAME = "offered_shame"
    PERCEIVED_COMPASSION = "perceived_compassion"
    PERCEIVED_NEUTRAL = "perceived_neutral"
    PERCEIVED_SADNESS = "perceived_sadness"
    PERCEIVED_FEAR = "perceived_fear"
    PERCEIVED_ANGER = "perceived_anger"
    PERCEIVED_DISGUST = "perceived_disgust"
    PERCEIVED_SHAME = "perceived_shame"
    RECEIVED_UNBEARABLE = "received_unbearable"
    RECEIVED_HARD = "received_hard"
    RECEIVED_BEARABLE = "received_bearable"
    RECEIVED_TAKEN_IN = "received_taken_in"
    INTENSITY_SLIGHT = "intensity_slight"
    INTENSITY_CLEAR = "intensity_clear"
    INTENSITY_STRONG = "intensity_strong"
    PART_SUFFERING = "part_suffering"
    PART_CRITICAL = "part_critical"
    PART_COMPASSIONATE = "part_compassionate"
    SPOKE_SUFFERING = "spoke_suffering"
    SPOKE_CRITICAL = "spoke_critical"
    SPOKE_COMPASSIONATE = "spoke_compassionate"
    ATTITUDE_CRITICAL = "attitude_critical"
    ATTITUDE_NEUTRAL = "attitude_neutral"
    ATTITUDE_COMPASSIONATE = "attitude_compassionate"
    AROUSAL_UP = "arousal_up"
    AROUSAL_DOWN = "arousal_down"
    GAZE = "gaze"
    REASSURED = "reassured"
    WE = "we"
    LOOK_AGAIN = "look_again"
    GROUND = "ground"
    GROUND_END = "ground_end"
    COVER = "cover"
    PAUSE = "pause"
    UNDO = "undo"
    PACING = "pacing"
    CUE_NEXT = "cue_next"
    CUE_PREVIOUS = "cue_previous"
    RUNG_NEXT = "rung_next"
    RUNG_PREVIOUS = "rung_previous"
    VEIL_MORE = "veil_more"
    VEIL_LESS = "veil_less"
    CROP_NEXT = "crop_next"
    WHO_NEXT = "who_next"
    BRIGHTER = "brighter"
    DIMMER = "dimmer"
    BORDER_NEXT = "border_next"
    FRAME_LEFT = "frame_left"
    FRAME_RIGHT = "frame_right"
    FRAME_UP = "frame_up"
    FRAME_DOWN = "frame_down"
    FRAME_CLOSER = "frame_closer"
    FRAME_FARTHER = "frame_farther"
    FRAME_LAY = "frame_lay"
    FRAME_SWAP = "frame_swap"
    LIGHT = "light"
    EXCHANGE_EARLIER = "exchange_earlier"
    EXCHANGE_LATER = "exchange_later"
    MOVE = "move"
    LET_GO = "let_go"


def _row(prefix: str, codes: str) -> dict[Action, str]:
    names = [action for action in Action if action.value.startswith(f"{prefix}_")]
    return dict(zip(names, codes.split(), strict=True))


DEFAULT_KEYS: Final[Mapping[Action, str]] = MappingProxyType(
    {
        **_row("felt", "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7"),
        **_row("offered", "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU"),
        **_row("perceived", "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ"),
        **_row("received", "KeyZ KeyX KeyC KeyV"),
        **_row("intensity", "Digit8 Digit9 Digit0"),
        **_row("part", "KeyI KeyO KeyP"),
        **_row("spoke", "F6 F7 F10"),
        **_row("attitude", "KeyK KeyL Semicolon"),
        **_row("arousal", "ArrowUp ArrowDown"),
        **_row("cue", "PageDown PageUp"),
        **_row("rung", "BracketRight BracketLeft"),
        **_row("exchange", "ArrowLeft ArrowRight"),
        **_row("veil", "Delete Home"),
        **_row("frame", "Numpad4 Numpad6 Numpad8 Numpad2 Numpad9 Numpad3 Numpad5 Numpad0"),
        Action.CROP_NEXT: "Backslash",
        Action.WHO_NEXT: "Backquote",
        Action.BRIGHTER: "F9",
        Action.DIMMER: "F8",
        Action.BORDER_NEXT: "F4",
        Action.LIGHT: "F2",
        Action.GROUND_END: "End",
        Action.LOOK_AGAIN: "KeyB",
        Action.REASSURED: "KeyN",
        Action.WE: "KeyM",
        Action.GAZE: "Comma",
        Action.COVER: "Period",
        Action.PAUSE: "Slash",
        Action.GROUND: "Space",
        Action.UNDO: "Backspace",
        Action.PACING: "Minus",
        Action.MOVE: "Quote",
        Action.LET_GO: "Escape",
    }
)


def keys_of(chosen: Mapping[str, str]) -> dict[Action, str]:
    """Give the key of every action; the clinic's choice comes first, and a key that it took is taken from its default.

    An action without a key has the empty word; it can still be touched.
    """
    own = {action: chosen[action.value] for action in Action if action.value in chosen}
    taken = {code for code in own.values() if code}
    return {action: own.get(action, "" if DEFAULT_KEYS[action] in taken else DEFAULT_KEYS[action]) for action in Action}
