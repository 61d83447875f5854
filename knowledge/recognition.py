"""Question → topic: the rules in their order, then the ranker."""

from dataclasses import replace

from knowledge.aspects import asks_group, asks_where_to_file, aspects_of
from knowledge.clauses import asks, tells_of_oneself
from knowledge.described import Described
from knowledge.following import asks_if_in_force, says_dropped
from knowledge.implied import Implied
from knowledge.known import Known
from knowledge.lexicon import Reading
from knowledge.needs import Needs
from knowledge.pack import Pack
from knowledge.phrasing import (
    CONTINUES,
    NAMES,
    POINTS_BACK,
    asked_after,
    bare,
    holds_sensitive_number,
    is_short,
    leaves_topic_out,
    only_asks_what,
    plain,
    says_held_since,
    wants_made,
    without_call,
)
from knowledge.pointing import ON_THE_LIST, WITH_WHOM
from knowledge.question import CLEAR_ALONE, Earlier, Question, Slots, ruled
from knowledge.ranker import Ranker
from knowledge.referring import Referring
from knowledge.strange import Strange
from knowledge.weighing import Weighing

_UNCLEAR = 0.6  # a message less clear than this may be meant as a rule reads it
_ASKED_BACK = 0.15  # a short message that goes on from the last is asked about when it is this likely understood


