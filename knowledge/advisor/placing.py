"""Scores and settled conditions → each category's place: fits, possible, blocked, or not enough said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.advice import Condition, Settling
from knowledge.advisor.judging import Settled

Status = Literal["fits", "possible", "blocked", "unknown"]

POSSIBLE = 2.6  # score from which a category may be named
FITS = 5.0  # … and from which it is said to fit
TIE = 1.2  # two categories nearer than this are both left open
_NOT_ABROAD = 3.0  # taken from a case of which no second country is said, where other calls are asked about too
_NOT_ABROAD_ALONE = 1.0  # … and where the cases alone are: there it is told as missing
_HALFWAY = 5.0  # the score that is shown as one half


@dataclass(frozen=True)
class Placing:
    """One category: `score` 0…1, and what was found of it."""

    programme: str
    category: str
    raw: float
    status: Status
    blocked_by: Condition | None = None

    @property
    def key(self) -> str:
        return f"{self.programme}/{self.category}"

    @property
    def score(self) -> float:
        return round(max(self.raw, 0.0) / (max(self.raw, 0.0) + _HALFWAY), 4)


def placed(
    raw: Mapping[str, float], settled: Sequence[Settled], conditions: Mapping[str, Sequence[Condition]]
) -> list[Placing]:
    """The categories of `conditions`, best first, those that are blocked last."""
    values = {one.by: one for one in settled}
    alone = len({key.partition("/")[0] for key in conditions}) == 1
    weighed = {key: raw[key] - _unsaid(asked, values, alone=alone) for key, asked in conditions.items()}
    blocking = {key: _blocking(asked, values) for key, asked in conditions.items()}
    best = max((score for key, score in weighed.items() if not blocking[key]), default=0.0)
    found = [_placing(key, weighed[key], blocking[key], best) for key in conditions]
    return sorted(found, key=lambda one: (one.status == "blocked", -one.raw))


def _placing(key: str, raw: float, blocked_by: Condition | None, best: float) -> Placing:
    programme, _, category = key.partition("/")
    status: Status = "unknown"
    if blocked_by:
        status = "blocked"
    elif raw >= FITS and raw > best - TIE:
        status = "fits"
    elif raw >= POSSIBLE:
        status = "possible"
    return Placing(programme, category, raw, status, blocked_by)


def _blocking(asked: Sequence[Condition], values: Mapping[Settling, Settled]) -> Condition | None:
    """The first condition that is a plain no."""
    denied = {by for by, one in values.items() if one.value == "no"}
    return next((one for one in asked if one.settled_by in denied), None)


def _unsaid(asked: Sequence[Condition], values: Mapping[Settling, Settled], *, alone: bool) -> float:
    """A work that has to be of several countries, and says nothing of a second one, is less likely meant for it."""
    scope = values.get("scope")
    abroad = any(one.settled_by == "scope" for one in asked)
    if not abroad or scope is None or scope.value == "yes" or scope.clause:
        return 0.0
    return _NOT_ABROAD_ALONE if alone else _NOT_ABROAD
