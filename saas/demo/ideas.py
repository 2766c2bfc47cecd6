"""Better ways that people of the demo proposed: one waits too long, one was taken up and can become a measure, one was not, and
one became a measure long ago.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from saas.plans.take_idea import Idea, take_idea
from saas.suggestions.answer import answer
from saas.suggestions.escalate import escalate
from saas.suggestions.join import Place, join
from saas.suggestions.propose import Proposal, propose
from saas.suggestions.reads import choices
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

# (days ago, gain, text, named)
IDEAS = (
    (9, "time", "冰柜门上贴一张温度条，到店一眼看得见，不用开门量", True),
    (5, "ease", "补货车上常备一套门封条和螺丝刀，小毛病当场修", True),
    (4, "cost", "月底盘点改成两个人一组，一人点一人记", False),
    (1, "customer", "价签夹换成磁吸的，开关门不掉", True),
)  # fmt: skip


BETTER, THANKS, BECAME, ANSWERED = "出车前一晚就把第二天的路线单和价签备齐，到店不用翻找", "试一个季度，看合格率", 9, 5


async def become_measure(story: Story, cycle: UUID, *, now: datetime) -> None:
    """Before the first plans are signed: the guest's suggestion is taken up by a measure that is drafted for the same point."""
    guest = next(one for one in story.people if one.post == story.guest)
    async with inside(story.tenant):
        row = await db().fetchrow(
            """select m.id, m.list_code || '/' || m.point_code as point, r.membership_id as leader, r.unit_id as leads
                 from unit_lines l join plans p on p.tenant_id = $1 and p.unit_id = l.ancestor_id and p.cycle_id = $3
                 join measures m on m.tenant_id = $1 and m.plan_id = p.id
                 join unit_lines h on h.tenant_id = $1 and h.unit_id = p.unit_id
                 join roles r on r.tenant_id = $1 and r.unit_id = h.ancestor_id and r.role in ('leader', 'executive')
                where l.tenant_id = $1 and l.unit_id = $2 and not exists (
                      select from suggestion_measures x where x.tenant_id = $1)
                order by l.depth, m.position, h.depth, r.membership_id limit 1""",
            story.tenant, guest.unit, cycle,
        )  # fmt: skip
        if row is None:
            return
        one, at = uuid4(), now - timedelta(days=ANSWERED)
        who = {"heads": [row["leads"]], "by": row["leader"], "now": at}
        said = Proposal("quality", BETTER, unit=str(guest.unit), named=True)
        await propose(one, said, by=guest.member, within=None, now=now - timedelta(days=BECAME))
        await answer(one, "adopted", THANKS, **who)
        await join(one, Place(row["point"]), **who)
        idea = Idea(BETTER, measure=row["id"])
        await take_idea(one, idea, locale="zh-CN", leads=[row["leads"]], by=row["leader"], now=now)


async def have_ideas(story: Story) -> None:
    """The guest of the demo proposed some; the nearest leader has answered two of them."""
    people = sorted(story.people, key=lambda one: (one.post != story.guest, one.post))
    staff = [one for one in people if one.role == "staff"][:3]
    async with inside(story.tenant):
        top = await db().fetchval("select id from units where tenant_id = $1 and parent_id is null", story.tenant)
        leader = await db().fetchval(
            """select r.membership_id from unit_lines l join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id
                  and r.role in ('leader', 'executive')
                where l.tenant_id = $1 and l.unit_id = $2 order by l.depth limit 1""",
            story.tenant, staff[0].unit,
        )  # fmt: skip
        made = []
        for n, (ago, gain, text, named) in enumerate(IDEAS):
            one, who, at = uuid4(), staff[n % len(staff)], story.now - timedelta(days=ago, hours=2)
            said = Proposal(gain, text, unit=str(who.unit), named=named)
            await propose(one, said, by=who.member, within=None, now=at)
            made.append((one, who.unit))
        await _answered(story, made, top, leader)
        await escalate(now=story.now)


async def _answered(story: Story, made: list[tuple[UUID, UUID]], top: UUID, leader: UUID) -> None:
    """The second is taken up and said to be about the point with most findings; the third is not."""
    at = story.now - timedelta(days=2)
    (taken, unit), (declined, _) = made[1], made[2]
    await answer(taken, "adopted", "好办法，下月每辆车配一套。", heads=[top], by=leader, now=at)
    points = (await choices(unit, at))["points"]
    if points:
        await join(taken, Place(points[0][0]), heads=[top], by=leader, now=at)
    await answer(declined, "declined", "人手不够，先把盘点表的顺序改好再看。", heads=[top], by=leader, now=at)
