"""JSON as it crosses the wire."""

from typing import Any

Json = dict[str, Any]


def whole_number(given: object, default: int = 0) -> int:
    """What was given as a number or in digits; the default where it is neither."""
    try:
        return int(str(given))
    except ValueError:
        return default


def utf16(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
