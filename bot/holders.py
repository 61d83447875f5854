"""Names this process in leases, so that the next one on this machine need not wait for a lease of one that is gone."""

import hashlib
import os
from pathlib import Path

_PROC = Path("/proc")


def name() -> str:
    """`MACHINE:PID:STARTED`. A process number is used again some day; with its start it names one process."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(holder: str) -> bool:
    """Whether it surely runs no more. Of another machine, or where nothing can be known: False."""
    machine, _, rest = holder.partition(":")
    number, _, started = rest.partition(":")
    if not number.isdigit() or machine != _machine() or machine == "?":
        return False
    return _started(int(number)) != started


def _machine() -> str:
    """This boot of this machine, and within it the space in which process numbers mean something."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text()
        return hashlib.sha256(f"{boot}{os.readlink(_PROC / 'self/ns/pid')}".encode()).hexdigest()[:10]
    except OSError:
        return "?"


def _started(number: int) -> str:
    """When a process began, in ticks since the boot; "" where there is none. A dead one nobody waited for is gone."""
    try:
        after_name = (_PROC / str(number) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if after_name[0] in "ZX" else after_name[19]
