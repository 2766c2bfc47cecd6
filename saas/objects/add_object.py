"""Add an object to the ledger."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from saas import trail
from saas.objects.classify import classify
from saas.objects.given import said
from saas.objects.held import hold_kind, told
from saas.objects.tell import tell
from saas.org.given import Given
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

TAKEN = N_("这个编码已经用过，请换一个。")
NEXT = """
    select coalesce(max(substr(o.code, $3)::bigint), 0) + 1 from objects o
     where o.tenant_id = $1 and o.code ~ $2"""


async def add_object(kind: UUID, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """From the form of the kind; without a code it is numbered. Segment and stage follow at once.

    Raises 404, 409 for a kind that is not in use, 422 at the fields.
    """
    held = await hold_kind(kind)
    if held.retired_on:
        raise Refused(409, N_("这个类型已经停用。"))
    form = await said(given, held.wanted, kind, None)
    start = held.code[:20]
    code = form.code or f"{start}-{await db().fetchval(NEXT, current(), _numbered(start), len(start) + 2)}"
    try:
        thing: UUID = await db().fetchval(
            """insert into objects (tenant_id, kind_id, unit_id, code, name, attributes) values ($1, $2, $3, $4, $5, $6)
               returning id""",
            current(), kind, form.unit, code, form.name, form.attributes,
        )  # fmt: skip
    except UniqueViolationError:
        raise Refused(422, TAKEN, field="code") from None
    unit = await db().fetchval("select code from units where tenant_id = $1 and id = $2", current(), form.unit)
    await revise("object", thing, 0, told(code, form.name, unit, form.attributes, held.wanted), by=by, now=now)
    await classify(objects=[thing], by=by, now=now, today=today)
    await tell("object_added", [thing], now=now)
    await trail.record("add", "object", thing, by=by, now=now, kind=held.code)
    return thing


def _numbered(start: str) -> str:
    return "^" + start.replace(".", r"\.") + "-[0-9]{1,12}$"
