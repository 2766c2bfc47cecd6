"""How the demo company looks on: lists filled in again, rounds noted, days explained and closed. The last weeks only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from saas.checks.points import Point
from saas.checks.versions import load
from saas.days.give_reason import Giver, Thing, give_reason
from saas.days.reads import open_things
from saas.days.settle import settle
from saas.demo.habits import Habit, fill
from saas.reviews.draw import draw
from saas.reviews.fill_spot import fill_spot
from saas.reviews.note_round import note_round
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

WEEKS = timedelta(days=21)
HABIT = Habit(misses=0, late=0, fails=70)
SEEN = ("协访了两家店，陈列比上月好，价签仍缺", "否决项都看了，两处当场改好", "互查三个分区，冰柜台账都对得上")
REASONS = ("店主停业一天", "道路封闭，货车进不去", "设备送修，等配件", "当天请假，无人代班", "停电，没有营业")
SPOTS = """
    select s.id, s.post_id, d.version_id, d.closes_at from spot_checks s join due_checks d on d.tenant_id = $1 and d.id = s.due_id
     where s.tenant_id = $1 and s.state = 'open' and d.business_date = $2 order by s.id"""
ROUNDS = """
    select o.id, o.post_id from supervision_rounds o join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id
     where o.tenant_id = $1 and r.does = 'look' and o.done_at is null and o.from_date <= $2 and o.to_date >= $2 order by o.id"""


def recent(story: Story, day: date) -> bool:
    return story.now.date() - day <= WEEKS


async def lay_on(story: Story, day: date) -> None:
    """In the morning, before anybody has sent a list: rounds and draws of the day, what yesterday left, its closing."""
    if not recent(story, day):
        return
    yesterday, now = day - timedelta(days=1), min(story.at(day, 8, 30), story.now)
    async with inside(story.tenant):
        await draw(day, now=now)
        for thing in await open_things(None, None, yesterday, now, 1):
            holder = next((one for one in story.people if one.post == thing.post_id), None)
            if holder is None or thing.kind != "check" or story.left_to_guest(holder.post, yesterday):
                continue
            dice = _dice(holder.post_code, thing.since)
            if dice.randrange(5):
                by = Giver(holder.member, [holder.post], [])
                named = Thing(thing.kind, thing.thing, thing.post_id, yesterday)
                await give_reason(named, dice.choice(REASONS), by=by, now=now)
        await settle(yesterday, now=now)


async def look_on(story: Story, day: date) -> None:
    """In the afternoon leaders fill in what was drawn for them and note their rounds; whoever tries the demo finds some open."""
    now = story.at(day, 16)
    if not recent(story, day) or now >= story.now:
        return
    holders = {person.post: person for person in story.people}
    async with inside(story.tenant):
        spots, rounds = await db().fetch(SPOTS, story.tenant, day), await db().fetch(ROUNDS, story.tenant, day)
        for row in spots:
            person = holders.get(row["post_id"])
            dice = _dice(person.post_code if person else "", row["closes_at"])
            if person and dice.randrange(10):
                points = (await load(row["version_id"])).rules.points
                await fill_spot(row["id"], looked(points, dice), by=person.member, posts=[person.post], now=now)
        for row in rounds:
            person = holders.get(row["post_id"])
            dice = _dice(person.post_code if person else "", day)
            if person and dice.randrange(2):
                await note_round(row["id"], note=dice.choice(SEEN), by=person.member, posts=[person.post], now=now)


def _dice(*told: object) -> Random:
    """By code and day, not by id: every copy of the demo tells the same story."""
    return Random(" ".join(map(str, told)))


def looked(points: Sequence[Point], dice: Random) -> dict[str, dict[str, Any]]:
    """As somebody who looks closely would answer; photos stay with the self-check."""
    found = {}
    for point in points:
        answer = msgspec.to_builtins(fill(point, HABIT, None, dice, None))
        answer.pop("photos", None)
        # A note alone is no answer to a point that asks for nothing but a photo.
        found[point.code] = {"point": point.code, "verdict": "na"} if point.kind == "photo" else answer
    return found
