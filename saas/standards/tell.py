"""Tell the readers of a version that there is something to read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from saas.standards.reads import MUST_READ
from tenants import current, db, later

# Only whoever has an e-mail address: the others find it on their pages.
READERS = f"""
select distinct p.id as person, p.login, p.locale, m.name, s.number, s.effective_from, t.slug
  from {MUST_READ} join tenants t on t.id = r.tenant_id
  join memberships m on m.tenant_id = $1 and m.id = a.membership_id and m.ended_at is null
  join persons p on p.id = m.person_id and p.disabled_at is null and p.login like '%@%'
 where r.tenant_id = $1 and r.standard_id = $3"""  # noqa: S608 – a piece of our own


async def tell(standard: UUID, today: date) -> None:
    """Ask for a letter to each of them: one a version, in their own language."""
    for row in await db().fetch(READERS, current(), today, standard):
        await later(
            "notices.mail", key=f"{standard}:{row['person']}", to=row["login"], letter="standard", locale=row["locale"],
            name=row["name"], number=str(row["number"]), day=str(row["effective_from"]),
            link=f"/{row['slug']}/standards/versions/{standard}/reading",
        )  # fmt: skip
