"""The dice: published test values, the normal curve, and independence of the order of patients."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from interbeing.model import dice
from interbeing.model.compile import kernel


@kernel
def many_normals(seed: int, out: np.ndarray) -> None:
    stream = dice.stream_of(seed, 0, 1)
    for i in range(out.size):
        thrown = dice.normal(stream)
        out[i] = thrown.value
        stream = thrown.stream


def test_the_generator_gives_the_published_words() -> None:
    # First words of xoshiro256++ from the state (1, 2, 3, 4), computed by hand from the published definition.
    mask = (1 << 64) - 1

    def turned(x: int, k: int) -> int:
        return ((x << k) | (x >> (64 - k))) & mask

    s = [1, 2, 3, 4]
    stream = dice.Stream(*(np.uint64(x) for x in s))
    for _ in range(100):
        expected = (turned((s[0] + s[3]) & mask, 23) + s[0]) & mask
        t = (s[1] << 17) & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = turned(s[3], 45)
        word = dice.throw(stream)
        assert int(word.bits) == expected
        stream = dice.Stream(*(np.uint64(x) for x in word.stream))


def test_first_word_from_one_two_three_four_is_the_reference_value() -> None:
    assert int(dice.throw(dice.Stream(np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4))).bits) == 41943041


def test_normals_follow_the_normal_curve_in_body_and_tail() -> None:
    out = np.empty(2_000_000)
    many_normals(7, out)
    cuts = np.array([-np.inf, -4, -3.654, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 3.654, 4, np.inf])
    seen = np.histogram(out, cuts)[0]
    assert stats.chisquare(seen, out.size * np.diff(ndtr(cuts))).pvalue > 1e-3
    assert stats.kstest(out[:200_000], "norm").pvalue > 1e-3


def test_the_area_from_the_table_agrees_with_the_exact_one() -> None:
    x = np.linspace(-9, 9, 20_001)
    assert np.abs(np.array([dice.area_below(v) for v in x]) - ndtr(x)).max() < 1e-9


@kernel
def first_words(seed: int, purpose: int, out: np.ndarray) -> None:
    for patient in range(out.size):
        out[patient] = dice.throw(dice.stream_of(seed, patient, purpose)).bits


@pytest.mark.parametrize("purpose", [int(p) for p in dice.Purpose])
def test_streams_of_neighbouring_patients_do_not_resemble_each_other(purpose: int) -> None:
    words = np.empty(4_000, dtype=np.uint64)
    first_words(5, purpose, words)
    assert len(set(words.tolist())) == words.size
    bits = (words[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 4.5 * 0.5 / np.sqrt(words.size)
    assert np.abs(np.corrcoef(bits[:-1].ravel(), bits[1:].ravel())[0, 1]) < 4.5 / np.sqrt(bits.size)
