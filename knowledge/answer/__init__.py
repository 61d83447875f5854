"""Question → Found | Unclear | NotCovered, worded from typed facts."""

import datetime as dt

from knowledge.answer import calls, dates, honours, people, subjects  # noqa: F401  # each registers its answers
from knowledge.answer.asking import COMPOSERS, Asking
from knowledge.answer.finding import Finding, Found, NotCovered, Suggestion, Unclear
from knowledge.answer.told import told
from knowledge.answer.wording import Wording
from knowledge.pack import Pack
from knowledge.question import Question

__all__ = ["COMPOSERS", "Finding", "Found", "NotCovered", "Suggestion", "Unclear", "find"]


def find(pack: Pack, wording: Wording, question: Question, now: dt.datetime) -> Finding:
    """The answer to a question at an instant; what is unclear or not covered is said to be so."""
    asking = Asking(pack, wording, question, now)
    topic = pack.topic.get(question.topic or "")
    if topic is None or question.tier == "decline":
        return NotCovered(asking.say("not-covered", mailbox=asking.mailboxes()), None, asking.next("what-can-you-do"))
    if question.tier == "ask":
        return _which(asking)
    if topic.compose:
        return COMPOSERS[topic.compose](asking)
    return told(asking, topic)


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
