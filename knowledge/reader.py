"""A message, what the chat left open and the present instant → a question: topic × slots."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.clauses import GOES_ON, asking_parts, asks, of_before, shared_parts
from knowledge.facts import Topic
from knowledge.following import Step, explained_away, step_of, without_asides
from knowledge.histories import is_own_year
from knowledge.language import Language
from knowledge.lexicon import Lexicon, Reading, naming
from knowledge.mentions import Mention, Sort
from knowledge.negation import without_negated
from knowledge.pack import Pack
from knowledge.phrasing import (
    ALTOGETHER,
    BOTH,
    COUNT,
    FORMER,
    LATTER,
    NAMES,
    POINTS_BACK,
    YES_NO,
    is_short,
    switched_to,
    with_lines_ended,
)
from knowledge.pointing import category_position, placed_at
from knowledge.question import Earlier, Question, Slots
from knowledge.recognition import Recogniser
from knowledge.spelling import Spelling, is_pinyin
from knowledge.text import is_chinese, prepared, typed_pinyin

CARRIED_FOR = dt.timedelta(minutes=30)

_MOST_PARTS = 6
_MOST_ANSWERED = 5
_CLEAR_NAMED = 0.4  # … or this clear where it names something of ours
_HELD = ("programmes", "years")  # what one part names and the next may leave out
_SURE_APART = 0.9  # one part as sure as this shows that several things are asked
_CLEAR_APART = 0.6  # parts as clear as this are told from each other, however the whole is read
_CLEAR = 0.5  # a part of a message is answered on its own only when it is this clear
_POINTED_AT = ("people", "organisations", "subjects", "honours", "categories")
_JOINED = re.compile(r"[,，、&]| and |[和与]")
_THINGS: tuple[Sort, ...] = (
    "programme", "neighbour", "category", "organisation", "person", "subject", "term", "honour", "mailbox",
)  # fmt: skip
_TELL_APART = ("programmes", "categories", "people", "organisations", "years")
_INHERITED = ("categories", "organisations", "people", "subjects", "honours", "places")


class Reader:
    """Reads messages against one pack."""

    def __init__(self, pack: Pack, lexicon: Lexicon, recogniser: Recogniser, spelling: Spelling) -> None:
        self._pack = pack
        self._lexicon = lexicon
        self._spelling = spelling
        self._recogniser = recogniser
        self._zone = ZoneInfo(pack.scheme.zone)

    def read(
        self, text: str, now: dt.datetime, earlier: Earlier | None = None, language: Language | None = None
    ) -> Question:
        """The question a message asks; `language` fixes the reply's language whatever the message is in."""
        if earlier and abs(now - earlier.at) > CARRIED_FOR:  # a clock may have been set back a little
            earlier = None
        if again := _in_other_language(text, now, earlier):
            return again
        reading = self._read(text, earlier)
        spoken = language or _language(reading, earlier)
        if (rest := without_asides(reading.folded)) != reading.folded:
            reading = self._lexicon.read(rest)
        rest, turned_away = without_negated(reading)
        if rest != reading.folded:
            reading = self._lexicon.read(rest)
        reading = self._category_by_place(reading, earlier)
        question = self._unrecognised(text, reading, spoken, now, earlier)
        if turned_away:
            question = self._other_than(question, turned_away)
        question = self._former_or_latter(question, earlier)
        if earlier and ALTOGETHER.search(reading.folded):
            earlier = replace(earlier, slots=replace(earlier.slots, categories=()))
        if earlier and POINTS_BACK.search(reading.folded):
            # "her number": whom it points to decides what can be meant
            question = replace(question, slots=_filled(question.slots, earlier.slots, _POINTED_AT)[0])
        question = self._recogniser.recognise(question, reading, earlier)
        if earlier and question.rule != "again":
            question = self._carry(question, earlier)
        if earlier and earlier.topics and question.rule == "last-turn" and question.topic == earlier.topic:
            return replace(question, parts=tuple(self._asked_again(question, id_) for id_ in earlier.topics))
        return replace(question, parts=self._parts(question, earlier))

    def _asked_again(self, question: Question, topic: str) -> Question:
        """One of the several things last asked, of what is named now."""
        return replace(question, topic=self._recogniser.needs.settle(topic, question.slots, Slots(), question.now))

    def _read(self, text: str, earlier: Earlier | None = None) -> Reading:
        """What a message names, its slips put right, and in a Chinese conversation its pinyin in characters."""
        text = with_lines_ended(text)
        reading = self._lexicon.read(text)
        if earlier and earlier.language == "zh" and is_pinyin(reading.folded):
            written = self._spelling.in_characters(reading)
            return reading if written == reading.folded else self._lexicon.read(written)
        if self._recogniser.is_written(reading):
            return self._lexicon.read(text, inexact=False)
        corrected = self._spelling.corrected(reading, text)
        return reading if corrected == reading.folded else self._lexicon.read(corrected)

    def _unrecognised(
        self, text: str, reading: Reading, language: Language, now: dt.datetime, earlier: Earlier | None
    ) -> Question:
        slots = self._slots(reading, now, earlier)
        return Question(
            text, reading.folded, language, now, slots, None, "decline", 0.0,
            yes_no=bool(YES_NO.search(reading.folded)),
            count=bool(COUNT.search(reading.folded)),
            own_programmes=slots.programmes,
            reading=reading,
        )  # fmt: skip

    # ── slots ────────────────────────────────────────────────────────────────────────────

    def _slots(self, reading: Reading, now: dt.datetime, earlier: Earlier | None) -> Slots:
        categories = reading.ids("category")
        owners = tuple(dict.fromkeys(c.split("/")[0] for c in categories))
        programmes = (*reading.ids("programme"), *reading.ids("neighbour")) or owners
        of_editions, own = _years_told_apart(reading)
        return Slots(
            programmes=programmes,
            categories=categories,
            years=self._years(of_editions, programmes, now, earlier, step_of(reading.folded)),
            organisations=reading.ids("organisation"),
            people=reading.ids("person"),
            subjects=(*reading.ids("subject"), *reading.ids("term")),
            honours=reading.ids("honour"),
            places=reading.ids("place"),
            dates=reading.ids("date"),
            times=reading.ids("time"),
            numbers=tuple(int(n) for n in reading.ids("number")),
            mailboxes=reading.ids("mailbox"),
            since=tuple(int(word) for word in own),
        )

    def _other_than(self, question: Question, turned_away: Mapping[Sort, Sequence[str]]) -> Question:
        """The question without the names it turns away; of two calls the other is meant where one is."""
        slots, calls = question.slots, self._pack.scheme.programmes
        away = turned_away.get("programme", ())
        kept = tuple(p for p in slots.programmes if p not in away)
        if away and not kept:
            kept = tuple(p for p in calls if p not in away) if len(calls) == 2 else ()
        slots = replace(
            slots,
            programmes=kept,
            years=tuple(y for y in slots.years if str(y) not in turned_away.get("year", ())),
            categories=tuple(c for c in slots.categories if c not in turned_away.get("category", ())),
        )
        return replace(question, slots=slots, own_programmes=kept, corrects=True)

    def _former_or_latter(self, question: Question, earlier: Earlier | None) -> Question:
        """ "The latter": of two programmes named in the message or spoken of before."""
        position = 0 if FORMER.search(question.folded) else 1 if LATTER.search(question.folded) else None
        if position is None:
            return question
        two = next(
            (
                slots.programmes
                for slots in (question.slots, earlier.slots if earlier else Slots())
                if len(slots.programmes) == 2
            ),
            tuple(self._pack.scheme.programmes) if earlier else (),
        )
        if len(two) != 2:
            return question
        slots = replace(question.slots, programmes=(two[position],))
        return replace(question, slots=slots, own_programmes=slots.programmes)

    def _category_by_place(self, reading: Reading, earlier: Earlier | None) -> Reading:
        """ "The third group" as a name: of the one programme named in the message or spoken of before."""
        said = category_position(reading.folded) or self._place_among_categories(reading, earlier)
        programmes = reading.ids("programme") or (earlier.slots.programmes if earlier else ())
        if said is None or reading.ids("category") or len(programmes) != 1:
            return reading
        position, start, end = said
        categories = self._pack.programme[programmes[0]].categories
        if not -1 <= position < len(categories):
            return reading
        key = f"{programmes[0]}/{categories[position].id}"
        return naming(reading, Mention("category", (key,), start, end, reading.folded[start:end]))

    def _place_among_categories(self, reading: Reading, earlier: Earlier | None) -> tuple[int, int, int] | None:
        """ "The second", where the last reply told the categories or one of them."""
        last = self._recogniser.needs.topic(earlier.topic) if earlier else None
        if last is None or earlier is None or earlier.honours or not is_short(reading.folded):
            return None
        of_categories = last.role == "categories" or "category" in last.needs
        return placed_at(reading.folded) if of_categories else None

    def _years(
        self,
        words: Sequence[str],
        programmes: Sequence[str],
        now: dt.datetime,
        earlier: Earlier | None,
        step: Step | None,
    ) -> tuple[int, ...]:
        """Years as numbers: `last year` from the calendar, `the last edition` from the current one.

        A message that only goes a step on ("and the one before?") does so from the year spoken of.
        """
        this_year = now.astimezone(self._zone).year
        current = self._recogniser.needs.current_year(now, programmes)
        named = [int(word) for word in words if word.isdigit()]
        spoken_of = named[0] if named else earlier.slots.years[0] if earlier and earlier.slots.years else current
        if step and earlier and earlier.topic:
            return (spoken_of - 1 if step == "before" else spoken_of + 1,)
        relative = {
            "before": spoken_of - 1, "after": spoken_of + 1,
            "previous": current - 1, "current": current, "next": current + 1,
        }  # fmt: skip
        years = []
        for word in words:
            if word in relative:
                years.append(relative[word])
            elif word[0] in "+-":
                years.append(this_year + int(word))
            elif word.isdigit():
                years.append(int(word))
        return tuple(dict.fromkeys(years))

    # ── several questions in one message ─────────────────────────────────────────────────

    def _parts(self, whole: Question, earlier: Earlier | None) -> tuple[Question, ...]:
        """The questions of a message that asks several things, when each is clear; names hold for what follows."""
        texts = asking_parts(whole.folded)
        if len(texts) < 2 and whole.confidence < 1.0 and (each := shared_parts(whole.folded)):
            return self._of_each(each, whole, earlier)
        if not 2 <= len(texts) <= _MOST_PARTS or whole.confidence == 1.0 or _cuts_a_name(texts, whole):
            return ()
        parts: list[Question] = []
        before: Earlier | None = None
        held = whole.slots if len(whole.own_programmes) == 1 else Slots()  # "deadline and contact of the award"
        for text in texts:
            part = self._part(text, whole, earlier, before, held)
            if parts:
                part = self._leaning(part, parts[-1], before)
            if part.tier == "answer" and not self._stands_alone(part):
                part = replace(part, tier="ask")
            if (self._stands_alone(part) or self._is_unclear(part)) and not any(_same(part, one) for one in parts):
                parts.append(part)
            before = Earlier(part.topic, part.slots, whole.now, whole.language, same_message=True)
        clear = [part for part in parts if part.tier == "answer"]
        told = whole.topic in (part.topic for part in clear)
        if len(parts) < 2 or not clear:
            return ()
        surest = max(part.confidence for part in clear)
        apart = surest >= _SURE_APART or all(part.confidence > min(whole.confidence, _CLEAR_APART) for part in clear)
        if not told and not apart:
            return ()
        return tuple(parts[:_MOST_ANSWERED])

    def _part(
        self, text: str, whole: Question, earlier: Earlier | None, before: Earlier | None, held: Slots
    ) -> Question:
        """One question of several: it may leave out what the one before named, or what the message names but once."""
        reading = self._read(text)
        part = self._unrecognised(text, reading, whole.language, whole.now, earlier)
        for slots in (before.slots if before else Slots(), held):
            kept = {n: getattr(slots, n) for n in _HELD if not getattr(part.slots, n)}
            part = replace(part, slots=replace(part.slots, **kept))
        if before and POINTS_BACK.search(reading.folded):
            part = replace(part, slots=_filled(part.slots, before.slots, _POINTED_AT)[0])
        part = replace(part, own_programmes=part.slots.programmes)
        return self._recogniser.recognise(part, reading, before)

    def _of_each(self, texts: Sequence[str], whole: Question, earlier: Earlier | None) -> tuple[Question, ...]:
        """The same asked of two things, where each leads to another topic and both are clear."""
        parts = tuple(self._part(text, whole, earlier, None, whole.slots) for text in texts)
        clear = all(self._stands_alone(part) and part.confidence >= _CLEAR_APART for part in parts)
        topics = {part.topic for part in parts}
        return parts if clear and len(topics) == len(parts) and whole.topic in topics else ()

    def _leaning(self, part: Question, last: Question, before: Earlier | None) -> Question:
        """A part that names nothing or is not clear, read as one that goes on from the last: of its things or topic."""
        clear = self._stands_alone(part)
        named = [m for m in part.reading.mentions if m.sort in _THINGS] if part.reading else []
        if not named and last.reading and (things := _surfaces(last.reading)):
            together = self._read(f"{things} {part.folded}")
            slots = replace(part.slots, subjects=together.ids("subject") + together.ids("term"))
            again = self._recogniser.recognise(replace(part, slots=slots, reading=together), together, before)
            if self._stands_alone(again) and again.confidence > part.confidence and (clear or not _same(again, last)):
                return again if not clear or _same(again, last) else part
        if clear:
            return part
        other = part.slots.programmes and part.slots.programmes != last.slots.programmes
        if last.tier == "answer" and other and POINTS_BACK.search(part.folded):  # "is it the same for the award?"
            return replace(part, topic=last.topic, tier="answer", confidence=last.confidence)
        return part

    def _is_unclear(self, part: Question) -> bool:
        """Whether a part asks something of ours without its being clear what: it is asked back, not passed over."""
        likely = part.candidates[0][0] if part.candidates else None
        if part.slots.numbers and not part.slots.name_ours():
            return False  # a figure put forward goes with what was asked before it
        if part.tier == "decline" and GOES_ON.match(part.folded):
            return asks(part.folded)  # "…, and also …?": whatever it is, it was asked
        return part.tier == "ask" and self._recogniser.needs.is_business(likely) and asks(part.folded)

    def _stands_alone(self, part: Question) -> bool:
        topic = self._recogniser.needs.topic(part.topic)
        business = topic is not None and topic.kind not in ("talk", "outside")
        named = part.reading is not None and any(m.sort in _THINGS for m in part.reading.mentions)
        enough = _CLEAR_NAMED if named and asks(part.folded) else _CLEAR
        return business and part.tier == "answer" and part.confidence >= enough

    # ── what the chat left open ──────────────────────────────────────────────────────────

    def _carry(self, question: Question, earlier: Earlier) -> Question:
        """Take over what the message leaves out; `carried` says what, so that the reply can show it."""
        slots, old, carried = question.slots, earlier.slots, list(question.carried)
        elliptic = "topic" in carried
        back = bool(POINTS_BACK.search(question.folded))
        topic, before = self._recogniser.needs.topic(question.topic), self._recogniser.needs.topic(earlier.topic)
        if topic and topic.alone and not elliptic:
            return question
        said = question.reading
        things: tuple[Sort, ...] = ("subject", "person", "organisation", "honour")  # named here, not pointed back to
        about_something = said is not None and any(said.ids(sort) for sort in things)
        own_owner = slots.organisations or slots.people  # they bring their programmes with them
        if not slots.programmes and old.programmes and not own_owner and not BOTH.search(question.folded):
            slots = replace(slots, programmes=self._spoken_of(before, old))
            carried += ["programme"] if not question.among else []  # the honours told bring their own with them
        related = topic is not None and before is not None and topic.id in (before.id, *before.next)
        follows = related and is_short(question.folded)
        if not slots.years and old.years and not about_something and (elliptic or back or follows):
            slots = replace(slots, years=old.years)
            carried += ["year"] if not question.among else []
        if elliptic or back:
            if slots.years != old.years:  # another year is not that year's summit
                old = replace(old, subjects=tuple(s for s in old.subjects if self._pack.subject[s].kind != "summit"))
            old = replace(old, honours=()) if question.among else old
            slots, filled = _filled(slots, old, _INHERITED if elliptic else _POINTED_AT)
            carried += filled
        return replace(question, slots=slots, carried=tuple(carried))

    def _spoken_of(self, topic: Topic | None, slots: Slots) -> tuple[str, ...]:
        """The programmes a last turn was about: of a topic of the others, not the call it was held against."""
        others = tuple(p for p in slots.programmes if p not in self._pack.scheme.programmes)
        about_others = topic is not None and "neighbour" in (*topic.needs, *topic.welcomes)
        return others if others and about_others else slots.programmes


