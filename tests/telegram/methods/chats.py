"""What the bot can learn of chats and their members, and leaving one."""

from tests.telegram import errors
from tests.telegram.acts import bot_moved
from tests.telegram.cloud import Chat, Cloud
from tests.telegram.errors import bad_request
from tests.telegram.places import member
from tests.telegram.request import Request
from tests.telegram.shapes import Json


def get_chat(cloud: Cloud, request: Request) -> Json:
    chat = cloud.chats.get(request.chat)
    if chat is None:
        raise bad_request(errors.CHAT_NOT_FOUND)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(cloud: Cloud, request: Request) -> Json:
    chat, user = cloud.reachable(request.chat), request.number("user_id")
    if user == cloud.bot_id:
        return member(cloud.bot(), chat.bot)
    if user not in cloud.users:
        raise bad_request("invalid user_id specified")
    return member(cloud.users[user].as_json(), _place(chat, user))


def get_chat_administrators(cloud: Cloud, request: Request) -> list[Json]:
    chat = cloud.reachable(request.chat)
    if chat.user:
        raise bad_request("there are no administrators in the private chat")
    leading = [member(cloud.users[u].as_json(), p) for u, p in chat.members.items() if p in _LEADING]
    return leading + ([member(cloud.bot(), chat.bot)] if chat.bot == "administrator" else [])


def get_chat_member_count(cloud: Cloud, request: Request) -> int:
    chat = cloud.reachable(request.chat)
    present = [place for place in chat.members.values() if place not in {"left", "kicked"}]
    return 2 if chat.user else len(present) + 1


def leave_chat(cloud: Cloud, request: Request) -> bool:
    chat = cloud.reachable(request.chat)
    if chat.user:
        raise bad_request("chat member status can't be changed in private chats")
    bot_moved(cloud, chat, cloud.bot(), "left")
    return True


_LEADING = frozenset({"creator", "administrator"})


def _place(chat: Chat, user: int) -> str:
    if chat.user:
        return "member"
    return chat.members.get(user, "left")


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
