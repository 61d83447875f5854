"""A flow as written → as asked: what follows from the days of its edition is filled in."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from knowledge.answer.wording import day
from knowledge.facts import Edition
from knowledge.flow import Bands, Day, Flow
from knowledge.language import LANGUAGES, Language

_PLACEHOLDER = re.compile(r"\{\s*\$([a-z_]+)\s*\}")


class Unfinished(ValueError):
    """A flow asks for what its edition does not say; `unknown` is the name asked for."""

    def __init__(self, unknown: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown placeholder '${unknown}'; known: {', '.join(known) or 'none'}")
        self.unknown = unknown


def finished(flow: Flow, edition: Edition) -> Flow:
    """The flow with its spans of days as options and its placeholders filled in; raises Unfinished."""
    days = reference_days(edition)
    data = flow.model_dump(by_alias=True)
    for question, written in zip(flow.questions, data["questions"], strict=True):
        if question.bands:
            own = written["options"]
            written["options"] = {**_spans(question.bands, days), **own}
    values: dict[Language, dict[str, str]] = {language: _values(flow, edition, language) for language in LANGUAGES}
    return Flow.model_validate(_filled(data, values))


def reference_days(edition: Edition) -> dict[Day, dt.date]:
    """The days a span of years may be counted back from, as far as the edition has them."""
    days: dict[Day, dt.date | None] = {
        "opened": edition.opened,
        "last_day": edition.last_day,
        "year_end": dt.date(edition.year, 12, 31),
    }
    return {name: date for name, date in days.items() if date}


def years_back(date: dt.date, years: int) -> dt.date:
    """The same day some years before; 28 February for the 29th where that year has none."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


def limits_of(bands: Bands, days: Mapping[Day, dt.date]) -> list[dt.date]:
    """The last day of each span but the last, earliest first; raises Unfinished where the edition lacks a day."""
    for name in bands.reference:
        if name not in days:
            raise Unfinished(name, tuple(days))
    return [years_back(days[name], bands.years_before) for name in bands.reference]


def _spans(bands: Bands, days: Mapping[Day, dt.date]) -> dict[str, Any]:
    """The options of a question about days: up to the first limit, between limits, after the last."""
    limits = limits_of(bands, days)
    options = {}
    for place, option in enumerate(bands.options):
        template = bands.first if place == 0 else bands.last if place == len(limits) else bands.between
        start = limits[place - 1] + dt.timedelta(days=1) if place else None
        end = limits[place] if place < len(limits) else None
        texts = {language: template.in_(language) for language in LANGUAGES}
        for language in LANGUAGES:
            values = {"from": start, "until": end}
            shown = {name: day(date, language) for name, date in values.items() if date}
            texts[language] = _fill(texts[language], shown)
        options[option] = {"text": texts}
    return options


def _values(flow: Flow, edition: Edition, language: Language) -> dict[str, str]:
    """What placeholders of a flow may name: the days of the edition, and the limits of its spans of days."""
    days = reference_days(edition)
    values: dict[str, str] = {name: day(date, language) for name, date in days.items()}
    values["year"] = str(edition.year)
    if edition.spoken:
        values["deadline"] = edition.spoken.in_(language)
    for question in flow.questions:
        if question.bands:
            limits = limits_of(question.bands, days)
            values |= {
                f"until_{name}": day(d, language) for name, d in zip(question.bands.reference, limits, strict=True)
            }
    return values


def _filled(data: Any, values: Mapping[Language, Mapping[str, str]]) -> Any:
    """Every text below `data` with its placeholders filled in; the templates of spans are left as written."""
    if isinstance(data, dict):
        if set(data) == set(LANGUAGES) and all(isinstance(text, str) for text in data.values()):
            return {language: _fill(data[language], values[language]) for language in LANGUAGES}
        return {key: value if key == "bands" else _filled(value, values) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_filled(item, values) for item in data]
    return data


def _fill(template: str, values: Mapping[str, str]) -> str:
    for name in _PLACEHOLDER.findall(template):
        if name not in values:
            raise Unfinished(name, tuple(values))
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
