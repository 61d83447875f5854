"""`wicbot advise --jsonl`: a described work a line in, an advice a line out."""

import datetime as dt
from typing import Any

from bot.channels.jsonl import Defaults, Lines, read_language, read_string
from bot.clock import read_instant
from knowledge.advisor import Advice, Placing, Reason, Telling
from knowledge.advisor.precedents import Precedent
from knowledge.language import Language
from knowledge.library import Library
from knowledge.text import is_chinese


def advised(
    library: Library, text: str, now: dt.datetime, programme: str | None = None, language: Language | None = None
) -> dict[str, Any]:
    """The advice on one text as the machine interface shows it, without "id"."""
    language = language or ("zh" if is_chinese(text) else "en")
    return as_object(library.advisor.advise(text, now, programme), library.telling(language), language)


def as_object(advice: Advice, telling: Telling, language: Language) -> dict[str, Any]:
    """Ready for JSON, every key always there."""
    return {
        "programme": advice.programme,
        "category": advice.category.category if advice.category else None,
        "ranking": [_placing(one) for one in advice.ranking],
        "reasons": [_reason(one) for one in advice.reasons],
        "missing": [one.missing.in_(language) for one in advice.missing],
        "questions": [pair.text.in_(language) for pair in advice.questions],
        "precedents": [_precedent(one, telling, language) for one in advice.precedents],
        "text": telling(advice),
    }


def _placing(one: Placing) -> dict[str, Any]:
    return {"programme": one.programme, "category": one.category, "score": one.score, "status": one.status}


def _reason(one: Reason) -> dict[str, Any]:
    category, condition = one.category.partition("/")[2], one.condition
    return {
        "category": category,
        "condition": condition.id,
        "value": one.value,
        "quote": one.quote,
        "source": condition.cite[0],
    }


def _precedent(one: Precedent, telling: Telling, language: Language) -> dict[str, Any]:
    return {
        "year": one.honours.year,
        "programme": one.honours.programme,
        "category": one.entry.category,
        "title": one.entry.title.in_(language),
        "applicants": telling.applicants(one),
        "source": one.honours.cite[0],
    }


class AdviceLines(Lines):
    """Advises line after line."""

    def __init__(self, library: Library, defaults: Defaults, programme: str | None = None) -> None:
        super().__init__()
        self._library = library
        self._defaults = defaults
        self._programme = programme
        self._calls = [call.id for call in library.pack.calls()]

    def taken(self, data: dict[str, Any]) -> dict[str, Any]:
        text = read_string(data, "text")
        if text is None or not text.strip():
            raise ValueError("'text' is missing" if text is None else "'text' is empty")
        programme = read_string(data, "programme") or self._programme
        if programme is not None and programme not in self._calls:
            raise ValueError(f"unreadable programme {programme!r}; known: {', '.join(self._calls)}")
        lang, now = read_string(data, "lang"), read_string(data, "now")
        instant = self._defaults.now() if now is None else read_instant(now, self._defaults.zone)
        language = self._defaults.lang if lang is None else read_language(lang)
        return advised(self._library, text, instant, programme, language)
