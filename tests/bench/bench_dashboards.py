"""The homes and pictures of a company with a million answers, in processor time beside the floor; and what counting for them takes.

Measured in the company that bench_close has made, after it. Run alone: `python -m tests.bench.bench_dashboards`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from saas.dashboards.count import count
from saas.people.sessions import start_session
from tenants import db, engine, inside, lobby
from tests.bench.bench_close import GROUP, build
from tests.bench.bench_org import Cost, cost_of
from tests.bench.serving import serving
from tests.bench.table import database

COMPANY = "select id, slug from tenants order by created_at limit 1"
WHO = """
    select m.person_id, r.role from roles r join memberships m on m.tenant_id = $1 and m.id = r.membership_id
     where r.tenant_id = $1 and r.role in ('executive', 'leader') order by r.role, m.id"""
# The pictures show the weeks up to today: what was counted is moved there.
LATELY = """
    update work_days set day = day + (current_date - (select max(day) from work_days where tenant_id = $1)) where tenant_id = $1"""


@dataclass(frozen=True)
class Told:
    """[floor, page, the same anew ("…"), …]; seconds of an hourly and of a nightly count; rows of work that were counted."""

    pages: list[Cost]
    hourly: float
    nightly: float
    rows: int


async def figures(settings: Any) -> Told:
    """`settings` name the database of a company whose cycle of a million answers runs."""
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    now, last = datetime.now(UTC), GROUP.cycle[1]
    try:
        async with lobby():
            company = await db().fetchrow(COMPANY)
        async with inside(company["id"]):
            people = {row["role"]: row["person_id"] for row in await db().fetch(WHO, company["id"])}
            nightly, hourly = [await _counted(last, days, now) for days in (190, 14)]
            await db().execute(LATELY, company["id"])
            rows = await db().fetchval("select count(*) from work_days where tenant_id = $1", company["id"])
        async with lobby():
            tokens = {role: await start_session(person, now=now) for role, person in people.items()}
    finally:
        await engine.close_connection_pool()
    async with serving(settings, hello=company["id"]) as address:
        told = [await cost_of(address, tokens["executive"], "hello + one read", lambda _: "/hello")]
        for name, role, path, another in _asked(f"/{company['slug']}"):
            told.append(await cost_of(address, tokens[role], name, lambda _, path=path: path))
            told.append(await cost_of(address, tokens[role], f"… {name}", another))
    return Told(told, hourly, nightly, rows)


async def _counted(last: Any, days: int, now: datetime) -> float:
    began = time.perf_counter()
    await count(last, days=days, now=now)
    return time.perf_counter() - began


def _asked(base: str) -> Iterator[tuple[str, str, str, Callable[[int], str]]]:
    """A page's name, who asks, its address, and the address of one that nobody asked for before."""
    yield "home of an executive", "executive", f"{base}/home", lambda n: f"{base}/home?n={n}"
    yield "home of a leader", "leader", f"{base}/home", lambda n: f"{base}/home?n={n}"
    for name, word in (
        ("tree of scores", "dashboards"), ("work by units and weeks", "dashboards/work"),
        ("work by lists and days", "dashboards/work?by=lists"), ("control charts", "dashboards/control"),
        ("where points are lost", "dashboards/losses"), ("flow of findings", "dashboards/flow"),
    ):  # fmt: skip
        sign = "&" if "?" in word else "?"
        yield name, "executive", f"{base}/{word}", lambda n, word=word, sign=sign: f"{base}/{word}{sign}n={n}"


async def _alone(settings: Any) -> Told:
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    await build(settings.owner, GROUP)
    await engine.close_connection_pool()
    return await figures(settings)


def main() -> None:
    with database(fsync="off") as settings:
        told = asyncio.run(_alone(settings))
    floor = told.pages[0]
    for page in told.pages:
        print(f"{page.name:32} {page.ms:6.2f} ms  {page.ratio(floor):.2f}")
    print(f"counted {told.rows:,} rows of work: hourly {told.hourly:.2f} s, nightly {told.nightly:.2f} s")


if __name__ == "__main__":
    main()
