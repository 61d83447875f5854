"""Who is of the staff, by channel."""

from collections.abc import Awaitable, Callable, Iterable

from handlers.contract import Incoming
from handlers.ports import Reload


class StaffOf:
    """`handlers.ports.Staff`: who sits at the terminal, and on Telegram the persons named in WICBOT_ADMINS.

    The page and the HTTP interface do not say who a person is; there the staff has a token and paths of its own.
    """

    def __init__(self, admins: Iterable[int], reload: Callable[[], Awaitable[Reload]]) -> None:
        self._admins = frozenset(str(admin) for admin in admins)
        self._reload = reload

    def includes(self, message: Incoming) -> bool:
        match message.channel:
            case "terminal":
                return True
            case "telegram":
                return message.person in self._admins
            case _:
                return False

    async def reload(self) -> Reload:
        return await self._reload()
