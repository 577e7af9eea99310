"""A sealed payload opens in its own row and nowhere else; a seal that forgets that is caught here."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from interbeing.domain.errors import Altered, BadInput
from interbeing.storage import seal as sealing
from interbeing.storage.keys import Keys, begun_keys
from interbeing.storage.seal import HEAD, Binding, ClearSeal, PatientSeal
from tests.faults.counts import times
from tests.keys import keys_in

NONCES = times(20_000, 10_000_000)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return keys_in(tmp_path)


def moved(keys: Keys) -> Iterator[tuple[bytes, Binding]]:
    """Sealed payloads, each beside another place than its own: the same patient's key opens all but the last."""
    patient = uuid4()
    here = Binding(patient, "moments", uuid4())
    sealed = PatientSeal(keys).seal(here, b"what was felt")
    yield sealed, replace(here, row_id=uuid4())
    yield sealed, replace(here, table="papers")
    PatientSeal(keys).seal(Binding(other := uuid4(), "moments", here.row_id), b"")
    yield sealed, replace(here, patient_id=other)


def refused(keys: Keys) -> int:
    """How many of the moved ones do not open."""
    count = 0
    for sealed, elsewhere in moved(keys):
        try:
            PatientSeal(keys).open(elsewhere, sealed)
        except Altered:
            count += 1
    return count


def repeated_nonces(keys: Keys, many: int) -> int:
    binding, seal = Binding(uuid4(), "moments", uuid4()), PatientSeal(keys)
    nonces = {seal.seal(binding, b"")[HEAD : HEAD + 12] for _ in range(many)}
    return many - len(nonces)


def test_a_payload_moved_to_another_row_table_or_patient_does_not_open(keys: Keys) -> None:
    assert refused(keys) == 3


def test_a_seal_that_leaves_out_what_it_is_bound_to_is_caught(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "bound_to", lambda head, _clinic_id, _binding: head)
    assert refused(keys) < 3


def test_no_nonce_is_used_twice(keys: Keys) -> None:
    assert repeated_nonces(keys, NONCES) == 0


def test_a_seal_that_counts_too_few_nonces_is_caught(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    few = SimpleNamespace(token_bytes=lambda _n: bytes([chance.getrandbits(8)] * 12))
    monkeypatch.setattr(sealing, "secrets", few)
    assert repeated_nonces(keys, 1_000) > 0


def test_another_clinics_keys_open_nothing(keys: Keys, tmp_path: Path) -> None:
    binding = Binding(uuid4(), "moments", uuid4())
    sealed = PatientSeal(keys).seal(binding, b"felt")
    other = PatientSeal(begun_keys(tmp_path / "other", "another calm phrase", bytes(32)))
    other.seal(binding, b"")
    with pytest.raises(Altered):
        other.open(binding, sealed)


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_one_bit_changed_anywhere_and_it_does_not_open(keys: Keys, place: int) -> None:
    binding = Binding(uuid4(), "moments", uuid4())
    sealed = bytearray(PatientSeal(keys).seal(binding, b"what was felt"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(Exception, match=r"changed or damaged|is not here"):
        PatientSeal(keys).open(binding, bytes(sealed))


def test_what_is_clear_is_not_taken_for_sealed_nor_the_other_way(keys: Keys) -> None:
    binding = Binding(uuid4(), "moments", uuid4())
    with pytest.raises(Altered):
        PatientSeal(keys).open(binding, ClearSeal().seal(binding, b"planted"))
    with pytest.raises(BadInput):
        ClearSeal().open(binding, PatientSeal(keys).seal(binding, b"felt"))
