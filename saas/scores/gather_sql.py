"""The statement that gathers a sheet, part by part: each aggregates first and is named afterwards."""

# $1 tenant, $2 cycle, $3 now, $4 posts or null for all.
CYCLE = """
cycle as materialized (
    select c.rhythm_id, c.tallied, c.from_date, c.to_date, s.number, s.body, ($3 at time zone t.zone)::date as today, t.zone,
           coalesce((s.body ->> 'read_days')::int, 7) as read_days,
           coalesce((s.body -> 'cycles' ->> 'review_hours')::int, 24) * interval '1 hour' as review_time
      from cycles c join schemes s on s.tenant_id = c.tenant_id and s.id = c.scheme_id
      join tenants t on t.id = c.tenant_id
     where c.tenant_id = $1 and c.id = $2)"""

# One row a post and list, its sums by position as they are kept. A cycle that is not counted as checks come has several: of
# the cycles inside it that are, and of each day between them.
TALLIES = """
inside as materialized (
    select k.id, k.from_date, k.to_date from cycle c, cycles k
     where k.tenant_id = $1 and (k.id = $2 and k.tallied
            or not c.tallied and k.tallied and k.from_date >= c.from_date and k.to_date <= c.to_date)),
sums as (
    select t.post_id, t.version_id, t.applied, t.na, t.raw_e4, t.earned_e4, t.sent_applied, t.sent_e4, t.checks
      from cycle_tallies t
     where t.tenant_id = $1 and t.cycle_id = any (array(select id from inside)) and ($4::uuid[] is null or t.post_id = any ($4))
    union all
    select d.post_id, d.version_id, d.applied, d.na, d.raw_e4, d.earned_e4, d.sent_applied, d.sent_e4, d.checks
      from cycle c, tallies d
     where not c.tallied and d.tenant_id = $1 and d.business_date between c.from_date and c.to_date
       and not exists (select from inside i where d.business_date between i.from_date and i.to_date)
       and ($4::uuid[] is null or d.post_id = any ($4)))"""

# A knocked-out check is rare, so its answers are looked up one by one; a corrected one may have been
# knocked out as sent.
VETOES = """
vetoes as (
    select c.post_id, c.version_id, p.position, count(*) filter (where a.verdict_now = 'fail') as failed,
           count(*) filter (where a.verdict = 'fail') as sent_failed
      from cycle, checks c
      join points p on p.tenant_id = c.tenant_id and p.version_id = c.version_id and p.veto
      join answers a on a.tenant_id = c.tenant_id and a.check_id = c.id and a.point_id = p.id
          and 'fail' in (a.verdict, a.verdict_now)
     where c.tenant_id = $1 and (c.vetoed or c.risk = 3) and c.state <> 'replaced'
       and c.business_date between from_date and to_date
       and ($4::uuid[] is null or c.post_id = any ($4))
     group by 1, 2, 3)"""

# A list that nobody filled in stays in the sheet as it was in force: not done is not the same as withdrawn.
VERSIONS = """
in_force as (
    select distinct on (v.checklist_id) v.id, v.checklist_id
      from cycle, checklist_versions v
      join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
     where v.tenant_id = $1 and v.effective_from <= cycle.to_date and (l.retired_on is null or l.retired_on >= cycle.from_date)
     order by v.checklist_id, v.number desc),
seen as (
    select v.id, v.checklist_id from checklist_versions v
     where v.tenant_id = $1 and v.id in (select version_id from sums)),
versions as (
    select v.id, l.code, v.number, v.sections,
           (select json_agg(json_build_array(p.position, p.code, p.section, p.weight::text, p.veto)
                       order by p.position)
              from points p where p.tenant_id = $1 and p.version_id = v.id) as points
      from checklist_versions v
      join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
     where v.tenant_id = $1
       and (v.id in (select id from seen)
            or v.id in (select id from in_force where checklist_id not in (select checklist_id from seen))))"""

# The tree and the posts of the last day: what was moved since then is looked up in its past.
ROSTER = """
units_then as (
    select distinct on (s.unit_id) s.unit_id, s.parent_id from cycle, unit_spans s
     where s.tenant_id = $1 and s.to_date >= cycle.to_date order by s.unit_id, s.to_date),
posts_then as (
    select distinct on (s.post_id) s.post_id, s.unit_id, s.job_title from cycle, post_spans s
     where s.tenant_id = $1 and s.to_date >= cycle.to_date order by s.post_id, s.to_date),
units_now as (
    select u.id, case when t.unit_id is null then u.parent_id else t.parent_id end as parent_id, u.weight, l.code as layer
      from cycle, units u join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
      left join units_then t on t.unit_id = u.id
     where u.tenant_id = $1 and (u.closed_on is null or u.closed_on >= from_date)
       and (u.opened_on is null or u.opened_on <= cycle.to_date)),
held as (
    select distinct a.post_id from cycle, appointments a
     where a.tenant_id = $1 and a.from_date <= cycle.to_date and (a.to_date is null or a.to_date >= cycle.from_date)),
posts_now as (
    select p.id, coalesce(t.unit_id, p.unit_id) as unit_id, coalesce(t.job_title, p.job_title) as job_title,
           (p.id in (select post_id from held))::int as heads
      from cycle, posts p left join posts_then t on t.post_id = p.id
     where p.tenant_id = $1 and (p.closed_on is null or p.closed_on >= from_date)
       and coalesce(t.unit_id, p.unit_id) in (select id from units_now)
       and ($4::uuid[] is null or p.id = any ($4)))"""

