"""The reviewed tables: what each decision row gives, and what comes out of the worked cases."""

from itertools import product
from typing import Any

import pytest

from knowledge.flow import SEASON
from knowledge.precheck import Flow, Verdict, evaluate
from knowledge.precheck.combinations import ways_of
from knowledge.precheck.tables import deciding_row
from tests.precheck import cases, flow, rows

PROGRAMMES = ("case", "award")


def lines(flow: Flow, condition: str) -> list[dict[str, Any]]:
    return [line for line in rows()[flow.programme] if line["condition"] == condition]


def fits(line: dict[str, Any], way: dict[str, str]) -> bool:
    return all(way.get(id_) in options for id_, options in line["when"].items())


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_way_to_answer_is_decided_as_reviewed(programme: str) -> None:
    asked = flow(programme)
    assert {line["condition"] for line in rows()[programme]} == set(asked.condition)
    for condition in asked.conditions:
        for way in ways_of(asked, condition):
            reviewed = [line for line in lines(asked, condition.id) if fits(line, way)]
            assert len(reviewed) == 1, (condition.id, way)
            row = deciding_row(condition.rows, way)
            assert row is not None
            assert row.value == reviewed[0]["value"], (condition.id, way)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_row_of_a_flow_has_a_reviewed_line(programme: str) -> None:
    asked = flow(programme)
    for condition in asked.conditions:
        for row in condition.rows:
            ways = [dict(zip(row.when, options, strict=True)) for options in product(*row.when.values())]
            shared = [line for line in lines(asked, condition.id) for way in ways if overlaps(line, way)]
            assert shared, (condition.id, row.when)
            assert {line["value"] for line in shared} == {row.value}


def overlaps(line: dict[str, Any], way: dict[str, str]) -> bool:
    return all(way[id_] in options for id_, options in line["when"].items() if id_ in way)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['id']}: {case['gist']}")
def test_a_worked_case_comes_out_as_written(case: dict[str, Any]) -> None:
    result = evaluate(flow(case["programme"]), case["answers"], case.get("season", "open"))
    assert result.verdict is Verdict[case["verdict"]]
    assert {r.id: r.value for r in result.conditions if r.value != "yes"} == case["not-yes"]
    for type_, verdict in case.get("types", {}).items():
        assert result.types[type_].verdict is Verdict[verdict], type_
    if "nearest" in case:
        assert result.nearest == case["nearest"]


def test_the_season_is_asked_of_no_one() -> None:
    assert all(SEASON not in flow(programme).question for programme in PROGRAMMES)
