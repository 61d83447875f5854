"""Reminders as talk."""

from handlers.subscribe.dialogue import Subscribe

__all__ = ["Subscribe"]
