"""One pack, ready to be asked: facts, names, fitted ranker and wording together."""

import datetime as dt
import logging
import os
import tempfile
from pathlib import Path

from knowledge import checks
from knowledge.answer import Finding, find
from knowledge.answer.wording import Wording
from knowledge.concepts import Concepts
from knowledge.language import Frozen, Language
from knowledge.lexicon import Lexicon
from knowledge.pack import CONTENT, Pack, content_version
from knowledge.question import Earlier, Question
from knowledge.ranker import Ranker
from knowledge.reader import Reader
from knowledge.recognition import Known, Recogniser, study
from knowledge.spelling import Spelling

PROGRAM = "0.1.0-3"  # part of the cache key: raise it when folding, features or models change
_FILES = (("pack", "json"), ("index", "npz"))
_log = logging.getLogger(__name__)


class Library:
    """What a conversation asks. Immutable: another pack is another library."""

    def __init__(self, pack: Pack, learnt: tuple[Known, Ranker] | None = None) -> None:
        self.pack = pack
        self.version = pack.version
        self.lexicon = Lexicon(pack)
        self.wording = Wording(dict(pack.wording))
        self.known, self.ranker = learnt or _learn(pack, self.lexicon)
        spelling = Spelling(pack.concepts, self.known.words, self.known.pairs)
        self.reader = Reader(pack, self.lexicon, Recogniser(pack, self.ranker, self.known), spelling)

    @classmethod
    def open(cls, content: Path = CONTENT, cache: Path | None = None) -> "Library":
        """Read, check and fit a pack, or take all that from `cache`.

        Raises ContentError with every fault. A cache that is damaged or cannot be written costs a log line.
        """
        if not content.is_dir():
            checks.require_sound(content)
        version = content_version(content)
        stem = f"{version}-{PROGRAM}"
        if cache and (stored := _from_cache(cache, stem)):
            return stored
        pack = checks.require_sound(content)
        library = cls(pack)
        if cache:
            _to_cache(cache, stem, library)
        return library

    def read(
        self, text: str, now: dt.datetime, earlier: Earlier | None = None, language: Language | None = None
    ) -> Question:
        return self.reader.read(text, now, earlier, language)

    def find(self, question: Question, now: dt.datetime) -> Finding:
        return find(self.pack, self.wording, question, now)


class _Stored(Frozen):
    """What is kept beside the index."""

    pack: Pack
    known: Known


def _learn(pack: Pack, lexicon: Lexicon) -> tuple[Known, Ranker]:
    known, examples = study(pack, lexicon)
    return known, Ranker.fit(examples, Concepts(pack.concepts))


def _from_cache(cache: Path, stem: str) -> Library | None:
    pack_path, index_path = (cache / f"{name}-{stem}.{kind}" for name, kind in _FILES)
    if not (pack_path.exists() and index_path.exists()):
        return None
    try:
        stored = _Stored.model_validate_json(pack_path.read_bytes())
        ranker = Ranker.load(index_path, Concepts(stored.pack.concepts))
        return Library(stored.pack, (stored.known, ranker))
    except Exception as error:  # whatever a damaged file raises: rebuilding is always right
        _log.warning("cache %s is not readable (%s): rebuilding", cache, type(error).__name__)
        return None


def _to_cache(cache: Path, stem: str, library: Library) -> None:
    """Written beside and moved into place, so that a reader never sees half a file."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            made = [Path(folder) / f"{name}.{kind}" for name, kind in _FILES]
            stored = _Stored(pack=library.pack, known=library.known)
            made[0].write_text(stored.model_dump_json(exclude_defaults=True), encoding="utf-8")
            library.ranker.save(made[1])
            for path, (name, kind) in zip(made, _FILES, strict=True):
                os.replace(path, cache / f"{name}-{stem}.{kind}")
        _remove_others(cache, stem)
    except OSError as error:
        _log.warning("cache %s cannot be written (%s): going on without", cache, error)


def _remove_others(cache: Path, stem: str) -> None:
    for name, kind in _FILES:
        for path in cache.glob(f"{name}-*.{kind}"):
            if path.name != f"{name}-{stem}.{kind}":
                path.unlink(missing_ok=True)
