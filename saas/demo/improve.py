"""What the leaders of the demo do with a closed quarter: approve the plans; and what the measures change in people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from saas.demo.ideas import become_measure
from saas.demo.people import Person
from saas.plans.add import add
from saas.plans.approve import approve
from saas.plans.escalate import escalate
from saas.plans.finish import finish
from saas.plans.note_progress import note_progress
from saas.plans.open_plan import open_plan
from saas.plans.set_link import set_link
from saas.plans.settle import settle_due
from saas.plans.settle_results import settle_results
from saas.plans.watch import watch
from saas.refusals import Refused
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

# A measure that works takes most of the failures away; not every measure works.
DONE_A_DAY = 24
TUESDAY, AGO = 1, timedelta(days=12)
SAID = ("", "已和门店说好", "", "设备已报修，等配件", "")
WORTH = "按去年四个季度的台账估计：合格率每高 1 个百分点，传统渠道一年多卖约 0.6 万元"
WORKS_IN_A_HUNDRED, LEFT_OF_FAILURES, LEFT_AFTER_A_QUARTER = 65, 20, 85


async def approve_plans(story: Story, cycle: UUID, *, now: datetime) -> list[tuple[UUID, str]]:
    """Every plan is approved by whoever leads its unit; returns (owner post, point code) of the measures that will work."""
    await become_measure(story, cycle, now=now)
    async with inside(story.tenant):
        plans = await db().fetch(
            """select p.id, n.membership_id as leader, n.unit_id as leads from plans p
               join lateral (select r.membership_id, r.unit_id from unit_lines l
                 join roles r on r.tenant_id = l.tenant_id and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
                 join appointments a on a.tenant_id = r.tenant_id and a.membership_id = r.membership_id
                where l.tenant_id = p.tenant_id and l.unit_id = p.unit_id order by l.depth limit 1) n on true
               join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
               where p.tenant_id = $1 and p.cycle_id = $2 order by u.code""",
            story.tenant, cycle,
        )  # fmt: skip
    for plan in plans:
        try:
            async with inside(story.tenant):
                await approve(plan["id"], leads=[plan["leads"]], by=plan["leader"], now=now)
        except Refused:
            continue  # A plan without measures stays a draft.
    return [
        (row["post_id"], row["point_code"]) for row in await _drafted(story, cycle)
        if row["signed"] and story.dice.randrange(100) < WORKS_IN_A_HUNDRED
    ]  # fmt: skip


async def _drafted(story: Story, cycle: UUID) -> list[Any]:
    """Its measures, and whether somebody has signed them."""
    async with inside(story.tenant):
        rows: list[Any] = await db().fetch(
            """select m.post_id, m.point_code, a.plan_id is not null as signed from measures m
               join plans p on p.tenant_id = m.tenant_id and p.id = m.plan_id
               left join approvals a on a.tenant_id = p.tenant_id and a.plan_id = p.id
               where m.tenant_id = $1 and p.cycle_id = $2 order by m.id""",
            story.tenant, cycle,
        )  # fmt: skip
    return rows


async def finish_measures(story: Story, day: date) -> None:
    """In the last week before its date the owner of a measure marks it done, most of them in time."""
    async with inside(story.tenant):
        rows = await db().fetch(
            """select m.id, m.post_id from measures m
               join approvals a on a.tenant_id = m.tenant_id and a.plan_id = m.plan_id
               where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null and m.due_on - 7 <= $2 order by m.id""",
            story.tenant, day,
        )  # fmt: skip
    owners = {person.post: person for person in story.people}
    for row in rows:
        if story.dice.randrange(100) < DONE_A_DAY:
            owner = owners[row["post_id"]]
            async with inside(story.tenant):
                await finish(row["id"], posts=[owner.post], by=owner.member, now=min(story.at(day, 16), story.now))


async def note_measures(story: Story, day: date) -> None:
    """Once a week the owners of what is not done tell how far it is, some with a word."""
    if day.weekday() != TUESDAY:
        return
    async with inside(story.tenant):
        rows = await db().fetch(
            """select m.id, m.post_id, m.due_on, a.approved_at from measures m
               join posts o on o.tenant_id = m.tenant_id and o.id = m.post_id
               join approvals a on a.tenant_id = m.tenant_id and a.plan_id = m.plan_id
               where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null
               order by o.code, m.point_code, m.list_code""",
            story.tenant,
        )  # fmt: skip
    owners = {person.post: person for person in story.people}
    for n, row in enumerate(rows):
        owner = owners[row["post_id"]]
        gone = (day - row["approved_at"].date()).days * 4 // max((row["due_on"] - row["approved_at"].date()).days, 1)
        async with inside(story.tenant):
            await note_progress(
                row["id"], 25 * max(1, min(gone, 3)), SAID[n % len(SAID)], None, posts=[owner.post], by=owner.member,
                now=min(story.at(day, 15), story.now),
            )  # fmt: skip


async def plan_further(story: Story) -> None:
    """Two leaders put one more gap into a plan of these weeks; the owners have begun."""
    async with inside(story.tenant):
        rows = await db().fetch(
            """select distinct on (u.code) u.id, u.code, g.cycle_id, g.list_code || '/' || g.point_code as point,
                      n.membership_id as leader, n.unit_id as leads
                 from point_gaps g join units u on u.tenant_id = g.tenant_id and u.id = g.unit_id and u.code in ('Z1', 'Z2')
                 join cycles c on c.tenant_id = g.tenant_id and c.id = g.cycle_id
                 join lateral (select r.membership_id, r.unit_id from unit_lines l
                   join roles r on r.tenant_id = l.tenant_id and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
                  where l.tenant_id = g.tenant_id and l.unit_id = g.unit_id order by l.depth, r.membership_id limit 1) n on true
                where g.tenant_id = $1 and not exists (
                      select from measures m join plans p on p.tenant_id = m.tenant_id and p.id = m.plan_id
                       where p.unit_id = g.unit_id and m.tenant_id = g.tenant_id
                         and m.list_code = g.list_code and m.point_code = g.point_code)
                order by u.code, c.to_date desc, g.position""",
            story.tenant,
        )  # fmt: skip
        for row in rows:
            said = {"leads": [row["leads"]], "by": row["leader"], "now": story.now - AGO}
            plan = await open_plan(row["id"], cycle=row["cycle_id"], **said)
            await add(plan, row["point"], **said)
            await approve(plan, **said)


async def look_after_measures(story: Story) -> None:
    """What the day asks of plans, and what two points are worth by the distributor's model."""
    await plan_further(story)
    day = story.now.date()
    async with inside(story.tenant):
        await settle_due(day, now=story.now)
        await settle_results(day, now=story.now)
        await watch(day, now=story.now)
        await escalate(now=story.now)
        rows = await db().fetch(
            """select m.list_code || '/' || m.point_code as point, r.membership_id as by, k.id as model from measures m
               join effects e on e.tenant_id = m.tenant_id and e.measure_id = m.id and e.verdict = 'worked'
               join models k on k.tenant_id = m.tenant_id and k.code = 'distributor_profit'
               join lateral (select x.membership_id from roles x where x.tenant_id = m.tenant_id and x.role = 'executive'
                              order by x.membership_id limit 1) r on true
               where m.tenant_id = $1 group by 1, 2, 3 order by max(e.estimate) desc, 1 limit 2""",
            story.tenant,
        )  # fmt: skip
        for row in rows:
            given = {"point": row["point"], "input": f"{row['model']}/traditional", "result": f"{row['model']}/profit"}
            await set_link(given | {"moves": "0.6", "why": WORTH}, by=row["by"], now=story.now)


def better(people: list[Person], measures: list[tuple[UUID, str]]) -> None:
    """Whoever owns a measure that works fails less often at its point; everybody learns a little and closes sooner."""
    for person in people:
        habit, points = person.habit, {code for post, code in measures if post == person.post}
        rates = dict.fromkeys(points, habit.fails) | dict(habit.weak)
        weak = {code: rate * LEFT_OF_FAILURES // 100 if code in points else rate for code, rate in rates.items()}
        person.habit = replace(
            habit, weak=weak, fails=habit.fails * LEFT_AFTER_A_QUARTER // 100, prompt=min(90, habit.prompt + 12),
            misses=habit.misses * LEFT_AFTER_A_QUARTER // 100,
        )  # fmt: skip
