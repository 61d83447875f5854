"""The shipped advisor, and the texts it was made with."""

from pathlib import Path

import pytest

from benchmarks.advice import OWN, Described, read_descriptions
from knowledge.advisor import Advisor
from knowledge.library import Library
from tests.shipped import shipped


@pytest.fixture(scope="session")
def library(cache_dir: Path) -> Library:
    return shipped(cache_dir)


@pytest.fixture(scope="session")
def advisor(library: Library) -> Advisor:
    return library.advisor


@pytest.fixture(scope="session")
def own() -> list[Described]:
    """Written for this project beside the cues; not the measured set."""
    return read_descriptions(OWN)
