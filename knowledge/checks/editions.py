"""The editions of a programme follow one another, and the days of each are in order."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from knowledge.errors import Fault
from knowledge.facts import Edition
from knowledge.pack import Draft
from knowledge.pack.documents import Placed


def editions_in_order(draft: Draft) -> Iterator[Fault]:
    by_programme: dict[str, list[Placed[Edition]]] = defaultdict(list)
    for placed in draft.editions:
        by_programme[placed.fact.programme].append(placed)
        yield from _days_in_order(placed)
    for editions in by_programme.values():
        for one, two in pairwise(sorted(editions, key=lambda placed: placed.fact.year)):
            yield from _apart(one, two)


def _apart(one: Placed[Edition], two: Placed[Edition]) -> Iterator[Fault]:
    a, b = one.fact, two.fact
    overlap = a.last_day and b.opened and b.opened <= a.last_day
    if a.year == b.year or overlap:
        first = f"{a.id} ({a.opened} to {a.last_day}), {one.file}"
        second = f"{b.id} ({b.opened} to {b.last_day})"
        message = f"{second} overlaps {first}: editions of '{a.programme}' must follow one another"
        yield two.fault(message, "overlapping-editions", "opened")


def _days_in_order(placed: Placed[Edition]) -> Iterator[Fault]:
    opened, last, closes = placed.fact.opened, placed.fact.last_day, placed.fact.closes_at
    if opened and last and opened > last:
        yield placed.fault(f"opened {opened} is after last_day {last}", "order-of-dates", "opened")
    # it closes some time on its last day, or with it, at midnight
    if closes and last and not 0 <= (closes.date() - last).days <= 1:
        message = f"closes_at {closes.isoformat()} does not belong to last_day {last}"
        yield placed.fault(message, "order-of-dates", "closes_at")
    if last and not placed.fact.deadline_cite:
        message = "last_day without deadline_cite: a deadline needs its source"
        yield placed.fault(message, "missing-source", "last_day")
