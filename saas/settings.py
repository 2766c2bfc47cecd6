"""Where and how this copy of the product runs: the environment, read once, as plain values."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.places import data_folder, dsn
from infra.private import keep_once

CHECKOUT = Path(__file__).resolve().parents[1]
KEY_BYTES = 48
ROLES = ("owner", "app", "operator")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable and an example that works."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One running copy. `owner`, `app` and `operator` are connection arguments for asyncpg and Piccolo."""

    data: Path
    host: str
    port: int
    origin: str
    owner: dict[str, Any] = field(repr=False)
    app: dict[str, Any] = field(repr=False)
    operator: dict[str, Any] = field(repr=False)
    embedded: bool  # the bundled database server is ours to start and stop
    broker_url: str | None  # amqp:// or redis://; None: jobs are handed over inside the worker
    smtp_url: str | None  # smtp://user:password@host:587; None: letters become files under data/outbox
    files_url: str
    web_processes: int
    environment: str
    secret: bytes = field(repr=False)
    webhook_allow: frozenset[str]  # host:port of one's own network that notices may be sent to, with http as well

    @property
    def demo_file(self) -> Path:
        """Address and logins of the demo company, beside the data they belong to."""
        return self.data / "demo.json"


@cache
def settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    return read(os.environ)


def read(env: Mapping[str, str]) -> Settings:
    """Settings from named variables; makes the data folder and its secret key if they are not there yet."""
    data = data_folder(Path(env.get("DATA") or CHECKOUT / "var"))
    host = env.get("HOST") or "127.0.0.1"
    port = _number(env, "PORT", 8000, 1, 65_535)
    given = [role for role in ROLES if env.get(f"DATABASE_URL_{role.upper()}")]
    if given and len(given) < len(ROLES):
        raise SettingsError("set all of DATABASE_URL_OWNER, DATABASE_URL_APP, DATABASE_URL_OPERATOR or none")
    roles = {role: _connection(env, data, role) for role in ROLES}
    return Settings(
        data=data,
        host=host,
        port=port,
        origin=_origin(env.get("ORIGIN"), host, port),
        **roles,
        embedded=not given,
        broker_url=_url(env, "BROKER_URL", ("amqp", "amqps", "redis", "rediss")),
        smtp_url=_url(env, "SMTP_URL", ("smtp", "smtps")),
        files_url=env.get("FILES_URL") or (data / "files").as_uri(),
        web_processes=_number(env, "WEB_PROCESSES", 2, 1, 64),
        environment=env.get("ENVIRONMENT") or "local",
        secret=_secret(data / "secret"),
        webhook_allow=frozenset(filter(None, (env.get("WEBHOOK_ALLOW") or "").replace(" ", "").split(","))),
    )


def _connection(env: Mapping[str, str], data: Path, role: str) -> dict[str, Any]:
    url = env.get(f"DATABASE_URL_{role.upper()}")
    return {"dsn": url} if url else dsn(data, role)


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}: {name}={default}")
    return int(text)


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    text = env.get(name) or None
    if text and (urlsplit(text).scheme not in schemes or not urlsplit(text).hostname):
        raise SettingsError(f"{name} must begin with {'://, '.join(schemes)}:// and name a host")
    return text


def _origin(given: str | None, host: str, port: int) -> str:
    if given:
        if urlsplit(given).scheme not in {"http", "https"} or not urlsplit(given).hostname:
            raise SettingsError("ORIGIN must be the address people use, for example ORIGIN=https://jingjin.example")
        return given.rstrip("/")
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _secret(file: Path) -> bytes:
    """The key behind tokens: made once; whoever may read it may forge them, so only we may."""
    key = keep_once(file, lambda: secrets.token_bytes(KEY_BYTES))
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{file} is damaged: remove it; everybody will have to sign in again")
    return key
