"""Text → advice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.advisor.description import Clauses
from knowledge.advisor.evidence import Evidence, Found
from knowledge.advisor.judging import Judge, Settled
from knowledge.advisor.placing import Placing, placed
from knowledge.advisor.scoring import scores
from knowledge.pack import Pack


@dataclass(frozen=True)
class Reading:
    """A description as the advisor reads it."""

    found: tuple[Found, ...]
    settled: tuple[Settled, ...]
    ranking: tuple[Placing, ...]

    @property
    def category(self) -> Placing | None:
        """The category advised; None where none fits or not enough is said."""
        first = self.ranking[0] if self.ranking else None
        return first if first and first.status in ("fits", "possible") else None


class Advisor:
    """Says which categories a described work may fit, and why. Deterministic; never raises, whatever the text."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._clauses = Clauses(pack.roles)
        self._evidence = Evidence(pack.signs)
        self._judge = Judge(pack)

    def read(self, text: str, now: dt.datetime, programme: str | None = None) -> Reading:
        clauses = self._clauses(text)
        found = self._evidence(clauses)
        settled = self._judge(clauses, found, now)
        offered = self._offered(programme)
        ranking = placed(scores(found, offered), settled, offered)
        return Reading(tuple(found), tuple(settled), tuple(ranking))

    def _offered(self, programme: str | None) -> Sequence[str]:
        calls = [call for call in self._pack.calls() if programme in (None, call.id)]
        return [f"{call.id}/{category.id}" for call in calls for category in call.categories]
