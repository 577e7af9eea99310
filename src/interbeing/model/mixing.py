"""Says whether many wanderings through the possible patients agree, and how many independent ones they are worth.

Rank-normalised split R-hat and effective sample size, the worse of place and spread: Vehtari, Gelman, Simpson,
Carpenter, Bürkner, Rank-normalization, folding, and localization, Bayesian Analysis 2021, sections 3.2 and 4.1. Chains
are short and many, so those that began at one place are judged together: Margossian, Hoffman, Sountsov, Riou-Durand,
Vehtari, Gelman, Nested R-hat, Bayesian Analysis 2024.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtri

from interbeing.model.parameters import Floats

STARTS: Final = 4


class Mixing(NamedTuple):
    """For each quantity: effective sample size (0 to about the number of draws), and R-hat (1: the chains agree)."""

    ess: Floats
    rhat: Floats


def mixing(chains: Floats, starts: int = STARTS) -> Mixing:
    """Judge chains (chain, draw, quantity), each of at least 8 draws, by their place and by their spread (folded).

    Chains that began at the same place lie one after the other; so many places there were.
    """
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, -half:]])
    folded = np.abs(split - np.median(split, axis=(0, 1)))
    place, spread = _rank_normalised(split), _rank_normalised(folded)
    ess = np.minimum(_effective_size(place), _effective_size(spread))
    together = (2 * starts, -1, chains.shape[-1])
    return Mixing(ess, np.maximum(_rhat(place.reshape(together)), _rhat(spread.reshape(together))))


def _rank_normalised(chains: Floats) -> Floats:
    flat = chains.reshape(-1, chains.shape[-1])
    ranks = flat.argsort(axis=0).argsort(axis=0) + 1.0
    return np.asarray(ndtri((ranks - 0.375) / (len(flat) + 0.25)), dtype=np.float64).reshape(chains.shape)


def _rhat(chains: Floats) -> Floats:
    draws = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean(axis=0)
    between = chains.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((draws - 1) / draws + between / within), dtype=np.float64)


def _effective_size(chains: Floats) -> Floats:
    count, draws = chains.shape[:2]
    centred = chains - chains.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * draws, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * draws, axis=1)[:, :draws] / draws
    within = covariance[:, 0].mean(axis=0) * draws / (draws - 1)
    total = within * (draws - 1) / draws + chains.mean(axis=1).var(axis=0, ddof=1)
    correlation = 1.0 - (within - covariance.mean(axis=0) * draws / (draws - 1)) / total
    correlation[0] = 1.0
    pairs = correlation[: draws // 2 * 2].reshape(draws // 2, 2, -1).sum(axis=1)
    positive = np.logical_and.accumulate(pairs > 0, axis=0)
    falling = np.minimum.accumulate(np.where(positive, pairs, 0.0), axis=0)
    time = np.maximum(2.0 * falling.sum(axis=0) - 1.0, 1.0 / np.log10(count * draws))
    return np.asarray(count * draws / time, dtype=np.float64)
