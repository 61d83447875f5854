"""Every setting: name, type, default, meaning. The only reader of the environment."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.mailserver import MailServer

PREFIX = "WICBOT_"

_URL = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d+)?|https?://\[[0-9A-Fa-f:]+\](:\d+)?")
_SQLITE, _POSTGRES = "sqlite+aiosqlite:///", "postgresql+asyncpg://"
_SHORT = {"sqlite:///": _SQLITE, "postgresql://": _POSTGRES, "postgres://": _POSTGRES}
_SECRET = frozenset({"database_url", "telegram_token", "webhook_secret", "smtp_url", "staff_token"})


class SettingsError(Exception):
    """A setting cannot be used. The message is one line that names it and says what would be right."""


class Settings(BaseSettings):
    """What an operator may decide. An empty value counts as not given."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # A rejected value may be a token: errors are worded by `_one_line`, which knows which may be shown.
        hide_input_in_errors=True,
    )

    database_url: str = Field("", repr=False, description="Where chats and reminders are kept.")
    data_dir: Path = Field(
        default_factory=lambda: _home("XDG_DATA_HOME", ".local/share"),
        description="Folder of the default database.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: _home("XDG_CACHE_HOME", ".cache"),
        description="Folder of the checked pack and its index; may be emptied at any time.",
    )
    content: Path | None = Field(None, description="Folder of another knowledge pack; none: our own.")
    public_url: str | None = Field(None, description="Address under which people reach this server.")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Other sites (commas) that may embed the page and call the API."
    )
    rate_limit: int = Field(0, ge=0, description="Messages per minute and client; 0 = no limit.")
    telegram_token: SecretStr | None = Field(None, description="Token of the bot; none: no Telegram.")
    telegram_api_base: str = Field("https://api.telegram.org", description="Server of the Telegram Bot API.")
    telegram_mode: Literal["polling", "webhook"] = Field("polling", description="How its messages come in.")
    webhook_secret: SecretStr | None = Field(None, description="What Telegram must send to the webhook.")
    smtp_url: SecretStr | None = Field(None, description="Mail server; smtp://, smtps://, ?starttls=1.")
    mail_from: str | None = Field(None, description="Sender of reminder mails.")
    admins: Annotated[tuple[int, ...], NoDecode] = Field((), description="Telegram user ids of staff (commas).")
    staff_token: SecretStr | None = Field(None, description="Opens /staff; none: /staff is not there.")
    spread_minutes: int = Field(20, ge=0, description="Minutes over which notices of one time are spread.")
    keep_days: int = Field(
        90, ge=1, le=90, description="Days until what is over is forgotten, of chats and of notices."
    )
    fault_point: str | None = Field(None, description="For tests only: the process ends itself there (bot/faults.py).")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")
    clock: str | None = Field(None, description="Rehearsal: instant (ISO) where the calendar clock starts.")

    @field_validator("data_dir", "cache_dir", "content")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else None

    @field_validator("allowed_origins", "admins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        """Origins as a browser writes them; anything else would never match, or break the page's policy."""
        for origin in origins:
            if not _ORIGIN.fullmatch(origin.rstrip("/")):
                raise ValueError(f"{origin!r} is no origin such as https://example.org")
        return tuple(origin.rstrip("/").lower() for origin in origins)

    @field_validator("public_url", "telegram_api_base")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not _URL.fullmatch(value):
            raise ValueError(f"{value!r} is no address that starts with http:// or https://")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            MailServer.of(value.get_secret_value())
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _header(cls, value: SecretStr | None) -> SecretStr | None:
        """Telegram takes no other; it would refuse the webhook again and again."""
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @field_validator("telegram_mode", "log_level", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        """The driver may be left out; a database in memory is refused because nothing would survive."""
        for short, full in _SHORT.items():
            value = full + value.removeprefix(short) if value.startswith(short) else value
        if value and not value.startswith((_SQLITE, _POSTGRES)):
            raise ValueError("must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        if value.startswith(_SQLITE) and value.removeprefix(_SQLITE).split("?")[0] in ("", ":memory:"):
            raise ValueError("a database in memory keeps nothing; name a file: sqlite:////path/to/file")
        return value

    @property
    def sends_mail(self) -> bool:
        """Letters need a server, a sender, and an address for the links in them."""
        return bool(self.smtp_url and self.mail_from and self.public_url)

    @model_validator(mode="after")
    def _default_database(self) -> Self:
        if not self.database_url:
            file = self.data_dir.absolute() / "wicbot.sqlite3"
            # Frozen for everyone else: this one default depends on another field.
            object.__setattr__(self, "database_url", f"{_SQLITE}{file}")
        return self


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. SettingsError names the first setting that cannot be read."""
    try:
        source: dict[str, Any] = {"_env_file": env_file}
        return Settings(**source)
    except ValidationError as problem:
        raise SettingsError(_one_line(problem)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{env_file}: cannot be read: {problem}") from None


def environment_names() -> tuple[str, ...]:
    """The name of every setting as it stands in the environment."""
    return tuple(PREFIX + name.upper() for name in Settings.model_fields)


def unknown_names(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names in the environment that look like settings and are none: most likely slips of the pen."""
    given = os.environ if environ is None else environ
    known = {*environment_names(), f"{PREFIX}TEST_POSTGRES_URL"}  # the latter is for our tests
    ours = {name for name in given if name.upper().startswith(PREFIX)}
    return tuple(sorted(name for name in ours if name.upper() not in known))


def _home(variable: str, below_home: str) -> Path:
    """The XDG folder for wicbot; as the XDG rules want it, a relative path is taken as not given."""
    given = Path(os.environ.get(variable, ""))
    return (given if given.is_absolute() else Path.home() / below_home) / "wicbot"


def _one_line(problem: ValidationError) -> str:
    fault = problem.errors(include_url=False)[0]
    if not fault["loc"]:
        return fault["msg"]
    name = str(fault["loc"][0]).lower().removeprefix(PREFIX.lower())
    return f"{PREFIX}{name.upper()}{_shown(name, fault)}: {_right(fault)}"


def _shown(name: str, fault: ErrorDetails) -> str:
    """The offending value, unless it is secret or the message repeats it anyway."""
    if name in _SECRET or fault["type"] == "value_error":
        return ""
    return f"={str(fault['input'])[:80]!r}"


def _right(fault: ErrorDetails) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
