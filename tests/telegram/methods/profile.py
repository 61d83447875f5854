"""How the bot presents itself: commands, descriptions, the menu button; per language, commands per scope too."""

import json
import re
from typing import Any

from tests.telegram.cloud import Cloud
from tests.telegram.errors import bad_request
from tests.telegram.request import Request
from tests.telegram.shapes import Json

_MOST_COMMANDS, _LONGEST_COMMAND = 100, 256
_LONGEST = {"description": 512, "short_description": 120, "name": 64}


def set_my_commands(cloud: Cloud, request: Request) -> bool:
    commands = request.array("commands") or []  # none at all empties the list
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    cloud.profile["commands"][_scope(request)] = [_command(command) for command in commands]
    return True


def get_my_commands(cloud: Cloud, request: Request) -> list[Json]:
    found: list[Json] = cloud.profile["commands"].get(_scope(request), [])
    return found


def delete_my_commands(cloud: Cloud, request: Request) -> bool:
    cloud.profile["commands"].pop(_scope(request), None)
    return True


def _set_text(what: str) -> Any:
    def method(cloud: Cloud, request: Request) -> bool:
        if len(request[what]) > _LONGEST[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        cloud.profile[what][request["language_code"]] = request[what]
        return True

    return method


def _get_text(what: str) -> Any:
    def method(cloud: Cloud, request: Request) -> Json:
        texts = cloud.profile[what]
        return {what: texts.get(request["language_code"], texts.get("", ""))}

    return method


def set_chat_menu_button(cloud: Cloud, request: Request) -> bool:
    button = request.object("menu_button") or {"type": "default"}
    if str(button.get("type")) not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    cloud.profile["menu"][request["chat_id"]] = button
    return True


def get_chat_menu_button(cloud: Cloud, request: Request) -> Json:
    button: Json = cloud.profile["menu"].get(request["chat_id"], {"type": "commands"})
    return {"type": "commands"} if button["type"] == "default" else button


def _command(given: Json) -> Json:
    if not isinstance(given.get("command"), str):
        raise bad_request("can't parse BotCommand: expected an Object")
    if not re.fullmatch(r"/?[a-z0-9_]{1,32}", given["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(given.get("description"), str):
        raise bad_request("can't parse BotCommand: Can't find field \"description\"")
    if not given["description"].strip():
        raise bad_request("command description must be non-empty")
    if len(given["description"]) > _LONGEST_COMMAND:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": given["command"].removeprefix("/"), "description": given["description"]}


def _scope(request: Request) -> str:
    """Scope and language as one key, such as `default/zh`."""
    scope = request.object("scope") or {"type": "default"}
    if not isinstance(scope.get("type"), str):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    rest = {key: value for key, value in scope.items() if key != "type"}
    return f"{scope['type']}{json.dumps(rest) if rest else ''}/{request['language_code']}"


METHODS: dict[str, Any] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": _set_text("description"),
    "getMyDescription": _get_text("description"),
    "setMyShortDescription": _set_text("short_description"),
    "getMyShortDescription": _get_text("short_description"),
    "setMyName": _set_text("name"),
    "getMyName": _get_text("name"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
