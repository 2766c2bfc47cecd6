"""Units and posts as a form names them: by id, or by code with or without the name behind it."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


def first_word(text: str) -> str:
    """What was chosen from a list: `SR-11 业务代表` is known by its code."""
    return text.split(maxsplit=1)[0] if text.strip() else ""


async def unit_by(said: str, field: str = "unit") -> UUID:
    """An open unit. Raises Refused 422 at the field."""
    found: UUID | None = await db().fetchval(
        "select id from units where tenant_id = $1 and closed_on is null and (id::text = $2 or code = $2)",
        current(), first_word(said),
    )  # fmt: skip
    if found is None:
        raise Refused(422, N_("没有这个单元。请填写编码，或从列表中选择。"), field=field)
    return found


async def post_by(said: str, field: str = "post") -> UUID:
    """An open post. Raises Refused 422 at the field."""
    found: UUID | None = await db().fetchval(
        "select id from posts where tenant_id = $1 and closed_on is null and (id::text = $2 or code = $2)",
        current(), first_word(said),
    )  # fmt: skip
    if found is None:
        raise Refused(422, N_("没有这个岗位。请填写编码，或从列表中选择。"), field=field)
    return found
