"""Telling one label from the rest: weights for every feature and label, learnt from sparse vectors.

`separate` minimises ½|w|² + cost·Σ loss for each label by itself, where an example of the label loses
max(0, 1 - f)² and any other max(0, f)²: support vectors whose scores run from 0 to 1. It works in the dual and a
block of examples at a time: all examples of a block are improved together, for all labels at once, so that nearly
all work is done by matrix products. Both ways are deterministic.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.features import Floats, Ids

Sparse = Any  # a scipy.sparse.csr_matrix; scipy has no types

_BLOCK = 384  # examples improved together
_STEPS = 6  # rounds of improvement within a block
_RIDGE = 0.6  # 0.3 to 1 are within noise on left-out paraphrases
_SAMPLE = 40_000  # examples that tell how features go together: more change nothing
_SKETCH = 4096  # entries of the vector that features are folded into, a power of two
_STRIP = 1024
_TRIED = 4000  # about as many examples are left out for calibration


def separate(vectors: Sparse, owner: Ids, count: int, cost: float, rounds: int, order: Ids) -> Floats:
    """Weights (features × labels); `owner` is each example's label, -1 for one of none.

    What is learnt from are the examples of `order`, which mixes them. It should be one that a few examples more
    hardly change: blocks in which all stand elsewhere give other weights.
    """
    learnt = np.zeros((vectors.shape[1], count), dtype=np.float32)
    dual = np.zeros((len(owner), count), dtype=np.float32)
    blocks = [_Block(vectors, owner, order[i : i + _BLOCK], cost) for i in range(0, len(order), _BLOCK)]
    for _ in range(rounds):
        for block in blocks:
            block.improve(learnt, dual)
    return learnt


class _Block:
    """Some of the examples, with the features they have and how alike they are to each other."""

    def __init__(self, vectors: Sparse, owner: Ids, rows: Ids, cost: float) -> None:
        part = vectors[rows]
        self._rows = rows
        self._columns, inverse = np.unique(part.indices, return_inverse=True)
        shape = (len(rows), len(self._columns))
        self._part = sparse.csr_matrix((part.data, inverse.astype(np.int32), part.indptr), shape=shape)
        self._likeness = (self._part @ self._part.T).toarray()
        self._likeness[np.diag_indices(len(rows))] += 0.5 / cost
        self._owner = owner[rows]
        self._slack = np.float32(0.5 / cost)
        self._pace = np.float32(1.0 / _greatest_eigenvalue(self._likeness))

    def improve(self, learnt: Floats, dual: Floats) -> None:
        weights = learnt[self._columns]
        before = dual[self._rows]
        sign = np.full(before.shape, -1.0, dtype=np.float32)
        inside = np.flatnonzero(self._owner >= 0)
        sign[inside, self._owner[inside]] = 1.0
        # what the rest of the examples leaves for these to explain
        wanted = np.maximum(sign, 0.0) - self._part @ weights - self._slack * before + self._likeness @ before
        now = sign * self._solved(wanted * sign, before * sign, sign)
        weights += self._part.T @ (now - before)
        learnt[self._columns] = weights
        dual[self._rows] = now

    def _solved(self, wanted: Floats, start: Floats, sign: Floats) -> Floats:
        """The best multipliers of this block, none below zero: accelerated projected descent."""
        now = ahead = start
        momentum = 1.0
        for _ in range(_STEPS):
            downhill = wanted - sign * (self._likeness @ (sign * ahead))
            next_ = np.maximum(ahead + self._pace * downhill, 0.0, dtype=np.float32)
            grown = 0.5 + 0.5 * np.sqrt(1.0 + 4.0 * momentum**2)
            ahead = next_ + np.float32((momentum - 1.0) / grown) * (next_ - now)
            now, momentum = next_, grown
        return now


def _greatest_eigenvalue(matrix: Floats) -> float:
    """A little more than the greatest eigenvalue of a positive matrix that has hardly a negative entry."""
    direction = matrix.sum(axis=1)
    for _ in range(6):
        direction = matrix @ (direction / np.linalg.norm(direction))
    return 1.05 * float(np.linalg.norm(direction))


class Sketch:
    """Many examples as vectors of a fixed size, in which the likeness of two is kept but for a little noise."""

    def __init__(self, vectors: Sparse, ids: Ids) -> None:
        self.places, self.signs = _folded(ids)
        shape = (len(ids), _SKETCH)
        fold = sparse.csr_matrix((self.signs, (np.arange(len(ids)), self.places)), shape=shape)
        self._vectors = (vectors @ fold).tocsr()

    def solve(self, owner: Ids, count: int) -> tuple[Floats, Ids, Floats]:
        """Weights (sketch × labels), the rows of some examples, and their scores had they not been learnt from."""
        every = len(owner)
        from scipy.linalg import lapack  # wanted here alone, and large

        moment = self._vectors.T @ sparse.csr_matrix(
            (np.ones(every, np.float32), (np.arange(every), owner)), (every, count)
        )
        factor = self._factor()
        learnt, _ = lapack.spotrs(factor, moment.toarray().astype(np.float32), lower=1)
        learnt = np.ascontiguousarray(learnt, dtype=np.float32)
        some = np.arange(0, every, max(1, every // _TRIED))
        return learnt, some, self._left_out(factor, learnt, owner, some)

    def _factor(self) -> Floats:
        """The Cholesky factor of what features have in common, from a sample spread evenly."""
        from scipy.linalg import blas, lapack

        every = self._vectors.shape[0]
        sample = np.arange(0, every, -(-every // _SAMPLE))
        gram = np.zeros((_SKETCH, _SKETCH), dtype=np.float32, order="F")
        for rows in _strips(sample):
            strip = self._vectors[rows].toarray()
            gram = blas.ssyrk(every / len(sample), strip.T, beta=1.0, c=gram, lower=1, overwrite_c=1)
        gram[np.diag_indices(_SKETCH)] += _RIDGE
        factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
        if failed:
            raise ValueError(f"the examples cannot be fitted (spotrf: {failed})")
        return np.asarray(factor)

    def _left_out(self, factor: Floats, learnt: Floats, owner: Ids, some: Ids) -> Floats:
        from scipy.linalg import blas

        scores = []
        for rows in _strips(some):
            strip = self._vectors[rows].toarray()
            half = blas.strsm(1.0, factor, strip.T, lower=1)
            leverage = np.minimum((half**2).sum(axis=0), 0.99)[:, None]
            target = np.zeros((len(rows), learnt.shape[1]), dtype=np.float32)
            target[np.arange(len(rows)), owner[rows]] = 1.0
            scores.append((strip @ learnt - leverage * target) / (1.0 - leverage))
        return np.concatenate(scores).astype(np.float32)


def _folded(ids: Ids) -> tuple[NDArray[np.int32], Floats]:
    """Where each feature goes in a sketch, and with which sign: a count sketch, the same for a feature ever after."""
    mixed = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    places = (mixed % np.uint64(_SKETCH)).astype(np.int32)
    return places, ((mixed >> np.uint64(40)) & np.uint64(1)).astype(np.float32) * 2 - 1


def _strips(rows: Ids) -> list[Ids]:
    return [rows[start : start + _STRIP] for start in range(0, len(rows), _STRIP)]
