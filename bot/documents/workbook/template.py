"""The empty workbook of a flow: a column per question with its drop-down, notes, and the hidden lists behind."""

from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.documents.phrases import both, phrase
from bot.documents.workbook.cells import put
from bot.documents.workbook.layout import CANDIDATES, LISTS, NOTES, OWN, header_of, list_column, shown
from knowledge.flow import Flow, Question
from knowledge.language import LANGUAGES

ROWS = 2_000  # so many candidates have drop-downs; more can be entered without
_LONGEST_PROMPT = 255  # Excel refuses a file with a longer one
_WIDE, _WIDER = 26, 60


def make_template(flow: Flow) -> Any:
    """openpyxl's workbook, to be saved."""
    workbook = Workbook()
    candidates = workbook.active
    candidates.title = CANDIDATES
    _write_candidates(candidates, flow)
    _write_notes(workbook.create_sheet(NOTES), flow)
    _write_lists(workbook.create_sheet(LISTS), flow)
    return workbook


def _write_candidates(sheet: Any, flow: Flow) -> None:
    for column, name in enumerate(OWN, 1):
        put(sheet.cell(1, column), both(f"own-{name}"), head=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE
    for number, question in enumerate(flow.questions, 1):
        column = len(OWN) + number
        put(sheet.cell(1, column), header_of(question, number), head=True)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDE
        validation = _drop_down(flow, question)
        validation.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(validation)
    sheet.row_dimensions[1].height = 110
    sheet.freeze_panes = sheet.cell(2, len(OWN) + 1)


def _drop_down(flow: Flow, question: Question) -> DataValidation:
    """A list that points at the hidden sheet: one written into the validation may have 255 characters only."""
    letter = get_column_letter(list_column(flow, question.id))
    validation = DataValidation(
        type="list",
        formula1=f"{LISTS}!${letter}$2:${letter}${len(question.options) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
    )
    validation.error, validation.errorTitle = both("choose"), question.id
    prompt = f"{question.why.zh}\n{question.why.en}"
    validation.prompt = prompt if len(prompt) <= _LONGEST_PROMPT else question.why.zh[:_LONGEST_PROMPT]
    validation.promptTitle = question.id
    return validation


def _write_notes(sheet: Any, flow: Flow) -> None:
    """How to fill it in, and all questions at length."""
    sheet.column_dimensions["A"].width = 14
    for letter in "BCDE":
        sheet.column_dimensions[letter].width = _WIDER
    row = 1
    for language in LANGUAGES:
        put(sheet.cell(row, 1), phrase("notes-for", language), head=True)
        put(sheet.cell(row, 2), flow.title.in_(language), head=True)
        for name in ("notes-fill", "notes-own", "notes-unsure", "notes-run", "not-a-submission", "notes-version"):
            row += 1
            put(sheet.cell(row, 2), phrase(name, language, flow=flow.id, version=flow.version))
        row += 2
    for column, name in enumerate(("id", "question", "why", "options", "clause"), 1):
        put(sheet.cell(row, column), both(f"notes-{name}"), head=True)
    for question in flow.questions:
        row += 1
        where = flow.clauses[question.clause].where
        options = "\n".join(f"{id_} = {shown(option)}" for id_, option in question.options.items())
        texts = (question.id, _two(question.text), _two(question.why), options, _two(where))
        for column, text in enumerate(texts, 1):
            put(sheet.cell(row, column), text)


def _two(text: Any) -> str:
    return f"{text.zh}\n{text.en}"


def _write_lists(sheet: Any, flow: Flow) -> None:
    """Column A: what the workbook is. Then a column per question: its id, and its options below."""
    sheet.sheet_state = "hidden"
    for row, text in enumerate((LISTS, flow.id, flow.version), 1):
        put(sheet.cell(row, 1), text)
    for question in flow.questions:
        column = list_column(flow, question.id)
        put(sheet.cell(1, column), question.id)
        for row, option in enumerate(question.options.values(), 2):
            put(sheet.cell(row, column), shown(option))
