"""Pre-check expectations as data, and how they are read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.flow import Flow
from knowledge.pack import CONTENT, Pack, read_pack
from knowledge.precheck.finishing import finished
from knowledge.precheck.seasons import edition_of

_HERE = Path(__file__).parent


@cache
def pack() -> Pack:
    """The facts of the shipped content."""
    found, draft = read_pack(CONTENT)
    assert found is not None, draft.faults
    return found


@cache
def flow(programme: str) -> Flow:
    """The finished flow of a programme."""
    written = next(one for one in pack().flows if one.programme == programme)
    return finished(written, edition_of(pack(), written))


@cache
def rows() -> Mapping[str, list[dict[str, Any]]]:
    """One reviewed line per decision row, by programme."""
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load((_HERE / "rows.yaml").read_text(encoding="utf-8"))
    assert sum(map(len, read.values())) >= 100
    return read


@cache
def cases() -> list[dict[str, Any]]:
    """The worked cases, with the answers they take over filled in."""
    read: list[dict[str, Any]] = yaml.safe_load((_HERE / "cases.yaml").read_text(encoding="utf-8"))
    by_id: dict[str, dict[str, Any]] = {}
    for case in read:
        base = by_id.get(case.get("from", ""), {"programme": None, "answers": {}})
        programme = case.get("programme", base["programme"])
        by_id[case["id"]] = {**case, "programme": programme, "answers": {**base["answers"], **case["answers"]}}
    assert len(by_id) == len(read) >= 41
    return list(by_id.values())
