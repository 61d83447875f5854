"""Candidates → verdicts, in the order in which work on them is worth most. Pure."""

import datetime as dt
from dataclasses import dataclass

from bot.documents.phrases import phrase
from bot.documents.workbook.table import Candidate, Table
from knowledge.flow import Flow
from knowledge.language import LANGUAGES, Language
from knowledge.pack import Pack
from knowledge.precheck import evaluate, make_sheet, season_of
from knowledge.precheck.results import Evaluation, Verdict
from knowledge.precheck.sheet import Line, Sheet

TODOS = 3  # as many stand in the table; the text to forward has them all


@dataclass(frozen=True)
class Judged:
    """One candidate with its result. `rank` 1 is where work is worth most; `sheets` hold the result in words."""

    candidate: Candidate
    evaluation: Evaluation
    sheets: dict[Language, Sheet]
    rank: int = 0

    @property
    def todos(self) -> int:
        return len(self.evaluation.changes)

    def todo_texts(self, language: Language) -> list[str]:
        """What to do, the most useful first, a line each."""
        sections = self.sheets[language].sections
        values = {line.id: line.words for section in sections if section.id == "conditions" for line in section.lines}
        return [
            _todo(line, values[line.id], language)
            for section in sections
            if section.id == "todo"
            for line in section.lines
        ]


def _todo(line: Line, value: str, language: Language) -> str:
    """What it takes, of which condition with which value, and how."""
    how = line.reason or line.todo
    return phrase("todo" if how else "todo-bare", language, step=line.words, what=line.title, value=value, how=how)


def judge(pack: Pack, flow: Flow, table: Table, now: dt.datetime) -> tuple[Judged, ...]:
    """Every candidate of a table, in the table's order, ranked."""
    season = season_of(pack, flow, now)
    judged = []
    for candidate in table.candidates:
        evaluation = evaluate(flow, candidate.answers, season)
        sheets = {language: make_sheet(pack, evaluation, now, language) for language in LANGUAGES}
        judged.append(Judged(candidate, evaluation, sheets))
    order = sorted(judged, key=_worth)
    rank = {one.candidate.row: place for place, one in enumerate(order, 1)}
    return tuple(Judged(one.candidate, one.evaluation, one.sheets, rank[one.candidate.row]) for one in judged)


def _worth(judged: Judged) -> tuple[int, int, int]:
    """What can be rescued first, and of that what takes least; what needs nothing, and last what nothing can help."""
    evaluation = judged.evaluation
    if evaluation.verdict is Verdict.STOP:
        can_change = all(change.possible for change in evaluation.changes if change.value == "no")
        group = 2 if can_change else 4
    else:
        group = {Verdict.FIX: 0, Verdict.CHECK: 1, Verdict.CLEAR: 3}[evaluation.verdict]
    return group, judged.todos, judged.candidate.row


def forward_text(judged: Judged, language: Language) -> str:
    """What a relaying body can send on to an applicant, as it is."""
    sheet, candidate = judged.sheets[language], judged.candidate
    name = candidate.name or phrase("row", language, row=str(candidate.row))
    todos = [f"{number}. {text}" for number, text in enumerate(judged.todo_texts(language), 1)]
    blocks = [
        [phrase("forward-greeting", language, name=name)],
        [sheet.title, *sheet.header],
        [sheet.verdict_words, sheet.verdict_sentence],
        [phrase("forward-todos", language), *todos] if todos else [],
        [phrase("forward-bad", language, count=len(candidate.bad))] if candidate.bad else [],
        [phrase("not-a-submission", language), *sheet.footer],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)
