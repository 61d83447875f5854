"""Makes the stories: every topic × what it can be asked with × both languages, the same at every run."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zlib import crc32

from knowledge.facts import Aliases, Topic
from knowledge.language import LANGUAGES, Language, Text
from knowledge.library import Library
from knowledge.pack import Pack
from tests.asked import NOW
from tests.stories.frames import Frame, frames, names
from tests.stories.story import Named, Story

_DATED = re.compile(r"20\d\d")
# what these say differs from year to year
YEARLY = (
    "deadline", "opening", "timeline", "results-when", "planned-count", "submissions", "winners", "winners-count",
    "excellent-organisations", "notices", "edition-overview",
)  # fmt: skip
# what these say differs from day to day as well: long before the close, at either side of it, long after it
_TIMELY = ("deadline", "still-open", "days-left", "opening", "timeline", "phase-now", "results-when")
_INSTANTS = tuple(
    dt.datetime.fromisoformat(f"{instant}+08:00")
    for instant in ("2025-05-01T10:00", "2026-06-15T23:59", "2026-06-16T00:00", "2026-12-01T10:00")
)
# about one programme, one document or one year alone: another name there makes another question
_OF_ONE = re.compile(
    r"^(?:relay-(?:guangdong|cace|ccut)|winners-2026|award-2026-jury|award-former-name|personal-certificates-case|step-guide-case"
    r"|old-rules-2018|same-work-both-calls|compare-programmes|term-in-english|outstanding-vs-collected)"
)
_ASKS_ABOUT = {"neighbour", "difference-neighbours"}
_HONOURED = {"honours-lookup"}
_NEGATED = re.compile(r"太早|以前|之前|before|too old|must have")  # yes and no change places there
_ASKS_WHEN = re.compile(r"年|几次|多少|\bwhen\b|\byear|\bever\b|times|last")
_DAYS = ((6, 14), (6, 15), (6, 16), (6, 18), (6, 20), (6, 21), (6, 30), (7, 15))
_LEADS: dict[Language, str] = {"zh": "关于{}，{}", "en": "About the {}: {}"}
_COURTESIES: dict[Language, tuple[str, ...]] = {
    "zh": ("{}", "请问{}？", "您好，{}？谢谢！", "老师好，想问一下{}"),
    "en": ("{}", "Hello, {}?", "Could you please tell me: {}? Many thanks!", "hi {} pls"),
}


def stories(library: Library) -> Iterator[Story]:
    """All stories there are, topic by topic."""
    for place, topic in enumerate(library.pack.topics):
        for language in LANGUAGES:
            yield from _Teller(library, topic, language, place).tell()


def sample(all_stories: Iterable[Story], each: int) -> list[Story]:
    """At most `each` of every topic, language and sort of names: those whose text has the smallest checksums."""
    groups: dict[tuple[str, str, str], list[Story]] = defaultdict(list)
    for story in all_stories:
        groups[story.topic, story.language, story.named.sorts()].append(story)
    return [story for group in groups.values() for story in sorted(group, key=_checksum)[:each]]


def takes_programmes(library: Library, topic: Topic) -> bool:
    """Whether a topic can be asked of either call: people name one in it, and it is not about one alone."""
    if _OF_ONE.match(topic.id) or "neighbour" in (*topic.needs, *topic.welcomes):
        return False
    made = [frame for language in LANGUAGES for frame in frames(library).get((topic.id, language), [])]
    return any(frame.sort == "programme" for frame in made) and topic.kind in ("told", "computed", "unpublished")


def _checksum(story: Story) -> int:
    return crc32(story.text.encode())


class _Teller:
    """Makes the stories of one topic in one language; names and courtesies take turns."""

    def __init__(self, library: Library, topic: Topic, language: Language, place: int) -> None:
        self._pack: Pack = library.pack
        self._library = library
        self._topic = topic
        self._language = language
        self._place = place
        self._frames = frames(library).get((topic.id, language), [])

    def tell(self) -> Iterator[Story]:
        yield from self._as_written()
        if self._topic.kind not in ("talk", "outside"):
            yield from self._of_programmes()
            yield from self._of_years()
            yield from self._of_names()
            yield from self._of_names_and_years()
            yield from self._of_days()
            yield from self._of_beginnings()

    def _story(self, frame: Frame, text: str, named: Named) -> Story:
        instead = {self._topic.otherwise} if self._topic.otherwise and not frame.sort else set()
        return Story(self._topic.id, self._language, text, named, accepted=frame.owners | {self._topic.id} | instead)

    def _with(self, sort: str) -> list[Frame]:
        return [frame for frame in self._frames if frame.sort == sort]

    # ── nothing put in ───────────────────────────────────────────────────────────────────

    def _as_written(self) -> Iterator[Story]:
        """Each paraphrase with a courtesy around it, of talk as it stands."""
        courtesies = _COURTESIES[self._language] if self._topic.kind not in ("talk", "outside") else ("{}",)
        for number, frame in enumerate(self._frames):
            courtesy = courtesies[(number + self._place) % len(courtesies)]
            yield self._story(frame, courtesy.format(frame.text.rstrip("?？。.!！")), Named())

    # ── a call, and a year of it ─────────────────────────────────────────────────────────

    def _of_programmes(self) -> Iterator[Story]:
        if not takes_programmes(self._library, self._topic):
            return
        for call in self._pack.calls():
            said = names(call.name, call.aliases, self._language, call.full_name)
            for number, (frame, template) in enumerate(self._places_for_a_call()):
                name = said[(number + self._place) % len(said)]
                story = self._story(frame, template.format(name), Named(programme=call.id))
                yield story
                if self._topic.id in _TIMELY:
                    yield replace(story, now=_INSTANTS[number % len(_INSTANTS)])
                if self._topic.id in YEARLY:
                    years = sorted(e.year for e in self._pack.editions if e.programme == call.id)
                    for year in years:
                        dated = f"{year}年{name}" if self._language == "zh" else f"{year} {name}"
                        yield self._story(frame, template.format(dated), Named(programme=call.id, year=year))

    def _places_for_a_call(self) -> Iterator[tuple[Frame, str]]:
        """Where the name of a call can stand: in place of another, or in front of a question that names none."""
        for frame in self._with("programme"):
            yield frame, _escaped(frame.text[: frame.start]) + "{}" + _escaped(frame.text[frame.end :])
        for frame in [frame for frame in self._frames if frame.sort is None and not frame.counts][:6]:
            yield frame, _LEADS[self._language].format("{}", _escaped(frame.text))

    def _of_years(self) -> Iterator[Story]:
        """Every year in place of another year."""
        if self._topic.id == "summit-facts":
            years = sorted({s.year for s in self._pack.subjects if s.kind == "summit"})
        elif self._topic.id in YEARLY:
            years = sorted({edition.year for edition in self._pack.editions})
        else:
            return
        for frame in self._with("year"):
            if _DATED.search(frame.text[frame.start : frame.end]):
                for year in years:
                    yield self._story(frame, _DATED.sub(str(year), frame.text, count=1), Named(year=year))

    def _of_beginnings(self) -> Iterator[Story]:
        """Years in which a project began: before the limit, on it and after it."""
        if self._topic.judges != "started_after":
            return
        for frame in self._with("year"):
            if _DATED.search(frame.text) and not _NEGATED.search(frame.text):
                for year in range(2009, 2025):
                    yield self._story(frame, _DATED.sub(str(year), frame.text, count=1), Named(year=year))

    def _of_days(self) -> Iterator[Story]:
        """Days that may or may not be the last, in questions that ask for yes or no."""
        if self._topic.id not in ("deadline", "still-open"):
            return
        for frame in self._with("date"):
            for month, number in _DAYS:
                date = dt.date(NOW.year, month, number)
                said = f"{month}月{number}日" if self._language == "zh" else f"{number} {date:%B}"
                yield self._story(frame, frame.with_name(said), Named(date=date))

    def _of_names_and_years(self) -> Iterator[Story]:
        """An organisation in one year, and a category of one year's list."""
        if self._topic.id in _HONOURED:
            for place, organisation in enumerate(self._pack.organisations):
                said = self._said(organisation.name, organisation.aliases)
                for number, frame in enumerate(self._with("organisation")):
                    if not _ASKS_WHEN.search(frame.text):
                        year = 2023 + (place + number) % 3
                        lead = f"{year}年，" if self._language == "zh" else f"in {year}, "
                        text = lead + frame.with_name(said[(number + place) % len(said)])
                        yield self._story(frame, text, Named(organisation=organisation.id, year=year))
        if self._topic.id in ("winners", "winners-count"):
            grouped = {(h.programme, h.year, e.category) for h in self._pack.honours for e in h.entries if e.category}
            for programme, year, category in sorted(grouped):
                name = next(c.name for c in self._pack.programme[programme].categories if c.id == category)
                for frame in self._with("category"):
                    dated = f"{year}年{name.zh}" if self._language == "zh" else f"{year} {name.en}"
                    named = Named(programme=programme, year=year, category=f"{programme}/{category}")
                    yield self._story(frame, frame.with_name(dated), named)

    # ── other names ──────────────────────────────────────────────────────────────────────

    def _of_names(self) -> Iterator[Story]:
        for sort, things in self._things().items():
            for place, (named, said) in enumerate(things):
                for number, frame in enumerate(self._with(sort)):
                    yield self._story(frame, frame.with_name(said[(number + place) % len(said)]), named)

    def _things(self) -> dict[str, list[tuple[Named, list[str]]]]:
        """What can be named in this topic, by sort, with what it is called."""
        pack, needs = self._pack, self._topic.needs
        found: dict[str, list[tuple[Named, list[str]]]] = {}
        if needs == ("category",):
            found["category"] = [
                (Named(category=f"{p.id}/{c.id}"), self._said(c.name, c.aliases))
                for p in pack.calls()
                for c in p.categories
            ]
        if self._topic.id in (*_HONOURED, "excellent-organisations"):
            found["organisation"] = [
                (Named(organisation=o.id), self._said(o.name, o.aliases)) for o in pack.organisations
            ]
        if needs == ("person",):
            contacts = {contact.person for edition in pack.editions for contact in edition.contacts}
            found["person"] = [(Named(person=id_), self._said_of(id_)) for id_ in sorted(contacts)]
        if needs == ("subject",):
            found["subject"] = [
                (Named(subject=s.id), self._said_of(s.id)) for s in pack.subjects if s.kind not in ("person", "term")
            ]
            found["person"] = [(Named(person=s.id), self._said_of(s.id)) for s in pack.subjects if s.kind == "person"]
        if needs == ("honour",):
            found["honour"] = [
                (Named(honour=f"{h.id}/{e.number}/{e.category or ''}"), [e.title.in_(self._language)])
                for h in pack.honours for e in h.entries
            ]  # fmt: skip
        if self._topic.id in ("deadline", "today"):
            found["place"] = [(Named(place=p.id), [p.name.in_(self._language)]) for p in pack.places]
        if self._topic.id in _ASKS_ABOUT:
            found["neighbour"] = [
                (Named(programme=p.id), self._said(p.name, p.aliases)) for p in pack.programmes if p.kind == "neighbour"
            ]
        return found

    def _said_of(self, subject: str) -> list[str]:
        return self._said(self._pack.subject[subject].name, self._pack.subject[subject].aliases)

    def _said(self, name: Text, aliases: Aliases) -> list[str]:
        """Its names, without those another thing has too."""
        own = [one for one in names(name, aliases, self._language) if self._is_own(one)]
        return own or [name.in_(self._language)]

    def _is_own(self, name: str) -> bool:
        reading = self._library.lexicon.read(name)
        sorts = {mention.sort for mention in reading.mentions} - {"term"}
        return len(sorts) <= 1 and all(len(mention.ids) == 1 for mention in reading.mentions)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
