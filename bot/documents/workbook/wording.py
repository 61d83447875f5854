"""From what stands in a header or cell to the question or option meant: by id or words of either language.

Spaces, widths, letter case and script do not matter. What is not exactly a question but nearly one is told apart from
a column of their own, so that a slip is reported instead of being passed over.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.documents.workbook.layout import question_mark, shown, unmarked
from knowledge.flow import LATER, Flow, Question
from knowledge.language import LANGUAGES
from knowledge.text import fold

_NUMBER = re.compile(r"^\d+\.")
_NEAR, _SHORTEST = 85, 5  # from how like a question's words a header is taken for a slip, and from which length


@dataclass(frozen=True)
class Asks:
    """A header that stands for a question."""

    question: str


@dataclass(frozen=True)
class Slip:
    """A header that looks like one of a question, but of none there is; `likely` the one meant, where that is clear."""

    marked: bool  # whether it ends in an id
    likely: str | None


def plain(text: str) -> str:
    """What two spellings of one text have in common."""
    return fold(text).replace(" ", "").rstrip("。.;；,，")


class Questions:
    """Which question a header stands for."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._words = _unambiguous((word, q.id) for q in flow.questions for word in _words_of(q))

    def read(self, header: str) -> Asks | Slip | None:
        """None for a column of their own."""
        marked = question_mark(header)
        if marked is not None:
            if marked in self._flow.question:
                return Asks(marked)
            return Slip(True, self._likely(marked) or self._likely(unmarked(header)))
        words = plain(_NUMBER.sub("", header.strip()))
        if words in self._words:
            return Asks(self._words[words])
        likely = self._likely(words)
        return Slip(False, likely) if likely else None

    def _likely(self, words: str) -> str | None:
        words = plain(_NUMBER.sub("", words.strip()))
        if len(words) < _SHORTEST:
            return None
        found = process.extractOne(words, list(self._words), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return self._words[found[0]] if found else None


def _words_of(question: Question) -> list[str]:
    texts = [text.in_(language) for text in (question.text, question.label) for language in LANGUAGES]
    joined = [text.zh + text.en for text in (question.text, question.label)]
    slashed = [f"{text.zh}/{text.en}" for text in (question.text, question.label)]
    return [plain(word) for word in (question.id, *texts, *joined, *slashed)]


class Options:
    """Which option of a question a cell stands for."""

    def __init__(self, question: Question) -> None:
        said = [(id_, id_) for id_ in question.options]
        for id_, option in question.options.items():
            said += [(word, id_) for word in (option.text.zh, option.text.en, shown(option))]
        self._ids = {plain(id_): id_ for id_ in (*question.options, LATER)}
        self._words = _unambiguous((plain(word), id_) for word, id_ in said)
        self.allowed = tuple(f"{id_} = {shown(option)}" for id_, option in question.options.items())

    def read(self, text: str) -> str | None:
        """The option's id, or `later`; None where it is none."""
        words = plain(text)
        return self._ids.get(words) or self._words.get(words)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Words → id, without those that stand for two: nobody can tell which is meant."""
    found: dict[str, set[str]] = {}
    for word, id_ in pairs:
        found.setdefault(word, set()).add(id_)
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1 and word}
