"""Say what a point is worth by a model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import asyncpg

from saas import trail
from saas.models import reads as models
from saas.models.form import model_of
from saas.plans.money import Link, usable
from saas.plans.tell_money import tell_money
from saas.refusals import Refused
from saas.values import ZERO, NotANumber, as_id, parse_number
from saas.words import N_
from tenants import current, db

LONGEST = 500


async def set_link(given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """Fields point ("list/point"), input and result ("model/name"), moves, why. Judged measures get their money at once.

    Refused 422 at the field: unknown point, input and result of two models, nothing moved, no reason; 409 when it stands.
    """
    (list_code, _, point), (model, _, entry), (other, _, result) = (
        given.get(name, "").partition("/") for name in ("point", "input", "result")
    )
    await _known(list_code, point)
    chosen = as_id(model)
    version = await models.version(chosen) if chosen else None
    if chosen is None or version is None:
        raise Refused(422, N_("请选择模型里有数的一个输入。"), field="input")
    if other != model:
        raise Refused(422, N_("输入和结果要出自同一个模型。"), field="result")
    link, why = Link(entry, result, _moves(given.get("moves", ""))), given.get("why", "").strip()
    if not why or len(why) > LONGEST:
        raise Refused(422, N_("请写明凭什么这样折算，最多 %(most)s 个字。"), field="why", most=LONGEST)
    usable(model_of(version.body), link)
    return await _insert(list_code, point, chosen, link, why, by, now)


async def _known(list_code: str, point: str) -> None:
    if not await db().fetchval(
        """select true from checklists l join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
             join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = $3
            where l.tenant_id = $1 and l.code = $2 limit 1""",
        current(), list_code, point,
    ):  # fmt: skip
        raise Refused(422, N_("请选择一个检查项。"), field="point")


def _moves(typed: str) -> Decimal:
    try:
        moved = parse_number(typed)
    except NotANumber:
        moved = ZERO
    if not moved:
        raise Refused(422, N_("请填写合格率每高 1 个百分点，这个输入变动多少。"), field="moves")
    return moved


async def _insert(list_code: str, point: str, model: UUID, link: Link, why: str, by: UUID, now: datetime) -> UUID:
    try:
        made: UUID = await db().fetchval(
            """insert into money_links (tenant_id, list_code, point_code, model_id, input, result, moves, why, set_by, set_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id""",
            current(), list_code, point, model, link.input, link.result, link.moves, why, by, now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Refused(409, N_("这个检查项已经按这个结果折算，先停用原来的。"), field="point") from None
    await trail.record("set", "money_link", made, by=by, now=now, point=f"{list_code}/{point}", why=why)
    await tell_money(None, now=now)
    return made
