"""Paraphrases as frames into which another name can be put.

A frame is a paraphrase of a topic that names exactly one thing (and perhaps a year); the place of the name
is known, so that any other name of the same sort can stand there.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.facts import Aliases
from knowledge.language import LANGUAGES, Language, Text
from knowledge.lexicon import Reading
from knowledge.library import Library
from knowledge.mentions import Mention

# words of the scheme and figures stand in many paraphrases without being what is asked about
_BESIDE = ("term", "number", "time")
# alternative names that also are everyday words, or say what is done with the thing; a name put there says too little
_SAYS_MORE = re.compile(r"征集|发布|展示|活动|申报|成果|call|application|submission|achievement|科技$|contribution$")
_PLAIN_WORD = re.compile(r"^(?:the |this )?(?:case|cases|award|awards|expo)$|^案例$|^博览会$|^科技奖项$")


@dataclass(frozen=True)
class Frame:
    """A paraphrase of a topic; `start` and `end` enclose the name in it, both 0 where it names nothing.

    `counts`: a figure stands in it, which may hold for one call alone ("the three types").
    `owners`: the topics that are asked for in the same words once names are left out; each of them is right.
    """

    topic: str
    language: Language
    text: str
    sort: str | None = None
    start: int = 0
    end: int = 0
    counts: bool = False
    owners: frozenset[str] = frozenset()

    def with_name(self, name: str) -> str:
        return self.text[: self.start] + name + self.text[self.end :]


@cache
def frames(library: Library) -> dict[tuple[str, Language], list[Frame]]:
    """The frames of every topic in each language, in the order of the pack."""
    read = [(*said, library.lexicon.read(said[2])) for said in _paraphrases(library)]
    owners: dict[str, set[str]] = defaultdict(set)
    for topic, _, _, reading in read:
        owners[reading.masked].add(topic)
    found: dict[tuple[str, Language], list[Frame]] = defaultdict(list)
    for topic, language, text, reading in read:
        if frame := _frame(topic, language, text, reading, frozenset(owners[reading.masked])):
            found[topic, language].append(frame)
    return dict(found)


def _paraphrases(library: Library) -> Iterator[tuple[str, Language, str]]:
    pack = library.pack
    for language in LANGUAGES:
        for topic in pack.topics:
            yield from ((topic.id, language, text) for text in getattr(topic.paraphrases, language))
        for more in pack.more_paraphrases:
            yield from ((more.topic, language, text) for text in getattr(more, language))


def _frame(topic: str, language: Language, text: str, reading: Reading, owners: frozenset[str]) -> Frame | None:
    named = [mention for mention in reading.mentions if mention.sort not in _BESIDE]
    if not named:
        counts = any(mention.sort == "number" for mention in reading.mentions)
        return Frame(topic, language, text, counts=counts, owners=owners)
    (first, *others) = named
    if others or not _replaceable(first):
        return None
    return Frame(topic, language, reading.folded, first.sort, first.start, first.end, owners=owners)


def _replaceable(mention: Mention) -> bool:
    return mention.exact and not _SAYS_MORE.search(mention.surface)


def names(name: Text, aliases: Aliases, language: Language, *more: Text) -> list[str]:
    """What a thing is called in a language, its own name first; words that say too little by themselves left out."""
    said = [name.in_(language), *(one.in_(language) for one in more), *getattr(aliases, language)]
    clear = [one for one in said if not _SAYS_MORE.search(one) and not _PLAIN_WORD.match(one)]
    return list(dict.fromkeys(clear)) or said[:1]
