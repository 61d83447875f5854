"""Which ideas a message speaks of, in either language: the words of the pack's concepts found in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from knowledge.facts import Concept
from knowledge.language import Frozen
from knowledge.text import CJK, prepared, stem, syllables, typed_pinyin

_WORD = re.compile(r"[a-z]+|\d+")
_MARK = re.compile(r"[\ue002-\ue0ff]")  # all but the calls themselves, which nearly every question names

_OPEN = 3  # words of a phrase between which another may stand

Found = tuple[int, int, str]  # start, end, concept


class Phrases(Frozen):
    """The words of concepts as they are looked for, each with its concept: Chinese ones folded, others as stems."""

    chinese: tuple[tuple[str, str], ...] = ()
    latin: tuple[tuple[str, str], ...] = ()  # a space between two stems

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> "Phrases":
        chinese: list[tuple[str, str]] = []
        latin: list[tuple[str, str]] = []
        for concept in concepts:
            for words in (*concept.zh, *concept.en):
                folded = prepared(words)
                if CJK.search(folded):
                    chinese.append((folded, concept.id))
                elif stems := " ".join(stem(word) for word in _WORD.findall(folded)):
                    latin.append((stems, concept.id))
        return cls(chinese=tuple(chinese), latin=tuple(latin))


class Concepts:
    """Finds concepts in folded text. A word inside a longer word of another concept does not count."""

    def __init__(self, phrases: Phrases) -> None:
        self._chinese: dict[str, list[tuple[str, str]]] = defaultdict(list)
        # by the first word, with the second one where there is one: most phrases that begin alike go on otherwise
        self._latin: dict[str, list[tuple[tuple[str, ...], str | None, str]]] = defaultdict(list)
        for folded, concept in phrases.chinese:
            self._chinese[folded[0]].append((folded, concept))
        for phrase, concept in phrases.latin:
            stems = tuple(phrase.split())
            self._latin[stems[0]].append((stems, stems[1] if len(stems) > 1 else None, concept))

    @cached_property
    def _spoken(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """The Chinese words by their sound, under the first syllable; made when pinyin is first typed."""
        spoken: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for words in self._chinese.values():
            for folded, concept in words:
                sounds = tuple(syllables(folded))
                if len(sounds) == len(folded) > 1:
                    spoken[sounds[0]].append((sounds, concept))
        return spoken

    def __call__(self, text: str) -> list[str]:
        """The concepts of a folded text, each once, and the marks of the names masked in it."""
        typed = typed_pinyin(text)
        found = list(self._in_pinyin(typed)) if typed else [*self._in_chinese(text), *self._in_latin(text)]
        kept = (concept for start, end, concept in found if not _inside_longer(start, end, found))
        return list(dict.fromkeys([*kept, *_MARK.findall(text)]))

    def _in_chinese(self, text: str) -> Iterable[Found]:
        for position, character in enumerate(text):
            for words, concept in self._chinese.get(character, ()):
                if text.startswith(words, position):
                    yield position, position + len(words), concept

    def _in_pinyin(self, typed: tuple[str, ...]) -> Iterable[Found]:
        for position, first in enumerate(typed):
            for sounds, concept in self._spoken.get(first, ()):
                if typed[position : position + len(sounds)] == sounds:
                    yield position, position + len(sounds), concept

    def _in_latin(self, text: str) -> Iterable[Found]:
        matches = list(_WORD.finditer(text))
        stems = [stem(match.group()) for match in matches]
        present = {*stems, None}
        for i, first in enumerate(stems):
            for words, second, concept in self._latin.get(first, ()):
                if second in present and (last := _last_of(words, stems, i)) is not None:
                    yield matches[i].start(), matches[last].end(), concept


def _last_of(words: tuple[str, ...], stems: list[str], start: int) -> int | None:
    """Where a phrase that begins at `start` ends; a longer one may have a word put in: "become a WIC member"."""
    if tuple(stems[start : start + len(words)]) == words:
        return start + len(words) - 1
    if len(words) < _OPEN:
        return None
    at, spare = start, 1
    for word in words:
        if at < len(stems) and stems[at] != word and spare:
            at, spare = at + 1, 0
        if at >= len(stems) or stems[at] != word:
            return None
        at += 1
    return at - 1


def _inside_longer(start: int, end: int, found: list[Found]) -> bool:
    return any(s <= start and end <= e and e - s > end - start for s, e, _ in found)
