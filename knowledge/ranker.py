"""Message → labels with calibrated scores, learnt from a handful of paraphrases each.

One label is told from the rest by weighted words, letters, characters, syllables and ideas (`features`, `fitting`).
A logistic function fitted on examples that were left out, some of them of labels left out altogether, turns scores
into the probability that the first label is right, and the cut-offs between answering, asking and declining come
from there (`calibration`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge.calibration import COVERED, Signs, Tier, probability
from knowledge.features import DAMPING, SPELLS, VIEWS, WEIGHTS, Floats, Ideas, Ids, hashed, named, no_ideas
from knowledge.index import Index

__all__ = ["OUTSIDE", "Beside", "Evidence", "Ideas", "Ranker", "Ranking", "Signs", "Tier", "no_ideas"]

OUTSIDE = "__oos__"
_RIVALS = 5  # labels near the first that are compared too


@dataclass(frozen=True)
class Ranking:
    """Labels by falling score, the probability that the first is right, and what to do with it."""

    ranked: tuple[tuple[str, float], ...]
    probability: float
    tier: Tier
    beside: tuple["Beside", ...]  # how the labels that were compared compare, in the order of `ranked`
    outside: float = 0.0  # the score of being off topic

    @property
    def label(self) -> str | None:
        return self.ranked[0][0] if self.ranked else None


class Beside(NamedTuple):
    """A text beside the examples of a label: how like the nearest is, and how much of the wording they hold."""

    nearest: float
    covered: float


class Evidence(NamedTuple):
    """What of a text spoke for a label: the view it was seen in, the words, and their share of the score."""

    view: str
    piece: str
    share: float


class Ranker:
    """Fitted once from (text, label) pairs; `OUTSIDE` as label marks an off-topic example."""

    def __init__(self, index: Index, ideas: Ideas = no_ideas) -> None:
        self.labels = list(index.labels)
        self._index = index
        self._ideas = ideas
        self._logistic = index.logistic
        self._cuts = index.cuts
        self._held: dict[int, Ids] = {}

    @classmethod
    def fit(cls, examples: Sequence[tuple[str, str]], ideas: Ideas = no_ideas) -> "Ranker":
        """Learn from (folded text, label) pairs, in a time that grows with their number."""
        from knowledge.fitting import fit  # who has an index in the cache needs neither it nor scipy

        labels = sorted({label for _, label in examples if label != OUTSIDE})
        place = {label: i for i, label in enumerate(labels)}
        owner = np.array([place.get(label, -1) for _, label in examples], dtype=np.int32)
        return cls(fit([text for text, _ in examples], owner, labels, ideas), ideas)

    def save(self, path: Path) -> None:
        self._index.save(path)

    @classmethod
    def load(cls, path: Path, ideas: Ideas = no_ideas) -> "Ranker":
        """Raises OSError, ValueError, KeyError or EOFError where the file is missing or damaged."""
        return cls(Index.load(path), ideas)

    def rank(self, text: str, top: int = 10, compared: int = 1) -> Ranking:
        """Rank the labels for a folded text: the first `top`, the first `compared` of them beside their examples."""
        vector = self._vector(text)
        if not len(vector.columns) or not self.labels:
            return Ranking((), 0.0, "decline", ())
        index = self._index
        shares = vector.values * index.signs[vector.columns] * np.float32(index.unit)
        learnt = index.learnt[index.places[vector.columns]].astype(np.float32)
        told = np.asarray(shares @ learnt, dtype=np.float32)
        scores, outside = told[:-1], told[-1]
        order = _highest(scores, max(top, 2))
        near = int((scores[order] > scores[order[0]] - COVERED).sum())
        beside = self._beside(vector, order[: max(compared, min(near, _RIVALS))])
        for place, (_, covered) in zip(order, beside, strict=False):
            scores[place] += COVERED * covered
        by_score = sorted(range(len(order)), key=lambda at: -scores[order[at]])
        best = scores[order[by_score]]
        second = max(best[1] if len(best) > 1 else np.float32(0.0), outside)
        ranked = tuple((self.labels[order[at]], float(scores[order[at]])) for at in by_score[:top])
        compared_with = tuple(beside[at] for at in by_score[:compared])
        sure = self.probability(Signs(float(best[0]), float(best[0] - second), *compared_with[0]))
        return Ranking(ranked, sure, self.tier(sure), compared_with, float(outside))

    def probability(self, signs: Signs) -> float:
        """How likely a first label with these signs is right."""
        return probability(self._logistic, signs)

    def tier(self, probability: float) -> Tier:
        if probability >= self._cuts[0]:
            return "answer"
        return "ask" if probability >= self._cuts[1] else "decline"

    @property
    def cuts(self) -> tuple[float, float]:
        """The least probability to answer at, and the least to ask at."""
        return float(self._cuts[0]), float(self._cuts[1])

    def evidence(self, text: str, label: str, count: int = 8) -> list[Evidence]:
        """The features of `text` that speak most for `label`, with their share of the score."""
        names = named(text, self._ideas)
        vector = self._vector(text)
        columns, index = vector.columns, self._index
        learnt = index.learnt[index.places[columns], self.labels.index(label)] * index.unit
        shares = vector.values * index.signs[columns] * learnt
        order = [i for i in np.argsort(-shares)[:count] if shares[i] > 0]
        return [Evidence(*names[int(index.ids[columns[i]])], float(shares[i])) for i in order]

    def _vector(self, text: str) -> "_Vector":
        """The text as the index sees it; the norm of a view counts unknown features at full weight."""
        index = self._index
        if not len(index.ids):
            return _Vector(np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.int64), 0.0)
        numbers, (sizes,) = hashed([text], self._ideas)
        at = np.minimum(np.searchsorted(index.ids, numbers), len(index.ids) - 1)
        known = index.ids[at] == numbers
        columns, view = at[known], np.repeat(np.arange(len(VIEWS)), sizes)[known]
        weights = index.weights[columns]
        unknown = sizes - np.bincount(view, minlength=len(VIEWS))
        squares = np.bincount(view, weights**2, len(VIEWS)) + unknown * index.unknown**2
        scale = (WEIGHTS / np.sqrt(np.maximum(squares + DAMPING, 1e-9))).astype(np.float32)
        return _Vector(columns, weights * scale[view], columns[SPELLS[view]], float(squares[SPELLS].sum()))

    def _beside(self, vector: "_Vector", labels: Ids) -> tuple[Beside, ...]:
        """How the text compares with the examples of each of the labels."""
        index = self._index
        text = np.zeros(len(index.ids), dtype=np.float32)
        text[vector.columns] = vector.values
        wording = np.zeros(len(index.ids), dtype=np.float32)
        wording[vector.spelling] = index.weights[vector.spelling] ** 2
        found = []
        for label in labels:
            start = index.start[index.first[label] : index.first[label + 1] + 1]
            held = slice(start[0], start[-1])
            shares = text[index.columns[held]] * index.values[held]
            # an example with no feature that counts would be given its neighbour's first
            starts = (start[:-1] - start[0])[start[:-1] < start[1:]]
            nearest = float(np.add.reduceat(shares, starts).max()) if len(starts) else 0.0
            covered = float(wording[self._held_by(int(label), held)].sum()) / max(vector.whole, 1e-9)
            found.append(Beside(nearest, covered))
        return tuple(found)

    def _held_by(self, label: int, held: slice) -> Ids:
        """The features that the examples of a label hold, each once; worked out when first asked for."""
        if label not in self._held:
            self._held[label] = np.unique(self._index.columns[held])
        return self._held[label]


class _Vector(NamedTuple):
    """A text by the features the index knows, those that spell it, and the weight of its wording, known or not."""

    columns: Ids
    values: Floats
    spelling: Ids
    whole: float


def _highest(scores: Floats, count: int) -> Ids:
    """The places of the highest scores, highest first; of equal ones the earlier first."""
    if len(scores) > 4 * count:
        some = np.sort(np.argpartition(-scores, count)[: count + 1])
        return some[np.argsort(-scores[some], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")[:count]
