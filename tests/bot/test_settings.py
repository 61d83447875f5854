"""Settings: what is read, what is assumed, and how a wrong one is named."""

from pathlib import Path

import pytest

from bot import settings

DESIGNED = {
    "WICBOT_DATABASE_URL", "WICBOT_DATA_DIR", "WICBOT_CACHE_DIR", "WICBOT_CONTENT", "WICBOT_PUBLIC_URL",
    "WICBOT_ALLOWED_ORIGINS", "WICBOT_RATE_LIMIT", "WICBOT_TELEGRAM_TOKEN", "WICBOT_TELEGRAM_API_BASE",
    "WICBOT_TELEGRAM_MODE", "WICBOT_WEBHOOK_SECRET", "WICBOT_SMTP_URL", "WICBOT_MAIL_FROM", "WICBOT_ADMINS",
    "WICBOT_STAFF_TOKEN", "WICBOT_SPREAD_MINUTES", "WICBOT_FAULT_POINT", "WICBOT_KEEP_DAYS",
    "WICBOT_LOG_LEVEL", "WICBOT_CLOCK",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*settings.environment_names(), "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_every_designed_setting_exists_and_has_a_meaning() -> None:
    assert set(settings.environment_names()) == DESIGNED
    assert all(field.description for field in settings.Settings.model_fields.values())


def test_nothing_set_is_enough(tmp_path: Path) -> None:
    loaded = settings.load()
    assert loaded.data_dir == tmp_path / ".local/share/wicbot"
    assert loaded.cache_dir == tmp_path / ".cache/wicbot"
    assert loaded.database_url == f"sqlite+aiosqlite:///{tmp_path}/.local/share/wicbot/wicbot.sqlite3"
    assert (loaded.rate_limit, loaded.allowed_origins, loaded.telegram_token) == (0, (), None)
    assert list(tmp_path.iterdir()) == []


def test_xdg_folders_are_followed_unless_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    loaded = settings.load()
    assert loaded.data_dir == Path("/srv/data/wicbot")
    assert loaded.cache_dir == tmp_path / ".cache/wicbot"


def test_the_database_lies_in_the_data_dir_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WICBOT_DATA_DIR", "/srv/wic")
    assert settings.load().database_url == "sqlite+aiosqlite:////srv/wic/wicbot.sqlite3"
    monkeypatch.setenv("WICBOT_DATABASE_URL", "postgres://me:pass@db/wic")
    assert settings.load().database_url == "postgresql+asyncpg://me:pass@db/wic"


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WICBOT_ALLOWED_ORIGINS", "https://A.example/, http://b.example:8080 ,")
    monkeypatch.setenv("WICBOT_ADMINS", "12, 34")
    loaded = settings.load()
    assert loaded.allowed_origins == ("https://a.example", "http://b.example:8080")
    assert loaded.admins == (12, 34)


def test_an_empty_value_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WICBOT_TELEGRAM_TOKEN", "")
    monkeypatch.setenv("WICBOT_RATE_LIMIT", "")
    loaded = settings.load()
    assert (loaded.telegram_token, loaded.rate_limit) == (None, 0)


def test_a_dotenv_file_is_read_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WICBOT_RATE_LIMIT=7\nWICBOT_LOG_LEVEL=DEBUG\nOTHER=1\n")
    monkeypatch.setenv("WICBOT_RATE_LIMIT", "8")
    loaded = settings.load()
    assert (loaded.rate_limit, loaded.log_level) == (8, "debug")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WICBOT_RATE_LIMIT", "many", "WICBOT_RATE_LIMIT='many': input should be a valid integer"),
        ("WICBOT_RATE_LIMIT", "-1", "WICBOT_RATE_LIMIT='-1': input should be greater than or equal to 0"),
        (
            "WICBOT_TELEGRAM_MODE",
            "push",
            "WICBOT_TELEGRAM_MODE='push': input should be 'polling' or",
        ),
        ("WICBOT_ADMINS", "1,x", "WICBOT_ADMINS='x': input should be a valid integer"),
        ("WICBOT_ALLOWED_ORIGINS", "*", "WICBOT_ALLOWED_ORIGINS: '*' is no origin"),
        ("WICBOT_PUBLIC_URL", "example.org", "WICBOT_PUBLIC_URL: 'example.org' is no address"),
        ("WICBOT_DATABASE_URL", "sqlite://", "WICBOT_DATABASE_URL: must be sqlite:///FILE or postgresql://"),
        (
            "WICBOT_DATABASE_URL",
            "sqlite:///:memory:",
            "WICBOT_DATABASE_URL: a database in memory",
        ),
        ("WICBOT_SMTP_URL", "mail.example.org", "WICBOT_SMTP_URL: must start with smtp://"),
        ("WICBOT_SMTP_URL", "smtps://mail?starttls=1", "WICBOT_SMTP_URL: smtps:// is encrypted from the start"),
        ("WICBOT_SMTP_URL", "smtp://mail:post", "WICBOT_SMTP_URL: the port must be a number from 1 to 65535"),
        ("WICBOT_SMTP_URL", "smtp://mail?starttls=maybe", "WICBOT_SMTP_URL: starttls is 1 or 0, not 'maybe'"),
        ("WICBOT_SMTP_URL", "smtp://mail?tls=1", "WICBOT_SMTP_URL: no 'tls' is known; only starttls"),
        ("WICBOT_WEBHOOK_SECRET", "not a header!", "WICBOT_WEBHOOK_SECRET: must be 1 to 256 letters, digits, _ or -"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.SettingsError) as error:
        settings.load()
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_secrets_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"WICBOT_TELEGRAM_TOKEN": "1:hush", "WICBOT_STAFF_TOKEN": "hush"}
    secrets |= {
        "WICBOT_DATABASE_URL": "postgresql://me:hush@db/wic",
        "WICBOT_SMTP_URL": "smtp://me:hush@mail",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    assert "hush" not in repr(settings.load())
    monkeypatch.setenv("WICBOT_DATABASE_URL", "mysql://me:hush@db/wic")
    with pytest.raises(settings.SettingsError) as error:
        settings.load()
    assert "hush" not in str(error.value)


def test_slips_of_the_pen_are_found() -> None:
    given = {"WICBOT_RATE_LIMITS": "1", "WICBOT_RATE_LIMIT": "1", "HOME": "/"}
    assert settings.unknown_names(given) == ("WICBOT_RATE_LIMITS",)
