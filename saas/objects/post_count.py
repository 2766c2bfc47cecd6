"""The counted figures become the book's, by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.objects.classify import classify
from saas.objects.held import told
from saas.objects.hold_count import hold_count
from saas.objects.rules import attributes
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db, later

# A figure that an accepted check posted after it was counted here is the newer one, and stays.
BOOK = """
    update ledger_figures f set figure = x.counted, as_of = x.counted_at, source_check = null
      from count_lines x
     where f.tenant_id = $1 and x.tenant_id = $1 and x.count_id = $2 and x.source = 'book'
       and f.object_id = x.object_id and f.point_code = x.figure and f.as_of <= x.counted_at"""
VALUES = """
    select o.id, o.code, o.name, o.attributes, u.code as unit, k.attributes as wanted, max(r.edition) as edition,
           jsonb_object_agg(x.figure, trim_scale(x.counted)::text) as counted
      from count_lines x
      join objects o on o.tenant_id = $1 and o.id = x.object_id
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
      join units u on u.tenant_id = $1 and u.id = o.unit_id
      left join revisions r on r.tenant_id = $1 and r.noun = 'object' and r.noun_id = o.id
     where x.tenant_id = $1 and x.count_id = $2 and x.source = 'attribute' and x.counted <> x.book
     group by o.id, o.code, o.name, o.attributes, u.code, k.attributes"""

OFF = "select exists (select from count_lines where tenant_id = $1 and count_id = $2 and abs(counted - book) > tolerance)"


async def post_count(count: UUID, *, units: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Figures and counted attributes are written; what was not found stays in the ledger until somebody retires it.

    What differs beyond its tolerance opens findings.

    Raises 404, 409, 403 for whoever began it or counted in it.
    """
    held = await hold_count(count, units, "ended")
    counted = await db().fetchval(
        "select true from count_lines where tenant_id = $1 and count_id = $2 and membership_id = $3 limit 1", current(), count, by
    )
    if counted or held["started_by"] == by:
        raise Refused(403, N_("盘点的人不能自己过账，请另一位来。"))
    await db().execute(BOOK, current(), count)
    for row in await db().fetch(VALUES, current(), count):
        await _write(row, by, now)
    await db().execute(
        "update counts set state = 'posted', posted_by = $3, posted_at = $4 where tenant_id = $1 and id = $2",
        current(),
        count,
        by,
        now,
    )
    zone = await db().fetchval(
        "select ($2::timestamptz at time zone t.zone)::date from tenants t where t.id = $1", current(), now
    )
    await classify(held["kind_id"], by=by, now=now, today=zone)
    await trail.record("post", "count", count, by=by, now=now)
    if await db().fetchval(OFF, current(), count):
        await later("findings.from_count", key=str(count), count=str(count))


async def _write(row: dict[str, object], by: UUID, now: datetime) -> None:
    """One object's counted attributes, as an edition of its own."""
    after = row["attributes"] | row["counted"]  # type: ignore[operator]
    wanted = attributes(row["wanted"])  # type: ignore[arg-type]
    kept = told(row["code"], row["name"], row["unit"], after, wanted)  # type: ignore[arg-type]
    await revise("object", row["id"], row["edition"] or 0, kept, by=by, now=now)  # type: ignore[arg-type]
    await db().execute("update objects set attributes = $3 where tenant_id = $1 and id = $2", current(), row["id"], after)
