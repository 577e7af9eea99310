"""Pacing on the wire: a console asks, and is told what may be shown; the room keeps what it shows."""

from dataclasses import asdict
from typing import Literal

from interbeing.domain.pacing import Pacing, PacingState, Reason, Way
from interbeing.web.wire_manners import Wire
from interbeing.web.wire_reading import EstimateSeen


class AskPacing(Wire):
    """Asks for the figures as things stand now."""

    type: Literal["ask_pacing"]


class OutlookSeen(Wire):
    """The chance of leaving the window within the next three moments on this way, and its strongest reason."""

    way: Way
    leaving: EstimateSeen
    reason: Reason


class PacingTold(Wire):
    """The answer to one asking; `outlooks` is empty unless they are known."""

    type: Literal["pacing"] = "pacing"
    state: PacingState
    exchanges: int
    arousal_marks: int
    outlooks: list[OutlookSeen]

    @classmethod
    def from_domain(cls, pacing: Pacing) -> "PacingTold":
        """Make the twin."""
        outlooks = pacing.shown.outlooks if pacing.shown else ()
        seen = [OutlookSeen.model_validate(asdict(outlook)) for outlook in outlooks]
        state, exchanges, marks = pacing.state, pacing.exchanges, pacing.arousal_marks
        return cls(state=state, exchanges=exchanges, arousal_marks=marks, outlooks=seen)
