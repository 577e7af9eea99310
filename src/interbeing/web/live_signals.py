"""What a screen says of signals: only the mirror's page measures; both screens may stop it and erase."""

from typing import Any, Final, assert_never

from interbeing.domain.mark import Screen
from interbeing.domain.signal import Signal
from interbeing.services.broadcast import Seat
from interbeing.services.live import LiveSession
from interbeing.services.sensing import Sensing
from interbeing.web import wire_signals as of
from interbeing.web.wire import Refused

WITHDRAWN_BY: Final = {Screen.MIRROR: "the patient, at the mirror", Screen.CONSOLE: "the therapist, at the console"}


async def hear_signal(sensing: Sensing, live: LiveSession, seat: Seat, said: Any) -> Refused | None:
    """Pass on what the instruments say; answered only when this screen may not say it."""
    match said:
        case of.StopSignal():
            await sensing.withdraw(live, said.signal, WITHDRAWN_BY[seat.screen])
        case of.EraseSignal():
            await sensing.erase(live, said.signal)
        case _ if seat.screen is not Screen.MIRROR:
            detail = "only the mirror's page measures"
            return Refused(moment_id=None, title="Not for this screen", detail=detail, may_retry=False)
        case of.TellEyes():
            await sensing.hear(live, Signal.EYES, said.to_said())
        case of.TellSkin():
            await sensing.hear(live, Signal.PULSE, said.to_said())
        case of.TellBelt():
            await sensing.hear(live, Signal.BELT, said.to_said())
        case of.TellLoss():
            await sensing.lose(live, said.signal, said.why)
        case _:
            assert_never(said)
    return None
