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
from knowledge.language import Language
from knowledge.lexicon import Lexicon
from knowledge.pack import CONTENT, Pack, content_version, pack_from_json, pack_to_json
from knowledge.question import Earlier, Question
from knowledge.reader import Reader
from knowledge.recognition import Known, Recogniser, study
from knowledge.ranker import Ranker

PROGRAM = "0.1.0-1"  # part of the cache key: raise it when folding, features or models change
_FILES = (("pack", "json"), ("known", "json"), ("index", "npz"))
_log = logging.getLogger(__name__)


class Library:
    """What a conversation asks. Immutable: another pack is another library."""

    def __init__(self, pack: Pack, learnt: tuple[Known, Ranker] | None = None) -> None:
        self.pack = pack
        self.version = pack.version
        self.lexicon = Lexicon(pack)
        self.wording = Wording(dict(pack.wording))
        self.known, self.ranker = learnt or _learn(pack, self.lexicon)
        self.reader = Reader(pack, self.lexicon, Recogniser(pack, self.ranker, self.known))

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


def _learn(pack: Pack, lexicon: Lexicon) -> tuple[Known, Ranker]:
    known, examples = study(pack, lexicon)
    return known, Ranker.fit(examples, Concepts(pack.concepts))


def _from_cache(cache: Path, stem: str) -> Library | None:
    pack_path, known_path, index_path = (cache / f"{name}-{stem}.{kind}" for name, kind in _FILES)
    if not (pack_path.exists() and known_path.exists() and index_path.exists()):
        return None
    try:
        pack = pack_from_json(pack_path.read_text(encoding="utf-8"))
        known = Known.model_validate_json(known_path.read_text(encoding="utf-8"))
        return Library(pack, (known, Ranker.load(index_path, Concepts(pack.concepts))))
    except Exception as error:  # whatever a damaged file raises: rebuilding is always right
        _log.warning("cache %s is not readable (%s): rebuilding", cache, type(error).__name__)
        return None


def _to_cache(cache: Path, stem: str, library: Library) -> None:
    """Written beside and moved into place, so that a reader never sees half a file."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            made = [Path(folder) / f"{name}.{kind}" for name, kind in _FILES]
            made[0].write_text(pack_to_json(library.pack), encoding="utf-8")
            made[1].write_text(library.known.model_dump_json(), encoding="utf-8")
            library.ranker.save(made[2])
            for path, (name, kind) in zip(made, _FILES, strict=True):
                os.replace(path, cache / f"{name}-{stem}.{kind}")
        for name, kind in _FILES:
            for old in cache.glob(f"{name}-*.{kind}"):
                if stem not in old.name:
                    old.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("cache %s cannot be written (%s): going on without", cache, error)
