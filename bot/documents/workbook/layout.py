"""How a workbook is laid out: the names of our sheets, and the marks by which columns are known wherever they stand.

A column of ours ends in its id: `[who]` for a question, `[=verdict]` for a result. So columns may be moved, renamed
before the mark, and stand among others.
"""

import re
import unicodedata

from bot.documents.phrases import both
from knowledge.flow import Flow, Option, Question

CANDIDATES = "候选 Candidates"
NOTES = "说明 Notes"
LISTS = "wicbot"  # hidden: what the drop-downs offer, and which flow the workbook was made for
TOTALS, ORDER, FORWARD, BAD = "预检汇总 Totals", "预检次序 Order", "转发文字 Forward", "问题单元格 Bad cells"
RESULT_SHEETS = (TOTALS, ORDER, FORWARD, BAD)
RESULTS = ("rank", "verdict", "todo-1", "todo-2", "todo-3", "unanswered", "bad")
OWN = ("applicant", "title")  # columns for their own use that the template offers

_MARK = re.compile(r"\[\s*(=?)\s*([a-z][a-z0-9_-]*)\s*\]\s*$")


def header_of(question: Question, number: int) -> str:
    return f"{number}. {question.text.zh}\n{question.text.en}\n[{question.id}]"


def shown(option: Option) -> str:
    """An option as the drop-down offers it."""
    return f"{option.text.zh} / {option.text.en}"


def result_header(result: str) -> str:
    return f"{both(f'result-{result}')}\n[={result}]"


def question_mark(header: str) -> str | None:
    """The id a header ends in, whether there is such a question or not."""
    found = _marked(header)
    return found[2] if found and not found[1] else None


def result_mark(header: str) -> str | None:
    """The result a header stands for."""
    found = _marked(header)
    return found[2] if found and found[1] and found[2] in RESULTS else None


def unmarked(header: str) -> str:
    """A header without the id it ends in."""
    return _MARK.sub("", _folded(header))


def _marked(header: str) -> re.Match[str] | None:
    return _MARK.search(_folded(header))


def _folded(header: str) -> str:
    folded = unicodedata.normalize("NFKC", header).casefold()
    return folded.replace("【", "[").replace("】", "]").replace("〔", "[").replace("〕", "]")


def list_column(flow: Flow, question: str) -> int:
    """The column of the hidden sheet that holds a question's options; the first is for what the workbook is."""
    return 2 + list(flow.question).index(question)
