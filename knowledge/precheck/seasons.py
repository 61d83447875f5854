"""Which flow is asked on a day, and whether its edition is open then."""

import datetime as dt
from zoneinfo import ZoneInfo

from knowledge.facts import Edition
from knowledge.flow import Flow
from knowledge.pack import Pack
from knowledge.precheck.finishing import finished
from knowledge.precheck.results import Season


class NoFlow(LookupError):
    """There is no pre-check of a programme; says of which there is."""


def flow_for(pack: Pack, programme: str, now: dt.datetime) -> Flow:
    """The finished flow of a programme: that of its current edition, else the latest one there is."""
    flows = {flow.edition: flow for flow in pack.flows if flow.programme == programme}
    if not flows:
        known = dict.fromkeys(flow.programme for flow in pack.flows)
        raise NoFlow(f"no pre-check of {programme!r}; there is one of: {', '.join(known) or 'none'}")
    current = pack.current_edition(programme, now.astimezone(ZoneInfo(pack.scheme.zone)).date())
    editions = [edition for edition in pack.editions_of(programme) if edition.id in flows]
    known_by_then = [e for e in editions if current and e.year <= current.year]
    edition = (known_by_then or editions[:1])[-1]
    return finished(flows[edition.id], edition)


def edition_of(pack: Pack, flow: Flow) -> Edition:
    """The edition a flow belongs to."""
    return next(edition for edition in pack.editions if edition.id == flow.edition)


def season_of(pack: Pack, flow: Flow, now: dt.datetime) -> Season:
    """Whether entries to the edition of a flow can be filed at an instant."""
    edition = edition_of(pack, flow)
    has_opened = edition.opened is None or edition.opened <= now.astimezone(ZoneInfo(pack.scheme.zone)).date()
    is_open = has_opened and edition.closes_at is not None and now < edition.closes_at
    return "open" if is_open else "closed"
