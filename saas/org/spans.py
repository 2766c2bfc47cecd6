"""The past of units and posts: how they stood until yesterday is kept before they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tenants import current, db


async def keep_units(units: Sequence[UUID], today: date) -> None:
    """Of several changes on one day the first one counts: the days before knew only what was before it."""
    await db().execute(
        """insert into unit_spans (tenant_id, unit_id, to_date, parent_id, layer_id, name)
           select u.tenant_id, u.id, $3::date - 1, u.parent_id, u.layer_id, u.name from units u
            where u.tenant_id = $1 and u.id = any ($2) and (u.opened_on is null or u.opened_on < $3)
           on conflict do nothing""",
        current(), list(units), today,
    )  # fmt: skip


async def keep_posts(posts: Sequence[UUID], today: date) -> None:
    await db().execute(
        """insert into post_spans (tenant_id, post_id, to_date, unit_id, job_title, name)
           select p.tenant_id, p.id, $3::date - 1, p.unit_id, p.job_title, p.name from posts p
            where p.tenant_id = $1 and p.id = any ($2) and (p.opened_on is null or p.opened_on < $3)
           on conflict do nothing""",
        current(), list(posts), today,
    )  # fmt: skip