# What was done is counted with the answers; only what was late or not done is looked at.
COVERAGE = """
coverage as (
    select post_id, sum(done) as done, sum(late) as late, sum(missed) as missed from (
        select post_id, checks as done, 0 as late, 0 as missed from sums
        union all
        select d.post_id, 0, (d.state = 'done')::int,
               (d.state = 'missed' or (d.state = 'open' and d.late_until <= $3))::int
          from cycle, due_checks d
         where d.tenant_id = $1 and d.business_date between from_date and to_date and (d.late or d.state <> 'done')
           and ($4::uuid[] is null or d.post_id = any ($4))) c
     group by 1)"""

# To review: what was drawn or flagged. A decision counts for whoever took it, what waits too long for the
# nearest leaders.
REVIEWS = """
leaders as (
    select r.unit_id, r.membership_id, a.post_id
      from cycle, roles r cross join lateral (
          select a.post_id from appointments a join posts p on p.tenant_id = a.tenant_id and p.id = a.post_id
           where a.tenant_id = r.tenant_id and a.membership_id = r.membership_id
             and a.from_date <= cycle.to_date and (a.to_date is null or a.to_date >= cycle.from_date)
           order by p.unit_id = r.unit_id desc, a.from_date desc, a.post_id limit 1) a
     where r.tenant_id = $1 and r.role = 'leader'),
decided as (
    select r.membership_id, count(*) as to_do, count(*) filter (where r.decided_at <= r.received_at + review_time) as in_time
      from cycle, reviews r
     where r.tenant_id = $1 and r.risk > 0 and r.business_date between from_date and to_date
     group by 1),
waiting as (
    select c.unit_id, c.membership_id, count(*) as to_do
      from cycle, checks c
     where c.tenant_id = $1 and c.state = 'received' and c.risk > 0 and c.received_at < $3 - review_time
       and c.business_date between from_date and to_date
     group by 1, 2),
reviewed as (
    select l.post_id, d.to_do, d.in_time
      from decided d join (select distinct membership_id, post_id from leaders) l using (membership_id)
    union all
    select n.post_id, w.to_do, 0
      from waiting w cross join lateral (
          select l.post_id from unit_lines ul join leaders l on l.unit_id = ul.ancestor_id
           where ul.tenant_id = $1 and ul.unit_id = w.unit_id and l.membership_id <> w.membership_id
           order by ul.depth fetch first 1 rows with ties) n),
reviews_done as (
    select post_id, sum(to_do) as to_do, sum(in_time) as in_time from reviewed
     where $4::uuid[] is null or post_id = any ($4) group by 1)"""

# Found: for the post whose check it was. Closing: for the responsible post; what it handed in on time and
# a leader has not looked at yet counts neither way.
FINDINGS = """
found as (
    select f.found_in as post_id, count(*) filter (where f.finder = 'self') as by_self,
           count(*) filter (where f.finder = 'leader') as by_leader
      from cycle, findings f
     where f.tenant_id = $1 and f.state <> 'withdrawn' and f.business_date between from_date and to_date
       and ($4::uuid[] is null or f.found_in = any ($4))
     group by 1),
closing as (
    select f.post_id, count(*) as due,
           count(*) filter (where f.state = 'verified' and f.acted_on <= f.due_on) as in_time
      from cycle, findings f
     where f.tenant_id = $1 and f.state <> 'withdrawn' and f.due_on between from_date and to_date
       and (f.due_on < today or f.state = 'verified')
       and not (f.state = 'acted' and coalesce(f.acted_on <= f.due_on, false))
       and ($4::uuid[] is null or f.post_id = any ($4))
     group by 1),
finding_counts as (
    select post_id, coalesce(by_self, 0) as by_self, coalesce(by_leader, 0) as by_leader,
           coalesce(due, 0) as due, coalesce(in_time, 0) as in_time
      from found full join closing using (post_id))"""

