"""The closed list of what a gate can measure, each a set-based piece of SQL: criterion, day, least and greatest figure.

Every piece reads `asked` (id, by, first, last, units, lists, indicator), `reach` (the units below), `listed` (the versions of
the lists) and `dayed` (each day with the moment it ends). $1 tenant, $2 the criteria, $3 now.
"""

from __future__ import annotations

from saas.words import N_

MEASURES = {
    "owners_covered": N_("细节有责任岗位的比例"), "standards_covered": N_("岗位有标准的比例"),
    "checks_on_time": N_("检查按时完成率"), "reviews_sampled": N_("该复核的复核了多少"),
    "review_agreement": N_("独立抽查与自查一致率"), "findings_closed": N_("到期问题按时关闭率"),
    "reading_confirmed": N_("新标准已确认阅读的比例"), "trained": N_("通过标准测验的比例"),
    "signals_looked_at": N_("“请看这里”看过的比例"), "ledger_match": N_("账实相符率"),
    "ledger_complete": N_("管理对象信息齐全的比例"),
    "data_fresh": N_("指标数据按时的比例"), "appeals": N_("申诉占得分的比例"), "indicator": N_("指标"), "score": N_("得分"),
    "decision": N_("由人决定"), "other": N_("由人核对"),
}  # fmt: skip

FRAME = """
    asked as materialized (
        select a.* from jsonb_to_recordset($2) as a (id uuid, by text, first date, last date, units uuid[], lists text[],
                                                     indicator text)),
    reach as materialized (
        select a.id, l.unit_id from asked a join unit_lines l on l.tenant_id = $1 and l.ancestor_id = any (a.units)
         group by 1, 2),
    listed as materialized (
        select a.id, v.id as version_id from asked a
          join checklists k on k.tenant_id = $1 and (a.lists = '{}' or k.code = any (a.lists))
          join checklist_versions v on v.tenant_id = $1 and v.checklist_id = k.id),
    zone as materialized (select zone, $3::timestamptz as now from tenants where id = $1),
    dayed as materialized (
        select a.*, g::date as day, (g + interval '1 day') at time zone z.zone as ends
          from asked a cross join zone z cross join lateral generate_series(a.first::timestamp, a.last, interval '1 day') g)"""

# How long a figure stays fresh: its period, and some days to bring the next one in.
FRESH = """case {body} ->> 'frequency' when 'day' then 3 when 'week' then 17 when 'ten_days' then 25 when 'half_month' then 35
    when 'quarter' then 190 when 'half_year' then 380 when 'year' then 740 else 70 end"""

CHECKS_ON_TIME = """
    select a.id, d.business_date as day,
           100 * (count(*) filter (where d.state = 'done' and not d.late))::numeric / count(*) as low
      from asked a cross join zone z
      join due_checks d on d.tenant_id = $1 and d.business_date between a.first and a.last
       and (d.state in ('done', 'missed') or d.state = 'open' and d.late_until <= z.now)
      join reach r on r.id = a.id and r.unit_id = d.unit_id
      join listed v on v.id = a.id and v.version_id = d.version_id
     where a.by = 'checks_on_time' group by 1, 2"""
REVIEWS_SAMPLED = """
    select a.id, c.business_date as day,
           100 * (count(*) filter (where c.state <> 'received'))::numeric / count(*) as low
      from asked a
      join checks c on c.tenant_id = $1 and c.business_date between a.first and a.last and c.risk > 0 and c.state <> 'replaced'
      join reach r on r.id = a.id and r.unit_id = c.unit_id
      join listed v on v.id = a.id and v.version_id = c.version_id
     where a.by = 'reviews_sampled' group by 1, 2"""
REVIEW_AGREEMENT = """
    select a.id, (s.ended_at at time zone z.zone)::date as day,
           100 * (count(*) filter (where b.verdict = x.verdict))::numeric / count(*) as low
      from asked a cross join zone z
      join spot_checks s on s.tenant_id = $1 and s.state = 'done' and s.ended_at >= a.first::timestamp at time zone z.zone
       and s.ended_at < (a.last + 1)::timestamp at time zone z.zone
      join due_checks d on d.tenant_id = $1 and d.id = s.due_id
      join reach r on r.id = a.id and r.unit_id = d.unit_id
      join listed v on v.id = a.id and v.version_id = d.version_id
      join checks c on c.tenant_id = $1 and c.due_id = d.id and c.revision = 1
      join spot_answers x on x.tenant_id = $1 and x.spot_id = s.id and x.verdict in ('pass', 'partial', 'fail', 'na')
      join points q on q.tenant_id = $1 and q.id = x.point_id
      join answers b on b.tenant_id = $1 and b.check_id = c.id and b.verdict in ('pass', 'partial', 'fail', 'na')
      join points p on p.tenant_id = $1 and p.id = b.point_id and p.code = q.code
     where a.by = 'review_agreement' group by 1, 2"""
