"""A new model: its name and an empty draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.drafts import nameable
from saas.models.form import Model, Said, body_of
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

FREE = """
    select 'M' || (coalesce(max(substring(code from '^M([0-9]{1,6})$')::int), 0) + 1) from models where tenant_id = $1"""
INSERT = """
    insert into models (tenant_id, code, position)
    select $1, $2, (select coalesce(max(position), 0) + 1 from models where tenant_id = $1)
    on conflict (tenant_id, code) do nothing returning id"""


async def open_model(name: Said, code: str, *, by: UUID, now: datetime, body: dict[str, Any] | None = None) -> UUID:
    """The model's id; `code` may be empty. Refused 422 at name or code."""
    nameable(name, code)
    code = code or await db().fetchval(FREE, current())
    model: UUID | None = await db().fetchval(INSERT, current(), code)
    if model is None:
        raise Refused(422, N_("编号已经有人用了。"), field="code")
    await db().execute(
        "insert into model_drafts (tenant_id, model_id, body, opened_at, opened_by) values ($1, $2, $3, $4, $5)",
        current(), model, body or body_of(Model(name)), now, by,
    )  # fmt: skip
    await trail.record("open", "model", model, by=by, now=now, code=code)
    return model
