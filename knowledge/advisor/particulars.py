"""What a description states that can be counted: years of publication and of beginning, and countries."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from knowledge.advice import Land
from knowledge.advisor.description import Clause
from knowledge.text import CJK
from knowledge.world import country_names

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0, "几": 3, "多": 5}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_YEARS_AGO = re.compile(
    r"(\d{1,2}|[一二两三四五六七八九十几多])\s?(?:多)?年(?:半)?(?:以?前|之前)|(\d{1,2}|\w+) years? ago"
)
_FOR_YEARS = re.compile(r"(?:发表|出版|见刊|刊出|问世)[^，。]{0,6}(\d{1,2}|[一二两三四五六七八九十])(?:多)?年")
_HOME = frozenset({"CN", "HK", "MO", "TW"})  # the organiser's own, whose regions are no second country
_CONFINED = re.compile(
    r"(?:只|仅|都|全)(?:限于|限|在|面向|覆盖|服务)|\b(?:only|solely|exclusively|entirely) (?:with)?in\b"
    r"|\b(?:all|every one|each|both) of (?:them|these|it)\b.*\b(?:in|inside|within)\b"
)
_LAST_YEAR = re.compile(r"去年|\blast year\b")


class Places:
    """Counts the countries a text names."""

    def __init__(self, lands: Sequence[Land]) -> None:
        self._lands = lands

    @cached_property
    def _names(self) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
        names = dict(country_names())
        for land in self._lands:
            names |= {name: land.id for name in (*land.zh, *land.en)}
        zh = sorted((name for name in names if CJK.search(name)), key=len, reverse=True)
        en = sorted((name for name in names if not CJK.search(name)), key=len, reverse=True)
        return (
            re.compile("|".join(map(re.escape, zh))),
            re.compile(r"\b(?:" + "|".join(map(re.escape, en)) + r")\b"),
            names,
        )

    def countries(self, folded: str) -> set[str]:
        """ISO codes of the countries named in a folded text."""
        zh, en, names = self._names
        return {names[match.group()] for pattern in (zh, en) for match in pattern.finditer(folded)}

    def second(self, clauses: Iterable[Clause]) -> Clause | None:
        """The clause that names a second country.

        To a text in Chinese that names another country, the writer's own is the first.
        """
        seen: set[str] = set()
        for clause in clauses:
            seen |= self.countries(clause.folded)
            abroad = seen - _HOME
            if len(abroad) > 1 or (abroad and (seen & _HOME or CJK.search(clause.folded))):
                return clause
        return None

    def confining(self, clauses: Sequence[Clause]) -> Clause | None:
        """The clause by which all of it happens in one country, the only one named anywhere."""
        named = set().union(*(self.countries(clause.folded) for clause in clauses))
        if len(named) != 1:
            return None
        return next((c for c in clauses if _CONFINED.search(c.folded) and self.countries(c.folded) == named), None)


def years_in(folded: str, now: dt.datetime) -> list[int]:
    """The years a folded clause names, "three years ago" among them."""
    years = [int(year) for year in _YEAR.findall(folded)]
    for match in (*_YEARS_AGO.finditer(folded), *_FOR_YEARS.finditer(folded)):
        count = _count(next(group for group in match.groups() if group))
        if count is not None:
            years.append(now.year - count)
    if _LAST_YEAR.search(folded):
        years.append(now.year - 1)
    return years


def _count(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word in _WORDS:
        return _WORDS.index(word)
    return _DIGITS.get(word)
