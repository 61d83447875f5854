"""Results into the copy: columns beside the candidates, and sheets of our own behind theirs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from bot.documents.phrases import both, phrase
from bot.documents.workbook.cells import ALARM, put
from bot.documents.workbook.faults import BadCell
from bot.documents.workbook.judging import TODOS, Judged, forward_text
from bot.documents.workbook.layout import (
    BAD,
    FORWARD,
    ORDER,
    RESULT_SHEETS,
    RESULTS,
    TOTALS,
    result_header,
)
from bot.documents.workbook.reading import Book
from bot.documents.workbook.table import Table
from knowledge.flow import Flow
from knowledge.language import LANGUAGES, Language
from knowledge.precheck.results import Verdict

_WIDTHS = {"rank": 8, "verdict": 18, "unanswered": 12, "bad": 40}
_WIDE = 48


def write_results(book: Book, judged: Sequence[Judged], flow: Flow, now: dt.datetime, language: Language) -> Any:
    """The workbook to be saved: `book.copy` with the results in it. Verdicts and to-dos are in `language`."""
    workbook = book.copy
    for title in RESULT_SHEETS:
        if title in workbook.sheetnames:
            del workbook[title]  # of an earlier run
    if book.table.sheet in workbook.sheetnames:
        sheet = workbook[book.table.sheet]
        _write_columns(sheet, book.table, judged, language)
        _colour_bad(sheet, book.table.bad)
    _write_totals(workbook.create_sheet(TOTALS), book, judged, flow, now, language)
    _write_order(workbook.create_sheet(ORDER), judged, language)
    _write_forward(workbook.create_sheet(FORWARD), judged)
    if book.table.bad:
        _write_bad(workbook.create_sheet(BAD), book.table.bad, language)
    workbook.calculation.fullCalcOnLoad = True  # the copy keeps formulas, not what they came to
    return workbook


# ── beside the candidates ────────────────────────────────────────────────────────────────


def _write_columns(sheet: Any, table: Table, judged: Sequence[Judged], language: Language) -> None:
    columns = _columns(table)
    for name, column in columns.items():
        put(sheet.cell(table.head, column), result_header(name), head=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _WIDE)
        for row in range(table.head + 1, sheet.max_row + 1 if name in table.results else 0):
            sheet.cell(row, column).value = None  # of an earlier run
    for one in judged:
        for name, value in _results(one, language).items():
            put(sheet.cell(one.candidate.row, columns[name]), value)


def _columns(table: Table) -> dict[str, int]:
    """Where each result goes: where an earlier run left it, else behind the last column that holds anything."""
    columns, free = {}, table.width + 1
    for name in RESULTS:
        if name in table.results:
            columns[name] = table.results[name]
        else:
            columns[name], free = free, free + 1
    return columns


def _results(judged: Judged, language: Language) -> dict[str, str | int]:
    todos = [*judged.todo_texts(language), *[""] * TODOS]
    return {
        "rank": judged.rank,
        "verdict": judged.sheets[language].verdict_words,
        **{f"todo-{number}": todos[number - 1] for number in range(1, TODOS + 1)},
        "unanswered": len(judged.evaluation.walk.unanswered),
        "bad": "\n".join(
            f"{bad.letter}{bad.row} [{bad.question}]: “{bad.value}”" for bad in judged.candidate.bad
        ),
    }  # fmt: skip


def _colour_bad(sheet: Any, bad: Sequence[BadCell]) -> None:
    for one in bad:
        if one.row and one.column:
            sheet.cell(one.row, one.column).fill = ALARM


# ── sheets of our own ────────────────────────────────────────────────────────────────────


def _write_totals(
    sheet: Any, book: Book, judged: Sequence[Judged], flow: Flow, now: dt.datetime, language: Language
) -> None:
    rows = [
        *_about(flow, now, judged),
        *_counts(book.table, judged, language),
        *((phrase("note", language), note) for note in notes(book, language)),
    ]
    _write_rows(sheet, rows, widths=(36, 90))
    start = len(rows) + 2
    heads = ("condition", *(f"value-{value}" for value in ("yes", "no", "unsure", "na")))
    for column, name in enumerate(heads, 1):
        put(sheet.cell(start, column), both(f"totals-{name}"), head=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(18, (36, 90, 0, 0, 0)[column - 1])
    for row, (text, counts) in enumerate(_by_condition(flow, judged, language), start + 1):
        put(sheet.cell(row, 1), text)
        for column, count in enumerate(counts, 2):
            put(sheet.cell(row, column), count)


def _about(flow: Flow, now: dt.datetime, judged: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield flow.title.in_(language), phrase("not-a-submission", language)
    yield both("totals-flow"), f"{flow.id} · {flow.version}"
    yield both("totals-date"), now.isoformat(" ", "minutes")
    if judged:
        yield (
            both("totals-season"),
            phrase(f"season-{judged[0].evaluation.season}", "zh")
            + " / "
            + phrase(f"season-{judged[0].evaluation.season}", "en"),
        )


def _counts(table: Table, judged: Sequence[Judged], language: Language) -> Iterator[tuple[str, str | int]]:
    yield both("totals-candidates"), len(judged)
    counted = Counter(one.evaluation.verdict for one in judged)
    words = {one.evaluation.verdict: one.sheets for one in judged}
    for verdict in Verdict:
        if verdict in words:
            yield " / ".join(words[verdict][each].verdict_words for each in LANGUAGES), counted[verdict]
    yield both("totals-bad"), len(table.bad)
    yield both("totals-unanswered"), sum(len(one.evaluation.walk.unanswered) for one in judged)


def notes(book: Book, language: Language) -> list[str]:
    """What the relaying body should know of how its workbook was taken."""
    said = []
    if book.table.not_asked:
        said.append(phrase("note-not-asked", language, questions=", ".join(book.table.not_asked)))
    if book.other_version:
        said.append(phrase("note-version", language, version=book.other_version))
    if book.left_out:
        kinds = ", ".join(phrase(f"left-out-{kind}", language) for kind in book.left_out)
        said.append(phrase("note-left-out", language, kinds=kinds))
    return said


def _by_condition(
    flow: Flow, judged: Sequence[Judged], language: Language
) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """How many candidates meet each condition; those of another type than a candidate's own are not counted."""
    counts = Counter((r.id, r.value) for one in judged for r in one.evaluation.conditions)
    for condition in flow.conditions:
        yes, no, unsure, na = (counts[condition.id, value] for value in ("yes", "no", "unsure", "na"))
        yield condition.text.in_(language), (yes, no, unsure, na)


