"""The cache of a pack: an aid that may be missing, damaged or forbidden, and never changes an answer."""

import datetime as dt
import logging
import os
from pathlib import Path

import pytest

from knowledge import library as library_module
from knowledge.errors import ContentError
from knowledge.library import Library, version_of
from knowledge.question import Question
from knowledge.ranker import Ranker
from knowledge.spelling import Spelling
from tests.tiny import write_tiny

NOW = dt.datetime(2030, 3, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
FILES = (("pack", "json"), ("index", "npz"))
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
    return {path.name: path.read_bytes() for path in cache.iterdir() if path.is_file()}


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
    edition = content / "editions" / "tea-2030.yaml"
    text = edition.read_text("utf-8").replace("2030-03-31", "2030-03-15").replace("2030-04-01", "2030-03-16")
    edition.write_text(text, encoding="utf-8")
    changed = Library.open(content, cache)
    assert "2030年3月15日" in _read(changed)[0][1]
    assert changed.version != Library.open(write_tiny(content.with_name("first")), cache).version


def test_the_versions_used_last_are_kept_and_no_others(
    content: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among them the one in use, however long ago it was written; half a version goes with the rest."""
    (cache / "new-abandoned").mkdir(parents=True)
    (cache / "somebody-elses.json").write_text("{}")
    os.utime(cache / "new-abandoned", (0, 0))
    (cache / "new-under-way").mkdir()
    versions = []
    for number in range(5):
        monkeypatch.setattr(library_module, "PROGRAM", str(number))
        versions.append(Library.open(content, cache).version)
        _age(cache)
        monkeypatch.setattr(library_module, "PROGRAM", "0")
        assert Library.open(content, cache).version == versions[0]
    kept = {f"{name}-{version}.{kind}" for version in (versions[0], *versions[3:]) for name, kind in FILES}
    assert set(_files(cache)) == kept | {"somebody-elses.json"}
    assert {path.name for path in cache.iterdir() if path.is_dir()} == {"new-under-way"}


def _age(cache: Path) -> None:
    """Everything becomes a minute older."""
    for path in cache.glob("*.*"):
        then = path.stat().st_mtime - 60
        os.utime(path, (then, then))


def test_equal_content_has_one_version_and_another_program_has_its_own(
    content: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = Library.open(content, cache).version
    assert version == version_of(write_tiny(content.with_name("again")))
    assert len(version) == 12
    monkeypatch.setattr(library_module, "PROGRAM", "another")
    assert version_of(content) != version


def test_once_prepared_spelling_makes_nothing_while_somebody_waits(content: Path) -> None:
    library = Library.open(content)
    spelling = Spelling(library.pack.concepts, library.known.vocabulary)
    spelling.prepare()
    made = set(vars(spelling))
    for text in ("wat is the dedline", "截至日期是哪天", "jie zhi ri qi"):
        spelling.corrected(library.lexicon.read(text), text)
        spelling.in_characters(library.lexicon.read(text))
    assert set(vars(spelling)) == made


def test_no_pickle_is_in_the_cache(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    assert {name.rpartition(".")[2] for name in _files(cache)} == {"json", "npz"}


def test_a_broken_pack_is_refused_whatever_is_cached(content: Path, cache: Path) -> None:
    Library.open(content, cache)
    (content / "scheme.yaml").write_text("organiser: nobody\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"scheme\.yaml:1"):
        Library.open(content, cache)
