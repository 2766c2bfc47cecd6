"""Book figures follow accepted counts, and go back when an acceptance is undone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tenants import current, db


async def post_counts(checks: Sequence[UUID]) -> None:
    """Make the counted figures of accepted checks the book's; the review keeps what stood there before.

    A count older than the book's figure changes nothing; of several of one object the newest is posted.
    """
    await db().execute(
        """with counted as (
               select distinct on (c.object_id, p.code) c.id as check_id, c.object_id, p.code as point_code,
                      coalesce((k.became ->> 'number')::numeric, a.number) as figure, c.received_at
                 from checks c
                 join answers a on a.tenant_id = $1 and a.check_id = c.id
                 join points p on p.tenant_id = $1 and p.id = a.point_id
                      and p.kind in ('count', 'ledger') and not p.judge ? 'attribute'
                 left join lateral (select became from corrections k
                                     where k.tenant_id = $1 and k.check_id = c.id and k.point_id = p.id
                                     order by k.number desc limit 1) k on true
                where c.tenant_id = $1 and c.id = any($2) and c.object_id is not null
                  and a.verdict_now not in ('na', 'skipped') and coalesce(k.became ->> 'number', a.number::text) is not null
                order by c.object_id, p.code, c.received_at desc
           ), was as (
               select l.object_id, l.point_code, l.figure, l.as_of, l.source_check
                 from ledger_figures l join counted using (object_id, point_code) where l.tenant_id = $1
           ), posted as (
               insert into ledger_figures as l (tenant_id, object_id, point_code, figure, as_of, source_check)
               select $1, object_id, point_code, figure, received_at, check_id from counted
                   on conflict (tenant_id, object_id, point_code) do update
                  set figure = excluded.figure, as_of = excluded.as_of, source_check = excluded.source_check
                where l.as_of <= excluded.as_of
               returning l.object_id, l.point_code, l.source_check
           )
           update reviews r set ledger_was = kept.was
             from (select p.source_check, jsonb_object_agg(p.point_code, case when w.figure is not null then
                          jsonb_build_object('figure', w.figure::text, 'as_of', w.as_of,
                                             'source', w.source_check) end) as was
                     from posted p left join was w using (object_id, point_code) group by p.source_check) kept
            where r.tenant_id = $1 and r.check_id = kept.source_check""",
        current(), list(checks),
    )  # fmt: skip


async def put_back(checks: Sequence[UUID]) -> None:
    """Undo `post_counts` where the book still shows these checks' figures."""
    await db().execute(
        """with kept as (
               select r.check_id, c.object_id, w.key as point_code, w.value as was
                 from reviews r join checks c on c.tenant_id = $1 and c.id = r.check_id
                cross join jsonb_each(r.ledger_was) w
                where r.tenant_id = $1 and r.check_id = any($2)
           ), gone as (
               delete from ledger_figures l using kept k
                where l.tenant_id = $1 and l.object_id = k.object_id and l.point_code = k.point_code
                  and l.source_check = k.check_id and jsonb_typeof(k.was) = 'null'
           )
           update ledger_figures l
              set figure = (k.was ->> 'figure')::numeric, as_of = (k.was ->> 'as_of')::timestamptz,
                  source_check = (k.was ->> 'source')::uuid
             from kept k
            where l.tenant_id = $1 and l.object_id = k.object_id and l.point_code = k.point_code
              and l.source_check = k.check_id and jsonb_typeof(k.was) = 'object'""",
        current(), list(checks),
    )  # fmt: skip
