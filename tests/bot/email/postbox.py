"""A real mail server for tests: keeps what it is given, and can be told to refuse, to dawdle or to hang up."""

import asyncio
import email
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "clerk", "pässword-1"


class Postbox:
    """Handler of aiosmtpd. `refuse_*` hold the answer to give instead; `hang_up_at` is rcpt, data or taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.refuse_mail = ""
        self.refuse_rcpt = ""
        self.refuse_data = ""
        self.hang_up_at = ""
        self.dawdle = 0.0
        self.port = 0

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.refuse_mail:
            return self.refuse_mail
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self._perhaps_hang_up("rcpt", server)
        if self.refuse_rcpt:
            return self.refuse_rcpt
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._perhaps_hang_up("data", server)
        await asyncio.sleep(self.dawdle)
        if self.refuse_data:
            return self.refuse_data
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.taken.append(letter)
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        self._perhaps_hang_up("taken", server)
        return "250 kept"

    def _perhaps_hang_up(self, at: str, server: SMTP) -> None:
        if self.hang_up_at == at:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()


@asynccontextmanager
async def postbox(*, with_login: bool = False) -> AsyncIterator[Postbox]:
    """A running server on a free port of this machine."""
    box = Postbox()
    options: dict[str, Any] = {}
    if with_login:
        options = {"authenticator": _check, "auth_required": True, "auth_require_tls": False}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="127.0.0.1", **options), "127.0.0.1", 0
    )
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)
