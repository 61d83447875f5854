"""Question → Found | Unclear | NotCovered, worded from typed facts."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.answer import calls, categories, dates, honours, lookups, people, phases, subjects  # noqa: F401  # each registers its answers
from knowledge.answer.among import among
from knowledge.answer.asking import COMPOSERS, Asking, once
from knowledge.answer.claims import checked
from knowledge.answer.comparing import compared, compares, measured, of_one_aspect
from knowledge.answer.finding import Finding, Found, NotCovered, Suggestion, Unclear
from knowledge.answer.judging import beforehand, judged_alone
from knowledge.answer.likening import likened
from knowledge.answer.naming import honours_in, people_in
from knowledge.answer.said import claims
from knowledge.answer.told import composed, rules_on
from knowledge.answer.wording import Wording
from knowledge.clauses import asking_clauses
from knowledge.facts import Topic
from knowledge.following import says_until
from knowledge.pack import Pack
from knowledge.pointing import position_of
from knowledge.question import Question

__all__ = [
    "COMPOSERS", "Finding", "Found", "NotCovered", "Suggestion", "Unclear", "find", "honours_in", "people_in",
]  # fmt: skip


def find(pack: Pack, wording: Wording, question: Question, now: dt.datetime) -> Finding:
    """The answer to a question at an instant; what is unclear or not covered is said to be so."""
    if question.parts:
        found = [find(pack, wording, part, now) for part in question.parts]
        if any(isinstance(one, Found) for one in found):
            return _together(Asking(pack, wording, question, now), found)
    asking = Asking(pack, wording, question, now)
    topic = pack.topic.get(question.topic or "")
    if topic is None or question.tier == "decline":
        return NotCovered(asking.say("not-covered", mailbox=asking.mailboxes()), None, asking.next("what-can-you-do"))
    if question.confidence < _SURE and _of_a_year_to_come(asking):
        return COMPOSERS["next-call"](asking)
    if question.tier == "ask":
        return judged_alone(asking) or _settled(asking) or _borne_out(asking) or _which(asking)
    return _answered(asking, topic)


def _answered(asking: Asking, topic: Topic) -> Finding:
    """What is found on one topic: compared, checked and judged as the question wants it."""
    if asking.question.among and (meant := among(asking)):
        return meant
    if one_thing := likened(asking, topic):
        return one_thing
    if beside := _beside_the_calls(asking, topic):
        return beside
    if comparison := compared(asking, topic):
        return comparison
    finding = composed(asking, topic)
    if not isinstance(finding, Found) or topic.kind == "talk":
        return finding
    outcome = measured(asking, topic.id, finding)
    # what was put forward of one year says nothing of whether the other is the same
    ruled = outcome if outcome != finding else checked(asking, topic, finding)
    return beforehand(asking, topic, ruled)


_WORTH_CHECKING = 0.3  # the least likely a question may be for what it puts forward to decide on its topic
_SURE_ENOUGH = 0.5  # a question as likely as this is asked back for another reason than its topic
_LIKELY = 3  # topics a question that is not clear may mean
_CLEAR = 0.05  # in units of the ranker's score


def _settled(asking: Asking) -> Finding | None:
    """An answer although the topic is in doubt: where two readings clear of all others come to the same."""
    scores = [score for _, score in asking.question.candidates]
    if len(scores) > 2 and scores[1] - scores[2] < _CLEAR:
        return None
    labels = [label for label, _ in asking.question.candidates[:2]]
    found = [_answered(_on(asking, label), asking.pack.topic[label]) for label in labels]
    texts = [one.text for one in found if isinstance(one, Found) and asking.pack.topic[one.topic].kind == "computed"]
    return found[0] if len(texts) == 2 and (texts[0] in texts[1] or texts[1] in texts[0]) else None


def _borne_out(asking: Asking) -> Finding | None:
    """The answer of the likely topic on which what the question puts forward can be held against the record.

    Where several rule on it they have to agree; what is allowed or required is told where two say so.
    """
    question = asking.question
    strange = question.confidence >= _SURE_ENOUGH and not question.slots.name_ours()  # in doubt for its other words
    if question.carried or strange or question.confidence < _WORTH_CHECKING:
        return None
    if position_of(question.folded) is not None:  # points at something told, and puts nothing forward
        return None
    if question.slots.dates and question.reading and not says_until(question.reading.masked):
        return None  # a day on which something is done, and not one put forward
    if aspect := of_one_aspect(asking):
        return aspect
    if not (claims(question) or compares(question.folded)):
        return None
    ruled_on: list[Found] = []
    rulings: list[Found] = []
    for label, _ in question.candidates[:_LIKELY]:
        topic, own = asking.pack.topic[label], _on(asking, label)
        if topic.kind not in ("told", "computed") or _beside_the_calls(own, topic):
            continue
        finding = composed(own, topic)
        if not isinstance(finding, Found):
            continue
        ruled = likened(own, topic) or checked(own, topic, measured(own, label, finding))
        if ruled != finding:
            ruled_on.append(ruled)
        elif rules_on(own, topic):
            rulings.append(ruled)
    if not ruled_on and len(rulings) > 1:
        ruled_on = rulings
    leads = {_LEAD.split(one.text, maxsplit=1)[0] for one in ruled_on}
    return ruled_on[0] if len(leads) == 1 else None


_LEAD = re.compile(r"(?<=[。.：:，,])")  # the end of the words that say yes or no


def _on(asking: Asking, label: str) -> Asking:
    return replace(asking, question=replace(asking.question, topic=label, tier="answer"))


def _together(asking: Asking, found: Sequence[Finding]) -> Found:
    """Several answers as one, in the order asked; what was not clear is said, and its choices are offered."""
    texts: list[str] = []
    open_: list[Suggestion] = []
    for part, one in zip(asking.question.parts, found, strict=True):
        if isinstance(one, Found) or (isinstance(one, NotCovered) and one.topic):
            texts.append(one.text)
        else:
            clause = (asking_clauses(part.folded) or [part.folded])[-1]
            texts.append(asking.say("parts.unclear", asked=clause.strip(" ,，;；.。?？")))
            open_ += one.options if isinstance(one, Unclear) else ()
    last = next(one for one in reversed(found) if isinstance(one, Found))
    cites = once(c for one in found for c in one.cites)
    return Found(last.topic, "\n".join(once(texts)), cites, tuple(open_) or last.next)


# computed answers that hold for a neighbouring programme as well
_ABOUT_ANY = {
    "neighbour",
    "list-neighbours",
    "subject",
    "term-in-english",
    "today",
    "summit-facts",
    "honours-lookup",
}


def _beside_the_calls(asking: Asking, topic: Topic) -> Finding | None:
    """Where only neighbouring programmes are named, nothing of the calls is told: what is known of them instead."""
    named = [asking.pack.programme[p] for p in asking.question.slots.programmes if p in asking.pack.programme]
    if (
        not named
        or any(p.kind == "call" for p in named)
        or topic.kind in ("talk", "outside")
        or topic.compose in _ABOUT_ANY
    ):
        return None
    if "neighbour" in (*topic.needs, *topic.welcomes):
        return None
    known = subjects.neighbour(asking)
    if not isinstance(known, Found):
        return known
    lead = asking.say("neighbour.lead", name=asking.name(named[0]), website=asking.pack.scheme.website)
    return Found("neighbour", lead + "\n" + known.text, known.cites, known.next)


_SURE = 0.6  # below it another of the likeliest topics may be meant
_DATED = {"deadline", "opening", "next-call", "timeline", "past-close-pattern"}


def _of_a_year_to_come(asking: Asking) -> bool:
    """Whether dates of a year are asked for which none is published: whichever is meant, the answer is the same."""
    latest = max((e.year for p in asking.calls for e in asking.pack.editions_of(p.id)), default=0)
    likely = {label for label, _ in asking.question.candidates[:3]}
    return bool(asking.years) and min(asking.years) > latest and bool(likely & _DATED)


def _which(asking: Asking) -> Finding:
    """Three topics to choose from; talk and requests we decline are not offered."""
    slots = {"p": asking.one_call.id} if asking.question.own_programmes and asking.one_call else {}
    offered = [
        suggestion
        for label, _ in asking.question.candidates
        if asking.pack.topic[label].kind not in ("talk", "outside")
        if (suggestion := asking.suggestion(label, **slots))
    ][:3]
    if not offered:
        return NotCovered(asking.say("not-covered", mailbox=asking.mailboxes()), None, asking.next("what-can-you-do"))
    return Unclear(asking.say("clarify.topic"), tuple(offered), asking.topic)
