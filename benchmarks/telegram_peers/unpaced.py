"""wicbot's Telegram channel with all it does but its pace, to see how fast it thinks.

python -m benchmarks.telegram_peers.unpaced URL TOKEN FOLDER
"""

import signal
import sys
import tempfile
import threading
from pathlib import Path

from knowledge.library import Library
from knowledge.pack import CONTENT
from tests.telegram.running import Running
from tests.telegram_talk import bot_in_thread


def main(url: str, token: str, folder: str) -> None:
    """Until it is told to end."""
    library = Library.open(CONTENT, Path(folder) / "cache")
    database = Path(tempfile.mkdtemp(dir=folder)) / "chats.db"
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with bot_in_thread(library, Running(url, "", token), database):
        over.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
