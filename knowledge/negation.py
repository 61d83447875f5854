"""What a message says it does not mean: "not the award", "不是2025年", "I don't want the deadline but …"."""

import re
from collections.abc import Iterator

from knowledge.lexicon import Reading
from knowledge.mentions import MASK, Sort
from knowledge.phrasing import leaves_topic_out

# Turned away in so many words: whatever stands there is not what is asked.
_NOT_WANTED = (
    re.compile(
        r"(?<!是)(?:不是(?:想|要)?(?:问|说|指|要|关心)|不(?:想|要|用|必|需要|打算)(?:再)?(?:问|知道|了解|听|看|说|管|查)|不关心|没(?:有)?问(?!题)|别(?:说|提|管|讲)"
        r"|(?:^|[,，。;；]\s*我?)不要)(?:的是?|过)?(?P<what>[^,，。;；?？!！]{1,24}?)(?:了|的)?(?=[,，。;；]|而是|$)"
    ),
    re.compile(
        r"\b(?:(?:do|did|does) not (?:want|need|mean|care about|ask (?:about|for)|care for)"
        r"(?: to (?:know|hear|ask)(?: about)?)?"
        r"|not (?:asking|interested|looking|talking|inquiring|enquiring) (?:about|for|in)|forget(?: about)?|never mind)"
        r" (?P<what>(?!to )[^,.;?!]{2,60}?)(?=[,.;]| but\b| just\b| only\b| rather\b|$)"
    ),
    re.compile(r"(?:^|, |but |no, )not (?P<what>(?:the|about|for) [^,.;?!]{2,40}?)(?=,? but\b)"),
)
# Set against something else: names alone, since "instead of the platform" may be the question itself.
_CONTRASTED = (
    re.compile(
        r"(?<!是)(?:不是|并非|而非|不包括|不算)(?P<what>[^,，。;；?？!！吗吧]{1,24}?)(?:的)?(?=[,，。;；]|而是|是|$)"
    ),
    re.compile(r"除了?(?:开)?(?P<what>[^,，。;；?？!！]{1,24}?)(?:以外|之外|外)?(?=[,，]|还|其他|别的|另|$)"),
    re.compile(
        r"(?:^|[,;.] ?|\bbut |\band |\bno )not (?:about |for |in |on |of |from |with )?(?P<what>[^,.;?!]{2,40}?)"
        r"(?=[,.;?]| but\b|$)"
    ),
    re.compile(
        r"\b(?:rather than|instead of|as opposed to|other than|except(?: for)?|apart from|besides|excluding)"
        r" (?:about |for |in |on |of )?(?P<what>[^,.;?!]{2,40}?)(?=[,.;?]| (?:i|we|please|what|which|can)\b|$)"
    ),
)
_SORTS: tuple[Sort, ...] = ("programme", "neighbour", "category", "year", "organisation", "person", "place", "date")


def without_negated(reading: Reading) -> tuple[str, dict[Sort, tuple[str, ...]]]:
    """The folded message without what it turns away, and the names turned away; itself and none where nothing is."""
    folded = reading.folded
    cuts: list[tuple[int, int]] = []
    turned_away: dict[Sort, tuple[str, ...]] = {}
    for pattern in _NOT_WANTED:
        for match in pattern.finditer(folded):
            cuts.append(match.span())
            _add_names(turned_away, reading, *match.span("what"))
    for pattern in _CONTRASTED:
        for match in pattern.finditer(folded):
            start, end = match.span("what")
            if not _add_names(turned_away, reading, start, end):
                continue
            if leaves_topic_out(_masked(reading, start, end)):
                cuts.append(match.span())
            else:
                # "not the 2025 winners, the 2024 ones": it is winners all the same
                cuts.append((match.start(), start))
                cuts += [(m.start, m.end) for m in reading.mentions if start <= m.start and m.end <= end]
    rest = _without(folded, cuts)
    return (rest, turned_away) if re.search(r"\w", rest) else (folded, turned_away)


def _add_names(turned_away: dict[Sort, tuple[str, ...]], reading: Reading, start: int, end: int) -> bool:
    """Note the names in a span; whether there are any."""
    inside = [m for m in reading.mentions if start <= m.start and m.end <= end and m.sort in _SORTS]
    for mention in inside:
        turned_away[mention.sort] = (*turned_away.get(mention.sort, ()), *mention.ids)
    return bool(inside)


def _masked(reading: Reading, start: int, end: int) -> str:
    """A span of the message with the mark of its sort for each name."""
    parts: list[str] = []
    for mention in reading.mentions:
        if start <= mention.start and mention.end <= end and mention.sort != "term":
            parts += [reading.folded[start : mention.start], MASK[mention.sort]]
            start = mention.end
    return "".join([*parts, reading.folded[start:end]])


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    return "".join(_kept(text, sorted(cuts))).strip(" ,，;；")


def _kept(text: str, cuts: list[tuple[int, int]]) -> Iterator[str]:
    position = 0
    for start, end in cuts:
        yield text[position : max(start, position)]
        position = max(position, end)
    yield text[position:]
