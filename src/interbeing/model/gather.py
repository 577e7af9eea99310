"""Gathers the marks of a session into the moments that the model learns from, by one rule.

The rule (docs/model.md, gathering; ADR 0014):

1. Marks are read in the order of their session clock; marks of the same millisecond keep the order of the log.
2. An exchange collects felt, offered and perceived. A label that the open exchange already has begins the next one, and
   so does any label more than a minute after the exchange began: a late mark may complete an exchange, not reopen it.
3. Arousal and gaze marked while an exchange is open belong to it, the last one counting. It stays open until the next
   exchange begins or ten seconds after its last label; arousal and gaze after that make moments of their own, without
   labels, in which nothing is learned by exchange.
4. Reassurance marked between two exchanges belongs to the later of the two (it was given before it).
5. An invitation to the own reflection holds until it is taken back; gaze at the reflection says nothing of avoidance
   unless the person was invited.
6. A moment stands at the time of its first mark; minutes run from the moment before, or from the session's beginning.

What was not marked stays unmarked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from interbeing.domain.emotion import Emotion
from interbeing.model.marks import Marked

MS_PER_MINUTE: Final = 60_000.0
COMPLETED_WITHIN_MS: Final = 60_000
OPEN_AFTER_LABEL_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of a session log, as the model needs it; None where the line says nothing of it.

    `invited`: True when the own reflection is invited, False when the invitation ends. `reassured`: True when given.
    """

    session_ms: int
    felt: Emotion | None = None
    offered: Emotion | None = None
    perceived: Emotion | None = None
    arousal: int | None = None
    at_reflection: bool | None = None
    invited: bool | None = None
    reassured: bool | None = None

    def has_label(self) -> bool:
        """Say whether the line belongs to an exchange."""
        return not (self.felt is None and self.offered is None and self.perceived is None)

    def has_reading(self) -> bool:
        """Say whether the line tells of arousal or gaze."""
        return not (self.arousal is None and self.at_reflection is None)


@dataclass(frozen=True, slots=True)
class _Open:
    """A moment that may still be completed: what it has, when it began, and when its last label came."""

    began_ms: int
    last_label_ms: int
    so_far: Marked


@dataclass(frozen=True, slots=True)
class _Room:
    """What holds from one mark to the next: an invitation, and reassurance not yet used."""

    invited: bool = False
    reassured: bool = False


def gather(notes: Iterable[Noted]) -> list[Marked]:
    """Turn one session's log into its model moments; the first stands at its minutes since the session began."""
    done: list[_Open] = []
    current: _Open | None = None
    room = _Room()
    for note in sorted(notes, key=lambda line: line.session_ms):
        room = _changed(room, note)
        if not (note.has_label() or note.has_reading()):
            continue
        if current is not None and _belongs(current, note):
            current = _completed(current, note)
            continue
        if current is not None:
            done.append(current)
        current = _begun(note, room)
        if note.has_label():
            room = replace(room, reassured=False)
    return _timed([*done, current] if current is not None else done)


def _changed(room: _Room, note: Noted) -> _Room:
    invited = room.invited if note.invited is None else note.invited
    return _Room(invited, room.reassured or bool(note.reassured))


def _belongs(current: _Open, note: Noted) -> bool:
    if not current.so_far.is_exchange:
        return False
    if not note.has_label():
        return note.session_ms - current.last_label_ms <= OPEN_AFTER_LABEL_MS
    pairs = (
        (current.so_far.felt, note.felt),
        (current.so_far.offered, note.offered),
        (current.so_far.perceived, note.perceived),
    )
    is_free = all(had is None or new is None for had, new in pairs)
    return is_free and note.session_ms - current.began_ms <= COMPLETED_WITHIN_MS


def _begun(note: Noted, room: _Room) -> _Open:
    so_far = Marked(
        minutes=0.0, is_exchange=note.has_label(), invited=room.invited, reassured=room.reassured and note.has_label()
    )
    return _completed(_Open(note.session_ms, note.session_ms, so_far), note)


def _completed(current: _Open, note: Noted) -> _Open:
    had = current.so_far
    so_far = replace(
        had,
        felt=note.felt or had.felt,
        offered=note.offered or had.offered,
        perceived=note.perceived or had.perceived,
        arousal=had.arousal if note.arousal is None else note.arousal,
        at_reflection=had.at_reflection if note.at_reflection is None else note.at_reflection,
    )
    return _Open(current.began_ms, note.session_ms if note.has_label() else current.last_label_ms, so_far)


def _timed(opened: list[_Open]) -> list[Marked]:
    before = 0
    moments: list[Marked] = []
    for moment in opened:
        minutes = (moment.began_ms - before) / MS_PER_MINUTE
        moments.append(replace(moment.so_far, minutes=minutes, is_first=not moments))
        before = moment.began_ms
    return moments
