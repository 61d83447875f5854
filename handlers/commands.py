"""What begins with a stroke, and the plain words for it: start, help, language, privacy, forget, cancel; reload."""

import re
from dataclasses import replace
from typing import assert_never

from handlers.choices import choice_of
from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.phrases import phrase
from handlers.ports import Refused, Reloaded, Staff, Unchanged
from handlers.slash import slash_in
from handlers.state import State
from handlers.turn import Turn
from knowledge.answer import Suggestion
from knowledge.language import LANGUAGES, Language
from knowledge.library import Library
from knowledge.question import Question
from knowledge.text import fold

COMMANDS = (
    "start", "help", "precheck", "subscribe", "subscriptions", "pause", "resume", "unsubscribe", "lang", "contacts",
    "deadlines", "privacy", "forget", "cancel",
)  # fmt: skip

# commands of the staff; to anybody else there is no such command
STAFF_COMMANDS = ("reload",)

# commands that are questions of the pack: read as such, answered by the last handler
AS_TOPIC = {"deadlines": "deadline", "contacts": "contact"}

_PLAIN = (
    ("help", r"帮助|使用说明|怎么用你?|help|help me|commands|命令"),
    (
        "privacy",
        r"隐私(?:说明|政策|声明)?|你(?:会)?(?:保存|记录)(?:我的)?(?:什么|哪些)(?:数据|信息)?|privacy(?: policy)?"
        r"|what (?:data )?do you (?:store|keep|record)(?: about me)?",
    ),
    (
        "forget",
        r"(?:请)?(?:忘记我|忘了我|忘掉(?:我|这些)?|(?:删除|清除|清空)(?:我的)?(?:数据|记录|聊天记录|对话|全部数据))"
        r"|forget me|(?:delete|erase) (?:all )?my data|forget (?:this chat|everything)",
    ),
    ("cancel", r"取消|算了|cancel|never ?mind|stop"),
    ("start", r"开始|重新开始|start|restart|start over"),
    (
        "lang zh",
        r"(?:请)?(?:以后|都|一直)?(?:用|说|讲|切换到?)(?:中文|汉语)(?:回答)?|speak chinese"
        r"|(?:please )?(?:always )?(?:answer|reply) in chinese|switch to chinese",
    ),
    (
        "lang en",
        r"(?:请)?(?:以后|都|一直)(?:用|说|讲|切换到?)(?:英文|英语)(?:回答)?|speak english"
        r"|(?:please )?always (?:answer|reply) in english|switch to english|切换到?英[文语]",
    ),
    ("lang", r"切换语言|换语言|语言|language|change language"),
)
_PATTERNS = tuple((name, re.compile(rf"(?:{words})[。.!！?？]*")) for name, words in _PLAIN)
_FAULTS_SHOWN = 10
_STARTERS = (("deadline", ()), ("which-category", ()), ("contact", ()), ("winners", ()))


class Commands:
    """First in line."""

    def __init__(self, library: Library, staff: Staff | None = None) -> None:
        self._library = library
        self._staff = staff

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None:
        name, argument = command_in(message)
        if name is None or name in AS_TOPIC:
            return None
        typed = message.text.lstrip().startswith("/")  # Latin letters that tell no language
        language = state.language or message.language or question.language
        if typed and not state.language and not message.language and state.last:
            language = state.last.language
        match name:
            case "start" if state.language is None and message.language is None and state.last is None:
                return self._both_languages(language)
            case "start":
                closed = state.with_dialogues_closed()
                return self._say("start", language, replace(closed, last=None), self.starters(language))
            case "help":
                return self._say("help", language, state, self.starters(language))
            case "privacy":
                return self._say("privacy", language, state)
            case "cancel":
                asked = any(kept.get("open") for kept in state.dialogue.values())
                done = "cancelled" if asked or state.choices else "nothing-to-cancel"
                return self._say(done, language, replace(state.with_dialogues_closed(), last=None))
            case "forget":
                turn = self._say("forgotten", language, State())
                return replace(turn, forget=True)
            case "lang":
                return self._language(argument, language, state)
            case "reload" if self._staff and self._staff.includes(message):
                return await self._reload(self._staff, language, state)
            case _:
                return self._unknown(name, language, state)

    def _both_languages(self, language: Language) -> Turn:
        """The first greeting, when nothing tells the language yet."""
        text = "\n\n".join(phrase("start", spoken) for spoken in LANGUAGES)
        pairs = zip(*(self.starters(spoken) for spoken in LANGUAGES), strict=True)
        choices = tuple(Choice(zh.id, f"{zh.text} · {en.text}") for zh, en in pairs)
        return Turn(Reply(Kind.DONE, text, language, choices=choices), State(choices=choices))

    def starters(self, language: Language) -> tuple[Choice, ...]:
        topics = self._library.pack.topic
        return tuple(
            choice_of(Suggestion(id_, slots, topics[id_].label.in_(language)))
            for id_, slots in _STARTERS
            if id_ in topics
        )

    def _say(self, name: str, language: Language, state: State, choices: tuple[Choice, ...] = ()) -> Turn:
        reply = Reply(Kind.DONE, phrase(name, language), language, choices=choices)
        return Turn(reply, replace(state, choices=choices))

    def _language(self, argument: str, language: Language, state: State) -> Turn:
        wanted = {
            "中文": "zh",
            "chinese": "zh",
            "英文": "en",
            "英语": "en",
            "english": "en",
            "自动": "auto",
        }.get(argument, argument)
        if not wanted:
            choices = (
                Choice("/lang zh", "中文"),
                Choice("/lang en", "English"),
                Choice("/lang auto", "自动 / auto"),
            )
            return self._say("lang-which", language, state, choices)
        if wanted == "auto":
            return self._say("lang-auto", language, replace(state, language=None))
        if wanted == "zh" or wanted == "en":
            chosen: Language = "zh" if wanted == "zh" else "en"
            return self._say("lang-set", chosen, replace(state, language=chosen))
        reply = Reply(Kind.DONE, phrase("lang-unknown", language, value=argument), language)
        return Turn(reply, state)

    async def _reload(self, staff: Staff, language: Language, state: State) -> Turn:
        match await staff.reload():
            case Reloaded(version):
                text = phrase("reloaded", language, version=version)
            case Unchanged(version):
                text = phrase("reload-unchanged", language, version=version)
            case Refused(version, faults):
                shown = [str(fault) for fault in faults[:_FAULTS_SHOWN]]
                more = (
                    [phrase("reload-more", language, count=str(len(faults) - len(shown)))]
                    if faults[len(shown) :]
                    else []
                )
                said = phrase("reload-refused", language, version=version, count=str(len(faults)))
                text = "\n".join([said, *shown, *more])
            case other:
                assert_never(other)
        return Turn(Reply(Kind.DONE, text, language), state)

    def _unknown(self, name: str, language: Language, state: State) -> Turn:
        reply = Reply(
            Kind.FALLBACK,
            phrase("unknown-command", language, value=f"/{name}"),
            language,
            choices=self.starters(language),
        )
        return Turn(reply, replace(state, choices=reply.choices))


def command_in(message: Incoming) -> tuple[str | None, str]:
    """The command a message is, and its argument; (None, "") for anything else."""
    if found := slash_in(message):
        return found[0], fold(found[1])
    text = fold(message.text)
    for name, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            command, _, argument = name.partition(" ")
            return command, argument
    return None, ""
