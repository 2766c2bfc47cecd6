"""Carry a kept scenario over to the newest version of its model."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.models import reads
from saas.models.gate import held
from saas.models.programs import kept_program
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def carry_over(scenario: UUID, *, by: UUID, now: datetime) -> UUID:
    """The model it belongs to. Figures of inputs that are gone are left behind; new inputs stand as in the model.

    Refused: 404 no such scenario, 409 it is of the newest version already.
    """
    row = await db().fetchrow(
        "select model_id, version_id, name, given from model_scenarios where tenant_id = $1 and id = $2", current(), scenario
    )
    if row is None:
        raise not_found()
    model: UUID = row["model_id"]
    await held(model)
    newest = await reads.version(model)
    if newest is None or newest.id == row["version_id"]:
        raise Refused(409, N_("这个方案已经在最新一版上。"))
    made = kept_program(newest)
    given = {path: text for path, text in row["given"].items() if made.at.get(path) in made.start}
    await db().execute(
        "update model_scenarios set version_id = $3, given = $4, kept_at = $5, kept_by = $6 where tenant_id = $1 and id = $2",
        current(), scenario, newest.id, given, now, by,
    )  # fmt: skip
    gone = sorted(row["given"].keys() - given.keys())
    await trail.record("carry_over", "model_scenario", scenario, by=by, now=now, name=row["name"], to=newest.number, gone=gone)
    return model
