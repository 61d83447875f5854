"""Asks a story of the whole assistant and says what is wrong with the reply, the gravest fault first."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.memory import MemoryConversations
from handlers.contract import Incoming, Kind, Reply
from handlers.conversation import Conversation
from knowledge.language import Language
from knowledge.library import Library
from knowledge.text import fold, typed_pinyin
from tests.stories.due import Due, due
from tests.stories.story import Story, full_width, traditional
from tests.transcripts import bare

# gravest first; `asked` and `declined` are silence where an answer was due, not errors
FAULTS = (
    "foreign fact", "answered though nothing is published", "other topic", "lacks its fact", "scripts differ",
    "other language", "no source", "unformatted", "declined", "asked",
)  # fmt: skip
_YES = re.compile(r"对|是的|可以|来得及|符合|能|Yes\b")
_NO = re.compile(r"不|没有|来不及|已经截止|No\b")
_UNFORMATTED = re.compile(r"\{\s*\$|[{}]|\bNone\b|\bNaN\b|[\u2066-\u2069]|\[\*?[a-z]+\]|  |[\ue000-\ue0ff]")
# a sign that ends something, with the next word set right against it
_RUN_TOGETHER = re.compile(r"[A-Za-z]{2}[.,;:!?][A-Za-z]|\d[;!?][A-Za-z]")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b(?:[\w-]+\.)+(?:org|com|cn|net|edu|gov|int|io)\b\S*", re.ASCII)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
# topics whose other half is meant when only past, or only coming, years are named
_HALVES = (
    {"winners", "winners-2026"}, {"summit-facts", "summit-next"}, {"edition-overview", "about-programme"},
    {"person-contact", "contact", "subject"}, {"subject", "summit-facts"}, {"subject", "term-in-english"},
    {"next-call", "edition-overview"},
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A story, the reply to it, and its gravest fault (None: right) with what shows it."""

    story: Story
    reply: Reply
    fault: str | None = None
    detail: str = ""

    def __str__(self) -> str:
        named = {k: v for k, v in vars(self.story.named).items() if v is not None}
        return (
            f"[{self.fault}] {self.story.topic} {named or ''} {self.story.text!r}\n"
            f"    {self.detail}\n    {self.reply.kind.value} {self.reply.topic} {self.reply.confidence:.2f}: "
            f"{self.reply.text[:220]!r}"
        )


def ask(library: Library, story: Story, *, text: str | None = None, language: Language | None = None) -> Reply:
    """The reply to a story, or to the same written otherwise, in a fresh chat."""
    conversation = Conversation(library, MemoryConversations())
    message = Incoming("story", "one", text or story.text, story.now, language=language)
    return asyncio.run(conversation.respond(message))


def judge(library: Library, story: Story) -> Judged:
    reply = ask(library, story)
    spoken = story if _tells_its_language(story) else replace(story, language=reply.language)
    fault, detail = fault_of(library, story, reply, due(library.pack, spoken))
    if fault in (None, "asked", "declined") and story.language == "zh":
        for written in (traditional(story.text), full_width(story.text)):
            other = ask(library, story, text=written)
            if fold(other.text) != fold(reply.text):  # what is quoted of a message stays in its script
                return Judged(story, reply, "scripts differ", f"{written!r} → {other.topic}: {other.text[:120]!r}")
    return Judged(story, reply, fault, detail)


