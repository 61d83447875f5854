"""A message as a letter: plain and HTML parts, its dates as a calendar file, and the headers mail programs act on.

List-Unsubscribe and List-Unsubscribe-Post follow RFC 8058; the pages behind the links are the web channel's.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import quote, urlsplit

from bot.clock import system_now
from knowledge.language import Language
from reminders.wording import CalendarEvent, Link, Message, Section

_MAILBOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}"
)
_LONGEST = 254  # RFC 5321
CALENDAR_FILE = "deadlines.ics"
_TAG = {"zh": "zh-CN", "en": "en"}
# The letter's own few words around what the message says.
_WORDS = {
    "zh": {"confirm": "确认订阅", "done": "今年已办完", "unsubscribe": "退订全部提醒", "calendar": "日历订阅地址"},
    "en": {
        "confirm": "Confirm the subscription", "done": "Done for this year", "unsubscribe": "Unsubscribe from all",
        "calendar": "Calendar feed",
    },
}  # fmt: skip
_STYLE = "font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;line-height:1.6;max-width:40em"

MakeCalendar = Callable[[Sequence[CalendarEvent], Language], bytes]


@dataclass(frozen=True)
class Letterhead:
    """What is the same on every letter: who writes, where people reach us, and how dates become a calendar file.

    `sender` is a mailbox, with or without a name; `public_url` has no stroke at its end.
    """

    sender: str
    public_url: str
    calendar: MakeCalendar

    @property
    def mailbox(self) -> str:
        """The bare address, for the envelope."""
        return parseaddr(self.sender)[1]


def link(letterhead: Letterhead, purpose: str, token: str) -> str:
    """Where a token opens: the pages of `bot.channels.web.doors` and the feed of `bot.channels.web.feeds`."""
    end = ".ics" if purpose == "calendar" else ""
    return f"{letterhead.public_url}/{purpose}/{quote(token)}{end}"


def write(message: Message, letterhead: Letterhead) -> EmailMessage:
    """The letter. Its Message-ID is made from the notice's key, so that copies can be told as copies.

    ValueError where the address is no mailbox.
    """
    if not is_mailbox(message.address.address):
        raise ValueError(f"{message.address.address!r} is no mailbox")
    letter = EmailMessage(policy=SMTP)
    _head(letter, message, letterhead)
    links = _links(message, letterhead)
    letter.set_content(_plain(message, links), cte="quoted-printable")
    letter.add_alternative(_html(message, links), subtype="html", cte="quoted-printable")
    if message.events:
        file = letterhead.calendar(message.events, message.language)
        letter.add_attachment(
            file, maintype="text", subtype="calendar", filename=CALENDAR_FILE, params={"charset": "utf-8"}
        )
    return letter


def is_mailbox(text: str) -> bool:
    """Whether a text can be the address of a mailbox; whether there is one, only a letter tells."""
    return len(text) <= _LONGEST and bool(_MAILBOX.fullmatch(text))


def _head(letter: EmailMessage, message: Message, letterhead: Letterhead) -> None:
    name, address = parseaddr(letterhead.sender)
    letter["From"] = Mailbox(name, addr_spec=address)
    letter["To"] = Mailbox("", addr_spec=message.address.address)
    # A line break in a subject would be another header.
    letter["Subject"] = " ".join(part for part in (message.mark, message.subject) if part).replace("\n", " ")
    letter["Date"] = format_datetime(system_now())
    letter["Message-ID"] = f"<{message.key}@{urlsplit(letterhead.public_url).hostname or 'localhost'}>"
    letter["Content-Language"] = _TAG[message.language]
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    if message.unsubscribe:
        letter["List-Unsubscribe"] = f"<{link(letterhead, 'unsubscribe', message.unsubscribe)}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _links(message: Message, letterhead: Letterhead) -> tuple[Link, ...]:
    """The doors this letter opens, in the order in which they are wanted."""
    words = _WORDS[message.language]
    tokens = {
        "confirm": message.confirm, "done": message.done, "calendar": message.calendar,
        "unsubscribe": message.unsubscribe,
    }  # fmt: skip
    return tuple(Link(words[name], link(letterhead, name, token)) for name, token in tokens.items() if token)


def _plain(message: Message, links: Sequence[Link]) -> str:
    return "\n\n".join([message.text, *(f"{link.label}: {link.address}" for link in links)]) + "\n"


def _html(message: Message, links: Sequence[Link]) -> str:
    parts = [f"<p><strong>{_safe(message.mark)}</strong></p>"] if message.mark else []
    parts += [_section(section) for section in message.sections]
    parts += [_paragraph(message.footer)] if message.footer else []
    parts += [f"<p>{' · '.join(_anchor(link) for link in links)}</p>"] if links else []
    language = _TAG[message.language]
    head = f'<head><meta charset="utf-8"><title>{_safe(message.subject)}</title></head>'
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{language}">{head}<body style="{_STYLE}">\n{body}\n</body></html>\n'


def _section(section: Section) -> str:
    parts = [f"<h2>{_safe(section.heading)}</h2>"] if section.heading else []
    parts += [_paragraph(text) for text in section.paragraphs]
    if section.checklist:
        parts.append("<ul>" + "".join(f"<li>{_safe(item)}</li>" for item in section.checklist) + "</ul>")
    parts += [f"<p>{_anchor(link)}</p>" for link in section.links]
    return "\n".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{_safe(text).replace(chr(10), '<br>')}</p>"


def _anchor(link: Link) -> str:
    return f'<a href="{_safe(link.address)}">{_safe(link.label)}</a>'


def _safe(text: str) -> str:
    return html.escape(text)
