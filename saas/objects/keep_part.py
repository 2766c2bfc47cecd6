"""One entry of a kind is written: an attribute, segment, stage, overlap or play."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.objects.held import hold_kind
from saas.objects.parts import Around, Many, read
from saas.objects.write_part import at_place, entries, write
from saas.org.given import Given
from saas.refusals import Refused
from saas.values import whole
from saas.words import N_
from tenants import current, db

FILLED = "select true from objects o where o.tenant_id = $1 and o.kind_id = $2 and o.attributes ? $3 limit 1"


async def keep_part(
    kind: UUID, part: str, at: int | None, given: Given, many: Many, *, by: UUID, now: datetime, today: date
) -> None:
    """Write the form of one entry in its place, or as the last one where `at` is None; one that says `place` goes there.

    Raises 404, Stale, 422 at the fields.
    """
    held = await hold_kind(kind)
    rows = entries(held)[part]
    was = at_place(rows, at) if at is not None else {}
    around = Around(
        {one.code: one for one in held.wanted}, [one["code"] for one in held.segments], [one["code"] for one in held.stages]
    )
    to = _place(given, len(rows) if at is None else at)
    made = read(part, given, many, around, was, [one.get("code", "") for one in rows])
    if part == "attributes" and was and was["kind"] != made["kind"] and await db().fetchval(FILLED, current(), kind, was["code"]):
        raise Refused(422, N_("已有对象填了这个属性，不能再换类型。"), field="kind")
    after = [one for n, one in enumerate(rows) if n != at]
    after.insert(to, made)
    await write(held, part, after, given.edition(), by=by, now=now, today=today)


def _place(given: Given, stands: int) -> int:
    """From 0; the page moves entries by arrows and says none."""
    if not (said := given.text("place")):
        return stands
    found = whole(said, 3)
    if not found:
        given.wrong("place", N_("请填写整数。"))
    return (found or 1) - 1
