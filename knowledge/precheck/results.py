"""What a pre-check comes to: values only, in no language, for no channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from knowledge.flow import Condition, Flow, Reading, Row, Value

Answers = Mapping[str, str]  # question id → option id or "later"
Season = Literal["open", "closed"]
Step = Literal["settle", "answer", "evidence", "organiser"]


class Verdict(Enum):
    """From worst to best. The value is the name in the machine interface; FIX and CHECK share one there."""

    STOP = "not_eligible"
    FIX = "needs_attention (fixable)"
    CHECK = "needs_attention"
    CLEAR = "eligible"

    @property
    def machine_name(self) -> str:
        return self.value.split()[0]

    @property
    def rank(self) -> int:
        """0 for the worst; the best verdict has the highest rank."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Walk:
    """Where some answers lead. Every question is in `shown` or not; `later` ones are among the `unanswered`."""

    shown: tuple[str, ...]
    next: str | None  # the first question shown that has neither an answer nor "later"
    unanswered: tuple[str, ...]
    later: tuple[str, ...]
    set_aside: tuple[str, ...]  # answered, but not shown: kept and not counted
    counted: Mapping[str, str]  # question shown → its option; what is unanswered counts as not sure


@dataclass(frozen=True)
class ReadingResult:
    """The value of a condition under one reading of its clause."""

    reading: Reading
    value: Value


@dataclass(frozen=True)
class ConditionResult:
    """The value of one condition, the row that decided it, and what the applicant said."""

    condition: Condition
    value: Value
    row: Row | None
    given: Mapping[str, str | None]  # the questions looked at → the option given, or None where unanswered
    readings: tuple[ReadingResult, ...] = ()

    @property
    def id(self) -> str:
        return self.condition.id

    @property
    def is_met(self) -> bool:
        return self.value in ("yes", "na")

    @property
    def readings_differ(self) -> bool:
        """Whether it depends on how the clause is read."""
        return len({result.value for result in self.readings}) > 1


@dataclass(frozen=True)
class Change:
    """One thing that has to become otherwise: answers any combination of which makes the condition be met.

    All changes of an evaluation together lead to CLEAR; without any one of them they do not.
    """

    condition: str
    value: Value  # of the condition as it stands
    answers: Mapping[str, tuple[str, ...]]
    possible: bool  # False: a past or lasting fact would have to be otherwise, or it is filed already
    step: Step


@dataclass(frozen=True)
class TypeEvaluation:
    """One of several kinds of entry, as if it were the one filed under. The verdict follows from `conditions`."""

    type: str
    verdict: Verdict
    conditions: tuple[ConditionResult, ...]

    def count(self, value: Value) -> int:
        return sum(result.value == value for result in self.conditions)


@dataclass(frozen=True)
class Evaluation:
    """The whole result of some answers to a flow in a season."""

    flow: Flow
    season: Season
    answers: Answers
    walk: Walk
    verdict: Verdict
    conditions: tuple[ConditionResult, ...]
    types: Mapping[str, TypeEvaluation]  # empty where the flow has no types
    chosen: str | None  # the type filed under, once it is settled
    nearest: str | None  # the type that comes nearest, the chosen one included
    is_filed: bool
    changes: tuple[Change, ...]

    @property
    def is_fixable(self) -> bool:
        return self.verdict is Verdict.FIX

    @property
    def is_complete(self) -> bool:
        """Whether every question shown has an answer."""
        return not self.walk.unanswered

    def condition(self, id_: str) -> ConditionResult:
        """The result of one condition; raises KeyError where it is not among those considered."""
        for result in self.conditions:
            if result.id == id_:
                return result
        raise KeyError(id_)

    def count(self, value: Value) -> int:
        return sum(result.value == value for result in self.conditions)
