"""The shipped content, for every test of the conversation."""

from pathlib import Path

import pytest

from knowledge.library import Library
from tests.shipped import shipped


@pytest.fixture(scope="session")
def library(cache_dir: Path) -> Library:
    return shipped(cache_dir)
