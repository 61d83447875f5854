"""Hand-written stand-ins, one per port."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from handlers.contract import Attachment, Choice, Incoming, Kind, Reply, SourceLine
from knowledge.language import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)

NOTICE = SourceLine("S1", "关于征集的通知", "二、时间安排", "https://example.org/notice?id=1")
FORM = SourceLine("S2", "申报书", "填报说明")

DEADLINES = {
    "award": "领先科技奖的申报截止时间是2026年6月15日24时（北京时间）。\n还有14天。",
    "case": "实践案例的申报截止时间是2026年6月20日24时。\n咨询：office@example.org，+86 (10) 8000 1234。",
}
CHOICES = (Choice("case", "实践案例的截止时间"), Choice("award", "领先科技奖的截止时间"))
NOTE = Attachment("备忘 note.txt", "text/plain; charset=utf-8", "截止 15 June\n".encode())


@dataclass
class FakeConversation:
    """Talks about two deadlines and remembers per chat which was asked last; says what it was sent."""

    heard: list[Incoming] = field(default_factory=list)
    remembered: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0

    async def respond(self, message: Incoming) -> Reply:
        self.heard.append(message)
        await asyncio.sleep(self.delay)
        if message.text == "boom":
            raise RuntimeError(f"secret words: {message.text}")
        if message.text == "/forget":
            self.remembered.pop(message.chat, None)
            return Reply(Kind.DONE, "已删除。", message.language or "zh")
        if message.text == "/file":
            return Reply(Kind.DONE, "文件在此。", "zh", attachments=(NOTE,))
        return self._answer(message)

    def _answer(self, message: Incoming) -> Reply:
        programme = message.choice or self._programme(message)
        if programme not in DEADLINES:
            return _not_covered(message.language or "zh")
        self.remembered[message.chat] = programme
        if message.language == "en":
            return _english(programme)
        return Reply(Kind.ANSWER, DEADLINES[programme], "zh", "deadline", 0.93, (NOTICE, FORM), CHOICES)

    def _programme(self, message: Incoming) -> str | None:
        """What is asked about; a message that begins with 那 is about the one not asked last."""
        if message.text.startswith("那") and message.chat in self.remembered:
            return "case" if self.remembered[message.chat] == "award" else "award"
        return "award" if "截止" in message.text or "deadline" in message.text.lower() else None


def _english(programme: str) -> Reply:
    text = f"The deadline of the {programme} call is 15 June 2026, 24:00 Beijing time."
    source = SourceLine("S1", "Notice on the call", "2. Dates", NOTICE.address)
    return Reply(Kind.ANSWER, text, "en", "deadline", 0.9, (source,), (Choice("case", "Practice cases"),))


def _not_covered(language: Language) -> Reply:
    zh = "这个问题我没有可靠的资料。请联系组委会：office@example.org。"
    en = "I have nothing reliable on this. Please ask the office: office@example.org."
    return Reply(Kind.FALLBACK, zh if language == "zh" else en, language, None, 0.1)
