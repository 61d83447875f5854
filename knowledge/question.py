"""A message, what the chat left open and the present instant → a question: topic × slots."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from zoneinfo import ZoneInfo

from knowledge.language import Frozen, Language
from knowledge.lexicon import MASK, Lexicon, Reading
from knowledge.pack import Pack
from knowledge.ranker import OUTSIDE, Ranker, Tier
from knowledge.text import CJK, fold, is_chinese, open_contractions, typed_pinyin

CARRIED_FOR = dt.timedelta(minutes=30)

_NEED_UNMET = 0.6  # taken off the score of a topic whose names are missing
_NEED_MET = 0.05  # breaks ties in favour of the topic that needs what is named
_SENTENCE_END = re.compile(
    r"(?<=[?？;；\n])|(?<=[。!！])|(?<=[a-z]\.)\s|[，,]\s*(?=另外|还有|以及|而且|and (?:who|what|when|where|how|which|is|are|can|do))"
)
_MOST_SENTENCES = 5
_CLEAR = 0.5  # a part of a message is answered on its own only when it is this clear
_WELCOME = 0.15
_AROUND = ("greeting", "thanks", "goodbye", "insult", "praise", "how-are-you", "ok")
_ENOUGH = 0.2  # score of a topic that a greeting or an oath must not hide
_SAME_TOPIC = 0.2  # a short message after another is likely about the same …
_NEXT_TOPIC = 0.08  # … or the next step
# Years, places, days, hours and figures qualify a question; they do not tell what is asked.
_QUALIFIERS = re.compile(
    "[" + "".join(MASK[sort] for sort in ("year", "place", "date", "time", "number")) + "]"
)
_NEAR_TIE = 0.06

_YES_NO = re.compile(
    r"吗|么[?？]?$|嘛|是不是|是否|对吧|对不对|能不能|可不可以|能否|可否|有没有|要不要|会不会|算不算|行不行|没错吧|是吧|系咪|得唔得"
    r"|^(?:so |but |and |ok |hi |hello |sorry |please )*(?:is|are|was|were|do|does|did|can|could|may|must|should|has|have|had|will|would|am)\b"
    r"|\b(?:right|correct|true|yes)\s*\?|\bis (?:it|that|this)\b|\b(?:is not|are not|does not|did not|was not) it\b"
)
_COUNT = re.compile(
    r"多少|几(?:项|个|家|件|人|位|届|种|类|次|所)|数量|总数|\bhow many\b|\bnumber of\b|\bhow much\b|\bcount\b|\btotal\b"
)
_OTHER = re.compile(
    r"另(?:外)?一个|另一项|另外那个|\bthe other (?:one|programme|program|call)\b|\bother one\b"
)
_BOTH = re.compile(r"两(?:个|项|者)(?:都|奖|申报|征集|活动)?|都(?:是|有)?|分别|各自|\bboth\b|\beach\b")
_SWITCH = {
    "en": re.compile(
        r"^(?:请|麻烦)?(?:你)?(?:能)?(?:不能)?(?:用|换成?|改成?|说|翻译成)?(?:英文|英语)(?:版)?(?:说|讲|回答|呢|怎么说|再说)?(?:一?[遍下次])?(?:吗|吧|呢|好吗)?[?？。.!！]*$"
        r"|^(?:and |now |please |can you |could you |say (?:it|that) |answer |again |repeat |the same |that )*in english(?: please)?[?.! ]*$|^english(?: please| version)?[?.! ]*$"
    ),
    "zh": re.compile(
        r"^(?:请|麻烦)?(?:你)?(?:能)?(?:用|换成?|改成?|说|翻译成)?(?:中文|汉语|普通话)(?:版)?(?:说|讲|回答|呢|再说)?(?:一?[遍下次])?(?:吗|吧|呢|好吗)?[?？。.!！]*$"
        r"|^(?:and |now |please |can you |could you |say (?:it|that) |answer |again |repeat |the same |that )*in chinese(?: please)?[?.! ]*$|^chinese(?: please| version)?[?.! ]*$"
    ),
}
# what may stand around a name in a message that leaves its topic to the last turn
_NAMES = re.compile(r"[\ue000-\ue0ff]")
_ELLIPSIS = re.compile(
    r"^(?:那|那么|那个|那份|那边|那项|这边|这项|方面|我问的是|我想问的是|我指的是|我是问|还有|以及|至于|换成|如果是|要是|我说的是|我是说|不是|不对|是|的|呢|吗|嘛|啊|吧|年|届|了|也|一样|怎么样|怎样|如何|咧|又|就|在|时间"
    r"|and|what|how|about|the|for|in|of|on|ok|okay|so|then|is|it|that|this|same|also|too|one|i|meant?|mean|no|not|but|or|a|an|to|with|please|by|at|time|as|well|now|actually|sorry|instead|only|just|were|was|those|these|hm+|\s|[^\w\u3400-\u9fff\ue000-\ue0ff])*$"
)
_POINTS_BACK = re.compile(
    r"^(?:那|这|其中|它|他|她|上述|以上|该)|它|他们|她|这个|那个|这些|那些|其中|\b(?:it|its|that|those|these|them|they|he|she|him|her|there|this|same)\b"
)


@dataclass(frozen=True)
class Slots:
    """What a question names. Categories are `programme/category`; dates `YYYY-MM-DD` or `--MM-DD`; times `HH:MM`."""

    programmes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    honours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    mailboxes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[str]]:
        return {name: [str(v) for v in values] for name, values in asdict(self).items() if values}

    @classmethod
    def from_dict(cls, data: dict[str, list[str]]) -> "Slots":
        numeric = {"years", "numbers"}
        return cls(
            **{  # type: ignore[arg-type]  # the fields are all tuples, of int or of str
                name: tuple(int(v) if name in numeric else v for v in values) for name, values in data.items()
            }
        )

    def named(self) -> bool:
        return any(asdict(self).values())


_SLOT_OF = {
    "programme": "programmes", "category": "categories", "organisation": "organisations", "person": "people",
    "subject": "subjects", "honour": "honours", "place": "places", "year": "years", "date": "dates", "time": "times",
}  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """The last question of the chat."""

    topic: str | None
    slots: Slots
    at: dt.datetime
    language: Language


@dataclass(frozen=True)
class Question:
    """What was asked. `topic` is None where nothing fits; `carried` names the slots taken from the last turn."""

    text: str
    folded: str
    language: Language
    now: dt.datetime
    slots: Slots
    topic: str | None
    tier: Tier
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()
    yes_no: bool = False
    count: bool = False
    own_programmes: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    repeats: bool = False
    parts: tuple["Question", ...] = ()  # where one message asks several things, each in turn
    reading: Reading | None = field(default=None, compare=False)


class Reader:
    """Reads messages against one pack."""

    def __init__(self, pack: Pack, lexicon: Lexicon, ranker: Ranker, known: "Known") -> None:
        self.pack = pack
        self.lexicon = lexicon
        self.ranker = ranker
        self.known = known
        self._zone = ZoneInfo(pack.scheme.zone)
        self._first_year = min((e.year for e in pack.editions if e.last_day), default=0)

    def read(
        self, text: str, now: dt.datetime, earlier: Earlier | None = None, language: Language | None = None
    ) -> Question:
        """The question a message asks; `language` fixes the reply's language whatever the message is in."""
        if earlier and not (dt.timedelta(0) <= now - earlier.at <= CARRIED_FOR):
            earlier = None
        switched = self._switched(text, now, earlier)
        if switched:
            return switched
        reading = self.lexicon.read(text)
        slots = self._slots(reading, now, earlier)
        spoken = language or self._language(reading, earlier)
        question = Question(
            text, reading.folded, spoken, now, slots, None, "decline", 0.0,
            yes_no=bool(_YES_NO.search(reading.folded)), count=bool(_COUNT.search(reading.folded)),
            own_programmes=slots.programmes, reading=reading,
        )  # fmt: skip
        if earlier and _POINTS_BACK.search(reading.folded):
            # "her number": whom it points to decides what can be meant
            slots = self._fill(
                slots,
                earlier.slots,
                [],
                only=("people", "organisations", "subjects", "honours", "categories"),
            )
            question = replace(question, slots=slots)
        question = self._with_topic(question, reading, earlier)
        question = self._carry(question, earlier) if earlier else question
        return replace(question, parts=self._parts(question, reading, now, earlier))

    # ── slots ────────────────────────────────────────────────────────────────────────────

    def _slots(self, reading: Reading, now: dt.datetime, earlier: Earlier | None) -> Slots:
        categories = reading.ids("category")
        programmes = (*reading.ids("programme"), *reading.ids("neighbour"))
        owners = tuple(dict.fromkeys(c.split("/")[0] for c in categories))
        if not programmes or (len(owners) == 1 and not set(programmes) & set(owners)):
            programmes = programmes or owners
        dates = reading.ids("date")
        return Slots(
            programmes=programmes,
            categories=categories,
            years=self._years(reading.ids("year"), programmes, now, earlier),
            organisations=reading.ids("organisation"),
            people=reading.ids("person"),
            subjects=(*reading.ids("subject"), *reading.ids("term")),
            honours=reading.ids("honour"),
            places=reading.ids("place"),
            dates=dates,
            times=reading.ids("time"),
            numbers=tuple(int(n) for n in reading.ids("number")),
            mailboxes=reading.ids("mailbox"),
        )

    def _current_year(self, now: dt.datetime) -> int:
        today = now.astimezone(self._zone).date()
        current = (self.pack.current_edition(p, today) for p in self.pack.scheme.programmes)
        return max((edition.year for edition in current if edition), default=today.year)

    def _years(
        self, words: Sequence[str], programmes: Sequence[str], now: dt.datetime, earlier: Earlier | None
    ) -> tuple[int, ...]:
        today = now.astimezone(self._zone).date()
        current = max(
            (
                e.year
                for p in (programmes or self.pack.scheme.programmes)
                if (e := self.pack.current_edition(p, today))
            ),
            default=today.year,
        )
        spoken_of = earlier.slots.years[0] if earlier and earlier.slots.years else current
        years = []
        for word in words:
            if word in ("before", "after"):
                years.append(spoken_of + (1 if word == "after" else -1))
            elif word in ("previous", "current", "next"):
                years.append(current + {"previous": -1, "current": 0, "next": 1}[word])
            elif word[0] in "+-":
                years.append(today.year + int(word))
            elif word.isdigit():
                years.append(int(word))
        return tuple(dict.fromkeys(years))

    def _language(self, reading: Reading, earlier: Earlier | None) -> Language:
        if not re.search(r"[a-z\u3400-\u9fff]", reading.folded):
            return earlier.language if earlier else "zh"
        rest = reading.folded
        for mention in reading.mentions:  # a name quoted in the other script does not change the language
            rest = rest.replace(mention.surface, " ")
        if re.search(r"[a-z]{2}.*[a-z]{2}|[\u3400-\u9fff]", rest):
            return "zh" if is_chinese(rest) or typed_pinyin(rest) else "en"
        return "zh" if is_chinese(reading.folded) or typed_pinyin(_NAMES.sub(" ", reading.masked)) else "en"

    # ── topic ────────────────────────────────────────────────────────────────────────────

    def _with_topic(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        rest = bare(plain(reading.masked))
        if _about_another(reading):
            return replace(question, confidence=0.9)  # another prize or occasion: not ours to tell about
        if _SENSITIVE.search(reading.folded) and "private-data" in self.pack.topic:
            return replace(question, topic="private-data", tier="answer", confidence=1.0)
        exact = self.known.written.get(bare(plain(reading.folded))) or self.known.masked.get(rest)
        if exact and self._fits(exact, question.slots) >= 0:
            return replace(question, topic=exact, tier="answer", confidence=1.0, candidates=((exact, 1.0),))
        if earlier and earlier.topic and reading.mentions and _leaves_topic_out(plain(reading.masked)):
            topic = self._settle(earlier.topic, question.slots, earlier.slots, question.now)
            return replace(question, topic=topic, tier="answer", confidence=0.9, carried=("topic",))
        if earlier and earlier.topic and _OTHER.search(reading.folded) and len(rest) <= 24:
            other = [p for p in self.pack.scheme.programmes if p not in earlier.slots.programmes]
            if len(other) == 1:
                slots = replace(question.slots, programmes=(other[0],))
                return replace(
                    question,
                    slots=slots,
                    topic=earlier.topic,
                    tier="answer",
                    confidence=0.9,
                    carried=("topic",),
                )
        return self._ranked(question, reading, earlier)

    def _ranked(self, question: Question, reading: Reading, earlier: Earlier | None) -> Question:
        """The best reading of the whole message or, where it has several sentences, of one that asks."""
        best = self._rank_text(question, asked(reading.marked), earlier)
        for sentence in _asking_sentences(reading.marked):
            other = self._rank_text(question, asked(sentence), earlier)
            if other.confidence > best.confidence:
                best = other
        return best

    def _rank_text(self, question: Question, text: str, earlier: Earlier | None) -> Question:
        ranking = self.ranker.rank(text, top=12)
        scored = [
            (label, score + self._fits(label, question.slots), near)
            for (label, score), near in zip(ranking.ranked, ranking.nearest, strict=True)
            if label != OUTSIDE
        ]
        if not scored:
            return question
        scored = [
            (label, score + self._expected(label, question, earlier), near) for label, score, near in scored
        ]
        scored.sort(key=lambda item: -item[1])
        merged = self._merge_fallbacks(scored, question.slots, question.now)
        merged = self._business_first(merged, question)
        (label, score, near), runner_up = merged[0], merged[1][1] if len(merged) > 1 else 0.0
        probability = self.ranker.probability(score, score - runner_up, near)
        tier = self.ranker.tier(probability)
        if tier == "answer" and score - runner_up < _NEAR_TIE and probability < 0.75:
            tier = "ask"
        candidates = tuple((label, score) for label, score, _ in merged[:5])
        topic = None if tier == "decline" else label
        return replace(question, topic=topic, tier=tier, confidence=probability, candidates=candidates)

    def _expected(self, label: str, question: Question, earlier: Earlier | None) -> float:
        """What speaks for a topic beside the words: names it welcomes, and in a short message the last topic."""
        topic = self.pack.topic.get(label)
        if topic is None:
            return 0.0
        bonus = _WELCOME * sum(self._has(slot, question.slots) for slot in topic.welcomes)
        before = self.pack.topic.get(earlier.topic or "") if earlier else None
        if before and is_short(question.folded):
            bonus += _SAME_TOPIC if label == before.id else _NEXT_TOPIC if label in before.next else 0.0
        return bonus

    def _merge_fallbacks(
        self, scored: list[tuple[str, float, float]], slots: Slots, now: dt.datetime
    ) -> list[tuple[str, float, float]]:
        """Topics whose names are missing are replaced by what is meant then; each label once, best first."""
        merged: dict[str, tuple[str, float, float]] = {}
        for label, score, near in scored:
            settled = self._settle(label, slots, Slots(), now)
            if settled != label:
                score += _NEED_UNMET
            if settled not in merged or merged[settled][1] < score:
                merged[settled] = (settled, score, near)
        return sorted(merged.values(), key=lambda item: -item[1])

    def _business_first(
        self, ranked: list[tuple[str, float, float]], question: Question
    ) -> list[tuple[str, float, float]]:
        """A greeting or an oath around a question does not hide it."""
        first = self.pack.topic.get(ranked[0][0])
        if (
            first is None
            or first.id not in _AROUND
            or not (question.own_programmes or question.slots.named())
        ):
            return ranked
        rest = [item for item in ranked if self.pack.topic[item[0]].kind not in ("talk", "outside")]
        return [*rest, ranked[0]] if rest and rest[0][1] >= _ENOUGH else ranked

    def _settle(self, label: str, slots: Slots, earlier: Slots, now: dt.datetime) -> str:
        topic = self.pack.topic.get(label)
        if topic and topic.in_past and slots.years and max(slots.years) < self._current_year(now):
            topic = self.pack.topic.get(topic.in_past)
        while (
            topic
            and topic.otherwise
            and self._missing(topic.needs, slots)
            and self._missing(topic.needs, earlier)
        ):
            topic = self.pack.topic.get(topic.otherwise)
        return topic.id if topic else label

    def _fits(self, label: str, slots: Slots) -> float:
        topic = self.pack.topic.get(label)
        if topic is None or not topic.needs:
            return 0.0
        return -_NEED_UNMET if self._missing(topic.needs, slots) else _NEED_MET

    def _missing(self, needs: Sequence[str], slots: Slots) -> bool:
        return not all(self._has(need, slots) for need in needs)

    def _has(self, need: str, slots: Slots) -> bool:
        if need == "neighbour":
            return any(p not in self.pack.scheme.programmes for p in slots.programmes)
        if need == "early-year":
            return any(year < self._first_year for year in slots.years)
        if need == "years":
            return len(slots.years) > 1
        if need == "subject":
            return bool(slots.subjects or slots.people)
        return bool(getattr(slots, _SLOT_OF[need]))

    def _parts(
        self, whole: Question, reading: Reading, now: dt.datetime, earlier: Earlier | None
    ) -> tuple[Question, ...]:
        """The questions of a message that asks several things, when each is clear; what one names holds for the next."""
        sentences = [s for s in _SENTENCE_END.split(whole.text) if s.strip()]
        if not 2 <= len(sentences) <= _MOST_SENTENCES or whole.confidence == 1.0:
            return ()
        parts: list[Question] = []
        slots = Slots()
        for sentence in sentences:
            read = self.lexicon.read(sentence)
            part = self._slots(read, now, earlier)
            part = replace(
                part, **{n: getattr(slots, n) for n in ("programmes", "years") if not getattr(part, n)}
            )
            slots = part
            question = replace(
                whole, text=sentence, folded=read.folded, slots=part, reading=read, topic=None, confidence=0.0, own_programmes=part.programmes,
                yes_no=bool(_YES_NO.search(read.folded)), count=bool(_COUNT.search(read.folded)),
            )  # fmt: skip
            question = self._with_topic(question, read, None)
            topic = self.pack.topic.get(question.topic or "")
            if (
                topic
                and topic.kind not in ("talk", "outside")
                and question.tier == "answer"
                and question.confidence >= _CLEAR
            ):
                parts.append(question)
        topics = list(dict.fromkeys(part.topic for part in parts))
        if len(topics) < 2 or whole.topic not in topics:
            return ()
        return tuple(next(part for part in parts if part.topic == topic) for topic in topics[:3])

    # ── what the chat left open ──────────────────────────────────────────────────────────

    def _switched(self, text: str, now: dt.datetime, earlier: Earlier | None) -> Question | None:
        """ "And in English?": the last question again, in the other language."""
        if not (earlier and earlier.topic):
            return None
        folded = open_contractions(fold(text))
        for target, pattern in _SWITCH.items():
            if pattern.match(folded):
                spoken: Language = "zh" if target == "zh" else "en"
                return Question(
                    text, folded, spoken, now, earlier.slots, earlier.topic, "answer", 0.9,
                    own_programmes=earlier.slots.programmes, repeats=True,
                )  # fmt: skip
        return None

    def _carry(self, question: Question, earlier: Earlier) -> Question:
        if question.repeats:
            return question
        slots, old, carried = question.slots, earlier.slots, list(question.carried)
        elliptic = "topic" in carried
        back = bool(question.reading and _POINTS_BACK.search(question.reading.folded))
        topic = self.pack.topic.get(question.topic or "")
        if (
            not slots.programmes
            and old.programmes
            and not _BOTH.search(question.folded)
            and not slots.organisations
        ):
            slots = replace(slots, programmes=old.programmes)
            carried.append("programme")
        if (
            not slots.years
            and old.years
            and (elliptic or back or (is_short(question.folded) and topic and topic.kind == "computed"))
        ):
            slots = replace(slots, years=old.years)
            carried.append("year")
        if elliptic:
            slots = self._fill(slots, old, carried)
        elif back:
            slots = self._fill(
                slots, old, carried, only=("people", "organisations", "subjects", "honours", "categories")
            )
        return replace(question, slots=slots, carried=tuple(carried))

    @staticmethod
    def _fill(slots: Slots, old: Slots, carried: list[str], only: Sequence[str] | None = None) -> Slots:
        """Take over from the last turn what this one does not name. A new name of one sort replaces the old."""
        named = [
            n for n in ("people", "organisations", "subjects", "honours", "categories") if getattr(slots, n)
        ]
        for name in only or ("categories", "organisations", "people", "subjects", "honours", "places"):
            if not named and not getattr(slots, name) and getattr(old, name):
                if name == "categories" and slots.programmes and old.programmes != slots.programmes:
                    continue
                slots = replace(slots, **{name: getattr(old, name)})
                carried.append(name)
        return slots


_POLITE = re.compile(
    r"^(?:(?:您好|你好|hi|hello|hey|dear (?:sir|madam|team|all)|good (?:morning|afternoon|evening)|excuse me|sorry|please|请问一下|请问|麻烦问一下|麻烦问下"
    r"|问一下|想问一下|我想问一下|我想问|想请问|想咨询一下|咨询一下|老师|唔该|各位|quick question|just wondering|i wonder|could you (?:please )?tell me|can you (?:please )?tell me"
    r"|please tell me|do you know|i would like to know|i want to know|may i ask)[\s,，。.!！:：、]*)+"
)


def plain(masked: str) -> str:
    """A message without the courtesies at its front, unless it is nothing else."""
    rest = _POLITE.sub("", masked)
    return rest if len(bare(rest)) >= 2 else masked


_TAG = re.compile(
    r"[,，\s]*(?:对吗|对吧|对不对|对么|是吗|是吧|没错吧|没错吗|是真的吗|真的吗|(?:is (?:that|it|this) )?(?:right|correct|true)|(?:is|are|was|were|does|do|did|has|have) not (?:it|they|there|that)|yes)[?？\s]*$"
)
_MONTH_ALONE = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?(?!\d)")


def asked(marked: str) -> str:
    """What of a marked message tells its topic: without courtesies, qualifiers and "right?" at the end."""
    text = _MONTH_ALONE.sub(" ", _QUALIFIERS.sub(" ", plain(marked)))
    rest = _TAG.sub("", text)
    return rest if len(bare(rest)) >= 3 else text


def _asking_sentences(masked: str) -> list[str]:
    """The sentences of a longer message that ask something, or failing that its last one."""
    sentences = [s.strip() for s in re.split(r"(?<=[?？。!！;；\n])|(?<=[.])\s", masked) if len(bare(s)) >= 3]
    if len(sentences) < 2:
        return []
    asking = [s for s in sentences if s.endswith(("?", "？")) or _YES_NO.search(s)]
    return asking[-3:] or sentences[-1:]


def is_short(folded: str) -> bool:
    """Whether a message is likely to lean on what was said before."""
    return len(CJK.findall(folded)) <= 12 and len(re.findall(r"[a-z0-9]+", folded)) <= 8


def bare(masked: str) -> str:
    """A masked message without punctuation and spaces between Chinese characters."""
    text = re.sub(r"[^\w\u3400-\u9fff\ue000-\ue0ff]+", " ", masked).strip()
    return re.sub(r"(?<=[\u3400-\u9fff\ue000-\ue0ff]) | (?=[\u3400-\u9fff\ue000-\ue0ff])", "", text)


# an identity card's number, a bank card's: nothing to keep, and never part of a question about the calls
_SENSITIVE = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dx]|\d{16}|\d{19})(?!\d)")


