"""Looking over the room without changing anything: what is well, what is not, and what to do about it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from interbeing.domain.errors import CannotStart
from interbeing.services.accounts import signer_in
from interbeing.services.audit import Signer, wrong_in_audit
from interbeing.services.measures import read_measures
from interbeing.services.protocols import read_protocols
from interbeing.storage import proof
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import FILE_NAME, Connection, refuse_old_sqlite
from interbeing.storage.keys import Keys
from interbeing.storage.look import look_at_file, look_at_postgres
from interbeing.storage.place import refuse_synced
from interbeing.storage.seal import ClearSeal, PatientSeal, Seal

LOWEST_FREE_MIB: Final = 500  # ours: thousands of sessions and some backups
BYTES_PER_MIB: Final = 1024 * 1024
Tell = Callable[[int, int], None]


class Finding(NamedTuple):
    """One line of the check."""

    is_well: bool
    said: str


def look_over(folder: Path, database_url: str | None, tell: Tell, keys: Keys | None = None) -> Iterator[Finding]:
    """Check everything, one finding at a time; nothing is written, so the room may be open meanwhile.

    `tell` hears how many sessions of how many are walked.
    """
    yield from _outside(folder)
    yield from _protocols(folder)
    yield from _measures(folder)
    try:
        if database_url:
            with look_at_postgres(database_url) as connection:
                yield from _inside(connection, tell, ClearSeal())
                if proof.is_of_this_version(connection):
                    yield from _audit(connection, signer_in(folder), folder)
        elif not (folder / FILE_NAME).is_file():
            yield Finding(True, f"there is no record in {folder} yet: it is made when the room first opens")
        else:
            with look_at_file(folder / FILE_NAME, keys=keys) as connection:
                yield from _pages(connection)
                yield from _inside(connection, tell, PatientSeal(keys) if keys else ClearSeal())
                if proof.is_of_this_version(connection):
                    yield from _audit(connection, keys, folder)
    except CannotStart as problem:
        yield Finding(False, str(problem))


def _outside(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, proof.sqlite_version()))
    yield _unless_refused(lambda: refuse_old_sqlite(proof.sqlite_version()), f"SQLite {version} can be trusted")
    yield _unless_refused(lambda: refuse_synced(folder), f"{folder} is a folder of this computer alone")
    holding = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free_mib = shutil.disk_usage(holding).free // BYTES_PER_MIB
    if free_mib < LOWEST_FREE_MIB:
        yield Finding(False, f"only {free_mib} MiB are free on the disk of {folder}: make room for {LOWEST_FREE_MIB}")
    else:
        yield Finding(True, f"{free_mib} MiB are free on the disk")


def _protocols(folder: Path) -> Iterator[Finding]:
    protocols = read_protocols(folder)
    yield from (Finding(False, f"a protocol is left out: {problem}") for problem in protocols.broken)
    yield Finding(bool(protocols.found), f"{len(protocols.found)} protocols can be read")


def _measures(folder: Path) -> Iterator[Finding]:
    measures = read_measures(folder)
    yield from (Finding(False, f"a measure is left out: {problem}") for problem in measures.broken)
    yield Finding(bool(measures.found), f"{len(measures.found)} measures can be read")


def _pages(connection: Connection) -> Iterator[Finding]:
    wrong = proof.broken_pages(connection)
    remedy = "keep the folder as it is and restore the newest backup (docs/backup.md)"
    yield Finding(
        not wrong, f"the file is damaged ({wrong[0]}): {remedy}" if wrong else "every page of the file is whole"
    )
    strays = proof.strays(connection)
    said = f"{strays} rows point to nothing: {remedy}" if strays else "everything points to what is there"
    yield Finding(not strays, said)
    guards = proof.missing_guards(connection)
    said = f"guards are missing ({', '.join(guards)}): somebody changed the file by hand; {remedy}"
    yield Finding(not guards, said if guards else "the guards against changing what was kept are in place")


def _inside(connection: Connection, tell: Tell, seal: Seal) -> Iterator[Finding]:
    if not proof.is_of_this_version(connection):
        yield Finding(True, "the tables are of another version: they are brought on when the room opens")
    kept = proof.counts(connection)
    broken = proof.broken_chains(connection, tell)
    for one in broken:
        where = f"the log of session {one.session_id}, planned for {one.planned_for:%Y-%m-%d}"
        remedy = "keep the folder as it is and compare it with a backup (docs/backup.md)"
        yield Finding(False, f"{where}, does not hold from moment {one.seq} on: {remedy}")
    if not broken:
        yield Finding(True, f"the chains of {kept['sessions']} sessions hold, with {kept['moments']} moments")
    if proof.is_of_this_version(connection):
        yield from _books(connection)
        yield _values(connection, seal)
    yield _crisis_contact(connection)


def _books(connection: Connection) -> Iterator[Finding]:
    broken = proof.broken_books(connection)
    remedy = "keep the folder as it is and compare it with a backup (docs/backup.md)"
    yield from (Finding(False, f"the book of patient {one} does not hold: {remedy}") for one in broken)
    if not broken:
        yield Finding(True, "the book of every patient holds: who they are, consents, decisions, write-ups and papers")


def _values(connection: Connection, seal: Seal) -> Finding:
    altered = proof.altered_values(connection, seal)
    said = f"what was measured in {len(altered)} moments was changed by hand: compare it with a backup (docs/backup.md)"
    return Finding(not altered, said if altered else "what was measured and is still kept is as it was kept")


def _audit(connection: Connection, keys: Signer | None, folder: Path) -> Iterator[Finding]:
    wrong = tuple(wrong_in_audit(connection, keys, folder))
    yield from (Finding(False, f"{one.said}: compare it with a backup (docs/backup.md)") for one in wrong)
    if not wrong:
        signed = " and signed" if keys else ""
        yield Finding(True, f"the audit holds{signed}, with {proof.deeds(connection)} deeds")


def _crisis_contact(connection: Connection) -> Finding:
    if clinic_of(connection).has_crisis_contact:
        return Finding(True, "a crisis contact stands on the patients' pages")
    if proof.real_patients(connection):
        return Finding(False, "no crisis contact is set though there are patients: set one in the clinic's settings")
    return Finding(True, "no crisis contact is set yet: the first patient who is not for practice needs one")


def _unless_refused(look: Callable[[], None], well: str) -> Finding:
    try:
        look()
    except CannotStart as problem:
        return Finding(False, str(problem))
    return Finding(True, well)
