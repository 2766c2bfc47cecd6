"""A closing held against itself, rules, a signature and links, for who tries every address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.benchmarks.join import join
from saas.benchmarks.rules import ALL
from saas.benchmarks.set_rules import set_rules
from saas.benchmarks.take import take
from saas.links.set_link import set_link
from saas.links.weigh import weigh
from tenants import db
from tests.cast import Firm


async def compared(firm: Firm, cycle: UUID, *, now: datetime) -> None:
    """Inside the company's transaction; every table of benchmarks and links has a row."""
    await take(cycle, now=now)  # where a worker runs it may have been quicker
    assert await db().fetchval("select count(*) from benchmarks where tenant_id = $1 and cycle_id = $2", firm.id, cycle) > 0
    await set_rules(ALL, True, 5, "看谁做得最好", by=firm.admin.member, now=now)
    await join(True, locale="zh-CN", by=firm.admin.member, now=now)
    indicator = await db().fetchval("select id from indicators where tenant_id = $1 order by code limit 1", firm.id)
    point = await db().fetchval(
        """select p.code from points p join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
            where p.tenant_id = $1 and p.weight > 0 order by v.number desc, p.code limit 1""",
        firm.id,
    )
    await set_link(indicator, f"point//{point}", 1, "查得勤就少出", by=firm.admin.member, now=now)
    await weigh(now.date(), now=now)
