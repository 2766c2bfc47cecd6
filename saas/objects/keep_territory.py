"""A territory drawn, changed or closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.people.places import unit_by
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

TAKEN = N_("这个编码已经用过，请换一个。")
NEXT = "select coalesce(max(substr(code, 2)::bigint), 0) + 1 from territories where tenant_id = $1 and code ~ '^T[0-9]{1,12}$'"


async def keep_territory(ground: UUID | None, given: Given, kinds: list[str], *, by: UUID, now: datetime, today: date) -> UUID:
    """Write the form; None draws a new one. Closed, it keeps its past and takes nothing more.

    Raises 404, Stale, 422 at the fields and where something still lies in what is to be closed.
    """
    code, name, rule = given.code(), given.name(), _rule(given)
    known = await db().fetchval("select array_agg(code) from object_kinds where tenant_id = $1 and retired_on is null", current())
    chosen = [kind for kind in kinds if kind in (known or ())]
    if not chosen:
        given.wrong("kinds", N_("请选择它管哪几类对象。"))
    given.done()
    unit = await unit_by(given.text("unit"))
    held = await _held(ground) if ground else None
    closed = await _closed(ground, given, held, today) if ground else None
    code = code or (held["code"] if held else f"T{await db().fetchval(NEXT, current())}")
    if await db().fetchval(
        "select true from territories where tenant_id = $1 and code = $2 and id is distinct from $3", current(), code, ground
    ):
        raise Refused(422, TAKEN, field="code")
    made: UUID = await db().fetchval(
        """insert into territories (tenant_id, id, code, name, unit_id, kinds, rule, closed_on)
           values ($1, coalesce($2, uuidv7()), $3, $4, $5, $6, $7, $8)
           on conflict (tenant_id, id) do update set code = excluded.code, name = excluded.name, unit_id = excluded.unit_id,
                  kinds = excluded.kinds, rule = excluded.rule, closed_on = excluded.closed_on
           returning id""",
        current(), ground, code, name, unit, chosen, rule, closed,
    )  # fmt: skip
    after = await _told(made)
    await revise("territory", made, given.edition() if ground else 0, after, by=by, now=now, before=held)
    await trail.record("change" if ground else "add", "territory", made, by=by, now=now)
    return made


def _rule(given: Given) -> dict[str, str]:
    said = {language: given.text(f"rule_{language}")[:200] for language in ("zh", "en")}
    return {language: text for language, text in said.items() if text}


async def _held(ground: UUID) -> dict[str, Any]:
    if not await db().fetchval("select true from territories where tenant_id = $1 and id = $2 for update", current(), ground):
        raise not_found()
    return await _told(ground)


async def _told(ground: UUID) -> dict[str, Any]:
    row = await db().fetchrow(
        """select t.code, t.name ->> 'zh' as name_zh, t.name ->> 'en' as name_en, u.code as unit, t.kinds,
                  t.rule ->> 'zh' as rule_zh, t.closed_on::text as closed_on
             from territories t join units u on u.tenant_id = $1 and u.id = t.unit_id where t.tenant_id = $1 and t.id = $2""",
        current(), ground,
    )  # fmt: skip
    return dict(row)


async def _closed(ground: UUID, given: Given, held: dict[str, Any] | None, today: date) -> date | None:
    if not given.text("closed"):
        return None
    if held and held["closed_on"]:
        return date.fromisoformat(held["closed_on"])
    lying = """select true from object_grounds g
                 join objects o on o.tenant_id = $1 and o.id = g.object_id and o.retired_on is null
                where g.tenant_id = $1 and g.territory_id = $2 and (g.to_date is null or g.to_date > $3) limit 1"""
    if await db().fetchval(lying, current(), ground, today):
        raise Refused(422, N_("还有对象在这块区域里，请先移到别的区域。"), field="closed")
    return today
