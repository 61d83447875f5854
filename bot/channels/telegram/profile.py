"""How the bot presents itself: commands, descriptions, menu button. A refusal changes nothing else."""

from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.methods import (
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import BotCommand, MenuButtonCommands

from bot.channels.telegram.send import Sender
from bot.channels.telegram.wording import knows, said
from knowledge.language import Language

# For whom no language of ours is set: English, which more people read.
_LANGUAGES: tuple[tuple[str | None, Language], ...] = ((None, "en"), ("zh", "zh"), ("en", "en"))


def command_list(commands: Sequence[str], language: Language) -> list[BotCommand]:
    """The commands of the menu: those that have a description."""
    described = [name for name in commands if knows(f"command-{name}")]
    return [BotCommand(command=name, description=said(f"command-{name}", language)) for name in described]


async def set_profile(bot: Bot, sender: Sender, commands: Sequence[str]) -> None:
    """Sets what is not as it should be; asked first, because setting is limited to a few times a day."""
    for code, language in _LANGUAGES:
        wanted = command_list(commands, language)
        if await sender.optional(GetMyCommands(language_code=code)) != wanted:
            await sender.optional(SetMyCommands(commands=wanted, language_code=code))
        await _text(
            sender,
            GetMyDescription(language_code=code),
            SetMyDescription(description=said("description", language), language_code=code),
            "description",
        )
        await _text(
            sender,
            GetMyShortDescription(language_code=code),
            SetMyShortDescription(short_description=said("short-description", language), language_code=code),
            "short_description",
        )
    await sender.optional(SetChatMenuButton(menu_button=MenuButtonCommands()))


async def _text(sender: Sender, get: TelegramMethod[Any], set_: TelegramMethod[Any], name: str) -> None:
    if getattr(await sender.optional(get), name, None) != getattr(set_, name):
        await sender.optional(set_)
