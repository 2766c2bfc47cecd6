"""Take over appointments from a spreadsheet: new ones, and other last days, by sets in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.post_rows import Held, KnownHeld
from saas.org.recheck import recheck
from tenants import current, db

# Last days first: who comes after finds the post free.
ENDS = """
update appointments a set to_date = n.last from unnest($2::uuid[], $3::date[]) as n (id, last)
 where a.tenant_id = $1 and a.id = n.id"""
ADDS = """
insert into appointments (tenant_id, post_id, membership_id, from_date, to_date)
select $1, n.post, n.member, n.first, n.last
  from unnest($2::uuid[], $3::uuid[], $4::date[], $5::date[]) as n (post, member, first, last)"""


async def take_held(wanted: Sequence[Held], known: KnownHeld, *, by: UUID, now: datetime) -> None:
    """Write rows that were planned against `known`. The database itself refuses two holders on one day."""
    old, new = [one for one in wanted if one.id], [one for one in wanted if one.id is None]
    await db().execute(ENDS, current(), [one.id for one in old], [one.to_date for one in old])
    await db().execute(
        ADDS, current(), [known.posts[one.post] for one in new], [known.members[one.login] for one in new],
        [one.from_date for one in new], [one.to_date for one in new],
    )  # fmt: skip
    await trail.record("import_appointments", "tenant", current(), by=by, now=now, added=len(new), changed=len(old))
    await recheck()


async def known_held() -> KnownHeld:
    """Appointments of open posts, members of today by login."""
    rows = await db().fetch(
        """select p.code as post, o.login, a.from_date, a.to_date, a.id from appointments a
             join posts p on p.tenant_id = a.tenant_id and p.id = a.post_id and p.closed_on is null
             join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
             join persons o on o.id = m.person_id
            where a.tenant_id = $1 order by p.code, a.from_date""",
        current(),
    )  # fmt: skip
    posts = await db().fetch("select code, id from posts where tenant_id = $1 and closed_on is null", current())
    members = await db().fetch(
        """select o.login, m.id from memberships m join persons o on o.id = m.person_id
            where m.tenant_id = $1 and m.ended_at is null""",
        current(),
    )  # fmt: skip
    return KnownHeld(
        [Held(**dict(row)) for row in rows], {row["code"]: row["id"] for row in posts},
        {row["login"]: row["id"] for row in members},
    )  # fmt: skip
