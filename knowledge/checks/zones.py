"""Time zones exist."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from knowledge.errors import Fault
from knowledge.facts import Place, Scheme
from knowledge.pack import Draft
from knowledge.pack.documents import Placed


def zones_known(draft: Draft) -> Iterator[Fault]:
    dated: tuple[Placed[Scheme] | Placed[Place], ...] = (*draft.scheme, *draft.places)
    for placed in dated:
        zone = placed.fact.zone
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            message = f"unknown time zone '{zone}'; write it like Asia/Shanghai"
            yield placed.fault(message, "unknown-zone", "zone")
