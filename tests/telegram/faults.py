"""What goes wrong, on demand: per method, per chat, a number of times, after a number of times."""

from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from tests.telegram import errors
from tests.telegram.errors import Refused, bad_request, forbidden
from tests.telegram.shapes import Json

Kind = Literal[
    "too_many", "blocked", "deactivated", "kicked", "not_found", "migrate", "cannot_parse", "bad_request",
    "unauthorized", "server_error", "bad_gateway", "drop_before", "drop_after", "slow_before", "slow_after",
]  # fmt: skip
KINDS = get_args(Kind)
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass
class Fault:
    """What happens to the calls it fits. `after` lets that many pass first; `times` of None is for good.
    `method` of None is any but getUpdates, `*` any at all.

    `too_many`, `slow_before` and `slow_after` take `seconds`: before or after the call is carried out.
    `drop_before` closes the connection with nothing done; `drop_after` does it and closes without an answer.
    `migrate` takes the new chat id as `to`; `bad_request` and `kicked` take a `text`.
    """

    kind: Kind
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    after: int = 0
    seconds: float = 1.0
    to: int = 0
    text: str = ""

    @classmethod
    def read(cls, given: Json) -> "Fault":
        known = {field.name for field in fields(cls)}
        if odd := set(given) - known:
            raise ValueError(f"unknown {sorted(odd)}; known: {sorted(known)}")
        if given.get("kind") not in KINDS:
            raise ValueError(f"unknown kind {given.get('kind')!r}; known: {', '.join(KINDS)}")
        return cls(**given)

    def fits(self, method: str, chat: int | None) -> bool:
        if self.times == 0 or not self._means(method.lower()):
            return False
        return self.chat is None or self.chat == chat

    def _means(self, method: str) -> bool:
        if self.method is None:
            return method != "getupdates"
        return self.method == "*" or self.method.lower() == method

    def taken(self) -> bool:
        """Counts a call it fits; whether it strikes."""
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def refusal(self) -> Refused | None:
        """The refusal it stands for; None for those that are no answer of the API."""
        match self.kind:
            case "too_many":
                return errors.too_many(round(self.seconds))
            case "blocked":
                return forbidden(errors.BLOCKED)
            case "deactivated":
                return forbidden(errors.DEACTIVATED)
            case "kicked":
                return forbidden(self.text or "bot was kicked from the group chat")
            case "not_found":
                return bad_request(errors.CHAT_NOT_FOUND)
            case "migrate":
                return errors.migrated(self.to)
            case "cannot_parse":
                return bad_request('can\'t parse entities: Unsupported start tag "x" at byte offset 0')
            case "bad_request":
                return bad_request(self.text or "invalid request")
            case "unauthorized":
                return errors.unauthorized()
            case "server_error":
                return Refused(500, "Internal Server Error")
        return None


@dataclass
class Faults:
    """The faults on, in the order they were switched on; the first that fits strikes."""

    on: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.on.append(fault)

    def clear(self) -> None:
        self.on.clear()

    def strikes(self, method: str, chat: int | None) -> Fault | None:
        for fault in self.on:
            if fault.fits(method, chat) and fault.taken():
                return fault
        return None
