"""What was done with a workbook, as lines to read and as data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.documents.phrases import phrase
from bot.documents.workbook.faults import BadCell
from bot.documents.workbook.judging import TODOS, Judged
from bot.documents.workbook.reading import Book
from bot.documents.workbook.results import notes
from knowledge.flow import Flow
from knowledge.language import Language
from knowledge.precheck.results import Season, Verdict


def report_lines(book: Book, judged: Sequence[Judged], out: str, language: Language) -> Iterator[str]:
    """How many candidates came to what, notes, and every bad cell in a line of its own."""
    yield phrase("batch-written", language, count=len(judged), file=out)
    for verdict in Verdict:
        sheets = [one.sheets[language] for one in judged if one.evaluation.verdict is verdict]
        if sheets:
            yield "  " + phrase("batch-verdict", language, words=sheets[0].verdict_words, count=len(sheets))
    yield phrase("not-a-submission", language)
    yield from notes(book, language)
    if book.table.bad:
        yield phrase("batch-bad", language, count=len(book.table.bad))
        yield from (f"  {bad.line(language)}" for bad in book.table.bad)


def report_object(
    book: Book, judged: Sequence[Judged], flow: Flow, season: Season, out: str, language: Language
) -> dict[str, Any]:
    """The same as data. Verdicts are those of the machine interface; `fixable` counts those of `needs_attention`."""
    return {
        "programme": flow.programme,
        "flow": flow.id,
        "version": flow.version,
        "season": season,
        "out": out,
        "sheet": book.table.sheet,
        "rows": len(judged),
        "verdicts": dict(Counter(one.evaluation.verdict.machine_name for one in judged)),
        "fixable": sum(one.evaluation.is_fixable for one in judged),
        "bad": [_bad(bad, language) for bad in book.table.bad],
        "notes": notes(book, language),
        "candidates": [_candidate(one, language) for one in judged],
    }


def _bad(bad: BadCell, language: Language) -> dict[str, Any]:
    return {
        "sheet": bad.sheet,
        "row": bad.row,
        "column": bad.letter or None,
        "question": bad.question,
        "value": bad.value,
        "problem": bad.problem,
        "allowed": list(bad.allowed),
        "text": bad.line(language),
    }


def _candidate(judged: Judged, language: Language) -> dict[str, Any]:
    return {
        "row": judged.candidate.row,
        "name": judged.candidate.name,
        "verdict": judged.evaluation.verdict.machine_name,
        "fixable": judged.evaluation.is_fixable,
        "rank": judged.rank,
        "todos": judged.todo_texts(language)[:TODOS],
        "unanswered": list(judged.evaluation.walk.unanswered),
        "bad": len(judged.candidate.bad),
    }
