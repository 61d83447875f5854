"""The webhook's door, as the web server has to know it. Imports nothing of aiogram."""

PATH = "/telegram/updates"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000  # a long message that quotes another, every character escaped, with all its entities
CHANNEL = "telegram"


def bot_id(token: str) -> int:
    """The number of the bot a token is of; 0 for what is no token."""
    number = token.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
