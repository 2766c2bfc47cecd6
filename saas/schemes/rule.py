"""A leader rules in an open cycle: points by a ruling of the scheme, a veto, or an appraisal from 0 to 100. It stands with its
reason and whoever signed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.schemes import reads
from saas.values import HUNDRED
from saas.words import N_
from tenants import current, db

REASON_MOST = 500
OWN = """
    select exists (select from appointments a where a.tenant_id = $1 and a.membership_id = $3 and a.from_date <= $4
        and (a.to_date is null or a.to_date >= $4) and a.post_id = $2)"""


@dataclass(frozen=True)
class Wish:
    """What somebody wants ruled; `code` of the scheme, or "appraisal" with a mark."""

    subject: UUID
    code: str
    mark: Decimal | None
    reason: str


async def rule(wish: Wish, *, leads: list[UUID], by: UUID, now: datetime, today: date) -> UUID:
    """The ruling's id. Refused: 404 outside one's lines, 403 on oneself, 409 without an open cycle, 422 at its field."""
    found = await reads.to_rule(leads, today)
    if found is None:
        raise Refused(409, N_("现在没有开着的考核周期。"))
    kinds = {UUID(subject): kind for subject, _, kind in found["subjects"]}
    if wish.subject not in kinds:
        raise not_found()
    kind = _checked(wish, kinds[wish.subject], found["body"])
    if await db().fetchval(OWN, current(), wish.subject, by, today):
        raise Refused(403, N_("不能给自己的岗位裁定。"))
    made: UUID = await db().fetchval(
        """insert into rulings (tenant_id, cycle_id, subject_kind, subject_id, kind, code, mark, reason, ruled_by, ruled_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id""",
        current(), found["id"], kinds[wish.subject], wish.subject, kind, "" if kind == "appraisal" else wish.code,
        wish.mark if kind == "appraisal" else None, wish.reason.strip(), by, now,
    )  # fmt: skip
    await trail.record("rule", "ruling", made, by=by, now=now, why=wish.reason.strip())
    return made


def _checked(wish: Wish, subject: str, body: dict[str, Any]) -> str:
    """The kind of the ruling. Refused 422 at the field that is wrong."""
    if not wish.reason.strip() or len(wish.reason) > REASON_MOST:
        raise Refused(422, N_("请写理由，最多 500 字。"), field="reason")
    if wish.code == "appraisal":
        if wish.mark is None or not 0 <= wish.mark <= HUNDRED:
            raise Refused(422, N_("评议请打 0 到 100 分。"), field="mark")
        return "appraisal"
    for kind, part in (("ruling", "rulings"), ("veto", "vetoes")):
        if any(each["code"] == wish.code for each in body.get(part, ())):
            if subject != "post":
                raise Refused(422, N_("加分、扣分和否决落在岗位上；单元只能评议。"), field="subject")
            return kind
    raise Refused(422, N_("请选方案里的一条。"), field="code")
