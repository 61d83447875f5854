"""Topics can be reached and have an answer; what is said can be filled in."""

from collections.abc import Iterator

from knowledge.answer import COMPOSERS
from knowledge.answer.wording import PLACEHOLDER, faults_in
from knowledge.checks.ids import unknown
from knowledge.errors import Fault
from knowledge.facts import Topic
from knowledge.language import LANGUAGES
from knowledge.pack import Draft, Paraphrase
from knowledge.pack.documents import Placed
from knowledge.phrasing import bare
from knowledge.text import fold

_TOLD_PLACEHOLDERS = {"mailbox", "platform", "year", "programme"}


def topics_reached(draft: Draft) -> Iterator[Fault]:
    """Every topic has paraphrases in both languages, and none is another topic's too."""
    for placed in draft.topics:
        for language in LANGUAGES:
            if not (placed.fact.paraphrases.zh if language == "zh" else placed.fact.paraphrases.en):
                message = f"topic '{placed.fact.id}' cannot be reached: no paraphrase in '{language}'"
                yield placed.fault(message, "unreachable", "paraphrases")
    claimed: dict[str, Paraphrase] = {}
    for said in draft.paraphrases():
        first = claimed.setdefault(bare(fold(said.text)), said)
        if first.topic != said.topic:
            message = f"paraphrase '{said.text}' is claimed by topic '{first.topic}' too ({first.place})"
            yield said.fault(f"{message}; leave it to one", "paraphrase-in-two-topics")


def roles_played_once(draft: Draft) -> Iterator[Fault]:
    """No two topics play one role."""
    played: dict[str, Placed[Topic]] = {}
    for placed in draft.topics:
        role = placed.fact.role
        if role and (first := played.setdefault(role, placed)) is not placed:
            message = f"role '{role}' is played by topic '{first.fact.id}' too; leave it to one"
            yield placed.fault(message, "role-played-twice", "role")


def topics_answer(draft: Draft) -> Iterator[Fault]:
    """Every topic tells something that has a source, or names an answer that can be computed."""
    for placed in draft.topics:
        topic = placed.fact
        if topic.kind == "computed":
            if topic.compose not in COMPOSERS:
                message = unknown("computed answer", str(topic.compose), COMPOSERS)
                yield placed.fault(message, "unknown-answer", "compose")
            continue
        if topic.compose is not None:
            message = f"'compose' goes with kind computed, not {topic.kind}"
            yield placed.fault(message, "unknown-answer", "compose")
        if not topic.told:
            yield placed.fault(f"topic '{topic.id}' tells nothing: 'told' is empty", "unreachable", "id")
        yield from _told(placed)


def _told(placed: Placed[Topic]) -> Iterator[Fault]:
    for i, told in enumerate(placed.fact.told):
        if placed.fact.kind in ("told", "unpublished") and not told.cite:
            yield placed.fault("a fact without 'cite': name the source", "missing-source", "told", i)
        for language in LANGUAGES:
            for fault in faults_in(told.text.in_(language), language, _TOLD_PLACEHOLDERS):
                yield placed.fault(fault, "unknown-placeholder", "told", i, "text", language)


def wording_readable(draft: Draft) -> Iterator[Fault]:
    """The sentences of computed answers can be filled in, with the same placeholders in both languages."""
    for name, placed in draft.wording:
        zh, en = (set(PLACEHOLDER.findall(placed.fact.in_(language))) for language in LANGUAGES)
        for language in LANGUAGES:
            for fault in faults_in(placed.fact.in_(language), language, zh | en):
                yield placed.fault(f"{name}: {fault}", "unknown-placeholder", language)
