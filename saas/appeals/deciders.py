"""Who may decide on an appeal: somebody outside the line, who had no part in what is in dispute."""

from __future__ import annotations

from uuid import UUID

from tenants import current, db

# $2 the post, $3 the cycle. Whoever leads the line or belongs to what lies below, holds or held the post, decided on its
# checks or found its findings: none of them.
BARRED = """
about as (
    select p.id as post_id, p.unit_id, c.from_date, c.to_date from posts p join cycles c on c.tenant_id = $1 and c.id = $3
     where p.tenant_id = $1 and p.id = $2),
barred as (
    select r.membership_id from about a join unit_lines l on l.tenant_id = $1 and l.unit_id = a.unit_id
      join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
    union select r.membership_id from about a join unit_lines l on l.tenant_id = $1 and l.ancestor_id = a.unit_id
      join roles r on r.tenant_id = $1 and r.unit_id = l.unit_id and r.role <> 'admin'
    union select h.membership_id from about a join appointments h on h.tenant_id = $1 and h.post_id = a.post_id
     where h.to_date is null or h.to_date >= a.from_date
    union select v.membership_id from about a
      join checks k on k.tenant_id = $1 and k.post_id = a.post_id and k.business_date between a.from_date and a.to_date
      join reviews v on v.tenant_id = $1 and v.check_id = k.id
    union select f.found_by from about a
      join findings f on f.tenant_id = $1 and f.found_in = a.post_id and f.business_date between a.from_date and a.to_date
     where f.found_by is not null),
free as (
    select m.id, m.name, bool_or(r.role in ('leader', 'executive')) as leads
      from memberships m
      join roles r on r.tenant_id = $1 and r.membership_id = m.id and r.role in ('leader', 'executive', 'admin')
     where m.tenant_id = $1 and m.ended_at is null and m.id not in (select membership_id from barred)
       and not exists (select from roles o where o.tenant_id = $1 and o.membership_id = m.id and o.role = 'outside')
     group by m.id, m.name)"""


async def decider(post: UUID, cycle: UUID) -> UUID | None:
    """The leader outside the line with the fewest open appeals; None where there is none: then the administrator chooses."""
    found: UUID | None = await db().fetchval(
        f"""with {BARRED}
            select f.id from free f left join appeals a on a.tenant_id = $1 and a.decider_id = f.id and a.state = 'open'
             where f.leads group by f.id order by count(a.id), f.id limit 1""",  # noqa: S608 - the piece above
        current(), post, cycle,
    )  # fmt: skip
    return found


async def choices(post: UUID, cycle: UUID) -> list[tuple[UUID, str]]:
    """Everybody whom the administrator may choose."""
    rows = await db().fetch(f"with {BARRED} select id, name from free order by name, id", current(), post, cycle)  # noqa: S608
    return [(row["id"], row["name"]) for row in rows]
