"""What decided whether a message is answered, asked about or declined, and what an editor can change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.explain.likelihood import Likely, Near, nearest_paraphrase, paraphrases_of
from knowledge.library import Library
from knowledge.pack import Draft
from knowledge.phrasing import asked
from knowledge.question import Question, Rule
from knowledge.ranker import Tier

_RULES: dict[Rule, str] = {
    "ranked": "",
    "known": "a paraphrase is written just so (courtesies, and names of the same sort, do not count):"
    " it is known at once and nothing is ranked",
    "about-another": "a prize or occasion of others is named (`names` in outside.yaml) and nothing of ours before it:"
    " it speaks of an off-topic thing and is declined, whatever its words",
    "sensitive-number": "a phrasing rule decided: the number of an identity card or a bank card stands in it",
    "what-is": "a phrasing rule decided: it only asks what or who the thing or person is that it names",
    "name-alone": "a phrasing rule decided: it names a programme or a year and says nothing else",
    "last-turn": "a phrasing rule decided: it leaves its topic out, so it is the last turn's",
    "told-last": "a phrasing rule decided: it speaks of what the last reply named",
    "wants-made": "a phrasing rule decided: it wants a poem, a story, a joke or a program made",
    "aspect": "a phrasing rule decided: it only asks who, how many, when or where, of what was told last",
    "again": "a phrasing rule decided: it only doubts the last answer or asks where it is from, so that is said again",
    "described": "a phrasing rule decided: it describes one published entry by words of its title",
    "filed-under": "a phrasing rule decided: it asks under which category or field something is to be filed",
    "elsewhere": "a phrasing rule decided: it asks of an hour and names a place where that hour is another",
    "listed": "a phrasing rule decided: it asks a published list for one of its places, or for a kind of organisation",
    "in-force": "a phrasing rule decided: it asks if the mailbox or telephone it gives is right",
    "put-forward": "a phrasing rule decided: it says of a day that it is right, which can only be the close",
}
_LITTLE = 0.25  # a score that hardly speaks for a topic; a sure one has about 1
_NEARLY_ALL = 0.9  # of a score
_LEVEL = 0.05  # scores this close are nearly level


@dataclass(frozen=True)
class Verdict:
    """Answer, ask or decline, how sure, and why."""

    tier: Tier
    topic: str | None
    probability: float
    answer_from: float
    ask_from: float
    because: tuple[str, ...]
    overruled_by: str  # the rule that decided instead of the ranker
    advice: tuple[str, ...]


def verdict(library: Library, draft: Draft, question: Question, topics: Sequence[Likely], off_topic: float) -> Verdict:
    answer_from, ask_from = library.ranker.cuts
    ruled = _RULES[question.rule]
    if question.rule == "known" and (near := _written(library, draft, question)):
        ruled += f": “{near.text}” ({near.place})"
    return Verdict(
        tier=question.tier,
        topic=question.topic,
        probability=round(question.confidence, 3),
        answer_from=round(answer_from, 3),
        ask_from=round(ask_from, 3),
        because=(ruled,) if ruled else tuple(_because(question, topics, off_topic, answer_from)),
        overruled_by=question.rule if ruled else "",
        advice=tuple(_advice(draft, question, topics)),
    )


def _written(library: Library, draft: Draft, question: Question) -> Near | None:
    """The paraphrase a question was known by."""
    marked = question.reading.marked if question.reading else question.folded
    return nearest_paraphrase(library, draft, asked(marked), question.topic or "")


def _because(question: Question, topics: Sequence[Likely], off_topic: float, answer_from: float) -> Iterator[str]:
    """What made the ranker as sure, or as unsure, as it is."""
    if not topics:
        yield "nothing like it is stored: no word of it is known, or it holds no word"
        return
    first, rest = topics[0], topics[1:]
    second = rest[0].score if rest else 0.0
    if any(other.score > first.score for other in rest):
        yield f"'{first.id}' comes first although '{rest[0].id}' scores more: a greeting or an oath gives way"
    if question.tier == "answer":
        yield f"'{first.id}' scores {first.score:.2f}, and the next only {max(second, off_topic):.2f}"
        return
    if question.confidence >= answer_from:
        yield "sure enough to answer, but the first two topics are nearly level, so it asks which"
    if first.score < _LITTLE:
        yield f"nothing like it is stored: the best topic scores {first.score:.2f}, where a sure one has about 1"
    if off_topic >= first.score:
        yield f"it speaks of an off-topic thing: being off topic scores {off_topic:.2f}, more than any topic"
    elif first.score - off_topic < _LEVEL:
        yield f"it may as well be off topic ({off_topic:.2f})"
    if rest and abs(first.score - second) < _LEVEL:
        yield f"two topics are nearly level: '{first.id}' {first.score:.2f} and '{rest[0].id}' {second:.2f}"
    if first.nearest:
        yield f"the paraphrase of '{first.id}' nearest to it is worded {first.nearest.likeness} % like it"


def _advice(draft: Draft, question: Question, topics: Sequence[Likely]) -> Iterator[str]:
    outside = f"{draft.outside[0].file}:{draft.outside[0].line(question.language)}"
    match question.rule:
        case "known":
            place = paraphrases_of(draft, question.topic or "", question.language)
            yield f"if another topic is meant, move the paraphrase there from '{question.topic}' ({place})"
        case "about-another":
            yield f"if it is ours after all, take the name out of `names` in {draft.outside[0].file}"
        case "what-is":
            yield "if another topic is meant, add it there as a paraphrase: what is written just so is known at once"
        case "ranked" if question.tier == "answer":
            yield f"if another topic is meant, add it there as a paraphrase{_such_as(topics[1:2])}"
            yield from _one_idea(draft, topics[0])
            yield f"if it is not ours, add it to {outside}"
        case "ranked":
            yield f"if it is ours, add it as a paraphrase of the topic meant{_such_as(topics[:2])}"
            yield f"if it is not, add it to {outside}"


def _one_idea(draft: Draft, first: Likely) -> Iterator[str]:
    """Where a score is made by one idea alone, which may well be a wrong one, the concept to look at."""
    if not first.pieces or first.pieces[0].share < _NEARLY_ALL * (first.words_alone or first.score):
        return
    ideas = {part.split(" (")[0] for part in first.pieces[0].piece.split(" + ")}
    for placed in draft.concepts:
        if placed.fact.id in ideas:
            yield f"nearly all of the score is this idea: if it is not meant, mend {placed.file}:{placed.line()}"


def _such_as(topics: Sequence[Likely]) -> str:
    return ": " + " or ".join(f"{likely.id} ({likely.place})" for likely in topics) if topics else ""
