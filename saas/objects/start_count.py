"""A count begins: what the books say now is kept, and nobody who counts sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

MOST = 3_000

# Book figures of the object; numbers of its kind that are counted; and where there is neither, whether it is there at all.
LINES = """
    with things as (
        select o.id, o.attributes, k.attributes as wanted from objects o
          join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
         where o.tenant_id = $1 and o.kind_id = $3 and o.retired_on is null and o.unit_id = any (array(
               select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = $4))),
    found as (
        select t.id, f.point_code as figure, 'book' as source, coalesce(p.text, '{}') as text,
               coalesce(p.uom, '') as uom, f.figure as book,
               coalesce((p.limits ->> 'tolerance')::numeric,
                        abs(f.figure) * (p.limits ->> 'tolerance_percent')::numeric / 100, 0) as tolerance
          from things t join ledger_figures f on f.tenant_id = $1 and f.object_id = t.id
          left join lateral (select p.text, p.uom, p.limits from points p
                              where p.tenant_id = $1 and p.code = f.point_code order by p.id desc limit 1) p on true
        union all
        select t.id, a ->> 'code', 'attribute', a -> 'name', coalesce(a ->> 'uom', ''),
               coalesce(figure_of(t.attributes ->> (a ->> 'code')), 0), coalesce(figure_of(a ->> 'tolerance'), 0)
          from things t cross join jsonb_array_elements(t.wanted) a where coalesce((a ->> 'counted')::boolean, false)),
    every as (
        select * from found union all
        select t.id, '', 'thing', '{}', '', 1, 0 from things t where not exists (select from found f where f.id = t.id))
    insert into count_lines (tenant_id, count_id, object_id, figure, source, text, uom, book, tolerance)
    select $1, $2, e.id, e.figure, e.source, e.text, e.uom, e.book, e.tolerance from every e"""


async def start_count(kind: UUID, unit: UUID, *, units: Sequence[UUID], by: UUID, now: datetime) -> UUID:
    """Everything of this kind in this unit and below. Raises 404, 409 for one that is open, 422 for nothing or too much."""
    # Of two who begin at once the second waits here and finds the first one's.
    known = await db().fetchval(
        """select true from object_kinds k join units u on u.tenant_id = $1 and u.id = $3 and u.closed_on is null
            where k.tenant_id = $1 and k.id = $2 and k.retired_on is null and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = $3 and l.ancestor_id = any ($4))
              for no key update of u""",
        current(), kind, unit, list(units),
    )  # fmt: skip
    if not known:
        raise not_found()
    if await db().fetchval(
        """select true from counts where tenant_id = $1 and kind_id = $2 and unit_id = $3 and state in ('open', 'ended')""",
        current(), kind, unit,
    ):  # fmt: skip
        raise Refused(409, N_("这个单元的这一类正在盘点，请先完成那一次。"))
    count: UUID = await db().fetchval(
        "insert into counts (tenant_id, kind_id, unit_id, started_by, started_at) values ($1, $2, $3, $4, $5) returning id",
        current(), kind, unit, by, now,
    )  # fmt: skip
    made = int((await db().execute(LINES, current(), count, kind, unit)).rsplit(" ", 1)[-1])
    if not 0 < made <= MOST:
        message = N_("这里没有这一类的对象。") if not made else N_("一次最多盘 %(most)s 行，请选下级单元分开盘。")
        raise Refused(422, message, field="unit", most=MOST)
    await trail.record("start", "count", count, by=by, now=now)
    return count
