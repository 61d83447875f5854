"""What the season decided, no answer changes."""

import pytest

from knowledge.precheck import evaluate, flow_for
from knowledge.precheck.results import Season
from tests.fakes import NOON
from tests.precheck import pack


@pytest.mark.parametrize(("season", "possible"), [("closed", False), ("open", None)])
def test_what_was_not_filed_in_time_cannot_be_filed_any_more(season: Season, possible: bool | None) -> None:
    evaluation = evaluate(flow_for(pack(), "case", NOON), {"filed": "elsewhere"}, season)
    found = {change.condition: change.possible for change in evaluation.changes}
    assert found.get("deadline") is possible
