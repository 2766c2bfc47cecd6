"""What waits for people becomes one letter each: the daily one, or at once what cannot wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.hours.calendars import calendars_around
from saas.notices.reads import at_once
from saas.notices.rules import DIGEST_AT, QUIET_FROM, QUIET_UNTIL, STALE, Hours, after_quiet, digest_due
from tenants import current, db, later

# Who has something unread that no letter told yet, with an address that is proven; $3 one person, $4 only these kinds.
WAITING = """
    select m.id, t.zone, coalesce(w.digest_at, r.digest_at, $5) as digest_at,
           coalesce(w.quiet_from, r.quiet_from, $6) as quiet_from, coalesce(w.quiet_until, r.quiet_until, $7) as quiet_until
      from tenants t join memberships m on m.tenant_id = $1 and m.ended_at is null and ($3::uuid is null or m.id = $3)
      join persons p on p.id = m.person_id and p.disabled_at is null and p.login like '%@%' and p.mail_proven_at is not null
      left join notice_wishes w on w.tenant_id = $1 and w.membership_id = m.id
      left join notice_rules r on r.tenant_id = $1
     where t.id = $1 and exists (
           select from notices n where n.tenant_id = $1 and n.membership_id = m.id and n.read_at is null and n.letter_id is null
              and n.at > $2 and coalesce(w.ways ->> n.kind, '') <> 'app'
              and ($4::text[] is null or n.kind = any ($4)))
     order by m.id"""

# The row of a letter is the claim: a day has one for each person, and a notice stands in one letter.
CLAIM = """
    insert into notice_letters (tenant_id, membership_id, day, at) select $1, id, $3, $4 from unnest($2::uuid[]) id order by id
    on conflict do nothing returning id, membership_id"""
FILL = """
    update notices n set letter_id = c.letter from unnest($2::uuid[], $3::uuid[]) as c (letter, member)
      left join notice_wishes w on w.tenant_id = $1 and w.membership_id = c.member
     where n.tenant_id = $1 and n.membership_id = c.member and n.read_at is null and n.letter_id is null and n.at > $4
       and coalesce(w.ways ->> n.kind, '') <> 'app' and ($5::text[] is null or n.kind = any ($5))"""
READERS = """
    select c.id, p.login, p.locale, m.name, t.slug from unnest($2::uuid[]) as c (id)
      join notice_letters l on l.tenant_id = $1 and l.id = c.id join tenants t on t.id = $1
      join memberships m on m.tenant_id = $1 and m.id = l.membership_id join persons p on p.id = m.person_id"""
# A company without units has no calendar of its own.
WHERE = "select id from units where tenant_id = $1 and parent_id is null order by code limit 1"


async def write_digests(*, now: datetime) -> int:
    """The daily letters whose hour has come, on working days; returns how many. Run again it writes none twice."""
    waiting = await _waiting(now)
    if not waiting:
        return 0
    zone = waiting[0]["zone"]
    today = business_date(now, zone)
    if not await _works(today):
        return 0
    due = [row["id"] for row in waiting if digest_due(now, _hours(row), zone)]
    return await _write(due, today, now=now)


async def write_urgent(member: UUID, *, now: datetime) -> int:
    """What cannot wait, in one letter to one person. In quiet hours only what breaks them goes; the rest is asked for again
    when they end.
    """
    kinds = await at_once()
    for row in await _waiting(now, member, kinds.urgent):
        at = after_quiet(now, _hours(row), row["zone"])
        if at <= now:
            return await _write([member], None, now=now, kinds=kinds.urgent)
        await later("notices.hurry", key=f"{member}:{at:%Y-%m-%dT%H:%M}:quiet", due=at, member=str(member))
        if await _waiting(now, member, kinds.breaking):
            return await _write([member], None, now=now, kinds=kinds.breaking)
    return 0


async def _waiting(now: datetime, member: UUID | None = None, kinds: Collection[str] | None = None) -> list[Any]:
    some = None if kinds is None else list(kinds)
    rows: list[Any] = await db().fetch(WAITING, current(), now - STALE, member, some, DIGEST_AT, QUIET_FROM, QUIET_UNTIL)
    return rows


async def _works(today: date) -> bool:
    top = await db().fetchval(WHERE, current())
    calendars, units = await calendars_around(today)
    calendar = calendars[units.get(top, 0)]
    return calendar.works(today) and not calendar.closed(today)


async def _write(members: Sequence[UUID], day: date | None, *, now: datetime, kinds: Collection[str] | None = None) -> int:
    claimed = await db().fetch(CLAIM, current(), list(members), day, now)
    if not claimed:
        return 0
    letters = [row["id"] for row in claimed]
    of = [row["membership_id"] for row in claimed]
    await db().execute(FILL, current(), letters, of, now - STALE, None if kinds is None else list(kinds))
    for row in await db().fetch(READERS, current(), letters):
        await later(
            "notices.mail", key=str(row["id"]), to=row["login"], letter="digest", locale=row["locale"], name=row["name"],
            link=f"/{row['slug']}/notices?letter={row['id']}", digest=str(row["id"]),
        )  # fmt: skip
    return len(letters)


def _hours(row: Any) -> Hours:
    return Hours(row["digest_at"], row["quiet_from"], row["quiet_until"])
