"""A real Redis and a real RabbitMQ as the doorbell: jobs come through, and a broker that dies takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from saas import relay as relays
from saas import worker
from tenants import job, registry
from tests.outbox import ask, company, state, until, working

ran: Counter[str] = Counter()
RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
HERE = "127.0.0.1"


@pytest.fixture(autouse=True, scope="module")
def handlers():
    @job("tests.through")
    async def through(*, now, name):
        ran[name] += 1

    yield
    del registry["tests.through"]


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HERE, 0))
        return free.getsockname()[1]


class Broker:
    """A broker from the system's packages on loopback ports of its own, that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command, extra = self.command()
        self.process = subprocess.Popen(
            command, env=os.environ | extra, cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until_seconds = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, "the broker did not start"
            assert time.monotonic() < until_seconds, "the broker does not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        self.kill()


class Redis(Broker):
    @property
    def url(self) -> str:
        return f"redis://{HERE}:{self.port}/0"

    def command(self):
        # Nothing is written down: after a kill the queue is empty, and the outbox has to ring again.
        return ["redis-server", "--port", str(self.port), "--bind", HERE, "--save", "", "--dir", str(self.folder)], {}

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection((HERE, self.port), 1) as wire:
            wire.sendall(b"PING\r\n")
            return wire.recv(16).startswith(b"+PONG")
        return False


class Rabbit(Broker):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.names = free_port()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{HERE}:{self.port}"

    def command(self):
        own = {
            "HOME": str(self.folder), "ERL_EPMD_ADDRESS": HERE, "ERL_EPMD_PORT": str(self.names),
            "RABBITMQ_NODENAME": f"jingjin{self.port}@localhost", "RABBITMQ_NODE_IP_ADDRESS": HERE,
            "RABBITMQ_NODE_PORT": str(self.port), "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "db"), "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"), "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
        }  # fmt: skip
        return [str(RABBIT)], own

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection((HERE, self.port), 1) as wire:
            wire.settimeout(5)
            wire.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(wire.recv(1))
        return False

    def stop(self) -> None:
        self.kill()
        # Erlang's own directory of names runs on by itself; it knows nobody any more and may be asked to end.
        subprocess.run(["epmd", "-port", str(self.names), "-kill"], check=False, capture_output=True, timeout=10)


BROKERS = [
    pytest.param(Redis, id="redis", marks=pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed")),
    pytest.param(Rabbit, id="rabbitmq", marks=pytest.mark.skipif(not RABBIT.exists(), reason="RabbitMQ is not installed")),
]


@pytest.fixture(params=BROKERS)
def broker(request, tmp_path):
    broker = request.param(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@asynccontextmanager
async def ringing(settings, url):
    """The bell as the clock process rings it."""
    runner = worker.Runner(worker.make_broker(url), asyncio.get_running_loop())
    relay = relays.Relay(settings.operator, runner.ring, lambda: datetime.now(UTC), lambda: 32)
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        runner.broker.close()


async def test_jobs_go_through_a_real_broker_and_survive_its_death(fresh, broker, monkeypatch):
    monkeypatch.setattr(relays, "SWEEP_SECONDS", 0.2)
    async with working(fresh, broker_url=broker.url):
        a = await company(f"through-{broker.port}")
        async with ringing(fresh, broker.url):
            first = await ask(a, "tests.through", name=f"first-{broker.port}")

            async def done(which):
                return (await state(a, which))["state"] == "done"

            await until(lambda: done(first), 20)
            await asyncio.to_thread(broker.kill)
            second = await ask(a, "tests.through", name=f"second-{broker.port}")
            await asyncio.sleep(1)
            assert not await done(second)
            await asyncio.to_thread(broker.start)
            await until(lambda: done(second), 60)
    fresh.broker_url = None
    assert (ran[f"first-{broker.port}"], ran[f"second-{broker.port}"]) == (1, 1)
