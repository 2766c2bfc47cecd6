"""Child processes that are kept running: in sessions of their own, restarted when they die, ended in time."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

STEADY = 30.0  # seconds alive after which a death counts as the first one again
LONGEST_PAUSE = 10.0
LOG_LIMIT = 10_000_000


def mortal(command: Sequence[str]) -> list[str]:
    """The command, made to end by SIGKILL when its parent ends: no orphan keeps a port or a claim."""
    return [*(["setpriv", "--pdeathsig=KILL"] if shutil.which("setpriv") else []), *command]


def saas(*words: str) -> list[str]:
    """Command line of one of our own commands, with the interpreter we run in."""
    return [sys.executable, "-m", "saas", *words]


class Child:
    """One kept process. A session of its own: Ctrl-C at the console reaches the launcher alone."""

    def __init__(self, name: str, command: Sequence[str], log: Path, *, inherit: Sequence[int] = ()) -> None:
        self.name = name
        self.command = mortal(command)
        self.log = log
        self.inherit = tuple(inherit)
        self.deaths = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._again_at = 0.0

    def start(self) -> None:
        """Start it now; what it prints goes to its log file."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                pass_fds=self.inherit,
            )
        self._began = time.monotonic()

    def tend(self) -> int | None:
        """Restart it after a pause if it died; the exit code, once per death."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._again_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._sweep()
        self.deaths = 1 if now - self._began > STEADY else self.deaths + 1
        self._again_at = now + self.pause
        self.process = None
        return code

    @property
    def pause(self) -> float:
        """Seconds before the next start: soon after the first death, later when it keeps dying."""
        return min(0.1 * 4.0 ** (self.deaths - 1), LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """SIGTERM to the process alone: its own children are its own to end."""
        if self.process is not None:
            self.process.terminate()

    def gone(self) -> bool:
        """Whether it has ended."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """SIGKILL to it and all it started."""
        if self.process is not None:
            self._sweep()
            self.process.kill()
            self.process.wait()

    def _sweep(self) -> None:
        """End what the process left behind in its session."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 6) -> str:
        """End of its log, for the person who has to find out why."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""
