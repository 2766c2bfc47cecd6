"""The statements of the quarter. Each brings one JSON text: figures as texts, none is ever a float."""

from saas.benchmarks.told import PEERS
from saas.rollout.reads import GATES_TOLD

# $1 tenant, $2 cycle, $3 unit or null for the topmost in reach, $4 units led or null for everything.
FRAME = """
with recursive cyc as (
    select c.id, c.code, c.name, c.from_date, c.to_date, c.rhythm_id, k.closed_at, k.reason
      from cycles c join closures k on k.tenant_id = c.tenant_id and k.cycle_id = c.id
     where c.tenant_id = $1 and c.id = $2),
un as (
    select u.id, u.name, u.code, u.parent_id from units u
     where u.tenant_id = $1 and ($3::uuid is null or u.id = $3)
       and ($4::uuid[] is null or exists (select from unit_lines l
             where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($4)))
     order by (select count(*) from unit_lines d where d.tenant_id = $1 and d.unit_id = u.id),
              u.position, u.id
     limit 1),
own as (
    select s.*, h.number, h.body from cyc join scores s on s.tenant_id = $1 and s.cycle_id = cyc.id
      join un on s.subject_kind = 'unit' and s.subject_id = un.id
      join schemes h on h.tenant_id = $1 and h.id = s.scheme_id),
-- Members as the score itself names them: a unit moved since then stays where it was scored. Levels count
-- from the first unit with more than one below it: a company of one branch is told by what is in the branch.
members as (
    select id, null::uuid as parent, 0 as level from un
    union all
    select replace(i.unit, 'unit:', '')::uuid, m.id,
           case when m.level > 0 or jsonb_array_length(k.below) > 1 then m.level + 1 else 0 end
      from members m
      join scores s on s.tenant_id = $1 and s.cycle_id = $2 and s.subject_kind = 'unit'
                   and s.subject_id = m.id
     -- Scores kept before they named their units name them in the steps of their trace.
     cross join lateral (select coalesce(s.trace -> 'units', jsonb_path_query_array(s.trace,
               '$.steps[*] ? (@.key == "score").inputs[*].source ? (@ starts with "unit:")')) as below) k
     cross join lateral jsonb_array_elements_text(k.below) i (unit)
     where m.level < 2),
past as (
    select c.id, c.code, c.name, c.from_date, s.shown, s.trace
      from cyc, cycles c join scores s on s.tenant_id = $1 and s.cycle_id = c.id and s.subject_kind = 'unit'
     where c.tenant_id = $1 and s.subject_id = (select id from un) and c.from_date <= cyc.from_date
     order by c.from_date desc limit 8)
select json_build_object(
    'company', t.name, 'slug', t.slug, 'zone', t.zone,
    'cycle', json_build_object('id', cyc.id, 'code', cyc.code, 'name', cyc.name),
    'first', cyc.from_date, 'last', cyc.to_date, 'closed_at', cyc.closed_at, 'reason', cyc.reason,
    'unit', un.id, 'code', un.code, 'whole', un.parent_id is null, 'name', un.name,
    'path', (select coalesce(json_agg(json_build_array(a.id, a.name) order by l.depth desc), '[]')
               from unit_lines l join units a on a.tenant_id = $1 and a.id = l.ancestor_id
              where l.tenant_id = $1 and l.unit_id = un.id
                and ($4::uuid[] is null or exists (select from unit_lines r
                      where r.tenant_id = $1 and r.unit_id = a.id and r.ancestor_id = any ($4)))),
    'scheme', own.number, 'grades', own.body -> 'grades', 'places', own.body ->> 'places',
    'score', json_build_object('id', own.id, 'figure', own.score::text, 'shown', own.shown::text,
                               'grade', own.grade),
    'trace', own.trace, 'bridge', own.bridge,
    'past', (select json_agg(json_build_object('id', p.id, 'code', p.code, 'name', p.name,
                                               'shown', p.shown::text) order by p.from_date) from past p),
    'since', (select json_build_object('id', p.id, 'code', p.code, 'name', p.name, 'trace', p.trace, 'edition',
                         (select coalesce(max(r.number), 0) from restatements r where r.tenant_id = $1 and r.cycle_id = p.id))
                from past p where p.id::text = own.bridge ->> 'since'),
    'units', (select coalesce(json_agg(json_build_object(
                  'id', u.id, 'code', u.code, 'name', u.name, 'level', m.level, 'score', s.id,
                  'figure', s.score::text, 'shown', s.shown::text, 'grade', s.grade,
                  'change', s.bridge ->> 'change', 'before', s.bridge ->> 'before',
                  'checks', coalesce(s.trace #>> '{figures,checks}',
                      jsonb_path_query_first(s.trace, '$.steps[*] ? (@.key == "checks")') ->> 'value'),
                  'coverage', coalesce(s.trace #>> '{figures,coverage}',
                      jsonb_path_query_first(s.trace, '$.steps[*] ? (@.key == "coverage")') ->> 'value'))
                  order by coalesce(up.position, u.position), coalesce(up.code, u.code), m.level, u.position,
                           u.code), '[]')
                from (select * from members where parent is not null
                         and (level > 0 or not exists (select from members where level > 0))) as m
                join units u on u.tenant_id = $1 and u.id = m.id
                left join units up on up.tenant_id = $1 and up.id = m.parent and m.level = 2
                join scores s on s.tenant_id = $1 and s.cycle_id = $2 and s.subject_kind = 'unit'
                             and s.subject_id = m.id),
    'edition', (select coalesce(max(r.number), 0) from restatements r where r.tenant_id = $1 and r.cycle_id = $2),
    'restated', (select coalesce(json_agg(json_build_object(
                     'at', r.at, 'kind', r.kind, 'post', p.name, 'by', m.name, 'why', r.why, 'shown', o.shown::text)
                     order by r.number), '[]')
                   from restatements r join posts p on p.tenant_id = $1 and p.id = r.post_id
                   join memberships m on m.tenant_id = $1 and m.id = r.membership_id
                   left join past_scores o on o.tenant_id = $1 and o.cycle_id = $2 and o.number = r.number
                                          and o.subject_kind = 'unit' and o.subject_id = un.id
                  where r.tenant_id = $1 and r.cycle_id = $2 and r.kind <> 'before'
                    and (o.number is not null or exists (select from unit_lines l
                          where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = un.id))),
    'running', (select json_build_object('id', c.id, 'code', c.code, 'name', c.name) from cycles c
                 where c.tenant_id = $1 and c.state = 'open' and c.rhythm_id = (select rhythm_id from cyc)
                 order by c.from_date limit 1))::text
  from cyc, un, own, tenants t where t.id = $1"""

