"""What waits for an event, and what goes from hand to hand: a list that a complaint calls up, three runs half way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from saas.calendar import business_date
from saas.checklists.schedule import schedule
from saas.demo.people import Person
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof
from saas.processes.start_run import start_run
from saas.processes.take_over import take_over
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

LIST = "C2"
WHY = "投诉或重大问题后，当天复看这台冰柜"
EVENT = {
    "kind": "event", "on": "finding_opened", "severity": "major", "thing": "freezer", "title1": "sales_rep", "share": "each",
    "within": "1440", "signed": WHY, "why": WHY,
}  # fmt: skip
OPEN = "select id, state, posts from turns where tenant_id = $1 and run_id = $2 and state in ('waiting', 'working') limit 1"


@dataclass(frozen=True)
class Run:
    """`gone`: hours ago when each activity was finished and handed over; the next one still waits to be taken."""

    process: str
    title: str
    starter: str
    began: float
    gone: tuple[int, ...]


RUNS = (
    Run("P3", "胜利路 70 号新店", "SR-12", 40, (20,)),
    Run("P3", "胜利路 102 号便利店", "SR-11", 100, (70, 52, 44, 22)),
    # Nobody has taken it, and its time is over.
    Run("P2", "人民路 60 号文具店 8 箱", "SD-2", 8.4, (8,)),
)


async def wait_for_complaints(story: Story, *, now: datetime) -> None:
    """From `now` on a grave finding about a freezer calls the nearest sales representative to it."""
    async with inside(story.tenant):
        found = await db().fetchval("select id from checklists where tenant_id = $1 and code = $2", story.tenant, LIST)
        admin = await db().fetchval(
            "select membership_id from roles where tenant_id = $1 and role = 'admin' order by membership_id limit 1", story.tenant
        )
        await schedule(found, EVENT, by=admin, now=now, today=business_date(now, story.zone))


async def hand_on(story: Story) -> None:
    """A leader, the guest and a keeper each find something that waits for their signature."""
    seats = {person.post_code: person for person in story.people}
    for one in RUNS:
        async with inside(story.tenant):
            process = await db().fetchval(
                "select id from processes where tenant_id = $1 and code = $2", story.tenant, one.process
            )
            starter, began = seats[one.starter].member, story.now - timedelta(hours=one.began)
            run = await start_run(process, one.title, "", None, by=starter, now=began, zone=story.zone)
            for hours in one.gone:
                await _pass(story, run, story.now - timedelta(hours=hours))


async def _pass(story: Story, run: UUID, at: datetime) -> None:
    """Whoever has the turn takes it, finishes and hands it over."""
    turn = await db().fetchrow(OPEN, story.tenant, run)
    holder: Person = next(person for person in story.people if person.post in turn["posts"])
    if turn["state"] == "waiting":
        await take_over(turn["id"], by=holder.member, now=at - timedelta(hours=2), zone=story.zone)
    await hand_over(turn["id"], Proof(met=True), by=holder.member, now=at, zone=story.zone)
