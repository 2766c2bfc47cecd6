"""Let a stage through its gate: signed with one's name, on figures that are kept as they stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused, not_found
from saas.rollout.gates import gates
from saas.rollout.judge import Judged, Side, frozen, opens, print_of
from saas.rollout.reads import Programme, Stage, programme
from saas.words import N_
from tenants import current, db, later

REASON_LEAST, REASON_LONGEST = 10, 500
STATES = {"entry": ("waiting", "open"), "exit": ("open", "passed")}
NOT_BEGUN = N_("还没有开始分阶段推行。")
ELSEWHERE = N_("这个阶段已经不在这道关口前，请刷新后再看。")
SHUT = N_("还有 %(missing)s 条没有达到，关口不能开。确要放行，请选“强行放行”并写明理由。")


@dataclass(frozen=True)
class Wish:
    """Signed with one's own name; `force` with a reason lets a stage through although its gate does not hold."""

    signature: str
    reason: str = ""
    force: bool = False


async def decide(stage: UUID, side: Side, wish: Wish, *, by: UUID, today: date, now: datetime) -> UUID:
    """The id of the decision. From the next day on the lists of a stage that opened are laid out.

    Raises 404 for an unknown stage; 409 where no rollout runs or somebody else was first; 422 without the signature, where
    the gate does not hold and is not forced, and where it is forced without a reason.
    """
    told, one = await held(stage)
    was, becomes = STATES[side]
    if one.state != was:
        raise Refused(409, ELSEWHERE)
    judged = (await gates(told, [(one, side)], today=today, now=now))[one.code, side]
    kind = await _kind(judged, wish, by)
    first = today + timedelta(days=1)
    days = (first, None) if side == "entry" else (one.opened_on, today)
    await db().execute(
        "update rollout_stages set state = $3, opened_on = $4, passed_on = $5 where tenant_id = $1 and id = $2",
        current(), stage, becomes, *days,
    )  # fmt: skip
    made = await keep(stage, side, kind, wish, judged, by=by, today=today, now=now)
    if side == "entry":
        await later("checks.lay_out", day=first.isoformat())
    return made


async def held(stage: UUID) -> tuple[Programme, Stage]:
    """The programme and one of its stages, both held until the end of the transaction. Raises 404, and 409 before it began."""
    begun = await db().fetchval("select id from rollouts where tenant_id = $1 and to_date is null for update", current())
    known = await db().fetchval("select id from rollout_stages where tenant_id = $1 and id = $2 for update", current(), stage)
    told = await programme()
    one = told.stage(stage)
    if known is None or one is None:
        raise not_found()
    if begun is None:
        raise Refused(409, NOT_BEGUN)
    return told, one


async def signed(wish: Wish, by: UUID) -> list[Problem]:
    """What is wrong with the signature: it is one's own name, nobody else's."""
    name = await db().fetchval("select name from memberships where tenant_id = $1 and id = $2", current(), by)
    if wish.signature == name:
        return []
    return [Problem("signature", N_("请写自己的姓名“%(name)s”，表示对这个决定负责。"), {"name": name})]


def reasoned(wish: Wish) -> list[Problem]:
    if REASON_LEAST <= len(wish.reason) <= REASON_LONGEST:
        return []
    return [Problem("reason", N_("请写明理由，%(least)s 到 %(most)s 字。"), {"least": REASON_LEAST, "most": REASON_LONGEST})]


async def keep(
    stage: UUID, side: Side, kind: str, wish: Wish, judged: list[Judged], *, by: UUID, today: date, now: datetime
) -> UUID:  # fmt: skip
    """The decision as a row, with its figures and their hash, and its line of the trail."""
    figures: list[dict[str, Any]] = frozen(judged)
    made: UUID = await db().fetchval(
        """insert into gate_decisions (tenant_id, stage_id, side, kind, day, at, membership_id, signature, reason, figures, hash)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id""",
        current(), stage, side, kind, today, now, by, wish.signature, wish.reason if kind != "passed" else "", figures,
        print_of(figures),
    )  # fmt: skip
    await trail.record(kind, "rollout_stage", stage, by=by, now=now, why=wish.reason or None, side=side, decision=str(made))
    return made


async def _kind(judged: list[Judged], wish: Wish, by: UUID) -> str:
    wrong, holds = await signed(wish, by), opens(judged)
    if not holds and not wish.force:
        missing = sum(not one.holds for one in judged)
        wrong.append(Problem("force", SHUT, {"missing": missing}))
    if not holds and wish.force:
        wrong += reasoned(wish)
    if wrong:
        raise Refused.all(wrong)
    return "passed" if holds else "forced"
