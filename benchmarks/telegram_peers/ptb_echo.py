"""An echo bot with python-telegram-bot, as its examples begin; `--concurrent` lets it handle updates side by side.

python -m benchmarks.telegram_peers.ptb_echo URL TOKEN [--concurrent]
"""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters


async def echo(update: Update, context: Any) -> None:
    assert update.message
    await update.message.reply_text(update.message.text or "")


def main(url: str, token: str, *options: str) -> None:
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = builder.concurrent_updates("--concurrent" in options).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
