"""Whether a message wants something done about reminders, and what. A question about them is answered, not acted on."""

import re

from rapidfuzz.distance import OSA

from handlers.subscribe import questions, wishes
from handlers.subscribe.draft import Draft
from handlers.subscribe.wishes import Action

_SHORTEST = 6  # letters of a word whose slips are put right
_OURS = re.compile(r"提醒|订阅|remind|subscri")
_ENDS = frozenset({"unsubscribe", "pause"})
_LOOKS = frozenset({"overview", "decline"})  # changes nothing, whatever was meant


def action_in(folded: str, draft: Draft) -> Action | None:
    """What is wanted; None where nothing is, or where it is asked about only."""
    text = _without_slips(questions.TAG.sub("", folded))
    if wishes.AGAIN_TOMORROW.search(text):
        return "tomorrow"
    if questions.OTHERS_DO.search(text):
        return None
    action = _first(text)
    if action == "subscribe" and _is_of_something_else(text, draft):
        return None
    if action in _LOOKS:
        return action
    if action in _ENDS and (wishes.KEEP.search(text) or _begins_too(text)):
        return "overview"
    if asks_about(text, enough=action not in (None, "subscribe") or _says_enough(draft)):
        return None
    if action == "change" and _begins_too(text):
        return "subscribe"
    if action in (None, "subscribe") and wishes.NOT_OFFERED.search(text) and _OURS.search(text):
        return "unoffered"
    return action


def topic_asked_about(folded: str) -> str | None:
    """The topic of a question about reminders; None for what is none, or is about other things."""
    text = questions.TAG.sub("", folded)
    if not questions.OF_REMINDERS.search(text) or not asks_about(text, enough=False):
        return None
    if any(
        p.search(text) for p in (questions.OTHERS_DO, questions.OTHER_THINGS, questions.A_WORK, questions.A_SERVICE)
    ):
        return None
    return next((topic for topic, words in questions.TOPICS if words.search(text)), "reminders")


def asks_about(text: str, *, enough: bool) -> bool:
    """Whether a message about reminders is a question; a polite wish that says `enough` of what is wished is none."""
    if questions.ABOUT.search(text):
        return True
    return bool(questions.ASKED.search(text)) and not (enough and questions.POLITE.search(text))


def _says_enough(draft: Draft) -> bool:
    """The least that has to be said of something that is to begin."""
    return bool(draft.programme or draft.lead_days or draft.own or draft.mail)


def _first(text: str) -> Action | None:
    return next((action for action, pattern in wishes.ACTIONS if pattern.search(text)), None)


def _is_of_something_else(text: str, draft: Draft) -> bool:
    """Whether something is to be subscribed that is not ours, or a work is told of in which others are reminded."""
    if questions.OTHER_THINGS.search(text) or _first(questions.A_NOUN.sub("", text)) != "subscribe":
        return True
    return not _says_enough(draft) and bool(questions.A_WORK.search(text))


def _begins_too(text: str) -> bool:
    """Whether another part of a message that ends something begins something: which is meant is shown, not guessed."""
    return "subscribe" in [_first(clause) for clause in wishes.CLAUSE.split(text) if clause]


def _without_slips(text: str) -> str:
    """English words of ours that are one slip of the keyboard away from exactly one of them, put right."""

    def righted(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _SHORTEST or word in wishes.VOCABULARY:
            return word
        near = [known for known in wishes.VOCABULARY if OSA.distance(word, known, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else word

    return re.sub(r"[a-z]+", righted, text)
