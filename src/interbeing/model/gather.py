"""Gathers a session's log into the moments that the model learns from, out of the exchanges that the screens show.

The rule (docs/model.md §5; ADR 0025). What was taken back counts nowhere; corrections and late completions count as
`domain/gathering.py` places them, so that the model and the therapist see the same exchanges.

1. Each exchange in which something was felt, offered, read or received is one moment: felt, offered, and the *first*
   reading. A reading after *look again* is the repair, not the exchange. It stands at the time of its first mark.
2. An exchange is open from its first mark until its four places are filled and a look again has ended; otherwise for
   the clinic's exchange gap after its last mark; and never beyond the first mark of the next. Arousal and gaze marked
   while it is open belong to it, the last one counting. Outside they make moments of their own, without labels, in
   which nothing is learned by exchange.
3. Reassurance counts once: in the exchange that was open when it was given, otherwise in the next one.
4. The own reflection is invited while the mirror is not covered and the rung, if one was chosen, asks for it. The
   mirror is uncovered by a mark, or when its screen first comes in. What held when the moment began counts for it.
5. An answer of the recognition exercise is an exchange away from the reflection, with no felt label: the drawn face is
   the offer. Of two answers to one face the later counts; "I don't know" stays unmarked.
6. Minutes run from the moment before; at a session's first moment, from the session's beginning.

What was not marked stays unmarked.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from interbeing.domain.exchange import Exchange, emotion_of
from interbeing.domain.gathering import Gathering
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import (
    ArousalSeen,
    Connection,
    Cover,
    Gaze,
    Reassured,
    Recognised,
    Screen,
)
from interbeing.domain.moment import Moment
from interbeing.domain.spans import in_order
from interbeing.model.marks import Marked

MS_PER_MINUTE: Final = 60_000.0


@dataclass(slots=True)
class _Lived:
    """A moment in the making: the stretch of the session clock in which marks still belong to it, and what it has."""

    began_ms: int
    until_ms: int
    marked: Marked


def gather(log: Iterable[Moment], gap_ms: int) -> list[Marked]:
    """Turn one session's log into its model moments; `gap_ms` is the clinic's exchange gap."""
    log = tuple(log)
    kept = in_order(log)
    invited = _Invited(kept)
    exchanges = [_lived(one, gap_ms, invited) for one in Gathering(gap_ms, log).exchanges if _teaches(one)]
    exchanges.sort(key=lambda lived: lived.began_ms)
    alone = [lived for moment in kept for lived in _placed(moment, exchanges, invited)]
    return _timed([*exchanges, *alone, *_recognised(kept)])


def is_invited(log: Iterable[Moment], session_ms: int) -> bool:
    """Say whether the own reflection is invited at this time of the session clock (rule 4)."""
    return _Invited(in_order(log)).at(session_ms)


class _Invited:
    """Whether the own reflection is invited, at any time of the session clock."""

    def __init__(self, kept: Iterable[Moment]) -> None:
        self._from_ms: list[int] = []
        self._is_invited: list[bool] = []
        covered: bool | None = None
        asks = True
        for moment in kept:
            match moment.mark:
                case Cover():
                    covered = moment.mark.covered
                case Connection(Screen.MIRROR, connected=True) if covered is None:
                    covered = False
                case RungChosen():
                    asks = moment.mark.invites_own_reflection
                case _:
                    continue
            self._from_ms.append(moment.session_ms)
            self._is_invited.append(asks and covered is False)

    def at(self, session_ms: int) -> bool:
        """Say whether it was invited then."""
        place = bisect_right(self._from_ms, session_ms)
        return place > 0 and self._is_invited[place - 1]


def _teaches(exchange: Exchange) -> bool:
    return any((exchange.felt, exchange.offered, exchange.perceived, exchange.received))


def _lived(exchange: Exchange, gap_ms: int, invited: _Invited) -> _Lived:
    began_ms = exchange.moments[0].session_ms
    marked = Marked(
        minutes=0.0,
        felt=emotion_of(exchange.felt),
        offered=emotion_of(exchange.offered),
        perceived=emotion_of(exchange.perceived),
        invited=invited.at(began_ms),
    )
    return _Lived(began_ms, exchange.last_ms + gap_ms if exchange.is_open else _completed_ms(exchange), marked)


def _completed_ms(exchange: Exchange) -> int:
    places = (exchange.felt, exchange.offered, exchange.perceived, exchange.received, exchange.repair_ended)
    return max(moment.session_ms for moment in places if moment is not None)


def _placed(moment: Moment, exchanges: list[_Lived], invited: _Invited) -> list[_Lived]:
    """Put arousal, gaze or reassurance where it belongs; what belongs nowhere comes back as a moment of its own."""
    at_ms = moment.session_ms
    after = bisect_right(exchanges, at_ms, key=lambda lived: lived.began_ms)
    within = exchanges[after - 1] if after and at_ms <= exchanges[after - 1].until_ms else None
    alone = _Lived(at_ms, at_ms, Marked(0.0, is_exchange=False, invited=invited.at(at_ms)))
    match moment.mark:
        case ArousalSeen(level):
            lived = within or alone
            lived.marked = replace(lived.marked, arousal=level)
        case Gaze(at_reflection):
            lived = within or alone
            lived.marked = replace(lived.marked, at_reflection=at_reflection)
        case Reassured():
            given = within or (exchanges[after] if after < len(exchanges) else None)
            if given is not None:
                given.marked = replace(given.marked, reassured=True)
            return []
        case _:
            return []
    return [] if within else [alone]


def _recognised(kept: Iterable[Moment]) -> list[_Lived]:
    answers: dict[int, _Lived] = {}
    for moment in kept:
        if isinstance(answer := moment.mark, Recognised):
            marked = Marked(0.0, offered=answer.shown, perceived=answer.read_as, at_reflection=False)
            answers[answer.trial] = _Lived(moment.session_ms, moment.session_ms, marked)
    return list(answers.values())


def _timed(lived: list[_Lived]) -> list[Marked]:
    before_ms = 0
    moments: list[Marked] = []
    for one in sorted(lived, key=lambda lived: lived.began_ms):
        minutes = (one.began_ms - before_ms) / MS_PER_MINUTE
        moments.append(replace(one.marked, minutes=minutes, is_first=not moments))
        before_ms = one.began_ms
    return moments
