"""Message → labels with calibrated scores, learnt from a handful of paraphrases each.

Ridge regression, one label against the rest, over weighted words, characters, syllables and ideas, folded into
vectors of fixed size. Leave-one-out predictions come with the fit (`fitting`); a logistic function fitted on
them and on off-topic examples turns scores into the probability that the first label is right, and the
cut-offs between answering, asking and declining come from there (`calibration`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.calibration import Tier, probability
from knowledge.features import (
    DAMPING,
    SKETCH,
    VIEWS,
    Floats,
    Ideas,
    Ids,
    features,
    hashed,
    hashed_views,
    no_ideas,
    sketched,
)
from knowledge.index import Index, Owners

__all__ = ["OUTSIDE", "Ideas", "Ranker", "Ranking", "Tier", "features", "no_ideas"]

OUTSIDE = "__oos__"


@dataclass(frozen=True)
class Ranking:
    """Labels by falling score, the probability that the first is right, and what to do with it."""

    ranked: tuple[tuple[str, float], ...]
    probability: float
    tier: Tier
    nearest: tuple[float, ...]  # similarity of each ranked label's nearest paraphrase
    outside: float = 0.0  # the score of being off topic

    @property
    def label(self) -> str | None:
        return self.ranked[0][0] if self.ranked else None


class Ranker:
    """Fitted once from (text, label) pairs; `OUTSIDE` as label marks an off-topic example."""

    def __init__(self, index: Index, ideas: Ideas = no_ideas) -> None:
        self.labels = list(index.labels)
        self._index = index
        self._ideas = ideas
        self._logistic = index.logistic
        self._cuts = index.cuts
        self._owners = Owners(index.owner, len(index.labels))

    @classmethod
    def fit(cls, examples: Sequence[tuple[str, str]], ideas: Ideas = no_ideas) -> "Ranker":
        """Learn from (folded text, label) pairs. Takes about a second for 3,000 of them."""
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

    def rank(self, text: str, top: int = 10) -> Ranking:
        """Rank all labels for a folded text."""
        columns, values = self._vector(text)
        if not len(columns) or not self.labels:
            return Ranking((), 0.0, "decline", ())
        places, signs = sketched(self._index.ids[columns], SKETCH)
        *inside, outside = (values * signs) @ self._index.learnt[places]
        scores = np.array(inside, dtype=np.float32)
        kernel = self._compared(columns, values)
        nearest = self._owners.nearest(kernel)
        order = np.argsort(-scores)[: max(top, 2)]
        best = scores[order]
        second = max(best[1] if len(best) > 1 else np.float32(0.0), outside)
        sure = self.probability(float(best[0]), float(best[0] - second), float(nearest[order[0]]))
        ranked = tuple((self.labels[i], float(scores[i])) for i in order[:top])
        near = tuple(float(nearest[i]) for i in order[:top])
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

    def evidence(self, text: str, label: str, count: int = 8) -> list[tuple[str, float]]:
        """The features of `text` that speak most for `label`, with their share of the score."""
        names = {hashed(v, f): f for v, fs in features(text, self._ideas).items() for f in fs}
        columns, values = self._vector(text)
        places, signs = sketched(self._index.ids[columns], SKETCH)
        shares = values * signs * self._index.learnt[places, self.labels.index(label)]
        order = np.argsort(-shares)[:count]
        return [(names[int(self._index.ids[columns[i]])], float(shares[i])) for i in order if shares[i] > 0]

    def _vector(self, text: str) -> tuple[Ids, Floats]:
        """Columns and values of the known features; the norm counts unknown ones at full weight."""
        index = self._index
        columns: list[Ids] = [np.empty(0, np.int64)]
        values: list[Floats] = [np.empty(0, np.float32)]
        for view, found in hashed_views(text, self._ideas):
            at = np.minimum(np.searchsorted(index.ids, found), len(index.ids) - 1)
            known = index.ids[at] == found
            weights = index.weights[at[known]]
            strange = int((~known).sum()) * index.unknown**2
            norm = np.sqrt(float((weights**2).sum()) + strange + DAMPING[view])
            columns.append(at[known])
            values.append((weights * (VIEWS[view] / max(norm, 1e-9))).astype(np.float32))
        return np.concatenate(columns), np.concatenate(values)

    def _compared(self, columns: Ids, values: Floats) -> Floats:
        """The similarity of a vector to every example."""
        index = self._index
        starts = index.start[columns]
        sizes = index.start[columns + 1] - starts
        # where the examples of each feature stand: its start, counted on from there
        ends = np.cumsum(sizes)
        at = np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1])
        kernel = np.zeros(len(index.owner), dtype=np.float32)
        np.add.at(kernel, index.examples[at], index.values[at] * np.repeat(values, sizes))
        return kernel
