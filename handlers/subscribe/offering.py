"""What is offered below an answer: to be reminded of the deadline it tells, or to subscribe."""

import datetime as dt
from zoneinfo import ZoneInfo

from handlers.contract import Choice, Reply
from handlers.phrases import phrase
from knowledge.pack import Pack
from knowledge.question import Question

_DEADLINES = frozenset({"deadline", "days-left", "still-open", "time-left"})
_REMINDERS = "reminders"


def offered(pack: Pack, question: Question, reply: Reply, now: dt.datetime) -> tuple[Choice, ...]:
    """At most two choices; each is a command."""
    language = reply.language
    if reply.topic and reply.topic.startswith(_REMINDERS):
        return (
            Choice("/subscribe", phrase("subscribe-do-subscribe", language)),
            Choice("/subscriptions", phrase("subscribe-do-subscriptions", language)),
        )
    if reply.topic not in _DEADLINES:
        return ()
    calls = [call.id for call in pack.calls()]
    asked = [id_ for id_ in question.slots.programmes if id_ in calls] or calls
    years = question.slots.years
    open_ = [id_ for id_ in asked if _is_open(pack, id_, years, now)]
    if not open_ or set(question.slots.programmes) - set(calls):
        return ()
    if len(open_) > 1:
        return (Choice("/subscribe", phrase("subscribe-offer", language)),)
    name = pack.programme[open_[0]].name.in_(language)
    return (Choice(f"/subscribe {open_[0]}", phrase("subscribe-offer-one", language, programme=name)),)


def _is_open(pack: Pack, programme: str, years: tuple[int, ...], now: dt.datetime) -> bool:
    today = now.astimezone(ZoneInfo(pack.scheme.zone)).date()
    edition = pack.current_edition(programme, today)
    if edition is None or edition.closes_at is None or (years and edition.year not in years):
        return False
    return now < edition.closes_at
