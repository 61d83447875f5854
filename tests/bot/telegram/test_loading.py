"""aiogram's classes are built when they are used: all of them can be, and they read and write as they always did."""

import json
import subprocess
import sys
from typing import Any

from tests.processes import ROOT

LATER = "from bot.channels.telegram import loading; loading.load('bot.channels.telegram.service')"
AT_ONCE = "import bot.channels.telegram.service"
EVERY = """
import inspect, json
from aiogram import methods, types
from aiogram.methods.base import Response, TelegramMethod
classes = [getattr(module, name) for module in (types, methods) for name in module.__all__]
models = [one for one in classes if inspect.isclass(one) and hasattr(one, "model_rebuild")]
classes = [one for one in models if one is not TelegramMethod]
before = sum(one.__pydantic_complete__ for one in classes)
for one in classes:
    one.model_rebuild()
    if returned := one.__dict__.get("__returning__"):
        Response[returned].model_rebuild()
print(json.dumps([len(classes), before, sum(one.__pydantic_complete__ for one in classes)]))
"""
READ = """
import json, sys
from aiogram.methods import GetChatMember, SendMessage
from aiogram.methods.base import Response
from aiogram.types import LinkPreviewOptions, MenuButtonCommands, Update
from bot.channels.telegram.api import RawUpdates
update, member, updates = json.load(sys.stdin)
print(repr(Update.model_validate(update)))
print(repr(Response[GetChatMember.__returning__].model_validate(member)))
print(repr(Response[RawUpdates.__returning__].model_validate(updates)))
options = LinkPreviewOptions(is_disabled=True)
print(SendMessage(chat_id=1, text="x", link_preview_options=options).model_dump(warnings=False))
print(MenuButtonCommands().model_dump_json())
"""
LI = {"id": 7, "is_bot": False, "first_name": "Li"}
GROUP = {"id": -5, "type": "supergroup", "title": "Office", "is_forum": True}
ASKED = {"message_id": 4, "date": 1, "chat": GROUP, "from": LI, "text": "/a", "entities": [
    {"type": "bot_command", "offset": 0, "length": 2}]}  # fmt: skip
UPDATE = {"update_id": 1, "message": ASKED | {"reply_to_message": ASKED, "poll_option": "new to everybody"}}
MEMBER = {"ok": True, "result": {"status": "kicked", "user": LI, "until_date": 0}}


def told(script: str, given: Any = None) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return done.stdout


def test_few_are_built_at_the_start_and_all_can_be() -> None:
    every, at_first, in_the_end = json.loads(told(LATER + EVERY))
    assert every > 300
    assert at_first < every / 3
    assert in_the_end == every


def test_a_class_built_late_reads_and_writes_like_one_built_at_once() -> None:
    given = [UPDATE, MEMBER, {"ok": True, "result": [UPDATE]}]
    late = told(LATER + READ, given)
    assert late == told(AT_ONCE + READ, given)
    assert "ChatMemberBanned" in late
    assert "poll_option='new to everybody'" in late
