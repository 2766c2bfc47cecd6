"""Who stands in for a leader leads for that time; the day after, the role is gone."""

from __future__ import annotations

from datetime import date

from tenants import current, db

# What the post is for at its unit, and what its holder leads in its line.
LENT = """
    select distinct on (d.membership_id, x.role, x.unit_id) d.id as deputy_id, d.membership_id, x.role, x.unit_id
      from deputies d
      join posts p on p.tenant_id = $1 and p.id = d.post_id and p.closed_on is null
      join memberships m on m.tenant_id = $1 and m.id = d.membership_id and m.ended_at is null
      cross join lateral (
        select j.role, p.unit_id from job_titles j
         where j.tenant_id = $1 and j.code = p.job_title and j.role in ('leader', 'executive')
        union
        select r.role, r.unit_id from appointments a
          join roles r on r.tenant_id = $1 and r.membership_id = a.membership_id and r.deputy_id is null
                          and r.role in ('leader', 'executive')
          join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = p.unit_id
         where a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)) x
     where d.tenant_id = $1 and d.withdrawn_at is null and $2 between d.from_date and d.to_date
     order by d.membership_id, x.role, x.unit_id, d.id"""
BACK = f"""
    delete from roles r where r.tenant_id = $1 and r.deputy_id is not null and not exists (
        select from ({LENT}) w where w.deputy_id = r.deputy_id and w.membership_id = r.membership_id
           and w.role = r.role and w.unit_id = r.unit_id)"""  # noqa: S608 – a piece of our own
LEND = f"""
    insert into roles (tenant_id, membership_id, role, unit_id, deputy_id)
    select $1, w.membership_id, w.role, w.unit_id, w.deputy_id from ({LENT}) w on conflict do nothing"""  # noqa: S608


async def lend_roles(today: date) -> None:
    """Take back what is over and lend what begins; a role of one's own stays one's own."""
    await db().execute(BACK, current(), today)
    await db().execute(LEND, current(), today)
