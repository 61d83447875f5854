"""Where letters are handed over, as WICBOT_SMTP_URL names it."""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}
_SUBMISSION = 587  # where STARTTLS is spoken
_ON = ("1", "true", "yes")
_OFF = ("0", "false", "no")


@dataclass(frozen=True)
class MailServer:
    """How a mail server is reached."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    starttls: bool = False

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """`smtp://` or `smtps://`, with `user:password@` and `?starttls=1` where wanted; ValueError for another.

        The error never shows the address, which may hold a password.
        """
        parts = _parts(url)
        implicit, starttls = parts.scheme == "smtps", _starttls(parts.query)
        if starttls and implicit:
            raise ValueError("smtps:// is encrypted from the start; leave out starttls")
        port = _port(parts) or (_SUBMISSION if starttls else _PORTS[parts.scheme])
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "", port, user, password, implicit, starttls)


def _parts(url: str) -> SplitResult:
    wrong = "must start with smtp:// or smtps:// and name a server"
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is not closed
        raise ValueError(wrong) from None
    if parts.scheme not in _PORTS or not parts.hostname or any(letter.isspace() for letter in url):
        raise ValueError(wrong)
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("the port must be a number from 1 to 65535")
    return port


def _starttls(query: str) -> bool:
    given = parse_qs(query, keep_blank_values=True)
    if unknown := [name for name in given if name != "starttls"]:
        raise ValueError(f"no {unknown[0]!r} is known; only starttls")
    value = given.get("starttls", ["0"])[-1]
    if value not in (*_ON, *_OFF):
        raise ValueError(f"starttls is 1 or 0, not {value!r}")
    return value in _ON
