"""A person says when and how they want to be told; what they leave empty is as in the company."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.notices.given import clock, quiet_hours
from saas.notices.kinds import KINDS
from saas.org.given import Given
from saas.words import N_
from tenants import current, db

WAYS = {"letter": N_("消息和邮件"), "app": N_("只在这里"), "none": N_("不要")}


async def set_wishes(given: Given, ways: Mapping[str, str], *, by: UUID, now: datetime) -> None:
    """Keep one's own wishes. `ways`: kind → a way; a kind that is not named comes by letter. Raises 422 at the fields."""
    digest_at = clock(given, "digest_at")
    start, end = quiet_hours(given)
    for kind, way in ways.items():
        if kind not in KINDS or way not in WAYS:
            given.wrong("ways", N_("请从列表里选择。"))
    given.done()
    await db().execute(
        """insert into notice_wishes (tenant_id, membership_id, digest_at, quiet_from, quiet_until, ways)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant_id, membership_id) do update set digest_at = excluded.digest_at,
               quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, ways = excluded.ways""",
        current(), by, digest_at, start, end, {kind: way for kind, way in ways.items() if way != "letter"},
    )  # fmt: skip
    await trail.record("set", "notice_wishes", by, by=by, now=now)
