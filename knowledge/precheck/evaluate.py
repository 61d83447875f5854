"""Answers → values of conditions → verdict. Pure: the season enters as an argument."""

from collections.abc import Iterable, Mapping

from knowledge.flow import SEASON, Condition, ConditionClass, Flow, Row, Value
from knowledge.precheck.changes import what_changes
from knowledge.precheck.results import (
    Answers,
    ConditionResult,
    Evaluation,
    ReadingResult,
    Season,
    TypeEvaluation,
    Verdict,
)
from knowledge.precheck.tables import deciding_row
from knowledge.precheck.walk import count, has_answer, holds, walk


def evaluate(flow: Flow, answers: Answers, season: Season) -> Evaluation:
    """Everything that follows from some answers, however few."""
    walked = walk(flow, answers)
    is_filed = bool(flow.filed) and holds(flow.filed, walked.counted)
    types = _by_type(flow, answers, season, is_filed)
    chosen = _chosen(flow, walked.counted)
    considered = [c for c in flow.conditions if chosen is None or c.type in (None, chosen)]
    conditions = tuple(_result(flow, c, answers, walked.counted, season) for c in considered)
    nearest = _nearest(types)
    if chosen or not types:
        verdict = types[chosen].verdict if chosen else verdict_of(_pairs(conditions), is_filed)
    else:
        verdict = max((t.verdict for t in types.values()), key=lambda v: v.rank)
    return Evaluation(
        flow=flow,
        season=season,
        answers=dict(answers),
        walk=walked,
        verdict=verdict,
        conditions=conditions,
        types=types,
        chosen=chosen,
        nearest=nearest,
        is_filed=is_filed,
        changes=what_changes(flow, answers, season, chosen or nearest, conditions, is_filed),
    )


def verdict_of(values: Iterable[tuple[ConditionClass, Value]], is_filed: bool) -> Verdict:
    """The verdict over the values of conditions, each with its class."""
    curable = unsure = False
    for kind, value in values:
        if value == "no" and (kind != "curable" or is_filed):
            return Verdict.STOP
        curable = curable or value == "no"
        unsure = unsure or value == "unsure"
    return Verdict.FIX if curable else Verdict.CHECK if unsure else Verdict.CLEAR


def _by_type(flow: Flow, answers: Answers, season: Season, is_filed: bool) -> dict[str, TypeEvaluation]:
    """Each type as if it were filed under; whether one is chosen at all stands as answered."""
    if flow.types is None:
        return {}
    counted = count(flow, answers)
    common = [_result(flow, c, answers, counted, season) for c in flow.conditions if c.type is None]
    found = {}
    for type_ in flow.types.options:
        supposed = count(flow, {**answers, flow.types.question: type_})
        own = [_result(flow, c, answers, supposed, season) for c in flow.conditions if c.type == type_]
        results = (*common, *own)
        found[type_] = TypeEvaluation(type_, verdict_of(_pairs(results), is_filed), results)
    return found


def _chosen(flow: Flow, counted: Mapping[str, str]) -> str | None:
    given = counted.get(flow.types.question) if flow.types else None
    return given if flow.types and given in flow.types.options else None


def _nearest(types: Mapping[str, TypeEvaluation]) -> str | None:
    """The type with the best verdict; among equals the one with fewer noes, then with fewer open points."""
    best = max(types.values(), key=lambda t: (t.verdict.rank, -t.count("no"), -t.count("unsure")), default=None)
    return best.type if best else None


def _result(
    flow: Flow, condition: Condition, answers: Answers, counted: Mapping[str, str], season: Season
) -> ConditionResult:
    known = {**counted, SEASON: season}
    row = deciding_row(condition.rows, known)
    looked_at = row.when if row else dict.fromkeys(condition.questions(), ())
    given = {id_: answers[id_] if has_answer(flow, answers, id_) else None for id_ in looked_at if id_ != SEASON}
    readings = tuple(ReadingResult(r, _value(deciding_row(r.rows, known))) for r in condition.readings)
    return ConditionResult(condition, _value(row), row, given, readings)


def _value(row: Row | None) -> Value:
    return row.value if row else "unsure"  # no row: the flow has a gap, which the checks report


def _pairs(results: Iterable[ConditionResult]) -> Iterable[tuple[ConditionClass, Value]]:
    return ((result.condition.kind, result.value) for result in results)
