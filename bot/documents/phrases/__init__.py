"""The words of documents that are no part of a sheet, from `zh.ftl` and `en.ftl` beside this file."""

from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from knowledge.language import LANGUAGES, Language


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((Path(__file__).parent / f"{language}.ftl").read_text(encoding="utf-8")))
    return bundle


def phrase(name: str, language: Language, /, **values: Any) -> str:
    """The phrase `name` in a language; LookupError where the file has none of that name."""
    message = _bundle(language).get_message(name)
    if message.value is None:
        raise KeyError(name)
    text, errors = _bundle(language).format_pattern(message.value, values)
    if errors:
        raise ValueError(f"phrase {name}: {errors[0]}")
    return str(text)


def both(name: str, /, **values: Any) -> str:
    """The phrase in Chinese and English, for what is read by people of either language."""
    return " / ".join(phrase(name, language, **values) for language in LANGUAGES)
