"""A library that has to be fitted is fitted elsewhere: what that takes is not left in the process that serves."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import fitting
from knowledge import library
from knowledge.errors import ContentError
from knowledge.pack import CONTENT
from tests.processes import ROOT
from tests.tiny import write_tiny


def _refuses(*_: Any) -> None:
    raise AssertionError("fitted in here")


def test_what_is_not_in_the_cache_is_fitted_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that began with an empty cache kept a hundred MiB of the fitting."""
    content, cache = tmp_path / "tea", tmp_path / "cache"
    write_tiny(content)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(library, "_learn", _refuses)
    for _ in range(2):
        assert fitting.opened(content, cache).pack.programme["tea"]
    assert library.Library.is_kept(content, cache)


def test_the_faults_of_a_pack_are_told_by_who_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = tmp_path / "tea"
    write_tiny(content)
    (content / "editions" / "tea-2030.yaml").write_text("year: soon\n", encoding="utf-8")
    monkeypatch.chdir(ROOT)
    with pytest.raises(ContentError, match=r"tea-2030\.yaml"):
        fitting.opened(content, tmp_path / "cache")


def test_where_nothing_can_be_kept_it_is_fitted_here(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tea")
    (tmp_path / "file").write_text("")
    assert fitting.opened(tmp_path / "tea", tmp_path / "file" / "cache").pack.programme["tea"]
    assert fitting.opened(tmp_path / "tea", None).pack.programme["tea"]


def test_who_fits_ends_with_whom_it_fits_for(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.fitting", str(CONTENT), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.close()
        assert child.wait(20) == 1
