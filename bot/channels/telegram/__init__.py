"""Telegram: private chats, groups, inline cards. The only importer of aiogram; imported only when a token is set."""
