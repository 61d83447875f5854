"""How often one client may ask."""

import ipaddress
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60.0
# A table of clients must not grow without end; the one longest silent is forgotten first.
MOST_CLIENTS = 20_000


class Pace:
    """At most `limit` messages of a client in any minute; 0 = no limit. The real clock measures."""

    def __init__(self, limit: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, client: str) -> int | None:
        """Count a message. None: go on. A number: refused; so many seconds until it may be tried again."""
        if not self._limit:
            return None
        now = self._monotonic()
        times = self._times(client)
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if len(times) >= self._limit:
            return max(1, math.ceil(times[0] + WINDOW - now))
        times.append(now)
        return None

    def _times(self, client: str) -> deque[float]:
        times = self._seen.setdefault(client, deque())
        self._seen.move_to_end(client)
        if len(self._seen) > MOST_CLIENTS:
            self._seen.popitem(last=False)
        return times


def client_key(host: str | None) -> str:
    """Who counts as one client: an IPv4 address, or the IPv6 network one household is given."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network((address.packed, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)