LEDGER_MATCH = """
    select a.id, c.business_date as day, 100 * (count(*) filter (where w.verdict_now = 'pass'))::numeric / count(*) as low
      from asked a
      join checks c on c.tenant_id = $1 and c.business_date between a.first and a.last and c.state <> 'replaced'
      join reach r on r.id = a.id and r.unit_id = c.unit_id
      join listed v on v.id = a.id and v.version_id = c.version_id
      join answers w on w.tenant_id = $1 and w.check_id = c.id and w.verdict_now in ('pass', 'partial', 'fail')
      join points p on p.tenant_id = $1 and p.id = w.point_id and p.kind in ('count', 'ledger')
     where a.by = 'ledger_match' group by 1, 2"""
FINDINGS_CLOSED = """
    select a.id, f.due_on as day,
           100 * (count(*) filter (where f.state = 'verified' and (f.closed_at at time zone z.zone)::date <= f.due_on))::numeric
               / count(*) as low
      from asked a cross join zone z
      join findings f on f.tenant_id = $1 and f.due_on between a.first and a.last and f.state <> 'withdrawn'
      join reach r on r.id = a.id and r.unit_id = f.unit_id
     where a.by = 'findings_closed' group by 1, 2"""
SIGNALS_LOOKED_AT = """
    select d.id, d.day, 100 * (count(*) filter (where s.answered_at < d.ends))::numeric / count(*) as low
      from dayed d
      join signals s on s.tenant_id = $1 and s.opened_at < d.ends and s.state <> 'faded'
        and s.opened_at >= d.ends - interval '92 days'
      join reach r on r.id = d.id and r.unit_id = s.unit_id
     where d.by = 'signals_looked_at' group by 1, 2"""
# Before the first run of the gap check nobody knows; what belongs to no unit counts everywhere.
OWNERS_COVERED = """
    select d.id, d.day, 100 * (1 - least(coalesce(b.details, 0)::numeric / nullif(n.details, 0), 1)) as low
      from dayed d
     cross join lateral (
           select count(*) as details from standard_nodes n
            where n.tenant_id = $1 and n.level = 'detail' and n.standard_id = (
                  select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= d.day
                   order by s.effective_from desc, s.number desc limit 1)) n
      left join lateral (
           select sum(g.details) as details from gaps g
            where g.tenant_id = $1 and g.kind in ('no_owner', 'two_owners', 'vacant') and g.found_at < d.ends
              and (g.gone_at is null or g.gone_at >= d.ends)
              and (g.unit_id is null or exists (select from reach r where r.id = d.id and r.unit_id = g.unit_id))) b on true
     where d.by = 'owners_covered' and exists (select from gap_runs r where r.tenant_id = $1 and r.at < d.ends)"""
STANDARDS_COVERED = """
    select d.id, d.day,
           100 * (count(*) filter (where exists (select from responsibilities x where x.tenant_id = $1 and x.post_id = p.id
                                                    and x.kind <> 'informed')))::numeric / count(*) as low
      from dayed d
      join reach r on r.id = d.id
      join posts p on p.tenant_id = $1 and p.unit_id = r.unit_id and (p.closed_on is null or p.closed_on > d.day)
     where d.by = 'standards_covered' group by 1, 2"""
# Of each post the newest version it has to read; `{quiz}`: only those that ask questions.
READ = """
    select d.id, d.day, 100 * (count(*) filter (where c.confirmed_at < d.ends))::numeric / count(*) as low
      from dayed d
      join reach r on r.id = d.id
      join posts p on p.tenant_id = $1 and p.unit_id = r.unit_id
     cross join lateral (
           select m.standard_id from standard_readers m join standards s on s.tenant_id = $1 and s.id = m.standard_id
            where m.tenant_id = $1 and m.post_id = p.id and s.effective_from <= d.day {quiz}
            order by s.effective_from desc, s.number desc limit 1) s
      join appointments h on h.tenant_id = $1 and h.post_id = p.id and h.from_date <= d.day
       and (h.to_date is null or h.to_date >= d.day)
      left join standard_confirmations c on c.tenant_id = $1 and c.standard_id = s.standard_id
       and c.membership_id = h.membership_id
     where d.by = '{by}' group by 1, 2"""
LEDGER_COMPLETE = """
    select d.id, d.day,
           100 * (count(*) filter (where not exists (
               select from jsonb_array_elements(k.attributes) f (field)
                where coalesce(f.field ->> 'required', 'false') = 'true'
                  and coalesce(o.attributes ->> (f.field ->> 'code'), '') = '')
             and (not k.exclusive or exists (
               select from object_grounds g where g.tenant_id = $1 and g.object_id = o.id and g.from_date <= d.day
                  and (g.to_date is null or g.to_date >= d.day)))))::numeric / count(*) as low
      from dayed d
      join reach r on r.id = d.id
      join objects o on o.tenant_id = $1 and o.unit_id = r.unit_id and o.retired_on is null
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id and k.retired_on is null
     where d.by = 'ledger_complete' group by 1, 2"""
