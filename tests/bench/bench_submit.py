"""Submit over HTTP at eight clients, beside its floor in the same run: one bare SQL function that writes the same rows
(check, answers, due check, sums of day and cycle, trail) unasked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from saas.shield import Shield
from tenants import db, engine, inside
from tests.bench.serving import Wire, serving
from tests.checks.company import Company, body, found

CLIENTS = 8
HISTORY = 1_500
SECONDS = 6.0

BARE = """
create or replace function bench_bare(p_tenant uuid, p_check uuid, p_due uuid, p_version uuid,
    p_unit uuid,
    p_member uuid, p_points uuid[], p_positions int[]) returns text language plpgsql as $$
declare c checks; post uuid; ones bigint[] := array_fill(1::bigint, array[array_length(p_points, 1)]);
begin
    perform set_config('app.tenant', p_tenant::text, true);
    update due_checks set check_id = p_check, state = 'done' where tenant_id = p_tenant and id = p_due
        returning post_id into post;
    insert into checks (tenant_id, id, due_id, version_id, post_id, unit_id, membership_id, business_date,
        revision,
                        content_hash, receipt, received_at, score, score_sent, vetoed, failed, risk)
    values (p_tenant, p_check, p_due, p_version, post, p_unit, p_member, current_date, 1, '\\x00', 'R',
        now(), 100, 100,
            false, 0, 0);
    insert into answers select p_tenant, p_check, a.point, a.position, 'pass', 10000, 10000, 'pass', 10000,
        10000
      from unnest(p_points, p_positions) as a (point, position);
    select * into c from checks where tenant_id = p_tenant and id = p_check;
    perform tally_add(c, 1, ones, ones, ones, ones, ones, ones);
    insert into trails (tenant_id, at, membership_id, action, noun, noun_id)
        values (p_tenant, now(), p_member, 'submit', 'check', p_check);
    return 'R';
end $$;
grant execute on function bench_bare to jingjin_app"""


@dataclass(frozen=True)
class Speed:
    """Requests per second and their times in milliseconds."""

    name: str
    rate: float
    p50: float
    p99: float

    def ratio(self, floor: Speed) -> float:
        return self.rate / floor.rate


async def measure(name: str, work: Callable[[int], Awaitable[bool]], *, seconds: float = SECONDS) -> Speed:
    """Run `work(client)` from eight clients until time is up or it returns False."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def one(client: int) -> None:
        while (began := time.perf_counter()) < end:
            if not await work(client):
                return
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one(client) for client in range(CLIENTS)))
    took = time.perf_counter() - began
    times.sort()
    return Speed(name, len(times) / took, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000)


async def submit(settings: Any) -> list[Speed]:
    """[floor, PUT over HTTP]. `settings`: a migrated database of its own; the engine is connected and
    closed here."""
    async with Connected(settings):
        company = await found(f"bench-{uuid4().hex[:8]}", now=datetime.now(UTC), day=datetime.now(UTC).date())
        each = [await many_dues(replace(company, post=post), 8_000) for post in await eight_posts(company)]
        mixed = [due for row in zip(*each, strict=True) for due in row]
        floor_dues, dues = mixed[:40_000], mixed[40_000:]
        # Against tables as they are in use: filled before, and known to the planner.
        await bare(settings, company, floor_dues[:HISTORY])
        await analyze(settings)
        floor = await bare(settings, company, floor_dues[HISTORY:])
        await analyze(settings)
    async with serving(settings) as address:
        return [floor, await over_http(settings, address, company, dues)]


async def eight_posts(company: Company) -> list[UUID]:
    """A post for each client, as eight phones belong to eight people: sums of one post are added one after the other."""
    async with inside(company.id):
        made = await db().fetch(
            """insert into posts (tenant_id, unit_id, code, job_title, name)
               select tenant_id, unit_id, code || '-' || n, job_title, name from posts, generate_series(2, $3) n
                where tenant_id = $1 and id = $2 returning id""",
            company.id, company.post, CLIENTS,
        )  # fmt: skip
        posts = [row["id"] for row in made]
        await db().execute(
            """insert into appointments (tenant_id, post_id, membership_id, from_date)
               select $1, p, $2, '2026-01-01' from unnest($3::uuid[]) p""",
            company.id, company.sender.member, posts,
        )  # fmt: skip
    return [company.post, *posts]


async def analyze(settings: Any) -> None:
    """What autovacuum does within seconds."""
    owner = await asyncpg.connect(**settings.owner)
    await owner.execute("analyze checks, answers, due_checks, tallies, trails, jobs")
    await owner.close()


class Connected:
    """The wall's engine on the bench's database, in this process."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    async def __aenter__(self) -> None:
        engine.connect_to(self._settings.app)
        await engine.start_connection_pool(min_size=1, max_size=2)

    async def __aexit__(self, *_: object) -> None:
        await engine.close_connection_pool()


async def many_dues(company: Company, number: int, *, day: date = date(2000, 1, 1)) -> list[UUID]:
    """Due checks that are open now, one schedule of its own each."""
    now = datetime.now(UTC)
    async with inside(company.id):
        rows = await db().fetch(
            """with made as (
                 insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, from_date,
                     to_date)
                 select $1, $2, $3, '08:00', '19:00', '2000-01-01', '2000-01-01' from generate_series(1,
                     $4) returning id)
               insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, business_date,
                                       opens_at, closes_at, late_until)
               select $1, id, $5, $3, $6, $7, $8, $9, $9 from made returning id""",
            company.id, company.checklist, company.post, number, company.version, company.unit,
            now.date() if day.year == 2000 else day, now - timedelta(hours=1), now + timedelta(hours=9),
        )  # fmt: skip
    return [row["id"] for row in rows]


async def bare(settings: Any, company: Company, dues: list[UUID]) -> Speed:
    """Eight connections of the app role calling the function with ready-made arrays."""
    owner = await asyncpg.connect(**settings.owner)
    await owner.execute(BARE)
    await owner.close()
    async with inside(company.id):
        rows = await db().fetch(
            "select id, position from points where tenant_id = $1 order by position", company.id
        )
    points, positions = [row["id"] for row in rows], [row["position"] for row in rows]
    left = iter(dues)
    connections = [await asyncpg.connect(**settings.app) for _ in range(CLIENTS)]
    calls = [
        await connection.prepare("select bench_bare($1, $2, $3, $4, $5, $6, $7, $8)")
        for connection in connections
    ]

    async def work(client: int) -> bool:
        due = next(left, None)
        if due:
            whose = (company.version, company.unit, company.sender.member)
            await calls[client].fetchval(company.id, uuid4(), due, *whose, points, positions)
        return due is not None

    speed = await measure("bare SQL function", work)
    for connection in connections:
        await connection.close()
    return speed


async def over_http(settings: Any, address: tuple[str, int], company: Company, dues: list[UUID]) -> Speed:
    """Signed in, with CSRF token, every answer judged."""
    token = Shield(settings.secret, secure=False).csrf(company.sender.token)
    wires = [await Wire.open(address, cookie=cookie(company), token=token) for _ in range(CLIENTS)]
    given = msgspec.json.encode(body(company, due=UUID(int=0)))
    left = iter(dues)

    async def work(client: int) -> bool:
        due = next(left, None)
        if due:
            path = f"/{company.slug}/due/{due}/checks/{uuid4()}"
            await wires[client].put(path, given.replace(str(UUID(int=0)).encode(), str(due).encode(), 1))
        return due is not None

    speed = await measure("PUT a check", work)
    for wire in wires:
        await wire.close()
    return speed


def cookie(company: Company) -> str:
    return f"session={company.sender.token}; visitor=v"
