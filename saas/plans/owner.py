"""Whom a measure may be given to."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def require_post(post: UUID, unit: UUID) -> None:
    """Refused 422 unless the post is open and stands in the unit's line."""
    found = await db().fetchval(
        """select p.id from posts p
             join unit_lines ul on ul.tenant_id = p.tenant_id and ul.unit_id = p.unit_id
                 and ul.ancestor_id = $3
            where p.tenant_id = $1 and p.id = $2 and p.closed_on is null""",
        current(), post, unit,
    )  # fmt: skip
    if found is None:
        raise Refused(422, N_("请选择本单元内的岗位。"), field="owner")
