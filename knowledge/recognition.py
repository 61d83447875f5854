"""Question → topic: paraphrases known at once, then the ranker, corrected by what the question names."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from knowledge.clauses import asking_clauses, asks
from knowledge.facts import Topic
from knowledge.following import asks_if_in_force, asks_the_same, only_explains, puts_against, step_of
from knowledge.language import Frozen
from knowledge.lexicon import MASK, Lexicon, Reading
from knowledge.pack import Pack
from knowledge.phrasing import (
    CONTINUES,
    FORMER,
    LATTER,
    NAMES,
    OTHER,
    POINTS_BACK,
    asked,
    bare,
    holds_sensitive_number,
    is_brief,
    is_short,
    leaves_topic_out,
    only_asks_what,
    plain,
    says_what_about,
    without_call,
)
from knowledge.pointing import AMONG, EACH, IN_CHARGE, PERSON, REPLACED, WITH_WHOM, asks_for_kind, position_of
from knowledge.question import Earlier, Question, Rule, Slots
from knowledge.ranker import OUTSIDE, Beside, Ranker, Ranking, Signs, Tier
from knowledge.spelling import vocabulary
from knowledge.text import prepared

# All in units of the ranker's score, in which a sure topic has about 1.
_NEED_UNMET = 0.6  # taken off a topic whose names are missing
_NEED_MET = 0.05  # breaks ties in favour of the topic that needs what is named
_WELCOME = 0.15  # for each sort of name a topic welcomes …
_WELCOME_PLACE = 0.35  # … for a city elsewhere, which is hardly ever named but for its time
_WELCOME_EARLY = 0.3  # … and for a year before the first edition, hardly ever named but as a beginning
_SAME_TOPIC = 0.2  # a short message after another is likely about the same …
_NEXT_TOPIC = 0.08  # … or the next step
_CONTINUED = 1.5  # … all the more where it says that it goes on: "and …", "…呢"
_MISREAD = 0.5  # a last turn read less surely than this may have been misread
_ENOUGH = 0.2  # score of a question that a greeting or an oath must not hide
_NEAR_TIE = 0.03  # two unrelated topics this close are asked about, unless the first is likely anyway
_LIKELY = 0.75
_SURE_NAMED = 0.3  # enough to answer at where something of ours is named
_SURE_ALONE = 0.55  # the least to answer at where nothing of ours is named and nothing was said before
_WORTH_ASKING = 0.12  # the least to ask at where something of ours is named …
_WORTH_ASKING_AGAIN = 0.2  # … or said before
_NEARLY_AS_GOOD = 0.8  # … and so are two where the second has this share of a first …
_EVEN_CHANCE = 0.4  # … that is less likely than this
_UNSURE = 0.35  # and any two, related or not, where the first is less likely than this …
_MUCH_AS_GOOD = 0.75  # … and the second has this share of it
_CLEAR_ALONE = 0.75  # a message that could lean on the last turn is read on its own when it is this clear

_ASKED_BACK = 0.15  # a short message that goes on from the last is asked about when it is this likely understood
_NO_BUSINESS = ("talk", "outside")

_RANKED = 20  # topics looked at
_MOST_CLAUSES = 4  # the last clauses of a message that ask
_TOLD = 0.25  # what the rest of a message counts beside the clause that asks …
_TOLD_BACK = 0.8  # … and beside one that speaks of "it"

# What a follow-up can mean without saying so.
_CLOSE, _CONTACT, _COUNTED, _LISTED, _BY_KEYWORD, _ENTRY = (
    "deadline", "contact", "winners-count", "winners", "honours-by-keyword", "entry-detail",
)  # fmt: skip
_STILL_OPEN = "still-open"
_ASKED_OF_A_CALL = ("about-programme", "deadline", "how-to-apply")
_OF_CONTACTS = ("contact", "person-contact")
_OF_HONOURS = ("winners", "winners-count", "honours-lookup", "honours-by-keyword", "entry-detail", "joint-applicants")
_OF_DAYS = ("deadline", "days-left", "opening", "notices", "summit-facts", "summit-what", "subject", "ceremony")

_SLOT_OF = {
    "programme": "programmes", "category": "categories", "organisation": "organisations", "person": "people",
    "subject": "subjects", "honour": "honours", "place": "places", "year": "years", "date": "dates",
    "time": "times", "number": "numbers", "mailbox": "mailboxes",
}  # fmt: skip


class Known(Frozen):
    """Paraphrases recognised at once: as written, and with names masked where the rest is one topic's alone.

    `words` and `pairs` are what is written in them, for `spelling`.
    """

    written: dict[str, str]
    masked: dict[str, str]
    words: str = ""
    pairs: str = ""


def study(pack: Pack, lexicon: Lexicon) -> tuple[Known, list[tuple[str, str]]]:
    """What is learnt from a pack: the paraphrases known at once, and the ranker's examples.

    An example is (what of a paraphrase tells its topic, topic); the off-topic list is marked as such.
    What is known at once is written as it should be: no name is read in it that does not stand there.
    The ranker learns from what is read in a message, slips and all.
    """
    written: dict[str, str] = {}
    masked: dict[str, set[str]] = defaultdict(set)
    examples: dict[tuple[str, str], None] = {}
    texts = [paraphrase for _, paraphrase in pack.paraphrases()] + [*pack.outside.zh, *pack.outside.en]
    words, pairs = vocabulary(map(prepared, texts))
    for topic, paraphrase in pack.paraphrases():
        reading = lexicon.read(paraphrase, inexact=False)
        written.setdefault(bare(plain(reading.folded)), topic.id)
        masked[bare(plain(reading.masked))].add(topic.id)
        examples[asked(lexicon.read(paraphrase).marked), topic.id] = None
    for text in (*pack.outside.zh, *pack.outside.en):
        examples[asked(lexicon.read(text).marked), OUTSIDE] = None
    alone = {key: owner for key, owners in masked.items() if (owner := _owner(pack, key, owners))}
    return Known(written=written, masked=alone, words=words, pairs=pairs), list(examples)


def _owner(pack: Pack, masked: str, topics: set[str]) -> str | None:
    """Whose a masked paraphrase is: one topic's alone, and where a name was masked, one's that needs the name.

    Where nothing but names stands it must be needed as well: "next year?" says nothing of "2024".
    """
    needing = {id_ for id_ in topics if pack.topic[id_].needs}
    if MASK["subject"] in masked or needing or not NAMES.sub("", masked).strip():
        topics = needing
    return next(iter(topics)) if len(topics) == 1 else None


@dataclass(frozen=True)
class Scored:
    """A topic, what speaks for it, and how the message compares with its paraphrases."""

    topic: str
    score: float
    beside: Beside


class Recogniser:
    """Finds the topic of a question whose slots are read."""

    def __init__(self, pack: Pack, ranker: Ranker, known: Known) -> None:
        self._pack = pack
        self._ranker = ranker
        self._known = known
        self._zone = ZoneInfo(pack.scheme.zone)
        self._first_year = min((e.year for e in pack.editions if e.last_day), default=0)
        self._explains = next((topic.id for topic in pack.topics if topic.needs == ("subject",)), None)
        self._overview = next((topic.id for topic in pack.topics if topic.needs == ("year",)), None)
        self._for_sensitive = next((topic.id for topic in pack.topics if topic.sensitive), None)

    def recognise(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        """The question with its topic, tier and confidence; `carried` says when the topic is the last turn's."""
        if _about_another(reading):
            return replace(
                question, confidence=0.9, rule="about-another"
            )  # another prize or occasion: not ours to tell about
        if self._for_sensitive and holds_sensitive_number(reading.folded):
            return self._ruled(question, "sensitive-number", self._for_sensitive, 1.0)
        if (question.slots.mailboxes or reading.ids("phone")) and asks_if_in_force(reading.masked):
            return self._ruled(question, "in-force", _CONTACT, 0.95)
        if (
            self._explains
            and (question.slots.people or self._things(question.slots))
            and only_asks_what(reading.masked)
        ):
            return self._ruled(question, "what-is", self._explains, 0.95)
        if earlier and (person := self._of_the_person_told(question, reading, earlier)):
            return person
        # a message that leaves its topic out is the last turn's, even where it is a paraphrase of another
        if leaning := self._leaning(question, reading, earlier):
            return leaning
        alone = (
            self._recognised_at_once(question, reading)
            or self._named_alone(question, reading)
            or self._ranked(question, reading, earlier)
        )
        if alone.topic == _STILL_OPEN and question.slots.mailboxes:
            return self._ruled(question, "in-force", _CONTACT, alone.confidence)  # the mailbox, not the call
        if earlier and (referring := self._of_what_was_told(question, reading, earlier, alone)):
            return referring
        return (
            self._put_forward(question, reading)
            or self._asked_of_a_call(alone, reading)
            or self._asked_back(alone, reading, earlier)
            or alone
        )

    def is_written(self, reading: Reading) -> bool:
        """Whether a message is word for word a paraphrase, so that it has no slips."""
        return bare(plain(reading.folded)) in self._known.written

    def _recognised_at_once(self, question: Question, reading: Reading) -> Question | None:
        """The question with its topic where it is a paraphrase known at once."""
        known = self._known_topic(reading)
        exact = self._settle(known, question.slots, Slots(), question.now) if known else None
        if exact is None or self._fits(exact, question.slots) < 0:
            return None
        return replace(self._ruled(question, "known", exact, 1.0), candidates=((exact, 1.0),))

    def _named_alone(self, question: Question, reading: Reading) -> Question | None:
        """The overview of the programme or year that is all a message says."""
        rest = NAMES.sub("", bare(plain(reading.masked))).strip()
        sorts = {mention.sort for mention in reading.mentions} - {"term"}
        if self._overview is None or rest not in ("", "the") or not sorts or sorts - {"programme", "year"}:
            return None
        topic = self._settle(self._overview, question.slots, Slots(), question.now)
        return self._ruled(question, "name-alone", topic, 0.9)

    def _ruled(self, question: Question, rule: Rule, topic: str, confidence: float) -> Question:
        """The question answered by a rule that comes before the ranker."""
        return replace(question, topic=topic, tier="answer", confidence=confidence, rule=rule)

    def current_year(self, now: dt.datetime, programmes: Sequence[str] = ()) -> int:
        """The year of the current edition: of the programmes named, or of any call."""
        today = now.astimezone(self._zone).date()
        named = [p for p in programmes if p in self._pack.scheme.programmes] or self._pack.scheme.programmes
        current = (self._pack.current_edition(p, today) for p in named)
        return max((edition.year for edition in current if edition), default=today.year)

    def topic(self, id_: str | None) -> Topic | None:
        return self._pack.topic.get(id_ or "")

    def _things(self, slots: Slots) -> list[str]:
        """The people named, and the subjects that are not mere terms."""
        return [*slots.people] + [id_ for id_ in slots.subjects if self._pack.subject[id_].kind != "term"]

    def _known_topic(self, reading: Reading) -> str | None:
        written = self._known.written.get(bare(plain(reading.folded)))
        masked = bare(plain(reading.masked))
        # "2023年领先科技奖获奖名单" asks what "获奖名单" asks, of one year's award
        return written or self._known.masked.get(masked) or self._known.masked.get(without_call(masked))

    # ── the last turn's topic ────────────────────────────────────────────────────────────

    def _leaning(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question | None:
        """The last turn's topic, for a message that leaves its own out and is not clear alone."""
        last = self.topic(earlier.topic) if earlier else None
        if earlier is None or last is None or last.kind in ("talk", "outside"):
            return None
        names = reading.mentions or FORMER.search(reading.folded) or LATTER.search(reading.folded)
        against = self._puts_against(question, reading)
        same = asks_the_same(plain(reading.masked))
        leans = bool(names) and (leaves_topic_out(plain(reading.masked)) or against or same)
        leans = leans or step_of(reading.folded) is not None or only_explains(reading.folded)
        if question.slots.organisations and "organisation" not in (*last.needs, *last.welcomes):
            leans = False  # "and Tsinghua?" after a question about something else is a question of its own
        slots = question.slots
        if OTHER.search(reading.folded) and len(bare(reading.masked)) <= 24:
            other = [p for p in self._pack.scheme.programmes if p not in earlier.slots.programmes]
            leans = len(other) == 1
            slots = replace(slots, programmes=(other[0],)) if leans else slots
        if not leans:
            return None
        if earlier.candidates:
            return self._unanswered(question, slots, earlier)
        settled = (against and bool(slots.dates)) or only_explains(reading.folded)
        sure = same or question.corrects or says_what_about(reading.folded)
        if not settled and (not sure or earlier.confidence < _MISREAD):
            alone = self._recognised_at_once(question, reading) or self._ranked(question, reading, None)
            enough = _CLEAR_ALONE if earlier.confidence >= _MISREAD else earlier.confidence
            own = self.topic(alone.topic)
            if own and own.kind != "talk" and alone.tier == "answer" and alone.confidence >= enough:
                return alone
        topic = self._settle(last.id, slots, earlier.slots, question.now)
        if against and slots.dates and topic not in _OF_DAYS:
            topic = _CLOSE
        if against and slots.people and topic in _OF_CONTACTS:
            topic = _OF_CONTACTS[1]
        return replace(self._ruled(question, "last-turn", topic, 0.9), slots=slots, carried=("topic",))

    def _puts_against(self, question: Question, reading: Reading) -> bool:
        """Whether a message only holds a fact against an answer, and names nothing else it could be about."""
        slots = question.slots
        things = [id_ for id_ in slots.subjects if self._pack.subject[id_].kind != "term"]
        return not (things or slots.organisations or slots.places) and puts_against(reading.masked)

    def _unanswered(self, question: Question, slots: Slots, earlier: Earlier) -> Question:
        """What the last message, which was not answered, came nearest to: asked about, with what this one names."""
        candidates = tuple((label, earlier.confidence) for label in earlier.candidates)
        return replace(
            question, topic=earlier.topic, tier="ask", confidence=earlier.confidence, candidates=candidates,
            slots=slots, carried=("topic",), rule="last-turn",
        )  # fmt: skip

    def _of_the_person_told(self, question: Question, reading: Reading, earlier: Earlier) -> Question | None:
        """A message about the person the last reply named: "does she also do the cases?"."""
        folded, slots = reading.folded, question.slots
        replaced = bool(REPLACED.search(folded)) and not reading.ids("person") and puts_against(reading.masked)
        if earlier.topic not in _OF_CONTACTS or not earlier.people or not is_brief(folded):
            return None
        if not replaced and not PERSON.search(folded):
            return None
        alone = self._ranked(question, reading, None)
        if alone.tier == "answer" and alone.confidence >= _CLEAR_ALONE and alone.topic not in _OF_CONTACTS:
            return None
        unknown = alone.tier != "answer" and question.own_programmes  # "does she do the cases?"
        if not replaced and not unknown and not IN_CHARGE.search(folded):
            return None  # whatever else is asked of a person, the contact's text is no answer
        if replaced:
            return replace(self._ruled(question, "told-last", _CONTACT, 0.85), slots=replace(slots, people=()))
        # of several the first: the one in charge is told before others
        slots = slots if slots.people else replace(slots, people=earlier.people[:1])
        topic = _CONTACT if question.own_programmes else _OF_CONTACTS[1]
        return replace(self._ruled(question, "told-last", topic, 0.85), slots=slots)

    def _of_what_was_told(
        self, question: Question, reading: Reading, earlier: Earlier, alone: Question
    ) -> Question | None:
        """A message about the honours the last reply named: "the second one", "which of these …"."""
        folded, own = reading.folded, self.topic(alone.topic)
        clear = bool(own) and alone.tier == "answer" and alone.confidence >= _CLEAR_ALONE
        if not is_brief(folded) or reading.ids("honour"):
            return None
        if not earlier.honours:
            if EACH.search(folded) and earlier.topic == _COUNTED and not clear:
                return replace(self._ruled(question, "told-last", _LISTED, 0.85), carried=("topic",))
            return None
        position = position_of(folded)
        told, count = earlier.honours, len(earlier.honours)
        if position is not None and -count <= position < count and not question.slots.years:
            return self._about_honours(question, (told[position],))
        points = bool(POINTS_BACK.search(folded) or CONTINUES.search(folded))
        if WITH_WHOM.search(folded) and (points or not clear):
            return self._about_honours(question, told)
        if asks_for_kind(folded):
            return replace(self._ruled(question, "told-last", _BY_KEYWORD, 0.85), among=told)
        if clear and alone.topic not in _OF_HONOURS:
            return None
        if EACH.search(folded) and not replace(question.slots, numbers=()).any_named():
            return self._about_honours(question, told)
        if AMONG.search(folded) or (alone.topic == _BY_KEYWORD and points):
            return replace(self._ruled(question, "told-last", _BY_KEYWORD, 0.85), among=told)
        return None

    def _about_honours(self, question: Question, honours: tuple[str, ...]) -> Question:
        slots = replace(question.slots, honours=honours, numbers=())
        return replace(self._ruled(question, "told-last", _ENTRY, 0.85), slots=slots, among=honours)

    def _put_forward(self, question: Question, reading: Reading) -> Question | None:
        """The close, for a message that says nothing but that some day is right: no other day is asked about so."""
        if not question.slots.dates or not self._puts_against(question, reading):
            return None
        return self._ruled(question, "put-forward", _CLOSE, 0.8)

    def _asked_back(self, alone: Question, reading: Reading, earlier: Earlier | None) -> Question | None:
        """The likeliest topics and the last one to choose from, for a short message that goes on and is not clear."""
        last = self.topic(earlier.topic) if earlier else None
        goes_on = POINTS_BACK.search(reading.folded) or CONTINUES.search(reading.folded)
        if last is None or alone.tier != "decline" or alone.confidence < _ASKED_BACK:
            return None
        if not goes_on or not is_short(reading.folded):
            return None
        near = [
            one for one in alone.candidates if one[0] != last.id and self._pack.topic[one[0]].kind not in _NO_BUSINESS
        ]
        candidates = (*near[:2], (last.id, alone.confidence))
        return replace(alone, topic=candidates[0][0], tier="ask", candidates=candidates)

    def _asked_of_a_call(self, alone: Question, reading: Reading) -> Question | None:
        """What is mostly asked of a call, to choose from, for a message that names it and says nothing else."""
        guessed = alone.rule == "ranked" and alone.confidence < _CLEAR_ALONE
        if not guessed or not alone.own_programmes or not leaves_topic_out(plain(reading.masked)):
            return None
        offered = tuple((id_, alone.confidence) for id_ in _ASKED_OF_A_CALL if self.topic(id_))
        return replace(alone, topic=offered[0][0], tier="ask", candidates=offered) if offered else None

    # ── ranking ──────────────────────────────────────────────────────────────────────────

    def _ranked(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        """The best reading of the whole message or, where it has several clauses, of one that asks."""
        text = asked(reading.marked)
        whole = self._ranker.rank(text, top=_RANKED, compared=_RANKED)
        rankings = [(text, whole)]
        asking = asking_clauses(reading.marked)
        for clause in asking[-_MOST_CLAUSES:]:
            back = bool(POINTS_BACK.search(clause))
            if back and clause != asking[0]:
                continue  # "…, and what does it cost?" says nothing by itself
            share = _TOLD_BACK if back else _TOLD
            text = asked(clause)
            own = self._ranker.rank(text, top=_RANKED, compared=_RANKED)
            rankings.append((text, _in_context(own, whole, share)))
        ranked = [self._judged(replace(question, asked=text), ranking, earlier) for text, ranking in rankings]
        business = [q for q in ranked if (topic := self.topic(q.topic)) and not topic.yields]
        best = max(business or ranked, key=lambda q: q.confidence)
        if not business and best.topic and question.slots.any_named() and asks(reading.folded):
            return replace(best, tier="ask")  # "at 8 pm in Brussels, is that fine?" is more than "fine"
        return best

    def _judged(self, question: Question, ranking: Ranking, earlier: Earlier | None) -> Question:
        """The question with the topic a ranking speaks for."""
        scored = self._scored(question, ranking, earlier)
        if not scored:
            return question
        first, second = scored[0], scored[1].score if len(scored) > 1 else 0.0
        lead = first.score - max(second, ranking.outside)
        probability = self._ranker.probability(Signs(first.score, lead, *first.beside))
        tier = self._tier(probability, question, earlier)
        if tier == "answer" and self._is_contested(scored, probability):
            tier = "ask"
        return replace(
            question,
            topic=None if tier == "decline" else first.topic,
            tier=tier,
            confidence=probability,
            candidates=tuple((one.topic, one.score) for one in scored[:5]),
        )

    def _tier(self, probability: float, question: Question, earlier: Earlier | None) -> Tier:
        """What to do at a probability: a message that names what is ours, or follows another, is likelier ours."""
        ours = question.slots.name_ours()
        tier = "answer" if ours and probability >= _SURE_NAMED else self._ranker.tier(probability)
        goes_on = earlier is not None and earlier.topic is not None
        if tier == "answer" and not ours and not goes_on and probability < _SURE_ALONE:
            return "ask"
        if tier == "decline" and probability >= (_WORTH_ASKING if ours else _WORTH_ASKING_AGAIN if goes_on else 1.0):
            return "ask"
        return tier

    def _is_contested(self, scored: Sequence[Scored], probability: float) -> bool:
        """Whether another topic is too near to answer; of two that lead to each other a likely first will do."""
        if len(scored) < 2:
            return False
        first, second = scored[:2]
        if probability < _UNSURE and second.score > _MUCH_AS_GOOD * first.score:
            return True
        if second.topic in self._pack.topic[first.topic].next or first.topic in self._pack.topic[second.topic].next:
            return False
        if first.score - second.score < _NEAR_TIE:
            return probability < _LIKELY
        return second.score > _NEARLY_AS_GOOD * first.score and probability < _EVEN_CHANCE

    def _scored(self, question: Question, ranking: Ranking, earlier: Earlier | None) -> list[Scored]:
        """The likeliest topics, best first, each once; those whose names are missing stand for what is meant then."""
        best: dict[str, Scored] = {}
        for (label, score), beside in zip(ranking.ranked, ranking.beside, strict=True):
            if label == OUTSIDE or self.topic(label) is None:
                continue
            score += self._expected(label, question, earlier)
            settled = self._settle(label, question.slots, Slots(), question.now)
            score += self._fits(label, question.slots) if settled == label else 0.0
            if settled not in best or best[settled].score < score:
                best[settled] = Scored(settled, score, beside)
        return self._business_first(sorted(best.values(), key=lambda one: -one.score), question)

    def _expected(self, label: str, question: Question, earlier: Earlier | None) -> float:
        """What speaks for a topic beside the words: names it welcomes, and in a short message the last topic."""
        topic = self._pack.topic[label]
        before = self.topic(earlier.topic) if earlier else None
        bonus = sum(self._welcome(slot, question) for slot in topic.welcomes)
        if before and earlier and is_short(question.folded):
            # a last turn that was perhaps misread speaks for less
            share = (1 + earlier.confidence) / 2 * (_CONTINUED if CONTINUES.search(question.folded) else 1.0)
            bonus += share * (_SAME_TOPIC if label == before.id else _NEXT_TOPIC if label in before.next else 0.0)
        return bonus

    def _welcome(self, slot: str, question: Question) -> float:
        match slot:
            case "count":
                return _WELCOME if question.count else 0.0
            case "place":
                places = (self._pack.place[id_] for id_ in question.slots.places)
                return _WELCOME_PLACE if any(p.zone != self._pack.scheme.zone for p in places) else 0.0
            case "early-year":
                return _WELCOME_EARLY if self._has(slot, question.slots) else 0.0
            case _:
                return _WELCOME if self._has(slot, question.slots) else 0.0

    def _business_first(self, ranked: list[Scored], question: Question) -> list[Scored]:
        """A greeting or an oath around a question does not hide it."""
        if not ranked or not self._pack.topic[ranked[0].topic].yields or not question.slots.any_named():
            return ranked
        rest = [one for one in ranked if self._pack.topic[one.topic].kind not in ("talk", "outside")]
        return [*rest, ranked[0]] if rest and rest[0].score >= _ENOUGH else ranked

    # ── what a topic needs ───────────────────────────────────────────────────────────────

    def _settle(self, label: str, slots: Slots, earlier: Slots, now: dt.datetime) -> str:
        """The topic that is meant by `label` with these slots: another where names are missing or years are past."""
        topic = self.topic(label)
        if topic and topic.in_past and slots.years and max(slots.years) < self.current_year(now):
            topic = self.topic(topic.in_past)
        while topic and topic.otherwise and self._missing(topic, slots) and self._missing(topic, earlier):
            topic = self.topic(topic.otherwise)
        return topic.id if topic else label

    def _fits(self, label: str, slots: Slots) -> float:
        topic = self._pack.topic[label]
        if not topic.needs:
            return 0.0
        return -_NEED_UNMET if self._missing(topic, slots) else _NEED_MET

    def _missing(self, topic: Topic, slots: Slots) -> bool:
        return not all(self._has(need, slots) for need in topic.needs)

    def _has(self, need: str, slots: Slots) -> bool:
        match need:
            case "neighbour":
                return any(p not in self._pack.scheme.programmes for p in slots.programmes)
            case "early-year":
                return any(year < self._first_year for year in (*slots.years, *slots.since))
            case "years":
                return len(slots.years) > 1
            case "term":
                return any(self._pack.subject[id_].kind == "term" for id_ in slots.subjects)
            case "subject":
                return bool(slots.subjects or slots.people)
            case _:
                return bool(getattr(slots, _SLOT_OF[need]))


def _in_context(clause: Ranking, whole: Ranking, share: float) -> Ranking:
    """The ranking of a clause, with what the rest of its message says counted less."""
    told = dict(whole.ranked)
    merged = [
        (label, (score + share * told.get(label, 0.0)) / (1 + share), beside)
        for (label, score), beside in zip(clause.ranked, clause.beside, strict=True)
    ]
    merged.sort(key=lambda one: -one[1])
    outside = (clause.outside + share * whole.outside) / (1 + share)
    ranked = tuple((label, score) for label, score, _ in merged)
    return replace(clause, ranked=ranked, beside=tuple(beside for *_, beside in merged), outside=outside)


def _about_another(reading: Reading) -> bool:
    """Whether a prize or occasion of others is named, and nothing of ours before it."""
    foreign = [m.start for m in reading.mentions if m.sort == "foreign"]
    ours = [m.start for m in reading.mentions if m.sort in ("programme", "neighbour", "category")]
    return bool(foreign) and not any(start < foreign[0] for start in ours)
