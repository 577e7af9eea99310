"""Setting a room's passphrase up, opening it, and changing it: what a person does with the keys."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from interbeing.domain.errors import BadInput, NotAllowed, WrongKey
from interbeing.services.backup_keys import forget_in_backups
from interbeing.services.guessable import is_guessed_first
from interbeing.services.recovery import key_of_words, new_recovery_key
from interbeing.storage.anew import renew_record
from interbeing.storage.connect import alone_in
from interbeing.storage.keyring import KEY_FILE, has_keys
from interbeing.storage.keys import Keys, begun_keys, unlocked_by_passphrase, unlocked_by_recovery

SHORTEST: Final = 12  # characters: four words of everyday length are more
LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Beginning:
    """A passphrase that was chosen and a recovery key that was shown, before either locks anything."""

    passphrase: str
    recovery_key: bytes

    def __repr__(self) -> str:
        """Say what it is, and nothing of what it holds."""
        return "Beginning()"


def begin(folder: Path, passphrase: str, again: str) -> Beginning:
    """Choose the passphrase of a new room; BadInput says what is wrong with it. Nothing is written yet."""
    if has_keys(folder):
        raise NotAllowed("these records have a passphrase already")
    return Beginning(chosen(passphrase, again), new_recovery_key())


def finish(folder: Path, beginning: Beginning, words: str) -> Keys:
    """Write the keys once the recovery key was typed back; BadInput when it was not."""
    refuse_other_words(beginning.recovery_key, words)
    with alone_in(folder):  # two that begin at once must not write over each other's keys
        if has_keys(folder):
            raise NotAllowed("these records have a passphrase already")
        return begun_keys(folder, beginning.passphrase, beginning.recovery_key)


def unlock(folder: Path, passphrase: str) -> Keys:
    """Open the keys; WrongKey in one sentence when this is not the passphrase."""
    keys = unlocked_by_passphrase(folder / KEY_FILE, passphrase[:LONGEST])
    if keys is None:
        raise WrongKey("that is not the passphrase of these records", about="passphrase")
    return keys


def unlock_by_words(folder: Path, words: str, passphrase: str, again: str, now: datetime) -> Keys:
    """Open the keys with the recovery key; set a new passphrase for the forgotten one, beside the backups too."""
    new, recovery_key = chosen(passphrase, again), key_of_words(words)
    with alone_in(folder):
        keys = unlocked_by_recovery(folder / KEY_FILE, recovery_key)
        if keys is None:
            raise WrongKey("that is the recovery key of other records", about="words")
        keys.change_passphrase(new)
        forget_in_backups(folder, keys, now)
    return keys


def change_passphrase(keys: Keys, passphrase: str, new: str, again: str) -> None:
    """Set another passphrase; WrongKey when the present one is not given."""
    wanted = chosen(new, again)
    refuse_other(keys, passphrase)
    keys.change_passphrase(wanted)


def change_recovery(keys: Keys, passphrase: str, recovery_key: bytes, words: str) -> None:
    """Put a new recovery key in place of the one before, once it was typed back."""
    refuse_other_words(recovery_key, words)
    refuse_other(keys, passphrase)
    keys.change_recovery(recovery_key)


def change_clinic_key(keys: Keys, passphrase: str, words: str) -> None:
    """Lock every key inside a new clinic key; passphrase and recovery key stay as they are and must both be given."""
    refuse_other(keys, passphrase)
    recovery_key = key_of_words(words)
    if unlocked_by_recovery(keys.path, recovery_key) is None:
        raise WrongKey("that is the recovery key of other records", about="words")
    keys.change_clinic_key(passphrase, recovery_key)


def renew_records(folder: Path, keys: Keys, step: Callable[[str], None]) -> None:
    """Write the record anew under new keys for its file and every patient; stopped, it goes on the next time."""
    renew_record(folder, keys, step)


def refuse_other(keys: Keys, passphrase: str) -> None:
    """Raise WrongKey unless this is the passphrase."""
    if not keys.is_passphrase(passphrase[:LONGEST]):
        raise WrongKey("that is not the passphrase of these records", about="passphrase")


def refuse_other_words(recovery_key: bytes, words: str) -> None:
    """Raise BadInput unless these words are this recovery key."""
    if key_of_words(words) != recovery_key:
        raise BadInput("that is not the recovery key that was shown: look at the paper again", about="words")


def chosen(passphrase: str, again: str, *about: str) -> str:
    """Give the passphrase as it will be used; BadInput when it is too short, too plain, or not typed alike twice.

    `about` is what is known of whose it is: names, the room's address.
    """
    plain = unicodedata.normalize("NFKC", passphrase)
    if len(plain) < SHORTEST:
        raise BadInput("the {about} needs at least {n} characters: four words will do", about="passphrase", n=SHORTEST)
    if len(plain) > LONGEST or is_guessed_first(plain, *about):
        raise BadInput("choose another {about}: a few words that belong together only for you", about="passphrase")
    if plain != unicodedata.normalize("NFKC", again):
        raise BadInput("the two do not match: type the same {about} twice", about="passphrase")
    return plain
