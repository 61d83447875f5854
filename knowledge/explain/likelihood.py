"""The topics a message came near to: their scores, what made them, and the paraphrase most like it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.concepts import Concepts, Phrases
from knowledge.explain.names import with_marks
from knowledge.facts import Concept, Topic
from knowledge.language import Language
from knowledge.library import Library
from knowledge.mentions import MASK
from knowledge.pack import Draft
from knowledge.phrasing import asked, bare
from knowledge.question import Question
from knowledge.ranker import Ranking
from knowledge.text import stem, syllables, typed_pinyin

_MARKS = frozenset(MASK.values())
_SHOWN = 5
_VIEWS = {"neighbours": "word", "words together": "word", "sounds": "sound (pinyin)"}
_PIECES = 6


@dataclass(frozen=True)
class Piece:
    """A word, sound, piece or idea of the message, and its share of a topic's score."""

    view: str
    piece: str
    share: float


@dataclass(frozen=True)
class Near:
    """The stored sentence most like the message, where it stands, and how much of its wording is the same."""

    text: str
    place: str
    likeness: int


@dataclass(frozen=True)
class Likely:
    """A topic, its score from the words and after what is named, and why."""

    id: str
    title: str
    place: str
    score: float
    words_alone: float | None  # None where it stands in for the topic that was ranked
    adjusted_for: str
    pieces: tuple[Piece, ...]
    nearest: Near | None


def likely_topics(library: Library, draft: Draft, question: Question, ranking: Ranking) -> Iterator[Likely]:
    """The topics of a question in the order they were held likely, `ranking` being that of what was asked."""
    for id_, score in question.candidates[:_SHOWN]:
        yield _likely(library, draft, question, ranking, id_, score)


def _likely(library: Library, draft: Draft, question: Question, ranking: Ranking, id_: str, score: float) -> Likely:
    topic = library.pack.topic[id_]
    alone = dict(ranking.ranked).get(id_)
    return Likely(
        id=id_,
        title=topic.label.in_(question.language),
        place=paraphrases_of(draft, id_, question.language),
        score=round(score, 3),
        words_alone=None if alone is None else round(alone, 3),
        adjusted_for=_adjusted_for(library, question, topic, ranking, score),
        pieces=tuple(_pieces(library, question.asked, id_)),
        nearest=nearest_paraphrase(library, draft, question.asked, id_),
    )


def _adjusted_for(library: Library, question: Question, topic: Topic, ranking: Ranking, score: float) -> str:
    """Why a score is another than the words alone would give."""
    alone = dict(ranking.ranked).get(topic.id)
    kept = {id_ for id_, _ in question.candidates}
    for label, _ in ranking.ranked:
        other = library.pack.topic.get(label)
        stands_in = other and label not in kept and topic.id in (other.otherwise, other.in_past)
        if stands_in and (alone is None or score > alone + 0.001):
            return f"stands in for '{label}', as names it needs are missing or a past year is named"
    if alone is None or abs(score - alone) < 0.001:
        return ""
    if score < alone:
        return f"lowered: it needs a name that is missing ({', '.join(topic.needs)})"
    speaking = dict.fromkeys((*topic.needs, *topic.welcomes))
    return f"raised: what is named speaks for it ({', '.join(speaking)})"


def paraphrases_of(draft: Draft, topic: str, language: Language) -> str:
    """Where the paraphrases of a topic stand: `FILE:LINE`."""
    return next(f"{p.file}:{p.line('paraphrases', language)}" for p in draft.topics if p.fact.id == topic)


# ── what made a score ────────────────────────────────────────────────────────────────────


def _pieces(library: Library, text: str, label: str) -> Iterator[Piece]:
    shown = _Shown(library, text)
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for evidence in library.ranker.evidence(text, label, 2 * _PIECES):
        shares[shown(evidence.view, evidence.piece)] += evidence.share
    for (view, words), share in sorted(shares.items(), key=lambda item: -item[1])[:_PIECES]:
        if share >= 0.005:  # less would be shown as nothing
            yield Piece(view, words, round(share, 3))


class _Shown:
    """Shows the ranker's pieces of one text in its own words, under views that an editor has names for."""

    def __init__(self, library: Library, text: str) -> None:
        self._text = text
        self._concepts = {concept.id: concept for concept in library.pack.concepts}
        self._words: dict[str, str] = {stem(word): word for word in re.findall(r"[a-z]+", text)}

    def __call__(self, view: str, piece: str) -> tuple[str, str]:
        parts = [part for part in piece.split(" ") if part not in ("…", "|")]
        view = _VIEWS.get(view, view)
        if all(part.strip("<>") in _MARKS for part in parts):
            view = "name"
        return view, " + ".join(with_marks(self._show(view, part)) for part in parts)

    def _show(self, view: str, part: str) -> str:
        match view:
            case "idea" if part in self._concepts:
                return _idea(self._concepts[part], self._text)
            case "word":
                return self._words.get(part, part)
            case "letters":
                return _letters(part)
        return part.strip("<>")


def _letters(piece: str) -> str:
    """A piece of a word, with dots where the word goes on."""
    head = "" if piece.startswith("<") else "…"
    tail = "" if piece.endswith(">") else "…"
    return head + piece.strip("<>") + tail


def _idea(concept: Concept, text: str) -> str:
    """An idea with the words of the message that speak of it."""
    said = [word for word in (*concept.zh, *concept.en) if _speaks_of(text, word)]
    return f"{concept.id} ({', '.join(said[:2])})" if said else concept.id


def _speaks_of(text: str, word: str) -> bool:
    return "this" in Concepts(Phrases.of([Concept(id="this", zh=(word,), en=())]))(text)


# ── the stored sentences most like the message ───────────────────────────────────────────


def nearest_paraphrase(library: Library, draft: Draft, text: str, topic: str) -> Near | None:
    """The paraphrase of a topic that is most like what was asked."""
    return _nearest(library, text, ((p.text, p.place) for p in draft.paraphrases() if p.topic == topic))


def nearest_off_topic(library: Library, draft: Draft, text: str) -> Near | None:
    """The example of what is not ours that is most like what was asked."""
    stored = (
        (text, f"{placed.file}:{placed.line(language, i)}")
        for placed in draft.outside
        for language, texts in (("zh", placed.fact.zh), ("en", placed.fact.en))
        for i, text in enumerate(texts)
    )
    return _nearest(library, text, stored)


def _nearest(library: Library, text: str, stored: Iterable[tuple[str, str]]) -> Near | None:
    """The sentence whose wording, names masked, is most like what was compared of a message."""
    rows = list(stored)
    if not rows:
        return None
    written = [bare(asked(library.lexicon.read(sentence).marked)) for sentence, _ in rows]
    wanted = bare(text)
    if typed := typed_pinyin(text):  # then by its sound
        wanted, written = " ".join(typed), [" ".join(syllables(sentence)) for sentence in written]
    _, likeness, at = process.extractOne(wanted, written, scorer=fuzz.ratio)
    return Near(*rows[at], round(likeness))
