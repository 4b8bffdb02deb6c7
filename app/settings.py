"""Settings: what the person who runs the server may choose, read once from CAIRN_… variables."""

from functools import cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its default and what it means; the README documents each (a test insists)."""

    model_config = SettingsConfigDict(env_prefix="CAIRN_", env_ignore_empty=False, extra="ignore")

    database_url: str = Field(
        "sqlite:///var/cairn.db", description="SQLite file or PostgreSQL server (`postgresql://…`)"
    )
    content_dir: str = Field("content", description="Folder of paths; empty on a machine that only serves")
    var_dir: Path = Field(
        Path("var"), description="Where the server keeps its secret, and `cairn podcast` the model that speaks"
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    workers: int = Field(1, ge=1, description="Server processes")
    base_url: str = Field(
        "", description="Public address, where links must be absolute; HTTPS here turns on secure cookies"
    )
    secret: str = Field("", description="Signs forms; empty: made once in `var/secret`")
    log_format: Literal["console", "json"] = Field("console", description="Log lines for people or for machines")
    max_body_bytes: int = Field(1_000_000, ge=1024, description="Largest request body accepted, in bytes")
    max_upload_bytes: int = Field(
        20_000_000, ge=1024, description="Largest picture or recording that the studio accepts, in bytes"
    )
    max_import_bytes: int = Field(
        500_000_000, ge=1024, description="Largest imported path, in bytes when it is unpacked"
    )
    cloning: Literal["instructors", "everyone", "nobody"] = Field(
        "instructors",
        description="Who may copy a path in the browser: `instructors`, `everyone` with an account, `nobody`",
    )
    new_per_day: int = Field(
        10, ge=0, description="New items a learner meets in review each day, unless they choose otherwise"
    )

    smtp_url: str = Field(
        "",
        description="Mail server, as `smtp+starttls://name:password@host` (also `smtp://`, `smtps://`); empty: no mail",
    )
    mail_from: str = Field("", description="Sender of mails, as `Cairn <cairn@example.org>`; needed with a mail server")

    @model_validator(mode="after")
    def _can_write(self) -> Self:
        if not self.smtp_url:
            return self
        url = urlsplit(self.smtp_url)
        if url.scheme not in ("smtp", "smtp+starttls", "smtps") or not url.hostname:
            raise ValueError("CAIRN_SMTP_URL: write it as smtp://host, smtp+starttls://host or smtps://host")
        if "@" not in self.mail_from:
            raise ValueError("CAIRN_MAIL_FROM: mails need a sender, as Cairn <cairn@example.org>")
        if not self.base_url:
            raise ValueError("CAIRN_BASE_URL: the links in mails need it")
        return self

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    return Settings()
