"""Hands letters to a mail server, and says of each what came of it (`reminders.courier`).

One connection a letter, one attempt, one deadline. What decides is how far the talk with the server came: until the
letter itself is sent nothing can have arrived; once it is, only the server's own answer tells.
"""

import asyncio
import ssl
from email.message import EmailMessage

import aiosmtplib

from bot.channels.email.letter import Letterhead, write
from bot.mailserver import MailServer
from reminders.courier import ChannelDown, Delivered, Outcome, Refused, RetryLater, Uncertain, Unreachable
from reminders.subscriptions import Address
from reminders.wording import Message

CHANNEL = "email"
_ALL_IN_ALL = 20.0  # seconds for a letter, well below a lease
_CONNECTS_WITHIN = 8.0
_NO_SERVER = 60.0  # seconds until a server that is not there is tried again
_NOT_NOW = 300.0  # after a 4xx: greylisting asks for minutes


class EmailCourier:
    """`reminders.courier.Courier` over SMTP."""

    channel = CHANNEL

    def __init__(self, server: MailServer, letterhead: Letterhead, *, within: float = _ALL_IN_ALL) -> None:
        self._server = server
        self._letterhead = letterhead
        self._within = within

    async def admit(self, address: Address) -> float:
        """A mail server sets its own pace: it answers 4xx, and the letter waits."""
        return 0.0

    async def send(self, message: Message) -> Outcome:
        try:
            letter = write(message, self._letterhead)
        except ValueError as problem:  # the address or the text cannot stand in a letter
            return Refused(f"no letter can be written: {problem}")
        talk = _Talk(self._server, self._letterhead.mailbox, message.address.address)
        try:
            async with asyncio.timeout(self._within):
                return await talk.hand_over(letter)
        except TimeoutError:
            return talk.broken_off(f"no answer within {self._within:.0f} s")
        finally:
            talk.close()


class _Talk:
    """One talk with the server about one letter. `_is_out` from the moment the letter itself may have been taken."""

    def __init__(self, server: MailServer, sender: str, recipient: str) -> None:
        self._server = server
        self._client = aiosmtplib.SMTP(
            hostname=server.host, port=server.port, use_tls=server.implicit_tls, start_tls=server.starttls,
            timeout=_CONNECTS_WITHIN,
        )  # fmt: skip
        self._sender = sender
        self._recipient = recipient
        self._is_out = False

    async def hand_over(self, letter: EmailMessage) -> Outcome:
        try:
            await self._client.connect()
            if self._server.user:
                await self._client.login(self._server.user, self._server.password)
            await self._client.mail(self._sender)
            await self._client.rcpt(self._recipient)
            self._is_out = True
            answer = await self._client.data(letter.as_bytes(), timeout=None)  # `within` bounds it
            return Delivered(str(answer.message)[:200])
        except aiosmtplib.SMTPRecipientRefused as refused:
            return self._answered(refused, Unreachable("gone", _said(refused)))
        except aiosmtplib.SMTPDataError as refused:
            return self._answered(refused, Refused(_said(refused)))
        except aiosmtplib.SMTPResponseException as refused:
            # our login, our sender's address, our name: no other letter would fare better
            return self._answered(refused, ChannelDown(_said(refused)))
        except UnicodeError:
            return Unreachable("gone", "the address has letters no mail server here takes")
        except (aiosmtplib.SMTPException, OSError) as problem:
            return _setting_at_fault(problem) or self.broken_off(_told(problem))

    def broken_off(self, why: str) -> Outcome:
        """The talk ended without an answer: before the letter nothing arrived, after it nobody knows."""
        return Uncertain(why) if self._is_out else RetryLater(_NO_SERVER, why)

    def close(self) -> None:
        self._client.close()

    def _answered(self, refused: aiosmtplib.SMTPResponseException, for_good: Outcome) -> Outcome:
        return for_good if refused.code >= 500 else RetryLater(_NOT_NOW, _said(refused))


def _setting_at_fault(problem: BaseException) -> Outcome | None:
    """What hides behind a failed talk, and what trying again each minute would not mend."""
    if type(problem) is aiosmtplib.SMTPException:  # so bare only where the server has no STARTTLS or no login we know
        return ChannelDown(f"WICBOT_SMTP_URL asks for what the mail server cannot do: {problem.message}")
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ChannelDown(f"the mail server's certificate does not hold: {cause.verify_message}")
        cause = cause.__cause__ or cause.__context__
    return None


def _said(refused: aiosmtplib.SMTPResponseException) -> str:
    return f"{refused.code} {refused.message}"[:300]


def _told(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:300]
