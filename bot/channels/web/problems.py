"""Every error of the HTTP interface, as application/problem+json (RFC 9457); never a traceback."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"

_WORDS = {
    "missing": "is missing",
    "string_type": "must be a string",
    "string_unicode": "holds half a character (a lone surrogate)",
    "model_attributes_type": "the body must be a JSON object",
}
_LONGEST_SHOWN = 80


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """An error answer: what kind of error it is, and what exactly was wrong; `more` are members of its own."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let `app` word all its errors as problems."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors an operation can give, for its OpenAPI description."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    }
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, _detail(request, error), error.headers)


def _detail(request: Request, error: HTTPException) -> str:
    match error.status_code:
        case 400:
            return "the body is not readable as JSON in UTF-8"
        case 404 if error.detail == HTTPStatus.NOT_FOUND.phrase:
            return f"there is nothing at {_shown(request.url.path)}"
        case 405:
            return f"{request.method} is not possible at {_shown(request.url.path)}"
        case _:
            return str(error.detail)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    given = request.headers.get("content-type", "")
    if given.split(";")[0].strip().lower() != "application/json":
        return problem(415, f"Content-Type must be application/json; {_shown(given or None)} was given")
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        reason, place = faults[0]["ctx"]["error"], faults[0]["loc"][-1]
        return problem(400, f"the body is no JSON: {reason} at character {place}")
    return problem(422, "; ".join(_worded(fault) for fault in faults))


def _worded(fault: Mapping[str, Any]) -> str:
    name = _name(fault["loc"])
    value, limits = fault.get("input"), fault.get("ctx", {})
    match fault["type"]:
        case "string_too_long":
            return f"{name}: {len(str(value))} characters; at most {limits['max_length']} are possible"
        case "missing" | "string_unicode" as kind:
            return f"{name}: {_WORDS[kind]}"
        case "value_error":
            return f"{name}: {limits['error']}" if name != "body" else str(limits["error"])
        case kind:
            message = _WORDS.get(kind, fault["msg"])
            return f"{name}: {message}; {_shown(value)} was given"


def _name(place: Sequence[Any]) -> str:
    """`("body", "lang")` → `lang`; for a union, the inner part says nothing to a caller."""
    return str(place[1]) if len(place) > 1 else "body"


def _shown(value: object) -> str:
    """An offending value, shortened, in characters that are safe in any answer."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
