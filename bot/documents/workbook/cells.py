"""One cell: what it is shown as, and text put into it so that no program takes it for a formula."""

import datetime as dt
import re
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

LONGEST = 32_767  # characters a cell can hold
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠")

BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="DDE6F0")
ALARM = PatternFill("solid", fgColor="F8CBAD")
WRAP = Alignment(wrap_text=True, vertical="top")


def put(cell: Any, value: str | int, *, head: bool = False) -> None:
    """Write a number, or a text as text: also where it begins like a formula, also when it is edited later."""
    cell.alignment = WRAP
    if head:
        cell.font, cell.fill = BOLD, HEAD
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = _UNWRITABLE.sub("\ufffd", value)[:LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = value.lstrip(" ").startswith(_STARTS_FORMULA)


def as_shown(value: object) -> str:
    """A cell's value as a person sees it, in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return " ".join(str(value).split())