def _write_order(sheet: Any, judged: Sequence[Judged], language: Language) -> None:
    heads = ("rank", "row", "name", "verdict", *(f"todo-{number}" for number in range(1, TODOS + 1)))
    rows: list[tuple[str | int, ...]] = [tuple(both(f"result-{name}") for name in heads)]
    for one in sorted(judged, key=lambda one: one.rank):
        results = _results(one, language)
        todos = [results[f"todo-{number}"] for number in range(1, TODOS + 1)]
        rows.append((one.rank, one.candidate.row, one.candidate.name, results["verdict"], *todos))
    _write_rows(sheet, rows, widths=(8, 8, 36, 18, _WIDE, _WIDE, _WIDE), has_head=True)


def _write_forward(sheet: Any, judged: Sequence[Judged]) -> None:
    rows: list[tuple[str | int, ...]] = [tuple(both(f"result-{name}") for name in ("row", "name", "zh", "en"))]
    for one in judged:
        texts = (forward_text(one, language) for language in LANGUAGES)
        rows.append((one.candidate.row, one.candidate.name, *texts))
    _write_rows(sheet, rows, widths=(8, 36, 80, 80), has_head=True)


def _write_bad(sheet: Any, bad: Sequence[BadCell], language: Language) -> None:
    heads = ("sheet", "row", "column", "question", "value", "problem", "allowed")
    rows: list[tuple[str | int, ...]] = [tuple(both(f"bad-head-{name}") for name in heads)]
    for one in bad:
        place = (one.sheet, one.row or "", one.letter, one.question or "")
        rows.append((*place, one.value, one.told(language), "\n".join(one.allowed)))
    _write_rows(sheet, rows, widths=(18, 8, 8, 14, 30, 40, 70), has_head=True)


def _write_rows(
    sheet: Any, rows: Sequence[Sequence[str | int]], widths: Sequence[int], *, has_head: bool = False
) -> None:
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            put(sheet.cell(row, column), value, head=has_head and row == 1)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if has_head:
        sheet.freeze_panes = "A2"
