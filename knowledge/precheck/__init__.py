"""The pre-check: does an entry meet the conditions of a call, as far as the applicant's answers tell?

Pure functions over (flow, answers, season); no clock, no storage, no language. What a caller may rely on:

- `flow_for(pack, programme, now)` gives the finished `Flow` to ask (`flow.id`, `flow.version`, `flow.questions`,
  `flow.question[id]`, `flow.clauses[id]`); raises NoFlow. `season_of(pack, flow, now)` says open or closed.
- Answers are a mapping question id → option id or "later" (LATER). `require_known(flow, answers)` raises
  UnknownAnswer naming what is unknown and what is allowed; `walk` and `evaluate` leave it aside without a word, so
  answers kept from an older flow do no harm.
- `walk(flow, answers)` → Walk: `next` (the question to ask, None at the end), `shown`, `unanswered` (with `later`
  among them), `set_aside` (answered but not shown now: kept, not counted). Edit an answer by replacing it and
  walking again: nothing that still applies is lost.
- `evaluate(flow, answers, season)` → Evaluation: `verdict` (Verdict.STOP/FIX/CHECK/CLEAR; `.machine_name` is that of
  the machine interface), `conditions` (ConditionResult: value yes/no/unsure/na, deciding row, readings),
  `types` (each kind of entry as if filed under, its verdict following from its own `conditions`), `chosen`,
  `nearest`, `changes` (all together lead to CLEAR, without any one they do not), `is_filed`.
  What is unanswered counts as not sure, so any answers, even none, can be evaluated; a STOP never goes away by
  answering more.
- `propose(pack, lexicon, flow, text)` → Proposals by question, each with the words it was read from; count nothing
  of it before it is confirmed.
- `make_sheet(pack, evaluation, now, language)` → the whole result as a neutral Sheet (sheet.py), from which screen,
  paper and Word are made; `as_text(sheet)` is its plain text; `Telling(pack.wording, flow, language)` words less.
- `flow_object(flow)` and `result_object(pack, evaluation, now, language)` → plain data for JSON.
"""

from knowledge.flow import LATER, Condition, Flow, Option, Question
from knowledge.precheck.evaluate import evaluate, verdict_of
from knowledge.precheck.machine import flow_object, result_object
from knowledge.precheck.proposing import Proposal, propose
from knowledge.precheck.report import make_sheet
from knowledge.precheck.results import (
    Answers,
    Change,
    ConditionResult,
    Evaluation,
    ReadingResult,
    Season,
    TypeEvaluation,
    Verdict,
    Walk,
)
from knowledge.precheck.seasons import NoFlow, edition_of, flow_for, season_of
from knowledge.precheck.sheet import Line, Section, Sheet, as_text
from knowledge.precheck.telling import Telling
from knowledge.precheck.walk import UnknownAnswer, require_known, walk

__all__ = [
    "LATER",
    "Answers",
    "Change",
    "Condition",
    "ConditionResult",
    "Evaluation",
    "Flow",
    "Line",
    "NoFlow",
    "Option",
    "Proposal",
    "Question",
    "ReadingResult",
    "Season",
    "Section",
    "Sheet",
    "Telling",
    "TypeEvaluation",
    "UnknownAnswer",
    "Verdict",
    "Walk",
    "as_text",
    "edition_of",
    "evaluate",
    "flow_for",
    "flow_object",
    "make_sheet",
    "propose",
    "require_known",
    "result_object",
    "season_of",
    "verdict_of",
    "walk",
]
