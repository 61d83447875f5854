"""Ends the process at a named point of a notice's way, for tests of what a crash leaves behind.

Switched on by WICBOT_FAULT_POINT only: `NAME` or `NAME:N`, the N-th time that point is reached. The points are
`leased` (nothing is marked yet), `marked` (committed, the call not made) and `answered` (the outcome not committed).
"""

import os
import signal
from collections.abc import Callable

POINTS = ("leased", "marked", "answered")


class FaultPointError(ValueError):
    """WICBOT_FAULT_POINT names no point."""


def fault_point(setting: str | None) -> Callable[[str], None]:
    """What is to be called with the name of each point that is reached."""
    if not setting:
        return lambda _: None
    name, _, times = setting.partition(":")
    if name not in POINTS or (times and not times.isdigit()):
        raise FaultPointError(f"{setting!r} is none of {', '.join(POINTS)}, perhaps with :N")
    left = [int(times or 1)]

    def reach(point: str) -> None:
        if point != name:
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach
