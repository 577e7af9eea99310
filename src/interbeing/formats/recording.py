"""One session as every format takes it: who, when, its moments, its exchanges and its signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

import numpy as np

from interbeing.domain import spans
from interbeing.domain.consent import ConsentEntry
from interbeing.domain.exchange import Exchange
from interbeing.domain.mark import Retraction
from interbeing.domain.moment import Kept
from interbeing.domain.rating import Rating
from interbeing.domain.session import Session
from interbeing.domain.spans import Log
from interbeing.formats.measured import BEATS, measured_signals
from interbeing.formats.signal import Signal, arousal_signal


@dataclass(frozen=True)
class Recording:
    """A session read whole. `kept` is in the order of the log; `ratings` are those that both chose to show.

    No pseudonym has a place here: a file names its patient by the id alone.
    """

    session: Session
    is_simulated: bool
    kept: tuple[Kept, ...]
    exchanges: tuple[Exchange, ...]
    exchange_of: Mapping[UUID, UUID]
    consents: tuple[ConsentEntry, ...] = ()
    ratings: tuple[Rating, ...] = ()

    @property
    def began_at(self) -> datetime:
        """When the session clock was 0, in UTC; of a session that never opened, when it was planned for."""
        return (self.session.opened_at or self.session.planned_for).astimezone(UTC)

    @cached_property
    def taken_back(self) -> frozenset[UUID]:
        """The ids of the moments that were taken back."""
        found = (kept.moment.mark for kept in self.kept)
        return frozenset(mark.retracted for mark in found if isinstance(mark, Retraction))

    @cached_property
    def log(self) -> Log:
        """The standing moments in the order of the session clock."""
        return spans.in_order(kept.moment for kept in self.kept)

    @cached_property
    def end_ms(self) -> int:
        """Where the file ends: at the session's close, or at its last moment."""
        return spans.end_of(self.log)

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Everything that goes on in time as numbers: arousal as marked, then what was measured."""
        arousal = arousal_signal(spans.arousals(self.log, self.end_ms))
        measured = measured_signals(self.log)
        return (arousal, *measured) if arousal else measured

    @cached_property
    def beats(self) -> tuple[tuple[float, float], ...]:
        """Every interval between two beats that a belt told: when it ended on the session clock, and its length in ms.

        The times are the belt's own, not brought to any rate.
        """
        told = next((signal for signal in self.signals if signal.name == BEATS.name), None)
        if told is None:
            return ()
        known = ~np.isnan(told.values)
        return tuple(zip(told.times_ms[known].tolist(), told.values[known].tolist(), strict=True))

    @cached_property
    def number_of(self) -> Mapping[UUID, int]:
        """The number of each exchange in the session, counted from 1."""
        return {exchange.exchange_id: number for number, exchange in enumerate(self.exchanges, 1)}
