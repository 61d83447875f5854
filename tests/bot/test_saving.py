"""Files that come with a reply are saved beside what is there, never over it."""

from pathlib import Path

from bot.channels.saving import saved
from handlers.contract import Attachment


def _file(name: str, content: bytes) -> Attachment:
    return Attachment(name, "text/plain", content)


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "files"
    first, second = saved(folder, _file("a.txt", b"one")), saved(folder, _file("a.txt", b"two"))
    assert (first.name, second.name) == ("a.txt", "a-2.txt")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")


def test_the_same_file_again_is_one_file(tmp_path: Path) -> None:
    assert saved(tmp_path, _file("a.txt", b"one")) == saved(tmp_path, _file("a.txt", b"one"))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_name_leads_out_of_no_folder(tmp_path: Path) -> None:
    assert saved(tmp_path / "files", _file("../../a.txt", b"")).parent == tmp_path / "files"
    assert saved(tmp_path / "files", _file("..", b"")).parent == tmp_path / "files"


def test_a_folder_of_that_name_is_in_no_ones_way(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert saved(tmp_path, _file("a.txt", b"one")).name == "a-2.txt"
