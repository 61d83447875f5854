"""The shipped content, for every test of the knowledge."""

import pytest

from knowledge.library import Library
from knowledge.pack import Pack


@pytest.fixture(scope="session")
def pack(library: Library) -> Pack:
    return library.pack
