"""Faults planted in what advice rests on: each is told with file and value; a pack without any is sound."""

import shutil
from pathlib import Path

import pytest

from knowledge import checks
from knowledge.pack import CONTENT

SIGNS = "advice/award-signs.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "value"),
    [
        (SIGNS, "定理, ", "定理(, ", "unreadable-cue", "定理("),
        (SIGNS, "定理, ", "(定理)?, ", "unreadable-cue", "(定理)?"),
        (SIGNS, "leans: {award/basic: 2.2}", "leans: {award/basics: 2.2}", "unknown-category", "award/basics"),
        (SIGNS, "shows: [b2a]", "shows: [b9]", "unknown-condition", "b9"),
        (SIGNS, "- id: first-explained", "- id: theory", "duplicate-id", "theory"),
        ("advice/conditions.yaml", "award-letter-2026#annex1.1", "no-such-letter", "unknown-source", "no-such-letter"),
        ("advice/questions.yaml", "category: award/basic", "category: award/base", "unknown-category", "award/base"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, file: str, old: str, new: str, kind: str, value: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [fault for fault in checks.check(folder) if fault.kind == kind]
    assert [fault.file for fault in found] == [file]
    assert value in found[0].message


def test_a_pack_may_do_without_advice(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    shutil.rmtree(folder / "advice")
    assert checks.check(folder) == []
