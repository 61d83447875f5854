"""The shipped pack, ready to be asked: read once a test run, through the cache its processes share."""

from functools import cache
from pathlib import Path

from knowledge.library import Library
from knowledge.pack import CONTENT


@cache
def shipped(cache_dir: Path) -> Library:
    """The library of the shipped content."""
    return Library.open(CONTENT, cache_dir)
