"""Broadcasts can be told: to calls there are, on days in order, with all that their kind needs."""

from collections.abc import Iterator

from knowledge.broadcasts import Broadcast
from knowledge.checks.ids import unknown
from knowledge.errors import Fault
from knowledge.pack import Draft
from knowledge.pack.documents import Placed

_NEEDS: dict[str, tuple[str, ...]] = {
    "deadline": ("days",),
    "phases": ("phases",),
    "announcement": ("begins", "ends", "text", "cite"),
}
_ONLY = {"days": "deadline", "repeat": "deadline", "phases": "phases", "begins": "announcement", "ends": "announcement",
         "text": "announcement", "cite": "announcement"}  # fmt: skip


def broadcasts_tell(draft: Draft) -> Iterator[Fault]:
    calls = {id_ for scheme in draft.scheme for id_ in scheme.fact.programmes}
    seen: dict[str, Placed[Broadcast]] = {}
    for placed in draft.broadcasts:
        broadcast = placed.fact
        for i, programme in enumerate(broadcast.programmes):
            if programme not in calls:
                yield placed.fault(unknown("call", programme, calls), "unknown-programme", "programmes", i)
        yield from _has_what_it_needs(placed)
        yield from _in_order(placed)
        if broadcast.kind != "announcement" and broadcast.kind in seen:
            message = f"a second broadcast of kind '{broadcast.kind}': the first is in {seen[broadcast.kind].file}"
            yield placed.fault(message, "duplicate-broadcast", "kind")
        seen.setdefault(broadcast.kind, placed)


def _has_what_it_needs(placed: Placed[Broadcast]) -> Iterator[Fault]:
    kind = placed.fact.kind
    for name in _NEEDS.get(kind, ()):
        if not getattr(placed.fact, name):
            yield placed.fault(f"a broadcast of kind '{kind}' needs '{name}'", "missing-field", "kind")
    for name, of in _ONLY.items():
        if getattr(placed.fact, name) and kind != of:
            message = f"'{name}' says nothing in a broadcast of kind '{kind}'; it belongs to '{of}'"
            yield placed.fault(message, "wrong-field", name)


def _in_order(placed: Placed[Broadcast]) -> Iterator[Fault]:
    broadcast = placed.fact
    if broadcast.begins and broadcast.ends and broadcast.ends < broadcast.begins:
        message = f"ends {broadcast.ends} is before begins {broadcast.begins}"
        yield placed.fault(message, "order-of-dates", "ends")
    if strangers := [day for day in broadcast.repeat if day not in broadcast.days]:
        yield placed.fault(f"repeat {strangers[0]} is none of days {list(broadcast.days)}", "unknown-day", "repeat")
    for i, stage in enumerate(broadcast.stages):
        if (stage.days is None) == (stage.phase is None):
            yield placed.fault("a stage begins with either 'days' or 'phase'", "wrong-field", "stages", i)
