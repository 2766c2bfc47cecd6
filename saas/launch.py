"""`saas up`: the whole product on one machine, from database to worker, and back down again."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any

from infra.children import Child, mortal, saas
from infra.console import line, say, step
from infra.places import PostgresError
from infra.postgres import Postgres
from saas import showcase
from saas.settings import Settings

GRACE = 10.0  # seconds between asking the processes to end and ending them
READY_WITHIN = 90.0
WATCH_EVERY = 0.2
RETRY_AFTER = 2.0


class LaunchError(RuntimeError):
    """Starting up failed; the message says at which step, why, and what to do."""


class Interrupted(BaseException):
    """A signal arrived while a step was running."""


def up(settings: Settings) -> int:
    """Start everything, keep it running until a signal, stop it. Exit code 0, or 1 when the start failed."""
    launcher = Launcher(settings)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, launcher.on_signal)
    try:
        launcher.start()
        launcher.watch()
    except Interrupted:
        print()
    except (LaunchError, PostgresError) as fault:
        print(f"\n{fault}")
        return 1
    finally:
        launcher.stop()
    return 0


def database_alone(settings: Settings) -> int:
    """Run only the bundled database, until a signal: for a developer whose other processes run elsewhere."""
    database = Postgres(settings.data)
    # Blocked first, so that a signal during the start is kept for the wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    database.start()
    try:
        line(f"PostgreSQL is ready in {database.sockets}", f"PostgreSQL 已就绪：{database.sockets}")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        database.stop()
    return 0


class Launcher:
    """The processes of one copy and the socket they share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Postgres(settings.data) if settings.embedded else None
        self.children: list[Child] = []
        self.busy: subprocess.Popen[str] | None = None
        self.listening: socket.socket | None = None
        self._signals = 0
        self._starting = True
        self._ending = False  # plain: an Event set by a signal handler may wait for itself

    def start(self) -> None:
        """All steps in order. Raises LaunchError, PostgresError, Interrupted."""
        line("Starting 精进 Jingjin", "正在启动 精进 Jingjin")
        self.listening = listen(self.settings.host, self.settings.port)
        if self.database is not None:
            with step("database", "数据库"):
                self.database.start()
        with step("schema", "数据库结构"):
            self.run("migrate")
        if showcase.wanted(self.settings):
            with step("demo company (first start only)", "演示企业（仅首次启动）"):
                self.run("seed", show=True)
        with step("web, worker and clock", "网页、任务与时钟进程"):
            self._start_children(self.listening.fileno())
            self._await_page()
        self._starting = False
        showcase.present(self.settings)

    def run(self, *words: str, show: bool = False) -> None:
        """One of our own commands to its end. Raises LaunchError with its last lines when it fails."""
        self.busy = subprocess.Popen(
            mortal(saas(*words)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True,
        )  # fmt: skip
        said = []
        for text in self.busy.stdout or ():
            said.append(text.rstrip())
            if show:
                print(f"\n    {text.rstrip()}", end=" ", flush=True)
        if self.busy.wait() != 0:
            last = "" if show else "\n".join(said[-12:])
            raise LaunchError(say(f"`saas {words[0]}` failed. {last}", f"`saas {words[0]}` 失败。{last}"))
        self.busy = None

    def _start_children(self, fd: int) -> None:
        log = self.settings.data / "log"
        for number in range(1, self.settings.web_processes + 1):
            name = f"web-{number}"
            web = Child(name, saas("web", "--fd", str(fd)), log / f"{name}.log", inherit=[fd])
            self.children.append(web)
        self.children.append(Child("worker", saas("worker"), log / "worker.log"))
        self.children.append(Child("clock", saas("clock"), log / "clock.log"))
        for child in self.children:
            child.start()

    def _await_page(self) -> None:
        end = time.monotonic() + READY_WITHIN
        while not answers(self.settings.host, self.settings.port):
            for child in self.children:
                self._tend(child)
                if child.deaths > 2:  # noqa: PLR2004
                    raise LaunchError(f"{child.name}: {child.last_words()}\n{child.log}")
            if time.monotonic() > end:
                raise LaunchError(say("The pages do not answer; see the logs in ", "网页没有响应，日志在 ")
                                  + str(self.settings.data / "log"))  # fmt: skip
            time.sleep(0.1)

    def watch(self) -> None:
        """Until a signal: whatever dies is started again."""
        while not self._ending:
            time.sleep(WATCH_EVERY)
            for child in self.children:
                self._tend(child)
            if self.database is not None and self.database.pid is None and not self._ending:
                line("The database ended; starting it again.", "数据库已退出，正在重新启动。")
                self._attempt(self.database.start)

    def _tend(self, child: Child) -> None:
        code = child.tend()
        if code is not None:
            line(
                f"{child.name} ended (code {code}); again in {child.pause:.1f} s. Log: {child.log}",
                f"{child.name} 已退出（代码 {code}），{child.pause:.1f} 秒后重启。日志：{child.log}",
            )

    def _attempt(self, action: Callable[[], Any]) -> None:
        try:
            action()
        except PostgresError as fault:
            line(str(fault), str(fault))
            time.sleep(RETRY_AFTER)

    def on_signal(self, *_: Any) -> None:
        """First signal: stop in order. Second: at once, what was committed is safe either way."""
        self._signals += 1
        if self._signals > 1:
            self._kill()
        elif self._starting:
            self._starting = False
            raise Interrupted
        self._ending = True

    def stop(self) -> None:
        """Ask, wait, insist; the database last, because the others finish their work with it."""
        self._starting = False
        if self.listening is not None:
            self.listening.close()
        if self.busy is not None:
            self.busy.kill()
            self.busy.wait()
        for child in self.children:
            child.ask_to_end()
        end = time.monotonic() + GRACE
        while time.monotonic() < end and not all(child.gone() for child in self.children):
            time.sleep(0.05)
        self._kill()
        if self.database is not None:
            self.database.stop()
        if self.children:
            line("Stopped; the data is kept. Again: make run", "已停止，数据已保存。再次启动：make run")

    def _kill(self) -> None:
        for child in self.children:
            child.kill()


def listen(host: str, port: int) -> socket.socket:
    """The one listening socket, shared by all web processes: when one dies the others still answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as fault:
        raise LaunchError(
            say(
                f"Cannot listen on {host}:{port} ({fault.strerror}). Another port: make run PORT={port + 1}",
                f"无法监听 {host}:{port}（{fault.strerror}）。请换一个端口：make run PORT={port + 1}",
            )
        ) from None
    listening.set_inheritable(True)
    return listening


def answers(host: str, port: int) -> bool:
    """Whether the sign-in page is served."""
    connection = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/login")
        return connection.getresponse().status < 400  # noqa: PLR2004
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
