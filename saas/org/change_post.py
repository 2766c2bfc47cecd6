"""Change what a post is called and its job title."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.add_post import title_of
from saas.org.change_unit import check_code_free
from saas.org.given import Given
from saas.org.held import hold_open_post
from saas.org.spans import keep_posts
from saas.revisions import revise
from tenants import current, db


async def change_post(post: UUID, given: Given, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Write the form of a post. Raises 404, 409 for a closed one, Stale, 422 at the fields."""
    code, name, title = given.code(), given.name(), await title_of(given)
    given.done()
    held = await hold_open_post(post)
    after = held.told(code=code or held.code, name_zh=name.get("zh", ""), name_en=name.get("en", ""), job_title=title)
    await revise("post", post, seen, after, by=by, now=now, before=held.told())
    await check_code_free("posts", post, after["code"])
    if name != held.name or title != held.job_title:
        await keep_posts([post], today)
    await db().execute(
        "update posts set code = $3, name = $4, job_title = $5 where tenant_id = $1 and id = $2",
        current(), post, after["code"], name, title,
    )  # fmt: skip
    await trail.record("change", "post", post, by=by, now=now)
