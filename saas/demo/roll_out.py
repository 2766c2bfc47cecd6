"""The demo's company rolls out in stages: the pilot lies behind it, all five zones run through a gate that was forced,
and the next one is near.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from saas.org.given import Given
from saas.rollout.begin import begin
from saas.rollout.decide import Wish, decide
from saas.rollout.note_criterion import note_criterion
from saas.rollout.set_date import set_date
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

# Two weeks before the stage's time is over; its window of four weeks lies well within.
AGO = 70
STAGE, BOSS, ASKED, NOTED = "S2", "GM", "S2-in", "一区试点到期，四条准出补齐核对，都达到"
# Let through before anybody had written down what the gate asks for: that stands in its story for good.
FORCED, LATER = "旺季前五个分区要同时开，一区的准出核对还差一份记录，三天内补上", timedelta(days=3)
DATES = (
    (-64, "training", "五个分区：检查表怎么填，照片怎么拍"),
    (-36, "meeting", "价目表和价签对照一遍，统一说法"),
    (6, "training", "冰柜台账怎么对账"),
    (12, "meeting", "五区铺开：准出评审"),
)
KNOWN = """
    select s.id as stage, c.id as criterion, m.name, (
           select r.membership_id from roles r where r.tenant_id = $1 and r.role = 'admin' limit 1) as admin
      from rollout_stages s join rollout_criteria c on c.tenant_id = $1 and c.stage_id = s.id and c.code = $3
      join memberships m on m.tenant_id = $1 and m.id = $4
     where s.tenant_id = $1 and s.code = $2"""


async def roll_out(story: Story, day: date) -> None:
    """On its day, in the afternoon: everybody who has lists goes on having them."""
    today = story.now.date()
    if (today - day).days != AGO:
        return
    now = story.at(day, 15)
    boss = next(person.member for person in story.people if person.post_code == BOSS)
    async with inside(story.tenant):
        row = await db().fetchrow(KNOWN, story.tenant, STAGE, ASKED, boss)
        await begin(row["stage"], by=boss, today=day, now=now)
        await decide(row["stage"], "entry", Wish(row["name"], FORCED, force=True), by=boss, today=day, now=now)
        await note_criterion(row["criterion"], met=True, note=NOTED, by=row["admin"], now=now + LATER)
        for days, kind, text in DATES:
            given = Given({"kind": kind, "day": str(today + timedelta(days=days)), "text": text})
            await set_date(given, by=row["admin"], now=now)
