"""What holds in the company where a person says nothing else: hour of the daily letter, quiet hours, what cannot wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from saas import trail
from saas.notices.given import clock, quiet_hours
from saas.notices.kinds import BREAKING, KINDS, URGENT
from saas.notices.rules import DIGEST_AT, QUIET_FROM, QUIET_UNTIL
from saas.org.given import Given
from saas.revisions import revise, titles
from saas.words import N_
from tenants import current, db

NOUN = "notice_rules"
titles(
    NOUN,
    {
        "digest_at": N_("每天汇总的时间"), "quiet_from": N_("免打扰开始"), "quiet_until": N_("免打扰结束"),
        "urgent": N_("立即发邮件的事项"), "breaking": N_("免打扰时段也发的事项"),
    },
    word=N_("消息规则"), values={name: {kind: one.title for kind, one in KINDS.items()} for name in ("urgent", "breaking")},
)  # fmt: skip
USUAL: Mapping[str, Any] = {
    "digest_at": DIGEST_AT, "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL, "urgent": list(URGENT),
    "breaking": list(BREAKING),
}  # fmt: skip


async def set_rules(given: Given, urgent: Sequence[str], breaking: Sequence[str], *, by: Any, now: datetime) -> int:
    """The new edition. Raises 409 Stale, 422 at the fields."""
    digest_at = clock(given, "digest_at")
    if digest_at is None and not given.problems:
        given.wrong("digest_at", N_("请填写时间，例如 07:30。"))
    start, end = quiet_hours(given)
    for name, kinds in (("urgent", urgent), ("breaking", breaking)):
        if set(kinds) - set(KINDS):
            given.wrong(name, N_("请从列表里选择。"))
    given.done()
    was = await db().fetchrow(
        "select digest_at, quiet_from, quiet_until, urgent, breaking from notice_rules where tenant_id = $1 for update", current()
    )
    # No quiet time at all: both ends at midnight.
    kept = {
        "digest_at": digest_at, "quiet_from": start or QUIET_FROM.min, "quiet_until": end or QUIET_FROM.min,
        "urgent": [name for name in KINDS if name in urgent], "breaking": [name for name in KINDS if name in breaking],
    }  # fmt: skip
    edition = await revise(NOUN, current(), given.edition(), told(kept), by=by, now=now, before=told(dict(was) if was else USUAL))
    await db().execute(
        """insert into notice_rules (tenant_id, digest_at, quiet_from, quiet_until, urgent, breaking)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant_id) do update set digest_at = excluded.digest_at, quiet_from = excluded.quiet_from,
               quiet_until = excluded.quiet_until, urgent = excluded.urgent, breaking = excluded.breaking""",
        current(), *kept.values(),
    )  # fmt: skip
    await trail.record("set", NOUN, current(), by=by, now=now)
    return edition


def told(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as their history knows them."""
    return {name: value if name in ("urgent", "breaking") else f"{value:%H:%M}" for name, value in kept.items()}
