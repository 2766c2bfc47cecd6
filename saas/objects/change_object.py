"""Change what the ledger says of an object."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.classify import classify
from saas.objects.given import said
from saas.objects.held import hold_active
from saas.org.given import Given
from saas.revisions import revise
from tenants import current, db


async def change_object(thing: UUID, given: Given, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Write the form; segment and stage follow. Attributes that the kind no longer has stay as they are.

    Raises 404, 409 where it is retired, Stale where somebody was first, 422 at the fields.
    """
    held = await hold_active(thing)
    form = await said(given, held.wanted, held.kind, thing)
    unit = await db().fetchval("select code from units where tenant_id = $1 and id = $2", current(), form.unit)
    values = {one.code: form.attributes.get(one.code) for one in held.wanted}
    after = held.told(
        code=form.code or held.code, name_zh=form.name.get("zh", ""), name_en=form.name.get("en", ""), unit=unit,
        **_beside(values),
    )  # fmt: skip
    await revise("object", thing, seen, after, by=by, now=now, before=held.told())
    kept = {key: value for key, value in (held.attributes | values).items() if value is not None}
    await db().execute(
        "update objects set code = $3, name = $4, unit_id = $5, attributes = $6 where tenant_id = $1 and id = $2",
        current(), thing, after["code"], form.name, form.unit, kept,
    )  # fmt: skip
    await classify(objects=[thing], by=by, now=now, today=today)
    await trail.record("change", "object", thing, by=by, now=now)


def _beside(values: dict[str, object]) -> dict[str, object]:
    """An attribute may be called as a field is: the field keeps its name, see `told`."""
    return {key: value for key, value in values.items() if key not in ("code", "name_zh", "name_en", "unit", "retired_on")}
