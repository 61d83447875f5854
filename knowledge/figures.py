"""Dates, years, times, figures, mailboxes and telephone numbers in a folded message."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from knowledge.mentions import Mention, Sort, Unread

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = (
    {name: i + 1 for i, name in enumerate(_MONTHS)} | {name[:3]: i + 1 for i, name in enumerate(_MONTHS)} | {"sept": 9}
)
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_HAN = "零〇○一二两三四五六七八九十廿卅"
_NUM = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"
_ANY_FIGURE = re.compile(rf"[\d{_HAN}百]|midnight|noon")  # without one there is nothing here to be found

_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+?\d{2,3}[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_DATES = (
    re.compile(
        rf"(?:(?P<y>(?:20)?\d\d|[二两]?[〇○零]?[{_HAN}]{{2,4}})\s*年\s*)?"
        rf"(?P<m>{_NUM})\s*月\s*(?P<d>{_NUM})\s*(?:[日号]|(?=[是那为吧吗呢到才,，。?？])|$)"
    ),
    re.compile(r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH_WORD})\b\.?"
        rf"(?:,?\s+(?P<y>20\d\d))?"
    ),
    re.compile(
        rf"\b(?P<m>{_MONTH_WORD})\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)"
        rf"(?:,?\s+(?P<y>20\d\d))?"
    ),
    re.compile(r"(?<![\d./])(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d./])(?!\s*(?:版|版本))"),
)
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s*年?")
_YEARS = re.compile(
    r"(?<!\d)(20[0-3]\d)年?\s*(?:到|至|—|–|-|~|～|to|until|through|thru|and|和)\s*(20[0-3]\d)(?!\d)\s*年?"
    r"(?:\s*(?:之间|期间|这?[\d一二两三四五六七八九十几]+(?:年|届)|each|every|by year))*"
)
_SPAN = re.compile(r"到|至|—|–|-|~|～|to|until|through|thru|之间")
_MOST_YEARS = 20  # of a span; more is no question about editions
_ZH_YEAR = re.compile(rf"([二两])[〇○零]([{_HAN}])([{_HAN}])年?|(?<!\d)(2[0-9])年")
_TIME = re.compile(
    r"\b(?P<h12>1[0-2]|0?[1-9])(?::(?P<mi12>[0-5]\d))?\s*(?P<ap>a\.?m|p\.?m)\b\.?"
    r"|(?<!\d)(?P<h>[01]?\d|2[0-4])[:：](?P<mi>[0-5]\d)(?!\d)"
    r"|\b(?P<word>midnight|noon)\b"
)
_ZH_TIME = re.compile(
    rf"(?P<part>凌晨|早上|上午|中午|下午|晚上|晚|夜里)?(?P<h>{_NUM})\s*[点时](?!间)"
    rf"(?P<half>半|整|(?P<mi>{_NUM})分?)?"
)
_NUMBER = re.compile(
    rf"(?<![\d.])(\d{{1,7}})(?![\d]|\.\d)"
    rf"|([{_HAN}百]{{1,5}})(?=\s*(?:项|个|家|件|人|位|类|种|名|届|国|所|字|天))"
)

# Years told from today (`-1`) and from the editions (`previous`); the first that fits takes the words.
_SAID_YEARS = {
    "-3": r"大前年",
    "-2": r"前年|\btwo years ago\b|\byear before last\b",
    "-1": r"去年|\blast year(?:'s)?\b|\ba year ago\b|旧年|上年度?",
    "+0": r"今年|本年度?|\bthis year(?:'s)?\b|\bcurrent year\b",
    "+1": r"明年|来年|下一年|\bnext year(?:'s)?\b|\bthe coming year\b",
    "+2": r"后年|\byear after next\b",
    "before": r"(?:再)?(?:前|上)一年|再往前一年"
    r"|\b(?:the )?(?:year before(?: that)?|previous year|preceding year)\b",
    "after": r"(?:后|次)一?年(?!份)|第二年|再往后一年"
    r"|\b(?:the )?(?:following year|year after(?: that)?|subsequent year)\b",
    "previous": r"上一届|上届|上一次|上次的?|\b(?:last|previous|past) (?:edition|round|time|call|cycle)\b",
    "current": r"本届|这届|这一届|当届|\b(?:this|current) (?:edition|round|call|cycle)\b",
    "next": r"下一届|下届|\bnext (?:edition|round|call|cycle)\b",
    "latest": r"最近一届|最近一次|最新一届|最新的?|\b(?:latest|most recent|newest)\b",
}
_ANY_SAID_YEAR = re.compile("|".join(_SAID_YEARS.values()))
_SAID_YEAR = tuple((re.compile(pattern), year) for year, pattern in _SAID_YEARS.items())


def addresses_and_dates(unread: Unread) -> Iterator[Mention]:
    """What is looked for before names, so that "6月18日" is never read as a name's tail."""
    if "@" in unread.folded:
        yield from _found(_MAIL, "mailbox", unread, lambda m: m.group())
    if _ANY_FIGURE.search(unread.folded):
        yield from _found(_PHONE, "phone", unread, lambda m: re.sub(r"\D", "", m.group()))
        for pattern in _DATES:
            yield from _found(pattern, "date", unread, _date)


