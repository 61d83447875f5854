"""What is said of a year for which nothing is published, and what that rests on."""

from knowledge.answer.asking import Asking
from knowledge.answer.wording import day, listed
from knowledge.facts import Programme


def next_call_text(asking: Asking, programmes: list[Programme], year: int | None = None) -> str:
    """That nothing is published for a coming year, and what the past closings were, as a pattern only."""
    latest = max(
        (
            e
            for p in programmes
            for e in asking.pack.editions_of(p.id)
            if e.last_day and (not e.opened or e.opened <= asking.today)
        ),
        key=lambda e: e.year,
        default=None,
    )
    year = year or (latest.year + 1 if latest else asking.today.year)
    text = asking.say(
        "next-call.none",
        year=str(year),
        programme=listed([asking.name(p) for p in programmes], asking.language),
    )
    closings = sorted(
        {
            e.last_day
            for p in programmes
            for e in asking.pack.editions_of(p.id)
            if e.last_day and e.last_day.year < year and (not e.opened or e.opened <= asking.today)
        }
    )
    if closings:
        text = asking.joined(
            [
                text,
                asking.say(
                    "next-call.pattern",
                    days=listed([day(d, asking.language) for d in closings], asking.language),
                ),
            ]
        )
    return asking.joined([text, asking.say("next-call.ask", mailbox=asking.mailboxes())])


def silent(asking: Asking, programmes: list[Programme], year: int | None, unknown: str) -> str:
    """What is said of a year on which a programme's notices are silent: `unknown`, or that it is yet to come."""
    latest = max((e.year for p in programmes for e in asking.pack.editions_of(p.id)), default=0)
    return next_call_text(asking, programmes, year) if year and year > latest else unknown


def silent_sources(asking: Asking, programmes: list[Programme]) -> list[str]:
    """The latest notices, which is where what is not found would stand."""
    cites: list[str] = []
    for programme in programmes:
        editions = [e for e in asking.pack.editions_of(programme.id) if e.deadline_cite]
        cites += editions[-1].deadline_cite if editions else ()
    return cites
