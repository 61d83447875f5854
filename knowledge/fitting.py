"""Learning the ranker's index from examples: ridge regression, one label against the rest.

The features of an example are first folded into a vector of fixed size, so that time grows only in proportion
to the examples and memory hardly at all. Leave-one-out predictions come with the solution.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import blas, lapack

from knowledge.calibration import calibrate
from knowledge.features import DAMPING, SKETCH, VIEWS, Floats, Ideas, Ids, hashed_views, sketched
from knowledge.index import Index, Owners, Rows

Views = list[tuple[str, Ids]]
Sparse = Any  # a scipy.sparse.csr_matrix; scipy has no types

_RIDGE = 0.6  # 0.3 to 1 are within noise on left-out paraphrases
_STRIP = 512  # examples worked on at a time
_CALIBRATED = 4000  # about as many examples are left out for calibration; more change nothing


def fit(texts: Sequence[str], owner: Rows, labels: Sequence[str], ideas: Ideas) -> Index:
    """The index of folded texts, `owner` being the place of each one's label, -1 for off-topic ones."""
    views = [hashed_views(text, ideas) for text in texts]
    ids, weights, unknown = weigh(views, owner, len(labels))
    matrix = unit_vectors(views, ids, weights)
    by_feature = matrix.T.tocsr()
    target = np.zeros((len(owner), len(labels) + 1), dtype=np.float32)  # the last column is for what is off topic
    target[np.arange(len(owner)), owner] = 1.0
    sketch = _Sketch(matrix, ids)
    learnt, left_out, tried = sketch.solve(target)
    owners = Owners(owner, len(labels))
    nearest = nearest_others(matrix, by_feature, owners, tried)
    logistic, cuts = calibrate(left_out, nearest, owner[tried])
    start, examples = by_feature.indptr.astype(np.int32), by_feature.indices.astype(np.int32)
    values = by_feature.data.astype(np.float32)
    return Index(tuple(labels), ids, weights, unknown, start, examples, values, learnt, owner, logistic, cuts)


def weigh(views: Sequence[Views], owner: Rows, label_count: int) -> tuple[Ids, Floats, float]:
    """All features, their weights, which fall with the number of labels that use one, and that of unknown ones."""
    total = label_count + int((owner < 0).sum())
    # each off-topic example counts as a label of its own: what they share with us is common speech
    users = np.where(owner >= 0, owner, label_count + np.arange(len(owner)))
    span = label_count + len(owner)
    pairs = [ids * span + user for user, row in zip(users, views, strict=True) for _, ids in row]
    used = np.unique(np.concatenate(pairs)) // span if pairs else np.empty(0, np.int64)
    ids, counts = np.unique(used, return_counts=True)
    weights = (np.log((1 + total) / (1 + counts)) + 1).astype(np.float32)
    return ids, weights, float(np.float32(np.log(1 + total) + 1))


def unit_vectors(views: Sequence[Views], ids: Ids, weights: Floats) -> Sparse:
    """Examples × features, each view of an example a unit vector, damped and times the weight of the view."""
    columns: list[Ids] = [np.empty(0, np.int64)]
    data: list[Floats] = [np.empty(0, np.float32)]
    sizes = [0]
    for row in views:
        for view, found in row:
            at = np.searchsorted(ids, found)
            values = weights[at]
            columns.append(at)
            data.append(values * (VIEWS[view] / np.sqrt((values**2).sum() + DAMPING[view])))
        sizes.append(sum(len(found) for _, found in row))
    parts = (np.concatenate(data), np.concatenate(columns), np.cumsum(sizes))
    return sparse.csr_matrix(parts, shape=(len(views), len(ids)), dtype=np.float32)


def nearest_others(matrix: Sparse, by_feature: Sparse, owners: Owners, rows: Ids) -> Floats:
    """For each of the examples `rows` the greatest similarity to each label's other examples."""
    nearest = np.empty((len(rows), owners.count), dtype=np.float32)
    for i, strip in enumerate(_strips(rows)):
        kernel = (matrix[strip] @ by_feature).toarray()
        kernel[np.arange(len(strip)), strip] = 0.0
        nearest[i * _STRIP : (i + 1) * _STRIP] = owners.nearest(kernel)
    return nearest


class _Sketch:
    """The examples as vectors of fixed size, a strip of them at a time."""

    def __init__(self, matrix: Sparse, ids: Ids) -> None:
        places, signs = sketched(ids, SKETCH)
        fold = sparse.csr_matrix((signs, (np.arange(len(ids)), places)), shape=(len(ids), SKETCH))
        self._folded = (matrix @ fold).tocsr()

    def strip(self, rows: Ids) -> Floats:
        return np.asarray(self._folded[rows].toarray(), dtype=np.float32)

    def solve(self, target: Floats) -> tuple[Floats, Floats, Ids]:
        """Weights (sketch × labels), left-out predictions of a sample of the examples, and that sample's rows."""
        count = len(target)
        gram = np.zeros((SKETCH, SKETCH), dtype=np.float32, order="F")
        gram[np.diag_indices(SKETCH)] = _RIDGE
        moment = np.zeros((SKETCH, target.shape[1]), dtype=np.float32)
        for rows in _strips(np.arange(count)):
            strip = self.strip(rows)
            gram = blas.ssyrk(1.0, strip.T, beta=1.0, c=gram, lower=1, overwrite_c=1)
            moment += strip.T @ target[rows]
        factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
        if failed:
            raise ValueError(f"the examples cannot be fitted (spotrf: {failed})")
        learnt, _ = lapack.spotrs(factor, moment, lower=1)
        learnt = np.ascontiguousarray(learnt, dtype=np.float32)
        tried = np.arange(0, count, max(1, count // _CALIBRATED))
        return learnt, self._left_out(factor, learnt, target, tried), tried

    def _left_out(self, factor: Floats, learnt: Floats, target: Floats, tried: Ids) -> Floats:
        """What would be predicted for each of the examples `tried` had it not been learnt from."""
        predicted = []
        for rows in _strips(tried):
            strip = self.strip(rows)
            half = blas.strsm(1.0, factor, strip.T, lower=1)
            leverage = (half**2).sum(axis=0)[:, None]
            predicted.append((strip @ learnt - leverage * target[rows]) / (1.0 - leverage))
        return np.concatenate(predicted).astype(np.float32)


def _strips(rows: Ids) -> list[Ids]:
    return [rows[start : start + _STRIP] for start in range(0, len(rows), _STRIP)]
