"""POST /api/v1/messages: one message in, the `ask` object out."""

import base64
import datetime as dt
import re
import secrets
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StrictInt, StrictStr, field_validator, model_validator
from starlette.exceptions import HTTPException

from bot.channels.web import problems
from bot.channels.web.pace import Pace, client_key
from bot.replies import as_object
from bot.turns import Responder
from handlers.contract import Incoming, Reply
from knowledge.language import LANGUAGES, Language

CHANNEL = "web"
LONGEST_TEXT = 8000
_SESSION = re.compile(r"[A-Za-z0-9._~:\-]{1,128}")


class Message(BaseModel):
    """What a client says. Keys not listed here are ignored."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    session: str | None = Field(None, description="From the last answer; left out: a new chat.")
    lang: Language | None = Field(None, description="Language of the answer; left out: that of the question.")
    choice: str | None = Field(None, description="The id of a choice offered with the last answer.")
    id: StrictStr | StrictInt | None = Field(None, description="Comes back with the answer.")

    @field_validator("session")
    @classmethod
    def _plain(cls, session: str | None) -> str | None:
        if session is not None and not _SESSION.fullmatch(session):
            raise ValueError("must be 1 to 128 letters, digits or . _ ~ : -; leave it out to start a chat")
        return session

    @field_validator("choice")
    @classmethod
    def _short(cls, choice: str | None) -> str | None:
        if choice is not None and len(choice.encode()) > 64:
            raise ValueError(f"{len(choice.encode())} bytes; no choice has more than 64")
        return choice

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if "text" not in self.model_fields_set and self.choice is None:
            raise ValueError("text: is missing")
        return self


class Source(BaseModel):
    id: str
    title: str
    section: str
    address: str | None = None


class Choice(BaseModel):
    id: str
    text: str


class File(BaseModel):
    name: str
    type: str
    content: str = Field(description="Base64: files are made for a reply and kept nowhere.")
    data: Literal[True] | None = Field(None, description="Present where the file is the reply as data, for a program.")


class Answer(BaseModel):
    """The reply. It is only a description: the object itself comes from `bot.replies.as_object`."""

    id: str | int | None = None
    kind: str
    text: str
    topic: str | None
    lang: Language
    confidence: Annotated[float, Field(ge=0, le=1)]
    sources: list[Source]
    choices: list[Choice]
    files: list[File]
    session: str


def create_router(conversation: Responder, now: Callable[[], dt.datetime], pace: Pace) -> APIRouter:
    """The machine interface of `conversation`."""

    def paced(request: Request) -> None:
        wait = pace.admit(client_key(request.client.host if request.client else None))
        if wait is not None:
            raise HTTPException(429, f"too many messages; try again in {wait} s", {"Retry-After": str(wait)})

    router = APIRouter(prefix="/api/v1")

    @router.post(
        "/messages",
        dependencies=[Depends(paced)],
        response_model=Answer,
        responses=problems.documented(400, 413, 415, 422, 429, 500),
    )
    async def messages(message: Message, request: Request) -> JSONResponse:
        session = message.session or secrets.token_urlsafe(24)
        speaks = _language_wished(request.headers.get("accept-language", ""))
        reply = await conversation.respond(_incoming(message, session, now(), speaks))
        echo = {} if message.id is None else {"id": message.id}
        return JSONResponse(echo | as_object(reply) | {"files": _files(reply), "session": session})

    return router


def _incoming(message: Message, session: str, now: dt.datetime, speaks: Language | None) -> Incoming:
    return Incoming(CHANNEL, session, message.text, now, choice=message.choice, language=message.lang, speaks=speaks)


def _language_wished(accepted: str) -> Language | None:
    """The first language of an Accept-Language header that is ours."""
    wished = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((language for part in wished for language in LANGUAGES if part == language), None)


def _files(reply: Reply) -> list[dict[str, Any]]:
    return [
        {
            "name": file.name,
            "type": file.type,
            "content": base64.b64encode(file.content).decode("ascii"),
            **({"data": True} if file.is_data else {}),
        }
        for file in reply.attachments
    ]
