"""The signs a description gives: which words, in which clause, denied or not, and how much they count."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.advice import Sign
from knowledge.advisor.description import Clause
from knowledge.advisor.patterns import Cues
from knowledge.text import CJK

_NOT_ZH = re.compile(
    r"(?:没有?(?!想到)|未(?!来)|并?不是|并非|不(?!仅|但|只|到|断|少|同|久|止|光|单|过|得不|可或缺|间断|停|锈|变)|"
    r"无(?!线|人|论|缝|障碍|源|数|不|边|损|锡)|毫无|谈不上|算不上|(?<![东西南北中亚拉])非(?!常|洲|遗|物质)|而不|别说|缺)[^，。；]{0,7}$"
)
_NOT_EN = re.compile(
    r"\b(?:not(?! only| just| merely| simply| least)|no(?! longer| matter| fewer| less)|never|without|nobody|none"
    r"|neither|nor|rather than|instead of|lacks?|lacking|far from|nothing)\b(?:\W+\w+){0,4}\W*$"
)
_NOT_AFTER_ZH = re.compile(
    r"^[^，。；]{0,4}(?:没(?:有)?(?:什么|太大|多大)?(?:关系|联系|合作|来往)|无关|谈不上|不是我们|很一般|很普通)"
)
_NOT_AFTER_EN = re.compile(
    r"^(?:\W+\w+){0,2}\W+(?:(?:is|are|was|were) (?:not|ordinary|nothing)|(?:has|have|had) nothing)\b"
    r"|^\W+(?:nothing|nobody|no one)\b"
)
# signs whose words say "not" themselves, and weigh the same wherever they stand
_STANDS_ALONE = (
    "unused", "unpublished", "one-country", "not-begun", "not-digital", "ordinary", "not-first", "disclosed",
)  # fmt: skip
_CLAIMS = 4  # different claims in one sentence: more than anybody makes who tells of something
_CLAIMED = 0.3  # what a claim is worth that is one of many and backed by nothing
_PARTICULAR = re.compile(
    r"\d|[a-z]{2,}[^a-z]*[一-龥]|分之|[一二两三四五六七八九十百千万亿](?:个|家|倍|台|座|条|成|人|国)"
    r"|\b(?:half|third|quarter|tenth|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?)\b"
)


@dataclass(frozen=True)
class Found:
    """One sign in one clause. `words` is what was found in its folded text."""

    sign: Sign
    clause: Clause
    words: str
    weight: float


class Evidence:
    """Finds signs. What stands under a "not" does not count, and a string of bare claims counts little."""

    def __init__(self, signs: Sequence[Sign]) -> None:
        # what says "not" itself is sought first: its words are taken for nothing else
        ordered = sorted(signs, key=lambda sign: sign.fact not in _STANDS_ALONE)
        self._signs = [(sign, Cues(sign.zh, sign.en)) for sign in ordered]

    def prepare(self) -> None:
        """Compile all cues now."""
        for _, cues in self._signs:
            cues.prepare()

    def __call__(self, clauses: Iterable[Clause]) -> list[Found]:
        clauses = list(clauses)
        found = [one for clause in clauses for one in self._in_clause(clause)]
        return [replace(one, weight=one.weight * _CLAIMED) if _is_boast(one, found, clauses) else one for one in found]

    def _in_clause(self, clause: Clause) -> list[Found]:
        chinese = bool(CJK.search(clause.folded))
        taken: list[tuple[int, int]] = []
        found: list[Found] = []
        for sign, cues in self._signs:
            for match in (cues.zh if chinese else cues.en).finditer(clause.folded):
                if not match.group().strip() or (sign.fact not in _STANDS_ALONE and _overlaps(match.span(), taken)):
                    continue
                if sign.fact in _STANDS_ALONE:
                    taken.append(match.span())
                found += self._read(sign, clause, match, chinese)
        return found

    def _read(self, sign: Sign, clause: Clause, match: re.Match[str], chinese: bool) -> list[Found]:
        words = match.group().strip()
        before = clause.folded[: match.start()]
        if sign.fact in _STANDS_ALONE:
            return [Found(sign, clause, words, _own_weight(sign, clause))]
        after = clause.folded[match.end() :]
        if (_NOT_ZH if chinese else _NOT_EN).search(before) or (_NOT_AFTER_ZH if chinese else _NOT_AFTER_EN).search(
            after
        ):
            return []
        return [Found(sign, clause, words, clause.weight)]


def _is_boast(one: Found, found: Iterable[Found], clauses: Iterable[Clause]) -> bool:
    """Whether it is a claim in a sentence that makes one after the other and tells of no particular."""
    number = one.clause.sentence
    claims = {other.sign.id for other in found if other.sign.claim and other.clause.sentence == number}
    if one.sign.id not in claims or len(claims) < _CLAIMS:
        return False
    return not any(_PARTICULAR.search(clause.folded) for clause in clauses if clause.sentence == number)


def _own_weight(sign: Sign, clause: Clause) -> float:
    """That part of it is nothing new matters little where the point of the whole comes later."""
    return 0.4 if sign.fact == "ordinary" and clause.leads_up else min(clause.weight, 1.0) if clause.is_planned else 1.0


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
