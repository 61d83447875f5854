"""Why a message is answered as it is, for editors: what was read, what was likely, what decided, what to change."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.explain.likelihood import Likely, Near, likely_topics, nearest_off_topic
from knowledge.explain.names import Named, language_from, named, with_marks
from knowledge.explain.origin import Origin, origin
from knowledge.explain.verdict import Verdict, verdict
from knowledge.language import Language
from knowledge.library import Library
from knowledge.pack import Draft
from knowledge.question import Question

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """What became of one message, or of one of the questions in it."""

    text: str
    now: str
    folded: str
    language: Language
    language_from: str
    named: tuple[Named, ...]
    compared: str  # what of the message was held against the paraphrases, with names as their marks
    topics: tuple[Likely, ...]
    off_topic: float
    nearest_off_topic: Near | None
    verdict: Verdict
    origin: Origin
    parts: tuple["Explanation", ...]

    @property
    def in_parts(self) -> bool:
        """Whether it is answered part by part: that is so where any part has an answer."""
        return any(part.origin.outcome == "answer" for part in self.parts)


def explain(
    library: Library, draft: Draft, text: str, now: dt.datetime, language: Language | None = None
) -> Explanation:
    """Why a first message of a chat gets the answer it gets; `draft` is where the library's pack was read from."""
    question = library.read(text, now, language=language)
    return _explained(library, draft, question, "--lang" if language else language_from(question))


def _explained(library: Library, draft: Draft, question: Question, spoken: str) -> Explanation:
    ranking = library.ranker.rank(question.asked, top=12) if question.asked else None
    finding = library.find(question, question.now)
    topics = tuple(likely_topics(library, draft, question, ranking)) if ranking else ()
    off_topic = round(ranking.outside, 3) if ranking else 0.0
    return Explanation(
        text=question.text,
        now=question.now.astimezone(ZoneInfo(library.pack.scheme.zone)).isoformat(timespec="minutes"),
        folded=question.folded,
        language=question.language,
        language_from=spoken,
        named=tuple(named(library.pack, question)),
        compared=with_marks(question.asked),
        topics=topics,
        off_topic=off_topic,
        nearest_off_topic=nearest_off_topic(library, draft, question.asked) if question.asked else None,
        verdict=verdict(library, draft, question, topics, off_topic),
        origin=origin(library.pack, draft, question, finding),
        parts=tuple(_explained(library, draft, part, spoken) for part in question.parts),
    )
