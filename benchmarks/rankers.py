"""wicbot's ranker and its peers behind one shape: learn labelled texts, then rank labels for others.

Peers run with their defaults but for what is said at each; no setting was chosen on test questions. All see the same
preparation, so that none loses by full-width or traditional characters alone.
"""

import json
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.labelling import Labeller
from knowledge.text import fold

Line = tuple[str, str]  # text, label

_NEAREST = 30  # stored texts a nearest-text peer looks at for its three first labels
_TOKEN = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]+")
_CHATTERBOT_PEER = Path(__file__).with_name("chatterbot_peer.py")


@dataclass(frozen=True)
class Ranked:
    """The first labels, best first, and how far the system trusts the first; only the order of scores counts."""

    labels: tuple[str, ...]
    score: float


class Unavailable(Exception):
    """A system cannot be run here; the message says why."""


class System(ABC):
    """One system. `texts` are as people typed them; a system is asked only after it has learnt."""

    name: str
    most_texts: int | None = None  # asked about a sample of this size where a set is larger: it is slow
    tops = 3  # how many labels it ranks

    @abstractmethod
    def learn(self, lines: Sequence[Line]) -> None: ...

    @abstractmethod
    def rank(self, text: str) -> Ranked: ...

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        return [self.rank(text) for text in texts]

    def save(self, folder: Path) -> bool:
        """Keep what was learnt; False where the system has no form to keep."""
        return False

    def load(self, folder: Path) -> None:
        """Take what `save` kept."""
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027  # most have opened nothing
        """Let go of what was opened."""


class Wicbot(System):
    """The ranker of this project as `wicbot rank` runs it: nothing of any pack is known to it."""

    name = "wicbot"

    def learn(self, lines: Sequence[Line]) -> None:
        self._labeller = Labeller(lines)

    def rank(self, text: str) -> Ranked:
        found = self._labeller.label(text, self.tops)
        return Ranked(tuple(label for label, _ in found.ranking), found.score)

    def save(self, folder: Path) -> bool:
        self._labeller.save(folder)
        return True

    def load(self, folder: Path) -> None:
        self._labeller = Labeller.load(folder)


class Fuzzy(System):
    """rapidfuzz: the labels of the nearest stored texts."""

    most_texts = 500

    def __init__(self, scorer: str) -> None:
        from rapidfuzz import fuzz

        self.name = f"rapidfuzz {scorer}"
        self._scorer = getattr(fuzz, scorer)

    def learn(self, lines: Sequence[Line]) -> None:
        self._texts = [_spaced(text) for text, _ in lines]
        self._labels = [label for _, label in lines]

    def rank(self, text: str) -> Ranked:
        from rapidfuzz import process

        found = process.extract(_spaced(text), self._texts, scorer=self._scorer, limit=_NEAREST)
        return _of_nearest((self._labels[place], score) for _, score, place in found)


def _spaced(text: str) -> str:
    """Chinese characters as words of their own: the token scorers know words only between spaces."""
    return re.sub(r"([\u3400-\u9fff])", r" \1 ", fold(text)).strip()


class Bm25(System):
    """bm25s: the labels of the stored texts with most weight in common."""

    name = "BM25 (bm25s)"

    def learn(self, lines: Sequence[Line]) -> None:
        bm25s = _module("bm25s")
        self._labels = [label for _, label in lines]
        self._index = bm25s.BM25()
        self._index.index([tokens(text) for text, _ in lines], show_progress=False)

    def rank(self, text: str) -> Ranked:
        asked = tokens(text)
        if not asked:
            return Ranked((), 0.0)
        count = min(_NEAREST, len(self._labels))
        places, scores = self._index.retrieve([asked], k=count, show_progress=False)
        found = ((self._labels[p], s) for p, s in zip(places[0].tolist(), scores[0].tolist(), strict=True) if s > 0)
        return _of_nearest(found)

    def save(self, folder: Path) -> bool:
        self._index.save(str(folder), show_progress=False)
        (folder / "labels.json").write_text(json.dumps(self._labels), encoding="utf-8")
        return True

    def load(self, folder: Path) -> None:
        self._index = _module("bm25s").BM25.load(str(folder))
        self._labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))


