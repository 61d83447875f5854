"""A year or a day typed as an answer → the options whose span it falls in, as the flow's data says."""

import datetime as dt
import re

from knowledge.flow import Flow, Question

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\s*[年/-]\s*(1[0-2]|0?[1-9])(?!\d)(?:\s*[月/-]\s*(3[01]|[12]\d|0?[1-9])(?!\d))?)?"
)
_RELATIVE = ((r"今年|this year", 0), (r"去年|last year", -1), (r"前年|the year before last", -2))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})[a-z]*\s*(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?((?:19|20)\d\d)"
)
_FIRST, _LAST = dt.date.min, dt.date.max


def options_at(flow: Flow, question: Question, said: str, this_year: int) -> list[str]:
    """The options that may be meant by the one time named; none where none is named, or the question is not of time."""
    spans = _spans(flow, question)
    named = _named(said, this_year) if spans else None
    if named is None:
        return []
    first, last = named
    return [option for option, (start, end) in spans.items() if start <= last and first <= end]


def _spans(flow: Flow, question: Question) -> dict[str, tuple[dt.date, dt.date]]:
    if question.years:
        return {
            option: (dt.date(first, 1, 1) if first else _FIRST, dt.date(last, 12, 31) if last else _LAST)
            for option, (first, last) in question.years.options.items()
        }
    return _banded(question) if question.bands else {}


def _banded(question: Question) -> dict[str, tuple[dt.date, dt.date]]:
    """The spans of a finished flow, from the words of its options: those are made from the edition's days."""
    assert question.bands
    spans = {}
    for place, option in enumerate(question.bands.options):
        days = [dt.date(int(y), int(m), int(d)) for y, m, d in _DATE.findall(question.options[option].text.zh) if d]
        if not days:
            return {}
        is_last = place == len(question.bands.options) - 1
        start = days[0] if place else _FIRST
        spans[option] = (start, _LAST if is_last else days[-1])
    return spans


def _named(said: str, this_year: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of the one time named."""
    for pattern, away in _RELATIVE:
        if re.search(pattern, said):
            return _span(this_year + away)
    times = {(int(y), int(d or d2 or 0), _MONTHS.index(m) + 1) for d, m, d2, y in _ENGLISH.findall(said)}
    found = [(y, m, d) for y, d, m in times] or list(
        {(int(y), int(m or 0), int(d or 0)) for y, m, d in _DATE.findall(said)}
    )
    return _span(*found[0]) if len(found) == 1 else None


def _span(year: int, month: int = 0, day: int = 0) -> tuple[dt.date, dt.date] | None:
    try:
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
    except ValueError:  # 31 April
        return None
    if month:
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        return dt.date(year, month, 1), following - dt.timedelta(days=1)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
