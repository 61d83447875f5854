"""The machine and the versions a figure was measured on."""

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "numpy",
    "scipy",
    "rapidfuzz",
    "sqlalchemy",
    "uvicorn",
    "aiogram",
    "python-telegram-bot",
    "bm25s",
    "scikit-learn",
)


def described() -> dict[str, str]:
    """What it is, by name, each in one line."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M %Z"),
        "CPU": _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "cores": f"{_usable_cores()} usable of {os.cpu_count()}",
        "memory": memory(),
        "OS": f"{_field(Path('/etc/os-release'), 'PRETTY_NAME', '=').strip(chr(34))} ({platform.release()})",
        "load at the start": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "wicbot": _commit(),
        **{name: _version(name) for name in _PACKAGES},
    }


def memory() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{pages * size / 2**30:.1f} GiB"


def resident() -> float:
    """Resident memory of this process in MiB."""
    return resident_of("self")


def resident_of(process: int | str) -> float:
    """Resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0))


def _field(path: Path, name: str, mark: str = ":") -> str:
    if not path.exists():
        return ""
    lines = (line.partition(mark) for line in path.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "not from a git work tree"
    return done.stdout.strip()