# Unit by unit at the head of the stage: figures of its own line, of its units and posts; where an indicator never had
# any there, those of a unit above.
DATA_FRESH = f"""
    select d.id, d.day,
           100 * (count(*) filter (where coalesce(o.last_day, w.last_day) >= d.day - {FRESH.format(body="v.body")}))::numeric
               / count(*) as low
      from dayed d
     cross join lateral unnest(d.units) h (unit_id)
      join indicators i on i.tenant_id = $1 and (i.retired_on is null or i.retired_on > d.day)
     cross join lateral (select w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                            and w.published_at < d.ends order by w.number desc limit 1) v
      left join lateral (
           select max(f.last_day) as last_day from indicator_values f
             left join posts p on f.subject_kind = 'post' and p.tenant_id = $1 and p.id = f.subject_id
             join unit_lines l on l.tenant_id = $1 and l.ancestor_id = h.unit_id
              and l.unit_id = case f.subject_kind when 'unit' then f.subject_id else p.unit_id end
            where f.tenant_id = $1 and f.indicator_id = i.id and f.noted_at < d.ends and f.last_day <= d.day
              and f.value is not null) o on true
      left join lateral (
           select max(f.last_day) as last_day from indicator_values f
             join unit_lines l on l.tenant_id = $1 and l.unit_id = h.unit_id and l.ancestor_id = f.subject_id
            where f.tenant_id = $1 and f.indicator_id = i.id and f.noted_at < d.ends and f.last_day <= d.day
              and f.value is not null and o.last_day is null) w on true
     where d.by = 'data_fresh' group by 1, 2"""  # noqa: S608 - our own pieces
# The last cycle closed by then, and how many of its results were appealed against.
CLOSED = """cross join lateral (select k.cycle_id from closures k where k.tenant_id = $1 and k.closed_at < d.ends
                            order by k.closed_at desc limit 1) k"""
APPEALS = f"""
    select d.id, d.day, 100 * sum(x.appeals)::numeric / count(*) as low
      from dayed d {CLOSED}
      join scores s on s.tenant_id = $1 and s.cycle_id = k.cycle_id and s.subject_kind = 'post'
      join posts p on p.tenant_id = $1 and p.id = s.subject_id
      join reach r on r.id = d.id and r.unit_id = p.unit_id
     cross join lateral (select count(*) as appeals from appeals y where y.tenant_id = $1 and y.cycle_id = k.cycle_id
                            and y.post_id = p.id and y.lodged_at < d.ends and y.state <> 'withdrawn') x
     where d.by = 'appeals' group by 1, 2"""  # noqa: S608 - our own pieces
SCORE = f"""
    select d.id, d.day, min(s.shown) as low, max(s.shown) as high
      from dayed d {CLOSED}
      join scores s on s.tenant_id = $1 and s.cycle_id = k.cycle_id and s.subject_kind = 'unit' and s.subject_id = any (d.units)
     where d.by = 'score' group by 1, 2"""  # noqa: S608 - our own pieces
# The newest figure of each head that is still fresh; where none of them has any, the company's own.
INDICATOR = f"""
    select distinct on (d.id, d.day) d.id, d.day, min(x.value) as low, max(x.value) as high
      from dayed d
      join indicators i on i.tenant_id = $1 and i.code = d.indicator
     cross join lateral (select w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                          order by w.number desc limit 1) v
     cross join lateral (
           select distinct on (f.subject_id) f.subject_id = any (d.units) as own, f.value from indicator_values f
            where f.tenant_id = $1 and f.indicator_id = i.id and f.name = '' and f.noted_at < d.ends and f.last_day <= d.day
              and f.last_day >= d.day - {FRESH.format(body="v.body")} and f.subject_kind = 'unit'
              and (f.subject_id = any (d.units)
                   or f.subject_id = (select u.id from units u where u.tenant_id = $1 and u.parent_id is null limit 1))
            order by f.subject_id, f.last_day desc, f.first_day desc, f.edition desc) x
     where d.by = 'indicator' and x.value is not null
     group by d.id, d.day, x.own order by d.id, d.day, x.own desc"""  # noqa: S608 - our own pieces

PIECES = {
    "checks_on_time": CHECKS_ON_TIME, "reviews_sampled": REVIEWS_SAMPLED, "review_agreement": REVIEW_AGREEMENT,
    "ledger_match": LEDGER_MATCH, "findings_closed": FINDINGS_CLOSED, "signals_looked_at": SIGNALS_LOOKED_AT,
    "owners_covered": OWNERS_COVERED, "standards_covered": STANDARDS_COVERED,
    "reading_confirmed": READ.format(by="reading_confirmed", quiz=""),
    "trained": READ.format(by="trained", quiz="and s.quiz <> '[]'"),
    "ledger_complete": LEDGER_COMPLETE, "data_fresh": DATA_FRESH, "appeals": APPEALS, "score": SCORE, "indicator": INDICATOR,
}  # fmt: skip
ALIKE = ("indicator", "score")  # with a greatest figure of their own
