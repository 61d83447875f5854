"""Answers are replayed: editing loses nothing, order does not matter, and what is not sure stays open."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.flow import LATER, ConditionClass, Flow, Value
from knowledge.precheck import UnknownAnswer, Verdict, evaluate, require_known, verdict_of, walk
from tests.knowledge.test_precheck_changes import SEASONS, SEED, some_answers
from tests.precheck import flow

PROGRAMMES = ("case", "award")
BOTH = pytest.mark.parametrize("programme", PROGRAMMES)


def talk(flow: Flow, pick: random.Random) -> dict[str, str]:
    """Answers as somebody gives them, one question after the other."""
    answers: dict[str, str] = {}
    while (id_ := walk(flow, answers).next) is not None:
        answers[id_] = pick.choice([*flow.question[id_].options, LATER])
    return answers


@BOTH
def test_the_questions_come_one_by_one_in_the_order_of_the_flow(programme: str) -> None:
    asked = flow(programme)
    order = list(asked.question)
    for seed in range(50):
        answers = talk(asked, random.Random(SEED + seed))
        assert list(answers) == sorted(answers, key=order.index)
        walked = walk(asked, answers)
        assert set(walked.shown) == set(answers)
        assert walked.unanswered == walked.later == tuple(id_ for id_ in answers if answers[id_] == LATER)
        assert not walked.set_aside


@BOTH
@given(data=st.data(), season=SEASONS)
def test_the_order_of_answering_decides_nothing(programme: str, data: st.DataObject, season: str) -> None:
    answers = data.draw(some_answers(flow(programme)))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    for one_season in ("open", "closed"):
        one, two = (evaluate(flow(programme), given, one_season) for given in (answers, shuffled))
        assert (one.verdict, one.walk, one.changes) == (two.verdict, two.walk, two.changes)


@BOTH
@given(data=st.data())
def test_editing_an_answer_and_back_again_loses_nothing(programme: str, data: st.DataObject) -> None:
    asked = flow(programme)
    answers = data.draw(some_answers(asked))
    id_ = data.draw(st.sampled_from(list(asked.question)))
    option = data.draw(st.sampled_from(list(asked.question[id_].options)))
    edited = {**answers, id_: option}
    kept = {*walk(asked, edited).shown, *walk(asked, edited).set_aside}
    assert {q for q, given_ in answers.items() if given_ != LATER} <= kept
    back = {**edited, id_: answers[id_]} if id_ in answers else {q: o for q, o in edited.items() if q != id_}
    assert evaluate(asked, back, "open") == evaluate(asked, answers, "open")


@BOTH
@given(data=st.data())
def test_what_is_set_aside_decides_nothing(programme: str, data: st.DataObject) -> None:
    asked = flow(programme)
    answers = data.draw(some_answers(asked))
    result = evaluate(asked, answers, "open")
    counted = {id_: option for id_, option in answers.items() if id_ not in result.walk.set_aside}
    without = evaluate(asked, counted, "open")
    assert [(r.id, r.value) for r in without.conditions] == [(r.id, r.value) for r in result.conditions]
    if result.chosen or not result.types:
        assert without.verdict is result.verdict


@BOTH
@given(data=st.data(), season=SEASONS)
def test_answering_more_never_undoes_a_stop(programme: str, data: st.DataObject, season: str) -> None:
    """A STOP of unfinished answers is certain: any definite answers to the rest leave it."""
    asked = flow(programme)
    answers = data.draw(some_answers(asked))
    result = evaluate(asked, answers, "open")
    if result.verdict is not Verdict.STOP:
        return
    pick = random.Random(data.draw(st.integers()))
    while (walked := walk(asked, answers)).unanswered:
        id_ = walked.unanswered[0]
        answers = {**answers, id_: pick.choice(list(asked.question[id_].options))}
    final = evaluate(asked, answers, "open")
    if result.chosen == final.chosen:
        assert final.verdict is Verdict.STOP


@BOTH
def test_nothing_answered_is_to_be_confirmed(programme: str) -> None:
    result = evaluate(flow(programme), {}, "open")
    assert result.verdict is Verdict.CHECK
    assert {r.value for r in result.conditions} == {"unsure"}
    assert not result.is_complete


def test_answers_of_another_flow_are_left_aside_in_talk_and_refused_as_data() -> None:
    asked = flow("case")
    assert walk(asked, {"gone": "x", "who": "gone"}).next == "who"
    with pytest.raises(UnknownAnswer, match=r"unknown question 'gone'; known: who, filed, fields"):
        require_known(asked, {"gone": "x"})
    with pytest.raises(UnknownAnswer, match=r"unknown option 'gone' of question 'who'; known: listed, not_listed"):
        require_known(asked, {"who": "gone"})
    with pytest.raises(UnknownAnswer, match=r"unknown option \['listed'\]"):
        require_known(asked, {"who": ["listed"]})


# ── the verdict ──────────────────────────────────────────────────────────────────────────

_WORTH: dict[Value, int] = {"na": -1, "no": 0, "unsure": 1, "yes": 2}


@pytest.mark.parametrize("is_filed", [False, True])
def test_the_verdict_is_total_and_never_worse_for_a_better_value(is_filed: bool) -> None:
    classes: tuple[ConditionClass, ...] = ("fact", "judged", "curable", "curable")
    every: tuple[Value, ...] = ("yes", "no", "unsure", "na")
    verdicts = {values: verdict_of(zip(classes, values, strict=True), is_filed) for values in product(every, repeat=4)}
    for values, verdict in verdicts.items():
        for place, value in enumerate(values):
            for better in every:
                if _WORTH[better] > _WORTH[value] >= 0:
                    raised = verdicts[(*values[:place], better, *values[place + 1 :])]
                    assert raised.rank >= verdict.rank
            if value == "na":  # what does not arise is left out
                rest = [(classes[i], values[i]) for i in range(4) if i != place]
                assert verdict_of(rest, is_filed) is verdict
