"""The real product on a port of its own: `saas up` as a person starts it, and its processes, to be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from infra.postgres import Postgres
from infra.process import PROC, command_line, send, wait_until
from saas.settings import Settings, read

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 120.0
KINDS = ("web", "worker", "postgres")


class House:
    """One copy of the product over a data folder; it may die and be started again."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.env = {"DATA": str(data), "PORT": str(self.port), "WEB_PROCESSES": "2"}
        self.env["ENVIRONMENT"] = "production"  # no demo company
        self.settings: Settings = read(self.env)
        self.data = self.settings.data
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def start(self) -> float:
        """Start and wait until it says where the pages are; seconds it took."""
        said, began = self.data / "up.log", time.monotonic()
        with said.open("wb") as log:
            # Behind everybody else on the machine: we come in great numbers.
            self.process = subprocess.Popen(
                ["nice", sys.executable, "-m", "saas", "up"], cwd=ROOT, env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        ready = wait_until(lambda: b"/login" in said.read_bytes() or not self.alive, seconds=READY_WITHIN)
        assert ready, said.read_text()
        assert self.alive, said.read_text()
        return time.monotonic() - began

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def find(self, kind: str) -> list[int]:
        """Process ids: `web`, `worker`, `clock` are the launcher's children, `postgres` serves our data."""
        if kind == "postgres":
            pid = Postgres(self.data).pid
            return [pid] if pid else []
        return [pid for pid in self._children() if ["-m", "saas", kind] == command_line(pid)[1:4]]

    def _children(self) -> list[int]:
        pid = str(self.process.pid if self.process else 0)
        try:
            return [int(word) for word in (PROC / pid / "task" / pid / "children").read_text().split()]
        except OSError:
            return []

    def everything(self) -> list[int]:
        """Living processes with our folder on the command line or in the environment; the launcher too."""
        mark = str(self.data).encode()
        return [int(each.name) for each in PROC.iterdir() if each.name.isdigit() and _names(each, mark)]

    def ask_to_end(self) -> float:
        """SIGTERM to the launcher's process group, as an init system does; seconds until nothing is left."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        assert wait_until(lambda: not self.everything(), seconds=30), self.everything()
        return time.monotonic() - began

    def kill_everything(self) -> None:
        """Power cut: launcher, database, web, worker and clock at the same moment."""
        for pid in self.everything():
            send(pid, signal.SIGKILL)
        self.process.wait(10)
        assert wait_until(lambda: not self.everything(), seconds=10)

    def end(self) -> None:
        """After a test: nothing stays."""
        if self.alive:
            self.kill_everything()
        for pid in self.everything():
            send(pid, signal.SIGKILL)


def _names(folder: Path, mark: bytes) -> bool:
    try:
        if folder.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        return any(mark in folder.joinpath(name).read_bytes() for name in ("cmdline", "environ"))
    except OSError:
        return False
