"""Question sets in folders: {train,valid,test,oos}.jsonl, as `benchmarks.prepare` writes them."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Line = tuple[str, str]  # text, label


@dataclass(frozen=True)
class QuestionSet:
    """What is learnt, what is asked, and what is off topic (perhaps nothing). The validation part is not used."""

    name: str
    train: tuple[Line, ...]
    test: tuple[Line, ...]
    oos: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> "QuestionSet":
        """Raises OSError or ValueError where train.jsonl or test.jsonl is missing, empty or of another form."""
        train, test = (_lines(folder / f"{name}.jsonl") for name in ("train", "test"))
        if not (train and test):
            raise ValueError(f"{folder}: train.jsonl or test.jsonl is empty")
        oos = folder / "oos.jsonl"
        return cls(folder.name, train, test, tuple(row["text"] for row in _rows(oos)) if oos.exists() else ())

    @property
    def labels(self) -> int:
        return len({label for _, label in self.train})

    @property
    def seen(self) -> int:
        """How many test questions stand word for word among what is learnt."""
        learnt = {text for text, _ in self.train}
        return sum(text in learnt for text, _ in self.test)

    def draw(self, per_class: int, seed: int) -> tuple[Line, ...]:
        """`per_class` examples of each label (all, where it has fewer), the same for the same seed."""
        by_label: dict[str, list[Line]] = defaultdict(list)
        for line in self.train:
            by_label[line[1]].append(line)
        chance = random.Random(seed)
        drawn = (chance.sample(lines, min(per_class, len(lines))) for _, lines in sorted(by_label.items()))
        return tuple(line for lines in drawn for line in lines)


def _lines(path: Path) -> tuple[Line, ...]:
    rows = _rows(path)
    if any("label" not in row for row in rows):
        raise ValueError(f"{path}: a line has no label")
    return tuple((row["text"], row["label"]) for row in rows)


def _rows(path: Path) -> list[dict[str, str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if any(not isinstance(row, dict) or "text" not in row for row in rows):
        raise ValueError(f"{path}: a line is no object with a text")
    return rows


def folders(given: Iterable[Path]) -> list[Path]:
    """The set folders among and directly inside the given ones, in order of name."""
    found = {path for one in given for path in (one, *one.glob("*/")) if (path / "train.jsonl").is_file()}
    return sorted(found, key=lambda path: path.name)
