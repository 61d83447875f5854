"""Whether a message wants something done about reminders, and what. A question about them is answered, not acted on."""

import re

from rapidfuzz.distance import OSA

from handlers.subscribe import patterns
from handlers.subscribe.draft import Draft
from handlers.subscribe.patterns import Action

_SHORTEST = 6  # letters of a word whose slips are put right
_OURS = re.compile(r"提醒|订阅|remind|subscri")
_ENDS = frozenset({"unsubscribe", "pause"})
_LOOKS = frozenset({"overview", "decline"})  # changes nothing, whatever was meant


def action_in(folded: str, draft: Draft) -> Action | None:
    """What is wanted; None where nothing is, or where it is asked about only."""
    text = _without_slips(patterns.TAG.sub("", folded))
    if patterns.AGAIN_TOMORROW.search(text):
        return "tomorrow"
    action = next((action for action, pattern in patterns.ACTIONS if pattern.search(text)), None)
    if action in _LOOKS:
        return action
    if action in _ENDS and (patterns.KEEP.search(text) or _begins_too(text)):
        return "overview"
    if _is_question(text, draft):
        return None
    if action == "change" and _begins_too(text):
        return "subscribe"
    if action in (None, "subscribe") and patterns.NOT_OFFERED.search(text) and _OURS.search(text):
        return "unoffered"
    return action


def _begins_too(text: str) -> bool:
    """Whether another part of a message that ends something begins something: which is meant is shown, not guessed."""
    clauses = [clause for clause in patterns.CLAUSE.split(text) if clause]
    firsts = [next((action for action, pattern in patterns.ACTIONS if pattern.search(c)), None) for c in clauses]
    return "subscribe" in firsts


def _is_question(text: str, draft: Draft) -> bool:
    if patterns.ABOUT.search(text):
        return True
    if not patterns.ASKED.search(text):
        return False
    says_enough = draft.programme or draft.lead_days or draft.own or draft.mail
    is_wish = patterns.POLITE.search(text) and (says_enough or not patterns.BEGINS.search(text))
    return not is_wish


def _without_slips(text: str) -> str:
    """English words of ours that are one slip of the keyboard away from exactly one of them, put right."""

    def righted(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _SHORTEST or word in patterns.VOCABULARY:
            return word
        near = [known for known in patterns.VOCABULARY if OSA.distance(word, known, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else word

    return re.sub(r"[a-z]+", righted, text)
