"""What is announced to those who subscribed, to whom, and when: models only.

The sentences around it are the program's own (`reminders/phrases`); what a body has to do, and every announcement,
stands here with its source.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from knowledge.facts import Citations, Id, Statement
from knowledge.language import Frozen, Text

PhaseId = Literal["submission", "review", "preparation", "release"]
Days = Annotated[int, Field(ge=0, le=120)]
BroadcastKind = Literal["deadline", "opening", "phases", "changes", "announcement"]


class Stage(Frozen):
    """What a body that passes the call on does now: from so many days before the deadline on, or in a phase."""

    days: Days | None = None
    phase: PhaseId | None = None
    tasks: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Broadcast(Frozen):
    """One occasion to tell something.

    `deadline`: `days` before it, those in `repeat` once more where nobody knows whether they arrived.
    `opening`: a call is published. `phases`: one of `phases` begins. `changes`: a date moved or was withdrawn.
    `announcement`: `text`, from the day it `begins` to the day it `ends`.
    """

    id: Id
    kind: BroadcastKind
    programmes: tuple[Id, ...] = ()  # told to those who subscribed to one of these; none: to everyone
    days: tuple[Days, ...] = ()
    repeat: tuple[Days, ...] = ()
    phases: tuple[PhaseId, ...] = ()
    begins: dt.date | None = None  # not `on`, which YAML takes for true
    ends: dt.date | None = None
    text: Text | None = None
    cite: Citations | tuple[()] = ()
    stages: tuple[Stage, ...] = ()

    def tells(self, programme: str) -> bool:
        return not self.programmes or programme in self.programmes

    def tasks(self, *, days: int | None = None, phase: str | None = None) -> tuple[Statement, ...]:
        """What to do with so many days left, or in that phase."""
        if phase is not None:
            return next((s.tasks for s in self.stages if s.phase == phase), ())
        reached = [s for s in self.stages if s.days is not None and days is not None and s.days >= days]
        return min(reached, key=lambda s: s.days or 0).tasks if reached else ()