def _cuts_a_name(texts: Sequence[str], whole: Question) -> bool:
    """Whether a message would be cut inside a name, as "and" and commas stand in titles too."""
    names = [mention.surface for mention in whole.reading.mentions] if whole.reading else []
    return any(_JOINED.search(name) and all(name not in text for text in texts) for name in names)


def _surfaces(reading: Reading) -> str:
    """The things of ours a message names, in its own words."""
    return " ".join(dict.fromkeys(mention.surface for mention in reading.mentions if mention.sort in _THINGS))


def _same(part: Question, other: Question) -> bool:
    """Whether two parts ask the same: one topic, and nothing named that tells them apart."""
    if part.topic != other.topic:
        return False
    pairs = [(getattr(part.slots, name), getattr(other.slots, name)) for name in _TELL_APART]
    return not any(a and b and a != b for a, b in pairs)


def _in_other_language(text: str, now: dt.datetime, earlier: Earlier | None) -> Question | None:
    """ "And in English?": the last question again, in the other language."""
    if earlier is None or earlier.topic is None:
        return None
    folded = prepared(text)
    language = switched_to(folded)
    if language is None:
        return None
    return Question(
        text, folded, language, now, earlier.slots, earlier.topic, "answer", 0.9,
        own_programmes=earlier.slots.programmes, repeats=True, yes_no=earlier.yes_no,
    )  # fmt: skip


