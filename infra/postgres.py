"""The bundled PostgreSQL 18: set up, started, taken over after a crash, stopped."""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from infra import places
from infra.places import PORT, SECRETS, PostgresError, binaries, data_folder, environment, mark, socket_folder
from infra.process import as_account, command_line, processes_titled, send, unprivileged, wait_until
from infra.roles import ROLES, SUPERUSER, grants_sql, passwords, roles_sql

TUNING = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # A new company's tables grow from nothing: plans made for empty tables must not be kept for a minute.
    "autovacuum_naptime": "5s",
    "timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class Postgres:
    """One server over one data folder. `options` override settings (tests switch fsync off).

    With `mortal` the server ends with the process that started it, instead of waiting to be taken over.
    """

    def __init__(self, data: Path, *, options: Mapping[str, str] | None = None, mortal: bool = False) -> None:
        self.data = data.resolve()
        self.cluster = self.data / "postgres"
        self.sockets = socket_folder(self.data)
        self.bin = binaries()
        self.log = self.data / "log" / "postgres.log"
        self.options = dict(options or {})
        self.mortal = mortal
        self.title = f"jingjin-{mark(self.data)}"
        self._child: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self, *, patience: float = 300) -> None:
        """Serve, whatever was left behind: nothing, a clean stop, a crash, a server whose parent is gone."""
        self._make_folders()
        self._take_lock()
        try:
            if not (self.cluster / "PG_VERSION").exists():
                self._create_cluster()
            self._await_ready(patience)
            self._sql("postgres", roles_sql(passwords(self.secrets)))
            self.ensure_database("jingjin")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Fast shutdown: clients are cut off, what was committed is safe. Harder signals after a minute."""
        if self._lock is None:
            return  # not started by us: a server that somebody else looks after is theirs to stop
        pid = self.pid
        for sign, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if pid is None or self.pid != pid:
                break
            send(pid, sign)
            wait_until(lambda: self.pid != pid, seconds=seconds)
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=1)
        self._release_lock()

    @property
    def secrets(self) -> Path:
        """File with the generated passwords."""
        return self.data / SECRETS

    @property
    def pid(self) -> int | None:
        """Process id of the running server over this folder, whoever started it; None when there is none.

        The pid file alone proves nothing: after a crash its number may belong to a stranger.
        """
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        words = command_line(pid)
        ours = bool(words) and words[0].endswith("postgres") and str(self.cluster) in words
        return pid if ours else None

    def dsn(self, role: str, database: str = "jingjin") -> dict[str, Any]:
        """Connection settings for asyncpg and Piccolo; `role` is owner, app or operator."""
        return places.dsn(self.data, role, database)

    def ensure_database(self, name: str, template: str | None = None) -> None:
        """Create a database owned by the owner role, perhaps as a copy of a quiet one, and set its rights."""
        if not name.replace("_", "").isalnum() or not (template or "x").replace("_", "").isalnum():
            raise PostgresError(f"not a database name: {name!r}, {template!r}")
        found = self._sql("postgres", f"select 1 from pg_database where datname = '{name}'")
        if not found:
            source = f'template "{template}" strategy file_copy' if template else ""
            self._sql("postgres", f'create database "{name}" owner {ROLES["owner"]} {source}')
        self._sql(name, grants_sql(name))

    def drop_database(self, name: str) -> None:
        """Remove a database and cut off whoever is in it."""
        self._sql("postgres", f'drop database if exists "{name}" with (force)')

    def _make_folders(self) -> None:
        data_folder(self.data)
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self._private(self.sockets)

    def _private(self, folder: Path) -> None:
        """Make a folder that only the database's account may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        account = unprivileged(self.cluster)
        entry = folder.lstat()
        # A folder under the system's temp may have been put there by a stranger first.
        if not stat.S_ISDIR(entry.st_mode) or entry.st_uid not in {os.geteuid(), account and account.uid}:
            raise PostgresError(f"{folder} is not ours: remove it")
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = (self.data / "postgres.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise PostgresError(f"another process already runs the database in {self.data}") from None
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there when whole: a crash leaves no half."""
        draft = self.data / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._private(draft)
        password = self.sockets / "initdb-password"
        password.touch(mode=0o600)
        password.write_text(passwords(self.secrets)[SUPERUSER])
        shutil.chown(password, draft.stat().st_uid)
        settings = [f"--set={name}={value}" for name, value in TUNING.items()]
        auth = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password}"]
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            self._program("initdb", "-D", str(draft), *auth, *locale, *settings, "--data-checksums")
        finally:
            password.unlink(missing_ok=True)
        draft.rename(self.cluster)

    def _clear_remains(self) -> None:
        """Wait for the children of a killed server to go, then forget the files that carry its number.

        PostgreSQL refuses to start over a number that is alive, even if it is another program by now, or
        a dead process nobody has buried; without the file it could not see children that still write. So
        the children first.
        """
        title = f"postgres: {self.title}:"
        for sign, seconds in ((None, 5), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            left = list(processes_titled(title))
            for pid in left:
                if sign is not None:
                    send(pid, sign)
            if wait_until(lambda: not any(processes_titled(title)), seconds=seconds):
                break
        for stale in (self.cluster / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            stale.unlink(missing_ok=True)

    def _launch(self) -> None:
        given = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "cluster_name": self.title,
            **self.options,
        }
        settings = [f"--{name}={value}" for name, value in given.items()]
        command = [*self._drop_root(), str(self.bin / "postgres"), "-D", str(self.cluster), *settings]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(), cwd="/",
                start_new_session=True,
            )

    def _drop_root(self) -> list[str]:
        account = unprivileged(self.cluster)
        prefix = as_account(account, self.cluster, self.sockets / "socket", self.bin / "postgres")
        if self.mortal:
            prefix = [*(prefix or ["setpriv"]), "--pdeathsig=INT"]
        return prefix

    def _await_ready(self, patience: float) -> None:
        """Launch or take over, and wait: crash recovery may take minutes, as long as the server lives."""
        end = time.monotonic() + patience
        ask = [str(self.bin / "pg_isready"), "-q", "-h", str(self.sockets), "-p", str(PORT), "-d", "postgres"]
        launched = False
        while self.pid is None or subprocess.run(ask, env=environment(), check=False).returncode != 0:
            # A server found dying is replaced once it is gone; a launched one that dies is a fault to report.
            if self.pid is None and launched:
                raise PostgresError(f"PostgreSQL did not start; the end of {self.log}:\n{self._last_words()}")
            if self.pid is None:
                self._clear_remains()
                self._launch()
                launched = True
            if time.monotonic() > end:
                raise PostgresError(f"PostgreSQL is not ready after {patience:.0f} s; see {self.log}")
            time.sleep(0.02)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def _program(self, name: str, *words: str) -> None:
        command = [*self._drop_root(), str(self.bin / name), *words]
        done = subprocess.run(
            command, env=environment(), cwd="/", capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise PostgresError(f"{name} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _sql(self, database: str, statement: str) -> str:
        """Run SQL as the superuser over the socket; the only place that knows its password."""
        place = ["-h", str(self.sockets), "-p", str(PORT), "-U", SUPERUSER, "-d", database]
        done = subprocess.run(
            [str(self.bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *place, "-f", "-"],
            input=statement, env={**environment(), "PGPASSWORD": passwords(self.secrets)[SUPERUSER]},
            cwd="/", capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise PostgresError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()
