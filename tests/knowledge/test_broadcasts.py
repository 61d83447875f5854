"""What is announced: each fault of a broadcast is told where it stands; check lists hold from their day on."""

import shutil
from pathlib import Path

import pytest

from knowledge import checks
from knowledge.pack import CONTENT
from tests.reminders.rig import pack as shipped_pack

ANNOUNCEMENT = """\
id: maintenance
kind: announcement
programmes: [award]
begins: 2026-05-20
ends: 2026-05-25
text: {zh: 平台维护。, en: The platform is being maintained.}
cite: [award-letter-2026]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content")


def faults_of(folder: Path, text: str) -> list[str]:
    (folder / "broadcasts" / "new.yaml").write_text(text, encoding="utf-8")
    found = checks.check(folder)
    assert all(fault.file == "broadcasts/new.yaml" for fault in found)
    return [f"{fault.line}: {fault.message}" for fault in found]


def test_an_announcement_is_no_fault(folder: Path) -> None:
    assert faults_of(folder, ANNOUNCEMENT) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[award]", "[awrad]", "3: unknown call 'awrad'; did you mean award"),
        ("ends: 2026-05-25", "ends: 2026-05-15", "5: ends 2026-05-15 is before begins 2026-05-20"),
        ("cite: [award-letter-2026]\n", "", "2: a broadcast of kind 'announcement' needs 'cite'"),
        ("kind: announcement", "kind: changes", "2: a second broadcast of kind 'changes'"),
        ("kind: announcement", "kind: rumour", "2: kind:"),
        ("id: maintenance", "id: at-changes", "1: duplicate id 'at-changes'"),
        ("id: maintenance", "id: maintenance\ndays: [7]", "2: 'days' says nothing in a broadcast of kind"),
    ],
)
def test_each_fault_is_told_with_its_line_and_value(folder: Path, old: str, new: str, told: str) -> None:
    assert old in ANNOUNCEMENT
    assert any(said.startswith(told) for said in faults_of(folder, ANNOUNCEMENT.replace(old, new)))


def test_a_repeat_on_no_day_that_is_told_is_a_fault(folder: Path) -> None:
    file = folder / "broadcasts" / "deadline.yaml"
    file.write_text(file.read_text("utf-8").replace("repeat: [1, 0]", "repeat: [2]"), encoding="utf-8")
    assert [fault.message for fault in checks.check(folder)] == ["repeat 2 is none of days [30, 14, 7, 3, 1, 0]"]


def test_the_check_list_is_that_of_the_days_left() -> None:
    told = shipped_pack().broadcast("deadline")
    assert told
    lists = [told.tasks(days=days) for days in (100, 30, 15, 14, 7, 4, 3, 0)]
    assert all(lists)
    assert len(set(lists)) == 3
    assert lists[0] == lists[2] != lists[3] == lists[5] != lists[6] == lists[7]


def test_every_check_list_before_a_deadline_says_that_a_row_is_no_submission() -> None:
    for kind in ("deadline", "opening"):
        told = shipped_pack().broadcast(kind)
        assert told
        for stage in told.stages:
            said = " ".join(task.text.zh for task in stage.tasks)
            assert "表格" in said
