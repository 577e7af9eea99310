"""Keys for tests: made once in a run, since making them is slow on purpose."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from interbeing.services.recovery import in_words, new_recovery_key
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import Keys, begun_keys, unlocked_by_clinic_key

PASSPHRASE = "four calm words here"


@cache
def _made() -> tuple[Path, bytes, bytes]:
    folder, recovery_key = Path(tempfile.mkdtemp()), new_recovery_key()
    return folder / KEY_FILE, begun_keys(folder, PASSPHRASE, recovery_key).clinic_key, recovery_key


def keys_in(folder: Path) -> Keys:
    """Put a key file into this folder and give its open keys."""
    path, clinic_key, _ = _made()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(path, folder / KEY_FILE)
    return unlocked_by_clinic_key(folder / KEY_FILE, clinic_key)


def keys_again(folder: Path) -> Keys:
    """Open the key file that a test has put into this folder, as it is now."""
    return unlocked_by_clinic_key(folder / KEY_FILE, _made()[1])


def recovery_words() -> str:
    """The recovery key of those keys, as it stands on the paper."""
    return " ".join(in_words(_made()[2], "en"))
