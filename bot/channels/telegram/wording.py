"""What only this channel says, from `phrases/`."""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from knowledge.language import LANGUAGES, Language

_FOLDER = Path(__file__).parent / "phrases"


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((_FOLDER / f"{language}.ftl").read_text(encoding="utf-8")))
    return bundle


def knows(name: str) -> bool:
    """Whether there is such a phrase, in every language."""
    return all(_bundle(language).has_message(name) for language in LANGUAGES)


def said(name: str, language: Language, /, **values: str) -> str:
    """The phrase `name` in a language."""
    bundle = _bundle(language)
    pattern = bundle.get_message(name).value
    if pattern is None:
        raise KeyError(name)
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise ValueError(f"phrase {name}: {errors[0]}")
    return str(text)


def in_both(name: str, /, **values: str) -> str:
    """The phrase in every language, for whoever has not shown one."""
    return "\n\n".join(said(name, language, **values) for language in LANGUAGES)


def spoken(code: str | None) -> Language | None:
    """Our language for the one a person's app is set to; None where it is neither."""
    start = (code or "").lower().partition("-")[0]
    return "zh" if start == "zh" else "en" if start == "en" else None
