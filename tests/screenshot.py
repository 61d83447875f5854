"""`make screenshot`: the real server, the system's Chromium, two questions, one picture.

python -m tests.screenshot docs/screenshot.png
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.conftest import BROWSERS
from tests.processes import Served, served

QUESTIONS = ("领先科技奖什么时候截止？", "Who do I contact about practice cases?")
NOW = "2026-06-01T10:00+08:00"
MOST_BYTES = 300_000


def main(arguments: list[str]) -> int:
    """Take the picture; the exit code."""
    picture = Path(arguments[0] if arguments else "docs/screenshot.png")
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        print("no Chromium on this machine; on Debian: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, served(_environment(folder)) as server:
        _take(server, browser, picture)
    size = picture.stat().st_size
    print(f"{picture}: {size} bytes")
    return 0 if size < MOST_BYTES else 1


def _environment(folder: str) -> dict[str, str]:
    own = {"WICBOT_DATA_DIR": folder, "WICBOT_CACHE_DIR": folder, "WICBOT_CLOCK": NOW}
    return dict(os.environ) | own  # noqa: TID251  # a process is started with ours and its own


def _take(server: Served, browser: str, picture: Path) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 900, "height": 900}, device_scale_factor=1, locale="zh-CN")
        page.goto(server.url)
        for question in QUESTIONS:
            _ask(page, question)
        page.screenshot(path=picture)
        chromium.close()


def _ask(page: Page, question: str) -> None:
    with page.expect_response("**/api/v1/messages"):
        page.get_by_role("textbox").fill(question)
        page.keyboard.press("Enter")
    page.wait_for_timeout(800)  # the page shows the reply and scrolls to it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
