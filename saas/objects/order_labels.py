"""Order labels to be printed: the worker sets them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.objects.label_reads import MOST
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db, later


async def order_labels(objects: Sequence[UUID], *, address: str, locale: str, by: UUID, now: datetime) -> UUID:
    """`address` is where labels lead, up to the code. Raises Refused 422 for none, and for more than 500."""
    if not objects:
        raise Refused(422, N_("没有符合条件的对象。"), field="q")
    if len(objects) > MOST:
        raise Refused(422, N_("一次最多打印 %(most)s 张。请加条件，分几次打印。"), field="q", most=MOST)
    sheet: UUID = await db().fetchval(
        """insert into label_sheets (tenant_id, objects, locale, address, requested_by, requested_at)
           values ($1, $2, $3, $4, $5, $6) returning id""",
        current(), list(objects), locale, address, by, now,
    )  # fmt: skip
    await later("objects.labels", key=f"labels {sheet}", sheet=str(sheet))
    await trail.record("order", "labels", sheet, by=by, now=now, labels=len(objects))
    return sheet
