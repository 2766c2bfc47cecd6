"""What reviews say of themselves: where self and leader differ, and how long leaders look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas.reviews.rules import Agreement, agreement
from tenants import current, db

BACK, LATELY = timedelta(days=90), timedelta(days=30)
KINDS = ("post", "list", "point")

# One row a point of a spot check whose self-check is in: as the post sent it first, as the leader found it. What does not
# apply costs nothing, so it stands as a whole share.
PAIRS = """
    with pairs as (
        select s.id as spot, d.post_id, d.unit_id, v.checklist_id, q.code, a.verdict as leader, b.verdict as self,
               case when a.verdict = 'na' then 10000 else a.share_e4 end as leader_share,
               case when b.verdict = 'na' then 10000 else b.share_e4 end as self_share
          from spot_checks s
          join due_checks d on d.tenant_id = $1 and d.id = s.due_id
          join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
          join checks c on c.tenant_id = $1 and c.due_id = d.id and c.revision = 1
          join spot_answers a on a.tenant_id = $1 and a.spot_id = s.id and a.verdict in ('pass', 'partial', 'fail', 'na')
          join points q on q.tenant_id = $1 and q.id = a.point_id
          join answers b on b.tenant_id = $1 and b.check_id = c.id and b.verdict in ('pass', 'partial', 'fail', 'na')
          join points z on z.tenant_id = $1 and z.id = b.point_id and z.code = q.code
         where s.tenant_id = $1 and s.state = 'done' and s.ended_at >= $3 and exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = d.unit_id and l.ancestor_id = any ($2))
    ), sums as (
        select case $4 when 'post' then post_id when 'list' then checklist_id end as id,
               case $4 when 'point' then code end as code,
               max(checklist_id::text)::uuid as list_id, max(unit_id::text)::uuid as unit_id, count(distinct spot) as spots,
               count(*) as compared, count(*) filter (where self <> leader) as different,
               count(*) filter (where self_share > leader_share) as kinder,
               count(*) filter (where self_share < leader_share) as stricter
          from pairs group by 1, 2, case $4 when 'point' then checklist_id end)"""
DIVERGENCE = f"""{PAIRS}
    select coalesce(p.name, case when $4 = 'list' then k.name end, q.text) as name,
           case $4 when 'post' then u.name when 'point' then k.name end as place,
           s.spots, s.compared, s.different, s.kinder, s.stricter, count(*) over () as total
      from sums s
      left join posts p on p.tenant_id = $1 and p.id = s.id and $4 = 'post'
      join units u on u.tenant_id = $1 and u.id = s.unit_id
      join checklists k on k.tenant_id = $1 and k.id = s.list_id
      left join lateral (
           select q.text from checklist_versions v join points q on q.tenant_id = $1 and q.version_id = v.id and q.code = s.code
            where v.tenant_id = $1 and v.checklist_id = s.list_id order by v.number desc limit 1) q on true
     order by s.compared < 10, s.different::numeric / s.compared desc, s.compared desc,
              coalesce(p.name, q.text, k.name) ->> 'zh' limit 50 offset $5"""  # noqa: S608 - our piece

# A reviewer's own row, and those of reviewers further down the lines of the reader.
PACE = """
    select v.membership_id, m.name, k.name as list_name,
           (select count(*) from points n where n.tenant_id = $1 and n.version_id = max(c.version_id::text)::uuid) as points,
           count(*) as decided, count(v.seconds) as opened, count(*) filter (where v.decision = 'returned') as returned,
           percentile_cont(0.5) within group (order by v.seconds)::int as median
      from reviews v
      join memberships m on m.tenant_id = $1 and m.id = v.membership_id
      join checks c on c.tenant_id = $1 and c.id = v.check_id
      join checklist_versions x on x.tenant_id = $1 and x.id = c.version_id
      join checklists k on k.tenant_id = $1 and k.id = x.checklist_id
     where v.tenant_id = $1 and v.decided_at >= $4 and (v.membership_id = $2 or exists (
           select from roles r join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($3)
            where r.tenant_id = $1 and r.membership_id = v.membership_id and r.role in ('leader', 'executive') and l.depth > 0))
     group by v.membership_id, m.name, k.id, k.name, k.position, k.code
     order by v.membership_id <> $2, m.name, v.membership_id, k.position, k.code limit 200"""


@dataclass(frozen=True)
class Divergence:
    """One post, list or point: points compared in `spots` spot checks; `kinder` where the self-check judged better than the
    leader found, `stricter` the other way round.
    """

    name: Mapping[str, str]
    place: Mapping[str, str] | None
    spots: int
    compared: int
    different: int
    kinder: int
    stricter: int
    total: int

    @property
    def says(self) -> Agreement:
        return agreement(self.compared, self.different)


async def divergence(leads: Sequence[UUID], kind: str, now: datetime, page: int) -> list[Divergence]:
    """The last ninety days of these lines, the widest first, those with few points at the end."""
    rows = await db().fetch(DIVERGENCE, current(), list(leads), now - BACK, kind, (page - 1) * 50)
    return [Divergence(**row) for row in rows]


async def pace(member: UUID, leads: Sequence[UUID], now: datetime) -> list[Any]:
    """The last thirty days, a row for each reviewer and list. `opened`: decided after looking at it alone; `median` seconds of
    those.
    """
    rows: list[Any] = await db().fetch(PACE, current(), member, list(leads), now - LATELY)
    return rows
