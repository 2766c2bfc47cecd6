"""Merge a unit into another: what it has goes over, it closes itself, its past stays readable below the other."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_open_unit, hold_tree
from saas.org.lines import hang_below
from saas.org.recheck import recheck
from saas.org.spans import keep_posts, keep_units
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

# What simply changes its unit. Checks already sent keep theirs: the closed unit hangs in the other's line.
MOVES = (
    "update posts set unit_id = $3 where tenant_id = $1 and unit_id = $2",
    "update objects set unit_id = $3 where tenant_id = $1 and unit_id = $2",
    "update territories set unit_id = $3 where tenant_id = $1 and unit_id = $2",
    "update counts set unit_id = $3 where tenant_id = $1 and unit_id = $2 and state in ('open', 'ended')",
    "update findings set unit_id = $3 where tenant_id = $1 and unit_id = $2 and state in ('open', 'acted')",
    "update due_checks set unit_id = $3 where tenant_id = $1 and unit_id = $2 and state = 'open'",
    """update invitations set unit_id = $3 where tenant_id = $1 and unit_id = $2
          and accepted_at is null and withdrawn_at is null""",
)
# Where both units have the same thing the other's stays. Whose post answered for a detail here supports it there.
ONCE = (
    """insert into roles (tenant_id, membership_id, role, unit_id, deputy_id)
       select $1, r.membership_id, r.role, $3, r.deputy_id from roles r where r.tenant_id = $1 and r.unit_id = $2
           on conflict do nothing""",
    "delete from roles where tenant_id = $1 and unit_id = $2 and unit_id <> $3",
    """insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind)
       select $1, r.detail_code, $3, r.post_id,
              case when r.kind = 'responsible' and exists (
                  select from responsibilities o where o.tenant_id = $1 and o.unit_id = $3
                     and o.detail_code = r.detail_code and o.kind = 'responsible') then 'supporting' else r.kind end
         from responsibilities r where r.tenant_id = $1 and r.unit_id = $2 on conflict do nothing""",
    "delete from responsibilities where tenant_id = $1 and unit_id = $2 and unit_id <> $3",
)


async def merge_unit(unit: UUID, into: UUID, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """From today on. Posts with their lists, objects, roles, open findings and the units below go to `into`.

    Raises 404, 409 where one of the two is closed, Stale, 422 for the top, for itself and for a unit below it.
    """
    await hold_tree()
    held, other = await hold_open_unit(unit), await hold_open_unit(into)
    if held.parent is None or unit == into:
        raise Refused(422, N_("请选择另一个单元；最上层的单元不能并入别的单元。"), field="into")
    if held.external != other.external:
        raise Refused(422, N_("内部单元和外部单元不能合并。"), field="into")
    await revise(
        "unit", unit, seen, held.told(parent=other.code, closed_on=today.isoformat()), by=by, now=now, before=held.told()
    )
    below = await db().fetch("select id from units where tenant_id = $1 and parent_id = $2", current(), unit)
    children = [row["id"] for row in below]
    posts = await db().fetch("select id from posts where tenant_id = $1 and unit_id = $2", current(), unit)
    await keep_units([unit, *children], today)
    await keep_posts([row["id"] for row in posts], today)
    try:
        for each in (*children, unit):
            await hang_below(each, into)
    except Refused:
        raise Refused(422, N_("不能并入自己的下级。"), field="into") from None
    for statement in (*MOVES, *ONCE):
        await db().execute(statement, current(), unit, into)
    await db().execute("update units set closed_on = $3 where tenant_id = $1 and id = $2", current(), unit, today)
    await trail.record("merge", "unit", unit, by=by, now=now, into=str(into), posts=len(posts), units=len(children))
    await recheck()
