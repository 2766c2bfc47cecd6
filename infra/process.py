"""Which process is this, and as whom may it run: the questions a supervisor must never guess at."""

import contextlib
import os
import pwd
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Account:
    """An existing system account, by number: the database never runs as root."""

    uid: int
    gid: int


def unprivileged(data: Path) -> Account | None:
    """The account a root caller hands the database to; None when the caller is not root.

    A directory that already holds data keeps its owner, so that an account created later
    (by installing a system package, say) does not lock us out of our own files.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeError("no account to run the database as: neither 'postgres' nor 'nobody' exists")


def as_account(account: Account | None, *paths: Path) -> list[str]:
    """Command prefix that drops root, keeping one right only where a path is closed to the account.

    A clone under /root is closed to everyone else. Widening somebody's home directory is not ours to do,
    so the database process keeps the right to walk through it instead.
    """
    if account is None:
        return []
    prefix = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
    if not all(_reachable(path, account) for path in paths):
        # PostgreSQL looks for its programs with access(2), which ignores the right without the secure bit.
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        prefix += ["--securebits=+no_setuid_fixup"]
    return prefix


def _reachable(path: Path, account: Account) -> bool:
    return all(_may_enter(folder.stat(), account) for folder in path.resolve().parents)


def _may_enter(entry: os.stat_result, account: Account) -> bool:
    if entry.st_uid == account.uid:
        return bool(entry.st_mode & 0o100)
    if entry.st_gid == account.gid:
        return bool(entry.st_mode & 0o010)
    return bool(entry.st_mode & 0o001)


def command_line(pid: int) -> list[str]:
    """Words the process was started with; empty when it is gone, a zombie, or not for us to see."""
    try:
        return PROC.joinpath(str(pid), "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def processes_titled(title: str) -> Iterator[int]:
    """Processes whose title begins so: PostgreSQL's own children carry the name of their cluster."""
    for folder in PROC.iterdir():
        if folder.name.isdigit() and " ".join(command_line(int(folder.name))).startswith(title):
            yield int(folder.name)


def send(pid: int, sign: signal.Signals) -> None:
    """Signal a process that may have gone in the meantime."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Ask again every few milliseconds; False when the time is up."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
