"""A flow and its results as the machine interface shows them: plain data, ready for JSON."""

import datetime as dt
from typing import Any

from knowledge.flow import Clause, Condition, Flow
from knowledge.language import Language, Text
from knowledge.pack import Pack
from knowledge.precheck.report import make_sheet
from knowledge.precheck.results import Change, ConditionResult, Evaluation
from knowledge.precheck.sheet import as_text
from knowledge.precheck.telling import Telling


def flow_object(flow: Flow) -> dict[str, Any]:
    """What can be asked and what is judged: the object of `--questions`."""
    return {
        "flow": flow.id,
        "version": flow.version,
        "questions": [
            {
                "id": question.id,
                "text": _both(question.text),
                "options": [{"id": id_, "text": _both(option.text)} for id_, option in question.options.items()],
                "show_if": {id_: list(options) for id_, options in question.show_if.items()},
                "clause": question.clause,
            }
            for question in flow.questions
        ],
        "conditions": [
            {"id": c.id, "class": c.kind, "clause": c.clause, "types": _types(flow, c)} for c in flow.conditions
        ],
    }


def result_object(pack: Pack, evaluation: Evaluation, now: dt.datetime, language: Language) -> dict[str, Any]:
    """The whole result: the object of `--answers`, `text` as a person reads it."""
    telling = Telling(pack.wording, evaluation.flow, language)
    shown: dict[str, Any] = {
        "programme": evaluation.flow.programme,
        "flow": evaluation.flow.id,
        "version": evaluation.flow.version,
        "season": evaluation.season,
        "verdict": evaluation.verdict.machine_name,
        "fixable": evaluation.is_fixable,
    }
    if evaluation.types:
        shown["types"] = {
            type_: {
                "verdict": result.verdict.machine_name,
                "conditions": [_condition(pack, telling, evaluation.flow, r) for r in result.conditions],
            }
            for type_, result in evaluation.types.items()
        }
        shown["nearest"] = evaluation.nearest
    return shown | {
        "conditions": [_condition(pack, telling, evaluation.flow, result) for result in evaluation.conditions],
        "unanswered": list(evaluation.walk.unanswered),
        "set_aside": list(evaluation.walk.set_aside),
        "changes": [_change(change) for change in evaluation.changes],
        "text": as_text(make_sheet(pack, evaluation, now, language)),
    }


def _condition(pack: Pack, telling: Telling, flow: Flow, result: ConditionResult) -> dict[str, Any]:
    condition = result.condition
    return {
        "id": condition.id,
        "value": result.value,
        "class": condition.kind,
        "reason": telling.reason(result),
        "clause": condition.clause,
        "source": _source(pack, flow.clauses[condition.clause], telling.language),
    }


def _source(pack: Pack, clause: Clause, language: Language) -> dict[str, str]:
    id_, _, section = clause.cite.partition("#")
    source = pack.source[id_]
    name = source.sections[section].in_(language) if section else ""
    return {"id": id_, "title": source.title.in_(language), "section": name}


def _change(change: Change) -> dict[str, Any]:
    answers = {id_: list(options) for id_, options in change.answers.items()}
    return {"condition": change.condition, "answers": answers, "possible": change.possible}


def _types(flow: Flow, condition: Condition) -> list[str]:
    """The kinds of entry a condition holds for; empty where a flow has no kinds."""
    if condition.type is not None:
        return [condition.type]
    return list(flow.types.options) if flow.types else []


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
