"""Faults in the files beside the topics are reported like all others, and never crash the check."""

import shutil
from pathlib import Path

from knowledge import checks
from knowledge.pack import CONTENT


def _copy(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    return folder


def test_a_paraphrase_of_no_topic_is_reported(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "paraphrases" / "odd.yaml").write_text("- topic: deadlin\n  zh: [没有人这么问的]\n", "utf-8")
    faults = checks.check(folder)
    assert [(f.file, f.line, f.kind) for f in faults] == [("paraphrases/odd.yaml", 1, "unknown-topic")]
    assert "deadlin" in faults[0].message
    assert "deadline" in faults[0].message


def test_a_sentence_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "wording" / "odd.yaml").write_text('odd.sentence: {zh: "{ $x", en: "{ $x }"}\n', "utf-8")
    assert {(f.file, f.line) for f in checks.check(folder)} == {("wording/odd.yaml", 1)}