# $1 tenant, $2 cycle, $3 unit, $4 first day, $5 last day, $6 moment of the close, $7 zone,
# $8 points to be named ("list/point"), $9 posts to be named, $10 rows of measures.
FACTS = """
with line as (select unit_id, depth from unit_lines where tenant_id = $1 and ancestor_id = $3),
weekly as (
    select date_trunc('week', t.business_date)::date as monday, l.code, sum(t.scored) as checks,
           sum(t.score_sum) as total
      from tallies t join checklist_versions v on v.tenant_id = $1 and v.id = t.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
     where t.tenant_id = $1 and t.business_date between $4 and $5 and t.unit_id in (select unit_id from line)
     group by 1, 2 having sum(t.checks) > 0),
found as (
    select f.severity, c.business_date, l.code as list, p.code as point
      from checks c join findings f on f.tenant_id = $1 and f.check_id = c.id
      join points p on p.tenant_id = $1 and p.id = f.point_id
      join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
     where c.tenant_id = $1 and c.business_date between $4 and $5 and c.unit_id in (select unit_id from line)
       and f.found_at <= $6 and f.state <> 'withdrawn'),
closed as (
    select (f.closed_at at time zone $7)::date as day from findings f
     where f.tenant_id = $1 and f.state = 'verified' and f.unit_id in (select unit_id from line)
       and (f.closed_at at time zone $7)::date between $4 and $5),
flow as (
    select date_trunc('week', day)::date as monday, sum(opened) as opened, sum(closed) as closed
      from (select business_date as day, 1 as opened, 0 as closed from found
            union all select day, 0, 1 from closed) d
     group by 1),
taken as (
    select m.id, m.plan_id as plan, n.name as unit, m.title, m.point_code, m.list_code, o.name as owner,
           m.due_on, m.baseline::text, m.target::text, m.expected_gain::text, m.expected_gain as gain,
           line.depth,
           case when m.done_at is not null then 'done' when a.plan_id is not null then 'approved'
                else 'draft' end as state,
           e.verdict, e.estimate::text, e.low::text, e.high::text,
           e.cycle_id is not distinct from $2 as judged,
           p.cycle_id = $2 as planned
      from line join plans p on p.tenant_id = $1 and p.unit_id = line.unit_id
      join measures m on m.tenant_id = $1 and m.plan_id = p.id and m.dropped_at is null
      join units n on n.tenant_id = $1 and n.id = p.unit_id
      join posts o on o.tenant_id = $1 and o.id = m.post_id
      left join approvals a on a.tenant_id = $1 and a.plan_id = p.id
      left join effects e on e.tenant_id = $1 and e.measure_id = m.id
     where e.cycle_id = $2 or p.cycle_id = $2),
sides as (
    select 'judged' as side, verdict as word, t.* from taken t where judged
    union all select 'planned', state, t.* from taken t where planned),
ranked as (
    select s.*, row_number() over (partition by side order by
               case word when 'worked' then 0 when 'no_effect' then 1 else 2 end * (side = 'judged')::int,
               depth, gain desc, id) as place
      from sides s),
asked as (
    select list || '/' || point as key from found union select unnest($8::text[])
    union select list_code || '/' || point_code from ranked where place <= $10),
named as (
    select distinct on (l.code, p.code) l.code || '/' || p.code as key, p.text
      from checklists l join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
      join points p on p.tenant_id = $1 and p.version_id = v.id
     where l.tenant_id = $1 and l.code || '/' || p.code in (select key from asked)
     order by l.code, p.code, v.number desc)
select json_build_object(
    'lists', (select json_object_agg(code, name) from checklists where tenant_id = $1),
    'points', (select coalesce(json_object_agg(key, text), '{}') from named),
    'posts', (select coalesce(json_object_agg(id, name), '{}')
                from posts where tenant_id = $1 and id = any ($9)),
    'weeks', (select coalesce(json_agg(json_build_array(monday, code, checks, total::text)
                                       order by monday, code), '[]') from weekly),
    'severity', (select coalesce(json_object_agg(severity, n), '{}')
                   from (select severity, count(*) as n from found group by 1) s),
    'faults', (select coalesce(json_agg(json_build_array(list, point, n) order by n desc, list, point), '[]')
                 from (select list, point, count(*) as n from found group by 1, 2) s),
    'flow', (select coalesce(json_agg(json_build_array(monday, opened, closed) order by monday), '[]')
               from flow),
    'measures', (select coalesce(json_agg(row_to_json(r) order by side, place), '[]')
                   from ranked r where place <= $10),
    'money', (select coalesce(json_agg(json_build_object(
                  'measure', y.measure_id, 'link', y.link_id, 'amount', y.amount::text, 'low', y.low::text, 'high', y.high::text,
                  'model', y.assumptions -> 'model', 'version', y.assumptions -> 'version', 'input', y.assumptions -> 'input',
                  'uom', y.assumptions -> 'uom', 'result', y.assumptions -> 'result', 'moves', y.assumptions -> 'moves',
                  'start', y.assumptions -> 'from', 'end', y.assumptions -> 'to', 'why', y.assumptions -> 'why',
                  'by', y.assumptions -> 'by') order by r.place, y.link_id), '[]')
                from ranked r join effect_money y on y.tenant_id = $1 and y.measure_id = r.id
               where r.side = 'judged' and r.place <= $10),
    'tally', (select coalesce(json_agg(json_build_array(side, word, n)), '[]')
                from (select side, word, count(*) as n from ranked group by 1, 2) s),
    'peers', """ + PEERS.format(cycle="$2", unit="$3") + """,
    'rollout', """ + GATES_TOLD.format(since="$4", until="$5") + ")::text"  # noqa: S608 – names of our own

