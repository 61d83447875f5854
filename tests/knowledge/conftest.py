"""The shipped content, for every test of the knowledge."""

from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.pack import Pack
from tests.shipped import shipped


@pytest.fixture(scope="session")
def library(cache_dir: Path) -> Library:
    return shipped(cache_dir)


@pytest.fixture(scope="session")
def pack(library: Library) -> Pack:
    return library.pack
