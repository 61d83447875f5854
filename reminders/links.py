"""Signed links: what a mail or a calendar may do without anybody logging in.

Each purpose has a token of its own: whoever is given a calendar's address cannot end the subscription with it.
"""

import hashlib
import hmac

from reminders.subscriptions import Purpose, Subscriber


def token(subscriber: Subscriber, purpose: Purpose) -> str:
    """`ID-SIGNATURE`, fit for a web address; the same for as long as the address is known."""
    return f"{subscriber.id}-{_signature(subscriber, purpose)}"


def subscriber_id(text: str) -> int | None:
    """Whose token it says it is; check it with `holds` once the subscriber is loaded."""
    head, _, _ = text.partition("-")
    return int(head) if head.isascii() and head.isdigit() and len(head) < 16 else None


def holds(text: str, subscriber: Subscriber, purpose: Purpose) -> bool:
    """Whether this is the subscriber's token for that purpose."""
    return hmac.compare_digest(text.encode(), token(subscriber, purpose).encode())


def _signature(subscriber: Subscriber, purpose: Purpose) -> str:
    message = f"{purpose}|{subscriber.id}".encode()
    return hmac.new(subscriber.secret.encode(), message, hashlib.sha256).hexdigest()[:40]
