"""Say how many hours a post has for measures, or every post that has no figure of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.values import NotANumber, parse_number
from saas.words import N_
from tenants import current, db

MOST = 400


async def set_capacity(post: UUID | None, typed: str, *, leads: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Hours at once. An empty field of a post: it goes by what stands for all again; post None: for all.

    Refused: 404 for a post outside the line, 422 for what is no number of hours.
    """
    if post is not None and not await db().fetchval(
        """select true from posts p join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($3)
            where p.tenant_id = $1 and p.id = $2 limit 1""",
        current(), post, list(leads),
    ):  # fmt: skip
        raise not_found()
    hours = _hours(typed, post)
    await db().execute("delete from capacities where tenant_id = $1 and post_id is not distinct from $2", current(), post)
    if hours is not None:
        await db().execute(
            "insert into capacities (tenant_id, post_id, hours, set_by, set_at) values ($1, $2, $3, $4, $5)",
            current(), post, hours, by, now,
        )  # fmt: skip
    await trail.record("set", "capacity", post or current(), by=by, now=now, hours=None if hours is None else str(hours))


def _hours(typed: str, post: UUID | None) -> Decimal | None:
    if post is not None and not typed.strip():
        return None
    try:
        hours = parse_number(typed)
    except NotANumber:
        hours = Decimal(-1)
    if not 0 <= hours <= MOST:
        raise Refused(422, N_("请填写小时数，0 到 %(most)s。"), field="hours", most=MOST)
    return hours