# So many of so many. Corrective actions count when somebody verified them: held, if nothing was sent back before. Answers of a
# blind spot check agree with those of the self-check, or not. A version of the standards that came into force is read and
# confirmed in time, if everybody who held the post then did within the days that the scheme gives.
SHARES = """
actions as (
    select f.post_id, count(*) filter (where v.outcome = 'verified' and f.reopened = 0) as part, count(*) as whole
      from cycle, verifications v join findings f on f.tenant_id = v.tenant_id and f.id = v.finding_id
     where v.tenant_id = $1 and f.state <> 'withdrawn'
       and v.verified_at >= (from_date::timestamp at time zone zone)
       and v.verified_at < ((to_date + 1)::timestamp at time zone zone)
     group by 1),
agreement as (
    select c.post_id, count(*) filter (where a.verdict = s.verdict) as part, count(*) as whole
      from cycle, spot_checks k join due_checks d on d.tenant_id = k.tenant_id and d.id = k.due_id
      join checks c on c.tenant_id = d.tenant_id and c.due_id = d.id and c.revision = 1
      join spot_answers s on s.tenant_id = k.tenant_id and s.spot_id = k.id and s.verdict in ('pass', 'partial', 'fail', 'na')
      join answers a on a.tenant_id = c.tenant_id and a.check_id = c.id and a.point_id = s.point_id
     where k.tenant_id = $1 and k.state = 'done' and d.business_date between from_date and to_date
     group by 1),
training as (
    select r.post_id, count(*) filter (where (f.confirmed_at at time zone zone)::date <= s.effective_from + read_days) as part,
           count(*) as whole
      from cycle, standards s join standard_readers r on r.tenant_id = s.tenant_id and r.standard_id = s.id
      join appointments a on a.tenant_id = r.tenant_id and a.post_id = r.post_id
       and a.from_date <= s.effective_from and (a.to_date is null or a.to_date >= s.effective_from)
      left join standard_confirmations f on f.tenant_id = s.tenant_id and f.standard_id = s.id
       and f.membership_id = a.membership_id
     where s.tenant_id = $1 and s.published_at is not null
       and s.effective_from + read_days between cycle.from_date and cycle.to_date
     group by 1),
ruled as (
    select subject_id, code, count(*) as times from rulings
     where tenant_id = $1 and cycle_id = $2 and taken_back_at is null and kind <> 'appraisal' group by 1, 2),
appraised as (
    select subject_id, sum(mark) as part, 100 * count(*) as whole from rulings
     where tenant_id = $1 and cycle_id = $2 and taken_back_at is null and kind = 'appraisal' group by 1),
shares as (
    select 'actions' as component, * from actions union all select 'agreement', * from agreement
    union all select 'training', * from training union all select 'appraisal', * from appraised)"""

# What an appeal or a reopening put right in a shorter cycle counts in a longer one that is closed later. The same thing may have
# been put right in cycles of two rhythms: the rhythm that put most right tells how often.
CARRIED = """
carried as (
    select distinct on (post_id, line, how) post_id, line, how, sum(r.times) as times
      from cycle c, cycles k join restatements r on r.tenant_id = k.tenant_id and r.cycle_id = k.id and r.kind <> 'before'
       and split_part(r.line, '/', 1) in ('checks', 'coverage', 'findings', 'reviews')
     where k.tenant_id = $1 and k.rhythm_id <> c.rhythm_id and k.from_date >= c.from_date and k.to_date <= c.to_date
       and ($4::uuid[] is null or r.post_id = any ($4))
     group by k.rhythm_id, 1, 2, 3 order by 1, 2, 3, times desc)"""

# Four statements more, for companies that keep figures of indicators at all.
MEASURED = """exists (select from cycle join indicator_values f
    on f.tenant_id = $1 and f.first_day <= cycle.to_date and f.last_day >= cycle.from_date)"""


# What is sent over: name → (rows, columns of each row).
PARTS = {
    "tallies": ("sums", "post_id, version_id, applied, na, raw_e4, earned_e4, sent_applied, sent_e4"),
    "vetoes": ("vetoes", "post_id, version_id, position, failed, sent_failed"),
    "versions": ("versions", "id, code, number, sections, points"),
    "units": ("units_now", "id, parent_id, weight::text, layer"),
    "posts": ("posts_now", "id, unit_id, job_title, heads"),
    "coverage": ("coverage", "post_id, done, late, missed"),
    "reviews": ("reviews_done", "post_id, to_do, in_time"),
    "findings": ("finding_counts", "post_id, by_self, by_leader, due, in_time"),
    "shares": ("shares", "post_id, component, part::text, whole::text"),
    "ruled": ("ruled", "subject_id, code, times"),
    "carried": ("carried", "post_id, line, times, how"),
}


def _part(name: str, rows: str, columns: str) -> str:
    return f"'{name}', (select coalesce(json_agg(json_build_array({columns})), '[]') from {rows})"  # noqa: S608


STATEMENT = f"""with {CYCLE},{TALLIES},{VETOES},{VERSIONS},{ROSTER},{COVERAGE},{REVIEWS},{FINDINGS},{SHARES},{CARRIED}
select number, body, from_date, to_date, {MEASURED} as measured,
       json_build_object({", ".join(_part(name, *part) for name, part in PARTS.items())})::text
       as parts from cycle"""  # noqa: S608
