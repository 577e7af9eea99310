"""Plays an example session into the room, so that the console and the review can be watched at work."""

import argparse
import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from interbeing.cli.serve import Commands, listen, open_server, room_answers, show
from interbeing.domain.errors import NotSaved
from interbeing.domain.moment import Moment
from interbeing.settings import Settings, read_settings

DEFAULT_SPEED: Final = 15.0  # 45 minutes in three
FASTEST: Final = 100_000.0
LOOK_S: Final = 0.1


def register(commands: Commands) -> None:
    """Add the command of this module."""
    demo = commands.add_parser("demo", help="play an example session into the console and the review")
    demo.add_argument("--speed", type=_speed, default=DEFAULT_SPEED, help="times as fast as it was (15: three minutes)")
    demo.add_argument("--browser", action="store_true", help="open the console in the browser too")
    demo.set_defaults(run=_demo)


def _speed(given: str) -> float:
    speed = float(given)
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"{given} is not between 0 and {FASTEST:g}")
    return speed


def _demo(chosen: argparse.Namespace) -> int:
    settings = read_settings()
    try:
        if room_answers(settings):
            print(f"Playing into the room that is open at {settings.address}.", flush=True)
            _play(settings, chosen)
        else:
            with _serving(settings) as server:
                _play(settings, chosen)
                print("The room stays open to look around. Ctrl-C closes it.", flush=True)
                while server.is_alive():
                    server.join(LOOK_S)  # in small steps, so that Ctrl-C is heard on every system
    except KeyboardInterrupt:
        print("\nStopped. What was played is kept.", flush=True)
    return 0


def _play(settings: Settings, chosen: argparse.Namespace) -> None:
    """Open a practice session, play the example into it, and close it however it ends."""
    from interbeing.cli.play import Player, ask
    from interbeing.services.example import read_example

    session_id = UUID(ask(settings.address, "/api/practice/sessions")["session_id"])
    pages = f"{settings.address}/sessions/{session_id}"
    example = read_example(session_id, datetime.now(UTC))
    minutes = example.duration_ms / 60_000
    print(f"A simulated session of {minutes:.0f} minutes in {minutes / chosen.speed:.1f}. Nobody's record.")
    print(f"  watch it      {pages}/console\n  afterwards    {pages}/review", flush=True)
    show(f"{pages}/console", wanted=chosen.browser)
    player = Player(settings.address, session_id, example, chosen.speed)
    try:
        asyncio.run(player.play(_Telling(example.duration_ms)))
    finally:
        _close(settings, session_id, player.saved)


def _close(settings: Settings, session_id: UUID, saved: int) -> None:
    """Close the session; when even that is refused, say so and let the first error stand."""
    from interbeing.cli.play import ask

    try:
        ask(settings.address, f"/api/practice/sessions/{session_id}/close")
        print(f"The session is closed: {saved} marks saved.", flush=True)
    except NotSaved:
        print(f"The session could not be closed: {saved} marks are saved; close it at the desk.", flush=True)


class _Telling:
    """Prints one line whenever a new phase begins."""

    def __init__(self, whole_ms: int) -> None:
        self._whole_ms, self._phase = whole_ms, ""

    def __call__(self, moment: Moment) -> None:
        from interbeing.cli.play import phase_of

        phase = phase_of(moment.mark)
        if phase and phase != self._phase:
            self._phase = phase
            print(f"  {_clock(moment.session_ms)} of {_clock(self._whole_ms)}  {phase.replace('-', ' ')}", flush=True)


@contextmanager
def _serving(settings: Settings) -> Iterator[threading.Thread]:
    """Serve a room with a practice patient beside us until the block ends."""
    with listen(settings) as listening:
        server = open_server(settings, practice=True)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="room", daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(LOOK_S)
        print(f"The room is open at {settings.address} (records in {settings.folder}).", flush=True)
        try:
            yield thread
        finally:
            server.should_exit = True
            thread.join()


def _clock(ms: int) -> str:
    return f"{ms // 60_000:02}:{ms // 1000 % 60:02}"
