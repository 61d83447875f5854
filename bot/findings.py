"""What a look at the surroundings found, and what to mend."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it stands with one thing."""

    WELL = "ok"
    UNUSED = "unused"  # not set up, and need not be
    ODD = "odd"  # works, but somebody should know
    ILL = "mend"  # does not work


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` says what to do, where there is something to do."""

    what: str
    health: Health
    text: str
    mend: str = ""


def well(what: str, text: str) -> Finding:
    return Finding(what, Health.WELL, text)


def unused(what: str, text: str) -> Finding:
    return Finding(what, Health.UNUSED, text)


def odd(what: str, text: str, mend: str) -> Finding:
    return Finding(what, Health.ODD, text, mend)


def ill(what: str, text: str, mend: str) -> Finding:
    return Finding(what, Health.ILL, text, mend)
