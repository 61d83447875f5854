"""What can be wrong with a knowledge pack.

ContentError
└── carries every Fault(file, line, message) found, not only the first
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the pack, where it stands and what would be right."""

    file: str
    line: int
    message: str
    kind: str = "fault"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """The pack cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