def _years_told_apart(reading: Reading) -> tuple[list[str], list[str]]:
    """The years a message names: those of editions and events, and those in the history of the one who asks.

    A year that only says of which notice something was, or how it was before, is neither.
    """
    aside = [*explained_away(reading.folded), *of_before(reading.folded)]
    years = [m for m in reading.mentions if m.sort == "year" and not any(a <= m.start and m.end <= b for a, b in aside)]
    own = [m for m in years if is_own_year(reading.folded, m.start, m.end)]
    return _ids(m for m in years if m not in own), [year for year in _ids(own) if year.isdigit()]


def _ids(mentions: Iterable[Mention]) -> list[str]:
    return list(dict.fromkeys(id_ for mention in mentions for id_ in mention.ids))


def _language(reading: Reading, earlier: Earlier | None) -> Language:
    """The language a message is in; a name quoted in the other script does not change it."""
    if not re.search(r"[a-z\u3400-\u9fff]", reading.folded):
        return earlier.language if earlier else "zh"
    if earlier and earlier.language == "zh" and is_pinyin(reading.folded):
        return "zh"
    rest = reading.folded
    for mention in reading.mentions:
        rest = rest.replace(mention.surface, " ")
    if not re.search(r"[a-z]{2}.*[a-z]{2}|[\u3400-\u9fff]", rest):
        rest = NAMES.sub(" ", reading.folded)
    return "zh" if is_chinese(rest) or typed_pinyin(rest) else "en"


def _filled(slots: Slots, old: Slots, names: Sequence[str]) -> tuple[Slots, list[str]]:
    """Slots with what they leave out taken from the last turn; a new name of one sort replaces all the old."""
    if any(getattr(slots, name) for name in _POINTED_AT):
        return slots, []
    filled = []
    for name in names:
        other_programme = name == "categories" and slots.programmes and slots.programmes != old.programmes
        if getattr(old, name) and not getattr(slots, name) and not other_programme:
            slots = replace(slots, **{name: getattr(old, name)})
            filled.append(name)
    return slots, filled
