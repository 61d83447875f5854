"""`wicbot rank --jsonl`: taught by lines, asked by lines, and no line stops the rest."""

import io
import json
import subprocess
from typing import Any

import pytest

from bot.channels.ranking import RankingLines
from tests.processes import ROOT, WICBOT

TEACH = [
    {"train": {"text": "when is the deadline", "label": "deadline"}},
    {"train": {"text": "last day to submit", "label": "deadline"}},
    {"train": {"text": "whom do I write to", "label": "contact"}},
    {"train": {"text": "what is the mailbox", "label": "contact"}},
    {"train": {"text": "tell me a joke", "label": "__oos__"}},
]


def run(*lines: object) -> tuple[list[dict[str, Any]], int]:
    ranking = RankingLines()
    raw = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    sink = io.BytesIO()
    ranking.run(io.BytesIO(raw.encode()), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()], ranking.bad


def test_each_query_gets_one_line() -> None:
    found, bad = run(*TEACH, {"query": "the deadline?"}, {"query": "which mailbox", "id": "q2"})
    assert bad == 0
    assert [one["label"] for one in found] == ["deadline", "contact"]
    assert [one.get("id") for one in found] == [None, "q2"]
    for one in found:
        assert set(one) - {"id"} == {"label", "score", "ranking"}
        assert one["ranking"][0] == [one["label"], one["score"]]
        assert 0 <= one["score"] <= 1


def test_a_train_line_after_the_first_query_is_an_error_and_the_rest_go_on() -> None:
    found, bad = run(*TEACH, {"query": "deadline"}, TEACH[0], {"query": "mailbox"})
    assert bad == 1
    assert found[1]["kind"] == "error"
    assert "after the first query" in found[1]["error"]
    assert found[2]["label"] == "contact"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("no json", "no JSON"),
        ([1], "no object"),
        ({}, "neither 'train' nor 'query'"),
        ({"query": 7}, "'query' is no string: 7"),
        ({"train": "x"}, "'train' is no object"),
        ({"train": {"text": "x"}}, "'label' of 'train' is missing"),
        ({"train": {"label": "x"}}, "'text' of 'train' is missing"),
        ({"train": {"text": 1, "label": "x"}}, "'text' is no string: 1"),
        ({"query": "x" * 9000}, "longer than 8000"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: object, shown: str) -> None:
    found, bad = run(line, *TEACH, {"query": "deadline"})
    assert bad == 1
    assert (found[0]["kind"], found[1]["label"]) == ("error", "deadline")
    assert shown in found[0]["error"]


def test_queries_before_anything_is_taught_have_no_label() -> None:
    assert run({"query": "deadline"}) == ([{"label": None, "score": 0.0, "ranking": []}], 0)


def test_the_command_answers_and_tells_of_bad_lines_by_its_exit_code() -> None:
    lines = "\n".join(json.dumps(line) for line in (*TEACH, {"query": "deadline"}, {"quory": "x"}))
    done = subprocess.run([*WICBOT, "rank", "--jsonl"], input=lines, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1
    assert [json.loads(line).get("label") for line in done.stdout.splitlines()] == ["deadline", None]
