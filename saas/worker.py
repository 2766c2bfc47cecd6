"""The worker: dramatiq threads that run jobs, one loop that owns the pool, and in the embedded mode the relay.

dramatiq's own AsyncIO middleware does not end when the process group gets SIGTERM; here the main thread
owns the loop and the signals, and the actor hands its coroutine over to it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import dramatiq
from dramatiq.broker import Broker
from dramatiq.brokers.stub import StubBroker

from saas.app import SLICES, load_sheets
from saas.files import open_store
from saas.relay import Relay
from tenants import engine
from tenants import run as run_job

log = logging.getLogger("jingjin.worker")
THREADS = 4
QUEUE = "jingjin"


def load_jobs() -> None:
    """Import every slice's jobs and lists, so that their names are known."""
    for name in SLICES:
        if importlib.util.find_spec(f"saas.{name}.jobs"):
            importlib.import_module(f"saas.{name}.jobs")
    load_sheets()


def make_broker(url: str | None) -> Broker:
    """In memory without a URL (fed by the relay in this process), else RabbitMQ or Redis."""
    if url is None:
        return StubBroker(middleware=[])
    if url.startswith("amqp"):
        from dramatiq.brokers.rabbitmq import RabbitmqBroker

        return RabbitmqBroker(url=url, confirm_delivery=True, middleware=[])
    from dramatiq.brokers.redis import RedisBroker

    return RedisBroker(url=url, middleware=[])


class Runner:
    """One actor for every job: the message says whose and which, the outbox says what."""

    def __init__(self, broker: Broker, loop: asyncio.AbstractEventLoop) -> None:
        self.broker = broker
        self._loop = loop
        self.waiting = 0
        self.on_done: Callable[[], None] = lambda: None
        broker.declare_queue(QUEUE)
        self.actor = dramatiq.Actor(self._perform, broker=broker, actor_name="run", queue_name=QUEUE, priority=0, options={})

    def ring(self, tenant: UUID, job: UUID) -> None:
        self.waiting += 1
        try:
            self.broker.enqueue(self.actor.message(str(tenant), str(job)))
        except BaseException:
            self.waiting -= 1
            raise

    def _perform(self, tenant: str, job: str) -> None:
        asyncio.run_coroutine_threadsafe(self._run(UUID(tenant), UUID(job)), self._loop).result()

    async def _run(self, tenant: UUID, job: UUID) -> None:
        try:
            await run_job(tenant, job, now=datetime.now(UTC))
        except Exception:
            # Written down with the job itself (tries, error, next time); the broker must not try on its own.
            log.exception("job %s of tenant %s failed", job, tenant)
        finally:
            self.waiting = max(0, self.waiting - 1)
            self.on_done()


async def serve(settings: Any, stop: asyncio.Event, *, pool: int = THREADS + 2) -> None:
    """Work until `stop` is set; what is running then is given ten seconds to end."""
    load_jobs()
    open_store(settings.files_url)
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=pool)
    broker = make_broker(settings.broker_url)
    runner = Runner(broker, asyncio.get_running_loop())
    worker = dramatiq.Worker(broker, worker_threads=THREADS, worker_timeout=250, queues={QUEUE})
    worker.start()
    relay = Relay(settings.operator, runner.ring, lambda: datetime.now(UTC), lambda: 2 * THREADS - runner.waiting)
    runner.on_done = relay.wake
    # With a real broker the clock rings; the worker only answers.
    ringing = asyncio.create_task(relay.run()) if settings.broker_url is None else None
    try:
        await stop.wait()
    finally:
        if ringing:
            ringing.cancel()
        await asyncio.to_thread(worker.stop, timeout=8_000)
        broker.close()
        await engine.close_connection_pool(patience=1)


def main(settings: Any) -> int:
    """Run one worker process until SIGTERM or SIGINT."""
    asyncio.run(_until_signal(settings))
    return 0


async def _until_signal(settings: Any) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)
