"""Made talks of two turns: what the second leaves out is taken from the first, and no longer than that holds."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bot.memory import MemoryConversations
from handlers.contract import Incoming, Kind, Reply
from handlers.conversation import Conversation
from knowledge.facts import Programme, Topic
from knowledge.language import LANGUAGES, Language
from knowledge.library import Library
from tests.stories.due import due, is_of_edition
from tests.stories.frames import frames
from tests.stories.judging import Judged, ask, fault_of
from tests.stories.story import Named, Story
from tests.stories.telling import YEARLY, takes_programmes

HELD = dt.timedelta(minutes=29)
FORGOTTEN = dt.timedelta(minutes=31)
_OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}
_WORDS: dict[Language, dict[str, tuple[str, ...]]] = {
    "zh": {
        "name only": ("那{}呢", "{}呢？", "{}"),
        "in the other language": ("用英文说", "英文呢？", "请用英语回答"),
        "the other one": ("另一个呢", "那另一个呢？"),
        "change of mind": ("不对，我问的是{}", "不是，我是说{}", "我指的是{}"),
        "another year": ("那{}年呢", "{}年呢？", "{}呢"),
        "correction": ("不对，是{}年", "我是说{}年"),
    },
    "en": {
        "name only": ("and {}?", "what about the {}?", "{}"),
        "in the other language": ("and in Chinese?", "in Chinese please", "Chinese please"),
        "the other one": ("the other one?", "and the other one?", "what about the other one?"),
        "change of mind": ("sorry, I meant the {}", "no, the {}", "I mean the {}"),
        "another year": ("and in {}?", "what about {}?", "{}?"),
        "correction": ("no, {}", "sorry, I meant {}"),
    },
}


@dataclass(frozen=True)
class Talk:
    """Two messages, the time between them, and what the second has come to mean.

    `as_alone`: the second is answered exactly as in a fresh chat, in the language of `meant`.
    """

    sort: str
    first: str
    then: str
    meant: Story
    pause: dt.timedelta = dt.timedelta(minutes=1)
    as_alone: str | None = None


def talks(library: Library, each: int) -> Iterator[Talk]:
    """For every topic that differs between the calls and each language, talks around `each` of its paraphrases."""
    for place, topic in enumerate(library.pack.topics):
        if not (takes_programmes(library, topic) and (topic.told or is_of_edition(topic.id))):
            continue
        for language in LANGUAGES:
            yield from _around(library, topic, language, each, place)


def _around(library: Library, topic: Topic, language: Language, each: int, place: int) -> Iterator[Talk]:
    """Only paraphrases that are answered on their own: what fails here fails for want of the other turn."""
    plain = (f.text for f in frames(library).get((topic.id, language), []) if f.sort is None and not f.counts)
    clear = (text for text in plain if _is_answered(library, Story(topic.id, language, text)))
    for number, text in enumerate(islice(clear, each), place):  # the words of the second turn take turns
        for call in library.pack.calls():
            yield from _of_call(library, topic.id, language, text, call, number)


def _is_answered(library: Library, story: Story) -> bool:
    reply = ask(library, story)
    return reply.topic == story.topic and reply.language == story.language


def _of_call(
    library: Library, topic: str, language: Language, plain: str, call: Programme, number: int
) -> Iterator[Talk]:
    (other,) = (one for one in library.pack.calls() if one is not call)
    name, others_name = call.name.in_(language), other.name.in_(language)
    words = {sort: said[number % len(said)] for sort, said in _WORDS[language].items()}
    meant = Story(topic, language, plain, Named(programme=call.id))
    of_other = replace(meant, named=Named(programme=other.id))
    named = f"{name}：{plain}" if language == "zh" else f"{name}: {plain}"
    yield Talk("name after topic", plain, words["name only"].format(name), meant)
    yield Talk("topic after name", name, plain, meant)
    yield Talk("topic after name, in time", name, plain, meant, HELD)
    yield Talk("topic after name, too late", name, plain, replace(meant, named=Named()), FORGOTTEN, as_alone=plain)
    if not _is_answered(library, replace(meant, text=named)):
        return
    switched = replace(meant, language=_OTHER[language], text=named)
    yield Talk("in the other language", named, words["in the other language"], switched, as_alone=named)
    yield Talk("the other one", named, words["the other one"], of_other)
    yield Talk("change of mind", named, words["change of mind"].format(others_name), of_other)
    if topic in YEARLY:
        yield from _of_years(library, meant, call, other, words)


def _of_years(
    library: Library, meant: Story, call: Programme, other: Programme, words: dict[str, str]
) -> Iterator[Talk]:
    """From one year to another, and with the year to the other call."""
    years = sorted(edition.year for edition in library.pack.editions if edition.programme == call.id)[-3:]
    for year, next_year in zip(years, (*years[1:], years[0]), strict=True):
        name = call.name.in_(meant.language)
        dated = f"{year}年{name}：{meant.text}" if meant.language == "zh" else f"{year} {name}: {meant.text}"
        if not _is_answered(library, replace(meant, text=dated)):
            continue
        in_next = replace(meant, named=Named(programme=call.id, year=next_year))
        of_other = replace(meant, named=Named(programme=other.id, year=year))
        yield Talk("another year", dated, words["another year"].format(next_year), in_next)
        yield Talk("correction of the year", dated, words["correction"].format(next_year), in_next)
        yield Talk(
            "the other call in that year", dated, words["name only"].format(other.name.in_(meant.language)), of_other
        )


def judge_talk(library: Library, talk: Talk) -> Judged:
    """The second reply held against what the talk has come to mean."""
    reply = asyncio.run(_held(library, talk))
    story = replace(talk.meant, text=f"{talk.first} → {talk.then}")
    if talk.as_alone is not None:
        alone = ask(library, talk.meant, text=talk.as_alone, language=talk.meant.language)
        same = alone.text == reply.text
        return Judged(story, reply, None if same else _gravity(reply), "" if same else f"alone: {alone.text[:160]!r}")
    fault, detail = fault_of(library, replace(talk.meant, text=talk.first), reply, due(library.pack, talk.meant))
    return Judged(story, reply, fault, detail)


def _gravity(reply: Reply) -> str:
    return "lacks its fact" if reply.kind == Kind.ANSWER else "asked" if reply.kind == Kind.CLARIFY else "declined"


async def _held(library: Library, talk: Talk) -> Reply:
    conversation = Conversation(library, MemoryConversations())
    await conversation.respond(Incoming("story", "one", talk.first, talk.meant.now))
    return await conversation.respond(Incoming("story", "one", talk.then, talk.meant.now + talk.pause))
