"""The honours the last reply named, asked about among themselves: "which of these is from a university?"."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from knowledge.answer.asking import Asking, once
from knowledge.answer.finding import Finding, Found
from knowledge.answer.honours import Entry
from knowledge.answer.lookups import ABROAD, KINDS, is_by, lines_of, speaks_of
from knowledge.facts import Honour, Party
from knowledge.question import Slots
from knowledge.text import fold, stem

Fits = Callable[[Honour], bool]

_SMALL_WORDS = (
    "about also among and any are award awards between case cases did does entries entry five for four "
    "from had has have list made make one ones prize project projects really that the them there these "
    "this those three two was were what which who winner winners with"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def among(asking: Asking) -> Finding | None:
    """Those of the honours told last that a question means; None where it names no feature they could have."""
    entries = [(h, e) for h, e in asking.pack.all_honours() if h.key(e) in set(asking.question.among)]
    if not entries or asking.question.slots.honours:
        return None
    entries = _of_what_is_named(asking, entries) or entries
    if ABROAD.search(asking.question.folded):
        # the lists do not say where an applicant is from
        return _told(asking, asking.say("among.origin"), entries)
    for asks, named in KINDS:
        if asks.search(asking.question.folded):
            return _sorted_out(asking, entries, partial(is_by, named))
    if orgs := set(asking.question.reading.ids("organisation") if asking.question.reading else ()):
        return _sorted_out(asking, entries, lambda entry: bool(orgs & {p.org for p in _parties(entry)}))
    fitting = [one for one in entries if speaks_of(asking, one[1])] or _nearest(asking, entries)
    if not fitting and _narrows(asking):
        fitting = _of_what_is_named(asking, entries)
    return _told(asking, asking.say("among.head", count=len(fitting)), fitting) if fitting else None


def _narrows(asking: Asking) -> bool:
    reading = asking.question.reading
    return reading is not None and any(reading.ids(sort) for sort in ("year", "programme", "category"))


def _of_what_is_named(asking: Asking, entries: list[Entry]) -> list[Entry]:
    """Those of the year, call and category that the message itself names."""
    reading = asking.question.reading
    if reading is None:
        return entries
    years = asking.question.slots.years if reading.ids("year") else ()
    named = Slots(programmes=reading.ids("programme"), categories=reading.ids("category"), years=years)
    return [(h, e) for h, e in entries if named.admit(h.programme, h.year, e.category)]


def _sorted_out(asking: Asking, entries: list[Entry], fits: Fits) -> Found:
    fitting = [one for one in entries if fits(one[1])]
    if fitting:
        return _told(asking, asking.say("among.head", count=len(fitting)), fitting)
    cites = once(c for h, _ in entries for c in h.cite)
    return Found("honours-by-keyword", asking.say("among.none", count=len(entries)), cites, asking.next("winners"))


def _told(asking: Asking, lead: str, entries: list[Entry]) -> Found:
    cites = once(c for h, _ in entries for c in h.cite)
    return Found(
        "honours-by-keyword",
        "\n".join([lead, *lines_of(asking, entries)]),
        cites,
        asking.next("winners", "honours-lookup"),
    )


def _parties(entry: Honour) -> Iterable[Party]:
    return (*entry.applicants, *entry.joint)


def _nearest(asking: Asking, entries: list[Entry]) -> list[Entry]:
    """The entries whose titles share most words with the question; none where no word is shared, or all share it."""
    said = _words(asking.question.folded)
    shares = [len(said & (_words(fold(e.title.zh)) | _words(fold(e.title.en)))) for _, e in entries]
    most = max(shares)
    nearest = [one for one, share in zip(entries, shares, strict=True) if share == most]
    return nearest if most and (len(nearest) < len(entries) or len(entries) == 1) else []


def _words(folded: str) -> set[str]:
    """Words and pairs of Chinese characters a title can be known by."""
    latin = {stem(word) for word in re.findall(r"[a-z0-9]{2,}", folded) if word not in _SMALL}
    runs = re.findall(r"[\u3400-\u9fff]{2,}", folded)
    return latin | {run[i : i + 2] for run in runs for i in range(len(run) - 1)} - _COMMON_PAIRS


_COMMON_PAIRS = {
    "哪个",
    "那个",
    "这个",
    "项目",
    "里面",
    "名单",
    "其中",
    "有没",
    "没有",
    "关于",
    "是关",
    "哪些",
    "这些",
    "一个",
    "两个",
}