SHEET = "select sheet from closures where tenant_id = $1 and cycle_id = $2"

# $2: cycles. Their sheets, with which system each point belonged to on their last day: [list, point, system], and the systems
# in the order of the standard: [code, name].
SHEETS = """
with recursive wanted as (
    select c.id, c.to_date, k.sheet,
           (select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= c.to_date
             order by s.effective_from desc, s.number desc limit 1) as standard
      from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id where c.tenant_id = $1 and c.id = any ($2)),
node as (
    select n.standard_id, n.id, n.code, n.code as system from standard_nodes n
     where n.tenant_id = $1 and n.standard_id in (select standard from wanted) and n.parent_id is null
    union all
    select n.standard_id, n.id, n.code, a.system from node a
      join standard_nodes n on n.tenant_id = $1 and n.standard_id = a.standard_id and n.parent_id = a.id),
asked as (
    select distinct on (w.id, l.code, p.code) w.id, w.standard, l.code as list, p.code as point, p.detail_code as detail
      from wanted w join checklists l on l.tenant_id = $1
      join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id and v.effective_from <= w.to_date
      join points p on p.tenant_id = $1 and p.version_id = v.id
     order by w.id, l.code, p.code, v.number desc)
select w.id, w.sheet,
       (select coalesce(jsonb_agg(jsonb_build_array(q.list, q.point, n.system)), '[]') from asked q
          join node n on n.standard_id = q.standard and n.code = q.detail where q.id = w.id) as points,
       (select coalesce(jsonb_agg(jsonb_build_array(n.code, n.name) order by n.position, n.code), '[]') from standard_nodes n
         where n.tenant_id = $1 and n.standard_id = w.standard and n.parent_id is null) as names
  from wanted w"""

LATEST = """
select c.id from cycles c join closures k on k.tenant_id = c.tenant_id and k.cycle_id = c.id
 where c.tenant_id = $1 order by c.from_date desc limit 1"""
