"""A signed reopening: an executive puts a line of a closed cycle right without an appeal, with name and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas.cycles.restate import Correction, restate
from saas.refusals import Problem, Refused, not_found
from saas.scores.amend import INDICATOR, How
from saas.words import N_
from tenants import current, db

LONGEST_REASON = 300


@dataclass(frozen=True)
class Reopening:
    """So many of a line, counted as done ("full") or not at all ("waived"); signed with one's own name. Of an indicator `value`
    is what it ought to be.
    """

    line: str
    times: int | None
    how: str
    reason: str
    signature: str
    value: Decimal | None = None

    @property
    def of_value(self) -> bool:
        return self.line.startswith(INDICATOR)


async def reopen(cycle: UUID, post: UUID, wish: Reopening, *, by: UUID, leads: Sequence[UUID], now: datetime) -> int:
    """Returns the number of the restatement. Refused: 404 outside one's lines, 409 as restate says, 422 at the fields."""
    row = await db().fetchrow(
        """select m.name, exists (select from posts p join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id
                     and l.ancestor_id = any ($4) where p.tenant_id = $1 and p.id = $3) as leads
             from memberships m where m.tenant_id = $1 and m.id = $2""",
        current(), by, post, list(leads),
    )  # fmt: skip
    if not row["leads"]:
        raise not_found()
    how = _check(wish, row["name"])
    times = 1 if wish.of_value else wish.times or 0
    change = Correction(post, wish.line, times, how, value=wish.value if wish.of_value else None)
    return await restate(cycle, change, by=by, now=now, why=wish.reason)


def _check(wish: Reopening, name: str) -> How:
    wrong = []
    if not wish.line:
        wrong.append(Problem("line", N_("请选择一项被扣分的内容。")))
    if wish.of_value and wish.how != "waived" and wish.value is None:
        wrong.append(Problem("value", N_("请写这个指标应该是多少。")))
    if not wish.of_value and not wish.times:
        wrong.append(Problem("times", N_("请填写次数。")))
    if not wish.reason or len(wish.reason) > LONGEST_REASON:
        wrong.append(Problem("reason", N_("请写明为什么重开，300 字以内。")))
    if wish.signature != name:
        wrong.append(Problem("signature", N_("请写自己的姓名“%(name)s”，表示对这次更正负责。"), {"name": name}))
    if wrong:
        raise Refused.all(wrong)
    return "waived" if wish.how == "waived" else "full"
