"""What the clock asks for at night."""

from __future__ import annotations

from datetime import datetime

from saas.benchmarks.put_in import put_in
from saas.benchmarks.take import take, wanted
from tenants import job


@job("benchmarks.take")
async def take_closed(*, now: datetime) -> None:
    for cycle in await wanted():
        await take(cycle, now=now)
    await put_in(now=now)
