"""The findings that a line of a score counts: one of them may be in dispute, not only how many."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from tenants import current, db

# As saas.scores counts them: found in checks of the post by day; overdue those the post is responsible for, by the day due.
FOUND = "f.found_in = $2 and f.business_date between $3 and $4 and f.finder = "
WHICH = {
    "findings/overdue": """f.post_id = $2 and f.due_on between $3 and $4 and not (f.state in ('acted', 'verified')
        and coalesce(f.acted_on <= f.due_on, false))""",
    "findings/found_by_leader": f"{FOUND}'leader'",
    "findings/found_by_self": f"{FOUND}'self'",
}
EACH = """select '{line}' as line, f.id, f.number, f.title from findings f
    where f.tenant_id = $1 and f.state <> 'withdrawn' and {which}"""
ALL = " union all ".join(EACH.format(line=line, which=which) for line, which in WHICH.items())
MOST = 200


async def counted(post: UUID, first: date, last: date) -> list[Any]:
    """line, id, number and title, by line and the newest first."""
    rows: list[Any] = await db().fetch(f"{ALL} order by 1, 3 desc limit {MOST}", current(), post, first, last)
    return rows
