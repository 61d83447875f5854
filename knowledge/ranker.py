"""Message → labels with calibrated scores, learnt from a handful of paraphrases each.

Kernel ridge regression, one against the rest, over weighted words, characters and syllables, in its
dual form: a query is compared with the stored paraphrases through a sparse matrix, and the same
comparison gives the nearest paraphrase. Leave-one-out predictions come with the fit for free; a
logistic function fitted on them (and on off-topic examples) turns scores into the probability that
the first label is right, and the cut-offs between answering, asking and declining come from there.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.text import CJK, stem, syllable, typed_pinyin


def expit(x: Any) -> Any:
    """The logistic function, safe for large arguments."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


Floats = NDArray[np.float32]
Tier = Literal["answer", "ask", "decline"]

OUTSIDE = "__oos__"
_RIDGE = 0.6  # 0.3 to 1 are within noise on left-out paraphrases
_VIEWS = {"w": 1.0, "p": 0.5, "c": 1.0, "z": 1.0, "y": 0.7, "k": 1.5}  # weight of each view's unit vector
# added under the root of a view's norm: one idea alone says little, however rare it is
_DAMPING = {"k": 10.0}
_STRIP = 512  # rows of the kernel made at a time
_BUCKETS = 2**31 - 1  # features are hashed; collisions are far rarer than slips
_WORD = re.compile(r"[a-z]+|\d+|[\ue000-\ue0ff]")
_RUN = re.compile(r"[\u3400-\u9fff\ue000-\ue0ff\d]+")


Ideas = Callable[[str], Sequence[str]]


def no_ideas(text: str) -> Sequence[str]:
    return ()


def features(text: str, ideas: Ideas = no_ideas) -> dict[str, list[str]]:
    """The features of a folded text by view: words, pairs of words, letters, characters, syllables, ideas."""
    words = [stem(w) if w.isalpha() and w.isascii() else w for w in _WORD.findall(text)]
    words = ["0" if w.isdigit() else w for w in words]
    latin = [w for w in words if w.isascii()]
    view: dict[str, list[str]] = {"w": [], "p": [], "c": [], "z": [], "y": [], "k": []}
    spoken_of = ideas(text)
    view["k"] = [*spoken_of, *(" ".join(sorted(pair)) for pair in combinations(spoken_of, 2))]
    if latin:
        view["w"] = words + [f"{a} {b}" for a, b in zip(words, words[1:], strict=False)]
        view["p"] = [
            " ".join(sorted((a, b))) for i, a in enumerate(words) for b in words[i + 1 : i + 6] if a != b
        ]
        for word in words:
            edged = f"<{word}>"
            view["c"] += [edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)]
    typed = typed_pinyin(text)
    if typed:
        view = {"w": [], "p": [], "c": [], "z": [], "k": view["k"], "y": list(typed)}
        view["y"] += [a + " " + b for a, b in zip(typed, typed[1:], strict=False)]
    for run in _RUN.findall(re.sub(r"\d+", "0", text)):
        if not CJK.search(run):
            continue
        view["z"] += [run[i : i + n] for n in (1, 2, 3) for i in range(len(run) - n + 1)]
        sounds = [syllable(c) if CJK.match(c) else c for c in run]
        view["y"] += sounds + [a + " " + b for a, b in zip(sounds, sounds[1:], strict=False)]
    return view


def _hashed(view: str, feature: str) -> int:
    return zlib.crc32(f"{view}:{feature}".encode()) & _BUCKETS


@dataclass(frozen=True)
class Ranking:
    """Labels by falling score, the probability that the first is right, and what to do with it."""

    ranked: tuple[tuple[str, float], ...]
    score: float
    tier: Tier
    nearest: tuple[float, ...]  # similarity of each ranked label's nearest paraphrase

    @property
    def label(self) -> str | None:
        return self.ranked[0][0] if self.ranked else None


