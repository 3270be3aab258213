"""Volumes as polynomials: vertices are linear in the bases, so a closed mesh's volume is cubic.

Known once, the volume of any pose costs a dot product instead of a walk over its triangles.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

SCALE_ML = 1000.0  # amounts are taken in liters, so that the fit is well conditioned


def _triples(variables: int) -> np.ndarray:
    return np.array(list(itertools.combinations_with_replacement(range(variables + 1), 3)))


def monomials(amounts_ml: np.ndarray) -> np.ndarray:
    """All products of up to three amounts (..., n), (..., (n+1)(n+2)(n+3)/6)."""
    x = np.asarray(amounts_ml, float) / SCALE_ML
    z = np.concatenate([np.ones((*x.shape[:-1], 1)), x], axis=-1)
    return np.prod(z[..., _triples(x.shape[-1])], axis=-1)


def fitted(volumes: Callable[[np.ndarray], np.ndarray], variables: int) -> np.ndarray:
    """Coefficients of what `volumes` (n,) -> (k,) gives, (k, monomials); exact for cubics."""
    count = len(_triples(variables)) + 24
    samples = np.random.default_rng(0).uniform(-SCALE_ML, SCALE_ML, (count, variables))
    rows = np.array([volumes(sample) for sample in samples])
    return np.linalg.lstsq(monomials(samples), rows, rcond=None)[0].T
