"""Somebody who talks about reminders, and a look at what is kept for them."""

import datetime as dt

from bot.delivery import Deliveries
from bot.memory import MemoryConversations
from bot.subscribers import MemorySubscriptions
from handlers.contract import Incoming, Reply
from handlers.conversation import Conversation
from handlers.subscribe import Subscribe
from knowledge.library import Library
from reminders.subscriptions import Address, Subscriber, Subscription

OPEN = dt.datetime.fromisoformat("2026-04-01T10:00+08:00")
GROUP, ADMIN, MEMBER = "-100200", "7", "8"


class Person:
    """Somebody talking on a channel, and a look at what is kept of their subscriptions."""

    def __init__(self, library: Library, channel: str = "telegram", chat: str = "42", *, mail: bool = True) -> None:
        self.subscriptions = MemorySubscriptions()
        delivery = Deliveries(by_mail=mail, is_admin=self._is_admin if channel == "telegram" else None)
        dialogue = Subscribe(library, self.subscriptions, delivery)
        self._conversation = Conversation(library, MemoryConversations(), dialogues=(dialogue,))
        self.channel, self.chat, self.person, self.now = channel, chat, ADMIN, OPEN

    async def _is_admin(self, group: str, person: str) -> bool:
        return group == GROUP and person == ADMIN

    async def say(self, text: str, choice: str | None = None) -> Reply:
        message = Incoming(self.channel, self.chat, text, self.now, person=self.person, choice=choice)
        return await self._conversation.respond(message)

    async def tap(self, reply: Reply, start: str) -> Reply:
        """Tap the choice whose words or key begin so."""
        choice = next(c for c in reply.choices if c.text.startswith(start) or c.id.startswith(start))
        return await self.say(choice.text, choice.id)

    async def kept(self, address: Address | None = None) -> Subscriber:
        found = await self.subscriptions.of(address or Address("telegram", self.chat.partition(":")[0]))
        assert found is not None
        return found

    async def one(self, address: Address | None = None) -> Subscription:
        (subscription,) = (await self.kept(address)).subscriptions
        return subscription
