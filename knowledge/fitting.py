"""Learning the ranker's index from examples.

Each label is told from the rest by weights for every feature (`solving.separate`). Where examples and labels are too
many for that, features are folded into a vector of fixed size and the weights come by ridge regression
(`solving.Sketch`): time grows in proportion to the examples, and memory with the labels alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from knowledge.calibration import Tried, calibrate
from knowledge.features import VIEWS, Floats, Ideas, Ids, hashed_views
from knowledge.index import Index, Rows, as_kept
from knowledge.solving import Sketch, Sparse, separate

_COST = 1.0
_ROUNDS = 3
_AFFORDED = 3e9  # products of a stored value and a label's weight in one round, above which a sketch must do
_COMMON = 4000  # examples from which on a feature of a single one is left out
_FEW = 10  # examples of a label up to which rare features count in full: with more, the fit finds what matters
_COMPARED = 128  # examples of a label that a question is compared with …
_COMPARED_ALL = 60_000  # … and of all labels together
_LOOKED_AT = 200_000  # examples that tell the weights of features: what only later ones hold counts as unknown
_LEFT_OUT = 5  # one example in so many is left out to see how sure the ranker may be …
_HIDDEN = 6  # … and one label in so many is hidden wholly: what is asked about it is off topic


@dataclass(frozen=True)
class Corpus:
    """The features of many texts, one text after another and view after view within each."""

    numbers: Rows  # features
    sizes: Rows  # texts × views: how many there are

    @classmethod
    def of(cls, texts: Sequence[str], ideas: Ideas) -> "Corpus":
        sizes = np.zeros((len(texts), len(VIEWS)), dtype=np.int32)
        found: list[Rows] = [np.empty(0, np.int32)]
        for row, text in enumerate(texts):
            for view, numbers in hashed_views(text, ideas):
                sizes[row, view] = len(numbers)
                found.append(numbers.astype(np.int32))
        return cls(np.concatenate(found), sizes)

    def __len__(self) -> int:
        return len(self.sizes)


def fit(texts: Sequence[str], owner: Rows, labels: Sequence[str], ideas: Ideas) -> Index:
    """The index of folded texts, `owner` being the place of each one's label, -1 for off-topic ones."""
    corpus = Corpus.of(texts, ideas)
    ids, weights, unknown = weigh(corpus, owner, len(labels))
    vectors = unit_vectors(corpus, ids, weights, unknown)
    count = len(labels) + 1
    column = np.where(owner >= 0, owner, len(labels)).astype(np.int64)
    kept = _compared(column, len(labels))
    compared = vectors[kept]
    if vectors.nnz * count <= _AFFORDED:
        places, signs = np.arange(len(ids), dtype=np.int32), np.ones(len(ids), dtype=np.float32)
        learnt = separate(vectors, column, count, _COST, _ROUNDS)
        tried = _left_out(vectors, column, count, Wording(corpus, ids, weights, unknown))
    else:
        sketch = Sketch(vectors, ids)
        places, signs = sketch.places, sketch.signs
        learnt, some, scores = sketch.solve(column, count)
        tried = _as_if_hidden(vectors, column, some, scores, Wording(corpus, ids, weights, unknown))
    logistic, cuts = calibrate(tried)
    first = np.searchsorted(column[kept], np.arange(count)).astype(np.int32)
    return Index(
        tuple(labels), ids, weights, unknown, places, signs, as_kept(learnt), first,
        compared.indptr.astype(np.int32), compared.indices.astype(np.int32), as_kept(compared.data),
        logistic, cuts,
    )  # fmt: skip


