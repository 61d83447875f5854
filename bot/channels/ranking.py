"""`wicbot rank --jsonl`: lines that teach a ranker, then lines it ranks; an object out for each line ranked."""

from typing import Any, BinaryIO

from bot.channels.jsonl import BadLine, as_id, encode, lines, read_object, read_string, shown
from knowledge.labelling import Labelled, Labeller

_DIGITS = 6  # of a score


class RankingLines:
    """Learns from all lines before the first query; fitted once, at that query."""

    def __init__(self) -> None:
        self._examples: list[tuple[str, str]] = []
        self._labeller: Labeller | None = None
        self.bad = 0

    def run(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Read to the end; each object out is flushed at once."""
        for raw in lines(source):
            found = self.take(raw)
            if found is not None:
                sink.write(encode(found))
                sink.flush()

    def take(self, raw: bytes) -> dict[str, Any] | None:
        """The object for one line, none for a line that teaches; never raises for anything a line can hold."""
        try:
            return self._taken(read_object(raw))
        except BadLine as error:
            self.bad += 1
            return {"id": error.id, "kind": "error", "error": str(error)}

    def _taken(self, data: dict[str, Any]) -> dict[str, Any] | None:
        id_ = as_id(data.get("id"))
        named = {"id": id_} if id_ is not None else {}
        try:
            if "train" in data:
                self._learn(data["train"])
                return None
            query = read_string(data, "query")
        except ValueError as error:
            raise BadLine(str(error), id_) from None
        if query is None:
            raise BadLine("neither 'train' nor 'query' is given", id_)
        if self._labeller is None:
            self._labeller = Labeller(self._examples)
            self._examples = []
        return {**named, **_as_object(self._labeller.label(query))}

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
