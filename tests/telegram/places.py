"""A ChatMember: somebody and their place in a chat."""

from tests.telegram.shapes import Json

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def member(user: Json, place: str) -> Json:
    found: Json = {"user": user, "status": place}
    if place == "creator":
        found["is_anonymous"] = False
    elif place == "administrator":
        found |= dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True}
    elif place == "kicked":
        found["until_date"] = 0
    return found
