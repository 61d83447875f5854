"""A stand-in for Telegram's Bot API over real HTTP: people and chats on one side, the methods of the API on the other.

    with running() as telegram:                      in a thread of its own
        serve(WICBOT_TELEGRAM_API_BASE=telegram.url, WICBOT_TELEGRAM_TOKEN=telegram.token)
        async with telegram.people() as people:
            li = await people.person("Li")
            assert "截止" in (await li.say("奖项什么时候截止？")).text

`python -m tests.telegram --port 0` runs it as a process. README.md says what is modelled, and what is not.
"""

from tests.telegram.faults import Fault
from tests.telegram.limits import Limits
from tests.telegram.people import People, Person, Reply
from tests.telegram.running import Running, running

__all__ = ["Fault", "Limits", "People", "Person", "Reply", "Running", "running"]
