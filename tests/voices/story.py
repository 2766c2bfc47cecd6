"""A company that listens: a code on a wall, a survey, a channel, and something told over each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from saas.org.given import Given
from saas.voices.behind import Place, behind
from saas.voices.codes import token_of
from saas.voices.fill_survey import fill_survey
from saas.voices.hear import Remark, hear
from saas.voices.open_place import open_place
from saas.voices.order_posters import order_posters
from saas.voices.set_channel import set_channel
from saas.voices.set_survey import set_survey
from saas.voices.speak_up import Said, speak_up
from saas.voices.take_down import take_down
from saas.voices.taken import Point, Taken
from tenants import db, inside
from tests.cast import Firm

SECRET = b"k" * 48
ASKED = {
    "name_zh": "到店满意度", "name_en": "Visit", "p1_zh": "总体满意吗", "p1_en": "All in all", "p1_kind": "scale",
    "p2_zh": "等了多久", "p2_en": "How long did you wait", "p2_kind": "choice", "p2_options": "5 分钟内 / Under 5 minutes\n更久 / Longer",
    "p3_zh": "还想说什么", "p3_en": "Anything else", "p3_kind": "text", "p4_zh": "干净吗", "p4_en": "Clean", "p4_kind": "scale",
}  # fmt: skip
CHANNEL = {
    "code": "JG", "name_zh": "市场监管检查", "name_en": "Market authority", "source": "regulator", "external": "on", "days": "5",
    "p1_zh": "带队人", "p1_en": "Led by", "p1_kind": "text", "p1_required": "on", "p2_zh": "结论", "p2_en": "Verdict", "p2_kind": "choice",
    "p2_options": "合格 / Passed\n限期整改 / To be mended", "p3_zh": "罚款", "p3_en": "Fine", "p3_kind": "number", "p4_zh": "照片", "p4_en": "Photo", "p4_kind": "photos",
}  # fmt: skip


async def survey_of(firm: Firm, now: datetime, code: str = "S1", **more: str) -> UUID:
    given = Given(ASKED | {"code": code} | more)
    return await set_survey(None, given, by=firm.admin.member, now=now, today=now.date())


async def place_of(firm: Firm, now: datetime, unit: str = "Z1-1", **more: str) -> tuple[UUID, str]:
    """The place and the token of its code."""
    made = await open_place(Given({"unit": unit} | more), secret=SECRET, by=firm.admin.member, now=now)
    return made, token_of(SECRET, firm.id, made, 1)


async def behind_code(firm: Firm, token: str) -> Place:
    return await behind(firm.slug, token)


async def listened(firm: Firm, now: datetime) -> dict[str, UUID]:
    """Opens its own transactions; one id per kind of thing."""
    async with inside(firm.id):
        survey = await survey_of(firm, now)
        place, token = await place_of(firm, now, survey=str(survey))
    here = await behind_code(firm, token)
    voice, intake = uuid4(), uuid4()
    async with inside(firm.id):
        await hear(uuid4(), here, Remark(reason="waiting", contact="王店主"), now=now)
        await fill_survey(uuid4(), here, {"p1": "2", "p2": "1", "p3": "等太久"}, now=now)
        await speak_up(voice, Said("dirty", unit="Z1-1"), by=firm.staff.member, within=None, now=now)
        channel = await set_channel(None, Given(CHANNEL), by=firm.admin.member, now=now, today=now.date())
        taken = Taken(now.date(), "Z1", [Point("价签与系统不符", unit="Z1-1", severity="major")], "2026-17", {"p1": "科长"})
        await take_down(intake, channel, taken, leads=[firm.units["Y"]], by=firm.admin.member, today=now.date(), now=now)
        posters = await order_posters(
            [place], address=f"http://test/{firm.slug}/v/", secret=SECRET, locale="zh-CN", by=firm.admin.member, now=now
        )
        assert await db().fetchval("select count(*) from survey_findings where tenant_id = $1", firm.id) == 1
    return {"survey": survey, "place": place, "voice": voice, "channel": channel, "intake": intake, "posters": posters}
