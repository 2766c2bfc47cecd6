"""Findings in the middle of their story: planned, looked for elsewhere, merged, told by a customer, raised up the line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from saas.demo.hand_on import hand_on, wait_for_complaints
from saas.demo.improve import look_after_measures
from saas.findings.ask_elsewhere import ask_elsewhere
from saas.findings.contain import contain
from saas.findings.escalate import escalate
from saas.findings.explain import explain
from saas.findings.look_elsewhere import look_elsewhere
from saas.findings.merge import merge
from saas.findings.open_one import Found, open_one
from saas.findings.plan_action import plan_action
from saas.refusals import Refused
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

WHYS = ("到店时没有看出来", "这家排在路线最后，时间紧", "路线按远近排，不按上次的问题排", "没有先去问题门店的办法")
COMPLAINT = {"zh": "雪糕化了又冻上，包装变形", "en": "Ice cream thawed and frozen again, wrapping deformed"}
# Open findings that somebody holds, with their nearest leader; those with an object first.
OPEN = """
    select f.id, f.number, f.unit_id, f.post_id, f.subject, f.object_id, p.code as post, u.code as unit, f.due_on,
           (select a.membership_id from appointments a
             where a.tenant_id = $1 and a.post_id = f.post_id and a.to_date is null) as holder,
           (select r.membership_id from unit_lines l
              join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
             where l.tenant_id = $1 and l.unit_id = f.unit_id order by l.depth limit 1) as leader
      from findings f
      join posts p on p.tenant_id = $1 and p.id = f.post_id
      join units u on u.tenant_id = $1 and u.id = f.unit_id
     where f.tenant_id = $1 and f.state = 'open' and f.acting_due is null
       and f.check_id is not null order by f.number desc limit 12"""
BESIDE = """
    select o.code, a.membership_id as holder from units h
      join units u on u.tenant_id = $1 and u.parent_id = h.parent_id and u.id <> h.id and u.closed_on is null
      join posts o on o.tenant_id = $1 and o.unit_id = u.id and o.job_title = (
           select job_title from posts where tenant_id = $1 and id = $3)
      join appointments a on a.tenant_id = $1 and a.post_id = o.id and a.to_date is null
     where h.tenant_id = $1 and h.id = $2 order by o.code limit 3"""


async def raise_overdue(story: Story, day: date) -> None:
    """The clock of the demo: once a morning what is overdue goes up."""
    async with inside(story.tenant):
        await escalate(now=story.at(day, 7))


async def leave_unsettled(story: Story) -> None:
    """What a visitor finds half way on the day of the demo."""
    now = story.now - timedelta(minutes=40)
    complained = now - timedelta(hours=20)
    await wait_for_complaints(story, now=complained - timedelta(hours=1))
    async with inside(story.tenant):
        await _complaint(story, complained)
        rows = [row for row in await db().fetch(OPEN, story.tenant) if row["holder"] and row["post_id"] != story.guest]
        for row in rows[:2]:
            await _plan(row, story.now.date(), now)
        if len(rows) > 2:  # noqa: PLR2004
            await _look_elsewhere(story, rows[2], now)
        await _merge(rows[3:], now)
    await hand_on(story)
    await look_after_measures(story)


async def _complaint(story: Story, at: datetime) -> None:
    thing = await db().fetchrow(
        """select o.id, o.unit_id from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
            where o.tenant_id = $1 and o.retired_on is null order by k.code <> 'freezer', o.code limit 1""",
        story.tenant,
    )  # fmt: skip
    if thing is not None:
        await open_one(
            Found("customer", "major", COMPLAINT, thing["unit_id"], at, kind="complaint", teller="门店来电", object=thing["id"],
                  note="顾客当场退货，店主要求当天来看。", origin="demo:complaint"), now=at,
        )  # fmt: skip


async def _plan(row: Any, today: date, now: datetime) -> None:
    await contain(row["id"], what="当场先改好，请店主看住，明天再来。", photo=None, by=row["holder"], now=now)
    await explain(row["id"], None, WHYS, by=row["holder"], now=now + timedelta(minutes=3))
    due = max(row["due_on"], today + timedelta(days=2))
    action = "路线改成先去上次有问题的门店，连看三次"
    try:
        await plan_action(
            row["id"],
            action=action,
            post=row["post"],
            owner=row["holder"],
            due=due,
            by=row["leader"],
            now=now + timedelta(minutes=9),
        )
    except Refused:
        return  # Nobody leads this unit: it stays explained.


async def _look_elsewhere(story: Story, row: Any, now: datetime) -> None:
    beside = await db().fetch(BESIDE, story.tenant, row["unit_id"], row["post_id"])
    if not beside:
        return
    asked: list[UUID] = await ask_elsewhere(
        row["id"], [one["code"] for one in beside], due=story.now.date() + timedelta(days=1), by=row["leader"], now=now
    )
    answers = (("found", "这里也有两处"), ("clear", "逐个看过，没有"))
    for extent, one, (answer, note) in zip(asked, beside, answers, strict=False):
        await look_elsewhere(extent, answer=answer, note=note, photo=None, by=one["holder"], now=now + timedelta(minutes=20))


async def _merge(rows: list[Any], now: datetime) -> None:
    """Two of one unit, if there are such, turn out to be one thing."""
    first: dict[UUID, Any] = {}
    for row in rows:
        kept = first.setdefault(row["unit_id"], row)
        if kept is not row and row["leader"]:
            await merge(row["id"], into=kept["number"], why="同一处，记了两次", by=row["leader"], now=now)
            return
