"""Files that come with a reply, for a person at this machine: written into a folder, never over another file."""

from itertools import count
from pathlib import Path

from handlers.contract import Attachment


def saved(folder: Path, file: Attachment) -> Path:
    """Where the file is now. A name that is taken gets a number, unless the same file is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(file.name).name or "file"
    for number in count(1):
        path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        try:
            with path.open("xb") as new:
                new.write(file.content)
            return path
        except FileExistsError:
            if path.is_file() and path.read_bytes() == file.content:
                return path
    raise AssertionError("there is always another number")
