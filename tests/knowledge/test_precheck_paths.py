"""All paths of each flow, open and closed: counted in every run, walked and evaluated to the last in `make endure`."""

import random

import pytest

from knowledge.precheck import Season, Verdict, evaluate
from knowledge.precheck.paths import Met, Standing, Tally, count_all, end_of, standings, walk_all
from tests.knowledge.test_precheck_changes import SEED, prove
from tests.precheck import flow

# each flow as filed under each option of its types; those in BETWEEN go through the questions of all types
WALKED = (("case", None), ("award", "basic"), ("award", "key"), ("award", "engineering"))
BETWEEN = (("award", "several"), ("award", "undecided"))
SEASONS: tuple[Season, ...] = ("open", "closed")
EACH_SEASON = pytest.mark.parametrize("season", SEASONS)


def told(tally: Tally) -> str:
    ends = ", ".join(f"{verdict.name} {tally.ends.get(verdict, 0):,}" for verdict in reversed(Verdict))
    return f"{tally.paths:,} paths of {tally.fewest}–{tally.most} questions: {ends}"


@EACH_SEASON
@pytest.mark.parametrize(("programme", "type_"), WALKED)
def test_every_verdict_is_reached_and_no_path_is_long(programme: str, type_: str | None, season: Season) -> None:
    tally = count_all(flow(programme), type_, season)
    assert set(tally.ends) == set(Verdict)
    assert tally.most <= 13


@EACH_SEASON
def test_who_has_not_settled_on_one_type_never_comes_out_clear(season: Season) -> None:
    ends = {type_: count_all(flow("award"), type_, season).ends for _, type_ in BETWEEN}
    assert set(ends["undecided"]) == {Verdict.STOP, Verdict.FIX, Verdict.CHECK}
    assert set(ends["several"]) == {Verdict.STOP, Verdict.FIX}


@EACH_SEASON
def test_the_paths_of_a_flow_are_those_of_each_type_together(season: Season) -> None:
    asked = flow("award")
    assert asked.types
    each = [count_all(asked, option, season) for option in asked.question[asked.types.question].options]
    assert count_all(asked, None, season).paths == sum(tally.paths for tally in each)


def test_taking_paths_together_comes_to_what_walking_each_comes_to() -> None:
    assert walk_all(flow("award"), "engineering", "closed") == count_all(flow("award"), "engineering", "closed")


def test_standings_told_apart_finely_hold_the_same_paths() -> None:
    coarse = standings(flow("award"), "engineering", "open")
    fine = standings(flow("award"), "engineering", "open", finely=True)
    assert len(fine) > 100 * len(coarse)
    assert sum(met.paths for met in fine.values()) == sum(met.paths for met in coarse.values())


@pytest.mark.parametrize(("programme", "type_"), WALKED)
def test_the_evaluator_comes_to_the_end_of_every_standing(programme: str, type_: str | None) -> None:
    for season in SEASONS:
        reached = standings(flow(programme), type_, season)
        assert {hold(programme, standing, met, season) for standing, met in reached.items()} == set(Verdict)


def hold(programme: str, standing: Standing, met: Met, season: Season) -> Verdict:
    """One path that comes to a standing, evaluated as an applicant's answers are: verdict, values and changes."""
    result = evaluate(flow(programme), met.first, season)
    assert result.is_complete
    assert result.verdict is end_of(flow(programme), standing), met.first
    if standing.values:
        assert {(one.id, one.value) for one in result.conditions} == set(standing.values), met.first
    else:
        prove(result, random.Random(SEED))
    return result.verdict


# ── make endure ──────────────────────────────────────────────────────────────────────────


@pytest.mark.endure
@EACH_SEASON
@pytest.mark.parametrize(("programme", "type_"), WALKED)
def test_every_path_of_the_whole_product(programme: str, type_: str | None, season: Season) -> None:
    walked = walk_all(flow(programme), type_, season)
    assert walked == count_all(flow(programme), type_, season)
    print(f"\n{programme} {type_ or ''} {season}, one by one: {told(walked)}")


@pytest.mark.endure
@EACH_SEASON
@pytest.mark.parametrize(("programme", "type_"), WALKED)
def test_every_combination_of_values_through_the_evaluator(programme: str, type_: str | None, season: Season) -> None:
    reached = standings(flow(programme), type_, season, finely=True)
    for standing, met in reached.items():
        hold(programme, standing, met, season)
    print(f"\n{programme} {type_ or ''} {season}: {len(reached):,} combinations of values evaluated")


@pytest.mark.endure
@EACH_SEASON
@pytest.mark.parametrize(("programme", "type_"), BETWEEN)
def test_every_standing_between_types_through_the_evaluator(programme: str, type_: str, season: Season) -> None:
    """A trillion paths each: nobody walks them, and none ends otherwise than the one evaluated for its standing."""
    reached = standings(flow(programme), type_, season)
    for standing, met in reached.items():
        hold(programme, standing, met, season)
    tally = count_all(flow(programme), type_, season)
    print(f"\n{programme} {type_} {season}, {len(reached)} standings evaluated: {told(tally)}")
