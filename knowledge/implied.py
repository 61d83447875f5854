"""What a message that names nothing is about: what was told last, before what it would mean if nothing had been."""

from dataclasses import replace

from knowledge.aspects import asks_group, asks_price, asks_which_work, aspects_of
from knowledge.described import Described
from knowledge.facts import Kind, Topic
from knowledge.lexicon import Reading
from knowledge.needs import Needs
from knowledge.phrasing import is_short
from knowledge.question import Earlier, Question, ruled
from knowledge.weighing import Weighing

_FEW = 14  # entries told of which all are meant by "who filed it?"
_OF_A_THING: frozenset[Kind] = frozenset({"who", "how-many", "when", "where", "contacts"})
_MUCH_THE_SAME = 0.35  # share of the score of a message's own topic
_THINGS = frozenset({"subject", "person", "organisation", "honour", "neighbour", "category"})
_OF_AN_ENTRY: frozenset[Kind] = frozenset({"who", "when"})


class Implied:
    """Holds the message read alone against the last topic and the honours its reply named."""

    def __init__(self, needs: Needs, described: Described, weighing: Weighing) -> None:
        self._needs = needs
        self._weighing = weighing
        self._described = described

    def of_the_last(self, question: Question, reading: Reading, earlier: Earlier, alone: Question) -> Question | None:
        """The last topic or entries, for a short message without a name whose own topic is unclear or only implied."""
        last, own = self._needs.topic(earlier.topic), self._needs.topic(alone.topic)
        named = {mention.sort for mention in reading.mentions} - {"term", "number"}
        if last is None or named or not is_short(reading.folded) or not self._needs.is_business(last.id):
            return None
        if earlier.same_message or earlier.candidates:
            return None
        asked: set[Kind] = {aspect for aspect in aspects_of(reading.folded) if aspect != "may"}
        if asks_price(reading.folded):
            asked -= {"how-many"}
        if own and own.implied and own.id != last.id and (near := self._near(question, reading, earlier, last)):
            return near
        unsettled = alone.tier != "answer" or bool(own and own.implied)
        of_honours = unsettled or self._needs.tells(alone.topic, "honours")
        if of_honours and (entries := self._of_entries(question, reading, earlier, asked)):
            return entries
        if not unsettled or not self._tells_it(last, own, asked):
            return None
        stays = self._is_of_a_thing(last, earlier) or not (own and own.implied)
        told = last.id if stays else self._nearest(last, alone, asked)
        topic = self._needs.settle(told, question.slots, earlier.slots, question.now)
        return replace(ruled(question, "aspect", topic, 0.7), carried=("topic",))

    def _near(self, question: Question, reading: Reading, earlier: Earlier, last: Topic) -> Question | None:
        """A topic the last one leads to that asks much the same: the fee for members, and not that for entries."""
        ranked = self._weighing.ranked(question, reading, earlier).candidates
        enough = _MUCH_THE_SAME * ranked[0][1] if ranked else 0.0
        near = next((label for label, score in ranked[1:] if label in last.next and score >= enough), None)
        return ruled(question, "aspect", near, 0.7) if near and ranked[0][0] not in last.next else None

    def _of_entries(self, question: Question, reading: Reading, earlier: Earlier, asked: set[Kind]) -> Question | None:
        """The honours told, where it is asked who, when, in which group or with what work they were honoured."""
        entry, told = self._needs.playing("entry"), earlier.honours
        if entry is None or not 0 < len(told) <= _FEW or not self._needs.tells(earlier.topic, "honours"):
            return None
        works = asks_group(reading.folded) or asks_which_work(reading.folded)
        if "how-many" in asked or not (works or asked & _OF_AN_ENTRY):
            return None
        if one := self._described.by(reading.folded, told):
            told = (one,)
        slots = replace(question.slots, honours=told, numbers=())
        return replace(ruled(question, "told-last", entry, 0.8), slots=slots, among=told)

    def _is_of_a_thing(self, last: Topic, earlier: Earlier) -> bool:
        """Whether the last topic told of something it was asked about by name."""
        return any(self._needs.has(slot, earlier.slots) for slot in (*last.needs, *last.welcomes) if slot in _THINGS)

    def _nearest(self, last: Topic, alone: Question, asked: set[Kind]) -> str:
        """The likeliest topic the last one leads to that tells what is asked; else the last itself."""
        near = (label for label, _ in alone.candidates if label in last.next)
        return next((id_ for id_ in near if any(self._needs.tells(id_, kind) for kind in asked)), last.id)

    def _tells_it(self, last: Topic, own: Topic | None, asked: set[Kind]) -> bool:
        """Whether the last topic tells what is asked: by the words, and by what the message's own topic would tell."""
        told = _OF_A_THING.intersection(last.tells)
        if own and own.implied:
            asked = asked | {kind for kind in ("contacts",) if kind in own.tells}
        return bool(told & asked)
