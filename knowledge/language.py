"""A text in both languages, and the two languages there are."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Frozen(BaseModel):
    """Base of every typed fact: immutable, and a key nobody knows is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """One meaning in Chinese and in English; neither may be missing."""

    zh: Words
    en: Words

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
