"""What a topic tells as it stands, for the programme, category and year asked about."""

import re

from knowledge.answer.asking import COMPOSERS, Asking, once
from knowledge.answer.finding import Finding, Found, NotCovered, Suggestion, Unclear
from knowledge.answer.judging import judged, ruling
from knowledge.answer.said import puts_forward
from knowledge.answer.wording import Wording
from knowledge.facts import Told, Topic

_SHORT = {"zh": 600, "en": 1600}  # characters; what is longer for both programmes together is asked, not told


def composed(asking: Asking, topic: Topic) -> Finding:
    """What is found on a topic: made of facts where it has its own way, else told as it stands."""
    return COMPOSERS[topic.compose](asking) if topic.compose else told(asking, topic)


def told(asking: Asking, topic: Topic) -> Finding:
    chosen = fitting(asking, topic)
    text = "\n".join(_worded(asking, topic, one) for one in chosen)
    cites = once(c for one in chosen for c in one.cite)
    following = asking.next(*topic.next)
    if topic.kind == "outside":
        return NotCovered(text, topic.id, following)
    if topic.kind == "talk":
        return Found(topic.id, text, (), following)
    programmes = once(one.programme for one in chosen if one.programme)
    if len(programmes) > 1 and len(text) > _SHORT[asking.language]:
        return Unclear(asking.say("clarify.programme"), _per_programme(asking, topic, programmes), topic.id)
    if topic.kind == "unpublished":
        if asking.question.yes_no and puts_forward(asking.question) and not _UNPUBLISHED.search(text[:_OPENING]):
            text = asking.joined([asking.say("unpublished.lead"), text])
        text = asking.joined([text, asking.say("unpublished.ask", mailbox=_whom(asking, topic))])
    return Found(topic.id, text, cites, following)


_OPENING = 60  # characters within which an answer has to say that nothing is published
_UNPUBLISHED = re.compile(
    r"没有公布|没有写|没有查到|没有说明|没有看到|not published|not stated|no announcement|found no|unpublished",
    re.IGNORECASE,
)


def _worded(asking: Asking, topic: Topic, one: Told) -> str:
    """A text with yes, no or it depends in front, where the question gives a case or asks what is allowed."""
    verdicts = judged(asking, topic, one.programme) if topic.judges and one.programme else []
    lead = asking.joined(verdicts) if verdicts else ruling(asking, one)
    return asking.joined([lead, _filled(asking, one)])


def rules_on(asking: Asking, topic: Topic) -> bool:
    """Whether a topic's text says if what is asked is allowed or required."""
    return not topic.compose and any(ruling(asking, one) for one in fitting(asking, topic))


def fitting(asking: Asking, topic: Topic) -> list[Told]:
    """The texts that hold for what is asked; where none is for the programme or year named, those that hold for all."""
    slots = asking.question.slots
    categories = {key.split("/")[1] for key in slots.categories}

    def fits(one: Told, *, year: bool = True, programme: bool = True) -> bool:
        return (
            (not programme or one.programme is None or not slots.programmes or one.programme in slots.programmes)
            and (one.category is None or not categories or one.category in categories)
            and (not year or one.year is None or not slots.years or one.year in slots.years)
        )

    current = _current_year(asking)
    if not slots.years and any(one.year == current for one in topic.told):
        dated = [one for one in topic.told if one.year in (None, current) and fits(one)]
        if dated:
            return dated
    for relaxed in ({}, {"year": False}, {"year": False, "programme": False}):
        chosen = [one for one in topic.told if fits(one, **relaxed)]
        if chosen:
            if categories and any(one.category for one in chosen):
                chosen = [one for one in chosen if one.category]
            return chosen
    return list(topic.told)


def _whom(asking: Asking, topic: Topic) -> str:
    return asking.pack.scheme.mailbox if topic.contact == "organiser" else asking.mailboxes()


def _current_year(asking: Asking) -> int | None:
    editions = [asking.edition(programme) for programme in asking.calls]
    return max((edition.year for edition in editions if edition), default=None)


def _filled(asking: Asking, one: Told) -> str:
    programme = asking.pack.programme.get(one.programme or "") or asking.one_call
    edition = asking.edition(programme) if programme else None
    values = {
        "mailbox": (programme.mailbox if programme else None) or asking.mailboxes(),
        "platform": programme.platform[0].address if programme and programme.platform else "",
        "programme": asking.name(programme) if programme else "",
        "year": str(edition.year) if edition else str(asking.today.year),
    }
    return Wording.fill(asking.text(one.text), asking.language, values)


def _per_programme(asking: Asking, topic: Topic, programmes: tuple[str | None, ...]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(topic.id, (("p", programme),), asking.name(asking.pack.programme[programme]))
        for programme in programmes
        if programme
    )
