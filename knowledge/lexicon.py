"""Names, years, dates, times, zones and figures in a message → mentions; the message with names masked.

Names come from the pack alone. Exact names are found first (longest wins); then, in what is left,
names one slip away and names written with homophones or as pinyin.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from knowledge.facts import Aliases
from knowledge.language import Text
from knowledge.pack import Pack
from knowledge.text import CJK, fold, open_contractions, syllables

Sort = Literal[
    "programme",
    "neighbour",
    "category",
    "organisation",
    "person",
    "subject",
    "term",
    "honour",
    "place",
    "year",
    "date",
    "time",
    "number",
    "mailbox",
    "phone",
    "foreign",
]

MASK: dict[str, str] = {
    "programme": "\ue001",
    "category": "\ue002",
    "organisation": "\ue003",
    "person": "\ue004",
    "subject": "\ue005",
    "honour": "\ue006",
    "place": "\ue007",
    "year": "\ue008",
    "date": "\ue009",
    "time": "\ue00a",
    "number": "\ue00b",
    "mailbox": "\ue00c",
    "phone": "\ue00d",
    "neighbour": "\ue00e",
    "foreign": "\ue00f",
}


# Of these the words stay beside the mark: they say much about what is asked.
_KEPT = ("subject",)


@dataclass(frozen=True)
class Mention:
    """One thing named in a message: `ids` has more than one member where the name is shared."""

    sort: Sort
    ids: tuple[str, ...]
    start: int
    end: int
    surface: str
    exact: bool = True


@dataclass(frozen=True)
class Reading:
    """What a message names.

    `masked` is the folded message with each name replaced by the mark of its sort, `marked` the same
    with the words of subjects kept beside their mark; terms of the scheme stay words in both.
    """

    folded: str
    mentions: tuple[Mention, ...]
    masked: str
    marked: str

    def ids(self, sort: Sort) -> tuple[str, ...]:
        """The ids of all mentions of a sort, in order, each once."""
        found = (id_ for mention in self.mentions if mention.sort == sort for id_ in mention.ids)
        return tuple(dict.fromkeys(found))


# ── figures, dates, years ────────────────────────────────────────────────────────────────

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = (
    {name: i + 1 for i, name in enumerate(_MONTHS)}
    | {name[:3]: i + 1 for i, name in enumerate(_MONTHS)}
    | {"sept": 9}
)
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_HAN = "零〇一二两三四五六七八九十"
_NUM = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"

_ZH_DATE = re.compile(
    rf"(?:(?P<y>(?:20)?\d\d|[二两]?[〇零]?[{_HAN}]{{2,4}})\s*年\s*)?(?P<m>{_NUM})\s*月\s*(?P<d>{_NUM})\s*[日号]"
)
_ISO_DATE = re.compile(r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<![\d./])(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d./])(?!\s*(?:版|版本))")
_EN_DAY_MONTH = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH_WORD})\b\.?(?:,?\s+(?P<y>20\d\d))?"
)
_EN_MONTH_DAY = re.compile(
    rf"\b(?P<m>{_MONTH_WORD})\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y>20\d\d))?"
)
_ZH_MONTH_END = re.compile(rf"(?P<m>{_NUM})\s*月\s*(?P<d>底|中旬|初)")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s*年?")
_ZH_YEAR = re.compile(rf"([二两])[〇零]([{_HAN}])([{_HAN}])年?|(?<!\d)(2[0-9])年")
_TIME = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-4])[:：](?P<mi>[0-5]\d)(?!\d)|\b(?P<h12>1[0-2]|0?[1-9])(?::(?P<mi12>[0-5]\d))?\s*(?P<ap>a\.?m|p\.?m)\b\.?"
    r"|\b(?P<word>midnight|noon)\b"
)
_ZH_TIME = re.compile(
    rf"(?P<part>凌晨|早上|上午|中午|下午|晚上|晚|夜里)?(?P<h>{_NUM})\s*[点时](?!间)(?P<half>半|整|(?P<mi>{_NUM})分?)?"
)
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+?\d{2,3}[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_NUMBER = re.compile(
    rf"(?<![\d.])(\d{{1,7}})(?![\d]|\.\d)|([{_HAN}百]{{1,5}})(?=\s*(?:项|个|家|件|人|位|类|种|名|届|国|所|字|天))"
)

_RELATIVE_YEAR: tuple[tuple[str, int], ...] = (
    (r"大前年", -3),
    (r"前年|\btwo years ago\b|\byear before last\b", -2),
    (r"去年|\blast year(?:'s)?\b|\ba year ago\b|旧年|上年度?", -1),
    (r"今年|本年度?|\bthis year(?:'s)?\b|\bcurrent year\b", 0),
    (r"明年|来年|下一年|\bnext year(?:'s)?\b|\bthe coming year\b", 1),
    (r"后年|\byear after next\b", 2),
)
_RELATIVE_EDITION: tuple[tuple[str, str], ...] = (
    (
        r"(?:再)?(?:前|上)一年|再往前一年|\b(?:the )?(?:year before(?: that)?|previous year|preceding year)\b",
        "before",
    ),
    (
        r"(?:后|次)一?年(?!份)|第二年|再往后一年|\b(?:the )?(?:following year|year after(?: that)?|subsequent year)\b",
        "after",
    ),
    (r"上一届|上届|上一次|上次的?|\b(?:last|previous|past) (?:edition|round|time|call|cycle)\b", "previous"),
    (r"本届|这届|这一届|当届|\b(?:this|current) (?:edition|round|call|cycle)\b", "current"),
    (r"下一届|下届|\bnext (?:edition|round|call|cycle)\b", "next"),
    (r"最近一届|最近一次|最新一届|最新的?|\b(?:latest|most recent|newest)\b", "latest"),
)


def number_of(word: str) -> int:
    """A number in digits or Chinese figures up to 999: "18", "十八", "二十", "一百二"."""
    if word.isdigit():
        return int(word)
    total = 0
    if "百" in word:
        head, word = word.split("百", 1)
        total = 100 * (_DIGIT.get(head, 1) if head else 1)
    if "十" in word:
        head, tail = word.split("十", 1)
        total += 10 * (_DIGIT.get(head, 1) if head else 1)
        return total + (_DIGIT.get(tail, 0) if tail else 0)
    if len(word) > 1:
        return total + int("".join(str(_DIGIT.get(c, 0)) for c in word))
    return total + _DIGIT.get(word, 0)


def _year_of(word: str | None) -> int | None:
    if not word:
        return None
    if word.isdigit():
        return int(word) if len(word) == 4 else 2000 + int(word)
    digits = "".join(str(_DIGIT[c]) for c in word if c in _DIGIT)
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if len(digits) == 2 else None


class Lexicon:
    """All names of a pack, ready to be found in messages."""

    def __init__(self, pack: Pack) -> None:
        self._exact: dict[str, list[tuple[Sort, str]]] = defaultdict(list)
        for alias, sort, id_ in _names(pack):
            if (sort, id_) not in self._exact[alias]:
                self._exact[alias].append((sort, id_))
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for alias in sorted(self._exact, key=len, reverse=True):
            self._by_head[alias[0]].append(alias)
        fuzzy = [
            a
            for a in self._exact
            if self._exact[a][0][0]
            in ("programme", "neighbour", "category", "person", "organisation", "subject")
        ]
        self._latin = [a for a in fuzzy if a.isascii() and len(a) >= 5]
        self._latin_words = {word for a in self._exact if a.isascii() for word in re.findall(r"[a-z]+", a)}
        self._sounds: dict[tuple[str, ...], str] = {}
        self._joined: dict[str, str] = {}
        self._cjk: dict[int, list[str]] = defaultdict(list)
        for alias in fuzzy:
            if len(alias) >= 3 and all(CJK.match(c) for c in alias):
                sound = tuple(syllables(alias))
                self._sounds.setdefault(sound, alias)
                if sum(map(len, sound)) >= 7:
                    self._joined.setdefault("".join(sound), alias)
                if len(alias) >= 4:
                    self._cjk[len(alias)].append(alias)

    def clashes(self) -> Iterator[tuple[str, list[tuple[Sort, str]]]]:
        """Aliases that name two things."""
        for alias, owners in self._exact.items():
            if len(owners) > 1:
                yield alias, owners

    def read(self, text: str) -> Reading:
        folded = open_contractions(fold(text))
        taken = [False] * len(folded)
        mentions = list(self._figures_first(folded, taken))
        mentions += self._exact_names(folded, taken)
        mentions += self._inexact_names(folded, taken)
        mentions += _times_and_numbers(folded, taken)
        mentions.sort(key=lambda mention: mention.start)
        return Reading(folded, tuple(mentions), _masked(folded, mentions), _masked(folded, mentions, _KEPT))

    # dates before names, so that "6月18日" is never read as a name's tail; mail and phone first of all
    def _figures_first(self, folded: str, taken: list[bool]) -> Iterator[Mention]:
        yield from _found(_MAIL, "mailbox", folded, taken, lambda m: m.group())
        yield from _found(_PHONE, "phone", folded, taken, lambda m: re.sub(r"\D", "", m.group()))
        for pattern in (_ZH_DATE, _ISO_DATE, _EN_DAY_MONTH, _EN_MONTH_DAY, _SHORT_DATE):
            yield from _found(pattern, "date", folded, taken, _date_id)

    def _exact_names(self, folded: str, taken: list[bool]) -> Iterator[Mention]:
        position = 0
        while position < len(folded):
            alias = None if taken[position] else self._longest_at(folded, position, taken)
            if alias is None:
                position += 1
                continue
            mention = self._take(alias, position, position + len(alias), folded, taken)
            yield mention
            terms = tuple(id_ for sort, id_ in self._exact[alias] if sort == "term")
            if terms and mention.sort != "term":
                yield Mention("term", terms, mention.start, mention.end, mention.surface)
            position += len(alias)

    def _longest_at(self, folded: str, position: int, taken: list[bool]) -> str | None:
        for alias in self._by_head.get(folded[position], ()):
            end = position + len(alias)
            if (
                folded.startswith(alias, position)
                and not any(taken[position:end])
                and _whole(folded, position, end)
            ):
                return alias
        return None

    def _take(
        self, alias: str, start: int, end: int, folded: str, taken: list[bool], *, exact: bool = True
    ) -> Mention:
        owners = self._exact[alias]
        sort = owners[0][0]
        taken[start:end] = [True] * (end - start)
        ids = tuple(id_ for owner_sort, id_ in owners if owner_sort == sort)
        return Mention(sort, ids, start, end, folded[start:end], exact)

    def _inexact_names(self, folded: str, taken: list[bool]) -> Iterator[Mention]:
        for start, end in _free_runs(folded, taken, CJK):
            yield from self._by_sound(folded, start, end, taken)
        yield from self._typed_pinyin(folded, taken)
        yield from self._one_slip(folded, taken)

    def _by_sound(self, folded: str, start: int, end: int, taken: list[bool]) -> Iterator[Mention]:
        sounds = syllables(folded[start:end])
        position = 0
        while position < len(sounds):
            for size in range(min(12, len(sounds) - position), 2, -1):
                alias = self._sounds.get(tuple(sounds[position : position + size]))
                alias = alias or self._one_character_off(folded[start + position : start + position + size])
                if alias:
                    begin = start + position
                    yield self._take_span(alias, begin, begin + size, folded, taken)
                    position += size - 1
                    break
            position += 1

    def _one_character_off(self, window: str) -> str | None:
        if len(window) < 4:
            return None
        found = [
            alias
            for size in (len(window) - 1, len(window), len(window) + 1)
            for alias in self._cjk.get(size, ())
            if len(alias) >= 5 and OSA.distance(window, alias, score_cutoff=1) <= 1
        ]
        return found[0] if len(found) == 1 and found[0][0] == window[0] else None

    def _take_span(self, alias: str, start: int, end: int, folded: str, taken: list[bool]) -> Mention:
        return self._take(alias, start, end, folded, taken, exact=False)

    def _typed_pinyin(self, folded: str, taken: list[bool]) -> Iterator[Mention]:
        for match in re.finditer(r"[a-z][a-z ']{5,}[a-z]", folded):
            if any(taken[match.start() : match.end()]):
                continue
            places = [i for i in range(match.start(), match.end()) if folded[i].isalpha()]
            joined = "".join(folded[i] for i in places)
            for sound in sorted((s for s in self._joined if s in joined), key=len, reverse=True):
                at = joined.find(sound)
                start, end = places[at], places[at + len(sound) - 1] + 1
                if not any(taken[start:end]):
                    yield self._take_span(self._joined[sound], start, end, folded, taken)

    def _one_slip(self, folded: str, taken: list[bool]) -> Iterator[Mention]:
        words = [m for m in re.finditer(r"[a-z]+", folded) if not any(taken[m.start() : m.end()])]
        unknown = {m.start() for m in words if len(m.group()) >= 4 and m.group() not in self._latin_words}
        for size in (6, 5, 4, 3, 2, 1):
            for i in range(len(words) - size + 1):
                window = words[i : i + size]
                start, end = window[0].start(), window[-1].end()
                if any(taken[start:end]) or not any(word.start() in unknown for word in window):
                    continue
                alias = self._slipped(folded[start:end])
                if alias:
                    yield self._take_span(alias, start, end, folded, taken)

    def _slipped(self, window: str) -> str | None:
        limit = 1 if len(window) < 10 else 2
        if len(window) < 6:
            return None
        near = [
            (OSA.distance(window, a, score_cutoff=limit), a)
            for a in self._latin
            if abs(len(a) - len(window)) <= limit
        ]
        near = sorted(pair for pair in near if 0 < pair[0] <= limit)
        if not near or (
            len(near) > 1 and near[0][0] == near[1][0] and self._exact[near[0][1]] != self._exact[near[1][1]]
        ):
            return None
        return near[0][1]


def _names(pack: Pack) -> Iterator[tuple[str, Sort, str]]:
    """Every (folded alias, sort, id). Earlier sorts win where a name is shared across sorts."""
    for programme in pack.programmes:
        sort: Sort = "programme" if programme.kind == "call" else "neighbour"
        yield from _all(programme.id, sort, programme.aliases, programme.name, programme.full_name)
        for category in programme.categories:
            yield from _all(f"{programme.id}/{category.id}", "category", category.aliases, category.name)
    for subject in pack.subjects:
        sort = "person" if subject.kind == "person" else "term" if subject.kind == "term" else "subject"
        yield from _all(subject.id, sort, subject.aliases, subject.name)
    for organisation in pack.organisations:
        yield from _all(organisation.id, "organisation", organisation.aliases, organisation.name)
    for honours, entry in pack.all_honours():
        key = f"{honours.id}/{entry.category or ''}/{entry.number}"
        yield from _all(key, "honour", Aliases(), entry.title)
        for part in _title_parts(entry.title):
            yield fold(part), "honour", key
    for name in (*pack.outside.names.zh, *pack.outside.names.en):
        yield open_contractions(fold(name)), "foreign", name
    for place in pack.places:
        yield from _all(place.id, "place", place.aliases, place.name)


def _title_parts(title: Text) -> Iterator[str]:
    """The part of a long title before its colon or dash, which is how people name it."""
    for text in (title.zh, title.en):
        head = re.split(r"[:：——]|: | – | - ", text, maxsplit=1)[0].strip('“”" ')
        if head != text and (len(head) >= 6 or (CJK.search(head) and len(head) >= 4)):
            yield head


def _all(id_: str, sort: Sort, aliases: Aliases, *names: Text) -> Iterator[tuple[str, Sort, str]]:
    forms = [form for name in names for form in (name.zh, name.en)]
    if sort == "subject":
        forms += [inverted for form in (*forms, *aliases.en) if (inverted := _inverted(form))]
    for form in dict.fromkeys([*forms, *aliases.zh, *aliases.en]):
        alias = open_contractions(fold(form)).strip("“”\"'《》 ")
        if alias:
            yield alias, sort, id_


_HEAD = re.compile(
    r"(?i)^(?:the )?(.{2,40}) (committee|working group|forum|dialogue|academy|programme|report|workshop)$"
)


def _inverted(name: str) -> str | None:
    """ "data working group" is as often called "working group on data"."""
    match = _HEAD.match(name)
    return f"{match.group(2)} on {match.group(1)}" if match else None


def _whole(folded: str, start: int, end: int) -> bool:
    """A Latin name must not begin or end inside a word."""
    before_ok = start == 0 or not (_latin(folded[start]) and _latin(folded[start - 1]))
    if end >= len(folded):
        return before_ok
    after = folded[end:]
    plural = after[0] == "s" and (len(after) == 1 or not _latin(after[1]))
    return before_ok and (plural or not (_latin(folded[end - 1]) and _latin(after[0])))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _free_runs(folded: str, taken: list[bool], pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for i, character in enumerate(folded + " "):
        free = i < len(folded) and not taken[i] and bool(pattern.match(character))
        if free and start is None:
            start = i
        elif not free and start is not None:
            if i - start >= 3:
                yield start, i
            start = None


def _found(
    pattern: re.Pattern[str], sort: Sort, folded: str, taken: list[bool], id_of: "object"
) -> Iterator[Mention]:
    for match in pattern.finditer(folded):
        if any(taken[match.start() : match.end()]):
            continue
        id_ = id_of(match)  # type: ignore[operator]  # a plain callable; Protocol would say no more
        if id_ is None:
            continue
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())
        yield Mention(sort, (id_,), match.start(), match.end(), match.group())


def _date_id(match: re.Match[str]) -> str | None:
    """`YYYY-MM-DD`, or `--MM-DD` where no year is said; None where no such day exists."""
    month_word, day_word = match.group("m"), match.group("d")
    month = _MONTH.get(month_word) or number_of(month_word)
    year = _year_of(match.group("y")) if match.re is not _SHORT_DATE else None
    try:
        dt.date(year or 2024, month, number_of(day_word))
    except ValueError:
        return None
    return f"{year or '-'}-{month:02d}-{number_of(day_word):02d}"


def _times_and_numbers(folded: str, taken: list[bool]) -> Iterator[Mention]:
    yield from _found(_YEAR, "year", folded, taken, lambda m: m.group(1))
    yield from _found(_ZH_YEAR, "year", folded, taken, lambda m: str(_year_of(m.group().rstrip("年"))))
    for pattern, offset in _RELATIVE_YEAR:
        yield from _found(re.compile(pattern), "year", folded, taken, lambda m, o=offset: f"{o:+d}")
    for pattern, word in _RELATIVE_EDITION:
        yield from _found(re.compile(pattern), "year", folded, taken, lambda m, w=word: w)
    yield from _found(_TIME, "time", folded, taken, _time_id)
    yield from _found(_ZH_TIME, "time", folded, taken, _zh_time_id)
    yield from _found(_NUMBER, "number", folded, taken, lambda m: str(number_of(m.group(1) or m.group(2))))


def _time_id(match: re.Match[str]) -> str:
    if match.group("word"):
        return "24:00" if match.group("word") == "midnight" else "12:00"
    if match.group("h12"):
        hour = int(match.group("h12")) % 12 + (12 if match.group("ap").startswith("p") else 0)
        return f"{hour:02d}:{int(match.group('mi12') or 0):02d}"
    return f"{int(match.group('h')):02d}:{match.group('mi')}"


def _zh_time_id(match: re.Match[str]) -> str | None:
    hour = number_of(match.group("h"))
    if match.group("part") in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    minute = 30 if match.group("half") == "半" else number_of(match.group("mi") or "0")
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def _masked(folded: str, mentions: Iterable[Mention], kept: tuple[str, ...] = ()) -> str:
    parts: list[str] = []
    position = 0
    for mention in mentions:
        if mention.sort == "term":
            continue
        parts += [folded[position : mention.start], MASK[mention.sort]]
        if mention.sort in kept:
            parts.append(mention.surface)
        position = mention.end
    return "".join([*parts, folded[position:]])