def tokens(text: str) -> list[str]:
    """Latin words, and of Chinese each character and each two that stand together."""
    found: list[str] = []
    for run in _TOKEN.findall(fold(text)):
        if run[0] < "\u3400":
            found.append(run)
        else:
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return found


def _of_nearest(found: Iterable[tuple[str, float]]) -> Ranked:
    best: dict[str, float] = {}
    for label, score in found:
        best.setdefault(label, float(score))
    return Ranked(tuple(best)[:3], next(iter(best.values()), 0.0))


class Linear(System):
    """scikit-learn: TF-IDF of words (of one and two) and characters (of two to five) into a linear classifier.

    Both are usual for short texts; logistic regression gets C = 10, as the default smooths a handful of examples away.
    """

    def __init__(self, kind: str) -> None:
        self.name = f"TF-IDF + {kind} (scikit-learn)"
        self._kind = kind

    def learn(self, lines: Sequence[Line]) -> None:
        text = _module("sklearn.feature_extraction.text")
        pipeline = _module("sklearn.pipeline")
        words = text.TfidfVectorizer(tokenizer=tokens, token_pattern=None, lowercase=False, ngram_range=(1, 2))
        letters = text.TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5))
        union = pipeline.FeatureUnion([("words", words), ("letters", letters)])
        self._model = pipeline.make_pipeline(union, self._classifier())
        self._model.fit([text for text, _ in lines], [label for _, label in lines])

    def _classifier(self) -> Any:
        if self._kind == "linear SVM":
            return _module("sklearn.svm").LinearSVC()
        return _module("sklearn.linear_model").LogisticRegression(C=10, max_iter=200, tol=1e-3)

    def rank(self, text: str) -> Ranked:
        return self.rank_all([text])[0]

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        import numpy as np

        if not texts:
            return []
        values = self._model.decision_function if self._kind == "linear SVM" else self._model.predict_proba
        scores = np.asarray(values(list(texts)))
        if scores.ndim == 1:  # two labels share one column
            scores = np.stack([-scores, scores], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, : self.tops]
        labels = self._model.classes_
        return [
            Ranked(tuple(str(labels[i]) for i in row), float(score[row[0]]))
            for row, score in zip(order, scores, strict=True)
        ]

    def save(self, folder: Path) -> bool:
        _module("joblib").dump(self._model, folder / "model.joblib")
        return True

    def load(self, folder: Path) -> None:
        self._model = _module("joblib").load(folder / "model.joblib")


class ChatterBot(System):
    """ChatterBot in an interpreter of its own, whose libraries need not agree with ours."""

    name = "ChatterBot"
    most_texts = 100
    most_learnt = 1000  # each learnt text is several statements of SQL, each question a search through all
    tops = 1

    def __init__(self, python: Path | None) -> None:
        self._python = python
        self._process: subprocess.Popen[str] | None = None

    def learn(self, lines: Sequence[Line]) -> None:
        if self._python is None:
            raise Unavailable("no interpreter with ChatterBot named: --chatterbot PYTHON")
        if len(lines) > self.most_learnt:
            raise Unavailable(f"more than {self.most_learnt} examples: too slow")
        self.close()
        command = [str(self._python), str(_CHATTERBOT_PEER)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for text, label in lines:
            self._send({"train": {"text": fold(text), "label": label}})
        self._receive()

    def rank(self, text: str) -> Ranked:
        self._send({"query": fold(text)})
        said = self._receive()
        return Ranked((said["label"],), said["score"])

    def close(self) -> None:
        if self._process:
            self._process.communicate()
            self._process = None

    def _send(self, line: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
        except BrokenPipeError:
            raise Unavailable("its process ended") from None

    def _receive(self) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps({"flush": True}), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            raise Unavailable("its process ended") from None
        said = json.loads(self._process.stdout.readline() or '{"error": "its process ended"}')
        if "error" in said:
            raise Unavailable(said["error"])
        return said


def _module(name: str) -> Any:
    """A peer's library. Raises Unavailable."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Unavailable(f"{error}; `make bench` installs it") from None


def systems(chatterbot: Path | None = None) -> list[System]:
    """All of them, ours first."""
    return [
        Wicbot(), Fuzzy("WRatio"), Fuzzy("token_set_ratio"), Bm25(),
        Linear("linear SVM"), Linear("logistic regression"), ChatterBot(chatterbot),
    ]  # fmt: skip
