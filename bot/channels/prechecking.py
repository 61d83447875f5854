"""`wicbot precheck PROGRAMME --jsonl`: answers or descriptions in, results out, one object for each line."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.jsonl import Lines, read_language, read_string, shown
from bot.clock import read_instant
from knowledge.language import Language
from knowledge.lexicon import Lexicon
from knowledge.pack import Pack
from knowledge.precheck import evaluate, flow_for, propose, require_known, result_object, season_of
from knowledge.text import is_chinese


class PrecheckLines(Lines):
    """Evaluates line after line; what a description proposes counts only where the line accepts it."""

    def __init__(
        self, pack: Pack, lexicon: Lexicon, programme: str, now: Callable[[], dt.datetime], language: Language | None
    ) -> None:
        super().__init__()
        self._pack = pack
        self._lexicon = lexicon
        self._programme = programme
        self._now = now
        self._language = language
        self._zone = ZoneInfo(pack.scheme.zone)

    def taken(self, data: dict[str, Any]) -> dict[str, Any]:
        said, lang, text = read_string(data, "now"), read_string(data, "lang"), read_string(data, "text")
        now = self._now() if said is None else read_instant(said, self._zone)
        language = self._language if lang is None else read_language(lang)
        flow = flow_for(self._pack, self._programme, now)
        answers = require_known(flow, _object(data, "answers"))
        found = propose(self._pack, self._lexicon, flow, text) if text else {}
        proposed = {id_: proposal for id_, proposal in found.items() if id_ not in answers}
        if _flag(data, "accept_proposed"):
            answers = {**{id_: proposal.option for id_, proposal in proposed.items()}, **answers}
        evaluation = evaluate(flow, answers, season_of(self._pack, flow, now))
        result = result_object(self._pack, evaluation, now, language or _language_of(text))
        shown_ = {id_: {"option": p.option, "quote": p.quote} for id_, p in proposed.items()}
        return {**result, "proposed": shown_}


def _language_of(text: str | None) -> Language:
    """That of a description, where no other is asked for."""
    return "en" if text and not is_chinese(text) else "zh"


def _object(data: dict[str, Any], field: str) -> dict[str, Any]:
    value = data.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"'{field}' is no object: {shown(value)}")
    return value


def _flag(data: dict[str, Any], field: str) -> bool:
    value = data.get(field, False)
    if not isinstance(value, bool):
        raise ValueError(f"'{field}' is neither true nor false: {shown(value)}")
    return value
