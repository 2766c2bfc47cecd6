"""Pages of daily work over HTTP at eight clients, beside `/hello` with one read under row security.

Each is opened again and again by one person while nothing changes: who comes in and what the page tells is read every
time, the page is rendered once. What rendering adds is measured beside it, with an address that was never asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from tenants import db, inside
from tests.bench.bench_submit import CLIENTS, Connected, Speed, analyze, many_dues, measure
from tests.bench.serving import Wire, serving
from tests.checks.company import TODAY, Someone, found

WAITING = 5_000

# Set-based and for the bench alone: a queue as long as a leader's worst Monday.
QUEUE = """
insert into checks (tenant_id, id, due_id, version_id, post_id, unit_id, membership_id, business_date, revision, content_hash,
                    receipt, received_at, score, score_sent, vetoed, failed, risk)
select d.tenant_id, uuidv7(), d.id, d.version_id, d.post_id, d.unit_id, $2, d.business_date, 1, '', 'BENCH', now(), 90, 90,
       false, (row_number() over () % 7 = 0)::int, case when row_number() over () % 7 = 0 then 2 else 0 end
  from due_checks d where d.tenant_id = $1 and d.business_date = $3"""


async def pages(settings: Any) -> list[Speed]:
    """[floor, today with twelve lists, the leader's queue with five thousand waiting, the checklists], each page twice:
    opened again, and rendered anew ("… anew").
    """
    now = datetime.now(UTC)
    async with Connected(settings):
        company = await found(f"bench-{uuid4().hex[:8]}", now=now, day=TODAY)
        await many_dues(company, WAITING, day=now.date() - timedelta(days=40))
        async with inside(company.id):
            await db().execute(QUEUE, company.id, company.sender.member, now.date() - timedelta(days=40))
        await many_dues(company, 12, day=now.date())
    await analyze(settings)
    async with serving(settings, hello=company.id) as address:
        asked = (
            ("hello + one read", company.sender, "/hello"),
            ("today", company.sender, f"/{company.slug}/today"),
            ("review queue", company.leader, f"/{company.slug}/reviews"),
            ("checklists", company.sender, f"/{company.slug}/checklists"),
        )
        floor, *again = [await _page(address, name, who, path) for name, who, path in asked]
        anew = [await _page(address, f"… {name}, rendered anew", who, path, anew=True) for name, who, path in asked[1:]]
        return [floor, *(speed for pair in zip(again, anew, strict=True) for speed in pair)]


async def _page(address: tuple[str, int], name: str, who: Someone, path: str, *, anew: bool = False) -> Speed:
    wires = [await Wire.open(address, cookie=f"session={who.token}; visitor=v") for _ in range(CLIENTS)]
    for wire in wires:
        await wire.get(path)
    number = count()
    speed = await measure(name, lambda n: wires[n].get(f"{path}?n={next(number)}" if anew else path))
    for wire in wires:
        await wire.close()
    return speed
