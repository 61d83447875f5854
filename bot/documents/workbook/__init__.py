"""A relaying body's workbook: one row per candidate, a drop-down per question; back come verdicts and to-dos.

What a caller may rely on:

- `make_template(flow)` → the empty workbook.
- `open_workbook(content, flow)` → a Book, `book.table` with every row's answers and every bad cell. Raises Unreadable.
- `holds_results(content)` → whether a file was written by an earlier run, and may be replaced by a new one.
- `judge(pack, flow, table, now)` → each row judged, with its rank; what is empty or bad counts as not sure.
- `write_results(book, judged, …)` → a copy of what was read, with results in columns and sheets of their own. Nothing
  of theirs is changed or moved but the fill of bad cells; as much is kept as openpyxl can keep.
"""

from bot.documents.workbook.faults import BadCell, Unreadable
from bot.documents.workbook.judging import Judged, judge
from bot.documents.workbook.reading import Book, holds_results, open_workbook
from bot.documents.workbook.results import write_results
from bot.documents.workbook.table import Candidate, Table
from bot.documents.workbook.template import make_template

__all__ = [
    "BadCell",
    "Book",
    "Candidate",
    "Judged",
    "Table",
    "Unreadable",
    "holds_results",
    "judge",
    "make_template",
    "open_workbook",
    "write_results",
]
