"""`wicbot rank --jsonl`: lines that teach a ranker, then lines it ranks; an object out for each line ranked."""

from typing import Any

from bot.channels.jsonl import Lines, as_id, read_string, shown
from knowledge.labelling import Labelled, Labeller

_DIGITS = 6  # of a score


class RankingLines(Lines):
    """Learns from all lines before the first query; fitted once, at that query."""

    def __init__(self) -> None:
        super().__init__()
        self._examples: list[tuple[str, str]] = []
        self._labeller: Labeller | None = None

    def id_of(self, data: dict[str, Any]) -> str | int | None:
        """A query may do without."""
        return as_id(data.get("id"))

    def taken(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if "train" in data:
            self._learn(data["train"])
            return None
        query = read_string(data, "query")
        if query is None:
            raise ValueError("neither 'train' nor 'query' is given")
        if self._labeller is None:
            self._labeller = Labeller(self._examples)
            self._examples = []
        return _as_object(self._labeller.label(query))

    def _learn(self, example: object) -> None:
        if self._labeller is not None:
            raise ValueError("a train line after the first query")
        if not isinstance(example, dict):
            raise ValueError(f"'train' is no object: {shown(example)}")
        text, label = read_string(example, "text"), read_string(example, "label")
        if text is None or label is None:
            raise ValueError(f"'{'text' if text is None else 'label'}' of 'train' is missing")
        self._examples.append((text, label))


def _as_object(found: Labelled) -> dict[str, Any]:
    ranking = [[label, round(score, _DIGITS)] for label, score in found.ranking]
    return {"label": found.label, "score": round(found.score, _DIGITS), "ranking": ranking}
