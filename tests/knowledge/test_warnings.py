"""What the check warns of, each planted in a small pack: told with file and line, and never as a fault."""

import datetime as dt
import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import checks
from knowledge.errors import Fault
from knowledge.pack import CONTENT, read_draft
from tests.processes import ROOT, WICBOT
from tests.tiny import write_tiny

NOW = dt.datetime.fromisoformat("2030-02-01T12:00+09:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny")


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text in a file; the line it is in."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def warned(folder: Path, kind: str, now: dt.datetime = NOW) -> list[Fault]:
    draft = read_draft(folder)
    assert checks.faults(draft) == []
    return [warning for warning in checks.warnings(draft, now) if warning.kind == kind]


def test_nothing_but_the_few_paraphrases_is_warned_of_before(folder: Path) -> None:
    assert {warning.kind for warning in checks.warnings(read_draft(folder), NOW)} == {"few-paraphrases"}


def test_paraphrases_kept_apart_are_counted_with_the_topics(folder: Path) -> None:
    assert any("'prize' has 4 paraphrases in 'en'" in str(w) for w in warned(folder, "few-paraphrases"))
    more = ["a", "b", "c", "d"]
    (folder / "paraphrases").mkdir()
    lines = "".join(f"    - what is given for tea {word}\n" for word in more)
    (folder / "paraphrases" / "tea.yaml").write_text(f"- topic: prize\n  en:\n{lines}", "utf-8")
    assert not any("'prize'" in str(w) and "'en'" in str(w) for w in warned(folder, "few-paraphrases"))


@pytest.mark.parametrize(
    ("language", "old", "new", "first"),
    [
        ("en", "what does it cost", "what is the mailbox of yours then", "what is the mailbox of yours"),
        ("zh", "报名费多少", "有问题应该去找哪一位同事呢", "有问题应该去找哪位同事呢"),
    ],
)
def test_paraphrases_of_two_topics_that_are_alike(folder: Path, language: str, old: str, new: str, first: str) -> None:
    change(folder, "topics/tea.yaml", "what is the mailbox" if language == "en" else "有问题找谁", first)
    line = change(folder, "topics/tea.yaml", old, new)
    (warning,) = warned(folder, "alike-in-two-topics")
    assert (warning.file, warning.line) == ("topics/tea.yaml", line)
    assert [word for word in (new, first, "'fee'", "'contact'", "topics/tea.yaml:") if word not in str(warning)] == []


def test_names_tell_paraphrases_apart(folder: Path) -> None:
    change(folder, "topics/tea.yaml", "what do winners get", "what did the winners get in 2029")
    change(folder, "topics/tea.yaml", "what does it cost", "what did the winners get in 2030")
    assert warned(folder, "alike-in-two-topics") == []


def test_an_off_topic_example_that_is_a_paraphrase(folder: Path) -> None:
    line = change(folder, "outside.yaml", "recommend a film", "please when is the deadline")
    (warning,) = warned(folder, "off-topic-alike")
    assert (warning.file, warning.line) == ("outside.yaml", line)
    assert "'deadline'" in str(warning)


def test_a_name_of_two_things(folder: Path) -> None:
    organisations = folder / "organisations.yaml"
    text = organisations.read_text("utf-8")
    organisations.write_text(
        text + "- id: valley-garden\n  name: {zh: 谷园, en: Valley Garden}\n  aliases: {zh: [山园]}\n", "utf-8"
    )
    (warning,) = warned(folder, "shared-name")
    assert (warning.file, warning.line) == ("organisations.yaml", 5)
    assert [word for word in ("山园", "hill-garden", "valley-garden") if word not in str(warning)] == []


@pytest.mark.parametrize(
    ("now", "told"),
    [("2030-03-01T00:00+09:00", False), ("2030-03-02T00:00+09:00", True), ("2030-04-01T00:00:01+09:00", False)],
)
def test_a_call_about_to_close(folder: Path, now: str, told: bool) -> None:
    found = warned(folder, "soon-past", dt.datetime.fromisoformat(now))
    assert [(w.file, w.line) for w in found] == [("editions/tea-2030.yaml", 6)] * told


def test_an_event_about_to_be_over(folder: Path) -> None:
    change(folder, "subjects/tea.yaml", "  kind: event\n", "  kind: event\n  starts: 2030-02-20\n  ends: 2030-02-21\n")
    (warning,) = warned(folder, "soon-past")
    assert (warning.file, warning.line) == ("subjects/tea.yaml", 4)


def test_a_call_long_closed_without_a_newer_edition(folder: Path) -> None:
    a_year_on = dt.datetime.fromisoformat("2031-04-01T00:00+09:00")
    assert warned(folder, "no-successor", a_year_on) == []
    late = a_year_on + dt.timedelta(seconds=1)
    (warning,) = warned(folder, "no-successor", late)
    assert (warning.file, warning.line) == ("editions/tea-2030.yaml", 3)
    newer = "id: tea-2031\nprogramme: tea\nyear: 2031\nopened: 2031-01-10\n"
    (folder / "editions" / "tea-2031.yaml").write_text(newer, "utf-8")
    assert warned(folder, "no-successor", late) == []


# ── the program ──────────────────────────────────────────────────────────────────────────

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(folder: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WICBOT, "knowledge", "check", str(folder), *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip

    return run


def test_warnings_are_listed_apart_and_are_no_failure(check: Run) -> None:
    done = check("--now", "2030-03-30", "--json")
    assert done.returncode == 0
    listed = json.loads(done.stdout)
    assert listed["faults"] == []
    assert {warning["kind"] for warning in listed["warnings"]} == {"few-paraphrases", "soon-past"}
    assert "editions/tea-2030.yaml:6: warning: " in check("--now", "2030-03-30").stdout


def test_an_unreadable_now_is_one_line(check: Run) -> None:
    done = check("--now", "soon")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_the_shipped_pack_is_checked_while_a_person_waits() -> None:
    """Thousands of paraphrases are compared, each with each."""
    draft = read_draft(CONTENT)
    assert sum(1 for _ in draft.paraphrases()) > 5000
    began = time.process_time()
    checks.warnings(draft, NOW)
    assert time.process_time() - began < 6  # 2 s and less on a machine of 2024


def test_the_guide_tells_every_warning() -> None:
    guide = (ROOT / "docs" / "content-authors-guide.md").read_text("utf-8")
    code = "".join((ROOT / "knowledge" / "checks" / name).read_text("utf-8") for name in ("likeness.py", "upkeep.py"))
    kinds = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code))
    assert len(kinds) == 6
    assert {kind for kind in kinds if f"| `{kind}` |" not in guide} == set()
