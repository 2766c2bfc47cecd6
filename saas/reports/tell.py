"""Tell the executives that the quarter's report is there."""

from __future__ import annotations

from uuid import UUID

from saas.words import say
from tenants import current, db, later

# Of the topmost unit only, in the language of the report, and only to whoever has an e-mail address.
READERS = """
select p.id as person, p.login, m.name, c.id as cycle, c.name as period, t.slug
  from reports r join tenants t on t.id = r.tenant_id
  join units u on u.tenant_id = $1 and u.id = r.unit_id and u.parent_id is null
  join cycles c on c.tenant_id = $1 and c.id = r.cycle_id
  join roles o on o.tenant_id = $1 and o.unit_id = u.id and o.role = 'executive'
  join memberships m on m.tenant_id = $1 and m.id = o.membership_id and m.ended_at is null
  join persons p on p.id = m.person_id and p.disabled_at is null and p.locale = r.locale and p.login like '%@%'
 where r.tenant_id = $1 and r.id = $2"""


async def tell(report: UUID, locale: str) -> None:
    """Ask for a letter to each of them: one a cycle, however often its report is set."""
    for row in await db().fetch(READERS, current(), report):
        await later(
            "notices.mail", key=f"{row['cycle']}:{row['person']}", to=row["login"], letter="quarter",
            locale=locale, name=row["name"], period=say(row["period"], locale=locale),
            link=f"/{row['slug']}/quarter/{row['cycle']}",
        )  # fmt: skip
