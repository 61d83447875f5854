"""Scores and settled conditions → each category's place: fits, possible, blocked, or not enough said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.advisor.judging import Settled

Status = Literal["fits", "possible", "blocked", "unknown"]

POSSIBLE = 2.6  # score from which a category may be named
FITS = 5.0  # … and from which it is said to fit
TIE = 1.2  # two categories nearer than this are both left open
_NOT_ABROAD = 1.0  # taken from a case of which no second country is said
_HALFWAY = 5.0  # the score that is shown as one half

# the settled conditions that, where they are a plain no, block a category
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "b3a": ("award/basic",),
    "use": ("award/key", "award/engineering"),
    "e1": ("award/engineering",),
    "time": ("case/*",),
    "scope": ("case/*",),
}


@dataclass(frozen=True)
class Placing:
    """One category: `score` 0…1, and what was found of it."""

    programme: str
    category: str
    raw: float
    status: Status
    blocked_by: Settled | None = None

    @property
    def key(self) -> str:
        return f"{self.programme}/{self.category}"

    @property
    def score(self) -> float:
        return round(max(self.raw, 0.0) / (max(self.raw, 0.0) + _HALFWAY), 4)


def placed(raw: Mapping[str, float], settled: Sequence[Settled], offered: Sequence[str]) -> list[Placing]:
    """The categories offered, best first, those that are blocked last."""
    blocking = {
        key: one for one in settled if one.value == "no" for key in offered if _blocks(one.condition, key)
    }
    if all(one.value != "yes" for one in settled if one.condition == "scope"):
        raw = {key: score - _NOT_ABROAD * key.startswith("case/") for key, score in raw.items()}
    best = max((raw[key] for key in offered if key not in blocking), default=0.0)
    found = [_placing(key, raw[key], blocking.get(key), best) for key in offered]
    return sorted(found, key=lambda one: (one.status == "blocked", -one.raw))


def _placing(key: str, raw: float, blocked_by: Settled | None, best: float) -> Placing:
    programme, _, category = key.partition("/")
    status: Status = "unknown"
    if blocked_by:
        status = "blocked"
    elif raw >= FITS and raw > best - TIE:
        status = "fits"
    elif raw >= POSSIBLE:
        status = "possible"
    return Placing(programme, category, raw, status, blocked_by)


def _blocks(condition: str, key: str) -> bool:
    return any(block in (key, key.split("/")[0] + "/*") for block in BLOCKS.get(condition, ()))
