"""One fault of each kind, planted in a copy of the shipped pack: each is told with file, line and value."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from knowledge import checks
from knowledge.errors import Fault
from knowledge.pack import CONTENT
from tests.processes import ROOT, WICBOT


@dataclass(frozen=True)
class Planted:
    """Where a fault now is, of what kind, and what has to be in the report."""

    file: str
    line: int
    kind: str
    values: tuple[str, ...]

    def is_told_by(self, fault: Fault) -> bool:
        return (fault.file, fault.line) == (self.file, self.line) and fault.kind.startswith(self.kind)


def _change(folder: Path, file: str, pattern: str, new: str) -> int:
    """Replace the first match of a pattern in a file; the line it is in."""
    path = folder / file
    text = path.read_text("utf-8")
    found = re.search(pattern, text, re.MULTILINE)
    assert found, f"{file} holds no {pattern}"
    path.write_text(text[: found.start()] + found.expand(new) + text[found.end() :], encoding="utf-8")
    return text.count("\n", 0, found.start()) + 1


def _append(folder: Path, file: str, text: str) -> int:
    """Put text at the end of a file; the line it begins in."""
    path = folder / file
    before = path.read_text("utf-8").rstrip("\n") + "\n"
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def unknown_source(folder: Path) -> Planted:
    file = "organisations.yaml" if "cite" in (folder / "organisations.yaml").read_text("utf-8") else _SUBJECTS
    line = _change(folder, file, r"cite: \[[a-z0-9.-]+", "cite: [no-such-letter")
    return Planted(file, line, "unknown-source", ("no-such-letter",))


def missing_translation(folder: Path) -> Planted:
    line = _change(folder, "scheme.yaml", r"^organiser: \{zh: ([^,]+), en: [^}]+\}", r"organiser: {zh: \1}")
    return Planted("scheme.yaml", line, "missing-translation", ("organiser.en", "English"))


def naive_date(folder: Path) -> Planted:
    file = "editions/award-2026.yaml"
    line = _change(folder, file, r"^closes_at: (\S+)\+08:00", r"closes_at: \1")
    return Planted(file, line, "naive-date", ("closes_at", "2026-06-16", "+08:00"))


def overlapping_editions(folder: Path) -> Planted:
    file = "editions/case-2026.yaml"
    line = _change(folder, file, r"^opened: .*", "opened: 2025-06-01")
    return Planted(file, line, "overlapping-editions", ("case-2026", "case-2025", "2025-06-01"))


def paraphrase_in_two_topics(folder: Path) -> Planted:
    taken = yaml.safe_load((folder / "topics/calls.yaml").read_text("utf-8"))[0]["paraphrases"]["zh"][0]
    line = _change(folder, "topics/talk.yaml", r"^    zh: \[", f"    zh: [{json.dumps(taken, ensure_ascii=False)}, ")
    return Planted("topics/talk.yaml", line, "paraphrase-in-two-topics", (taken, "topics/calls.yaml:"))


def unreachable_question(folder: Path) -> Planted:
    silent = """\
- id: silent-topic
  label: {zh: 无声, en: Silent}
  kind: talk
  paraphrases: {zh: [谁也不会这么问的一句话], en: []}
  told: [{text: {zh: 无, en: Nothing}}]
