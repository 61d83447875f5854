"""What a turn needs from outside."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handlers.state import State


class Memory(Protocol):
    """One chat's state while its lock is held."""

    state: State

    def forget(self) -> None:
        """Erase all that is kept of the chat when the context ends, whatever `state` says."""


class Conversations(Protocol):
    """The only way to a chat's state: the lock is taken first, then the state is loaded.

    On leaving the context without an exception `memory.state` is saved durably; with one, nothing changes.
    """

    def open(self, channel: str, chat: str) -> AbstractAsyncContextManager[Memory]: ...
