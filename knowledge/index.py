"""What the ranker has learnt, as arrays that can be kept in a file."""

import json
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Floats, Ids

Rows = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Index:
    """The examples by feature, and what each speaks for.

    The examples that hold the feature `ids[i]` are `examples[start[i]:start[i + 1]]`, `values` being how much
    of it each holds. `learnt` (sketch × labels) turns a sketched vector into the labels'
    scores; `owner` is the place of an example's label in `labels`, -1 for an off-topic one.
    """

    labels: tuple[str, ...]
    ids: Ids
    weights: Floats
    unknown: float  # the weight of a feature that no example has
    start: Rows
    examples: Rows
    values: Floats
    learnt: Floats
    owner: Rows
    logistic: NDArray[np.float64]
    cuts: NDArray[np.float64]

    def save(self, path: Path) -> None:
        np.savez(
            path,
            labels=np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8),
            ids=self.ids,
            weights=self.weights,
            unknown=np.array([self.unknown], dtype=np.float32),
            start=self.start,
            examples=self.examples,
            values=self.values,
            learnt=self.learnt,
            owner=self.owner,
            logistic=self.logistic,
            cuts=self.cuts,
        )

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Raises OSError, ValueError, KeyError or EOFError where the file is missing or damaged."""
        try:
            return cls._read(path)
        except BadZipFile as error:
            raise ValueError(f"{path} is no index: {error}") from None

    @classmethod
    def _read(cls, path: Path) -> "Index":
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return cls(
                tuple(json.loads(stored["labels"].tobytes().decode())),
                stored["ids"],
                stored["weights"],
                float(stored["unknown"][0]),
                stored["start"],
                stored["examples"],
                stored["values"],
                stored["learnt"],
                stored["owner"],
                stored["logistic"],
                stored["cuts"],
            )


class Owners:
    """The examples grouped by their label."""

    def __init__(self, owner: Rows, count: int) -> None:
        self.count = count
        inside = np.flatnonzero(owner >= 0)
        self._examples = inside[np.argsort(owner[inside], kind="stable")]
        self._labels, self._starts = np.unique(owner[self._examples], return_index=True)

    def nearest(self, kernel: Floats) -> Floats:
        """The greatest similarity to each label's examples; `kernel` may hold many queries as rows."""
        best = np.zeros((*kernel.shape[:-1], self.count), dtype=np.float32)
        if len(self._examples):
            best[..., self._labels] = np.maximum.reduceat(kernel[..., self._examples], self._starts, axis=-1)
        return best
