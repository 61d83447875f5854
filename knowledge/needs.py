"""What topics need: the names without which one is not meant, the topic meant then, and topics by their role."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.facts import Kind, Role, Topic
from knowledge.pack import Pack
from knowledge.question import Slots

_NEED_UNMET = 0.6  # taken off the score of a topic whose names are missing
_NEED_MET = 0.05  # breaks ties in favour of the topic that needs what is named

_SLOT_OF = {
    "programme": "programmes", "category": "categories", "organisation": "organisations", "person": "people",
    "subject": "subjects", "honour": "honours", "place": "places", "year": "years", "date": "dates",
    "time": "times", "number": "numbers", "mailbox": "mailboxes",
}  # fmt: skip


class Needs:
    """The topics of a pack, and what each of them needs of a question."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._zone = ZoneInfo(pack.scheme.zone)
        self._first_year = min((e.year for e in pack.editions if e.last_day), default=0)
        self._roles = {topic.role: topic for topic in pack.topics if topic.role}

    def topic(self, id_: str | None) -> Topic | None:
        return self._pack.topic.get(id_ or "")

    def playing(self, role: Role) -> str | None:
        """The topic that a rule picks where no words tell it; None where the pack has none of that role."""
        topic = self._roles.get(role)
        return topic.id if topic else None

    def role(self, id_: str | None) -> Role | None:
        topic = self.topic(id_)
        return topic.role if topic else None

    def tells(self, id_: str | None, kind: Kind) -> bool:
        """Whether a topic tells something of a kind."""
        topic = self.topic(id_)
        return topic is not None and kind in topic.tells

    def is_business(self, id_: str | None) -> bool:
        """Whether a topic is one of the pack's own, and no talk and nothing declined."""
        topic = self.topic(id_)
        return topic is not None and topic.kind not in ("talk", "outside")

    def is_overview(self, id_: str | None) -> bool:
        """Whether a topic tells what a programme, or one year of it, is all about."""
        of_a_year = next((topic for topic in self._pack.topics if topic.needs == ("year",)), None)
        return of_a_year is not None and id_ in (of_a_year.id, of_a_year.otherwise)

    def elsewhere(self, slots: Slots) -> bool:
        """Whether a place is named where clocks are not the organiser's."""
        return any(self._pack.place[id_].zone != self._pack.scheme.zone for id_ in slots.places)

    def current_year(self, now: dt.datetime, programmes: Sequence[str] = ()) -> int:
        """The year of the current edition: of the programmes named, or of any call."""
        today = now.astimezone(self._zone).date()
        named = [p for p in programmes if p in self._pack.scheme.programmes] or self._pack.scheme.programmes
        current = (self._pack.current_edition(p, today) for p in named)
        return max((edition.year for edition in current if edition), default=today.year)

    def things(self, slots: Slots) -> list[str]:
        """The people named, and the subjects that are not mere terms."""
        return [*slots.people] + [id_ for id_ in slots.subjects if self._pack.subject[id_].kind != "term"]

    def settle(self, label: str, slots: Slots, earlier: Slots, now: dt.datetime) -> str:
        """The topic that is meant by `label` with these slots: another where names are missing or years are past."""
        topic = self.topic(label)
        this_year = now.astimezone(self._zone).year
        if topic and topic.in_past and slots.years and max(slots.years) < max(this_year, self.current_year(now)):
            topic = self.topic(topic.in_past)
        while topic and topic.otherwise and self.missing(topic, slots) and self.missing(topic, earlier):
            topic = self.topic(topic.otherwise)
        return topic.id if topic else label

    def refined(self, label: str, slots: Slots) -> str:
        """The topic that tells of one what `label` tells of all, where that one is named: a field, of the fields."""
        of_one = (topic for topic in self._pack.topics if topic.otherwise == label and topic.needs)
        return next((topic.id for topic in of_one if not self.missing(topic, slots)), label)

    def fits(self, label: str, slots: Slots) -> float:
        topic = self._pack.topic[label]
        if not topic.needs:
            return 0.0
        return -_NEED_UNMET if self.missing(topic, slots) else _NEED_MET

    def missing(self, topic: Topic, slots: Slots) -> bool:
        return not all(self.has(need, slots) for need in topic.needs)

    def has(self, need: str, slots: Slots) -> bool:
        match need:
            case "neighbour":
                return any(p not in self._pack.scheme.programmes for p in slots.programmes)
            case "early-year":
                return any(year < self._first_year for year in (*slots.years, *slots.since))
            case "categories":
                return len(slots.categories) > 1
            case "listed-place":  # a place of which a published list is asked
                return bool(slots.places) and any(
                    h.year in slots.years and h.programme in slots.programmes for h in self._pack.honours
                )
            case "years":
                return len(slots.years) > 1
            case "term":
                return any(self._pack.subject[id_].kind == "term" for id_ in slots.subjects)
            case "subject":
                return bool(slots.subjects or slots.people)
            case _:
                return bool(getattr(slots, _SLOT_OF[need]))
