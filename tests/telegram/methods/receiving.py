"""How the bot gets its updates: getUpdates, or a webhook."""

import re
from typing import Any

from tests.telegram import errors
from tests.telegram.cloud import Cloud, Webhook
from tests.telegram.errors import bad_request, conflict
from tests.telegram.request import Request
from tests.telegram.shapes import Json
from tests.telegram.updates import kinds_of


def get_me(cloud: Cloud, request: Request) -> Json:
    return cloud.bot() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not cloud.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(cloud: Cloud, request: Request) -> list[Json]:
    if cloud.webhook:
        raise conflict(errors.WEBHOOK_ACTIVE)
    cloud.updates.allow(kinds_of(request["allowed_updates"]))
    return await cloud.updates.poll(request.number("offset"), request.number("limit", 100), request.number("timeout"))


async def set_webhook(cloud: Cloud, request: Request) -> bool:
    if not request["url"]:
        return await delete_webhook(cloud, request)
    if not re.match(r"https?://[^/\s]+", request["url"]):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = request["secret_token"]
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not re.fullmatch(r"[\w-]+", secret, re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    cloud.updates.allow(kinds_of(request["allowed_updates"]))
    _drop_if_asked(cloud, request)
    await cloud.updates.end_poll(errors.WEBHOOK_SET)
    cloud.webhook = Webhook(request["url"], secret, request.number("max_connections", 40))
    cloud.webhook_changed.set()
    return True


async def delete_webhook(cloud: Cloud, request: Request) -> bool:
    _drop_if_asked(cloud, request)
    cloud.webhook = None
    cloud.webhook_changed.set()
    return True


def get_webhook_info(cloud: Cloud, request: Request) -> Json:
    webhook = cloud.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(cloud.updates.pending),
    }
    if webhook:
        info["max_connections"] = webhook.most
        if webhook.error:
            info |= {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
    return info


def _drop_if_asked(cloud: Cloud, request: Request) -> None:
    if request.flag("drop_pending_updates"):
        cloud.updates.drop_all()


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