"""
    line = _append(folder, "topics/relaying.yaml", silent)
    return Planted("topics/relaying.yaml", line + 3, "unreachable", ("silent-topic", "'en'"))


def unknown_key(folder: Path) -> Planted:
    line = _change(folder, "places.yaml", r"^- \{", "- {colour: red, ")
    return Planted("places.yaml", line, "unknown-key", ("colour",))


def duplicate_id(folder: Path) -> Planted:
    first = yaml.safe_load((folder / "organisations.yaml").read_text("utf-8"))[0]["id"]
    line = _append(folder, "organisations.yaml", f"- id: {first}\n  name: {{zh: 又一个, en: Another one}}\n")
    return Planted("organisations.yaml", line, "duplicate-id", (first, "organisations.yaml:"))


def wrong_type(folder: Path) -> Planted:
    line = _change(folder, "editions/award-2023.yaml", r"^year: 2023", "year: twenty-three")
    return Planted("editions/award-2023.yaml", line, "wrong-type", ("year", "twenty-three"))


def category_that_is_not_there(folder: Path) -> Planted:
    file = "honours/award-2024-winners.yaml"
    line = _change(folder, file, r"category: basic", "category: basics")
    return Planted(file, line, "unknown-category", ("basics", "basic, key, engineering"))


_SUBJECTS = "subjects/bodies.yaml"
KINDS: tuple[Callable[[Path], Planted], ...] = (
    unknown_source,
    missing_translation,
    naive_date,
    overlapping_editions,
    paraphrase_in_two_topics,
    unreachable_question,
    unknown_key,
    duplicate_id,
    wrong_type,
    category_that_is_not_there,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def all_at_once(folder: Path) -> list[Planted]:
    return [plant(folder) for plant in KINDS]


def test_the_copy_is_sound_before(folder: Path) -> None:
    assert [str(fault) for fault in checks.check(folder)] == []


@pytest.mark.parametrize("plant", KINDS, ids=lambda plant: plant.__name__)
def test_a_fault_is_told_with_file_line_and_value(folder: Path, plant: Callable[[Path], Planted]) -> None:
    planted = plant(folder)
    (fault,) = checks.check(folder)
    assert planted.is_told_by(fault), fault
    assert str(fault).startswith(f"{planted.file}:{planted.line}: ")
    assert [value for value in planted.values if value not in str(fault)] == []


def test_all_faults_are_told_together(folder: Path, all_at_once: list[Planted]) -> None:
    faults = checks.check(folder)
    assert len(all_at_once) == 10
    for planted in all_at_once:
        told = [fault for fault in faults if planted.is_told_by(fault)]
        assert len(told) == 1, f"{planted}: told {len(told)} times in\n" + "\n".join(map(str, faults))
        assert [value for value in planted.values if value not in str(told[0])] == []
    assert len(faults) == len(all_at_once), "\n".join(map(str, faults))


def test_a_role_is_played_by_one_topic(folder: Path) -> None:
    line = _change(folder, "topics/talk.yaml", r"^  kind: talk", "  role: close\n  kind: talk")
    (fault,) = checks.check(folder)
    assert (fault.file, fault.line, fault.kind) == ("topics/talk.yaml", line, "role-played-twice")
    assert "'close' is played by topic 'deadline' too" in str(fault)


@pytest.mark.parametrize(
    ("text", "line"),
    [("- id: [", 2), ("- id: x\n  id: y\n", 2), ("", 1), ("just words\n", 1), ("- id: x\n\tname: y\n", 2)],
    ids=["syntax", "key-twice", "empty", "no-list", "tab"],
)
def test_a_file_that_cannot_be_read_is_told(folder: Path, text: str, line: int) -> None:
    (folder / "topics" / "zz.yaml").write_text(text, encoding="utf-8")
    assert ("topics/zz.yaml", line) in {(fault.file, fault.line) for fault in checks.check(folder)}


def test_a_file_nobody_reads_is_told(folder: Path) -> None:
    (folder / "topic").mkdir()
    (folder / "topic" / "lost.yaml").write_text("- id: x\n", encoding="utf-8")
    assert [fault.file for fault in checks.check(folder)] == ["topic/lost.yaml"]


def test_an_unknown_name_comes_with_the_near_ones(folder: Path) -> None:
    _change(folder, "topics/talk.yaml", r"next: \[deadline", "next: [dedline")
    (fault,) = checks.check(folder)
    assert "dedline" in str(fault)
    assert "did you mean deadline" in str(fault)


# ── the program ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def wicbot(folder: Path, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WICBOT, *arguments],
            cwd=ROOT,
            env=environment | {"WICBOT_CONTENT": str(folder)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


@pytest.mark.parametrize("command", [("ask", "hello"), ("ask", "--jsonl"), ("chat",), ("serve", "--port", "0")])
def test_the_program_refuses_to_start(
    wicbot: Callable[..., subprocess.CompletedProcess[str]],
    all_at_once: list[Planted],
    command: tuple[str, ...],
) -> None:
    done = wicbot(*command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert [p for p in all_at_once if f"{p.file}:{p.line}: " not in done.stderr] == []


def test_the_check_tells_them_all(
    wicbot: Callable[..., subprocess.CompletedProcess[str]], folder: Path, all_at_once: list[Planted]
) -> None:
    done = wicbot("knowledge", "check", str(folder), "--json")
    assert done.returncode == 1
    told = {(fault["file"], fault["line"]) for fault in json.loads(done.stdout)["faults"]}
    assert told == {(planted.file, planted.line) for planted in all_at_once}


def _kinds_known() -> Iterator[str]:
    knowledge = ROOT / "knowledge"
    for path in (*(knowledge / "pack").glob("*.py"), *(knowledge / "checks").glob("*.py")):
        yield from re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text("utf-8"))


def test_the_kinds_planted_are_kinds_the_check_knows(all_at_once: list[Planted]) -> None:
    assert {planted.kind for planted in all_at_once} <= {*_kinds_known(), "unreachable", "wrong-type"}