def weigh(corpus: Corpus, owner: Rows, label_count: int) -> tuple[Ids, Floats, float]:
    """All features, their weights, which fall with the number of labels that use one, and that of unknown ones."""
    looked_at = np.arange(0, len(corpus), -(-len(corpus) // _LOOKED_AT) or 1)
    per_text = corpus.sizes.sum(axis=1)
    numbers = corpus.numbers
    if len(looked_at) < len(corpus):
        numbers = numbers[np.repeat(np.isin(np.arange(len(corpus)), looked_at), per_text)]
    outside = owner[looked_at] < 0
    total = label_count + int(outside.sum())
    # each off-topic example counts as a label of its own: what they share with us is common speech
    users = np.where(outside, label_count + np.arange(len(looked_at)), owner[looked_at])
    span = label_count + len(looked_at)
    used, examples = np.unique(
        numbers.astype(np.int64) * span + np.repeat(users, per_text[looked_at]), return_counts=True
    )
    ids, starts, counts = np.unique(used // span, return_index=True, return_counts=True)
    if len(corpus) >= _COMMON:
        common = np.add.reduceat(examples, starts) > 1
        ids, counts = ids[common], counts[common]
    power = float(np.clip(_FEW * label_count / max(len(corpus), 1), 0.5, 1.0))
    weights = ((np.log((1 + total) / (1 + counts)) + 1) ** power).astype(np.float32)
    return ids, weights, float(np.float32((np.log(1 + total) + 1) ** power))


def unit_vectors(corpus: Corpus, ids: Ids, weights: Floats, unknown: float) -> Sparse:
    """Examples × features, each view of an example a unit vector, damped and times the weight of the view."""
    at = np.minimum(np.searchsorted(ids, corpus.numbers), max(len(ids) - 1, 0))
    known = ids[at] == corpus.numbers
    values = np.where(known, weights[at], np.float32(unknown))
    groups = np.repeat(np.arange(corpus.sizes.size), corpus.sizes.ravel())
    views = np.tile(np.arange(len(VIEWS)), len(corpus))
    squares = np.bincount(groups, values.astype(np.float64) ** 2, minlength=corpus.sizes.size)
    damping = np.array([view.damping for view in VIEWS])[views]
    scale = np.array([view.weight for view in VIEWS])[views] / np.sqrt(np.maximum(squares + damping, 1e-9))
    values = values * scale.astype(np.float32)[groups]
    per_text = np.bincount((groups // len(VIEWS))[known], minlength=len(corpus))
    start = np.concatenate([[0], np.cumsum(per_text)])
    return sparse.csr_matrix((values[known], at[known].astype(np.int32), start), shape=(len(corpus), len(ids)))


def _compared(column: Ids, label_count: int) -> Ids:
    """The examples that questions are compared with, label by label: some of each, spread evenly."""
    limit = min(_COMPARED, max(4, _COMPARED_ALL // max(label_count, 1)))
    groups = (rows for _, rows in by_label(column, label_count))
    chosen = [rows[np.linspace(0, len(rows) - 1, min(len(rows), limit)).astype(np.int64)] for rows in groups]
    return np.concatenate([np.empty(0, np.int64), *chosen])


def by_label(column: Ids, label_count: int) -> Iterator[tuple[int, Ids]]:
    """Each label that has examples, with their rows in order."""
    order = np.argsort(column, kind="stable")
    bounds = np.searchsorted(column[order], np.arange(label_count + 1))
    for label in range(label_count):
        rows = order[bounds[label] : bounds[label + 1]]
        if len(rows):
            yield label, rows


def _left_out(vectors: Sparse, column: Ids, count: int, wording: "Wording") -> Tried:
    """How examples fare that were not learnt from, some of them of labels that were not either."""
    inside = count - 1
    hidden = np.zeros(count, dtype=bool)
    if inside >= _HIDDEN:
        hidden[np.random.default_rng(1).permutation(inside)[: inside // _HIDDEN]] = True
    left_out = np.zeros(len(column), dtype=bool)
    for _, rows in by_label(column, count):
        left_out[np.random.default_rng(2).permutation(rows)[: -(-len(rows) // _LEFT_OUT) if len(rows) > 1 else 0]] = (
            True
        )
    learnt_from = np.flatnonzero(~(left_out | hidden[column]))
    tried = np.flatnonzero(left_out)
    learnt = separate(vectors[learnt_from], column[learnt_from], count, _COST, _ROUNDS - 1)
    scores = np.asarray(vectors[tried] @ learnt, dtype=np.float32)
    truth = np.where(hidden[column[tried]] | (column[tried] == inside), -1, column[tried])
    likeness = _compare(vectors, wording, column, tried, learnt_from, scores[:, :-1].argmax(axis=1))
    return Tried(scores, *likeness, truth)


def _as_if_hidden(vectors: Sparse, column: Ids, some: Ids, scores: Floats, wording: "Wording") -> Tried:
    """The examples `some` with their left-out scores; for one label in so many, as if nobody had taught it."""
    count = scores.shape[1]
    truth = column[some].copy()
    hidden = np.flatnonzero(truth % _HIDDEN == 0) if count > _HIDDEN else np.empty(0, np.int64)
    scores[hidden, truth[hidden]] = 0.0
    truth[hidden] = -1
    truth[truth == count - 1] = -1
    likeness = _compare(vectors, wording, column, some, np.arange(len(column)), scores[:, :-1].argmax(axis=1))
    return Tried(scores, *likeness, truth)


class Wording:
    """How much each feature counts for the wording of a text, and how much the whole wording of each text."""

    def __init__(self, corpus: Corpus, ids: Ids, weights: Floats, unknown: float) -> None:
        spells = np.array([view.spells for view in VIEWS])
        at = np.minimum(np.searchsorted(ids, corpus.numbers), max(len(ids) - 1, 0))
        known = ids[at] == corpus.numbers
        groups = np.repeat(np.arange(corpus.sizes.size), corpus.sizes.ravel())
        spelt = spells[groups % len(VIEWS)]
        shares = np.where(known, weights[at] ** 2, unknown**2) * spelt
        self.whole = np.bincount(groups // len(VIEWS), shares, minlength=len(corpus))
        self.of_feature = np.zeros(len(ids), dtype=np.float32)
        self.of_feature[at[known & spelt]] = weights[at[known & spelt]] ** 2


def _compare(
    vectors: Sparse, wording: Wording, column: Ids, tried: Ids, others: Ids, label: Ids
) -> tuple[Floats, Floats]:
    """Of each of the examples `tried` the likeness to the nearest of `others` that have the label held likeliest for
    it, and how much of its wording those hold."""
    nearest, covered = np.zeros(len(tried), dtype=np.float32), np.zeros(len(tried), dtype=np.float32)
    count = int(max(column.max(), label.max())) + 1
    compared = others[_compared(column[others], count)]
    of_label = dict(by_label(column[compared], count))
    for first, places in by_label(label, count):
        if first not in of_label:
            continue
        rows, beside = tried[places], compared[of_label[first]]
        same = rows[:, None] == beside[None, :]
        alike = (vectors[rows] @ vectors[beside].T).toarray()
        alike[same] = 0.0
        nearest[places] = alike.max(axis=1)
        held = np.zeros(vectors.shape[1], dtype=np.float32)
        held[vectors[np.setdiff1d(beside, rows)].indices] = 1.0
        of_these = vectors[rows]
        of_these.data = (wording.of_feature * held)[of_these.indices]
        covered[places] = np.asarray(of_these.sum(axis=1)).ravel() / np.maximum(wording.whole[rows], 1e-9)
    return nearest, covered
