"""Approve a proposed draft: it becomes a version, and stays as it is from then on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.standards import compare
from saas.standards.difference import counted, touched
from saas.standards.overlay import OVERLAY
from saas.words import N_
from tenants import current, db, later

# The draft is locked and read anew: of two who approve at once the second finds it ended.
PROPOSED = """
select p.id, p.draft_id, p.proposed_by, p.proposed_at, p.why, p.effective_from, p.readers,
  coalesce(p.ended_at, d.ended_at) as ended_at, d.base_id, d.quiz,
  (select coalesce(max(s.number), 0) + 1 from standards s where s.tenant_id = $1) as number,
  exists (select from roles o join memberships w on w.tenant_id = $1 and w.id = o.membership_id and w.ended_at is null
           where o.tenant_id = $1 and o.role in ('executive', 'admin') and o.membership_id <> p.proposed_by) as others
from standard_proposals p join standard_drafts d on d.tenant_id = $1 and d.id = p.draft_id
where p.tenant_id = $1 and p.id = $2 for update of d"""

# Every line gets an id of this version and its place in it, from above and in order.
NODES = f"""
with recursive tree as materialized (
  select o.*, row_number() over (partition by o.parent_id order by o.position, o.code) as rank
    from ({OVERLAY}) o where o.fate <> 'removed'),
ordered as (
  select t.id, array[t.rank] as path from tree t where t.parent_id is null
  union all select t.id, o.path || t.rank from tree t join ordered o on t.parent_id = o.id),
placed as materialized (
  select t.*, uuidv7() as fresh, row_number() over (order by o.path) as place from ordered o join tree t on t.id = o.id)
insert into standard_nodes (tenant_id, id, standard_id, parent_id, level, code, name, criterion, principle, mark, unchecked,
                            attachments, position)
select $1, p.fresh, $3, u.fresh, p.level, p.code, p.name, p.criterion, p.principle, p.mark, p.unchecked,
       p.attachments, p.place
from placed p left join placed u on u.id = p.parent_id order by p.place"""  # noqa: S608 – a piece of our own

ANSWERED = N_("这份草稿已经有人处理过了。")

READERS = """
insert into standard_readers (tenant_id, standard_id, post_id, codes)
select $1, $2, r.post_id, array_agg(distinct r.detail_code order by r.detail_code) from responsibilities r
 where r.tenant_id = $1 and r.detail_code = any ($3) and r.kind = any ($4) group by r.post_id"""


async def publish(proposal: UUID, *, today: date, by: UUID, now: datetime) -> UUID:
    """A new version in force from the proposed day, with its readers; nobody approves alone what they proposed.

    The draft ends with it. Refused: 404, 403 one's own proposal, 409 answered already or its day is over.
    """
    row = await db().fetchrow(PROPOSED, current(), proposal)
    if row is None:
        raise not_found()
    _check(row, today, by)
    changes = await compare.of_draft(row["draft_id"])
    made: UUID = await db().fetchval(
        """insert into standards (tenant_id, number, effective_from, published_at, published_by, base_id, why, proposed_by,
                                  proposed_at, counts, quiz)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id""",
        current(), row["number"], row["effective_from"], now, by, row["base_id"], row["why"], row["proposed_by"],
        row["proposed_at"], counted(changes), row["quiz"],
    )  # fmt: skip
    await db().execute(NODES, current(), row["draft_id"], made)
    await db().execute(READERS, current(), made, touched(changes), row["readers"])
    await _end(row, made, by, now)
    await trail.record("publish", "standard", made, by=by, now=now, why=row["why"], number=row["number"])
    await later("standards.tell", standard=str(made))
    return made


def _check(row: Any, today: date, by: UUID) -> None:
    if row["ended_at"] is not None:
        raise Refused(409, ANSWERED)
    if row["proposed_by"] == by and row["others"]:
        raise Refused(403, N_("自己提交的草稿要由另一位负责人批准。"))
    if row["effective_from"] < today:
        raise Refused(409, N_("执行日期已过。请退回，改成今天或以后的日期再提交。"))


async def _end(row: Any, made: UUID, by: UUID, now: datetime) -> None:
    done = await db().execute(
        """update standard_proposals set outcome = 'approved', ended_by = $3, ended_at = $4
            where tenant_id = $1 and id = $2 and ended_at is null""",
        current(), row["id"], by, now,
    )  # fmt: skip
    if done != "UPDATE 1":
        raise Refused(409, ANSWERED)
    await db().execute(
        "update standard_drafts set ended_at = $3, ended_by = $4, standard_id = $5 where tenant_id = $1 and id = $2",
        current(), row["draft_id"], now, by, made,
    )  # fmt: skip
