"""A company tells its people something: a notice, a letter, wishes, rules, and an endpoint with a delivery."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.notices.keep_endpoint import keep_endpoint
from saas.notices.set_rules import set_rules
from saas.notices.set_wishes import set_wishes
from saas.notices.tell import Told, tell
from saas.org.given import Given
from tenants import current, db
from tests.cast import Firm

KEY = b"k" * 48
ROBOT = "https://robot.example/send?key=abcd1234"


async def add(firm: Firm, now: datetime, *, key: bytes = KEY, allowed: frozenset[str] = frozenset(), **given: str) -> UUID:
    """An endpoint for findings; its id."""
    fields = {"name": "质量部群", "shape": "wecom", "address": ROBOT, "locale": "zh-CN"} | given
    kept = await keep_endpoint(
        None, Given(fields), ["finding.assigned"], key=key, allowed=allowed, by=firm.admin.member, now=now
    )  # fmt: skip
    return kept.id


async def assigned(firm: Firm, now: datetime, *, noun: UUID, post: str = "SR-11", **more) -> int:
    """The post is told that a finding is its own."""
    words = {"number": "12", "title": {"zh": "冰柜温度过高", "en": "Cooler too warm"}, "due": "2026-11-20"}
    told = Told("finding.assigned", noun, now, words, posts=[firm.posts[post]], unit=firm.units["Z1-1"], **more)
    return await tell(told, now=now)


async def hear_of_it(firm: Firm, now: datetime) -> dict[str, UUID]:
    """One id of each."""
    await set_rules(Given({"digest_at": "07:30", "edition": "0"}), ["check.returned"], ["finding.grave"], by=firm.admin.member, now=now)
    await set_wishes(Given({"digest_at": "08:00"}), {"measure.due": "app"}, by=firm.staff.member, now=now)
    endpoint = await add(firm, now)
    await assigned(firm, now, noun=endpoint)
    letter = await db().fetchval(
        "insert into notice_letters (tenant_id, membership_id, day, at) values ($1, $2, $3, $4) returning id",
        current(), firm.staff.member, now.date(), now,
    )  # fmt: skip
    notice = await db().fetchval(
        "update notices set letter_id = $2 where tenant_id = $1 and noun_id = $3 returning id", current(), letter, endpoint
    )
    delivery = await db().fetchval("select id from deliveries where tenant_id = $1 limit 1", current())
    return {"notice": notice, "endpoint": endpoint, "delivery": delivery}
