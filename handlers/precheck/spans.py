"""A year or a day typed as an answer → the options it may mean, as the flow's data says."""

import datetime as dt
import re
from collections.abc import Iterable

from knowledge.facts import Edition
from knowledge.flow import Question
from knowledge.precheck.finishing import limits_of, reference_days
from knowledge.precheck.periods import periods_in

_RELATIVE = (
    (re.compile(r"今年|this year"), 0),
    (re.compile(r"去年|last year"), -1),
    (re.compile(r"前年|the year before last"), -2),
)
_HAN_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def options_at(question: Question, edition: Edition, said: str, this_year: int) -> list[str]:
    """The options the times named may mean, earliest first; none where no time is named, or none is asked for."""
    if not (question.years or question.bands):
        return []
    said = _HAN_YEAR.sub(lambda year: year[0].translate(_DIGITS), said)
    periods = [(first, last) for _, _, first, last in periods_in(said)]
    periods += [_year(this_year + away) for pattern, away in _RELATIVE if pattern.search(said)]
    found = {option for first, last in periods for option in _between(question, edition, first, last)}
    return [option for option in question.options if option in found]


def _between(question: Question, edition: Edition, first: dt.date, last: dt.date) -> Iterable[str]:
    if question.years:
        return (
            option
            for option, (start, end) in question.years.options.items()
            if (end is None or first.year <= end) and (start is None or last.year >= start)
        )
    assert question.bands
    limits = limits_of(question.bands, reference_days(edition))
    places = [sum(day > limit for limit in limits) for day in (first, last)]
    return question.bands.options[places[0] : places[1] + 1]


def _year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
