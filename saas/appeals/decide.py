"""Decide on an appeal: granted, the line is corrected and the scheme computes again; not granted, it is told why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.appeals.lodge import Grant, step
from saas.appeals.rules import HOWS, TEXT_LONGEST
from saas.appeals.told import tell
from saas.cycles.restate import Correction, restate
from saas.refusals import Problem, Refused, not_found
from saas.scores.amend import INDICATOR
from saas.words import N_
from tenants import current, db


@dataclass(frozen=True)
class Decision:
    """outcome: accepted or refused; of an accepted one so many times, counted as done ("full") or not at all ("waived").
    Of an indicator, `value` is what it is put right to.
    """

    outcome: str
    reason: str
    times: int | None = None
    how: str = "full"
    value: Decimal | None = None


async def decide(appeal: UUID, decision: Decision, *, by: UUID, now: datetime) -> None:
    """Refused: 404 where one is not to decide it, 409 when it is decided already, 422 at the fields."""
    row = await held(appeal)
    if row["decider_id"] != by:
        raise not_found()
    still_open(row)
    _check(decision, row["times"], of_indicator=row["line"].startswith(INDICATOR))
    granted = decision.outcome == "accepted"
    if granted and decision.times:
        how = "full" if decision.how == "full" else "waived"
        change = Correction(row["post_id"], row["line"], decision.times, how, appeal, decision.value)  # type: ignore[arg-type]
        await restate(row["cycle_id"], change, by=by, now=now, why=decision.reason)
    await end(appeal, decision.outcome, row["cycle_id"])
    put = Grant(decision.times, decision.how, decision.value if decision.how == "full" else None) if granted else Grant()
    await step(appeal, decision.outcome, by=by, now=now, why=decision.reason, grant=put)
    await trail.record(decision.outcome, "appeal", appeal, by=by, now=now, why=decision.reason)
    await tell("decided", appeal, now=now, why=decision.reason)


async def held(appeal: UUID) -> Any:
    """The appeal, held against anybody else until the transaction ends. 404 where there is none."""
    row = await db().fetchrow(
        """select a.*, m.name as decider from appeals a left join memberships m on m.tenant_id = $1 and m.id = a.decider_id
            where a.tenant_id = $1 and a.id = $2 for update of a""", current(), appeal
    )  # fmt: skip
    if row is None:
        raise not_found()
    return row


def still_open(row: Any) -> None:
    """Raises Refused 409 for an appeal that was decided or withdrawn."""
    if row["state"] == "withdrawn":
        raise Refused(409, N_("这个申诉已经撤回。"))
    if row["state"] != "open":
        raise Refused(409, N_("这个申诉已经由%(name)s裁定。"), name=row["decider"])


async def end(appeal: UUID, state: str, cycle: UUID) -> None:
    """It stands open no more; the cycle is under appeal as long as another one does."""
    await db().execute("update appeals set state = $3 where tenant_id = $1 and id = $2", current(), appeal, state)
    await db().execute(
        """update cycles set state = 'closed' where tenant_id = $1 and id = $2 and state = 'appeal'
              and not exists (select from appeals where tenant_id = $1 and cycle_id = $2 and state = 'open')""",
        current(), cycle,
    )  # fmt: skip


def _check(decision: Decision, most: int, *, of_indicator: bool) -> None:
    wrong = []
    if decision.outcome not in {"accepted", "refused"}:
        wrong.append(Problem("outcome", N_("请选择成立或不成立。")))
    if decision.outcome == "accepted":
        if decision.times is None or not 0 < decision.times <= most:
            wrong.append(Problem("times", N_("请填 1 到 %(most)s 之间的整数。"), {"most": most}))
        if decision.how not in HOWS:
            wrong.append(Problem("how", N_("请选择怎样更正。")))
        if of_indicator and decision.how == "full" and decision.value is None:
            wrong.append(Problem("value", N_("请写这个指标应该是多少。")))
    if not decision.reason:
        wrong.append(Problem("reason", N_("请写明理由，申诉人会看到。")))
    elif len(decision.reason) > TEXT_LONGEST:
        wrong.append(Problem("reason", N_("理由请写在 %(most)s 字以内。"), {"most": TEXT_LONGEST}))
    if wrong:
        raise Refused.all(wrong)
