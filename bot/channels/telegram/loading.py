"""Imports aiogram without having each of its classes built, of which we use one in ten.

Its types name one another, so when all are there it has pydantic build every one; that takes far longer than the rest
of the import. Here a class is built when it is first used, which pydantic does by itself where it knows the names:
those that aiogram gives are kept for it. Where aiogram gives none, its classes are built as it says.
"""

import gc
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pydantic import BaseModel

_TYPES = "aiogram.types."
_NAMED = ("aiogram.types.base.TelegramObject", "aiogram.methods.base.TelegramMethod", "aiogram.methods.base.Response")
# What the first answer needs is built here, in whatever thread this is, and not while people wait.
_FIRST = ("types.Update", "types.Message", "methods.GetMe", "methods.SendMessage", "methods.EditMessageReplyMarkup",
          "methods.AnswerCallbackQuery", "methods.SendChatAction")  # fmt: skip
_one_at_a_time = threading.Lock()


def load(module: str) -> None:
    """Import a module of this package, and aiogram if nobody has yet. From any thread, as often as one likes."""
    with _one_at_a_time:
        if "aiogram" not in sys.modules:
            with _nothing_collected():
                _import_aiogram()
        import_module(module)


def _import_aiogram() -> None:
    with _building_later() as names:
        import_module("aiogram.methods")
    for name in _NAMED if names else ():
        _know(_found(name), names)
    for name in _FIRST:
        _found(f"aiogram.{name}").model_rebuild()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """None of the classes an import makes is garbage, and looking for some takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _building_later() -> Iterator[dict[str, Any]]:
    """Within, aiogram's types are not built; gives the names it says they need."""
    names: dict[str, Any] = {}
    build = BaseModel.__dict__["model_rebuild"]

    def note(cls: type[BaseModel], /, **how: Any) -> bool | None:
        if cls.__module__.startswith(_TYPES) and "_types_namespace" in how:
            names.update(how["_types_namespace"])
            return None
        depth = how.pop("_parent_namespace_depth", 2) + 1  # it looks for names where it was called, and we are between
        built: bool | None = build.__func__(cls, _parent_namespace_depth=depth, **how)
        return built

    BaseModel.model_rebuild = classmethod(note)  # type: ignore[assignment, method-assign]  # given back below
    try:
        yield names
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]


def _know(base: type[BaseModel], names: Mapping[str, Any]) -> None:
    """From now on every class below `base` is built with these names known."""
    build = BaseModel.__dict__["model_rebuild"].__func__

    def model_rebuild(
        cls: type[BaseModel], /, *, force: bool = False, raise_errors: bool = True, **_: Any
    ) -> bool | None:
        built: bool | None = build(cls, force=force, raise_errors=raise_errors, _types_namespace=names)
        return built

    base.model_rebuild = classmethod(model_rebuild)  # type: ignore[assignment, method-assign]


def _found(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)
