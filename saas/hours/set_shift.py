"""Add a shift, or change when one begins and ends."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.words import N_
from tenants import current, db, later

titles(
    "shift", {"name_zh": N_("名称"), "name_en": N_("英文名称"), "opens_at": N_("开始"), "closes_at": N_("截止")}, word=N_("班次")
)


async def set_shift(shift: UUID | None, given: Given, *, by: UUID, now: datetime) -> UUID:
    """Its id. Lists that are done by shift follow from tomorrow on. Raises 404, 409 Stale, 422 at the fields."""
    name, opens, closes = given.name(), _time(given, "opens_at"), _time(given, "closes_at")
    code = given.code() if shift is None else None
    if shift is None and code is None:
        given.wrong("code", N_("请填写编码。"))
    given.done()
    before = None
    if shift is None:
        shift = await db().fetchval(
            """insert into shifts (tenant_id, code, name, opens_at, closes_at) values ($1, $2, $3, $4, $5)
               on conflict (tenant_id, code) do nothing returning id""",
            current(), code, name, opens, closes,
        )  # fmt: skip
        if shift is None:
            raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=code)
    else:
        was = await db().fetchrow("select * from shifts where tenant_id = $1 and id = $2 for update", current(), shift)
        if was is None:
            raise not_found()
        before = _kept(was["name"], was["opens_at"], was["closes_at"])
        await db().execute(
            "update shifts set name = $3, opens_at = $4, closes_at = $5 where tenant_id = $1 and id = $2",
            current(), shift, name, opens, closes,
        )  # fmt: skip
    await revise("shift", shift, given.edition() if before else 0, _kept(name, opens, closes), by=by, now=now, before=before)
    await trail.record("set", "shift", shift, by=by, now=now)
    await later("checks.follow_hours", shifts=True)
    return shift


def _kept(name: dict[str, str], opens: time, closes: time) -> dict[str, str]:
    return {
        "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "opens_at": f"{opens:%H:%M}",
        "closes_at": f"{closes:%H:%M}",
    }  # fmt: skip


def _time(given: Given, name: str) -> time:
    try:
        return time.fromisoformat(given.text(name))
    except ValueError:
        given.wrong(name, N_("请填时间，例如 08:00。"))
        return time(0)
