"""Puts the room together: one record, one clock, one broadcast, and what stands on them."""

from dataclasses import dataclass
from functools import partial

from interbeing.services.belief import Beliefs
from interbeing.services.bring_in import Waiting
from interbeing.services.broadcast import Broadcast
from interbeing.services.clock import Clock
from interbeing.services.fits import Fits
from interbeing.services.ladder_file import ReadLadder, ladder_of
from interbeing.services.live import LiveRoom
from interbeing.services.measures import Measures, read_measures
from interbeing.services.mind import Mind
from interbeing.services.pacer import Pacer
from interbeing.services.protocols import Protocols, read_protocols
from interbeing.services.reading import Logs
from interbeing.services.sensing import Sensing
from interbeing.settings import Settings
from interbeing.storage.connect import Database, open_file, open_postgres
from interbeing.storage.look import Record


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that a page or a command reaches the engine through."""

    settings: Settings
    database: Database
    clock: Clock
    broadcast: Broadcast
    live: LiveRoom
    protocols: Protocols
    measures: Measures
    logs: Logs
    beliefs: Beliefs
    ladder: ReadLadder
    pacer: Pacer
    fits: Fits
    waiting: Waiting
    sensing: Sensing

    def close(self) -> None:
        """Finish what waits and let go of the record."""
        self.beliefs.close()
        self.fits.close()
        self.database.close()


def open_room(settings: Settings, clock: Clock | None = None) -> Room:
    """Open the record and put the room together. Raises CannotStart with one sentence."""
    url = settings.database_url
    database = open_postgres(url) if url else open_file(settings.folder)
    clock, broadcast = clock or Clock(), Broadcast()
    mind = partial(Mind, Record(settings.folder, url), is_on=settings.has_mind)
    beliefs, fits = Beliefs(mind(), broadcast), Fits(mind, clock, database)
    live = LiveRoom(database, clock, broadcast, beliefs)
    protocols, measures = read_protocols(settings.folder), read_measures(settings.folder)
    ladder = ladder_of(settings.folder)
    pacer, sensing = Pacer(database, clock, live, beliefs), Sensing(database, clock, broadcast, live)
    logs, waiting = Logs(), Waiting()
    return Room(
        settings=settings,
        database=database,
        clock=clock,
        broadcast=broadcast,
        live=live,
        protocols=protocols,
        measures=measures,
        logs=logs,
        beliefs=beliefs,
        ladder=ladder,
        pacer=pacer,
        fits=fits,
        waiting=waiting,
        sensing=sensing,
    )
