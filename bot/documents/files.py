"""The port `handlers.ports.Documents`, kept: each file with its name and type.

The libraries behind are imported when a file is made: who only asks must not wait for them.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from handlers.contract import Attachment
from knowledge.facts import Edition, Programme
from knowledge.language import Language
from knowledge.precheck.sheet import Sheet, as_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCHEMA = 1  # of the JSON file; a reader of version 1 can rely on its fields


class DocumentFiles:
    """Makes each file on the spot; keeps nothing."""

    def word(self, name: str, sheet: Sheet) -> Attachment:
        from bot.documents.word import word

        return Attachment(f"{name}.docx", WORD, word(sheet))

    def html(self, name: str, sheet: Sheet) -> Attachment:
        from bot.documents.page import page

        return Attachment(f"{name}.html", "text/html; charset=utf-8", page(sheet).encode())

    def text(self, name: str, sheet: Sheet) -> Attachment:
        """With a byte order mark: editors on Windows take a text without one for another encoding."""
        return Attachment(f"{name}.txt", "text/plain; charset=utf-8", (as_text(sheet) + "\n").encode("utf-8-sig"))

    def json(self, name: str, result: Mapping[str, Any], sheet: Sheet) -> Attachment:
        data = {
            "schema": SCHEMA,
            **result,
            "sheet": {**dataclasses.asdict(sheet), "verdict": sheet.verdict.machine_name},
        }
        content = json.dumps(data, ensure_ascii=False, indent=2)
        return Attachment(f"{name}.json", "application/json", (content + "\n").encode())

    def calendar(
        self, name: str, programme: Programme, edition: Edition, now: dt.datetime, language: Language
    ) -> Attachment:
        from bot.documents.calendar import calendar

        return Attachment(f"{name}.ics", "text/calendar; charset=utf-8", calendar(programme, edition, now, language))
