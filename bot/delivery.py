"""Where reminders can go from a chat, by channel (`handlers.ports.Delivery`)."""

from collections.abc import Awaitable, Callable

from handlers.contract import Incoming
from reminders.subscriptions import Address, ChatKind

TELEGRAM = "telegram"
IsAdmin = Callable[[str, str], Awaitable[bool]]
"""Whether in a chat of Telegram a person is one of its admins."""


class Deliveries:
    """Telegram's chats can be written to; whoever talks on a page or in a terminal gets mail, where there is any."""

    def __init__(self, *, by_mail: bool, is_admin: IsAdmin | None = None) -> None:
        self._by_mail = by_mail
        self._is_admin = is_admin

    @property
    def by_mail(self) -> bool:
        return self._by_mail

    def here(self, message: Incoming) -> Address | None:
        if message.channel != TELEGRAM or self._is_admin is None:
            return None
        return Address(TELEGRAM, _group(message) or message.chat)

    def kind(self, message: Incoming) -> ChatKind:
        return "group" if message.channel == TELEGRAM and _group(message) else "private"

    async def may_decide(self, message: Incoming) -> bool:
        group = _group(message) if message.channel == TELEGRAM else ""
        if not group or self._is_admin is None:
            return True
        return message.person is not None and await self._is_admin(group, message.person)


def _group(message: Incoming) -> str:
    """The group of a message; in groups a chat is `GROUP:PERSON`, as each person talks for themselves there."""
    group, _, person = message.chat.partition(":")
    return group if person else ""
