"""Inline mode: `@bot deadline` in any chat offers answers, each a card with its sources."""

import datetime as dt
import hashlib
from collections.abc import Callable

from aiogram.methods import AnswerInlineQuery
from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.channels.telegram.markup import pieces
from bot.channels.telegram.receive import Asked
from bot.channels.telegram.send import Sender
from bot.channels.telegram.wording import said
from bot.turns import Responder
from handlers.contract import Choice, Incoming, Kind, Reply

MOST_CARDS = 6
_CACHE_SECONDS = 60
_CHANNEL = "inline"
_UNASKED = "/deadlines"  # what is offered before anything is typed


class Inline:
    """Each query is a chat of its own: nothing is remembered, and nothing said in a chat is used."""

    def __init__(self, responder: Responder, sender: Sender, now: Callable[[], dt.datetime]) -> None:
        self._responder = responder
        self._sender = sender
        self._now = now

    async def answer(self, asked: Asked) -> None:
        """Offers what answers the query, and the next steps that go with it."""
        first = await self._ask(asked, asked.text or _UNASKED)
        replies = [(asked.text, first)] if first.kind is Kind.ANSWER else []
        next_steps = () if first.kind is Kind.FALLBACK else first.choices
        for choice in next_steps[: MOST_CARDS - len(replies)]:
            reply = await self._ask(asked, choice.text, choice)
            if reply.kind is Kind.ANSWER:
                replies.append((choice.text, reply))
        unique = {reply.text: (title, reply) for title, reply in replies}
        await self._sender.optional(
            AnswerInlineQuery(
                inline_query_id=asked.id,
                results=[_card(title, reply) for title, reply in unique.values()],
                cache_time=_CACHE_SECONDS,
                is_personal=False,
                button=InlineQueryResultsButton(text=said("inline-more", first.language), start_parameter="inline"),
            )
        )

    async def _ask(self, asked: Asked, text: str, choice: Choice | None = None) -> Reply:
        language = asked.language if choice is None and not asked.text else None
        message = Incoming(
            _CHANNEL, asked.id, text, self._now(), choice=choice.id if choice else None, language=language
        )
        return await self._responder.respond(message)


def _card(title: str, reply: Reply) -> InlineQueryResultArticle:
    first, _, rest = reply.text.partition("\n")
    return InlineQueryResultArticle(
        id=hashlib.sha256(reply.text.encode()).hexdigest()[:32],
        title=(title or first)[:100],
        description=(first if title else rest)[:200] or None,
        input_message_content=InputTextMessageContent(
            message_text=pieces(reply)[0],
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
