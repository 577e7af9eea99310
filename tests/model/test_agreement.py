"""Agreement figures are those of the published programs, and of a fit done by brute force."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from interbeing.model.agreement import ac1, alpha, kappa, kappa_with_unlinked
from interbeing.model.alignment import ALONE, linked
from interbeing.model.intraclass import intraclass
from interbeing.model.tolerance_curve import Coded, curve

PEERS = Path(__file__).parents[2] / ".tools/peers/bin/python"
ASK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import krippendorff, numpy as np, pandas as pd, pingouin
from irrCAC.raw import CAC
said = json.load(sys.stdin)
told = []
for one, other in said["labels"]:
    raw = CAC(pd.DataFrame({"a": one, "b": other}), digits=15)
    told.append([raw.conger()["est"]["coefficient_value"], raw.gwet()["est"]["coefficient_value"],
                 krippendorff.alpha([one, other], level_of_measurement="nominal")])
levels = np.array(said["levels"])
long = pd.DataFrame({"place": np.repeat(range(len(levels)), 2), "coder": [0, 1] * len(levels), "level": levels.ravel()})
icc = pingouin.intraclass_corr(long, "place", "coder", "level")
print(json.dumps({"told": told, "icc": [str(t) for t in icc["Type"]], "values": [float(v) for v in icc["ICC"]]}))
"""


def labels(rng: np.random.Generator, n: int, q: int) -> tuple[list[int], list[int]]:
    one = rng.integers(0, q, n)
    other = np.where(rng.random(n) < 0.6, one, rng.integers(0, q, n))
    return one.tolist(), other.tolist()


def table(one: list[int], other: list[int], q: int) -> np.ndarray:
    found = np.zeros((q, q))
    np.add.at(found, (one, other), 1)
    return found


def test_kappa_ac1_alpha_and_icc_are_those_of_irrcac_krippendorff_and_pingouin() -> None:
    assert PEERS.exists(), "set the peers up first: make .tools/peers/.ready"
    rng = np.random.default_rng(3)
    pairs = [labels(rng, n, q) for n, q in ((12, 2), (60, 4), (300, 7))]
    levels = np.clip(np.round(rng.normal(5, 2, (200, 1)) + rng.normal(0, 1, (200, 2))), 0, 10)
    said = json.dumps({"labels": pairs, "levels": levels.tolist()})
    answer = subprocess.run([PEERS, "-c", ASK], input=said, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    theirs = json.loads(answer.stdout)
    for (one, other), told in zip(pairs, theirs["told"], strict=True):
        ours = table(one, other, 7)
        np.testing.assert_allclose([kappa(ours), ac1(ours), alpha(ours)], told, rtol=0, atol=1e-9)
    by_type = dict(zip(theirs["icc"], theirs["values"], strict=True))
    icc = intraclass(levels)
    names = (
        ("ICC(A,1)", "ICC(A,k)", "ICC(C,1)", "ICC(C,k)")
        if "ICC(A,1)" in by_type
        else ("ICC2", "ICC2k", "ICC3", "ICC3k")
    )
    np.testing.assert_allclose(icc, [by_type[name] for name in names], rtol=0, atol=1e-9)


def fitted(shares: np.ndarray) -> np.ndarray:
    """Quasi-independence by iterative proportional fitting, a thousand rounds."""
    found = np.ones_like(shares)
    found[-1, -1] = 0
    for _ in range(1000):
        found *= (shares.sum(1) / found.sum(1))[:, None]
        found *= shares.sum(0) / found.sum(0)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_kappa_with_unlinked_marks_is_the_one_that_fitting_gives(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(1, 20, (5, 5)).astype(float)
    counts[-1, -1] = 0
    shares = counts / counts.sum()
    chance = np.trace(fitted(shares))
    assert kappa_with_unlinked(counts) == pytest.approx((np.trace(shares) - chance) / (1 - chance), abs=1e-9)


def test_kappa_by_hand() -> None:
    assert kappa(np.array([[20.0, 5], [10, 15]])) == pytest.approx(0.4)  # 0.7 agreed, 0.5 by chance


def test_marks_are_linked_nearest_first_each_once_and_only_within_the_tolerance() -> None:
    links = linked(np.array([1000, 1600, 9000]), np.array([1500, 9500, 20000]), 500)
    pairs = list(zip(links.first.tolist(), links.second.tolist(), strict=True))
    assert pairs == [(0, ALONE), (1, 0), (2, 1), (ALONE, 2)]
    assert (links.first == ALONE).sum() == (linked(np.array([1]), np.array([1]), 0).first == ALONE).sum() + 1


def test_the_curve_rises_from_nothing_to_one_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(1)
    at = np.arange(100) * 27_000
    what = rng.integers(0, 7, 100)
    points = curve(Coded(at, what), Coded(at + 1200, what), 7, (100, 1500), np.random.default_rng(1))
    assert points[0].kappa < 0.2
    assert points[1].kappa == pytest.approx(1)
    assert points[1].low <= points[1].kappa <= points[1].high


def test_no_marks_at_all_is_not_known_and_breaks_nothing() -> None:
    nothing = Coded(np.zeros(0, np.int64), np.zeros(0, np.int64))
    one = Coded(np.array([5]), np.array([0]))
    for first, second in ((nothing, nothing), (one, nothing), (nothing, one)):
        assert np.isnan(curve(first, second, 7, (1000,), np.random.default_rng(1))[0].low)
