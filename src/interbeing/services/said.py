"""What a screen says for a moment, as words that another room on the same record reads: never kept in any log."""

import json
from dataclasses import asdict
from typing import Any, Final

from interbeing.domain.signal import Eyes, Signal, Why
from interbeing.domain.signal_now import BeltNow, EyesNow, Instrument, PulseNow, SignalsNow
from interbeing.services.broadcast import MirrorSeen

Said = MirrorSeen | SignalsNow
NOW_OF: Final = {Signal.EYES: EyesNow, Signal.PULSE: PulseNow, Signal.BELT: BeltNow}


def words_of(said: Said) -> str:
    """Put it into words."""
    return json.dumps(asdict(said))


def said_in(words: str) -> Said:
    """Take it out of them."""
    found = json.loads(words)
    if "state" in found:
        return MirrorSeen(**found)
    return SignalsNow(tuple(_instrument(one) for one in found["instruments"]))


def _instrument(one: dict[str, Any]) -> Instrument:
    signal, now = Signal(one["signal"]), one["now"]
    if now and now.get("eyes"):
        now = {**now, "eyes": Eyes(now["eyes"])}
    why = Why(one["why"]) if one["why"] else None
    return Instrument(signal, one["is_agreed"], one["is_on"], why, NOW_OF[signal](**now) if now else None)
