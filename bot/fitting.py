"""Opens a library for a process that goes on for long.

What is not in the cache is fitted by a process of its own: fitting leaves a hundred MiB behind in whatever process
does it, and keeps all others waiting that share an interpreter with it.
"""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from knowledge.library import Library


def opened(content: Path, cache: Path | None) -> Library:
    """As `Library.open`, which then takes it from the cache. Whatever goes wrong apart is met here again, and told."""
    if cache and _can_be_kept(cache) and not Library.is_kept(content, cache):
        with suppress(OSError):
            _fit_apart(content, cache)
    return Library.open(content, cache)


def _can_be_kept(cache: Path) -> bool:
    folder = next(parent for parent in (cache.absolute(), *cache.absolute().parents) if parent.exists())
    return os.access(folder, os.W_OK | os.X_OK)


def _fit_apart(content: Path, cache: Path) -> None:
    command = [sys.executable, "-m", "bot.fitting", str(content.absolute()), str(cache.absolute())]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as child:
        child.wait()


def _end_with_the_parent() -> None:
    """The other end of the pipe closes when the process that waits for us is gone, however it went."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    Library.open(Path(sys.argv[1]), Path(sys.argv[2]))
