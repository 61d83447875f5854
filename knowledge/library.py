"""One pack, ready to be asked: facts, names, fitted ranker and wording together."""

import datetime as dt
import hashlib
import logging
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from knowledge.advisor import Advisor, Telling
from knowledge.answer import Finding, find
from knowledge.answer.wording import Wording
from knowledge.concepts import Concepts
from knowledge.errors import ContentError, Fault
from knowledge.known import Known, study
from knowledge.language import Frozen, Language
from knowledge.lexicon import Lexicon
from knowledge.pack import CONTENT, Pack, content_version
from knowledge.question import Earlier, Question
from knowledge.ranker import Ranker
from knowledge.reader import Reader
from knowledge.recognition import Recogniser
from knowledge.spelling import Spelling

PROGRAM = "0.1.0-28"  # part of the cache key: raise it when folding, features or models change
_FILES = (("pack", "json"), ("index", "npz"))
_KEPT = 3  # versions in the cache: going back to the last pack, or two programs on one folder, refits nothing
_UNFINISHED = "new-"  # folders of what is being written
_ABANDONED = 3600  # seconds after which nobody is still writing one
_log = logging.getLogger(__name__)


class Library:
    """What a conversation asks. Immutable: another pack is another library.

    `version` names its content and the program that read it: two libraries of one version answer alike.
    """

    def __init__(self, pack: Pack, learnt: tuple[Known, Ranker] | None = None) -> None:
        self.pack = pack
        self.version = library_version(pack.version)
        self.lexicon = Lexicon(pack)
        self.wording = Wording(dict(pack.wording))
        self.known, self.ranker = learnt or _learn(pack, self.lexicon)
        self._spelling = Spelling(pack.concepts, self.known.vocabulary)
        self.reader = Reader(pack, self.lexicon, Recogniser(pack, self.ranker, self.known), self._spelling)

    @classmethod
    def open(cls, content: Path = CONTENT, cache: Path | None = None) -> "Library":
        """Read, check and fit a pack, or take all that from `cache`.

        Raises ContentError with every fault, one of them that the folder changed while it was read; OSError where
        a file cannot be read. A cache that is damaged or cannot be written costs a log line.
        """
        version = version_of(content)
        if cache and (stored := _from_cache(cache, version)):
            return stored
        from knowledge.checks import require_sound  # who has all in the cache needs it not

        pack = require_sound(content)
        if {version, library_version(pack.version)} != {
            version_of(content)
        }:  # else half of it might be of another pack
            fault = Fault(content.name, 1, "changed while it was read; read it again when all is written", "changing")
            raise ContentError([fault])
        library = cls(pack)
        if cache:
            _to_cache(cache, version, library)
        return library

    @staticmethod
    def is_kept(content: Path, cache: Path) -> bool:
        """Whether `open` would find it in the cache, unless that is damaged."""
        return all(path.exists() for path in _kept_at(cache, version_of(content)))

    def read(
        self, text: str, now: dt.datetime, earlier: Earlier | None = None, language: Language | None = None
    ) -> Question:
        return self.reader.read(text, now, earlier, language)

    @cached_property
    def advisor(self) -> Advisor:
        """Made when advice is first asked for."""
        return Advisor(self.pack)

    def prepare(self) -> None:
        """Make now what is otherwise made when first asked for, so that nobody waits for it."""
        self.advisor.prepare()
        self._spelling.prepare()

    def telling(self, language: Language) -> Telling:
        """What puts advice into words."""
        return Telling(self.pack, self.wording, language)

    def find(self, question: Question, now: dt.datetime) -> Finding:
        return find(self.pack, self.wording, question, now)


def version_of(content: Path) -> str:
    """The version a library of this folder would have, as its files are now; reads them, and checks nothing."""
    return library_version(content_version(content))


def library_version(content: str) -> str:
    """The version of a library, from that of its pack: short enough for every log line."""
    return hashlib.sha256(f"{content}\0{PROGRAM}".encode()).hexdigest()[:12]


class _Stored(Frozen):
    """What is kept beside the index."""

    pack: Pack
    known: Known


def _learn(pack: Pack, lexicon: Lexicon) -> tuple[Known, Ranker]:
    known, examples = study(pack, lexicon)
    return known, Ranker.fit(examples, Concepts(known.phrases))


def _kept_at(cache: Path, version: str) -> tuple[Path, Path]:
    pack_path, index_path = (cache / f"{name}-{version}.{kind}" for name, kind in _FILES)
    return pack_path, index_path


def _from_cache(cache: Path, version: str) -> Library | None:
    pack_path, index_path = _kept_at(cache, version)
    if not (pack_path.exists() and index_path.exists()):
        return None
    try:
        stored = _Stored.model_validate_json(pack_path.read_bytes())
        ranker = Ranker.load(index_path, Concepts(stored.known.phrases))
        _mark_as_used(pack_path)
        return Library(stored.pack, (stored.known, ranker))
    except Exception as error:  # whatever a damaged file raises: rebuilding is always right
        _log.warning("cache %s is not readable (%s): rebuilding", cache, type(error).__name__)
        return None


def _to_cache(cache: Path, version: str, library: Library) -> None:
    """Written beside and moved into place, so that a reader never sees half a file."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=_UNFINISHED) as folder:
            made = [Path(folder) / f"{name}.{kind}" for name, kind in _FILES]
            stored = _Stored(pack=library.pack, known=library.known)
            made[0].write_text(stored.model_dump_json(exclude_defaults=True), encoding="utf-8")
            library.ranker.save(made[1])
            for path, (name, kind) in zip(made, _FILES, strict=True):
                os.replace(path, cache / f"{name}-{version}.{kind}")
        _prune(cache)
    except OSError as error:
        _log.warning("cache %s cannot be written (%s): going on without", cache, error)


def _mark_as_used(pack_path: Path) -> None:
    """So that what is in use is among the newest; a cache that may only be read is as good."""
    with suppress(OSError):
        os.utime(pack_path)


def _prune(cache: Path) -> None:
    """Keep the versions used last, and nothing a killed process left half written."""
    packs = sorted(cache.glob("pack-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    kept = {path.stem.removeprefix("pack-") for path in packs[:_KEPT]}
    for name, kind in _FILES:
        for path in cache.glob(f"{name}-*.{kind}"):
            if path.stem.removeprefix(f"{name}-") not in kept:
                path.unlink(missing_ok=True)
    for folder in cache.glob(f"{_UNFINISHED}*"):
        if folder.stat().st_mtime < packs[0].stat().st_mtime - _ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)
