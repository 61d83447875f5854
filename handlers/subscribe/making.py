"""From what was said to what is kept: a body's own deadlines, and the wish that makes a subscription."""

import datetime as dt

from handlers.contract import Incoming
from handlers.subscribe.draft import Draft
from knowledge.pack import Pack
from reminders.own import Refusal, internal_deadline
from reminders.subscriptions import ALL, LEAD_DAYS, Address, Body, InternalDeadline, Preferences, Quiet, Wish

EMAIL = "email"


def own_deadlines(
    pack: Pack, draft: Draft, programme: str, now: dt.datetime
) -> tuple[tuple[InternalDeadline, ...], list[Refusal]]:
    """A body's own deadlines for the calls meant, and those that cannot be, with the reason."""
    calls = [call.id for call in pack.calls()]
    accepted: dict[tuple[str, int], InternalDeadline] = {}
    refused: list[Refusal] = []
    for said in draft.own:
        meant = [said.programme] if said.programme else calls if programme == ALL else [programme]
        for call in meant:
            found = internal_deadline(pack, call, said.day, said.time, draft.zone, now)
            if isinstance(found, InternalDeadline):
                accepted[call, found.year] = found
            else:
                refused.append(found)
    return tuple(accepted.values()), refused


def wish_of(
    draft: Draft,
    address: Address,
    before: Preferences,
    own: tuple[InternalDeadline, ...],
    message: Incoming,
    nameless: str,
) -> Wish:
    """What is asked for; a mailbox has yet to confirm it. `nameless` stands for a body that gave no name."""
    assert draft.programme is not None
    return Wish(
        address,
        Body(draft.body or nameless, draft.kind or ("association" if draft.body else "person")),
        draft.programme,
        preferred(draft, before),
        draft.lead_days or LEAD_DAYS,
        draft.phases is not False,
        draft.changes is not False,
        own,
        message.person,
        confirmed=address.channel != EMAIL,
    )


def preferred(draft: Draft, before: Preferences) -> Preferences:
    """How an address wants to be told, with what a draft says of it."""
    quiet = before.quiet
    if draft.quiet:
        quiet = Quiet(*draft.quiet) if draft.quiet[0] != draft.quiet[1] else None
    return Preferences(
        draft.language or before.language, draft.zone or before.zone, draft.hour or before.hour, quiet, before.kind
    )
