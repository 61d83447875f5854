"""The methods of the Bot API. Each takes the cloud and the call and gives what stands under `result`."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram.cloud import Cloud
from tests.telegram.errors import Refused
from tests.telegram.methods import chats, documents, inline, messages, profile, receiving
from tests.telegram.request import Request

Method = Callable[[Cloud, Request], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (receiving, messages, documents, chats, profile, inline)
    for name, method in module.METHODS.items()
}


async def carry_out(cloud: Cloud, request: Request) -> Any:
    """The result of a call, or `Refused`."""
    method = METHODS.get(request.method.lower())
    if method is None:
        raise Refused(404, "Not Found: method not found")
    result = method(cloud, request)
    return await result if isinstance(result, Awaitable) else result
