"""What a description settles of the conditions that are facts: publication, use, firstness, beginning, countries.

Values are those of the pre-check: yes, no, unsure. A "no" needs words of the description that say so.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.advice import Settling
from knowledge.advisor.description import Clause
from knowledge.advisor.evidence import Found
from knowledge.advisor.particulars import Places, years_in
from knowledge.pack import Pack

Value = Literal["yes", "no", "unsure"]
_BACKGROUND = 0.3  # what counts no more than this was said of something else


@dataclass(frozen=True)
class Settled:
    """A fact that decides conditions, its value, and the clause that settles it."""

    by: Settling
    value: Value
    clause: Clause | None = None


class Judge:
    """Holds what a description states against the limits of the calls."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._places = Places(pack.lands)

    def __call__(self, clauses: Sequence[Clause], found: Sequence[Found], now: dt.datetime) -> list[Settled]:
        return [
            self._publication(clauses, found, now),
            _use(found),
            _first(found),
            self._time(found, now),
            self._scope(clauses, found),
        ]

    def _publication(self, clauses: Sequence[Clause], found: Sequence[Found], now: dt.datetime) -> Settled:
        works = [one for one in _strong(found) if one.sign.id == "published" and not one.clause.is_planned]
        lacking = _of(found, "unpublished")
        if not works:
            return Settled("publication", "no", lacking[0].clause) if lacking else Settled("publication", "unsure")
        years = {year: clause for work in works for clause, year in _years(clauses, work.clause, now)}
        if years:
            earliest = min(years)
            return Settled("publication", self._long_enough(earliest, now), years[earliest])
        late = [*_of(found, "recent"), *lacking]
        told = {id(one.clause): one.clause for one in late}
        if all(id(work.clause) in told for work in works):  # each is said to be new, or not to be out
            return Settled("publication", "no", works[0].clause)
        return Settled("publication", "unsure", works[0].clause)

    def _long_enough(self, year: int, now: dt.datetime) -> Value:
        """Whether a work of a year has been out long enough under every reading of the clause, or under none."""
        for programme in self._pack.calls():
            for limit in programme.limits:
                edition = self._pack.current_edition(programme.id, now.date())
                if limit.kind == "published_years_at_least" and edition and edition.opened:
                    latest = edition.opened.year - limit.value
                    return "yes" if year < latest else "unsure" if year == latest else "no"
        return "unsure"

    def _time(self, found: Sequence[Found], now: dt.datetime) -> Settled:
        limit = next((x.value for p in self._pack.calls() for x in p.limits if x.kind == "started_after"), None)
        begun = [one for one in _of(found, "begun") if "actor" not in one.clause.roles and not one.clause.is_planned]
        years = {year: one.clause for one in begun for year in years_in(one.clause.folded, now)}
        if limit is None or not years:
            return Settled("time", "unsure")
        first = min(years)
        if first > limit:
            return Settled("time", "yes", years[first])
        settled = all(year < limit for year in years) and not _of(found, "new-phase")
        return Settled("time", "no" if settled else "unsure", years[first])

    def _scope(self, clauses: Sequence[Clause], found: Sequence[Found]) -> Settled:
        one, several = _of(found, "one-country"), _strong(_of(found, "several-countries"))
        second = self._places.second([clause for clause in clauses if "actor" not in clause.roles])
        several = [found for found in several if not found.clause.is_planned]
        if one:
            elsewhere = any(found.clause.sentence != one[0].clause.sentence for found in several)
            return Settled("scope", "unsure" if elsewhere or second else "no", one[0].clause)
        if several or second:
            return Settled("scope", "yes", several[0].clause if several else second)
        within = self._places.confining(clauses)
        return Settled("scope", "no" if within else "unsure", within)


def _use(found: Sequence[Found]) -> Settled:
    """Use is denied only where nothing beside the denial says plainly that it is used."""
    denied = _of(found, "unused") + _of(found, "not-begun")
    denying = {id(one.clause) for one in denied}
    plain = [one for one in _strong(_of(found, "in-use")) if id(one.clause) not in denying]
    plain = [one for one in plain if not one.clause.is_planned]
    if denied and not plain:
        return Settled("use", "no", denied[0].clause)
    used = [one for one in _of(found, "used") if not one.clause.is_planned] or plain
    if used and not denied:
        return Settled("use", "yes", max(used, key=lambda one: one.weight).clause)
    return Settled("use", "unsure", denied[0].clause if denied else None)


def _first(found: Sequence[Found]) -> Settled:
    """Neither the first of its kind nor undisclosed: only where the description says both."""
    late, open_ = _of(found, "not-first"), _of(found, "disclosed")
    near = any(abs(x.clause.sentence - y.clause.sentence) <= 1 for x in late for y in open_)
    if near and not _of(found, "first-of-kind"):
        return Settled("first", "no", late[0].clause)
    return Settled("first", "unsure")


def _of(found: Sequence[Found], fact: str) -> list[Found]:
    return [one for one in found if one.sign.fact == fact or one.sign.id == fact]


def _strong(found: Sequence[Found]) -> list[Found]:
    return [one for one in found if one.weight > _BACKGROUND]


def _each_clause(found: Sequence[Found]) -> list[Found]:
    return list({id(one.clause): one for one in found}.values())


def _years(clauses: Sequence[Clause], work: Clause, now: dt.datetime) -> Iterator[tuple[Clause, int]]:
    """The years of a clause that speaks of a publication, else of its sentence."""
    own = [(work, year) for year in years_in(work.folded, now)]
    beside = [(c, year) for c in clauses if c.sentence == work.sentence for year in years_in(c.folded, now)]
    yield from ((clause, year) for clause, year in own or beside if year <= now.year)
