"""What stands behind a line of a score: the single checks of a point, what was missed or late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tenants import current, db

PAGE = 50
# $2 the cycle; $3 a post, or every post below a unit.
POSTS = """
span as (select from_date, to_date from cycles where tenant_id = $1 and id = $2),
posts_behind as (
    select id from posts where tenant_id = $1 and id = $3
    union select p.id from posts p join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = $3
     where p.tenant_id = $1)"""


@dataclass(frozen=True)
class Behind:
    """One check with its answer to the point, as sent and as it counts; or a due check that was missed or late."""

    check: UUID | None
    day: date
    list: Mapping[str, str]
    object: Mapping[str, str] | None
    post: Mapping[str, str]
    sent: str | None
    now: str | None
    earned: Decimal | None
    sunk: bool
    reason: str | None
    state: str
    at: datetime | None


async def answers(cycle: UUID, subject: UUID, code: str, point: str, page: int) -> tuple[list[Behind], int]:
    """Every check that asked the point, short of full marks first; one page and how many there are."""
    rows = await db().fetch(
        f"""with {POSTS}
            select c.id as check, c.business_date as day, l.name as list, o.name as object, p.name as post, a.verdict as sent,
                   a.verdict_now as now, a.earned_now_e4 / 10000.0 as earned, a.earned_now_e4 < a.share_now_e4 as sunk,
                   (select k.reason from corrections k where k.tenant_id = $1 and k.check_id = c.id and k.point_id = a.point_id
                     order by k.number desc limit 1) as reason,
                   c.state, c.received_at as at, count(*) over () as total
              from span, checks c
              join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
              join checklists l on l.tenant_id = $1 and l.id = v.checklist_id and l.code = $4
              join points q on q.tenant_id = $1 and q.version_id = v.id and q.code = $5
              join answers a on a.tenant_id = $1 and a.check_id = c.id and a.point_id = q.id
              join posts p on p.tenant_id = $1 and p.id = c.post_id
              left join objects o on o.tenant_id = $1 and o.id = c.object_id
             where c.tenant_id = $1 and c.post_id in (select id from posts_behind) and c.state <> 'replaced'
               and c.business_date between span.from_date and span.to_date and a.verdict_now in ('pass', 'partial', 'fail', 'na')
             order by a.verdict_now = 'na', a.earned_now_e4, c.business_date desc, c.id limit {PAGE} offset $6""",  # noqa: S608
        current(), cycle, subject, code, point, (page - 1) * PAGE,
    )  # fmt: skip
    return _told(rows)


async def late_ones(cycle: UUID, subject: UUID, page: int, now: datetime) -> tuple[list[Behind], int]:
    """What was missed or sent late, missed first."""
    rows = await db().fetch(
        f"""with {POSTS}
            select d.check_id as check, d.business_date as day, l.name as list, o.name as object, p.name as post,
                   null as sent, null as now, null::numeric as earned, false as sunk, null as reason,
                   case when d.state = 'done' then 'late' else 'missed' end as state, d.closes_at as at, count(*) over () as total
              from span, due_checks d
              join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
              join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
              join posts p on p.tenant_id = $1 and p.id = d.post_id
              left join objects o on o.tenant_id = $1 and o.id = d.object_id
             where d.tenant_id = $1 and d.post_id in (select id from posts_behind)
               and d.business_date between span.from_date and span.to_date
               and ((d.state = 'done' and d.late) or d.state = 'missed' or (d.state = 'open' and d.late_until <= $4))
             order by d.state = 'done', d.business_date desc, d.id limit {PAGE} offset $5""",  # noqa: S608
        current(), cycle, subject, now, (page - 1) * PAGE,
    )  # fmt: skip
    return _told(rows)


def _told(rows: list[dict[str, object]]) -> tuple[list[Behind], int]:
    found = [Behind(**{name: value for name, value in row.items() if name != "total"}) for row in rows]  # type: ignore[arg-type]
    return found, int(str(rows[0]["total"])) if rows else 0
