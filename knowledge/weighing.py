"""Question → topic by its words: the ranker's scores, corrected by what the question names and what was said before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.aspects import aspects_of
from knowledge.clauses import asking_clauses, asks, clauses
from knowledge.facts import Aspect, Topic
from knowledge.lexicon import MASK, Reading
from knowledge.needs import Needs
from knowledge.pack import Pack
from knowledge.phrasing import CONTINUES, POINTS_BACK, asked, is_short, plain, without_lead
from knowledge.question import Earlier, Question, Slots
from knowledge.ranker import OUTSIDE, Beside, Ranker, Ranking, Signs, Tier
from knowledge.strange import Strange

# All in units of the ranker's score, in which a sure topic has about 1.
_WELCOME = 0.15  # for each sort of name a topic welcomes …
_WELCOME_PLACE = 0.35  # … for a city elsewhere, which is hardly ever named but for its time
_WELCOME_EARLY = 0.3  # … and for a year before the first edition, hardly ever named but as a beginning
_SAME_TOPIC = 0.3  # a short message after another is likely about the same …
_ASKED_ALREADY = 0.1  # … less so where it is the next thing asked in one message …
_NEXT_TOPIC = 0.15  # … or the next step
_CONTINUED = 1.5  # … all the more where it says that it goes on: "and …", "…呢"
_ANSWERS = 0.05  # for a topic that tells who, how many, when or where, as is asked …
_ANSWERS_ELSE = 0.15  # … and off one that tells another of these
_ENOUGH = 0.2  # score of a question that a greeting or an oath must not hide
_NEAR_TIE = 0.03  # two unrelated topics this close are asked about, unless the first is likely anyway
_LIKELY = 0.75
_SURE_NAMED = 0.3  # enough to answer at where something of ours is named
_SURE_ALONE = 0.5  # the least to answer at where nothing of ours is named and nothing was said before
_SURE_ASIDE = 0.45  # … and for a short one that goes over to another subject than the last
_WORTH_ASKING = 0.12  # the least to ask at where something of ours is named …
_WORTH_ASKING_AGAIN = 0.2  # … or said before
_NEARLY_AS_GOOD = 0.8  # … and so are two where the second has this share of a first …
_EVEN_CHANCE = 0.4  # … that is less likely than this
_UNSURE = 0.35  # and any two, related or not, where the first is less likely than this …
_MUCH_AS_GOOD = 0.75  # … and the second has this share of it

_STRANGE, _MOSTLY_STRANGE = 0.2, 0.3  # share of words never used of ours, to ask back at and to decline at
_OFF_TOPIC_GOING_ON = 0.3  # share of the off-topic score that counts against the topic of the last turn

_RANKED = 20  # topics looked at
_STORY = 4  # clauses from which on a message tells a story
_MOST_CLAUSES = 4  # the last clauses of a message that ask
_TOLD = 0.25  # what the rest of a message counts beside the clause that asks …
_TOLD_BACK = 0.8  # … and beside one that speaks of "it"


@dataclass(frozen=True)
class Scored:
    """A topic, what speaks for it, and how the message compares with its paraphrases."""

    topic: str
    score: float
    beside: Beside


class Weighing:
    """Ranks the topics for a question whose slots are read."""

    def __init__(self, pack: Pack, ranker: Ranker, needs: Needs, strange: Strange) -> None:
        self._pack = pack
        self._ranker = ranker
        self._needs = needs
        self._strange = strange

    def ranked(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        """The best reading of the whole message or, where it has several clauses, of one that asks."""
        text = asked(without_lead(plain(reading.marked)))
        whole = self._ranker.rank(text, top=_RANKED, compared=_RANKED)
        rankings = [(text, whole)]
        asking = asking_clauses(reading.marked)
        said = clauses(reading.marked) if asking else []
        for clause in asking[-_MOST_CLAUSES:]:
            back = bool(POINTS_BACK.search(clause))
            share = _TOLD_BACK if back else _TOLD
            if back and clause != asking[0]:
                if len(said) < _STORY or said.index(clause) == 0:
                    continue  # "…, and what does it cost?" says nothing by itself
                clause, share = f"{said[said.index(clause) - 1]} {clause}", _TOLD  # it speaks of what was said last
            text = asked(without_lead(plain(clause)))
            own = self._ranker.rank(text, top=_RANKED, compared=_RANKED)
            rankings.append((text, _in_context(own, whole, share)))
        ranked = [self._judged(replace(question, asked=text), ranking, earlier) for text, ranking in rankings]
        if earlier is None and not question.slots.name_ours():
            ranked = [self._held_back(one, self._strange.share(reading.masked)) for one in ranked]
        business = [q for q in ranked if (topic := self._needs.topic(q.topic)) and not topic.yields]
        best = max(business or ranked, key=lambda q: q.confidence)
        if not business and best.topic and question.slots.any_named() and asks(reading.folded):
            return replace(best, tier="ask")  # "at 8 pm in Brussels, is that fine?" is more than "fine"
        return best

    def _held_back(self, question: Question, strange: float) -> Question:
        """The question asked back or declined where many of its words are none that are ever used of ours."""
        if question.tier != "decline" and strange >= _MOSTLY_STRANGE:
            return replace(question, topic=None, tier="decline", confidence=question.confidence * (1 - strange))
        return replace(question, tier="ask") if question.tier == "answer" and strange >= _STRANGE else question

    def _judged(self, question: Question, ranking: Ranking, earlier: Earlier | None) -> Question:
        """The question with the topic a ranking speaks for."""
        scored = self._scored(question, ranking, earlier)
        if not scored:
            return question
        first, second = scored[0], scored[1].score if len(scored) > 1 else 0.0
        lead = first.score - max(second, self._goes_on(first.topic, earlier) * ranking.outside)
        probability = self._ranker.probability(Signs(first.score, lead, *first.beside))
        tier = self._tier(probability, question, earlier)
        if tier == "answer" and self._is_contested(scored, probability):
            tier = "ask"
        if tier == "answer" and probability < _SURE_ASIDE and self._changes_subject(first.topic, question, earlier):
            tier = "ask"
        return replace(
            question,
            topic=None if tier == "decline" else first.topic,
            tier=tier,
            confidence=probability,
            candidates=tuple((one.topic, one.score) for one in scored[:5]),
        )

    def _goes_on(self, topic: str, earlier: Earlier | None) -> float:
        """What being off topic counts: little where a message goes on about what the last was about."""
        last = self._needs.topic(earlier.topic) if earlier else None
        return _OFF_TOPIC_GOING_ON if last and topic == last.id else 1.0

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

    def _changes_subject(self, topic: str, question: Question, earlier: Earlier | None) -> bool:
        """Whether a short message that names nothing is taken for something the last reply does not lead to."""
        last = self._needs.topic(earlier.topic) if earlier else None
        if last is None or question.slots.name_ours() or not is_short(question.folded):
            return False
        return topic != last.id and topic not in last.next

    def _is_contested(self, scored: Sequence[Scored], probability: float) -> bool:
        """Whether another topic is too near to answer; of two that lead to each other a likely first will do."""
        if len(scored) < 2:
            return False
        first, second = scored[:2]
        if second.topic == self._pack.topic[first.topic].otherwise:
            return False  # that would be meant without the name that is there
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
        asked_for = frozenset(aspects_of(question.asked))
        for (label, score), beside in zip(ranking.ranked, ranking.beside, strict=True):
            if label == OUTSIDE or self._needs.topic(label) is None:
                continue
            score += self._expected(label, question, earlier) + self._answering(label, asked_for, question)
            settled = self._needs.settle(label, question.slots, Slots(), question.now)
            score += self._needs.fits(label, question.slots) if settled == label else 0.0
            if settled not in best or best[settled].score < score:
                best[settled] = Scored(settled, score, beside)
        return self._business_first(sorted(best.values(), key=lambda one: -one.score), question)

    def _answering(self, label: str, asked_for: frozenset[Aspect], question: Question) -> float:
        """What speaks for a topic that tells who, how many, when or where, or against it, if one of these is asked."""
        topic = self._pack.topic[label]
        told = topic.tells
        if "honours" in told and question.slots.organisations and "organisation" not in (*topic.needs, *topic.welcomes):
            return -_ANSWERS_ELSE  # of all that were honoured, where one is named
        if not asked_for or not told:
            claims = question.yes_no and question.slots.numbers and question.slots.name_ours()
            return _ANSWERS if claims and "how-many" in told else 0.0
        if not asked_for.intersection(told):
            return -_ANSWERS_ELSE
        return _ANSWERS if question.slots.name_ours() else 0.0

    def _expected(self, label: str, question: Question, earlier: Earlier | None) -> float:
        """What speaks for a topic beside the words: names it welcomes, and in a short message the last topic."""
        topic = self._pack.topic[label]
        before = self._needs.topic(earlier.topic) if earlier else None
        bonus = sum(self._welcome(slot, question, topic) for slot in topic.welcomes)
        if before and earlier and is_short(question.folded):
            # a last turn that was perhaps misread speaks for less
            share = (1 + earlier.confidence) / 2 * (_CONTINUED if CONTINUES.search(question.folded) else 1.0)
            same, led_to = (_ASKED_ALREADY, 0.0) if earlier.same_message else (_SAME_TOPIC, _NEXT_TOPIC)
            bonus += share * (same if label == before.id else led_to if label in before.next else 0.0)
        return bonus

    def _welcome(self, slot: str, question: Question, topic: Topic) -> float:
        match slot:
            case "count":
                return _WELCOME if question.count else 0.0
            case "place" if self._needs.has("listed-place", question.slots):
                return 0.0  # a place of those listed, and not of the one who asks
            case "place":
                far = self._needs.elsewhere(question.slots) and ("clock" not in topic.tells or _of_a_place(question))
                return _WELCOME_PLACE if far else 0.0
            case "term" if question.slots.categories:
                return 0.0  # the name of a category, most of which are terms as well
            case "listed-place":
                return _WELCOME_PLACE if self._needs.has(slot, question.slots) else 0.0
            case "early-year":
                return _WELCOME_EARLY if self._needs.has(slot, question.slots) else 0.0
            case _:
                return _WELCOME if self._needs.has(slot, question.slots) else 0.0

    def _business_first(self, ranked: list[Scored], question: Question) -> list[Scored]:
        """A greeting or an oath around a question does not hide it."""
        if not ranked or not self._pack.topic[ranked[0].topic].yields or not question.slots.any_named():
            return ranked
        rest = [one for one in ranked if self._needs.is_business(one.topic)]
        return [*rest, ranked[0]] if rest and rest[0].score >= _ENOUGH else ranked


def _of_a_place(question: Question) -> bool:
    """Whether a place bears on what is asked, and is not only where a story plays."""
    if question.slots.times or question.slots.dates or "when" in aspects_of(question.folded):
        return True
    return len(clauses(question.folded)) < _STORY or MASK["place"] in question.asked


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
