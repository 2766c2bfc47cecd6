"""Spot checks: what a leader may know before and after; both sides of one; what may be begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = Mapping[str, str]
BACK = timedelta(days=30)
MOST = 50

# The self-check is told once the spot check is over, and not before: to nobody who may still fill it in.
COLUMNS = """
    s.id, s.state, s.until, s.ended_at, s.reason, s.score, w.name as by, d.id as due_id, d.version_id, d.business_date,
    d.opens_at, d.closes_at, d.unit_id, d.object_id,
    k.name as list_name, p.name as post_name, u.name as unit_name, o.name as object_name,
    case when s.state <> 'open' then c.id end as check_id, case when s.state <> 'open' then c.score_sent end as self_score,
    coalesce(s.post_id = any ($3), false) or coalesce(s.membership_id = $2, false) as mine"""
FROM = """
      from spot_checks s
      join due_checks d on d.tenant_id = $1 and d.id = s.due_id
      join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
      join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = d.post_id
      join units u on u.tenant_id = $1 and u.id = d.unit_id
      left join objects o on o.tenant_id = $1 and o.id = d.object_id
      left join checks c on c.tenant_id = $1 and c.due_id = d.id and c.revision = 1
      left join memberships w on w.tenant_id = $1 and w.id = s.membership_id
     where s.tenant_id = $1"""
IN_LINE = """exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = d.unit_id and l.ancestor_id = any ($4))"""
SPOT = f"""
    select {COLUMNS} {FROM} and s.id = $5
       and (s.post_id = any ($3) or s.membership_id = $2 or s.state <> 'open' and {IN_LINE})"""
OPEN = f"""
    select {COLUMNS} {FROM} and s.state = 'open' and (s.post_id = any ($3) or s.membership_id = $2) and $4::uuid[] is not null
       and d.business_date <= $5 order by s.until, d.closes_at, s.id limit 50"""
DONE = f"""
    select {COLUMNS} {FROM} and s.state = 'done' and s.ended_at >= $5 and {IN_LINE}
     order by s.ended_at desc, s.id limit 50"""

# Nobody has seen these: their self-checks are not in.
READY = """
    select d.id, d.closes_at, k.name as list_name, p.name as post_name, u.name as unit_name, o.name as object_name
      from due_checks d
      join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
      join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = d.post_id
      join units u on u.tenant_id = $1 and u.id = d.unit_id
      left join objects o on o.tenant_id = $1 and o.id = d.object_id
     where d.tenant_id = $1 and d.business_date = $2 and d.state = 'open' and d.check_id is null and d.post_id <> all ($3)
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = d.unit_id and l.ancestor_id = any ($4))
       and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = d.id)
     order by u.position, p.code, d.closes_at, d.id limit 50"""

SIDES = """
    select q.code, q.section, q.text, q.kind, q.veto, q.uom, q.limits, q.options,
           a.verdict, a.share_e4, a.number, a.choice, a.text as said, a.book, a.photos,
           b.verdict as self_verdict, b.share_e4 as self_share_e4, b.number as self_number, b.choice as self_choice,
           b.text as self_said, b.book as self_book, b.photos as self_photos
      from spot_checks s
      join spot_answers a on a.tenant_id = $1 and a.spot_id = s.id
      join points q on q.tenant_id = $1 and q.id = a.point_id
      left join lateral (
           select b.* from checks c join answers b on b.tenant_id = $1 and b.check_id = c.id
             join points z on z.tenant_id = $1 and z.id = b.point_id and z.code = q.code
            where c.tenant_id = $1 and c.due_id = s.due_id and c.revision = 1) b on true
     where s.tenant_id = $1 and s.id = $2 order by a.position"""


@dataclass(frozen=True)
class Spot:
    """A spot check; `check_id` and `self_score` of the self-check once it is over, `mine` to fill in for the reader."""

    id: UUID
    state: str
    until: date
    ended_at: datetime | None
    reason: str
    score: Decimal | None
    by: str | None
    due_id: UUID
    version_id: UUID
    business_date: date
    opens_at: datetime
    closes_at: datetime
    unit_id: UUID
    object_id: UUID | None
    list_name: Text
    post_name: Text
    unit_name: Text
    object_name: Text | None
    check_id: UUID | None
    self_score: Decimal | None
    mine: bool


@dataclass(frozen=True)
class Given:
    """What one side gave, as the macros of an answer read it."""

    verdict: str
    share_e4: int
    number: Decimal | None
    choice: str | None
    said: str | None
    book: Decimal | None
    photos: list[UUID] | None
    kind: str
    uom: str | None
    options: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Side:
    """One point from both sides; `self` is None where no self-check is in."""

    code: str
    section: str
    text: Text
    veto: bool
    leader: Given
    own: Given | None

    @property
    def differs(self) -> bool:
        return self.own is not None and self.own.verdict != self.leader.verdict


async def spot(spot: UUID, member: UUID, posts: Sequence[UUID], leads: Sequence[UUID]) -> Spot:
    """One for whom it waits, or once it is over for who leads the line. Raises 404."""
    row = await db().fetchrow(SPOT, current(), member, list(posts), list(leads), spot)
    if row is None:
        raise not_found()
    return Spot(**row)


async def open_spots(member: UUID, posts: Sequence[UUID], today: date) -> list[Spot]:
    """What waits for this reader, up to today."""
    return [Spot(**row) for row in await db().fetch(OPEN, current(), member, list(posts), [], today)]


async def done_spots(member: UUID, posts: Sequence[UUID], leads: Sequence[UUID], now: datetime) -> list[Spot]:
    """The last ones of these lines."""
    return [Spot(**row) for row in await db().fetch(DONE, current(), member, list(posts), list(leads), now - BACK)]


async def ready(today: date, posts: Sequence[UUID], decides: Sequence[UUID]) -> list[Any]:
    """Due checks of today in these lines that could be spot-checked blind: their self-checks are still to come."""
    rows: list[Any] = await db().fetch(READY, current(), today, list(posts), list(decides))
    return rows


async def sides(spot: UUID) -> list[Side]:
    """Every point as the leader and as the post saw it."""
    return [_side(row) for row in await db().fetch(SIDES, current(), spot)]


def _side(row: Any) -> Side:
    shown = [row["kind"], row["uom"], row["options"]]
    names = ("verdict", "share_e4", "number", "choice", "said", "book", "photos")
    leader = Given(*[row[name] for name in names], *shown)
    own = Given(*[row[f"self_{name}"] for name in names], *shown) if row["self_verdict"] else None
    return Side(row["code"], row["section"], row["text"], row["veto"], leader, own)
