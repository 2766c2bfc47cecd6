"""Everything that a day of some units asks for, as one relation: due checks, handovers, readings."""

from __future__ import annotations

# $2 units at the head of the lines, or null for all; $3 the day, $4 now, $5 posts that are meant alone, or null.
# One row: kind, thing, post_id, unit_id, member (readings), since, state, done, reason and who gave it.
# A handover belongs to the day on which it was taken over, and as long as it is not to every day since it was offered; what
# was taken over and is overdue, too. Of the standards the version in force is to be read.
ITEMS = """
    clock as (
        select t.zone, $3::date::timestamp at time zone t.zone as begins, ($3::date + 1)::timestamp at time zone t.zone as ends
          from tenants t where t.id = $1
    ), here as materialized (
        select distinct l.unit_id from unit_lines l where l.tenant_id = $1 and ($2::uuid[] is null or l.ancestor_id = any ($2))
    ), asked as (
        select 'check' as kind, d.id as thing, d.post_id, d.unit_id, null::uuid as member, d.opens_at as since,
               case when c.state = 'returned' then 'returned' when d.check_id is not null then 'done'
                    when $4::timestamptz > d.late_until then 'missed' when $4 > d.closes_at then 'late'
                    when $4 < d.opens_at then 'not_yet' else 'to_do' end as state
          from due_checks d
          left join checks c on c.tenant_id = $1 and c.id = d.check_id
         where d.tenant_id = $1 and d.business_date = $3 and d.state <> 'relieved'
           and d.unit_id in (select h.unit_id from here h)
        union all
        select 'handover', t.id, p.id, coalesce(p.unit_id, r.unit_id), null, coalesce(t.taken_at, t.offered_at),
               case when t.state = 'waiting' then 'waiting'
                    when t.state = 'working' and t.due_at < k.ends then 'overdue' else 'done' end
          from clock k cross join turns t
          join process_runs r on r.tenant_id = $1 and r.id = t.run_id
          left join posts p on p.tenant_id = $1 and p.id = coalesce(t.taken_post, t.posts[1])
         where t.tenant_id = $1 and coalesce(p.unit_id, r.unit_id) in (select h.unit_id from here h) and not t.goes_on and (
               t.state = 'waiting' and t.offered_at < k.ends
               or t.state = 'working' and t.due_at < k.ends and t.offered_at < k.ends
               or t.taken_at >= k.begins and t.taken_at < k.ends)
        union all
        select 'reading', s.id, r.post_id, p.unit_id, a.membership_id,
               greatest(s.effective_from, a.from_date)::timestamp at time zone k.zone,
               case when f.confirmed_at is null then 'to_read' else 'done' end
          from clock k
          join standards s on s.tenant_id = $1 and s.id = (
               select v.id from standards v where v.tenant_id = $1 and v.published_at is not null and v.effective_from <= $3
                order by v.effective_from desc, v.number desc limit 1)
          join standard_readers r on r.tenant_id = $1 and r.standard_id = s.id
          join posts p on p.tenant_id = $1 and p.id = r.post_id
          join appointments a on a.tenant_id = $1 and a.post_id = r.post_id
           and a.from_date <= s.effective_from and (a.to_date is null or a.to_date >= $3)
          left join standard_confirmations f on f.tenant_id = $1 and f.standard_id = s.id and f.membership_id = a.membership_id
         where p.unit_id in (select h.unit_id from here h)
           and (f.confirmed_at is null or f.confirmed_at >= k.begins and f.confirmed_at < k.ends)
    ), items as (
        select a.*, a.state = 'done' as done, w.reason, w.membership_id as reasoned_by, w.until
          from asked a
          left join lateral (
               select w.reason, w.membership_id, w.until from day_reasons w
                where w.tenant_id = $1 and w.thing_id = a.thing and w.post_id is not distinct from a.post_id and a.state <> 'done'
                  and w.day <= $3 and w.until >= $3
                order by w.at desc, w.id desc limit 1) w on true
         where $5::uuid[] is null or a.post_id = any ($5)
    )"""
