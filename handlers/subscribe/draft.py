"""What has been said so far of a subscription that is not made yet, as JSON with the chat's state."""

import datetime as dt
from typing import Any

from knowledge.language import Frozen, Language
from reminders.subscriptions import BodyKind


class Own(Frozen):
    """A body's own deadline as it was said: a day, perhaps an hour, for one programme or for all."""

    day: dt.date
    time: dt.time | None = None
    programme: str | None = None


class Draft(Frozen):
    """Everything a subscription can be told; None is what was not said.

    `settled` names the questions that were answered, also with "none"; `doubtful` those whose answer was given in
    words that were not understood.
    """

    programme: str | None = None
    body: str | None = None
    kind: BodyKind | None = None
    mail: str | None = None
    own: tuple[Own, ...] = ()
    lead_days: tuple[int, ...] | None = None
    hour: dt.time | None = None
    zone: str | None = None
    quiet: tuple[dt.time, dt.time] | None = None
    language: Language | None = None
    phases: bool | None = None
    changes: bool | None = None
    settled: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)

    def merged(self, said: "Draft") -> "Draft":
        """This, with what `said` says beside it or instead."""
        given = {name: value for name, value in said if value not in (None, ())}
        return self.model_copy(update=given)

    @property
    def says_programme_only(self) -> bool:
        """Whether nothing is said, or which call is meant and no more."""
        return self.model_copy(update={"programme": None}) == Draft()

    @property
    def is_of_any(self) -> bool:
        """Whether something is said, and neither of which call or body nor where to."""
        return self != Draft() and not (self.programme or self.body or self.mail)
