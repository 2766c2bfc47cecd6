"""Add a rotation, or change it: which crew has which shift on which day."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import whole
from saas.words import N_
from tenants import current, db, later

OFF = frozenset({"-", "休", "off", "OFF", "0"})
TURNS_MOST, CREWS_MOST = 60, 12

titles(
    "rotation",
    {"name_zh": N_("名称"), "name_en": N_("英文名称"), "anchor": N_("第一天"), "turns": N_("一轮"), "crews": N_("班组数")},
    word=N_("轮班"),
)


async def set_rotation(rotation: UUID | None, given: Given, *, by: UUID, now: datetime) -> UUID:
    """Its id. `turns`: codes of shifts, one a day of the round, a dash for a day off; the crews follow one another
    shifted by an equal part. Lists done by it follow from tomorrow on. Raises 404, 409 Stale, 422 at the fields.
    """
    name, anchor, turns, crews = given.name(), given.day("anchor"), await _turns(given), _crews(given)
    code = given.code() if rotation is None else None
    if rotation is None and code is None:
        given.wrong("code", N_("请填写编码。"))
    if turns and crews and len(turns) % crews:
        given.wrong("turns", N_("一轮 %(days)s 天不能平分给 %(crews)s 个班组。"), days=len(turns), crews=crews)
    given.done()
    values = (name, anchor, turns, crews)
    before = None
    if rotation is None:
        rotation = await db().fetchval(
            """insert into rotations (tenant_id, code, name, anchor, turns, crews) values ($1, $2, $3, $4, $5, $6)
               on conflict (tenant_id, code) do nothing returning id""",
            current(), code, *values,
        )  # fmt: skip
        if rotation is None:
            raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=code)
    else:
        before = await _changed(rotation, values)
    edition = given.edition() if before else 0
    await revise("rotation", rotation, edition, _kept(*values), by=by, now=now, before=before)
    await trail.record("set", "rotation", rotation, by=by, now=now)
    await later("checks.follow_hours", shifts=True)
    return rotation


async def _changed(rotation: UUID, values: tuple[Any, ...]) -> dict[str, str]:
    """Write it, and what stood there before."""
    was = await db().fetchrow("select * from rotations where tenant_id = $1 and id = $2 for update", current(), rotation)
    if was is None:
        raise not_found()
    await db().execute(
        "update rotations set name = $3, anchor = $4, turns = $5, crews = $6 where tenant_id = $1 and id = $2",
        current(), rotation, *values,
    )  # fmt: skip
    return _kept(was["name"], was["anchor"], was["turns"], was["crews"])


async def _turns(given: Given) -> list[str]:
    said = [one for one in re.split(r"[\s,，、]+", given.text("turns")) if one]
    turns = ["" if one in OFF else one for one in said]
    known = {row["code"] for row in await db().fetch("select code from shifts where tenant_id = $1", current())}
    if unknown := [one for one in turns if one and one not in known]:
        given.wrong("turns", N_("没有班次 %(code)s。"), code=unknown[0])
    if not 0 < len(turns) <= TURNS_MOST or not any(turns):
        given.wrong("turns", N_("请按天写班次的编码，休息写“-”，最多 60 天。"))
    return turns


def _crews(given: Given) -> int:
    crews = whole(given.text("crews"), 2)
    if crews and crews <= CREWS_MOST:
        return crews
    given.wrong("crews", N_("班组数是 1 到 12 的整数。"))
    return 0


def _kept(name: dict[str, str], anchor: Any, turns: list[str], crews: int) -> dict[str, str]:
    told = " ".join(one or "-" for one in turns)
    return {
        "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "anchor": anchor.isoformat(), "turns": told,
        "crews": str(crews),
    }  # fmt: skip