def fault_of(library: Library, story: Story, reply: Reply, wanted: Due) -> tuple[str | None, str]:
    """The gravest fault of a reply held against what is due, and what shows it."""
    said = bare(reply.text)
    answered = reply.kind == Kind.ANSWER
    held = [one for one in wanted.never if bare(one) in said and not any(bare(one) in bare(own) for own in wanted.must)]
    if answered and held:
        return "foreign fact", f"holds {held[0]!r}"
    if answered and wanted.agrees is not None and (_NO if wanted.agrees else _YES).match(reply.text):
        return "foreign fact", f"says {'no' if wanted.agrees else 'yes'}"
    right = is_right_topic(story, reply.topic)
    told_elsewhere = bool(wanted.must) and all(bare(one) in said for one in wanted.must)
    if answered and not right and not told_elsewhere:
        return "other topic", f"{reply.topic}"
    if bad := _form_fault(library, story, reply):
        return bad
    if reply.kind == Kind.CLARIFY:
        offers = [choice.id for choice in reply.choices]
        return "asked", f"{'rightly among' if _offered(story, offers) else 'not among'} {offers}"
    if not answered:
        kind = library.pack.topic[story.topic].kind
        silent = (
            wanted.silent
            or kind == "outside"
            or (kind == "talk" and reply.kind == Kind.DONE)
            or (right and not wanted.must)
        )
        return (None, "") if silent else ("declined", f"{reply.topic}")
    if reply.topic != story.topic and reply.topic in library.pack.topic and not told_elsewhere:
        wanted = due(
            library.pack, replace(story, topic=reply.topic or "")
        )  # right as well, and says it in its own words
    missing = [one for one in wanted.must if bare(one) not in said]
    if missing:
        return "lacks its fact", f"lacks {missing[0]!r}"
    return None, ""


def is_right_topic(story: Story, topic: str | None) -> bool:
    if topic == story.topic or topic in story.accepted:
        return True
    return any(topic in half and story.topic in half for half in _HALVES)


def _offered(story: Story, offers: Iterable[str]) -> bool:
    return any(offer.removeprefix("q:").partition("|")[0] in (story.topic, *story.accepted) for offer in offers)


def _form_fault(library: Library, story: Story, reply: Reply) -> tuple[str, str] | None:
    """What is wrong with the form: language, sources, signs nobody meant to show."""
    han, latin = len(_HAN.findall(reply.text)), len(_LATIN.findall(reply.text))
    strange = han == 0 if story.language == "zh" else han > latin and reply.topic != "term-in-english"
    if _tells_its_language(story) and (reply.language != story.language or strange):
        return "other language", f"{reply.language}: {han} Chinese characters, {latin} Latin words"
    topic = library.pack.topic.get(reply.topic or "")
    states = reply.kind == Kind.ANSWER and topic is not None and topic.kind in ("told", "computed", "unpublished")
    if states and not reply.sources and reply.topic not in ("today", "precheck"):
        return "no source", ""
    if not reply.text.strip():
        return "unformatted", "empty"
    if bad := _UNFORMATTED.search(reply.text) or _RUN_TOGETHER.search(_ADDRESS.sub(" ", reply.text)):
        return "unformatted", repr(bad.group())
    return None


def _tells_its_language(story: Story) -> bool:
    """Not where another language is asked for, nor in pinyin or in signs both languages use."""
    if story.topic == "language" or typed_pinyin(fold(story.text)):
        return False
    return story.language == "en" or bool(_HAN.search(story.text))


def counts(judged: Iterable[Judged]) -> Counter[str]:
    """How many stories there are (`all`), are right, and have each fault."""
    found: Counter[str] = Counter()
    for one in judged:
        found.update(["all", one.fault or "right"])
    return found


def table(judged: Iterable[Judged]) -> str:
    """The counts as lines of text, by what the stories name."""
    rows: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        rows[one.story.named.sorts()].append(one)
    everything = [one for row in rows.values() for one in row]
    return "\n".join(line(name, row) for name, row in [*sorted(rows.items()), ("all", everything)])


def line(name: str, judged: Iterable[Judged]) -> str:
    """One line of a table: how many, how many right, how many of each fault."""
    found = counts(judged)
    faults = ", ".join(f"{fault} {found[fault]}" for fault in FAULTS if found[fault])
    share = 100 * found["right"] / found["all"]
    return f"{name:28} {found['all']:6} asked, {found['right']:6} right ({share:.1f} %)  {faults}"
