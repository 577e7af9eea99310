"""Puts the room together: one record, one clock, one broadcast, and what stands on them."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from interbeing.domain.errors import CannotStart, InterbeingError
from interbeing.services.accounts import Accounts, ClinicSigner, accounts_key
from interbeing.services.audit import Signer, sign_audit
from interbeing.services.belief import Beliefs
from interbeing.services.bring_in import Waiting
from interbeing.services.broadcast import Broadcast
from interbeing.services.clock import Clock
from interbeing.services.digests import Digests
from interbeing.services.fits import Fits
from interbeing.services.ladder_file import ReadLadder, ladder_of
from interbeing.services.leaving import replay_erasures
from interbeing.services.live import LiveRoom
from interbeing.services.measures import Measures, read_measures
from interbeing.services.mind import Mind
from interbeing.services.neighbours import Neighbours
from interbeing.services.pacer import Pacer
from interbeing.services.protocols import Protocols, read_protocols
from interbeing.services.reading import Logs
from interbeing.services.sensing import Sensing
from interbeing.services.under_way import UnderWay
from interbeing.settings import Settings
from interbeing.storage.connect import Database, open_file, open_postgres
from interbeing.storage.keyring import has_keys
from interbeing.storage.keys import Keys
from interbeing.storage.look import Record
from interbeing.storage.next_door import NextDoor


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that a page or a command reaches the engine through."""

    settings: Settings
    keys: Keys | None
    database: Database
    clock: Clock
    broadcast: Broadcast
    live: LiveRoom
    protocols: Protocols
    measures: Measures
    logs: Logs
    digests: Digests
    beliefs: Beliefs
    ladder: ReadLadder
    pacer: Pacer
    fits: Fits
    waiting: Waiting
    under_way: UnderWay
    sensing: Sensing
    accounts: Accounts | None
    next_door: NextDoor | None
    neighbours: Neighbours | None

    @property
    def signer(self) -> Signer | None:
        """Give what signs the audit: the room's keys, or where people sign in what follows from the accounts' key."""
        if self.keys is not None:
            return self.keys
        return ClinicSigner(self.accounts.key) if self.accounts is not None else None

    def forget(self, patient_id: UUID) -> None:
        """Let go of what is still in memory of a patient who was erased: logs, files, fits, and the mind with them."""
        self.fits.forget(patient_id)
        self.beliefs.forget_all()
        self._forget_read()

    def close(self) -> None:
        """Finish what waits and let go of the record; each is done though one before it failed."""
        with ExitStack() as last_first:
            last_first.callback(self.database.close)
            if self.next_door is not None:
                last_first.callback(self.next_door.close)
            last_first.callback(self._sign)
            last_first.callback(self.fits.close)
            last_first.callback(self.under_way.close)
            last_first.callback(self.beliefs.close)
            last_first.callback(self._forget_read)

    def _forget_read(self) -> None:
        self.logs.forget()
        self.waiting.forget()

    def _sign(self) -> None:
        if self.signer is not None:
            with suppress(InterbeingError):  # a disk that is full takes no signature; the next opening signs
                sign_audit(self.database, self.signer, self.settings.folder, self.clock)


def open_room(settings: Settings, clock: Clock | None = None, keys: Keys | None = None) -> Room:
    """Open the record and put the room together. Raises CannotStart with one sentence."""
    url = settings.database_url
    if keys is None and has_keys(settings.folder) and not url:
        raise CannotStart("These records are locked: open the room with its passphrase.")
    database = open_postgres(url) if url else open_file(settings.folder, keys=keys)
    try:
        if keys:
            replay_erasures(database, clock or Clock(), keys)
            sign_audit(database, keys, settings.folder, clock or Clock())
        elif settings.has_accounts:
            signer = ClinicSigner(accounts_key(settings.folder, None))
            sign_audit(database, signer, settings.folder, clock or Clock())
    except Exception:
        database.close()  # so that the next try finds the folder free
        raise
    database.is_for_real = keys is not None or url is not None or not settings.wants_keys
    clock, broadcast = clock or Clock(), Broadcast()
    record = Record(settings.folder, url, keys.clinic_key.hex() if keys else None)
    mind = partial(Mind, record, is_on=settings.has_mind)
    beliefs, fits = Beliefs(mind(), broadcast), Fits(mind, clock, database)
    next_door = NextDoor(url) if url else None
    neighbours = Neighbours(next_door, broadcast, clock) if next_door else None
    live = LiveRoom(database, clock, broadcast, beliefs, neighbours)
    protocols, measures = read_protocols(settings.folder), read_measures(settings.folder)
    ladder = ladder_of(settings.folder)
    pacer, sensing = Pacer(database, clock, live, beliefs), Sensing(database, clock, broadcast, live)
    logs, waiting = Logs(), Waiting()
    return Room(
        settings=settings,
        keys=keys,
        database=database,
        clock=clock,
        broadcast=broadcast,
        live=live,
        protocols=protocols,
        measures=measures,
        logs=logs,
        digests=Digests(database),
        beliefs=beliefs,
        ladder=ladder,
        pacer=pacer,
        fits=fits,
        waiting=waiting,
        under_way=UnderWay(clock),
        sensing=sensing,
        accounts=_accounts(settings, database, clock, keys),
        next_door=next_door,
        neighbours=neighbours,
    )


def _accounts(settings: Settings, database: Database, clock: Clock, keys: Keys | None) -> Accounts | None:
    if not settings.has_accounts:
        return None
    return Accounts(database, clock, accounts_key(settings.folder, keys), settings.address)
