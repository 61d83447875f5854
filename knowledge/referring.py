"""Messages that speak of the last reply: the same of another name, the person told, "the second one"."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from knowledge.aspects import asks_attributes, asks_price, bare_aspect
from knowledge.clauses import asks
from knowledge.described import Described
from knowledge.facts import Topic
from knowledge.following import asks_the_same, only_explains, puts_against, says_until, step_of
from knowledge.lexicon import Reading
from knowledge.needs import Needs
from knowledge.pack import Pack
from knowledge.phrasing import (
    BOTH,
    CONTINUES,
    FORMER,
    LATTER,
    OTHER,
    POINTS_BACK,
    bare,
    is_brief,
    is_short,
    leaves_topic_out,
    plain,
    says_what_about,
)
from knowledge.pointing import (
    AMONG,
    EACH,
    IN_CHARGE,
    ON_THE_LIST,
    PERSON,
    REPLACED,
    WITH_WHOM,
    asks_for_kind,
    asks_listed_kind,
    list_step,
    position_of,
)
from knowledge.question import CLEAR_ALONE, Earlier, Question, Slots, ruled
from knowledge.weighing import Weighing

_FEW = 14  # entries told of which all are meant by "which year, which group?"
_MISREAD = 0.5  # a last turn read less surely than this may have been misread

Alone = Callable[[Question, Reading], Question]  # a question read as if nothing had been said before


class Referring:
    """Reads messages that lean on the last turn, or on what its reply named."""

    def __init__(self, pack: Pack, needs: Needs, weighing: Weighing, described: Described, read_alone: Alone) -> None:
        self._pack = pack
        self._needs = needs
        self._weighing = weighing
        self._described = described
        self._read_alone = read_alone

    def leaning(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question | None:
        """The last turn's topic, for a message that leaves its own out and is not clear alone."""
        last = self._needs.topic(earlier.topic) if earlier else None
        if earlier is None or last is None or not self._needs.is_business(last.id):
            return None
        names = reading.mentions or FORMER.search(reading.folded) or LATTER.search(reading.folded)
        against = self._puts_against(question, reading)
        same = asks_the_same(plain(reading.masked))
        leans = bool(names) and (leaves_topic_out(plain(reading.masked)) or against or same)
        both = BOTH.search(reading.folded) and leaves_topic_out(plain(BOTH.sub(" ", reading.masked)))
        leans = leans or step_of(reading.folded) is not None or only_explains(reading.folded)
        if question.slots.organisations and "organisation" not in (*last.needs, *last.welcomes):
            leans = False  # "and Tsinghua?" after a question about something else is a question of its own
        if self._named_beside(question, last, earlier):
            leans = False  # "and the academy?" after what tells of no such thing is one as well
        slots = question.slots
        if both and not reading.mentions:
            leans, slots = True, replace(slots, programmes=tuple(self._pack.scheme.programmes))
        close, search = self._needs.playing("close"), self._needs.playing("search")
        elsewhere = close is not None and self._asks_elsewhere(reading, last)
        if OTHER.search(reading.folded) and len(bare(reading.masked)) <= 24:
            other = [p for p in self._pack.scheme.programmes if p not in earlier.slots.programmes]
            leans = len(other) == 1
            slots = replace(slots, programmes=(other[0],)) if leans else slots
        if not leans and not elsewhere:
            return None
        if earlier.candidates:
            return self._unanswered(question, slots, earlier)
        if leans and (told := self._of_those_told(question, reading, earlier)):
            return told
        if leans and last.id != search and reading.ids("place") and self._needs.tells(last.id, "honours"):
            return ruled(question, "last-turn", search, 0.85) if search else None  # "and Germany?"
        settled = elsewhere or both or (against and bool(slots.dates)) or only_explains(reading.folded)
        sure = same or question.corrects or says_what_about(reading.folded)
        if not settled and (not sure or earlier.confidence < _MISREAD):
            alone = self._read_alone(question, reading)
            enough = CLEAR_ALONE if earlier.confidence >= _MISREAD else earlier.confidence
            own = self._needs.topic(alone.topic)
            again = says_what_about(reading.folded) and self._needs.is_overview(alone.topic)
            if own and not again and own.kind != "talk" and alone.tier == "answer" and alone.confidence >= enough:
                return alone
        topic = self._needs.settle(last.id, slots, earlier.slots, question.now)
        topic = self._needs.refined(topic, slots)
        if elsewhere and close:
            topic = close
        if against and slots.dates and not self._needs.tells(topic, "when"):
            topic = self._needs.playing("close") or topic
        if against and slots.people and self._needs.tells(topic, "contacts"):
            topic = self._needs.playing("contact-of-person") or topic
        return replace(ruled(question, "last-turn", topic, 0.9), slots=slots, carried=("topic",))

    def _named_beside(self, question: Question, last: Topic, earlier: Earlier) -> bool:
        """Whether a thing is named that the last topic, which was of no thing, cannot be about."""
        things = [
            id_ for id_ in question.slots.subjects if self._pack.subject[id_].kind in ("event", "body", "publication")
        ]
        if not things or self._needs.things(earlier.slots):
            return False
        takes = "subject" in (*last.needs, *last.welcomes)
        return not takes and self._needs.refined(last.id, question.slots) == last.id

    def _of_those_told(self, question: Question, reading: Reading, earlier: Earlier) -> Question | None:
        """Those of the entries a search found that are of the year, call or group named: "and 2024?"."""
        slots, sorts = question.slots, {m.sort for m in reading.mentions} - {"term"}
        if self._needs.role(earlier.topic) != "search" or not sorts <= {"year", "programme", "category"}:
            return None
        return self._among(question, earlier.honours) if self._admits_any(slots, earlier.honours) else None

    def _asks_elsewhere(self, reading: Reading, last: Topic) -> bool:
        """Whether a message that goes on from an hour told only names a place: "and for our Nairobi partner?"."""
        if not reading.ids("place") or "clock" not in last.tells or not is_short(reading.folded):
            return False
        return bool(CONTINUES.search(reading.folded)) and not asks(reading.folded.rstrip("?？呢"))

    def in_the_list(self, question: Question, reading: Reading, earlier: Earlier) -> Question | None:
        """Another entry of the list of which the last reply told one: "the next one", "and the last?"."""
        step, position = list_step(reading.folded), position_of(reading.folded)
        if len(earlier.honours) != 1 or reading.ids("year") or not is_short(reading.folded):
            return None
        row = self._row_of(earlier.honours[0])
        at = row.index(earlier.honours[0]) + step if step else position
        if at is None:
            return None
        if not -1 <= at < len(row) or (step and at < 0):  # there is none before the first, and none after the last
            return replace(question, topic=None, tier="decline", confidence=0.85, rule="told-last")
        return self._about_honours(question, (row[at],))

    def _row_of(self, key: str) -> list[str]:
        """The entries of a list, of one group where it has groups, in their order."""
        list_, group, _ = key.split("/")
        keys = (h.key(e) for h, e in self._pack.all_honours() if h.id == list_)
        return [one for one in keys if one.split("/")[1] == group]

    def placed(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """The entry a message names by its place in one list: "the first to be presented in 2025"."""
        position, slots = position_of(reading.folded), question.slots
        if position is None or len(slots.years) != 1 or not ON_THE_LIST.search(reading.folded) or slots.honours:
            return None
        if alone.tier == "answer" and alone.confidence >= CLEAR_ALONE and not self._needs.tells(alone.topic, "honours"):
            return None
        groups = {key.split("/")[1] for key in slots.categories}
        rows = [
            [h.key(e) for e in h.entries if not groups or e.category in groups]
            for h in self._pack.honour_lists("winners")
            if h.complete and h.year in slots.years and h.programme in slots.programmes
        ]
        row = rows[0] if len(rows) == 1 else []
        one_group = len({key.split("/")[1] for key in row}) == 1
        if not one_group or not -len(row) <= position < len(row):
            return None
        return self._about_honours(question, (row[position],))

    def of_a_kind(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """The search of the lists, for a message that asks one year's for a kind of organisation."""
        search, slots = self._needs.playing("search"), question.slots
        clear = alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        if search is None or slots.organisations or clear or not asks_listed_kind(reading.folded):
            return None
        if alone.tier == "decline" and not slots.name_ours():
            return None  # the prize may be anybody's
        listed = any(h.kind == "winners" and h.complete and h.year in slots.years for h in self._pack.honours)
        return ruled(question, "listed", search, 0.6) if listed else None

    def of_an_aspect(self, question: Question, reading: Reading, earlier: Earlier) -> Question | None:
        """The last topic, or the one it leads to that tells it, for a message that only asks who, how many, when."""
        last, aspect = self._needs.topic(earlier.topic), bare_aspect(reading.masked)
        if last is None or earlier.candidates or not self._needs.is_business(last.id) or reading.ids("place"):
            return None
        if earlier.honours and asks_attributes(reading.masked) and len(earlier.honours) <= _FEW:
            return self._about_honours(question, earlier.honours)
        if aspect is None or reading.ids("term"):
            return None  # "how many outstanding cases" is a question of its own
        near = (last.id,) if asks_price(reading.folded) else (last.id, *last.next)
        told = next((id_ for id_ in near if self._needs.tells(id_, aspect)), None)
        if told is None:
            return None
        topic = self._needs.settle(told, question.slots, earlier.slots, question.now)
        return replace(ruled(question, "aspect", topic, 0.85), carried=("topic",))

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

    def of_the_person_told(self, question: Question, reading: Reading, earlier: Earlier) -> Question | None:
        """A message about the person the last reply named: "does she also do the cases?"."""
        folded, slots = reading.folded, question.slots
        replaced = bool(REPLACED.search(folded)) and not reading.ids("person") and puts_against(reading.masked)
        contact, of_person = self._needs.playing("contact"), self._needs.playing("contact-of-person")
        if not self._needs.tells(earlier.topic, "contacts") or not earlier.people or not is_brief(folded):
            return None
        if contact is None or of_person is None:
            return None
        if not replaced and not PERSON.search(folded):
            return None
        alone = self._weighing.ranked(question, reading, None)
        clear = alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        if clear and not self._needs.tells(alone.topic, "contacts"):
            return None
        of_nobody = alone.confidence < _MISREAD and not self._needs.tells(alone.topic, "who")
        unknown = question.own_programmes and (alone.tier != "answer" or of_nobody)  # "does she do the cases?"
        if not replaced and not unknown and not IN_CHARGE.search(folded):
            return None  # whatever else is asked of a person, the contact's text is no answer
        if replaced:
            return replace(ruled(question, "told-last", contact, 0.85), slots=replace(slots, people=()))
        # of several the first: the one in charge is told before others
        slots = slots if slots.people else replace(slots, people=earlier.people[:1])
        topic = contact if question.own_programmes else of_person
        return replace(ruled(question, "told-last", topic, 0.85), slots=slots)

    def of_what_was_told(
        self, question: Question, reading: Reading, earlier: Earlier, alone: Question
    ) -> Question | None:
        """A message about the honours the last reply named: "the second one", "which of these …"."""
        folded, own = reading.folded, self._needs.topic(alone.topic)
        clear = bool(own) and alone.tier == "answer" and alone.confidence >= CLEAR_ALONE
        if not is_brief(folded) or reading.ids("honour"):
            return None
        if not earlier.honours:
            listed = self._needs.playing("list")
            if listed and EACH.search(folded) and self._needs.role(earlier.topic) == "count" and not clear:
                return replace(ruled(question, "told-last", listed, 0.85), carried=("topic",))
            return None
        years = question.slots.years
        if reading.ids("year") and not (years and self._admits_any(Slots(years=years), earlier.honours)):
            return None  # of another list than was told
        position = position_of(folded)
        told, count = earlier.honours, len(earlier.honours)
        if position is not None and -count <= position < count and not question.slots.years:
            return self._about_honours(question, (told[position],))
        if not clear and count > 1 and (one := self._described.by(folded, told)):
            return self._about_honours(question, (one,))
        points = bool(POINTS_BACK.search(folded) or CONTINUES.search(folded))
        if WITH_WHOM.search(folded) and (points or not clear):
            return self._about_honours(question, told)
        if asks_for_kind(folded):
            return self._among(question, told)
        if clear and not self._needs.tells(alone.topic, "honours"):
            return None
        if EACH.search(folded) and not replace(question.slots, numbers=()).any_named():
            return self._about_honours(question, told)
        if AMONG.search(folded) or (points and self._needs.role(alone.topic) == "search"):
            return self._among(question, told)
        return None

    def _admits_any(self, slots: Slots, honours: Sequence[str]) -> bool:
        """Whether any of these entries is of the year, call and category named."""
        told = ((h, e) for h, e in self._pack.all_honours() if h.key(e) in honours)
        return any(slots.admit(h.programme, h.year, e.category) for h, e in told)

    def said_again(self, question: Question, alone: Question, earlier: Earlier) -> Question | None:
        """The last question once more, for a message that only doubts the answer to it or asks where it is from."""
        doubts = self._needs.role(alone.topic) == "again" and alone.tier == "answer"
        if not doubts or question.slots.any_named() or earlier.candidates or not self._needs.is_business(earlier.topic):
            return None
        slots = replace(earlier.slots, dates=(), times=(), numbers=())  # what was put forward has been judged
        whole = replace(question, slots=slots, own_programmes=slots.programmes, repeats=True)
        return ruled(whole, "again", earlier.topic or "", 0.9)

    def _among(self, question: Question, told: tuple[str, ...]) -> Question | None:
        """Those of the honours told that a question means, looked for among them alone."""
        search = self._needs.playing("search")
        slots = replace(question.slots, honours=())
        return replace(ruled(question, "told-last", search, 0.85), slots=slots, among=told) if search else None

    def _about_honours(self, question: Question, honours: tuple[str, ...]) -> Question | None:
        entry = self._needs.playing("entry")
        slots = replace(question.slots, honours=honours, numbers=(), years=())
        return replace(ruled(question, "told-last", entry, 0.85), slots=slots, among=honours) if entry else None

    def put_forward(self, question: Question, reading: Reading, alone: Question) -> Question | None:
        """The close, for a message that says nothing but that some day is right, or that a call is open until then."""
        close = self._needs.playing("close")
        ours = question.own_programmes or (alone.candidates and alone.candidates[0][0] == close)
        until = ours and says_until(reading.masked) and question.yes_no
        if close is None or not question.slots.dates or not (until or self._puts_against(question, reading)):
            return None
        return ruled(question, "put-forward", close, 0.8)