class Ranker:
    """Fitted once from (text, label) pairs; `OUTSIDE` as label marks an off-topic example."""

    def __init__(
        self, arrays: dict[str, NDArray[Any]], labels: Sequence[str], ideas: Ideas = no_ideas
    ) -> None:
        self.labels = list(labels)
        self._ideas = ideas
        self._ids = arrays["ids"]  # hashed feature ids, sorted
        self._weights = arrays["weights"]
        self._unknown = float(arrays["unknown"][0])
        shape = (len(self._ids), len(arrays["owner"]))
        self._by_feature = sparse.csr_matrix(
            (arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape, dtype=np.float32
        )
        self._alpha = arrays["alpha"]
        self._owner = arrays["owner"]  # label index of each example, -1 for off-topic
        self._logistic = arrays["logistic"]
        self._cuts = arrays["cuts"]

    # ── asking ───────────────────────────────────────────────────────────────────────────

    def rank(self, text: str, top: int = 10) -> Ranking:
        """Rank all labels for a folded text."""
        columns, values = self._vector(text)
        if not len(columns) or not self.labels:
            return Ranking((), 0.0, "decline", ())
        kernel = np.asarray(values @ self._by_feature[columns]).ravel()
        scores = kernel @ self._alpha
        nearest = _best_by_owner(kernel, self._owner, len(self.labels))
        order = np.argsort(-scores)[: max(top, 2)]
        best = scores[order]
        second = best[1] if len(best) > 1 else 0.0
        probability = self.probability(float(best[0]), float(best[0] - second), float(nearest[order[0]]))
        ranked = tuple((self.labels[i], float(scores[i])) for i in order[:top])
        near = tuple(float(nearest[i]) for i in order[:top])
        return Ranking(ranked, probability, self.tier(probability), near)

    def tier(self, probability: float) -> Tier:
        if probability >= self._cuts[0]:
            return "answer"
        return "ask" if probability >= self._cuts[1] else "decline"

    @property
    def cuts(self) -> tuple[float, float]:
        """The least probability to answer at, and the least to ask at."""
        return float(self._cuts[0]), float(self._cuts[1])

    def evidence(self, text: str, label: str, count: int = 8) -> list[tuple[str, float]]:
        """The features of `text` that speak most for `label`, with their share of the score."""
        names = {_hashed(v, f): f for v, fs in features(text, self._ideas).items() for f in fs}
        columns, values = self._vector(text)
        alpha = self._alpha[:, self.labels.index(label)]
        shares = values * np.asarray(self._by_feature[columns] @ alpha).ravel()
        order = np.argsort(-shares)[:count]
        return [(names[int(self._ids[columns[i]])], float(shares[i])) for i in order if shares[i] > 0]

    def probability(self, score: float, margin: float, nearest: float) -> float:
        """How likely a first label with this score, lead and nearest paraphrase is right."""
        bias, *weights = self._logistic
        return float(expit(bias + weights[0] * score + weights[1] * margin + weights[2] * nearest))

    def _vector(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Columns and values of the known features; the norm counts unknown ones at full weight."""
        columns: list[NDArray[np.int64]] = []
        values: list[Floats] = []
        for view, found in features(text, self._ideas).items():
            if not found:
                continue
            hashed = np.unique(np.fromiter((_hashed(view, f) for f in found), dtype=np.int64))
            at = np.minimum(np.searchsorted(self._ids, hashed), len(self._ids) - 1)
            known = self._ids[at] == hashed
            weights = self._weights[at[known]]
            norm = np.sqrt((weights**2).sum() + (~known).sum() * self._unknown**2 + _DAMPING.get(view, 0.0))
            columns.append(at[known])
            values.append((weights * (_VIEWS[view] / max(norm, 1e-9))).astype(np.float32))
        if not columns:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return np.concatenate(columns), np.concatenate(values)

    # ── fitting ──────────────────────────────────────────────────────────────────────────

    @classmethod
    def fit(cls, examples: Sequence[tuple[str, str]], ideas: Ideas = no_ideas) -> "Ranker":
        """Learn from (folded text, label) pairs. Takes about a second for 3,000 of them."""
        labels = sorted({label for _, label in examples if label != OUTSIDE})
        index = {label: i for i, label in enumerate(labels)}
        owner = np.array([index.get(label, -1) for _, label in examples], dtype=np.int32)
        matrix, ids, weights, unknown = _matrix(
            [features(text, ideas) for text, _ in examples], owner, len(labels)
        )
        target = np.zeros((len(owner), max(len(labels), 1)), dtype=np.float32)
        target[np.arange(len(owner))[owner >= 0], owner[owner >= 0]] = 1.0
        kernel = _kernel(matrix)
        alpha, leverage = _solve(kernel, target)
        left_out = target - alpha / leverage[:, None]
        logistic, cuts = _calibrate(left_out, _nearest_others(kernel, owner, len(labels)), owner)
        del kernel
        by_feature = matrix.T.tocsr()
        arrays: dict[str, NDArray[Any]] = {
            "ids": ids,
            "weights": weights,
            "unknown": np.array([unknown], dtype=np.float32),
            "data": by_feature.data.astype(np.float32),
            "indices": by_feature.indices.astype(np.int32),
            "indptr": by_feature.indptr.astype(np.int32),
            "alpha": alpha,
            "owner": owner,
            "logistic": logistic,
            "cuts": cuts,
        }
        return cls(arrays, labels, ideas)

    def save(self, path: Path) -> None:
        matrix = self._by_feature
        np.savez(
            path,
            ids=self._ids,
            weights=self._weights,
            unknown=np.array([self._unknown], dtype=np.float32),
            data=matrix.data,
            indices=matrix.indices,
            indptr=matrix.indptr,
            alpha=self._alpha,
            owner=self._owner,
            logistic=self._logistic,
            cuts=self._cuts,
            labels=np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8),
        )

    @classmethod
    def load(cls, path: Path, ideas: Ideas = no_ideas) -> "Ranker":
        """Raises OSError, ValueError or KeyError where the file is missing or damaged."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        labels = json.loads(arrays.pop("labels").tobytes().decode())
        return cls(arrays, labels, ideas)


def _matrix(
    views: Sequence[dict[str, list[str]]], owner: NDArray[np.int32], label_count: int
) -> tuple[sparse.csr_matrix, NDArray[np.int64], Floats, float]:
    """Examples × features, each view a unit vector; weights fall with the number of labels that use a feature."""
    rows = [
        {view: sorted({_hashed(view, f) for f in found}) for view, found in by_view.items() if found}
        for by_view in views
    ]
    users: dict[int, set[int]] = {}
    for i, row in enumerate(rows):
        # each off-topic example counts as a label of its own: what they share with us is common speech
        who = int(owner[i]) if owner[i] >= 0 else label_count + i
        for hashed in row.values():
            for feature in hashed:
                users.setdefault(feature, set()).add(who)
    total = label_count + int((owner < 0).sum())
    ids = np.array(sorted(users), dtype=np.int64)
    weights = np.array([np.log((1 + total) / (1 + len(users[int(i)]))) + 1 for i in ids], dtype=np.float32)
    place = {int(feature): i for i, feature in enumerate(ids)}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for row in rows:
        for view, hashed in row.items():
            columns = [place[feature] for feature in hashed]
            values = weights[columns]
            data += list(values * (_VIEWS[view] / np.sqrt((values**2).sum() + _DAMPING.get(view, 0.0))))
            indices += columns
        indptr.append(len(indices))
    shape = (len(rows), len(ids))
    matrix = sparse.csr_matrix((np.array(data, np.float32), indices, indptr), shape=shape)
    return matrix, ids, weights, float(np.log(1 + total) + 1)


def _best_by_owner(kernel: Floats, owner: NDArray[np.int32], count: int) -> Floats:
    """The greatest similarity to each label's paraphrases; `kernel` may hold many queries as rows."""
    inside = np.flatnonzero(owner >= 0)
    inside = inside[np.argsort(owner[inside], kind="stable")]
    best = np.zeros((*kernel.shape[:-1], count), dtype=np.float32)
    if len(inside):
        labels, starts = np.unique(owner[inside], return_index=True)
        best[..., labels] = np.maximum.reduceat(kernel[..., inside], starts, axis=-1)
    return best


def _kernel(matrix: sparse.csr_matrix) -> Floats:
    """Every example compared with every other, made in strips so that no sparse product of that size is held."""
    count = matrix.shape[0]
    kernel = np.empty((count, count), dtype=np.float32)
    transposed = matrix.T.tocsc()
    for start in range(0, count, _STRIP):
        kernel[start : start + _STRIP] = (matrix[start : start + _STRIP] @ transposed).toarray()
    return kernel


def _solve(kernel: Floats, target: Floats) -> tuple[Floats, Floats]:
    """The dual weights, and the diagonal of the inverse that gives leave-one-out predictions."""
    from scipy.linalg import lapack

    factor = kernel + _RIDGE * np.eye(len(kernel), dtype=np.float32)
    factor, failed = lapack.spotrf(factor.T, lower=1, overwrite_a=1)
    if failed:
        raise ValueError(f"the examples cannot be fitted (spotrf: {failed})")
    alpha, _ = lapack.spotrs(factor, target, lower=1)
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return np.ascontiguousarray(alpha, dtype=np.float32), np.diag(inverse).copy()


def _nearest_others(kernel: Floats, owner: NDArray[np.int32], count: int) -> Floats:
    """For each example the greatest similarity to each label's other examples."""
    nearest = np.empty((len(owner), count), dtype=np.float32)
    for start in range(0, len(owner), _STRIP):
        strip = kernel[start : start + _STRIP].copy()
        strip[np.arange(len(strip)), np.arange(start, start + len(strip))] = 0.0
        nearest[start : start + _STRIP] = _best_by_owner(strip, owner, count)
    return nearest


def _calibrate(
    left_out: Floats, nearest: Floats, owner: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The logistic function of (score, margin, nearest) and the two cut-offs, from left-out predictions."""
    rows = np.arange(len(owner))
    order = np.argsort(-left_out, axis=1)[:, :3]
    first = order[:, 0]
    best = left_out[rows, first]
    margin = best - (left_out[rows, order[:, 1]] if order.shape[1] > 1 else 0.0)
    x = np.stack([np.ones(len(owner)), best, margin, nearest[rows, first]], axis=1).astype(np.float64)
    right = (first == owner).astype(np.float64)
    among_three = (order == owner[:, None]).any(axis=1).astype(np.float64)
    logistic = _fit_logistic(x, right)
    probability = expit(x @ logistic)
    return logistic, np.array(_cut_offs(probability, right, among_three, owner >= 0))


def _fit_logistic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Penalised maximum likelihood.

    The nearest paraphrase may count against: much likeness to one paraphrase with little score speaks of
    shared common words. The other two are kept from going negative.
    """
    from scipy.optimize import minimize

    prior = np.array([-2.0, 4.0, 1.0, 0.0])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ w
        value = np.logaddexp(0.0, z).sum() - y @ z + 0.25 * ((w - prior) ** 2).sum()
        return float(value), x.T @ (expit(z) - y) + 0.5 * (w - prior)

    bounds = [(None, None), (0.0, None), (0.0, None), (None, None)]
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds).x)


# What the four outcomes are worth, for choosing the cut-offs on left-out paraphrases. A wrong answer names what
# it answers, so it costs less than it would in a system that hides it; an off-topic one costs as much as a right one earns.
_WRONG, _ASKED, _ANSWERED_OUTSIDE, _ASKED_OUTSIDE = -0.3, 0.25, -1.0, -0.5


def _cut_offs(
    probability: NDArray[np.float64],
    right: NDArray[np.float64],
    among_three: NDArray[np.float64],
    inside: NDArray[np.bool_],
) -> tuple[float, float]:
    """The least probability to answer at and to ask at: those worth most over the left-out examples."""
    answered = np.where(inside, np.where(right > 0, 1.0, _WRONG), _ANSWERED_OUTSIDE)
    asked = np.where(inside, np.where(among_three > 0, _ASKED, 0.0), _ASKED_OUTSIDE)
    order = np.argsort(-probability)
    gain_asked = np.concatenate([[0.0], np.cumsum(asked[order])])
    gain_answered = np.concatenate([[0.0], np.cumsum((answered - asked)[order])])
    sorted_ = np.concatenate([[1.0], probability[order]])
    ask = float(sorted_[int(np.argmax(gain_asked))])
    answer = float(sorted_[int(np.argmax(gain_answered))])
    return min(max(answer, 0.15), 0.9), min(ask, answer)


def count_by_label(examples: Sequence[tuple[str, str]]) -> Counter[str]:
    return Counter(label for _, label in examples)
