"""What the verbs of schemes share: the open draft, locked; a body that scoring understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from saas.refusals import Refused
from saas.schemes import reads
from saas.scores.gather import scheme_of
from saas.scores.scheme import Scheme
from saas.words import N_
from tenants import current, db

NO_DRAFT = N_("没有打开的方案草稿。可能已经发布或放弃，请回到方案看一下。")


async def open_draft() -> reads.Draft:
    """The draft, locked until the end of the transaction. Refused: 409 where none is open."""
    await db().execute("select from scheme_drafts where tenant_id = $1 for update", current())
    found = await reads.draft()
    if found is None:
        raise Refused(409, NO_DRAFT)
    return found


def sound(body: Mapping[str, Any], number: int = 0) -> Scheme:
    """The scheme of a body. Refused 422 where scoring could not read it."""
    try:
        return scheme_of(number, dict(body))
    except (msgspec.ValidationError, ValueError):
        raise Refused(422, N_("这份方案读不懂，请从页面上重新填写。"), field="general") from None
