"""A workbook's bytes → the copy to be written and the table that was read."""

import io
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from bot.documents.workbook.faults import Unreadable
from bot.documents.workbook.layout import CANDIDATES, LISTS, NOTES, RESULT_SHEETS, TOTALS
from bot.documents.workbook.table import Content, Table, TableReader, no_table
from knowledge.flow import Flow

LARGEST, LARGEST_OPEN = 20_000_000, 300_000_000  # bytes as a file, and unpacked
_OLE = b"\xd0\xcf\x11\xe0"  # how an encrypted workbook begins, and an .xls of old
# Parts of a workbook that openpyxl leaves out when it writes, and the word for each.
_LEFT_OUT = {
    "xl/vbaProject": "macros",
    "xl/charts/": "charts",
    "xl/media/": "pictures",
    "xl/drawings/drawing": "drawings",
    "xl/ctrlProps/": "controls",
    "xl/slicers/": "slicers",
    "xl/threadedComments/": "threads",
}


@dataclass(frozen=True)
class Book:
    """A workbook that was read. `copy` is openpyxl's, still as it came."""

    copy: Any
    table: Table
    left_out: tuple[str, ...]  # what the copy cannot keep: names for phrases
    other_version: str | None  # the version of the flow its template was made of, where it is another


def open_workbook(content: bytes, flow: Flow) -> Book:
    """Everything of a workbook that matters. Raises Unreadable."""
    left_out = _look_over(content)
    copy, values = _load(content, data_only=False), _load(content, data_only=True)
    made_for, version = _made_for(values)
    if made_for and made_for != flow.id:
        raise Unreadable(f"its template was made for {made_for!r}, not {flow.id!r}")
    table = _table(copy, values, flow)
    return Book(copy, table, left_out, version if version != flow.version else None)


def holds_results(content: bytes) -> bool:
    """Whether a file is one of ours, written by an earlier run, which a new run may replace."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return TOTALS.encode() in parts.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError):
        return False


def _look_over(content: bytes) -> tuple[str, ...]:
    """What the workbook holds that cannot be kept. Raises Unreadable where it is no workbook, or too large."""
    if len(content) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1_000_000} MB")
    if content.startswith(_OLE):
        raise Unreadable("encrypted, or an .xls of old: save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names, size = parts.namelist(), sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("not an .xlsx workbook, or damaged") from None
    if size > LARGEST_OPEN:
        raise Unreadable(f"larger than {LARGEST_OPEN // 1_000_000} MB when unpacked")
    return tuple(word for part, word in _LEFT_OUT.items() if any(name.startswith(part) for name in names))


def _load(content: bytes, *, data_only: bool) -> Any:
    """openpyxl raises whatever it stumbles over, of any kind: a damaged file is all that can mean here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it leaves out is told by ourselves
            return load_workbook(io.BytesIO(content), data_only=data_only, rich_text=not data_only)
    except Exception as problem:
        why = " ".join(str(problem).split())[:120] or type(problem).__name__
        raise Unreadable(f"not an .xlsx workbook, or damaged: {why}") from None


def _made_for(values: Any) -> tuple[str | None, str | None]:
    """Flow and version that stand in the hidden sheet of a template."""
    if LISTS not in values.sheetnames:
        return None, None
    flow, version = (values[LISTS].cell(row, 1).value for row in (2, 3))
    return (str(flow), str(version)) if flow and version else (None, None)


def _table(copy: Any, values: Any, flow: Flow) -> Table:
    """The table of the sheet named for it, else of the one with most columns of questions."""
    reader = TableReader(flow)
    ours = {LISTS, NOTES, *RESULT_SHEETS}
    sheets = [sheet for sheet in values.worksheets if sheet.title not in ours]
    contents = {sheet.title: _content(copy[sheet.title], sheet) for sheet in sheets}
    if CANDIDATES in contents and reader.asks(contents[CANDIDATES]):
        return reader.read(contents[CANDIDATES])
    best = max(contents.values(), key=reader.asks, default=None)
    if best is None or not reader.asks(best):
        return Table(CANDIDATES, bad=(no_table(CANDIDATES, flow, ", ".join(values.sheetnames)),))
    return reader.read(best)


def _content(copy: Any, values: Any) -> Content:
    """A sheet as far as it holds something.

    `_cells` has the cells there are; openpyxl's own way would make one for each empty place of a sheet that somebody
    formatted to its end.
    """
    cells = {place: cell for place, cell in values._cells.items() if str(cell.value or "").strip() or cell.value == 0}
    empty = {place for place, cell in values._cells.items() if cell.data_type == "str"}  # computed to an empty text
    formulas = {place for place, cell in copy._cells.items() if cell.data_type == "f"} - empty
    merged = [((r.min_row, r.min_col), (r.max_row, r.max_col)) for r in values.merged_cells.ranges]
    return Content(values.title, cells, merged, frozenset(formulas - set(cells)))
