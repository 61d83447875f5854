"""Cues as people write them → one expression: … some words between, <n> a figure, * any ending, (a|b) either."""

import re
from collections.abc import Iterable
from functools import cached_property

_FIGURE_ZH = (
    r"(?!一(?![百千万亿]))[\d一二两三四五六七八九十百千][\d,.]*\s?(?:余|多|来)?[百千万亿]*(?:余|多)?(?:个|名|家)?"
)
_FIGURE_EN = (
    r"(?:\d[\d,.]*(?: ?(?:%|percent|k|m|bn|thousand|million|billion|hundred))?\+?"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|dozens of|a dozen|scores of|hundreds of|thousands of|(?:a|one|several|two|three) hundred"
    r"|(?:a|one|several) thousand|(?:a|one|several) million|millions of|tens of thousands of|many|several))"
)
_NEVER = re.compile(r"(?!)")


class Cues:
    """The cues of one thing in both languages; those of a language are compiled when they are first sought."""

    def __init__(self, zh: Iterable[str], en: Iterable[str]) -> None:
        self._zh = zh
        self._en = en

    @cached_property
    def zh(self) -> re.Pattern[str]:
        return compiled(self._zh, chinese=True)

    @cached_property
    def en(self) -> re.Pattern[str]:
        return compiled(self._en, chinese=False)

    def prepare(self) -> None:
        """Compile both now."""
        _ = self.zh, self.en


def compiled(cues: Iterable[str], chinese: bool) -> re.Pattern[str]:
    """Finds any of the cues in a folded text. Raises re.error where one cannot be read."""
    parts = [_part(cue, chinese) for cue in cues]
    return re.compile("|".join(parts)) if parts else _NEVER


def _part(cue: str, chinese: bool) -> str:
    # between two Chinese words no "not" may stand
    gap, figure = (
        (r"(?:(?!没|未(?!来)|不(?!到|少|同|断))[^。！？!?；;]){0,10}?", _FIGURE_ZH)
        if chinese
        else (r"[^.!?;]{0,40}?", _FIGURE_EN)
    )
    text = re.sub(r" ?… ?", "…", cue.lower())
    text = text.replace("…", gap if chinese else rf"\b{gap}\b").replace("<n>", figure)
    if chinese:
        return f"(?:{text})"
    text = re.sub(r"(?<=[a-z)])\*", r"\\w*", text)
    start = "" if text.startswith("^") else r"(?<!\w)"
    return rf"(?:{start}(?:{text})(?!\w))"
