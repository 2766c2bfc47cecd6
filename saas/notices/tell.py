"""Something happened: whoever it concerns is told, each once, and so are the endpoints that want to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas.notices.kinds import KINDS
from saas.notices.reads import at_once
from saas.notices.rules import STALE
from tenants import current, db, later

AFTER = timedelta(seconds=65)

# Holders and deputies of the posts, the nearest leaders of a unit, everybody of a role: but not whoever did it, nor who wants
# none of it. People of external units hear of what is theirs by post or name only.
WRITE = """
    with today as (select ($2::timestamptz at time zone zone)::date as day from tenants where id = $1),
    near as (
        select r.membership_id, l.depth, min(l.depth) over () as nearest
          from unit_lines l join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
          join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
         where l.tenant_id = $1 and l.unit_id = $6),
    who as (
        select unnest($4::uuid[]) as id
        union select a.membership_id from today t join appointments a on a.tenant_id = $1 and a.post_id = any ($5)
          and a.from_date <= t.day and (a.to_date is null or a.to_date >= t.day)
        union select d.membership_id from today t join deputies d on d.tenant_id = $1 and d.post_id = any ($5)
          and d.from_date <= t.day and d.to_date >= t.day and d.withdrawn_at is null
        union select n.membership_id from near n where n.depth = n.nearest
        union select r.membership_id from roles r where r.tenant_id = $1 and r.role = any ($7) and not exists (
              select from unit_lines l join units u on u.tenant_id = $1 and u.id = l.ancestor_id and u.external
               where l.tenant_id = $1 and l.unit_id = r.unit_id))
    insert into notices (tenant_id, membership_id, kind, noun_id, slot, words, at)
    select $1, m.id, $3, $8, $9, $10, $2 from who
      join memberships m on m.tenant_id = $1 and m.id = who.id and m.ended_at is null
      left join notice_wishes w on w.tenant_id = $1 and w.membership_id = m.id
     where m.id is distinct from $11 and coalesce(w.ways ->> $3, '') <> 'none'
    on conflict do nothing returning membership_id"""

# An endpoint for one unit hears of what happens in its line.
POST = """
    insert into deliveries (tenant_id, endpoint_id, kind, noun_id, slot, words, at, due_at)
    select $1, e.id, $3, $4, $5, $6, $2, $7 from endpoints e
     where e.tenant_id = $1 and e.closed_at is null and e.kinds && $9 and (e.unit_id is null or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = $8 and l.ancestor_id = e.unit_id))
    on conflict do nothing returning id"""


@dataclass(frozen=True)
class Told:
    """What happened to `noun` at a moment, in words; to whom; `unit` where, for leaders' ears and endpoints."""

    kind: str
    noun: UUID
    at: datetime
    words: Mapping[str, Any] = field(default_factory=dict)
    members: Sequence[UUID] = ()
    posts: Sequence[UUID] = ()
    leaders: UUID | None = None
    roles: Sequence[str] = ()
    unit: UUID | None = None
    but: UUID | None = None
    slot: str = ""


async def tell(told: Told, *, now: datetime) -> int:
    """Write the notices; returns how many are new. KeyError for an unknown kind.

    The same kind of the same thing in the same slot is told once; without a slot the moment is one.
    """
    kind = KINDS[told.kind]
    if now - told.at > STALE:
        return 0
    slot = told.slot or told.at.isoformat()
    new = await db().fetch(
        WRITE, current(), told.at, told.kind, list(told.members), list(told.posts), told.leaders, list(told.roles), told.noun,
        slot, dict(told.words), told.but,
    )  # fmt: skip
    if new and told.kind in (await at_once()).urgent:
        # One letter for all that comes within the same minute, asked for when the minute is over.
        over = now.replace(second=0, microsecond=0) + AFTER
        for row in new:
            member = str(row["membership_id"])
            await later("notices.hurry", key=f"{member}:{over:%Y-%m-%dT%H:%M}", due=over, member=member)
    about = told.at, told.kind, told.noun, slot, dict(told.words), now, told.unit, [told.kind, kind.of]
    for row in await db().fetch(POST, current(), *about):
        await later("notices.deliver", delivery=str(row["id"]))
    return len(new)