def years_and_numbers(unread: Unread) -> Iterator[Mention]:
    """What is looked for in what names have left."""
    figures = _ANY_FIGURE.search(unread.folded)
    if figures:
        yield from _spans(unread)
        yield from _found(_YEAR, "year", unread, lambda m: m.group(1))
        yield from _found(
            _ZH_YEAR, "year", unread, lambda m: str(year) if (year := year_of(m.group().rstrip("年"))) else None
        )
    if _ANY_SAID_YEAR.search(unread.folded):
        for pattern, year in _SAID_YEAR:
            yield from _found(pattern, "year", unread, _always(year))
    if figures:
        yield from _found(_TIME, "time", unread, _time)
        yield from _found(_ZH_TIME, "time", unread, _zh_time)
        yield from _found(_NUMBER, "number", unread, lambda m: str(number_of(m.group(1) or m.group(2))))


def _spans(unread: Unread) -> Iterator[Mention]:
    """Years named by the first and the last of them: "2023到2026", "from 2023 to 2026", "between 2023 and 2026"."""
    for match in _YEARS.finditer(unread.folded):
        first, last = int(match[1]), int(match[2])
        is_span = _SPAN.search(match.group()) or unread.folded[: match.start()].endswith("between ")
        if is_span and first < last < first + _MOST_YEARS and unread.is_free(*match.span()):
            unread.take(*match.span())
            years = tuple(str(year) for year in range(first, last + 1))
            yield Mention("year", years, match.start(), match.end(), match.group())


def _found(
    pattern: re.Pattern[str], sort: Sort, unread: Unread, id_of: Callable[[re.Match[str]], str | None]
) -> Iterator[Mention]:
    for match in pattern.finditer(unread.folded):
        if unread.is_free(*match.span()) and (id_ := id_of(match)) is not None:
            unread.take(*match.span())
            yield Mention(sort, (id_,), match.start(), match.end(), match.group())


def _date(match: re.Match[str]) -> str | None:
    """`YYYY-MM-DD`, or `--MM-DD` where no year is said; None where no such day exists."""
    said = match.groupdict()
    month = _MONTH.get(said["m"]) or number_of(said["m"])
    day = number_of(said["d"])
    year = year_of(said.get("y"))
    try:
        dt.date(year or 2024, month, day)  # a leap year: 29 February may be meant
    except ValueError:
        return None
    return f"{year or '-'}-{month:02d}-{day:02d}"


def hour_in(mention: Mention) -> Mention | None:
    """The hour a name is at the same time, if it is one."""
    match = _ZH_TIME.fullmatch(mention.surface)
    hour = _zh_time(match) if match else None
    return Mention("time", (hour,), mention.start, mention.end, mention.surface) if hour else None


def _time(match: re.Match[str]) -> str:
    if match["word"]:
        return "24:00" if match["word"] == "midnight" else "12:00"
    if match["h12"]:
        hour = int(match["h12"]) % 12 + (12 if match["ap"].startswith("p") else 0)
        return f"{hour:02d}:{int(match['mi12'] or 0):02d}"
    return f"{int(match['h']):02d}:{match['mi']}"


def _always(id_: str) -> Callable[[re.Match[str]], str]:
    return lambda _: id_


def _zh_time(match: re.Match[str]) -> str | None:
    hour = number_of(match["h"])
    if match["part"] in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    elif match["part"] in ("晚上", "晚", "夜里") and hour == 12:
        hour = 24
    minute = 30 if match["half"] == "半" else number_of(match["mi"] or "0")
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def number_of(word: str) -> int:
    """A number in digits or Chinese figures up to 999: "18", "十八", "二十", "一百二"."""
    if word.isdigit():
        return int(word)
    word = word.replace("廿", "二十").replace("卅", "三十")
    total = 0
    if "百" in word:
        head, word = word.split("百", 1)
        total = 100 * _DIGIT.get(head, 1)
    if "十" in word:
        head, tail = word.split("十", 1)
        return total + 10 * _DIGIT.get(head, 1) + _DIGIT.get(tail, 0)
    if len(word) > 1:
        return total + int("".join(str(_DIGIT.get(c, 0)) for c in word))
    return total + _DIGIT.get(word, 0)


def year_of(word: str | None) -> int | None:
    """A year in four figures or its last two, Arabic or Chinese."""
    if not word:
        return None
    if word.isdigit():
        return int(word) if len(word) == 4 else 2000 + int(word)
    digits = "".join(str(_DIGIT[c]) for c in word if c in _DIGIT)
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if len(digits) == 2 else None
