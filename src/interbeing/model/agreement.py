"""How well two coders agree beyond chance, from a table of what one said against what the other said.

Tables are [..., category, category] counts, the first coder in rows; many tables are done at once. NaN: not defined.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def kappa(tables: Numbers) -> Numbers:
    """Cohen's kappa: (o - e) / (1 - e), e = sum of row share x column share. Cohen 1960, Educ. Psychol. Meas. 20:37."""
    shares = _shares(tables)
    expected = (shares.sum(-1) * shares.sum(-2)).sum(-1)
    return _beyond(_agreed(shares), expected)


def ac1(tables: Numbers) -> Numbers:
    """Gwet's AC1: e = sum of p (1 - p) / (q - 1), p the mean share of each of q used categories.

    Gwet 2008, Br. J. Math. Stat. Psychol. 61:29. Only categories that either coder used count.
    """
    shares = _shares(tables)
    mean = (shares.sum(-1) + shares.sum(-2)) / 2
    used = (mean > 0).sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (mean * (1 - mean)).sum(-1) / (used - 1)
    return _beyond(_agreed(shares), expected)


def alpha(tables: Numbers) -> Numbers:
    """Krippendorff's alpha, nominal, two coders and nothing missing: 1 - disagreement found / disagreement by chance.

    Krippendorff 2011, Computing Krippendorff's alpha-reliability: coincidences o = T + T', n their sum.
    """
    both = tables + np.swapaxes(tables, -1, -2)
    each = both.sum(-1)
    whole = each.sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 1 - np.trace(both, axis1=-2, axis2=-1) / whole
        by_chance = 1 - (each * (each - 1)).sum(-1) / (whole * (whole - 1))
        return np.where(by_chance > 0, 1 - found / by_chance, np.nan)


def kappa_with_unlinked(tables: Numbers) -> Numbers:
    """Kappa with the marks that found no partner in the last row and column.

    A place where neither coder marked cannot be seen, so the last cell is empty by structure, and what chance alone
    would give is fitted to the margins around it (Holle & Rein 2015, Behav. Res. Methods 47:837, by iterative
    proportional fitting; Bishop, Fienberg & Holland 1975, ch. 5). With one empty corner the fit has a closed form: with
    row shares r, column shares c and u the last place, cell (i, j) is r_i c_j (1 - r_u - c_u) / ((1 - r_u) (1 - c_u)).
    """
    shares = _shares(tables)
    rows, columns = shares.sum(-1), shares.sum(-2)
    alone, alone_too = rows[..., -1], columns[..., -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = (1 - alone - alone_too) / ((1 - alone) * (1 - alone_too))
    expected = (rows * columns)[..., :-1].sum(-1) * inside
    return _beyond(_agreed(shares), expected)


def _shares(tables: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Numbers = tables / tables.sum((-1, -2), keepdims=True)
    return shares


def _agreed(shares: Numbers) -> Numbers:
    agreed: Numbers = np.trace(shares, axis1=-2, axis2=-1)
    return agreed


def _beyond(agreed: Numbers, expected: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected < 1, (agreed - expected) / (1 - expected), np.nan)
