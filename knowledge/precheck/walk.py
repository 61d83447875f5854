"""Answers → where they lead: the next question, what is shown, what is set aside. Nothing is ever lost by an edit."""

from collections.abc import Mapping

from knowledge.flow import LATER, Choices, Flow
from knowledge.precheck.results import Answers, Walk


class UnknownAnswer(ValueError):
    """An answer to no question of the flow, or none of its options; says which there are."""

    def __init__(self, message: str, question: str) -> None:
        super().__init__(message)
        self.question = question


def require_known(flow: Flow, answers: Mapping[str, object]) -> dict[str, str]:
    """The answers, once every question and option is known; raises UnknownAnswer naming the first that is not."""
    known: dict[str, str] = {}
    for id_, option in answers.items():
        if id_ not in flow.question:
            raise UnknownAnswer(f"unknown question {id_!r}; known: {', '.join(flow.question)}", id_)
        options = (*flow.question[id_].options, LATER)
        if not isinstance(option, str) or option not in options:
            raise UnknownAnswer(f"unknown option {option!r} of question {id_!r}; known: {', '.join(options)}", id_)
        known[id_] = option
    return known


def walk(flow: Flow, answers: Answers) -> Walk:
    """Replay answers in the order of the flow. What is unknown to the flow is left aside without a word."""
    counted = count(flow, answers)
    shown = tuple(counted)
    answered = {id_ for id_ in flow.question if has_answer(flow, answers, id_)}
    unanswered = tuple(id_ for id_ in shown if id_ not in answered)
    return Walk(
        shown=shown,
        next=next((id_ for id_ in unanswered if answers.get(id_) != LATER), None),
        unanswered=unanswered,
        later=tuple(id_ for id_ in unanswered if answers.get(id_) == LATER),
        set_aside=tuple(id_ for id_ in flow.question if id_ in answered and id_ not in counted),
        counted=counted,
    )


def count(flow: Flow, answers: Answers) -> dict[str, str]:
    """The questions shown with the option that counts: the one given, or the one for not being sure."""
    counted: dict[str, str] = {}
    for question in flow.questions:
        if holds(question.show_if, counted):
            given = has_answer(flow, answers, question.id)
            counted[question.id] = answers[question.id] if given else question.unsure
    return counted


def holds(choices: Choices, counted: Mapping[str, str]) -> bool:
    """Whether every question named is shown and has one of the options named."""
    return all(counted.get(question) in options for question, options in choices.items())


def has_answer(flow: Flow, answers: Answers, question: str) -> bool:
    """Whether a question has one of its options for an answer; "later" is none."""
    return answers.get(question) in flow.question[question].options
