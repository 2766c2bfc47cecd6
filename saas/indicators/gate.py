"""What the verbs of indicators share: the indicator held against others, its open draft, a definition that computes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from saas.drafts import Known
from saas.indicators import reads
from saas.indicators.form import FREQUENCIES, Indicator, indicator_of
from saas.indicators.program import circle_of, ready_of
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

NO_DRAFT = N_("这个指标没有打开的草稿。可能已经发布或放弃，请回到指标看一下。")


async def held(indicator: UUID) -> Known:
    """The indicator, locked until the end of the transaction. Refused: 404 no such indicator."""
    if await db().fetchval("select id from indicators where tenant_id = $1 and id = $2 for update", current(), indicator) is None:
        raise not_found()
    found = await reads.known(indicator)
    if found is None:
        raise not_found()
    return found


async def open_draft(indicator: UUID) -> tuple[Known, UUID, dict[str, Any]]:
    """The indicator, its draft's id and body. Refused: 404 no such indicator, 409 no open draft."""
    found = await held(indicator)
    if found.draft is None or found.draft_body is None:
        raise Refused(409, NO_DRAFT)
    return found, found.draft, found.draft_body


def sound(body: object) -> Indicator:
    """A body that is a definition. Refused 422 where it is none."""
    try:
        return indicator_of(body)
    except (msgspec.ValidationError, ValueError):
        raise Refused(422, N_("这份指标读不懂，请从页面上重新填写。"), field="name") from None


def usable(code: str, form: Indicator, others: dict[str, Indicator]) -> None:
    """A definition that computes. Refused 422 at the field that keeps it from that."""
    forms = {**others, code: form}
    made = ready_of(form, {name: one for name, one in forms.items() if name != code})
    if made.fault is not None:
        raise Refused(422, N_("公式还不对，改好后再发布。"), field="formula")
    if circle := circle_of(code, {name: ready_of(one, forms) for name, one in forms.items()}):
        raise Refused(422, N_("指标互相引用成了圈：%(circle)s"), field="formula", circle=" → ".join(circle))
    if form.frequency not in FREQUENCIES:
        raise Refused(422, N_("请选频次。"), field="frequency")
    if form.direction == "range" and (form.target_low is None or form.target_high is None):
        raise Refused(422, N_("方向为区间的，请写区间的下限和上限。"), field="target_low")
    sign = -1 if form.direction == "lower" else 1
    rungs = [rung * sign for rung in (form.floor, form.target, form.stretch) if rung is not None]
    if form.direction != "range" and rungs != sorted(rungs):
        raise Refused(422, N_("底线、目标、挑战值的次序与方向不符。"), field="target")
