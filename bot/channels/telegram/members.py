"""Who decides in a group: its admins, asked of Telegram and remembered for a minute."""

import time
from collections.abc import Callable

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError
from aiogram.methods import GetChatAdministrators

from bot.channels.telegram.api import QUICK, call

_REMEMBERED = 60.0  # seconds
_DECIDE = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)


class Members:
    """The admins of groups."""

    def __init__(self, bot: Bot, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, frozenset[str]]] = {}

    async def is_admin(self, group: str, person: str) -> bool:
        """Whether a person is one of a group's admins; no where Telegram does not tell.

        Somebody who speaks as the group itself is an admin who hides their name.
        """
        if person == group:
            return True
        asked, admins = self._known.get(group, (-_REMEMBERED, frozenset()))
        if self._monotonic() - asked >= _REMEMBERED:
            try:
                found = await call(self._bot, GetChatAdministrators(chat_id=int(group)), QUICK)
            except (AiogramError, OSError, ValueError):
                return False
            admins = frozenset(str(member.user.id) for member in found if member.status in _DECIDE)
            self._known[group] = (self._monotonic(), admins)
        return person in admins
