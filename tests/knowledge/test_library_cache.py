"""The cache of a pack: an aid that may be missing, damaged or forbidden, and never changes an answer."""

import datetime as dt
import logging
from pathlib import Path

import pytest

from knowledge import library as library_module
from knowledge.errors import ContentError
from knowledge.library import Library
from knowledge.question import Question
from knowledge.ranker import Ranker
from tests.tiny import write_tiny

NOW = dt.datetime(2030, 3, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
QUESTIONS = (
    "新茶奖什么时候截止",
    "what do winners get",
    "is there a fee?",
    "今天天气怎么样",
    "您好",
    "山园得过奖吗",
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "content")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _read(library: Library) -> list[tuple[Question, str]]:
    """What a library makes of some questions, and what it answers."""
    questions = [library.read(text, NOW) for text in QUESTIONS]
    return [(question, library.find(question, NOW).text) for question in questions]


def _files(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cache.iterdir()}


def test_another_organisers_pack_runs_as_it_is(content: Path) -> None:
    (_, deadline), (_, prize), *_ = _read(Library.open(content))
    assert "2030年3月31日" in deadline
    assert "teapot" in prize


def test_what_comes_from_the_cache_answers_alike(content: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Library.open(content, cache)
    assert len(_files(cache)) >= 2

    def refitted(*_: object) -> None:
        raise AssertionError("fitted although it was in the cache")

    monkeypatch.setattr(Ranker, "fit", refitted)
    stored = Library.open(content, cache)
    assert stored.pack == fresh.pack
    assert _read(stored) == _read(fresh)


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"{}", None], ids=["empty", "zeros", "other", "cut"])
@pytest.mark.parametrize("kind", ["pack", "index"])
def test_a_damaged_cache_is_rebuilt_and_logged(
    content: Path, cache: Path, kind: str, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    fresh = Library.open(content, cache)
    (file,) = cache.glob(f"{kind}-*")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if damage is None else damage)
    with caplog.at_level(logging.WARNING):
        rebuilt = Library.open(content, cache)
    assert _read(rebuilt) == _read(fresh)
    assert sum("rebuilding" in record.getMessage() for record in caplog.records) == 1
    caplog.clear()
    Library.open(content, cache)
    assert caplog.records == []


def test_half_a_cache_is_none(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    whole = set(_files(cache))
    for name in sorted(whole):
        (cache / name).unlink()
        Library.open(content, cache)
        assert set(_files(cache)) == whole


def test_a_cache_that_cannot_be_written_costs_a_log_line(
    content: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file where the folder should be: nobody can write into it, not even root."""
    (tmp_path / "file").write_text("no folder")
    with caplog.at_level(logging.WARNING):
        library = Library.open(content, tmp_path / "file" / "cache")
    assert "2030年3月31日" in _read(library)[0][1]
    assert sum("cannot be written" in record.getMessage() for record in caplog.records) == 1


def test_new_content_is_never_answered_from_an_old_cache(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    old = set(_files(cache))
    edition = content / "editions" / "tea-2030.yaml"
    text = edition.read_text("utf-8").replace("2030-03-31", "2030-03-15").replace("2030-04-01", "2030-03-16")
    edition.write_text(text, encoding="utf-8")
    changed = Library.open(content, cache)
    assert "2030年3月15日" in _read(changed)[0][1]
    assert old.isdisjoint(_files(cache)), "the old one is not kept"


def test_another_version_of_the_program_makes_its_own(
    content: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(_files_after(content, cache))
    monkeypatch.setattr(library_module, "PROGRAM", "another")
    assert before.isdisjoint(_files_after(content, cache))


def _files_after(content: Path, cache: Path) -> dict[str, bytes]:
    Library.open(content, cache)
    return _files(cache)


def test_no_pickle_is_in_the_cache(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    assert {name.rpartition(".")[2] for name in _files(cache)} == {"json", "npz"}


def test_a_broken_pack_is_refused_whatever_is_cached(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    (content / "scheme.yaml").write_text("organiser: nobody\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"scheme\.yaml:1"):
        Library.open(content, cache)
