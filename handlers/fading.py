"""What of a chat is kept as time goes by, as the privacy text promises it."""

import datetime as dt

from handlers.precheck import kept as precheck
from handlers.state import State
from handlers.subscribe import kept as subscribe


def faded(state: State, now: dt.datetime, kept_for: dt.timedelta, *, idle: bool) -> State | None:
    """What is left of a chat's state; None where nothing is.

    Of one nobody has written in for `kept_for` only the mailboxes it speaks for, since no other chat may change their
    subscriptions; of any other all but the pre-checks that are as old.
    """
    if not idle:
        return _without_old_runs(state, now, kept_for)
    mails = subscribe.Kept.of(state).mails
    return subscribe.Kept(mails=mails).in_(State(language=state.language)) if mails else None


def _without_old_runs(state: State, now: dt.datetime, kept_for: dt.timedelta) -> State:
    before, after = precheck.kept_in(state), precheck.kept_in(state, now, kept_for)
    return state if before == after else after.in_(state)
