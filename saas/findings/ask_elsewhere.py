"""Is it the same elsewhere (举一反三)? Units, posts or objects are asked to look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import at_work
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

MOST = 100
# Each place with who looks there: the post itself; in a unit or at an object the post its detail names, else the same
# job title, else the leader's.
PLACES = """
    with given as (
        select u.id as unit_id, null::uuid as post_id, null::uuid as object_id from units u
         where u.tenant_id = $1 and u.code = any ($3) and u.closed_on is null
        union select o.unit_id, o.id, null from posts o where o.tenant_id = $1 and o.code = any ($3) and o.closed_on is null
        union select b.unit_id, null, b.id from objects b where b.tenant_id = $1 and b.code = any ($3) and b.retired_on is null)
    select g.unit_id, g.object_id, coalesce(g.post_id,
          (select d.post_id from findings f
             join responsibilities d on d.tenant_id = $1 and d.detail_code = f.detail_code and d.kind = 'responsible'
             join unit_lines l on l.tenant_id = $1 and l.ancestor_id = d.unit_id and l.unit_id = g.unit_id
             join posts o on o.tenant_id = $1 and o.id = d.post_id and o.closed_on is null
            where f.tenant_id = $1 and f.id = $2 order by l.depth limit 1),
          (select o.id from unit_lines l join posts o on o.tenant_id = $1 and o.unit_id = l.ancestor_id and o.closed_on is null
            where l.tenant_id = $1 and l.unit_id = g.unit_id order by l.depth, o.job_title = (
                  select p.job_title from findings f join posts p on p.tenant_id = $1 and p.id = f.post_id
                   where f.tenant_id = $1 and f.id = $2) desc, exists (
                  select from roles r join appointments a on a.tenant_id = $1 and a.membership_id = r.membership_id
                   where r.tenant_id = $1 and r.unit_id = l.ancestor_id and a.post_id = o.id and a.to_date is null
                     and r.role in ('leader', 'executive')) desc, o.code limit 1)) as post_id
      from given g"""
ASK = """
    insert into extent_checks (tenant_id, finding_id, unit_id, post_id, object_id, due_on, asked_by, asked_at)
    select $1, $2, x.unit_id, x.post_id, x.object_id, $6, $7, $8
      from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as x (unit_id, post_id, object_id)
    on conflict do nothing returning id"""


async def ask_elsewhere(finding: UUID, codes: Sequence[str], *, due: date, by: UUID, now: datetime) -> list[UUID]:
    """Ask these places, named by the codes of units, posts or objects; a place that is asked already is not asked twice.

    Whoever mends it or leads its line. Refused: 404, 409 once it is closed, 422 at `codes` or `due`. Returns new askings.
    """
    held = await at_work(finding, by=by, now=now, leader=True, states=("open", "acted"))
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not 0 < len(wanted) <= MOST:
        raise Refused(422, N_("请写单元、岗位或对象的编码，每行一个，最多 %(most)s 个。"), field="codes", most=MOST)
    if due < held.today:
        raise Refused(422, N_("回答的日期不能早于今天。"), field="due")
    places = await db().fetch(PLACES, current(), finding, wanted)
    if len(places) < len(wanted):
        raise Refused(422, N_("有的编码不是单元、岗位或对象，请检查。"), field="codes")
    columns = [[place[name] for place in places] for name in ("unit_id", "post_id", "object_id")]
    rows = await db().fetch(ASK, current(), finding, *columns, due, by, now)
    await trail.record("ask_elsewhere", "finding", finding, by=by, now=now, places=len(rows))
    return [row["id"] for row in rows]
