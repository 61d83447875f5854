"""The words of documents that are no part of a sheet, from `zh.ftl` and `en.ftl` beside this file."""

from pathlib import Path
from typing import Any

from knowledge.phrasebook import Phrasebook

_BOOK = Phrasebook(Path(__file__).parent)
phrase = _BOOK.say


def both(name: str, /, **values: Any) -> str:
    """The phrase in Chinese and English, for what is read by people of either language."""
    return _BOOK.in_both(name, " / ", **values)
