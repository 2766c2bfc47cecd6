"""The clock: what wakes by itself, on one page. It only asks for jobs; each is asked for once per company and slot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from saas.benchmarks.publish_groups import publish_groups
from saas.calendar import business_date
from saas.relay import AT_ONCE, Relay
from saas.worker import Runner, make_broker
from tenants import engine, inside, later

log = logging.getLogger("jingjin.clock")
TICK_SECONDS = 20.0


@dataclass(frozen=True)
class Wake:
    """A job by name; `slot` makes the key, so that a slot is asked for once; `args` from now and the zone."""

    job: str
    slot: Callable[[datetime, str], str]
    args: Callable[[datetime, str], dict[str, Any]] = lambda now, zone: {}


def _day(now: datetime, zone: str) -> str:
    return business_date(now, zone).isoformat()


def _tomorrow(now: datetime, zone: str) -> str:
    return business_date(now + timedelta(days=1), zone).isoformat()


def _quarter_hour(now: datetime, zone: str) -> str:
    return f"{now:%Y-%m-%dT%H}:{now.minute // 15 * 15:02d}"


def _hour(now: datetime, zone: str) -> str:
    return f"{now:%Y-%m-%dT%H}"


def _yesterday(now: datetime, zone: str) -> str:
    return business_date(now - timedelta(days=1), zone).isoformat()


def _week(now: datetime, zone: str) -> str:
    return f"{business_date(now, zone):%G-W%V}"


WAKES = (
    Wake("checks.lay_out", _day, lambda now, zone: {"day": _day(now, zone)}),
    # Tomorrow's lists as well: a phone that goes underground before midnight has them.
    Wake("checks.lay_out", _tomorrow, lambda now, zone: {"day": _tomorrow(now, zone)}),
    Wake("checks.miss", _quarter_hour),
    Wake("checks.drop_parts", _day),
    Wake("org.carry_out", _day),
    Wake("cycles.close_due", _day),
    Wake("days.settle", _hour, lambda now, zone: {"day": _yesterday(now, zone)}),
    # Days pass: appointments end, standards come into force, without anybody changing anything.
    Wake("duties.check", _day),
    # Where a look is worth its time, and once a week what the lists themselves could do without.
    Wake("signals.look_out", _day, lambda now, zone: {"day": _yesterday(now, zone)}),
    Wake("signals.weigh_lists", _week, lambda now, zone: {"day": _yesterday(now, zone)}),
    # Who is like whom when a cycle has closed; and whether what should move an indicator is to be seen.
    Wake("benchmarks.take", _day),
    # Whether a stage of the rollout can be let through its gate, or its window broke.
    Wake("rollout.follow", _day, lambda now, zone: {"day": _day(now, zone)}),
    Wake("links.weigh", _week, lambda now, zone: {"day": _yesterday(now, zone)}),
    Wake("indicators.take", _day, lambda now, zone: {"day": _day(now, zone)}),
    # What the pictures are drawn from: a fortnight each hour, half a year each night.
    Wake("dashboards.count", _hour, lambda now, zone: {"days": 14}),
    Wake("dashboards.count", _day, lambda now, zone: {"days": 190}),
    Wake("desk.sweep", _day),
    # What is overdue goes up the line.
    Wake("findings.escalate", _day),
    Wake("plans.follow", _day, lambda now, zone: {"day": _day(now, zone)}),
    Wake("appeals.raise_late", _day),
    Wake("suggestions.escalate", _day),
    Wake("suggestions.follow", _day),
    Wake("api.sweep", _day),
    # What is due soon or overdue is told; what waits for people goes as one letter when their hour comes.
    Wake("notices.remind", _day, lambda now, zone: {"day": _day(now, zone)}),
    Wake("notices.digest", _quarter_hour),
    # A stage of life waits for its periods.
    Wake("objects.classify", _day),
)


async def tick(operator: asyncpg.Connection, *, now: datetime) -> int:
    """Ask for what is due in every company that is not suspended; returns the number of companies."""
    companies = await operator.fetch("select id, zone from tenants where suspended_at is null")
    for company in companies:
        await wake(company["id"], company["zone"], now=now)
    # Means of groups of companies, once a quarter: the one thing that no company's job can make.
    await publish_groups(operator, business_date(now, "Asia/Shanghai"), now=now)
    return len(companies)


async def wake(tenant: UUID, zone: str, *, now: datetime) -> None:
    """The outbox's unique key keeps a slot from being asked for twice."""
    async with inside(tenant):
        for due in WAKES:
            await later(due.job, key=due.slot(now, zone), **due.args(now, zone))


async def serve(settings: Any, stop: asyncio.Event) -> None:
    """Tick until `stop`; with a real broker this process also rings for the jobs."""
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    ringing = None
    if settings.broker_url is not None:
        runner = Runner(make_broker(settings.broker_url), asyncio.get_running_loop())
        relay = Relay(settings.operator, runner.ring, lambda: datetime.now(UTC), lambda: AT_ONCE)
        ringing = asyncio.create_task(relay.run())
    try:
        while not stop.is_set():
            await _tick_once(settings)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)
    finally:
        if ringing:
            ringing.cancel()
        await engine.close_connection_pool()


async def _tick_once(settings: Any) -> None:
    """One clock at a time across machines: the tick runs under an advisory lock. A database away is tried again."""
    try:
        operator = await asyncpg.connect(**settings.operator)
    except (OSError, asyncpg.PostgresError):
        log.warning("the database does not answer, next try in %s s", TICK_SECONDS)
        return
    try:
        if await operator.fetchval("select pg_try_advisory_lock(7130012)"):
            await tick(operator, now=datetime.now(UTC))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        log.exception("tick failed")
    finally:
        await operator.close(timeout=2)


def main(settings: Any) -> int:
    """Run the clock until SIGTERM or SIGINT."""
    asyncio.run(_until_signal(settings))
    return 0


async def _until_signal(settings: Any) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)
