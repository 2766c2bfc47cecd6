"""Who else speaks in the demo: customers at an outlet, an authority that came by, and staff who saw something."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from saas.demo.ideas import have_ideas
from saas.org.given import Given
from saas.voices.behind import behind
from saas.voices.codes import token_of
from saas.voices.fill_survey import fill_survey
from saas.voices.hear import Remark, hear
from saas.voices.open_place import open_place
from saas.voices.set_survey import set_survey
from saas.voices.speak_up import Said, speak_up
from saas.voices.take_down import take_down
from saas.voices.taken import Point, Taken
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

SURVEY = {
    "code": "MYD", "name_zh": "到店满意度", "name_en": "At the outlet",
    "p1_zh": "总体满意吗", "p1_en": "All in all", "p1_kind": "scale",
    "p2_zh": "饮料够冰吗", "p2_en": "Were the drinks cold", "p2_kind": "scale",
    "p3_zh": "想买的有货吗", "p3_en": "Was there what you wanted", "p3_kind": "choice",
    "p3_options": "有 / Yes\n没有 / No", "p4_zh": "还想说什么", "p4_en": "Anything else", "p4_kind": "text",
}  # fmt: skip
WORDS = ("冰柜很干净", "价签看不清", "希望有大瓶装", "店员很热情", "常买的味道缺货")
PLACES, DAYS, ANSWERS, LATELY = ("Z1-1", "Z1-2", "Z2-1"), 75, 70, 6
POINTS = (
    Point("两台冰柜温度记录缺两天", severity="major"), Point("散装冰淇淋没有标生产日期", severity="major"),
    Point("价签与收银系统不一致"), Point("消防器材被货箱挡住", severity="veto"), Point("员工健康证少一份"),
)  # fmt: skip


async def listen(story: Story, *, secret: bytes) -> None:
    """The last weeks of it; what makes a finding is of the last days, so that no closed cycle is touched."""
    dice, now = Random("voices"), story.now
    async with inside(story.tenant):
        admin = await db().fetchval(
            "select membership_id from roles where tenant_id = $1 and role = 'admin' order by membership_id limit 1", story.tenant
        )
        survey = await set_survey(None, Given(SURVEY), by=admin, now=now, today=now.date())
        units = await db().fetch(
            "select id, code from units where tenant_id = $1 and code = any ($2) order by code", story.tenant, list(PLACES)
        )
        told = {"survey": str(survey)}
        places = [await open_place(Given({"unit": row["code"]} | told), secret=secret, by=admin, now=now) for row in units]
    tokens = [token_of(secret, story.tenant, place, 1) for place in places]
    await _passers_by(story, tokens, dice, now)
    await _others(story, units[0]["id"], admin, now)
    await have_ideas(story)


async def _passers_by(story: Story, tokens: list[str], dice: Random, now: datetime) -> None:
    here = [await behind(story.slug, token) for token in tokens]
    async with inside(story.tenant):
        for n in range(ANSWERS):
            at = now - timedelta(days=DAYS * (ANSWERS - n) // ANSWERS, minutes=dice.randrange(300))
            low = 2 if now - at < timedelta(days=LATELY) else 3
            given = {"p1": str(max(low, 5 - dice.choice((0, 0, 0, 1, 1, 2, 3)))), "p2": str(max(low, 5 - dice.randrange(4)))}
            given |= {"p3": str(dice.randrange(3) // 2)} | ({"p4": dice.choice(WORDS)} if dice.randrange(4) == 0 else {})
            await fill_survey(uuid4(), dice.choice(here), given, now=at)
        await hear(uuid4(), here[0], Remark(reason="quality", text="买到的两瓶都不冰"), now=now - timedelta(hours=5))
        await hear(uuid4(), here[-1], Remark(reason="price", contact="店里电话"), now=now - timedelta(hours=30))


async def _others(story: Story, unit: UUID, admin: UUID, now: datetime) -> None:
    """The market authority's check of three days ago, and what the guest of the demo told yesterday."""
    teller = next((one for one in story.people if one.post == story.guest), story.people[0])
    day = now.date() - timedelta(days=3)
    async with inside(story.tenant):
        channel = await db().fetchval("select id from channels where tenant_id = $1 and code = 'W3'", story.tenant)
        leads = [row["id"] for row in await db().fetch(
            "select id from units where tenant_id = $1 and parent_id is null", story.tenant
        )]  # fmt: skip
        taken = Taken(day, "Z1", POINTS, f"市监-{day:%Y%m}-17")
        await take_down(uuid4(), channel, taken, leads=leads, by=admin, today=now.date(), now=now - timedelta(hours=20))
        said = Said("broken", "货架第二层松了，会倒", unit=str(unit), told_at=now - timedelta(hours=26))
        await speak_up(uuid4(), said, by=teller.member, within=None, now=now - timedelta(hours=26))
