"""Text → advice: the ranking, the reasons in the writer's own words, what is missing, what to ask, precedents."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.advice import Condition, Pair
from knowledge.advisor.description import Clause, Clauses
from knowledge.advisor.evidence import Evidence, Found
from knowledge.advisor.judging import Judge, Settled, Value
from knowledge.advisor.patterns import Cues
from knowledge.advisor.placing import TIE, Placing, placed
from knowledge.advisor.precedents import Precedent, nearest
from knowledge.advisor.scoring import scores, whole
from knowledge.clauses import asks
from knowledge.pack import Pack
from knowledge.text import CJK

_QUESTIONS = 3
_NEAR, _AHEAD = -1.5, 0.5  # the least score of a category that is nearest, and its lead
_EXPLAINED = 2  # categories whose evidence and gaps are told
_ASKS = "asks-category"

Occasion = Literal["asked", "invited", "unasked"]
# Chinese characters, or half as many English words, that describe a work; the words among them that speak for or
# against a category
_TOLD: dict[Occasion, tuple[int, int]] = {"asked": (20, 1), "invited": (12, 1), "unasked": (24, 3)}
_LATIN = re.compile(r"[A-Za-z]{2,}")
_ENDS = " ，,。；;：:.!！?？"


@dataclass(frozen=True)
class Reason:
    """What a description says of one condition of a category. `quote` is an exact piece of the description."""

    category: str
    condition: Condition
    value: Value
    quote: str


@dataclass(frozen=True)
class Advice:
    """What is advised. `category` is None where none fits or not enough is said; `nearest` then may name one."""

    text: str
    programme: str | None
    category: Placing | None
    ranking: tuple[Placing, ...]
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Condition, ...] = ()
    questions: tuple[Pair, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    nearest: Placing | None = None


class Advisor:
    """Says which categories a described work may fit, and why. Deterministic; never raises, whatever the text."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._judge = Judge(pack)
        which = [sign for sign in pack.signs if sign.id == _ASKS]
        self._asks = Cues([cue for sign in which for cue in sign.zh], [cue for sign in which for cue in sign.en])
        self._clauses = Clauses(pack.roles)
        self._evidence = Evidence(pack.signs)

    def prepare(self) -> None:
        """Compile now what is otherwise compiled when a description is first read: thousands of cues."""
        self._asks.prepare()
        self._clauses.prepare()
        self._evidence.prepare()

    def advise(self, text: str, now: dt.datetime, programme: str | None = None) -> Advice:
        """Advice over both calls, or one. `programme` must be a call of the pack, or None."""
        clauses = [clause for clause in self._clauses(text) if not self._asks_which(clause)]
        found = self._evidence(clauses)
        settled = self._judge(clauses, found, now)
        offered = [key for key in self.offered() if programme in (None, key.partition("/")[0])]
        conditions = {key: self.conditions(key) for key in offered}
        ranking = tuple(placed(scores(found, offered, self._pack.signs), settled, conditions))
        first = ranking[0] if ranking and ranking[0].status in ("fits", "possible") else None
        near = None if first else _nearest(ranking)
        reasons = tuple(self._reasons(ranking, near, found, settled))
        chosen = first.programme if first else programme
        return Advice(
            text,
            chosen,
            first,
            ranking,
            reasons,
            tuple(self._missing(ranking, reasons)) if chosen or near else (),
            tuple(self._questions(ranking)),
            nearest(self._pack, text, chosen, first.category if first else None) if chosen else (),
            near,
        )

    def asking(self, text: str) -> list[str]:
        """The clauses of a message that ask which category fits."""
        return [clause.text for clause in self._clauses(text) if self._asks_which(clause)]

    def _asks_which(self, clause: Clause) -> bool:
        return bool(self._asks.zh.search(clause.folded) or self._asks.en.search(clause.folded))

    def describes(self, text: str, when: Occasion = "unasked") -> bool:
        """Whether a message tells enough of a work to be advised on: less will do where advice is wanted."""
        told = [c for c in self._clauses(text) if not asks(c.folded) and not self._asks_which(c)]
        length = sum(len(CJK.findall(c.text)) + 2 * len(_LATIN.findall(c.text)) for c in told)
        least, signs = _TOLD[when]
        return length >= least and len({one.words for one in self._evidence(told) if one.sign.leans}) >= signs

    def offered(self) -> list[str]:
        """Every category of the calls, as `programme/category`."""
        return [f"{call.id}/{category.id}" for call in self._pack.calls() for category in call.categories]

    def conditions(self, category: str) -> list[Condition]:
        """The conditions that are looked for in a category."""
        return [one for one in self._pack.conditions if one.category in (category, whole(category))]

    def _reasons(
        self, ranking: Sequence[Placing], near: Placing | None, found: Sequence[Found], settled: Sequence[Settled]
    ) -> Iterator[Reason]:
        explained = [near] if near else _open(ranking)[:_EXPLAINED]
        for placing in (*explained, *(one for one in ranking if one.blocked_by)):
            for condition in self.conditions(placing.key):
                fact = next((one for one in settled if one.by == condition.settled_by), None)
                if fact and fact.clause and fact.value != "yes":
                    yield Reason(placing.key, condition, fact.value, _quote(fact.clause))
                elif not placing.blocked_by and (clause := _shown(condition, placing.key, found, fact)):
                    yield Reason(placing.key, condition, "yes", _quote(clause))

    def _missing(self, ranking: Sequence[Placing], reasons: Sequence[Reason]) -> Iterator[Condition]:
        """What is not said yet of the first category that is not blocked."""
        told = {(reason.category, reason.condition.id) for reason in reasons}
        for placing in [one for one in ranking if one.status != "blocked"][:1]:
            for condition in self.conditions(placing.key):
                if (placing.key, condition.id) not in told:
                    yield condition

    def _questions(self, ranking: Sequence[Placing]) -> list[Pair]:
        """Only where two categories remain."""
        remaining = _open(ranking)[:2]
        if len(remaining) < 2 or remaining[0].raw - remaining[1].raw > TIE:
            return []
        keys = {one.key for one in remaining}
        wholes = {f"{one.programme}/*" for one in remaining}
        asked = [pair for pair in self._pack.pairs if {side.category for side in pair.sides} in (keys, wholes)]
        return asked[:_QUESTIONS]


def _nearest(ranking: Sequence[Placing]) -> Placing | None:
    """Where nothing can be advised yet and nothing is blocked: the category more is said for than for any other."""
    if len(ranking) < 2 or any(one.status == "blocked" for one in ranking):
        return None
    best, second = ranking[:2]
    return best if best.raw > _NEAR and best.raw - second.raw > _AHEAD else None


def _open(ranking: Sequence[Placing]) -> list[Placing]:
    return [one for one in ranking if one.status in ("fits", "possible")]


def _shown(condition: Condition, key: str, found: Sequence[Found], fact: Settled | None) -> Clause | None:
    """The clause that speaks most for a condition of a category."""
    if fact and fact.clause:
        return fact.clause if fact.value == "yes" else None
    speaking = [
        one for one in found if condition.id in one.sign.shows and _leans(one, key) and not one.clause.is_planned
    ]
    return max(speaking, key=lambda one: one.weight).clause if speaking else None


def _leans(one: Found, key: str) -> bool:
    return any(weight > 0 and lean in (key, whole(key)) for lean, weight in one.sign.leans.items())


def _quote(clause: Clause) -> str:
    return clause.text.strip(_ENDS)
