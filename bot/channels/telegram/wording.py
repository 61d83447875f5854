"""What only this channel says, from `phrases/`."""

from pathlib import Path

from knowledge.language import Language
from knowledge.phrasebook import Phrasebook

_BOOK = Phrasebook(Path(__file__).parent / "phrases")
said = _BOOK.say
knows = _BOOK.knows


def in_both(name: str, /, **values: str) -> str:
    """The phrase in every language, for whoever has not shown one."""
    return _BOOK.in_both(name, "\n\n", **values)


def spoken(code: str | None) -> Language | None:
    """Our language for the one a person's app is set to; None where it is neither."""
    start = (code or "").lower().partition("-")[0]
    return "zh" if start == "zh" else "en" if start == "en" else None
