"""How sure a ranking is, and when that is enough to answer or to ask: learnt from left-out examples."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Floats

Tier = Literal["answer", "ask", "decline"]
Doubles = NDArray[np.float64]
T = TypeVar("T", float, Doubles)

# What the outcomes are worth, for choosing the cut-offs on left-out paraphrases; a right answer is worth 1.
# A wrong answer where asking back would have found the right one costs 0.45, a right one earns 0.75: it pays to answer
# from about a third on. A wrong answer names what it answers, or it would cost more; an off-topic one costs nearly as
# much as a right one earns.
_WRONG, _ASKED, _ANSWERED_OUTSIDE, _ASKED_OUTSIDE = -0.2, 0.25, -0.8, -0.4
_LIKE = 0.5  # how far apart in log-odds examples still tell what the other's outcome is worth
_ODDS = np.linspace(-5.0, 4.0, 181)  # the log-odds at which cut-offs are looked for
COVERED = 0.1  # added to the score of a label whose examples hold the whole wording
_LEAST, _MOST = 0.15, 0.9  # where the cut-off for answering may lie
_LEAST_ASKED = 0.25  # … and that for asking, which a few examples say nothing of
_STIFF = 0.25  # how much leaving the prior costs
_NEWTON, _EXACT = 50, 1e-9  # steps at most, and the least that is worth another
_PRIOR = np.array([-3.0, 4.0, 1.0, 0.0, 2.0])  # for the bias and the four of `Signs`


class Signs(NamedTuple):
    """What tells how sure a first label is: its score, its lead, how like its nearest example is, and how much of
    the wording its examples hold."""

    score: float
    lead: float
    nearest: float
    covered: float


def probability(logistic: Doubles, signs: Signs) -> float:
    """How likely a first label with these signs is right."""
    bias, *weights = logistic.tolist()
    return float(_expit(bias + sum(weight * sign for weight, sign in zip(weights, signs, strict=True))))


def _expit(x: T) -> T:
    """The logistic function, safe for large arguments."""
    half: T = 0.5 * (1.0 + np.tanh(0.5 * x))
    return half


@dataclass(frozen=True, eq=False)
class Tried:
    """Examples that were not learnt from: what the ranker made of them, and whose they are."""

    scores: Floats  # examples × labels, the last column for what is off topic
    nearest: Floats  # likeness to the first label's nearest example
    covered: Floats  # share of the wording that the first label's examples hold
    truth: NDArray[np.int64]  # the label, -1 for what is off topic


def calibrate(tried: Tried) -> tuple[Doubles, Doubles]:
    """The logistic function of `Signs` and the two cut-offs, from examples left out."""
    if not len(tried.truth):  # a single example of each label leaves none to try
        return _PRIOR.copy(), np.array([_MOST, _MOST])
    rows = np.arange(len(tried.truth))
    inside, outside = tried.scores[:, :-1], tried.scores[:, -1]
    order = np.argsort(-inside, axis=1)[:, :3]
    first = order[:, 0]
    best = inside[rows, first] + COVERED * tried.covered
    second = inside[rows, order[:, 1]] if order.shape[1] > 1 else np.zeros_like(best)
    margin = best - np.maximum(second, outside)
    x = np.stack([np.ones(len(rows)), best, margin, tried.nearest, tried.covered], axis=1).astype(np.float64)
    right = first == tried.truth
    logistic = _fit_logistic(x, right.astype(np.float64))
    among_three = (order == tried.truth[:, None]).any(axis=1)
    return logistic, np.array(_cut_offs(_expit(x @ logistic), right, among_three, tried.truth >= 0))


def _fit_logistic(x: Doubles, y: Doubles) -> Doubles:
    """Penalised maximum likelihood, by Newton's method.

    None of the four signs may count against: a sentence that was taught must be known.
    """
    least = np.array([-np.inf, 0.0, 0.0, 0.0, 0.0])
    found = _PRIOR.copy()
    for _ in range(_NEWTON):
        likely = _expit(x @ found)
        slope = x.T @ (likely - y) + 2 * _STIFF * (found - _PRIOR)
        bend = (x.T * (likely * (1.0 - likely))) @ x + 2 * _STIFF * np.eye(len(found))
        free = (found > least) | (slope < 0.0)
        step = np.zeros_like(found)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        halves = (np.maximum(found - step * 0.5**k, least) for k in range(_NEWTON))
        before = _loss(x, y, found)
        nearer = next((one for one in halves if _loss(x, y, one) < before), found)
        if np.abs(nearer - found).max() < _EXACT:
            break
        found = nearer
    return found


def _loss(x: Doubles, y: Doubles, weights: Doubles) -> float:
    z = x @ weights
    return float(np.logaddexp(0.0, z).sum() - y @ z + _STIFF * ((weights - _PRIOR) ** 2).sum())


def _cut_offs(
    probabilities: Doubles,
    right: NDArray[np.bool_],
    among_three: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> tuple[float, float]:
    """The least probability to answer at and to ask at: where either begins to be worth more than doing less."""
    answered = np.where(inside, np.where(right, 1.0, _WRONG), _ANSWERED_OUTSIDE)
    asked = np.where(inside, np.where(among_three, _ASKED, 0.0), _ASKED_OUTSIDE)
    held = np.clip(probabilities, 1e-6, 1.0 - 1e-6)
    odds = np.log(held / (1.0 - held))
    answer, ask = _break_even(odds, answered - asked), _break_even(odds, asked)
    return min(max(answer, _LEAST), _MOST), min(max(ask, _LEAST_ASKED), answer)


def _break_even(odds: Doubles, gains: Doubles) -> float:
    """The probability from which on there is a gain.

    The gain at a probability is the mean over all examples, the likelier as likely the more: where it changes its
    sign hardly moves with single examples, as the cut at which gains add up to most does.
    """
    near = np.exp(-0.5 * ((_ODDS[:, None] - odds) / _LIKE) ** 2)
    losing = np.flatnonzero(near @ gains < 0.0)
    return float(_expit(_ODDS[losing[-1] if len(losing) else 0]))
