"""What would change a verdict is exact: all changes lead to CLEAR, and without any one of them nothing does."""

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.precheck import Change, Evaluation, Flow, Season, Verdict, evaluate
from tests.precheck import cases, flow

SEED = 20261121


def applied(result: Evaluation, changes: tuple[Change, ...], pick: random.Random) -> Evaluation:
    answers = dict(result.answers)
    for change in changes:
        answers |= {id_: pick.choice(options) for id_, options in change.answers.items()}
    return evaluate(result.flow, answers, result.season)


def prove(result: Evaluation, pick: random.Random) -> None:
    """The obligation: apply all and it is clear; leave any out and it is not; no answer is proposed that stands."""
    assert (result.verdict is Verdict.CLEAR) == (not result.changes)
    assert applied(result, result.changes, pick).verdict is Verdict.CLEAR
    for left_out in result.changes:
        rest = tuple(change for change in result.changes if change is not left_out)
        assert applied(result, rest, pick).verdict is not Verdict.CLEAR, left_out
    for change in result.changes:
        assert change.answers
        assert all(result.answers.get(id_) not in options for id_, options in change.answers.items())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_the_changes_of_a_worked_case_are_exact(case: dict[str, Any]) -> None:
    result = evaluate(flow(case["programme"]), case["answers"], case.get("season", "open"))
    prove(result, random.Random(SEED))
    for change in result.changes:
        for options in product(*change.answers.values()):
            others = tuple(c for c in result.changes if c is not change)
            once = applied(result, others, random.Random(SEED)).answers
            answers = {**once, **dict(zip(change.answers, options, strict=True))}
            assert evaluate(result.flow, answers, result.season).verdict is Verdict.CLEAR


def some_answers(flow: Flow) -> st.SearchStrategy[dict[str, str]]:
    by_question = {q.id: st.sampled_from([*q.options, "later"]) for q in flow.questions}
    return st.fixed_dictionaries({}, optional=by_question)


SEASONS = st.sampled_from(("open", "closed"))


@pytest.mark.parametrize("programme", ["case", "award"])
@given(data=st.data(), season=SEASONS, seed=st.integers())
def test_the_changes_of_any_answers_are_exact(programme: str, data: st.DataObject, season: Season, seed: int) -> None:
    answers = data.draw(some_answers(flow(programme)))
    prove(evaluate(flow(programme), answers, season), random.Random(seed))


@pytest.mark.parametrize("programme", ["case", "award"])
@given(data=st.data())
def test_without_the_noes_a_stop_is_over(programme: str, data: st.DataObject) -> None:
    result = evaluate(flow(programme), data.draw(some_answers(flow(programme))), "open")
    # beside the noes, answers that were set aside and count again once those are mended
    noes = tuple(change for change in result.changes if change.value in ("no", "na"))
    after = applied(result, noes, random.Random(SEED))
    if result.verdict is Verdict.STOP and result.chosen:
        assert after.verdict is not Verdict.STOP


def of_condition(result: Evaluation, id_: str) -> Change:
    return next(change for change in result.changes if change.condition == id_)


def evaluated(case_id: str, **answers: str) -> Evaluation:
    case = next(case for case in cases() if case["id"] == case_id)
    return evaluate(flow(case["programme"]), {**case["answers"], **answers}, case.get("season", "open"))


def test_a_past_start_cannot_be_changed_and_a_second_country_perhaps() -> None:
    assert not of_condition(evaluated("3"), "time").possible
    scope = of_condition(evaluated("6", link="later"), "scope")
    assert scope.possible
    assert scope.answers == {"places": ("two_plus",), "link": ("partner", "users")}


def test_an_answer_kept_from_before_is_not_asked_for_again() -> None:
    assert of_condition(evaluated("6"), "scope").answers == {"places": ("two_plus",)}  # its link stands: a partner


def test_what_is_filed_cannot_be_settled_any_more() -> None:
    assert of_condition(evaluated("9"), "video").possible
    assert not of_condition(evaluated("32"), "video").possible


def test_what_would_do_is_told_as_alternatives() -> None:
    assert of_condition(evaluated("9"), "video").answers == {"video": ("ready", "can")}


def test_what_can_be_settled_now_comes_before_what_others_must_say() -> None:
    result = evaluated("1", start="in_2015", video="cannot", twin="unsure")
    assert [(change.condition, change.step) for change in result.changes] == [
        ("video", "settle"),
        ("twin", "answer"),
        ("time", "organiser"),
    ]


def test_nobody_is_advised_to_take_a_filing_back() -> None:
    result = evaluated("26")
    assert of_condition(result, "deadline").answers == {"filed": ("in_time",)}
    assert not of_condition(result, "deadline").possible
