"""What the story of one finding asks: its steps in order, and what lies around it."""

from __future__ import annotations

# Who stands outside the company reads no name from inside it: `units` are those an outsider is confined to.
WITHIN = """({units}::uuid[] is null or exists (
    select from unit_lines w where w.tenant_id = $1 and w.unit_id = {of}.unit_id and w.ancestor_id = any ({units})))"""


def _named(post: str) -> str:
    inner = """'{"zh": "公司内部", "en": "inside the company"}'"""
    return f"case when {WITHIN.format(of=post, units='$3')} then {post}.name else {inner} end"


FROM, TO = _named("p"), _named("q")
NEAR, ASKED = WITHIN.format(of="post", units="$5"), WITHIN.format(of="x", units="$5")

# One line a fact: when, what, who, and what it says. `more`: the figures of its kind.
STEPS = f"""
    select s.at, s.kind, s.cause, s.text, s.photo, s.membership_id as member, s.more, m.name as by,
           s.kind = 'acted' and exists (
               select from deputies e join findings f on f.tenant_id = $1 and f.id = $2 and f.post_id = e.post_id
                where e.tenant_id = $1 and e.membership_id = s.membership_id
                  and (s.at at time zone t.zone)::date between e.from_date and e.to_date) as stood_in
      from (select done_at as at, 'acted' as kind, cause, action as text, photo_id as photo, membership_id,
                   case when told_at < done_at - interval '1 hour' then jsonb_build_object('at', told_at) end as more
              from corrective_actions where tenant_id = $1 and finding_id = $2
            union all
            select verified_at, outcome, null, note, photo_id, membership_id, null
              from verifications where tenant_id = $1 and finding_id = $2
            union all
            select at, 'contained', null, what, photo_id, membership_id, null
              from containments where tenant_id = $1 and finding_id = $2
            union all
            select e.at, 'explained', null, null, null, e.membership_id, jsonb_build_object('whys', e.whys, 'category', c.name)
              from explanations e left join causes c on c.tenant_id = $1 and c.id = e.cause_id
             where e.tenant_id = $1 and e.finding_id = $2
            union all
            select a.at, 'planned', null, a.action, null, a.membership_id,
                   jsonb_build_object('post', {FROM}, 'owner', w.name, 'due', a.due_on)
              from planned_actions a join posts p on p.tenant_id = $1 and p.id = a.post_id
              left join memberships w on w.tenant_id = $1 and w.id = a.owner_id
             where a.tenant_id = $1 and a.finding_id = $2
            union all
            select h.at, 'handed_on', null, h.why, null, h.membership_id,
                   jsonb_build_object('from', {FROM}, 'to', {TO})
              from handings_on h join posts p on p.tenant_id = $1 and p.id = h.from_post_id
              join posts q on q.tenant_id = $1 and q.id = h.to_post_id
             where h.tenant_id = $1 and h.finding_id = $2
            union all
            select r.at, 'came_back', null, r.why, null, r.membership_id, jsonb_build_object('due', r.due_on)
              from reopenings r where r.tenant_id = $1 and r.finding_id = $2
            union all
            select e.at, 'escalated', null, null, null, null,
                   jsonb_build_object('to', w.name, 'post', {FROM}, 'outside', e.outside, 'days', e.days)
              from escalations e left join memberships w on w.tenant_id = $1 and w.id = e.to_id
              left join posts p on p.tenant_id = $1 and p.id = e.post_id
             where e.tenant_id = $1 and e.finding_id = $2
            union all
            select g.at, 'merged', null, g.why, null, g.membership_id, jsonb_build_object('id', k.id, 'number', k.number)
              from mergers g join findings k on k.tenant_id = $1 and k.id = g.into_id
             where g.tenant_id = $1 and g.finding_id = $2
            union all
            select g.at, 'took_in', null, g.why, null, g.membership_id, jsonb_build_object('id', k.id, 'number', k.number)
              from mergers g join findings k on k.tenant_id = $1 and k.id = g.finding_id
             where g.tenant_id = $1 and g.into_id = $2
            union all
            select at, action, null, why, null, membership_id, null from trails
             where tenant_id = $1 and noun = 'finding' and noun_id = $2
               and action in ('withdraw', 'revive', 'part', 'apart')) s
      join tenants t on t.id = $1
      left join memberships m on m.tenant_id = $1 and m.id = s.membership_id
     order by s.at, s.kind <> 'explained'"""  # noqa: S608

