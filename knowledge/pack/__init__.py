"""A pack of content: its facts, and how they are read from YAML with the place of each."""

from pathlib import Path

from knowledge.pack.documents import Placed
from knowledge.pack.draft import Draft, Paraphrase, content_files, content_version, read_draft, read_pack
from knowledge.pack.pack import Outside, Pack

__all__ = [
    "CONTENT", "Draft", "Outside", "Pack", "Paraphrase", "Placed", "content_files", "content_version", "read_draft",
    "read_pack",
]  # fmt: skip

CONTENT = Path(__file__).parents[1] / "content"