def _about_another(reading: Reading) -> bool:
    """Whether a prize or occasion of others is named, and nothing of ours before it."""
    foreign = [m.start for m in reading.mentions if m.sort == "foreign"]
    ours = [m.start for m in reading.mentions if m.sort in ("programme", "neighbour", "category")]
    return bool(foreign) and not any(start < foreign[0] for start in ours)


def _leaves_topic_out(masked: str) -> bool:
    without_names = re.sub(r"[\ue000-\ue0ff]", " ", masked)
    if not CJK.search(without_names):
        return bool(_ELLIPSIS.match(without_names))
    return bool(_ELLIPSIS.match(without_names)) and len(bare(without_names)) <= 8


class Known(Frozen):
    """The pack's paraphrases as they are recognised at once: as written, and with names masked where that is still one topic's."""

    written: dict[str, str]
    masked: dict[str, str]


def study(pack: Pack, lexicon: Lexicon) -> tuple[Known, list[tuple[str, str]]]:
    """What the reader and the ranker learn from a pack.

    The second is (what of a paraphrase tells its topic, topic), with the off-topic list marked as such.
    """
    written: dict[str, str] = {}
    masked: dict[str, set[str]] = defaultdict(set)
    examples: dict[tuple[str, str], None] = {}
    for topic in pack.topics:
        for paraphrase in (*topic.paraphrases.zh, *topic.paraphrases.en):
            reading = lexicon.read(paraphrase)
            written.setdefault(bare(plain(reading.folded)), topic.id)
            masked[bare(plain(reading.masked))].add(topic.id)
            examples[asked(reading.marked), topic.id] = None
    for text in (*pack.outside.zh, *pack.outside.en):
        examples[asked(lexicon.read(text).marked), OUTSIDE] = None
    alone = {key: next(iter(owners)) for key, owners in masked.items() if len(owners) == 1}
    return Known(written=written, masked=alone), list(examples)
