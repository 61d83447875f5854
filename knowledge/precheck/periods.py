"""Days, months and years in a description, as first and last day; and the span of days they fall into."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from knowledge.facts import Edition
from knowledge.flow import Bands
from knowledge.precheck.finishing import limits_of, reference_days

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PERIOD = re.compile(
    r"(?<!\d)(?P<y1>(?:19|20)\d\d)年(?:(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})[日号])?)?"
    r"|(?<![\d.-])(?P<y2>(?:19|20)\d\d)-(?P<m2>\d{1,2})(?:-(?P<d2>\d{1,2}))?(?!\d)"
    rf"|\b(?:(?P<d3>\d{{1,2}}) )?(?P<m3>{_WORD})\.? (?:(?P<d4>\d{{1,2}}),? )?(?P<y3>(?:19|20)\d\d)\b"
    r"|(?<![\d.,-])(?P<y4>(?:19|20)\d\d)(?![\d年]|[.,]\d)"
)


def periods_in(folded: str) -> Iterator[tuple[int, int, dt.date, dt.date]]:
    """Start and end in the folded text, first and last day."""
    for match in _PERIOD.finditer(folded):
        said = match.groupdict()
        year = int(said["y1"] or said["y2"] or said["y3"] or said["y4"])
        month = _number(said["m1"] or said["m2"]) or _MONTHS.get(said["m3"] or "", 0)
        day = _number(said["d1"] or said["d2"] or said["d3"] or said["d4"])
        try:
            yield (*match.span(), *_days(year, month, day))
        except ValueError:  # no such day
            continue


def band_of(bands: Bands, edition: Edition, first: dt.date, last: dt.date) -> str | None:
    """The option whose span of days holds a whole period; None where it reaches over a limit."""
    limits = limits_of(bands, reference_days(edition))
    places = {sum(day > limit for limit in limits) for day in (first, last)}
    return bands.options[places.pop()] if len(places) == 1 else None


def _days(year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    if not month:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if not day:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def _number(digits: str | None) -> int:
    return int(digits) if digits else 0
