"""What the homes read: what waits for somebody and who is stuck; the quarter as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from saas.beats import MINUTE, beats
from saas.dashboards.home import Doing, Gap, Past, Stuck, Text, Waiting
from saas.dashboards.marks import AT, PATH, Place
from saas.rollout.page_reads import WAITING as NOT_REACHED
from saas.rollout.page_reads import Ahead
from saas.scores.told import ToldBridge, bridge_of
from tenants import current, db

A_WEEK = timedelta(days=7)
AHEAD = NOT_REACHED.format(units="select m.unit_id from mine m", day="$5")
# What waits and all that is TOLD is seen at once. Whoever leads more units than WIDE learns of a decision at once, of one check
# more within the minute: to add up all their queues would cost more than the page. What a leader is told of the day goes with
# the clock.
TOLD = (
    "findings", "plans", "scores", "looks", "indicators", "appeals", "budgets", "signals", "suggestions", "rollouts", "standards",
)  # fmt: skip
WIDE = 100


def mark(wide: int = WIDE) -> str:
    """What a home is kept under."""
    return f"""
    select concat_ws(' ', who.names, who.org, who.lists, case
        when (select count(*) from (select from unit_lines l where l.tenant_id = who.tenant_id
                 and l.ancestor_id = any (who.role_units) limit {wide + 1}) w) > {wide}
        then concat_ws('+', {MINUTE}, (select max(r.decided_at) from reviews r where r.tenant_id = who.tenant_id))
        else (select sum(q.edition) from unit_lines l join queues q on q.tenant_id = who.tenant_id and q.unit_id = l.unit_id
               where l.tenant_id = who.tenant_id and l.ancestor_id = any (who.role_units))::text end,
        case when 'leader' = any (who.roles) then {MINUTE} end,
        {beats(*TOLD)})"""  # noqa: S608 - subjects of our own


HOME_MARK = mark()

# $2 the reader, $3 their posts, $4 heads of their lines, $5 today, $6 a week ago (for who is stuck, which leaders are told).
MINE = "mine as materialized (select distinct l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($4))"
STUCK = """, seated as materialized (
        select p.id, p.name, p.unit_id from posts p where p.tenant_id = $1 and p.unit_id in (select m.unit_id from mine m)
           and p.id <> all ($3)
    ), late as (
        select f.post_id, count(*) as n, min(f.due_on) as since from findings f
         where f.tenant_id = $1 and f.state = 'open' and f.due_on < $5 and f.unit_id in (select m.unit_id from mine m) group by 1
    ), back as (
        select c.post_id, count(*) as n from checks c
         where c.tenant_id = $1 and c.state = 'returned' and c.business_date >= $6 and c.unit_id in (select m.unit_id from mine m)
         group by 1
    ), missed as (
        select d.post_id, count(*) as n from due_checks d
         where d.tenant_id = $1 and d.state = 'missed' and d.business_date between $6 and $5
           and d.unit_id in (select m.unit_id from mine m) group by 1
    ), stuck as (
        select s.id, s.name, s.unit_id, coalesce(l.n, 0) as overdue, l.since, coalesce(b.n, 0) as returned,
               coalesce(m.n, 0) as missed
          from seated s left join late l on l.post_id = s.id left join back b on b.post_id = s.id
          left join missed m on m.post_id = s.id
         where l.n > 0 or b.n > 0 or m.n > 0
         order by coalesce(l.n, 0) * 3 + coalesce(b.n, 0) * 2 + coalesce(m.n, 0) desc, l.since, s.id limit 6
    )"""
WAITS = f"""
    select json_build_object(
        'waiting', json_build_object(
            'reviews', (select coalesce(sum(q.waiting), 0) from mine m join queues q on q.tenant_id = $1 and q.unit_id = m.unit_id
                         where q.membership_id <> $2 and q.post_id <> all ($3)),
            'verify', (select count(*) from findings f where f.tenant_id = $1 and f.state = 'acted' and f.post_id <> all ($3)
                          and f.unit_id in (select m.unit_id from mine m)),
            'findings', (select count(*) from findings f
                          where f.tenant_id = $1 and f.state = 'open' and coalesce(f.acting_post_id, f.post_id) = any ($3)),
            'appeals', (select count(*) from appeals a where a.tenant_id = $1 and a.state = 'open' and a.decider_id = $2),
            'plans', (select count(*) from plans p
                       where p.tenant_id = $1 and p.unit_id in (select m.unit_id from mine m) and not exists (
                             select from approvals a where a.tenant_id = $1 and a.plan_id = p.id) and exists (
                             select from measures x where x.tenant_id = $1 and x.plan_id = p.id and x.dropped_at is null)
                         and p.cycle_id = (select c.id from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id
                                            where c.tenant_id = $1 order by c.to_date desc limit 1)),
            'measures', (select count(*) from measures x join approvals a on a.tenant_id = $1 and a.plan_id = x.plan_id
                          where x.tenant_id = $1 and x.post_id = any ($3) and x.done_at is null and x.dropped_at is null),
            'signals', (select count(*) from signals s where s.tenant_id = $1 and s.state = 'open' and s.membership_id <> $2
                           and s.unit_id in (select m.unit_id from mine m)),
            'budgets', (select count(*) from budget_items i join budget_books b on b.tenant_id = $1 and b.id = i.book_id
                         cross join lateral (values ('department', i.unit_id), ('finance', b.finance_unit_id)) s (side, unit_id)
                         cross join lateral (
                               select f.id from budget_figures f where f.tenant_id = $1 and f.item_id = i.id
                                  and f.side = 'agreed' order by f.edition desc limit 1) f
                         where i.tenant_id = $1 and s.unit_id = any ($4) and not exists (
                               select from budget_signatures g
                                where g.tenant_id = $1 and g.figure_id = f.id and g.side = s.side)),
            'suggestions', (select count(*) from suggestions s where s.tenant_id = $1 and s.withdrawn_at is null
                               and s.membership_id <> $2 and s.unit_id in (select m.unit_id from mine m) and not exists (
                                   select from suggestion_answers a where a.tenant_id = $1 and a.suggestion_id = s.id)),
            'gates', (select count(*) from rollout_stages s
                       where s.tenant_id = $1 and s.retired_on is null and s.state = 'open'
                         and s.opened_on + ceil(s.weeks * 7)::int <= $5
                         and exists (select from rollouts r where r.tenant_id = $1 and r.to_date is null)
                         and exists (select from units u join roles o on o.tenant_id = $1 and o.unit_id = u.id
                                        and o.membership_id = $2 and o.role = 'executive'
                                      where u.tenant_id = $1 and u.parent_id is null and u.closed_on is null))),
        'ahead', {AHEAD}"""  # noqa: S608
STUCK_TOLD = """, 'stuck', (select json_agg(json_build_array(s.id, s.name, u.name, (
                         select string_agg(n.name, '、' order by n.name) from appointments e
                           join memberships n on n.tenant_id = $1 and n.id = e.membership_id
                          where e.tenant_id = $1 and e.post_id = s.id and e.from_date <= $5
                            and (e.to_date is null or e.to_date >= $5)), s.overdue, s.since, s.returned, s.missed))
                    from stuck s join units u on u.tenant_id = $1 and u.id = s.unit_id)"""
WAITING = f"with {MINE} {WAITS})"
STUCK_TOO = f"with {MINE}{STUCK} {WAITS}{STUCK_TOLD})"

# $4 today. The running cycle as it was counted last; the closed ones of its rhythm; the measures that run or were judged last.
QUARTER = f"""
    with {AT}, run as materialized (
        select i.*, n.counted_at, n.since_id, c.name, c.from_date, c.to_date, c.scheme_id, c.rhythm_id from at
          join look_counts n on n.tenant_id = $1 join cycles c on c.tenant_id = $1 and c.id = n.cycle_id
          join interim_scores i on i.tenant_id = $1 and i.cycle_id = c.id and i.unit_id = at.id
         where not exists (select from closures k where k.tenant_id = $1 and k.cycle_id = c.id)
    ), past as materialized (
        select c.id, c.name, c.from_date, s.shown, s.grade, h.body -> 'grades' as grades, h.body ->> 'places' as places
          from at join scores s on s.tenant_id = $1 and s.subject_kind = 'unit' and s.subject_id = at.id
          join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
          join schemes h on h.tenant_id = $1 and h.id = s.scheme_id
         where c.rhythm_id = coalesce((select run.rhythm_id from run), c.rhythm_id)
         order by c.from_date desc limit 8
    ), costly as (
        select g.row, g.place from run
         cross join lateral jsonb_array_elements(run.losses -> 'rows') with ordinality g (row, place)
         where g.place <= 5
    ), doing as (
        select x.plan_id, x.title, u.name as unit, p.name as owner, x.due_on, x.expected_gain, x.done_at is not null as done,
               e.verdict, e.cycle_id
          from at join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id
          join plans n on n.tenant_id = $1 and n.unit_id = l.unit_id
          join approvals a on a.tenant_id = $1 and a.plan_id = n.id
          join measures x on x.tenant_id = $1 and x.plan_id = n.id and x.dropped_at is null
          join units u on u.tenant_id = $1 and u.id = n.unit_id
          join posts p on p.tenant_id = $1 and p.id = x.post_id
          left join effects e on e.tenant_id = $1 and e.measure_id = x.id
         where e.cycle_id is null or e.cycle_id = (select t.id from past t order by t.from_date desc limit 1)
    )
    select json_build_object(
        'path', {PATH}, 'unit', (select json_build_array(at.id, at.name) from at),
        'company', (select t.name from tenants t where t.id = $1),
        'whole', (select at.parent_id is null from at),
        'running', (select json_build_object('id', run.cycle_id, 'name', run.name, 'last', run.to_date, 'shown', run.shown::text,
                           'grade', (select g -> 'name' from schemes h
                                      cross join lateral jsonb_array_elements(h.body -> 'grades') g
                                      where h.tenant_id = $1 and h.id = run.scheme_id and g ->> 'key' = run.grade),
                           'bridge', run.bridge, 'counted_at', run.counted_at,
                           'whole', run.losses ->> 'whole') from run),
        'past', (select json_agg(json_build_array(t.id, t.name, t.shown::text, (
                        select g -> 'name' from jsonb_array_elements(t.grades) g where g ->> 'key' = t.grade))
                        order by t.from_date)
                   from past t),
        'places', (select coalesce(t.places::int, 2) from past t order by t.from_date desc limit 1),
        'gaps', (select json_agg(json_build_array(g.row ->> 0, g.row ->> 1, g.row ->> 2, g.row ->> 3, (
                        select q.text from checklist_versions v join points q on q.tenant_id = $1 and q.version_id = v.id
                         where v.tenant_id = $1 and v.checklist_id = k.id and q.code = g.row ->> 1
                         order by v.number desc limit 1),
                        k.name, p.name) order by g.place)
                   from costly g left join checklists k on k.tenant_id = $1 and k.code = g.row ->> 0
                   left join posts p on p.tenant_id = $1 and p.id::text = g.row ->> 5),
        'tally', (select json_build_object(
                         'running', count(*) filter (where not d.done and d.due_on >= $4 and d.cycle_id is null),
                         'overdue', count(*) filter (where not d.done and d.due_on < $4 and d.cycle_id is null),
                         'done', count(*) filter (where d.done and d.cycle_id is null),
                         'worked', count(*) filter (where d.verdict = 'worked'),
                         'no_effect', count(*) filter (where d.verdict = 'no_effect'),
                         'cannot_tell', count(*) filter (where d.verdict = 'cannot_tell')) from doing d),
        'doing', (select json_agg(json_build_array(
                         d.plan_id, d.title, d.unit, d.owner, d.due_on, d.expected_gain::text, d.done, d.verdict))
                    from (select * from doing d where d.cycle_id is null
                           order by d.done, d.due_on >= $4, d.expected_gain desc, d.plan_id limit 6) d))"""  # noqa: S608


class _Waits(msgspec.Struct, frozen=True):
    waiting: Waiting
    ahead: Ahead | None
    stuck: list[Stuck] | None = None


class Running(msgspec.Struct, frozen=True):
    """The cycle that runs, as it was counted; `whole`: all points lost so far."""

    id: UUID
    name: Text
    last: date
    shown: Decimal | None
    grade: Text | None
    bridge: dict[str, Any] | None
    counted_at: datetime
    whole: Decimal

    @property
    def moved(self) -> ToldBridge | None:
        told = bridge_of(self.bridge)
        return told if told and told.before is not None and told.after is not None and told.change is not None else None


class QuarterNow(msgspec.Struct, frozen=True):
    """The unit's quarter so far, the closed ones (oldest first), the largest gaps, the measures."""

    path: list[Place] | None
    unit: Place | None
    company: str
    whole: bool | None
    running: Running | None
    past: list[Past] | None
    places: int | None
    gaps: list[Gap] | None
    tally: dict[str, int]
    doing: list[Doing] | None


async def waits(member: UUID, posts: Sequence[UUID], heads: Sequence[UUID], today: date) -> tuple[Waiting, Ahead | None]:
    """What waits, and which units the rollout has not reached. One statement."""
    told = msgspec.json.decode(await db().fetchval(WAITING, current(), member, list(posts), list(heads), today), type=_Waits)
    return told.waiting, told.ahead


async def waits_and_stuck(
    member: UUID, posts: Sequence[UUID], heads: Sequence[UUID], today: date
) -> tuple[Waiting, list[Stuck], Ahead | None]:
    """The same, and who of the line is stuck. One statement."""
    text = await db().fetchval(STUCK_TOO, current(), member, list(posts), list(heads), today, today - A_WEEK)
    told = msgspec.json.decode(text, type=_Waits)
    return told.waiting, told.stuck or [], told.ahead


async def quarter_now(unit: UUID | None, heads: Sequence[UUID], today: date) -> QuarterNow:
    """One statement."""
    told = await db().fetchval(QUARTER, current(), unit, list(heads), today)
    return msgspec.json.decode(told, type=QuarterNow, strict=False)
