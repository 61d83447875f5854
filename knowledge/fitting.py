"""Learning the ranker's index from examples.

Each label is told from the rest by weights for every feature (`solving.separate`). Where examples and labels are too
many for that, features are folded into a vector of fixed size and the weights come by ridge regression
(`solving.Sketch`): time grows in proportion to the examples, and memory with the labels alone.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from knowledge.calibration import Tried, calibrate
from knowledge.features import DAMPING, SPELLS, VIEWS, WEIGHTS, Floats, Ideas, Ids, hashed
from knowledge.index import Index, Rows, counted, halved
from knowledge.memory import give_back
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
_HIDDEN = 12  # … and one label in so many is hidden wholly: what is asked about it is off topic
_MIXING = 10_007  # so that the examples left out are not the first in the order they are learnt in
_STRIP = 1024  # examples turned into vectors at a time


@dataclass(frozen=True)
class Corpus:
    """The features of many texts, one text after another and view after view within each."""

    numbers: Rows  # features
    sizes: Rows  # texts × views: how many there are

    @classmethod
    def of(cls, texts: Sequence[str], ideas: Ideas) -> "Corpus":
        strips = (hashed(texts[start : start + _STRIP], ideas) for start in range(0, len(texts), _STRIP))
        found = [(numbers.astype(np.int32), sizes.astype(np.int32)) for numbers, sizes in strips]
        none = (np.empty(0, np.int32), np.empty((0, len(VIEWS)), np.int32))
        numbers, sizes = zip(none, *found, strict=True)
        return cls(np.concatenate(numbers), np.concatenate(sizes))

    def __len__(self) -> int:
        return len(self.sizes)


def fit(texts: Sequence[str], owner: Rows, labels: Sequence[str], ideas: Ideas) -> Index:
    """The index of folded texts, `owner` being the place of each one's label, -1 for off-topic ones."""
    corpus = Corpus.of(texts, ideas)
    ids, weights, unknown = weigh(corpus, owner, len(labels))
    vectors = Vectors.of(corpus, ids, weights, unknown)
    del corpus  # as large as the vectors, and not needed again
    count = len(labels) + 1
    column = np.where(owner >= 0, owner, len(labels)).astype(np.int64)
    if vectors.matrix.nnz * count <= _AFFORDED:
        places, signs = np.arange(len(ids), dtype=np.int32), np.ones(len(ids), dtype=np.float32)
        key = np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)
        tried = _left_out(vectors, column, count, key)
        learnt = separate(vectors.matrix, column, count, _COST, _ROUNDS, np.argsort(key, kind="stable"))
    else:
        sketch = Sketch(vectors.matrix, ids)
        places, signs = sketch.places, sketch.signs
        learnt, some, scores = sketch.solve(column, count)
        tried = _as_if_hidden(vectors, column, some, scores)
    give_back()  # what learning took beside what was learnt
    counts, unit = counted(learnt)
    del learnt  # the largest of all
    logistic, cuts = calibrate(tried)
    kept = _compared(column, len(labels))
    compared = vectors.matrix[kept]
    first = np.searchsorted(column[kept], np.arange(count)).astype(np.int32)
    return Index(
        tuple(labels), ids, weights, unknown, places, signs, counts, unit, first,
        compared.indptr.astype(np.int32), compared.indices.astype(np.int32), halved(compared.data),
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
    pairs = numbers.astype(np.int64)
    pairs *= span
    pairs += np.repeat(users, per_text[looked_at])
    pairs.sort()
    starts, examples = _runs(pairs)
    used = pairs[starts] // span
    del pairs  # the largest of all
    starts, counts = _runs(used)
    ids = used[starts]
    if len(corpus) >= _COMMON:
        common = np.add.reduceat(examples, starts) > 1
        ids, counts = ids[common], counts[common]
    power = float(np.clip(_FEW * label_count / max(len(corpus), 1), 0.5, 1.0))
    weights = ((np.log((1 + total) / (1 + counts)) + 1) ** power).astype(np.float32)
    return ids, weights, float(np.float32((np.log(1 + total) + 1) ** power))


def _runs(rising: Ids) -> tuple[Ids, Ids]:
    """Where each of the different numbers begins, and how often it stands there."""
    new = np.ones(len(rising), dtype=np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    return starts, np.diff(starts, append=len(rising))


@dataclass(frozen=True)
class Vectors:
    """Examples × features: each view of an example a unit vector, damped and times the weight of the view.

    Of the wording of an example, all in all `whole`, a feature it has makes `wording`.
    """

    matrix: Sparse
    wording: Floats  # by feature
    whole: Floats  # by example

    @classmethod
    def of(cls, corpus: Corpus, ids: Ids, weights: Floats, unknown: float) -> "Vectors":
        ends = np.concatenate([[0], np.cumsum(corpus.sizes.sum(axis=1))])
        parts: list[Sparse] = []
        whole: list[Floats] = []
        wording = np.zeros(len(ids), dtype=np.float32)
        for start in range(0, len(corpus), _STRIP):
            sizes = corpus.sizes[start : start + _STRIP]
            numbers = corpus.numbers[ends[start] : ends[min(start + _STRIP, len(corpus))]]
            at = np.minimum(np.searchsorted(ids, numbers), max(len(ids) - 1, 0)).astype(np.int32)
            known = ids[at] == numbers
            squares = np.where(known, weights[at], np.float32(unknown)) ** 2
            groups = np.repeat(np.arange(sizes.size), sizes.ravel())
            sums = np.bincount(groups, squares, minlength=sizes.size).reshape(sizes.shape)
            scale = (WEIGHTS / np.sqrt(np.maximum(sums + DAMPING, 1e-9))).astype(np.float32).ravel()
            per_text = np.bincount(groups[known] // len(VIEWS), minlength=len(sizes))
            values = (weights[at] * scale[groups])[known]
            shape = (len(sizes), len(ids))
            parts.append(sparse.csr_matrix((values, at[known], np.concatenate([[0], np.cumsum(per_text)])), shape))
            whole.append(sums[:, SPELLS].sum(axis=1).astype(np.float32))
            spelt = at[known & SPELLS[groups % len(VIEWS)]]
            wording[spelt] = weights[spelt] ** 2
        return cls(sparse.vstack(parts, format="csr"), wording, np.concatenate(whole))


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


def _left_out(vectors: Vectors, column: Ids, count: int, key: Ids) -> Tried:
    """How examples fare that were not learnt from, some of them of labels that were not either.

    Which are left out is told by `key`, a number of each example's own, so that others come and go beside them.
    """
    inside = count - 1
    hidden = np.zeros(count, dtype=bool)
    if inside >= _HIDDEN:
        hidden[np.random.default_rng(1).permutation(inside)[: inside // _HIDDEN]] = True
    left_out = np.zeros(len(column), dtype=bool)
    for _, rows in by_label(column, count):
        if len(rows) > 1:  # the only example of a label stays
            mixed = rows[np.argsort(key[rows] % _MIXING, kind="stable")]
            left_out[mixed[: -(-len(rows) // _LEFT_OUT)]] = True
    learnt_from = np.flatnonzero(~(left_out | hidden[column]))
    tried = np.flatnonzero(left_out)
    order = learnt_from[np.argsort(key[learnt_from], kind="stable")]
    learnt = separate(vectors.matrix, column, count, _COST, _ROUNDS - 1, order)
    scores = np.asarray(vectors.matrix[tried] @ learnt, dtype=np.float32)
    truth = np.where(hidden[column[tried]] | (column[tried] == inside), -1, column[tried])
    likeness = _compare(vectors, column, tried, learnt_from, scores[:, :-1].argmax(axis=1))
    return Tried(scores, *likeness, truth)


def _as_if_hidden(vectors: Vectors, column: Ids, some: Ids, scores: Floats) -> Tried:
    """The examples `some` with their left-out scores; for one label in so many, as if nobody had taught it."""
    count = scores.shape[1]
    truth = column[some].copy()
    hidden = np.flatnonzero(truth % _HIDDEN == 0) if count > _HIDDEN else np.empty(0, np.int64)
    scores[hidden, truth[hidden]] = 0.0
    truth[hidden] = -1
    truth[truth == count - 1] = -1
    likeness = _compare(vectors, column, some, np.arange(len(column)), scores[:, :-1].argmax(axis=1))
    return Tried(scores, *likeness, truth)


def _compare(vectors: Vectors, column: Ids, tried: Ids, others: Ids, label: Ids) -> tuple[Floats, Floats]:
    """Of each of the examples `tried` the likeness to the nearest of `others` that have the label held likeliest for
    it, and how much of its wording those hold."""
    nearest, covered = np.zeros(len(tried), dtype=np.float32), np.zeros(len(tried), dtype=np.float32)
    count = int(column.max()) + 1
    compared = others[_compared(column[others], count)]
    of_label = dict(by_label(column[compared], count))
    for first, places in by_label(label, count):
        if first not in of_label:
            continue
        rows, beside = tried[places], compared[of_label[first]]
        same = rows[:, None] == beside[None, :]
        of_these, of_those = vectors.matrix[rows], vectors.matrix[np.setdiff1d(beside, rows)]
        alike = (of_these @ vectors.matrix[beside].T).toarray()
        alike[same] = 0.0
        nearest[places] = alike.max(axis=1)
        held = np.zeros(len(vectors.wording), dtype=np.float32)
        held[of_those.indices] = 1.0
        of_these.data = (vectors.wording * held)[of_these.indices]
        covered[places] = np.asarray(of_these.sum(axis=1)).ravel() / np.maximum(vectors.whole[rows], 1e-9)
    return nearest, covered
