"""Up the line from a post: who holds a title nearest, and who leads. Pieces of SQL beside a row `l` of
(unit_id, post_id, job_title, level, day).
"""

# The nearest post of the title and its holder on the day, never the post itself.
HOLDER_ABOVE = """
              select o.id as post_id, a.membership_id from unit_lines u
                join posts o on o.tenant_id = $1 and o.unit_id = u.ancestor_id and o.job_title = l.job_title
                 and o.closed_on is null and o.id <> l.post_id
                join appointments a on a.tenant_id = $1 and a.post_id = o.id and a.from_date <= l.day
                 and (a.to_date is null or a.to_date >= l.day)
               where u.tenant_id = $1 and u.unit_id = l.unit_id order by u.depth, o.code limit 1"""
# The n-th leader, the last one where the line is shorter; never whoever holds the post.
LEADER_ABOVE = """
              select n.membership_id from (
                  select r.membership_id, row_number() over (order by min(u.depth), r.membership_id) as n,
                         count(*) over () as every
                    from unit_lines u
                    join roles r on r.tenant_id = $1 and r.unit_id = u.ancestor_id and r.role in ('leader', 'executive')
                    join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
                   where u.tenant_id = $1 and u.unit_id = l.unit_id and not exists (
                         select from appointments a where a.tenant_id = $1 and a.post_id = l.post_id
                            and a.membership_id = r.membership_id and (a.to_date is null or a.to_date >= l.day))
                   group by r.membership_id) n
               where n.n = least(l.level, n.every)"""
