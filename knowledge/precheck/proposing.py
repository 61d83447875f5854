"""A described case → answers proposed, each with the words it was read from. Nothing counts until confirmed.

Careful rather than complete: what is denied, hoped for, asked or said of another year is not proposed, and where a
description speaks for two options of one question, neither is. The cues are data of the flow; what stands here is how
the two languages deny, hope and ask.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.flow import Cues, Flow, Question
from knowledge.lexicon import Lexicon
from knowledge.pack import Pack
from knowledge.precheck.periods import band_of, periods_in
from knowledge.precheck.seasons import edition_of
from knowledge.text import CJK, fold
from knowledge.world import country_of


@dataclass(frozen=True)
class Proposal:
    """An answer read from a description; `quote` is a part of the text as it was written."""

    question: str
    option: str
    quote: str


_SENTENCE = re.compile(r"[^。！？!?；;\n.]+(?:\.(?=\S)[^。！？!?；;\n.]*)*[。！？!?；;.]*")
_PART = re.compile(r"，|(?:,\s+)?\b(?=(?:but|although|though|however|while)\b)")  # a comma may part names in English
_CLAUSE = re.compile(r"[^，,]+")
_ASKS = re.compile(
    r"[?？]\s*$|吗|是否|能否|可否|是不是|能不能|算不算|如何|怎么|什么|哪|"
    r"\b(?:whether|if|how|what|which|does|should|could|may|might)\b"
)
_HOPES = re.compile(
    r"计划|打算|希望|预计|拟|将(?!军|来自)|准备(?!好)|争取|有望|可能|也许|大概|或许|如果|假如|要是|一旦|未来|目标"
    r"|\b(?:will|would|plans?|planned|planning|hopes?|hoping|expects?|expected|intends?|intend|going to|aims?|perhaps"
    r"|maybe|probably|possibly|soon|next year|unless|suppose|propose[sd]?|could)\b"
)
_DENIES = re.compile(
    r"没有|没(?!问题)|未(?!来)|不(?!仅|但|断|只|同|少|久)|非(?!洲|常|遗|政府)|无(?!线|人)|并非|别的|其他(?:公司|单位|团队|企业)|他们|竞争对手"
    r"|\b(?:not|no|never|without|neither|nor|none|hardly|barely|fail(?:s|ed)?|cancel(?:s|led|ed)?|they|their|competitors?"
    r"|others?|nobody)\b"
)
_REACH_ZH, _REACH_EN = 16, 36  # characters between a year and the word that tells what it is the year of


def propose(pack: Pack, lexicon: Lexicon, flow: Flow, text: str) -> dict[str, Proposal]:
    """The answers a description speaks for, by question, in the order of the flow."""
    found: dict[str, Proposal] = {}
    for question in flow.questions:
        proposals = [*_by_cues(question, text), *_computed(pack, lexicon, flow, question, text)]
        if len({proposal.option for proposal in proposals}) == 1:
            found[question.id] = proposals[0]
    return found


def _computed(pack: Pack, lexicon: Lexicon, flow: Flow, question: Question, text: str) -> Iterator[Proposal]:
    for sentence in _plain_statements(text):
        if question.years and (option := _by_year(question, sentence)):
            yield Proposal(question.id, option, _quoted(sentence))
        if question.bands and (option := _by_band(pack, flow, question, sentence)):
            yield Proposal(question.id, option, _quoted(sentence))
        if question.countries and _names_two_countries(pack, lexicon, question, sentence):
            yield Proposal(question.id, question.countries.option, _quoted(sentence))


def _plain_statements(text: str) -> Iterator[str]:
    """What is said plainly: of sentences that ask and hope nothing the parts that deny nothing."""
    for match in _SENTENCE.finditer(text):
        folded = fold(match.group())
        if not (_ASKS.search(folded) or _HOPES.search(folded)):
            parts = _PART.split(match.group())
            yield from (part for part in parts if part.strip() and not _DENIES.search(fold(part)))


def _quoted(part: str) -> str:
    return part.strip(" \t。.；;!！，,")


# ── cues ─────────────────────────────────────────────────────────────────────────────────


def _by_cues(question: Question, text: str) -> Iterator[Proposal]:
    for match in _SENTENCE.finditer(text):
        if _ASKS.search(fold(match.group())):
            continue
        for clause in _CLAUSE.findall(match.group()):
            for option in _cued(question, fold(clause)):
                yield Proposal(question.id, option, _quoted(clause))


def _cued(question: Question, folded: str) -> Iterator[str]:
    """The options cued in a clause that neither hopes nor, outside of the cue itself, denies."""
    for option_id, option in question.options.items():
        for start, end in _spans(option.cues, folded):
            rest = folded[:start] + " " + folded[end:]
            if not (_HOPES.search(rest) or _DENIES.search(rest)):
                yield option_id
                break


def _spans(cues: Cues, folded: str) -> Iterator[tuple[int, int]]:
    """Where cues stand: Chinese ones anywhere, English ones as whole words."""
    for cue in (*cues.zh, *cues.en):
        wanted = fold(cue)
        edge = "" if CJK.search(wanted) else r"\b"
        yield from (match.span() for match in re.finditer(edge + re.escape(wanted) + edge, folded))


# ── years, dates, countries ──────────────────────────────────────────────────────────────

_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年"
    r"|(?<![\d.,])((?:19|20)\d\d)(?![\d年]|[.,]\d)(?!\s+(?!(?:and|in|with|at|across|by|to|for|until|till|through|when|as"
    r"|on|we|our|the|it|its|it's|is|has|have|together|jointly|of)\b)[a-z])"
)


def _by_year(question: Question, sentence: str) -> str | None:
    """The option all years of a sentence speak for, each of them near a word that tells what it is the year of."""
    assert question.years is not None
    folded = fold(sentence)
    if next(_spans(question.years.unless, folded), None):
        return None
    options = set()
    for match in _YEAR.finditer(folded):
        if not _is_near(question.years.near, folded, *match.span()):
            return None
        options.add(_year_option(question.years.options, int(match[1] or match[2])))
    return options.pop() if len(options) == 1 else None


def _year_option(spans: Mapping[str, tuple[int | None, int | None]], year: int) -> str | None:
    for option, (first, last) in spans.items():
        if (first is None or first <= year) and (last is None or year <= last):
            return option
    return None


def _by_band(pack: Pack, flow: Flow, question: Question, sentence: str) -> str | None:
    assert question.bands is not None
    folded = fold(sentence)
    options = set()
    for start, end, first, last in periods_in(folded):
        if not _is_near(question.bands.near, folded, start, end):
            return None
        options.add(band_of(question.bands, edition_of(pack, flow), first, last))
    return options.pop() if len(options) == 1 else None


def _is_near(cues: Cues, folded: str, start: int, end: int) -> bool:
    reach = _REACH_ZH if CJK.search(folded) else _REACH_EN
    return any(a - end <= reach and start - b <= reach for a, b in _spans(cues, folded))


def _names_two_countries(pack: Pack, lexicon: Lexicon, question: Question, sentence: str) -> bool:
    assert question.countries is not None
    folded = fold(sentence)
    if next(_spans(question.countries.unless, folded), None) or not next(_spans(question.countries.near, folded), None):
        return False
    named = lexicon.read(sentence, inexact=False).ids("place")
    countries = set(_countries(pack, named))
    if next(_spans(question.countries.home, folded), None):
        countries.add(country_of(pack.scheme.zone) or "")
    return len(countries) >= 2


def _countries(pack: Pack, places: Iterable[str]) -> Iterator[str]:
    for id_ in places:
        country = country_of(pack.place[id_].zone)
        if country is not None:
            yield country
