"""What is computed from verdicts and scores. Needs numpy alone."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def wilson(right: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % confidence interval of a share; (0, 1) where nothing was tried."""
    if not total:
        return 0.0, 1.0
    share, spread = right / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def auroc(inside: Sequence[float] | Numbers, outside: Sequence[float] | Numbers) -> float:
    """How often a question in scope scores above one off topic; a tie counts half."""
    below, above = np.asarray(inside, dtype=np.float64), np.sort(np.asarray(outside, dtype=np.float64))
    if not len(below) or not len(above):
        raise ValueError("both kinds of question are needed")
    less = np.searchsorted(above, below, side="left")
    not_more = np.searchsorted(above, below, side="right")
    return float((less + not_more).sum() / 2 / (len(below) * len(above)))


def right_when_stopped(right: Sequence[bool], scores: Sequence[float], outside: Sequence[float], share: float) -> float:
    """The share of questions in scope let through and right, at the lowest cut-off that stops `share` of the others.

    The cut-off is one of the off-topic scores; what scores exactly as much is stopped, whichever kind it is.
    """
    if not len(right) or not len(outside):
        raise ValueError("both kinds of question are needed")
    stopped = math.ceil(share * len(outside) - 1e-9)
    cut = sorted(outside)[stopped - 1] if stopped else -math.inf
    return sum(r and s > cut for r, s in zip(right, scores, strict=True)) / len(right)


def macro_f1(true: Sequence[str], said: Sequence[str | None]) -> float:
    """The mean F1 of the labels that occur among the true ones; None is no label."""
    scores = []
    for label in sorted(set(true)):
        hits = sum(t == label == s for t, s in zip(true, said, strict=True))
        scores.append(2 * hits / (sum(t == label for t in true) + sum(s == label for s in said)))
    return sum(scores) / len(scores)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered: list[Any] = sorted(values)
    return float(ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)])
