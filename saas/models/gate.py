"""What the verbs of models share: the model held against others, its open draft, a program free of wrongs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from saas.drafts import Known
from saas.models import reads
from saas.models.form import Model, model_of
from saas.models.program import Program, program
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

NO_DRAFT = N_("这个模型没有打开的草稿。可能已经发布或放弃，请回到模型看一下。")


async def held(model: UUID) -> Known:
    """The model, locked until the end of the transaction. Refused: 404 no such model."""
    if await db().fetchval("select id from models where tenant_id = $1 and id = $2 for update", current(), model) is None:
        raise not_found()
    found = await reads.known(model)
    if found is None:
        raise not_found()
    return found


async def open_draft(model: UUID) -> tuple[Known, UUID, dict[str, Any]]:
    """The model, its draft's id and body. Refused: 404 no such model, 409 no open draft."""
    found = await held(model)
    if found.draft is None or found.draft_body is None:
        raise Refused(409, NO_DRAFT)
    return found, found.draft, found.draft_body


def sound(body: object) -> Model:
    """A body that is a model. Refused 422 where it is none."""
    try:
        return model_of(body)
    except (msgspec.ValidationError, ValueError):
        raise Refused(422, N_("这份模型读不懂，请从页面上重新填写。"), field="model") from None


def usable(body: object) -> Program:
    """A program that runs. Refused 422 while a formula is wrong."""
    made = program(sound(body))
    if made.wrong:
        first = made.wrong[0]
        raise Refused(422, N_("公式“%(name)s”还不对，改好后再发布。"), field="formulas", name=first.place[-1])
    if not made.model.results:
        raise Refused(422, N_("请至少选一个结果。"), field="results")
    return made
