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

from knowledge.calibration import Tier, probability
from knowledge.features import VIEWS, Floats, Ideas, Ids, hashed_views, named, no_ideas
from knowledge.index import Index

__all__ = ["OUTSIDE", "Evidence", "Ideas", "Ranker", "Ranking", "Tier", "no_ideas"]

OUTSIDE = "__oos__"


@dataclass(frozen=True)
class Ranking:
    """Labels by falling score, the probability that the first is right, and what to do with it."""

    ranked: tuple[tuple[str, float], ...]
    probability: float
    tier: Tier
    nearest: tuple[float, ...]  # likeness of the nearest paraphrase, for the labels that were compared
    outside: float = 0.0  # the score of being off topic

    @property
    def label(self) -> str | None:
        return self.ranked[0][0] if self.ranked else None


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
        columns, values = self._vector(text)
        if not len(columns) or not self.labels:
            return Ranking((), 0.0, "decline", ())
        learnt = self._index.learnt[self._index.places[columns]]
        *inside, outside = (values * self._index.signs[columns]) @ learnt
        scores = np.array(inside, dtype=np.float32)
        order = _highest(scores, max(top, 2))
        best = scores[order]
        second = max(best[1] if len(best) > 1 else np.float32(0.0), outside)
        near = self._nearest(columns, values, order[:compared])
        sure = self.probability(float(best[0]), float(best[0] - second), near[0])
        ranked = tuple((self.labels[i], float(scores[i])) for i in order[:top])
        return Ranking(ranked, sure, self.tier(sure), near, float(outside))

    def probability(self, score: float, margin: float, nearest: float) -> float:
        """How likely a first label with this score, lead and nearest paraphrase is right."""
        return probability(self._logistic, score, margin, nearest)

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
        columns, values = self._vector(text)
        index = self._index
        shares = values * index.signs[columns] * index.learnt[index.places[columns], self.labels.index(label)]
        order = [i for i in np.argsort(-shares)[:count] if shares[i] > 0]
        return [Evidence(*names[int(index.ids[columns[i]])], float(shares[i])) for i in order]

    def _vector(self, text: str) -> tuple[Ids, Floats]:
        """Columns and values of the known features; the norm counts unknown ones at full weight."""
        index = self._index
        columns: list[Ids] = [np.empty(0, np.int64)]
        values: list[Floats] = [np.empty(0, np.float32)]
        for view, found in hashed_views(text, self._ideas):
            at = np.minimum(np.searchsorted(index.ids, found), len(index.ids) - 1)
            known = index.ids[at] == found
            at = at[known]
            weights = index.weights[at]
            strange = (len(found) - len(at)) * index.unknown**2
            norm = (float(weights @ weights) + strange + VIEWS[view].damping) ** 0.5
            columns.append(at)
            values.append(weights * np.float32(VIEWS[view].weight / max(norm, 1e-9)))
        return np.concatenate(columns), np.concatenate(values)

    def _nearest(self, columns: Ids, values: Floats, labels: Ids) -> tuple[float, ...]:
        """How like the nearest example of each of the labels is."""
        index = self._index
        text = np.zeros(len(index.ids), dtype=np.float32)
        text[columns] = values
        found = []
        for label in labels:
            start = index.start[index.first[label] : index.first[label + 1] + 1]
            held = slice(start[0], start[-1])
            shares = text[index.columns[held]] * index.values[held]
            # an example with no feature that counts would be given its neighbour's first
            starts = (start[:-1] - start[0])[start[:-1] < start[1:]]
            found.append(float(np.add.reduceat(shares, starts).max()) if len(starts) else 0.0)
        return tuple(found)


def _highest(scores: Floats, count: int) -> Ids:
    """The places of the highest scores, highest first; of equal ones the earlier first."""
    if len(scores) > 4 * count:
        some = np.sort(np.argpartition(-scores, count)[: count + 1])
        return some[np.argsort(-scores[some], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")[:count]
