"""What the ranker has learnt, as arrays that can be kept in a file."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Floats, Ids

Rows = NDArray[np.int32]
Shorts = NDArray[np.int16]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Index:
    """Features and what they speak for, and the examples of each label for comparing.

    The feature `ids[i]` has the weight `weights[i]` and turns a label's score by `signs[i] * learnt[places[i]] * unit`
    times its share in a text; `learnt` has a column for each label, and a last one for what is off topic. Examples
    stand label after label: those of the label `i` are rows `first[i]` to `first[i + 1]`, and the row `r` holds
    `values[start[r]:start[r + 1]]` of the features `columns[start[r]:start[r + 1]]`.
    """

    labels: tuple[str, ...]
    ids: Ids
    weights: Floats
    unknown: float  # the weight of a feature that no example has
    places: Rows
    signs: Floats
    learnt: Shorts
    unit: float  # that `learnt` counts in
    first: Rows
    start: Rows
    columns: Rows
    values: Floats
    logistic: Doubles
    cuts: Doubles

    def save(self, path: Path) -> None:
        """Write all to a file; it comes back as it was."""
        kept: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        kept["labels"] = np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8)
        kept["values"] = self.values.astype(np.float16)
        np.savez(path, **kept)

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Raises OSError, ValueError, KeyError or EOFError where the file is missing or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                kept: dict[str, Any] = {field.name: stored[field.name] for field in fields(cls)}
        except BadZipFile as error:
            raise ValueError(f"{path} is no index: {error}") from None
        kept["labels"] = tuple(json.loads(kept["labels"].tobytes().decode()))
        kept["unknown"], kept["unit"] = float(kept["unknown"]), float(kept["unit"])
        kept["values"] = kept["values"].astype(np.float32)
        return cls(**kept)


def halved(values: Floats) -> Floats:
    """Numbers with half their digits: the rest is noise, and the file half as large."""
    return values.astype(np.float16).astype(np.float32)


def counted(values: Floats) -> tuple[Shorts, float]:
    """Numbers as counts of a unit, and the unit: half the memory, and quickly numbers again. Overwrites `values`."""
    greatest = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
    unit = greatest / np.iinfo(np.int16).max or 1.0
    values /= np.float32(unit)
    return np.rint(values, out=values).astype(np.int16), unit
