"""Words of a message that are no words: put right where the pack's own vocabulary has exactly one that is near.

Latin words one slip away (swapped, dropped, doubled, wrong letter), Chinese words written with characters of
the same or nearly the same sound, or with two swapped. Names are not touched: `inexact` finds those.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.facts import Concept
from knowledge.lexicon import Reading
from knowledge.text import CJK, pinyin_of, stem, syllable
from knowledge.vocabulary import HAN, LONGEST, WORD, Vocabulary, known_by_sound

_CAPITAL = re.compile(r"\b[A-Z][A-Za-z]+")
_SHORTEST = 5  # letters: shorter words have too many neighbours
# the little words of a question: short, but so often meant that a slip for one is put right all the same
_OF_QUESTIONS = (
    "what when where which whose with about before after next last same year years date dates time open close other "
    "them they this that these those from until then have does"
)
_ASKING = frozenset(_OF_QUESTIONS.split())
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_COMMON = 100  # pairs a character is in that may stand beside any other …
# … as these may, of which no vocabulary has all the neighbours
_LITTLE = frozenset(
    "的地得了吗呢吧啊呀嘛么那哪这以已和与或及同是在有个就都也还要能会可不没无把被让给对从到去来上下里外前后中内"
    "说问想看做用我你您他她它们谁什多少很太再又最更只才刚一二三四五六七八九十百两几第年月日号点时分项家人位天部者员先"
)
# what northern and southern speakers, and their keyboards, do not tell apart
_NEARLY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"([ei]n)g$"), r"\1"))

# little words typed in pinyin, by their sound
_PARTICLES = {
    "ne": "呢", "na": "那", "ye": "也", "de": "的", "si": "是", "ma": "吗", "ba": "吧", "hai you": "还有",
    "duo sao": "多少", "sen me": "什么", "si hou": "时候", "zen me": "怎么", "na li": "哪里", "sei": "谁", "ji": "几",
    "you": "有", "mei": "没", "yi yang": "一样", "qin wen": "请问", "wo": "我", "zai": "在", "nen": "能", "bu": "不",
    "le": "了",
}  # fmt: skip

# English words that are syllables as well
_SYLLABLES_TOO = (
    "a an ban bang bin can cane cause chance change china dance dang date den die due fan fang fee "
    "gain gang hang he hen her home in lane lang long made make man me men mine more name nan nine no one "
    "pen pie pin ping ran run same sane sang send she shine song sue sun sung tan tang ten the tie time "
    "to we women yes you"
)
_ENGLISH = frozenset(_SYLLABLES_TOO.split())


class Spelling:
    """Puts messages right by the words of a pack's concepts and paraphrases.

    What it needs for that is made when first asked for, as most messages have no slip, or by `prepare`.
    """

    def __init__(self, concepts: Iterable[Concept], vocabulary: Vocabulary) -> None:
        self._concepts = concepts
        self._vocabulary = vocabulary

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._vocabulary.words.split())

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(self._vocabulary.stems.split())

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(self._vocabulary.pairs.split())

    @cached_property
    def _anywhere(self) -> frozenset[str]:
        """Characters that may stand beside any other."""
        beside = Counter(character for pair in self._pairs for character in pair)
        return _LITTLE | {character for character, count in beside.items() if count >= _COMMON}

    @cached_property
    def _shaped(self) -> dict[tuple[str, int], list[str]]:
        """The Latin words by their first letter and length."""
        shaped: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._vocabulary.words.split():
            shaped[word[0], len(word)].append(word)
        return shaped

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        """The Chinese words of the concepts, each with the concepts it stands for."""
        owners: dict[str, set[str]] = defaultdict(set)
        for concept in self._concepts:
            for written in known_by_sound(concept):
                owners[written].add(concept.id)
        return owners

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        by_sound: dict[str, list[str]] = defaultdict(list)
        for written in self._owners:
            by_sound[_sound(written)].append(written)
        return by_sound

    def prepare(self) -> None:
        """Make now all that is otherwise made when first asked for."""
        _ = self._words, self._stems, self._anywhere, self._shaped, self._by_sound

    def corrected(self, reading: Reading, typed: str) -> str:
        """The folded message with its slips put right; itself where there is none.

        A word `typed` with a capital may be a name: its letters are not changed, only one left out or doubled.
        """
        capitals = {word.lower() for word in _CAPITAL.findall(typed)} if not typed.isupper() else set()
        parts: list[str] = []
        position = 0
        for mention in reading.mentions:
            if mention.start >= position:
                parts += [self._put_right(reading.folded[position : mention.start], capitals), mention.surface]
                position = mention.end
        return "".join([*parts, self._put_right(reading.folded[position:], capitals)])

    def in_characters(self, reading: Reading) -> str:
        """A message typed in pinyin with the words of the vocabulary in characters; the rest stays as it is."""
        parts: list[str] = []
        position = 0
        for mention in reading.mentions:
            if mention.start >= position:
                parts += [self._spoken(reading.folded[position : mention.start]), mention.surface]
                position = mention.end
        return "".join([*parts, self._spoken(reading.folded[position:])])

    def _spoken(self, text: str) -> str:
        """Pinyin in characters: the longest words first, then the little ones."""
        typed = [_plain_sound(sound) for word in WORD.findall(text) for sound in pinyin_of(word)]
        written: list[str] = []
        while typed:
            for size in range(min(LONGEST, len(typed)), 0, -1):
                sound = " ".join(typed[:size])
                if word := next(iter(self._by_sound.get(sound, ())), None) or _PARTICLES.get(sound):
                    written.append(word)
                    typed = typed[size:]
                    break
            else:
                return text
        return "".join(written)

    def _put_right(self, text: str, capitals: set[str]) -> str:
        text = WORD.sub(lambda match: self._latin(match.group(), match.group() in capitals), text)
        return HAN.sub(lambda match: self._chinese(match.group()), text) if CJK.search(text) else text

    def _latin(self, word: str, capital: bool) -> str:
        if len(word) < _SHORTEST - 1 or word in self._words or stem(word) in self._stems:
            return word
        # the first letter is hardly ever wrong, and looking among its words alone keeps others away
        sizes = range(max(len(word), _SHORTEST) - 1, len(word) + 2)
        choices = [name for size in sizes for name in self._shaped.get((word[0], size), ())]
        near = [name for name, *_ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=None)]
        same_letters = [name for name in near if len(name) != len(word) or sorted(name) == sorted(word)]
        if capital or len({stem(name) for name in same_letters}) == 1:
            near = same_letters  # "Apple" is no slip for "apply"; "dedline" is rather "deadline" than "decline"
        near = [
            name
            for name in near
            if min(len(name), len(word)) >= _SHORTEST or sorted(name) == sorted(word) or name in _ASKING
        ]
        near = near or self._begun_amiss(word, capital)
        return near[0] if near and len({stem(name) for name in near}) == 1 else word

    def _begun_amiss(self, word: str, capital: bool) -> list[str]:
        """Words of the vocabulary whose first letter was swapped with the second or hit beside."""
        swapped = word[1] + word[0] + word[2:]
        beside = [letter + word[1:] for letter in _beside(word[0])]
        long = len(word) > _SHORTEST and not capital
        return [made for made in (swapped, *beside) if made in _ASKING or (long and made in self._words)]

    def _chinese(self, run: str) -> str:
        for at in range(len(run)):
            if self._is_stray(run, at) and (found := self._meant(run, at)):
                start, word = found
                run = run[:start] + word + run[start + len(word) :]
        return run

    def _is_stray(self, run: str, at: int) -> bool:
        """Whether a character stands beside none of its usual neighbours, though it is not one to stand anywhere."""
        beside = (run[at - 1 : at + 1] if at else "", run[at : at + 2])
        return run[at] not in self._anywhere and not any(pair in self._pairs for pair in beside)

    def _meant(self, run: str, at: int) -> tuple[int, str] | None:
        """The word meant where a stray character stands, and where it starts."""
        for size in range(LONGEST, 1, -1):
            for start in range(max(0, at + 1 - size), min(at, len(run) - size) + 1):
                word = self._heard(run[start : start + size])
                if word and word[at - start] != run[at] and not self._taken(run, start, start + size):
                    return start, word
        if at + 1 < len(run) and self._is_stray(run, at + 1) and run[at + 1] + run[at] in self._owners:
            return at, run[at + 1] + run[at]
        return None

    def _taken(self, run: str, start: int, end: int) -> bool:
        """Whether the ends of a window belong to words around it: of "研发部" no "发布" is made."""
        return run[max(start - 1, 0) : start + 1] in self._owners or run[end - 1 : end + 1] in self._owners

    def _heard(self, window: str) -> str | None:
        """The word that sounds like this and shares a character with it, unless words of two ideas do."""
        near = [word for word in self._by_sound.get(_sound(window), ()) if set(word) & set(window)]
        if not near or len(set.union(*(self._owners[word] for word in near))) > len(self._owners[near[0]]):
            return None
        return near[0]


def _beside(letter: str) -> str:
    """The letters to the left and right of one on the keyboard."""
    row = next(row for row in _ROWS if letter in row)
    at = row.index(letter)
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2]


def _sound(word: str) -> str:
    sounds = []
    for character in word:
        sounds.append(_plain_sound(syllable(character)))
    return " ".join(sounds)


def _plain_sound(sound: str) -> str:
    """A syllable without what speakers do not tell apart."""
    for pattern, plain in _NEARLY:
        sound = pattern.sub(plain, sound)
    return sound


def is_pinyin(folded: str) -> bool:
    """Whether a short message in a Chinese conversation is typed in pinyin."""
    words = re.findall(r"[a-z]+", folded)
    if CJK.search(folded) or not words or not all(map(pinyin_of, words)):
        return False
    return any(len(pinyin_of(word)) > 1 and word not in _ENGLISH for word in words)
