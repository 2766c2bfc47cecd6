"""A duty held for a change, and the order of a job title's lines after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas.refusals import not_found
from saas.revisions import titles
from saas.words import N_
from tenants import current, db

NOUN = "duty"
titles(
    NOUN,
    {"job_title": N_("职务"), "level": N_("职责级别"), "text_zh": N_("中文"), "text_en": N_("英文"), "removed": N_("已删除")},
    word=N_("职责"),
)


async def hold(duty: UUID) -> Any:
    """The line, with the whole title locked: two who change one tree come one after the other. Raises 404."""
    row = await db().fetchrow(
        """select d.id, d.parent_id, d.level, d.text, d.position, d.job_title from duties d
           where d.tenant_id = $1 and d.id = $2""",
        current(), duty,
    )  # fmt: skip
    if row is None:
        raise not_found()
    await db().execute(
        "select id from duties where tenant_id = $1 and job_title = $2 order by id for update", current(), row["job_title"]
    )
    return row


def told(text: dict[str, str], **more: Any) -> dict[str, Any]:
    """A line as its history tells it."""
    return {"text_zh": text.get("zh", ""), "text_en": text.get("en", ""), **more}


async def order(title: str) -> None:
    """Positions from 1 as the tree is read: a line, then what is below it."""
    await db().execute(
        """with recursive t as (
             select id, array[position] as path from duties where tenant_id = $1 and job_title = $2 and parent_id is null
             union all
             select d.id, t.path || d.position from duties d join t on d.parent_id = t.id where d.tenant_id = $1)
           update duties d set position = n.place
           from (select id, row_number() over (order by path, id) as place from t) n
           where d.tenant_id = $1 and d.id = n.id and d.position <> n.place""",
        current(), title,
    )  # fmt: skip
