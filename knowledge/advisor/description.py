"""A description in its clauses: what each says in the writer's own words, and how much it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.advice import Role
from knowledge.advisor.patterns import Cues
from knowledge.text import CJK, is_chinese, prepared

_SENTENCE = re.compile(r"[^。！？!?；;\n]*?(?:[。！？!?；;\n]+|(?<=[a-z0-9)”\"’])\.(?=\s|$)|$)", re.IGNORECASE)
_CLAUSE_ZH = re.compile(r"[^，,：:]+(?:[，,：:]+|$)")
_CLAUSE_EN = re.compile(
    r".+?(?:[,:](?=\s)|\s[–—-]\s|(?=\s(?:but|although|though|whereas|while|yet|because|so that)\s)|$)", re.IGNORECASE
)
_TURNS_ZH = re.compile(r"^(?:但|可是|不过|然而|而是|却|其实|实际上|反倒|倒是|而我们)")
_TURNS_EN = re.compile(r"^(?:but|yet|however|instead|rather|still|nevertheless|in fact|actually)\b")
_AFTER_TURN = 1.35  # what comes after "but" is what is meant
_BEFORE_POINT = 0.7  # what leads up to the point of the whole
_SHORT = 4  # characters of a piece that is no clause of its own


@dataclass(frozen=True)
class Clause:
    """A piece of the description: `text` as written, `folded` as cues are sought in it."""

    text: str
    folded: str
    sentence: int
    weight: float
    roles: frozenset[str]
    leads_up: bool = False  # stands before the point of the whole

    @property
    def is_planned(self) -> bool:
        return "plan" in self.roles


class Clauses:
    """Cuts descriptions into clauses and says what each is in the whole."""

    def __init__(self, roles: Sequence[Role]) -> None:
        self._roles = [(role, Cues(role.zh, role.en)) for role in roles]

    def prepare(self) -> None:
        """Compile all cues now."""
        for _, cues in self._roles:
            cues.prepare()

    def __call__(self, text: str) -> list[Clause]:
        chinese = is_chinese(text)
        found: list[Clause] = []
        for number, sentence in enumerate(_sentences(text)):
            found += self._weighed(sentence, number, chinese)
        point = next((i for i, clause in enumerate(found) if "main" in clause.roles), 0)
        return [
            replace(clause, weight=clause.weight * _BEFORE_POINT, leads_up=True) for clause in found[:point]
        ] + found[point:]

    def _weighed(self, sentence: str, number: int, chinese: bool) -> Iterator[Clause]:
        running: Role | None = None
        turned = False
        for piece in _pieces(sentence, chinese):
            folded = prepared(piece)
            if (_TURNS_ZH if chinese else _TURNS_EN).search(folded):
                running, turned = None, True
            own = [role for role, cues in self._roles if (cues.zh if chinese else cues.en).search(folded)]
            if any(role.weight > 1 for role in own):
                running = None
            if running and running not in own and chinese:
                own.append(running)
            running = next((role for role in own if role.until), None) if not turned else None
            yield Clause(piece, folded, number, _weight(own, turned), frozenset(role.id for role in own))


def _weight(roles: Sequence[Role], turned: bool) -> float:
    """A concession is none where it comes after "but"; the point of the whole outweighs all else."""
    lower = min((role.weight for role in roles if role.weight < 1), default=1.0)
    higher = max((role.weight for role in roles if role.weight > 1), default=1.0)
    if turned:
        higher = max(higher, _AFTER_TURN)
    return higher * (lower if lower < 1 and higher < 1.5 else max(lower, 0.6) if lower < 1 else 1.0)


def _sentences(text: str) -> list[str]:
    return [found for match in _SENTENCE.finditer(text) if (found := match.group().strip())]


def _pieces(sentence: str, chinese: bool) -> list[str]:
    """Clauses of a sentence, each an exact piece of it; a scrap goes with the one after it."""
    pieces: list[str] = []
    for match in (_CLAUSE_ZH if chinese else _CLAUSE_EN).finditer(sentence):
        piece = match.group()
        if pieces and _is_scrap(pieces[-1]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return [piece.strip() for piece in pieces if piece.strip()]


def _is_scrap(piece: str) -> bool:
    return len(piece.strip()) < _SHORT if CJK.search(piece) else len(piece.split()) < 2