# What it belongs to: the same before and after, the one it was found by looking elsewhere for, places asked, twins, causes.
# $3: the reader may act; then also posts, people and units to choose from: beside it and up its line. $4: units led.
AROUND = f"""
    with me as (select * from findings where tenant_id = $1 and id = $2),
    near as (
        select u.id, u.code, u.name, u.position, u.parent_id = h.parent_id and u.id <> h.id as beside,
               exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($4)) as led
          from me join units h on h.tenant_id = $1 and h.id = me.unit_id
          join units u on u.tenant_id = $1 and u.closed_on is null
              cross join lateral (select u.id as unit_id) post
         where $3 and {NEAR}
           and (exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id
                                  and l.ancestor_id = coalesce(h.parent_id, h.id))
                    or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = h.id and l.ancestor_id = u.id)))
    select (select jsonb_agg(jsonb_build_object('id', e.id, 'number', e.number, 'state', e.state, 'at', e.found_at,
                                                'unit', u.name) order by e.found_at desc)
              from (select e.* from findings e, me
                     where e.tenant_id = $1 and e.subject = me.subject and e.object_id is not distinct from me.object_id
                       and (me.object_id is not null or e.unit_id = me.unit_id) and e.id <> me.id and e.merged_id is null
                       and e.state <> 'withdrawn' order by e.found_at desc limit 6) e
              join units u on u.tenant_id = $1 and u.id = e.unit_id) as again,
           (select jsonb_build_object('id', k.id, 'number', k.number, 'title', k.title)
              from me join findings k on k.tenant_id = $1 and k.id = me.parent_id) as parent,
           (select jsonb_build_object('id', k.id, 'number', k.number)
              from me join findings k on k.tenant_id = $1 and k.id = me.merged_id) as kept,
           (select jsonb_agg(jsonb_build_object('id', x.id, 'unit', u.name, 'post', p.name, 'post_id', x.post_id,
                             'object', o.name, 'due', x.due_on, 'answer', x.answer, 'note', x.note, 'photo', x.photo_id,
                             'by', m.name, 'at', x.answered_at, 'child', k.id, 'number', k.number)
                             order by x.asked_at, u.position, u.code, p.code)
              from extent_checks x
              join units u on u.tenant_id = $1 and u.id = x.unit_id
              join posts p on p.tenant_id = $1 and p.id = x.post_id
              left join objects o on o.tenant_id = $1 and o.id = x.object_id
              left join memberships m on m.tenant_id = $1 and m.id = x.answered_by
              left join findings k on k.tenant_id = $1 and k.id = x.child_id
             where x.tenant_id = $1 and x.finding_id = $2 and {ASKED}) as places,
           (select jsonb_agg(jsonb_build_array(c.id, c.name) order by c.position, c.code) from causes c
             where $3 and c.tenant_id = $1 and c.retired_on is null) as causes,
           (select jsonb_build_object('whys', e.whys, 'category', e.cause_id) from explanations e
             where e.tenant_id = $1 and e.finding_id = $2 order by e.at desc limit 1) as explained,
           (select a.action from planned_actions a
             where a.tenant_id = $1 and a.finding_id = $2 order by a.at desc limit 1) as planned,
           (select jsonb_agg(jsonb_build_array(n.code, n.name) order by n.position, n.code) from near n where n.beside) as units,
           (select jsonb_agg(jsonb_build_array(o.code, o.name, n.name, n.led) order by n.position, n.code, o.code)
              from (select * from posts o where o.tenant_id = $1 and o.closed_on is null
                       and o.unit_id in (select id from near) limit 200) o join near n on n.id = o.unit_id) as posts,
           (select jsonb_agg(distinct jsonb_build_array(m.id, m.name)) from near n
              join posts o on o.tenant_id = $1 and o.unit_id = n.id and o.closed_on is null
              join appointments a on a.tenant_id = $1 and a.post_id = o.id and a.to_date is null
              join memberships m on m.tenant_id = $1 and m.id = a.membership_id and m.ended_at is null) as people"""  # noqa: S608