class Recogniser:
    """Finds the topic of a question whose slots are read."""

    def __init__(self, pack: Pack, ranker: Ranker, known: Known) -> None:
        self._known = known
        self.needs = Needs(pack)
        self._weighing = Weighing(pack, ranker, self.needs, Strange(known.usual))
        self._pack = pack
        self._described = Described(pack)
        self._referring = Referring(pack, self.needs, self._weighing, self._described, self._read_alone)
        self._implied = Implied(self.needs, self._described, self._weighing)
        self._first_asked = [topic.id for topic in pack.topics if topic.first_asked]
        self._explains = next((topic.id for topic in pack.topics if topic.needs == ("subject",)), None)
        self._overview = next((topic.id for topic in pack.topics if topic.needs == ("year",)), None)
        dated = (topic for topic in pack.topics if any(one.states and one.states.since for one in topic.told))
        self._history = next((topic.id for topic in dated), None)
        self._for_sensitive = next((topic.id for topic in pack.topics if topic.sensitive), None)

    def recognise(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        """The question with its topic, tier and confidence; `carried` says when the topic is the last turn's."""
        if _about_another(reading):
            return replace(question, confidence=0.9, rule="about-another")  # not ours to tell about
        if wants_made(plain(reading.folded)) and not question.slots.programmes:
            return replace(question, confidence=0.9, rule="wants-made")
        if self._for_sensitive and holds_sensitive_number(reading.folded):
            return ruled(question, "sensitive-number", self._for_sensitive, 1.0)
        contact = self.needs.playing("contact")
        if contact and (question.slots.mailboxes or reading.ids("phone")) and asks_if_in_force(reading.masked):
            return ruled(question, "in-force", contact, 0.95)
        if contact and not question.slots.people and asked_after(question.text, reading.masked):
            return ruled(question, "put-forward", contact, 0.8)
        if self._history and says_held_since(reading.masked):
            return ruled(question, "put-forward", self._history, 0.8)
        if self._explains and self.needs.things(question.slots) and only_asks_what(reading.masked):
            return ruled(question, "what-is", self._explains, 0.95)
        if earlier and (person := self._referring.of_the_person_told(question, reading, earlier)):
            return person
        if earlier and (entry := self._referring.in_the_list(question, reading, earlier)):
            return entry
        if earlier and (aside := self._referring.of_an_aspect(question, reading, earlier)):
            return aside
        # a message that leaves its topic out is the last turn's, even where it is a paraphrase of another
        if leaning := self._referring.leaning(question, reading, earlier):
            return leaning
        alone = (
            self._recognised_at_once(question, reading)
            or self._named_alone(question, reading)
            or self._weighing.ranked(question, reading, earlier)
        )
        if contact and question.slots.mailboxes and self.needs.role(alone.topic) == "open":
            return ruled(question, "in-force", contact, alone.confidence)  # the mailbox, not the call
        if earlier and (again := self._referring.said_again(question, alone, earlier)):
            return again
        if earlier and (referring := self._referring.of_what_was_told(question, reading, earlier, alone)):
            return referring
        if earlier and (implied := self._implied.of_the_last(question, reading, earlier, alone)):
            return implied
        return (
            self._referring.placed(question, reading, alone)
            or self._referring.of_a_kind(question, reading, alone)
            or self._of_an_entry(question, reading, alone)
            or self._of_an_organisation(question, reading, alone)
            or self._which_category(question, reading, alone)
            or self._elsewhere(question, alone)
            or self._put_forward(question, reading, alone)
            or self._of_standing(alone)
            or self._counted(alone)
            or self._asked_of_a_call(alone, reading)
            or self._asked_back(alone, reading, earlier)
            or alone
        )

    def is_written(self, reading: Reading) -> bool:
        """Whether a message is word for word a paraphrase, so that it has no slips."""
        return bare(plain(reading.folded)) in self._known.written

    def _read_alone(self, question: Question, reading: Reading) -> Question:
        """The question read as if nothing had been said before."""
        return self._recognised_at_once(question, reading) or self._weighing.ranked(question, reading, None)

    def _recognised_at_once(self, question: Question, reading: Reading) -> Question | None:
        """The question with its topic where it is a paraphrase known at once."""
        known = self._known_topic(reading)
        exact = self.needs.settle(known, question.slots, Slots(), question.now) if known else None
        if exact is None or self.needs.fits(exact, question.slots) < 0:
            return None
        return replace(ruled(question, "known", exact, 1.0), candidates=((exact, 1.0),))

    def _named_alone(self, question: Question, reading: Reading) -> Question | None:
        """The overview of the programme or year that is all a message says."""
        rest = NAMES.sub("", bare(plain(reading.masked))).strip()
        sorts = {mention.sort for mention in reading.mentions} - {"term"}
        if self._overview is None or rest not in ("", "the") or not sorts or sorts - {"programme", "year"}:
            return None
        topic = self.needs.settle(self._overview, question.slots, Slots(), question.now)
        return ruled(question, "name-alone", topic, 0.9)

    def _known_topic(self, reading: Reading) -> str | None:
        written = self._known.written.get(bare(plain(reading.folded)))
        masked = bare(plain(reading.masked))
        # "2023年领先科技奖获奖名单" asks what "获奖名单" asks, of one year's award
        return written or self._known.masked.get(masked) or self._known.masked.get(without_call(masked))

    def _asked_back(self, alone: Question, reading: Reading, earlier: Earlier | None) -> Question | None:
        """The likeliest topics and the last one to choose from, for a short message that goes on and is not clear."""
        last = self.needs.topic(earlier.topic) if earlier else None
        goes_on = POINTS_BACK.search(reading.folded) or CONTINUES.search(reading.folded)
        if last is None or alone.tier != "decline" or alone.confidence < _ASKED_BACK:
            return None
        if not goes_on or not is_short(reading.folded):
            return None
        near = [one for one in alone.candidates if one[0] != last.id and self.needs.is_business(one[0])]
        candidates = (*near[:2], (last.id, alone.confidence))
        return replace(alone, topic=candidates[0][0], tier="ask", candidates=candidates)

    def _of_an_entry(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """The honoured entry a message describes, where it asks who filed it, in which year or group, or if it won."""
        topic, folded, slots = self.needs.playing("entry"), reading.folded, question.slots
        clear = alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        if topic is None or slots.honours or (clear and not self.needs.tells(alone.topic, "honours")):
            return None
        about_one = ON_THE_LIST.search(folded) or WITH_WHOM.search(folded) or asks_group(folded)
        if tells_of_oneself(folded) or not (about_one or {"who", "when"}.intersection(aspects_of(folded))):
            return None
        theirs = [
            honours.key(entry)
            for honours, entry in self._pack.all_honours()
            if {party.org for party in (*entry.applicants, *entry.joint)} & set(slots.organisations)
        ]
        only = theirs[0] if len(theirs) == 1 and asks_group(folded) else None
        found = only or self._described.by(_descriptive(reading), theirs)
        if found is None or not asks(folded):
            return None
        return replace(ruled(question, "described", topic, 0.8), slots=replace(slots, honours=(found,)))

    def _of_an_organisation(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """What an organisation was honoured with, for a message that names it and asks when or in which group."""
        lookup, own = self.needs.playing("lookup"), self.needs.topic(alone.topic)
        if lookup is None or not question.slots.organisations or alone.confidence >= _UNCLEAR:
            return None
        if own is None or "organisation" in (*own.needs, *own.welcomes) or tells_of_oneself(reading.folded):
            return None
        asked = "when" in aspects_of(reading.folded) or asks_group(reading.folded)
        return ruled(question, "listed", lookup, 0.6) if asked and ON_THE_LIST.search(reading.folded) else None

    def _which_category(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """Advice on the category, for a message that asks under which one something is to be filed."""
        advice, slots = self.needs.playing("advice"), question.slots
        clear = alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        if advice is None or clear or slots.honours or slots.organisations or slots.years:
            return None
        files = slots.name_ours() or tells_of_oneself(reading.folded)
        return ruled(question, "filed-under", advice, 0.7) if files and asks_where_to_file(reading.folded) else None

    def _elsewhere(self, question: Question, alone: Question) -> Question | None:
        """The close, for a message that asks what an hour means and names a place elsewhere: there it is another."""
        close, topic = self.needs.playing("close"), self.needs.topic(alone.topic)
        if close is None or topic is None or topic.kind != "told" or "clock" not in topic.tells:
            return None
        at_an_hour = question.slots.times or question.slots.dates or "when" in aspects_of(question.folded)
        if "place" in topic.welcomes or not at_an_hour or not self.needs.elsewhere(question.slots):
            return None
        return ruled(question, "elsewhere", close, alone.confidence)

    def _put_forward(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        clear = alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        listed = self.needs.playing("categories")
        if listed and question.slots.categories and says_dropped(reading.folded) and not clear:
            return ruled(question, "put-forward", listed, 0.8)
        return None if clear else self._referring.put_forward(question, reading, alone)

    def _of_standing(self, alone: Question) -> Question | None:
        """Whether a call is open, for a message that may ask this in several ways, none of them clear."""
        still_open = self.needs.playing("open")
        if still_open is None or alone.tier != "ask" or not alone.yes_no or not alone.own_programmes:
            return None
        likely = [label for label, _ in alone.candidates[:3]]
        if sum(self.needs.tells(label, "standing") for label in likely) < 2 or still_open not in likely:
            return None
        return ruled(alone, "ranked", still_open, alone.confidence)

    def _counted(self, alone: Question) -> Question | None:
        """How many were honoured in a year that is past, for a message that counts and may mean that."""
        count, years = self.needs.playing("count"), alone.slots.years
        if count is None or not alone.count or not years or alone.confidence >= CLEAR_ALONE:
            return None
        likely = [label for label, _ in alone.candidates[:2]]
        past = max(years) < self.needs.current_year(alone.now, alone.slots.programmes)
        topic = self.needs.topic(alone.topic)
        told = topic is not None and topic.kind == "told"  # what is computed of a year is so for that year
        return ruled(alone, "ranked", count, alone.confidence) if told and past and count in likely else None

    def _asked_of_a_call(self, alone: Question, reading: Reading) -> Question | None:
        """What is mostly asked of a call, to choose from, for a message that names it and says nothing else."""
        # what the ranker makes of "and the cases?" rests on "and"
        if alone.rule != "ranked" or not alone.own_programmes or not leaves_topic_out(plain(reading.masked)):
            return None
        offered = tuple((id_, alone.confidence) for id_ in self._first_asked)
        return replace(alone, topic=offered[0][0], tier="ask", candidates=offered) if offered else None


def _descriptive(reading: Reading) -> str:
    """The words of a message but for the calls and organisations it names, which are words of titles as well."""
    rest = reading.folded
    for mention in reversed(reading.mentions):
        if mention.sort in ("programme", "neighbour", "year", "organisation"):
            rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return rest


def _about_another(reading: Reading) -> bool:
    """Whether a prize or occasion of others is named, and nothing of ours before it."""
    foreign = [m.start for m in reading.mentions if m.sort == "foreign"]
    ours = [m.start for m in reading.mentions if m.sort in ("programme", "neighbour", "category")]
    return bool(foreign) and not any(start < foreign[0] for start in ours)
