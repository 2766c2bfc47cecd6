"""Keep a scenario of a model, with its newest version, for everybody who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.models import reads
from saas.models.form import model_of
from saas.models.gate import held
from saas.models.program import program
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

MOST, LONGEST = 24, 60
KEEP = """
    insert into model_scenarios (tenant_id, model_id, name, given, kept_at, kept_by, version_id)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (tenant_id, model_id, name) do update set given = $4, kept_at = $5, kept_by = $6, version_id = $7 returning id"""


async def keep_scenario(model: UUID, name: str, given: Mapping[str, Decimal], *, by: UUID, now: datetime) -> UUID:
    """The scenario's id; one of the same name is replaced. Refused: 404 no such model, 422 at name or an unknown input."""
    if not name.strip() or len(name) > LONGEST:
        raise Refused(422, N_("请给方案起个名字，最多 60 个字。"), field="scenario")
    await held(model)
    found = await reads.version(model)
    if found is None:
        raise Refused(409, N_("发布以后才能保存方案。"))
    made = program(model_of(found.body))
    if any(made.at.get(path) not in made.start for path in given):
        raise Refused(422, N_("模型已经改了，请重新打开再保存。"), field="scenario")
    kept = {each.name for each in await reads.scenarios(model)}
    if len(kept) >= MOST and name.strip() not in kept:
        raise Refused(422, N_("最多保存 %(most)s 个方案，先删掉不用的。"), field="scenario", most=MOST)
    told = {path: str(value) for path, value in given.items()}
    scenario: UUID = await db().fetchval(KEEP, current(), model, name.strip(), told, now, by, found.id)
    await trail.record("keep", "model_scenario", scenario, by=by, now=now, model=str(model), name=name.strip())
    return scenario
