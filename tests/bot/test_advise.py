"""`wicbot advise`: one text, a stream of them, and what is wrong with a line."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT, WICBOT

TEXT = "2018年起，我们与马拉维、赞比亚的运营商合作，在没有信号的山区建了两百座太阳能基站，学校和诊所都上了网。"
KEYS = ["id", "programme", "category", "ranking", "reasons", "missing", "questions", "precedents", "text"]


def advise(cache_dir: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "WICBOT_CACHE_DIR": str(cache_dir)}  # noqa: TID251  # of the process that is started
    return subprocess.run(
        [*WICBOT, "advise", *arguments],
        input=stdin,
        text=True,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=120,
    )


def test_one_text_is_told_in_words(cache_dir: Path) -> None:
    done = advise(cache_dir, TEXT, "--now", "2026-05-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert "网络基础设施建设" in done.stdout.splitlines()[0]


def test_lines_in_are_objects_out_in_order(cache_dir: Path) -> None:
    lines = [
        {"id": "a", "text": TEXT, "now": "2026-05-01T10:00"},
        {"id": 2, "text": TEXT, "programme": "award"},
        {"id": "c", "text": TEXT, "lang": "en"},
    ]
    done = advise(cache_dir, "--jsonl", stdin="\n\n".join(map(json.dumps, lines)))
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(one) for one in found] == [KEYS] * 3
    first, of_award, english = found
    assert (first["id"], first["programme"], first["category"]) == ("a", "case", "infrastructure")
    assert len(first["ranking"]) == 8
    assert {one["status"] for one in first["ranking"]} <= {"fits", "possible", "blocked", "unknown"}
    assert all(set(one) == {"category", "condition", "value", "quote", "source"} for one in first["reasons"])
    assert all(one["quote"] in TEXT for one in first["reasons"])
    assert {one["programme"] for one in of_award["ranking"]} == {"award"}
    assert english["text"].startswith("Going by what you wrote")
    assert set(first["precedents"][0]) == {"year", "programme", "category", "title", "applicants", "source"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "x"}', "'id' is missing"),
        ('{"id": "a"}', "'text' is missing"),
        ('{"id": "a", "text": "  "}', "'text' is empty"),
        ('{"id": "a", "text": 3}', "'text' is no string"),
        ('{"id": "a", "text": "x", "programme": "prize"}', "'prize'; known: award, case"),
        ('{"id": "a", "text": "x", "lang": "fr"}', "'fr'"),
        ('{"id": "a", "text": "x", "now": "soon"}', "soon"),
        ("[1]", "no object"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_go_on(cache_dir: Path, line: str, told: str) -> None:
    good = json.dumps({"id": "good", "text": TEXT})
    done = advise(cache_dir, "--jsonl", stdin=f"{line}\n{good}\n")
    bad, fine = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, bad["kind"]) == (1, "error")
    assert told in bad["error"]
    assert fine["id"] == "good"


def test_a_call_that_is_none_is_named(cache_dir: Path) -> None:
    done = advise(cache_dir, TEXT, "--programme", "prize")
    assert done.returncode == 2
    assert "'prize'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
