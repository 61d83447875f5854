"""A program's own words: `zh.ftl` and `en.ftl` of one folder, with the same keys and placeholders."""

from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from knowledge.language import LANGUAGES, Language


class Phrasebook:
    """The phrases of a folder, read when they are first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, name: str, language: Language, /, **values: Any) -> str:
        """The phrase `name` in a language.

        Raises KeyError where the file has none of that name, ValueError where a placeholder is not given.
        """
        bundle = _bundle(self._folder, language)
        pattern = bundle.get_message(name).value
        if pattern is None:
            raise KeyError(name)
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            raise ValueError(f"phrase {name}: {errors[0]}")
        return str(text)

    def knows(self, name: str) -> bool:
        """Whether there is such a phrase, in every language."""
        return all(_bundle(self._folder, language).has_message(name) for language in LANGUAGES)

    def in_both(self, name: str, between: str, /, **values: Any) -> str:
        """The phrase in every language, for whoever has not shown one."""
        return between.join(self.say(name, language, **values) for language in LANGUAGES)


@cache
def _bundle(folder: Path, language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((folder / f"{language}.ftl").read_text(encoding="utf-8")))
    return bundle
