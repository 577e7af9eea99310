"""The key file opens for whoever has the passphrase or the recovery key, and shows when it was changed by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest

from interbeing.domain.errors import BadInput, CannotStart, NotFound, WrongKey
from interbeing.services import unlocking
from interbeing.services.recovery import in_words, key_of_words, new_recovery_key
from interbeing.storage import keys as keyrings
from interbeing.storage.connect import alone_in, locked, open_file
from interbeing.storage.keyring import KEY_FILE, Keyring
from interbeing.storage.keys import Keys, unlocked_by_clinic_key
from interbeing.storage.passphrase import FLOOR, Cost, key_of_passphrase
from interbeing.storage.seal import Binding, PatientSeal
from interbeing.storage.sqlite_file import FILE_NAME, is_clear
from tests.keys import PASSPHRASE, keys_in, recovery_words

AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return keys_in(tmp_path)


def a_sealed(keys: Keys) -> tuple[Binding, bytes]:
    binding = Binding(uuid4(), "papers", uuid4())
    return binding, PatientSeal(keys).seal(binding, b"heard")


def test_the_passphrase_opens_what_was_sealed_and_no_other_does(keys: Keys, tmp_path: Path) -> None:
    binding, sealed = a_sealed(keys)
    assert PatientSeal(unlocking.unlock(tmp_path, PASSPHRASE)).open(binding, sealed) == b"heard"
    with pytest.raises(WrongKey, match="that is not the passphrase of these records"):
        unlocking.unlock(tmp_path, PASSPHRASE + " ")


def test_the_recovery_key_opens_it_too_and_sets_a_new_passphrase(keys: Keys, tmp_path: Path) -> None:
    binding, sealed = a_sealed(keys)
    short = " ".join(word[:4].upper() for word in recovery_words().split())
    opened = unlocking.unlock_by_words(tmp_path, short, "another calm phrase", "another calm phrase", AT)
    assert PatientSeal(opened).open(binding, sealed) == b"heard"
    assert unlocking.unlock(tmp_path, "another calm phrase").clinic_id == keys.clinic_id
    with pytest.raises(WrongKey):
        unlocking.unlock(tmp_path, PASSPHRASE)


def is_read_as(words: str, key: bytes) -> bool:
    try:
        return key_of_words(words) == key
    except BadInput:
        return False


def test_a_recovery_key_is_read_back_in_both_languages_and_a_slip_is_noticed() -> None:
    for language in ("en", "it"):
        key = new_recovery_key()
        words = list(in_words(key, language))
        assert key_of_words("  ".join(words)) == key
        words[3], words[4] = words[4], words[3]
        assert not is_read_as(" ".join(words), key)
    with pytest.raises(BadInput, match="has 24 words: 3 were typed"):
        key_of_words("one two three")


def test_a_new_room_waits_until_the_recovery_key_was_typed_back(tmp_path: Path) -> None:
    beginning = unlocking.begin(tmp_path, PASSPHRASE, PASSPHRASE)
    with pytest.raises(BadInput, match="not the recovery key that was shown"):
        unlocking.finish(tmp_path, beginning, " ".join(in_words(new_recovery_key(), "en")))
    assert not (tmp_path / KEY_FILE).exists()
    unlocking.finish(tmp_path, beginning, " ".join(in_words(beginning.recovery_key, "it")))
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert PASSPHRASE not in repr(beginning)


@pytest.mark.parametrize(
    "wrong",
    [
        *("short", "aaaaaaaaaaaaaaaa", "x" * 1_001, "interbeing mirror 2026", "qwertyuiop123", "123456789012"),
        *("PasswordPassword!", "Therapist1984!!", "benvenuto2026", "lkjhgfdsa09876", "passphrase 1234"),
    ],
)
def test_a_passphrase_that_is_easily_guessed_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(BadInput):
        unlocking.begin(tmp_path, wrong, wrong)
    with pytest.raises(BadInput, match="do not match"):
        unlocking.begin(tmp_path, PASSPHRASE, PASSPHRASE + "!")


@pytest.mark.parametrize(
    "good", [PASSPHRASE, "48271935062847", "quattro parole calme qui", "日本語の長い合言葉です例え"]
)
def test_any_characters_make_a_passphrase_but_not_the_name_of_who_has_it(good: str) -> None:
    assert unlocking.chosen(good, good, "Ada Rossi", "room.example") == good
    with pytest.raises(BadInput):
        unlocking.chosen("Ada.Rossi.1984", "Ada.Rossi.1984", "Ada Rossi", "room.example")
    with pytest.raises(BadInput):
        unlocking.chosen("room-example-1", "room-example-1", "Ada Rossi", "room.example")


def test_argon2id_gives_what_it_gave_the_day_it_was_written_down() -> None:
    key = key_of_passphrase("caffè caldo alle nove", bytes(range(16)), FLOOR)
    assert key.hex() == "013a74462e613d5d4c791dd647961849657021d87e03a056b61673202350b8d0"
    assert key_of_passphrase("caffe\u0300 caldo alle nove", bytes(range(16)), FLOOR) == key


@pytest.mark.parametrize("cost", [Cost(memory_kib=8), Cost(passes=1)])
def test_a_key_file_that_asks_for_less_work_is_refused(cost: Cost) -> None:
    with pytest.raises(CannotStart, match="less protection"):
        key_of_passphrase(PASSPHRASE, bytes(16), cost)


@pytest.mark.parametrize("cost", [Cost(memory_kib=2**40), Cost(passes=10_000), Cost(lanes=0), Cost(lanes=1_000)])
def test_a_key_file_that_asks_for_endless_work_is_refused(cost: Cost) -> None:
    with pytest.raises(CannotStart, match="more work"):
        key_of_passphrase(PASSPHRASE, bytes(16), cost)


@pytest.mark.parametrize(
    "place", ["clinic_id", "salt", "by_passphrase", "signing", "files", "patients", "erased", "tag"]
)
def test_a_key_file_changed_by_hand_does_not_open(keys: Keys, tmp_path: Path, place: str) -> None:
    keys.add_patient_key(uuid4())
    keys.destroy(uuid4(), AT)
    path = tmp_path / KEY_FILE
    whole = json.loads(path.read_text())
    before = whole[place]
    whole[place] = (
        type(before)() if isinstance(before, dict | list) else before[:-1] + ("0" if before[-1] != "0" else "1")
    )
    path.write_text(json.dumps(whole))
    with pytest.raises(CannotStart):
        unlocked_by_clinic_key(path, keys.clinic_key)


def test_a_destroyed_key_opens_nothing_any_more_and_no_new_one_is_made(keys: Keys, tmp_path: Path) -> None:
    binding, sealed = a_sealed(keys)
    keys.destroy(binding.patient_id, AT)
    for held in (keys, unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key)):
        with pytest.raises(NotFound):
            PatientSeal(held).open(binding, sealed)
        with pytest.raises(NotFound):
            PatientSeal(held).seal(binding, b"more")


def test_a_process_that_only_reads_learns_of_a_patient_added_later(keys: Keys, tmp_path: Path) -> None:
    reader = PatientSeal(unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key))
    binding, sealed = a_sealed(keys)
    assert reader.open(binding, sealed) == b"heard"


def test_a_key_added_while_the_key_file_is_read_again_is_not_lost(
    keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key)
    newcomer, other, read = uuid4(), uuid4(), keyrings._read_proved
    keys.add_patient_key(other)
    adding = Thread(target=room.add_patient_key, args=(newcomer,))

    def read_while_one_is_added(path: Path, clinic_key: bytes) -> Keyring:
        before = read(path, clinic_key)
        adding.start()
        adding.join(0.2)  # it has to wait for us
        return before

    monkeypatch.setattr(keyrings, "_read_proved", read_while_one_is_added)
    room.cipher(other, 1)
    adding.join()
    assert newcomer in room.keyring.patients


def test_two_that_begin_at_once_do_not_write_over_each_others_keys(tmp_path: Path) -> None:
    beginning = unlocking.begin(tmp_path, PASSPHRASE, PASSPHRASE)
    with alone_in(tmp_path), pytest.raises(CannotStart, match="already has"):
        unlocking.finish(tmp_path, beginning, " ".join(in_words(beginning.recovery_key, "en")))
    assert not (tmp_path / KEY_FILE).exists()


def test_a_folder_taken_in_one_thread_is_let_go_in_another(tmp_path: Path) -> None:
    lock = locked(tmp_path)
    letting_go = Thread(target=lock.release)
    letting_go.start()
    letting_go.join()
    locked(tmp_path).release()
    assert not lock.is_locked


def test_a_room_that_opens_takes_up_what_was_changed_since_its_keys_were_unlocked(keys: Keys, tmp_path: Path) -> None:
    earlier, patient_id = unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key), uuid4()
    keys.destroy(patient_id, AT)
    open_file(tmp_path, keys=earlier).close()
    assert patient_id in unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key).keyring.erased


def test_a_clear_record_in_the_place_of_a_sealed_one_is_refused(keys: Keys, tmp_path: Path) -> None:
    open_file(tmp_path, keys=keys).close()
    open_file(tmp_path / "forged").close()
    (tmp_path / "forged" / FILE_NAME).replace(tmp_path / FILE_NAME)
    with pytest.raises(CannotStart, match="it is not ours"):
        open_file(tmp_path, keys=unlocked_by_clinic_key(tmp_path / KEY_FILE, keys.clinic_key))
    assert is_clear(tmp_path / FILE_NAME)


def test_a_new_clinic_key_opens_all_and_the_old_one_nothing(keys: Keys, tmp_path: Path) -> None:
    binding, sealed = a_sealed(keys)
    old, files = keys.clinic_key, keys.file_keys()
    unlocking.change_clinic_key(keys, PASSPHRASE, recovery_words())
    assert keys.file_keys() == files
    assert PatientSeal(unlocking.unlock(tmp_path, PASSPHRASE)).open(binding, sealed) == b"heard"
    with pytest.raises(CannotStart):
        unlocked_by_clinic_key(tmp_path / KEY_FILE, old)


def test_a_patients_new_key_seals_and_the_one_before_still_opens(keys: Keys) -> None:
    binding, sealed = a_sealed(keys)
    keys.add_patient_key(binding.patient_id)
    newer = PatientSeal(keys).seal(binding, b"heard")
    assert sealed[1:5] != newer[1:5]
    assert {PatientSeal(keys).open(binding, one) for one in (sealed, newer)} == {b"heard"}


def test_nothing_of_a_key_is_told_by_accident(keys: Keys) -> None:
    assert repr(keys) == f"Keys({keys.clinic_id})"
    assert keys.clinic_key.hex() not in (keys.path.read_text() + repr(keys))
