"""Dates in a message about reminders, and which of them are said to be a body's own deadline.

A date that can be read in two ways is none: the body is asked.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.subscribe import patterns
from handlers.subscribe.draft import Own
from knowledge.lexicon import Mention, Reading
from knowledge.pack import Pack
from knowledge.text import is_chinese

_BEHIND = 12  # characters between the words for an own deadline and its date
_FAR_BEHIND = 60  # where a call is named in between, or where it stands for a second date


@dataclass(frozen=True)
class Dated:
    """A day somewhere in a message; None where which one it is cannot be told."""

    day: dt.date | None
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def dated(reading: Reading, now: dt.datetime) -> list[Dated]:
    """Every date of a message, in order; without a year the next such day."""
    figures = {match.span(): match for match in patterns.DAY_MONTH.finditer(reading.folded)}
    found = [
        Dated(day_of(mention.ids[0], now), mention.start, mention.end)
        for mention in reading.mentions
        if mention.sort == "date" and (mention.start, mention.end) not in figures
    ]
    chinese = is_chinese(reading.folded)
    for (start, end), match in figures.items():
        if any(date.start < end and start < date.end for date in found) or not _is_a_day(match[1], match[3]):
            continue
        if match[2] == "." and not match[4] and not chinese:
            continue  # a version, an amount
        first, second = int(match[1]), int(match[3])
        found.append(Dated(_figured(first, second, match[4], now, chinese=chinese), start, end))
    return sorted(found, key=lambda date: date.start)


def _is_a_day(first: str, second: str) -> bool:
    one, other = int(first), int(second)
    return 1 <= min(one, other) <= 12 and max(one, other) <= 31


def _figured(first: int, second: int, year: str | None, now: dt.datetime, *, chinese: bool) -> dt.date | None:
    """5/20 and 20/5 are one day; 5/6 is one in Chinese only, where the month goes first."""
    if first > 12:
        month, day = second, first
    elif second > 12 or chinese or first == second:
        month, day = first, second
    else:
        return None
    return day_of(f"{year or '-'}-{month:02d}-{day:02d}", now)


def day_of(said: str, now: dt.datetime) -> dt.date | None:
    """A date as the lexicon gives it; without a year the next such day."""
    try:
        if not said.startswith("--"):
            return dt.date.fromisoformat(said)
        month, day = int(said[2:4]), int(said[5:7])
        this = dt.date(now.year, month, day)
        return this if this >= now.date() else dt.date(now.year + 1, month, day)
    except ValueError:
        return None


def own_in(reading: Reading, dates: Sequence[Dated], pack: Pack) -> Iterator[tuple[Own, Dated]]:
    """The dates said to be a body's own, each once: behind the words for it, or right before them."""
    calls = {call.id for call in pack.calls()}
    named = [m for m in reading.mentions if m.sort == "programme" and m.ids[0] in calls]
    seen: set[int] = set()
    for words in patterns.OWN.finditer(reading.folded):
        before = next((m.ids[0] for m in named if 0 <= words.start() - m.end <= 4), None)
        for date, programme in _behind(reading.folded, words.end(), dates, named) or _before(
            reading.folded, words.start(), dates
        ):
            if date.day is not None and date.start not in seen:
                seen.add(date.start)
                time, end = _hour_of(date, reading)
                yield Own(day=date.day, time=time, programme=programme or before), Dated(date.day, date.start, end)


def _behind(text: str, start: int, dates: Sequence[Dated], named: Sequence[Mention]) -> list[tuple[Dated, str | None]]:
    """The first date in the same sentence, near or with a call named before it; then others, each with its call."""
    ends = patterns.CLAUSE_END.search(text, start)
    stop = ends.start() if ends else len(text)
    found: list[tuple[Dated, str | None]] = []
    for date in (d for d in dates if start <= d.start < stop):
        programme = next((m.ids[0] for m in reversed(named) if start <= m.start and m.end <= date.start), None)
        if date.start - start > (_FAR_BEHIND if programme else _BEHIND) or patterns.OWN.search(
            text[start : date.start]
        ):
            break
        found.append((date, programme))
        start = date.end
    return found


def _before(text: str, end: int, dates: Sequence[Dated]) -> list[tuple[Dated, str | None]]:
    return [(date, None) for date in dates if date.end <= end and patterns.OWN_BEHIND.fullmatch(text[date.end : end])]


def answered(reading: Reading, now: dt.datetime, pack: Pack) -> tuple[Own, ...]:
    """The own deadlines an answer gives: one day, or one for each call it names; else nothing."""
    dates = dated(reading, now)
    calls = {call.id for call in pack.calls()}
    named = [m for m in reading.mentions if m.sort == "programme" and m.ids[0] in calls]
    found: list[Own] = []
    start = 0
    for date in dates:
        programme = next((m.ids[0] for m in reversed(named) if start <= m.start and m.end <= date.start), None)
        if date.day is None or (programme is None and len(dates) > 1):
            return ()
        found.append(Own(day=date.day, time=_hour_of(date, reading)[0], programme=programme))
        start = date.end
    return tuple(found)


def _hour_of(date: Dated, reading: Reading) -> tuple[dt.time | None, int]:
    """The hour right behind a date, and where both end."""
    for mention in reading.mentions:
        if mention.sort == "time" and 0 <= mention.start - date.end <= 6:
            hours, _, minutes = mention.ids[0].partition(":")
            if hours.isdigit() and int(hours) < 24:
                return dt.time(int(hours), int(minutes or 0)), mention.end
            return None, mention.end  # 24:00 of a day is the whole day
    return None, date.end
