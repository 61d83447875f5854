"""JSON as it crosses the wire."""

from typing import Any

Json = dict[str, Any]


def utf16(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
