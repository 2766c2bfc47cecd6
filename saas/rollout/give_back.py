"""Take a decision back: the stage stands before its gate again, with the reason kept for ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas.checks.rolled_out import OPEN, RUNS
from saas.refusals import Refused
from saas.rollout.decide import ELSEWHERE, Wish, held, keep, reasoned, signed
from saas.rollout.gates import gates
from saas.rollout.judge import Side
from saas.rollout.reads import Programme, Stage
from saas.words import N_
from tenants import current, db

BACK: dict[str, tuple[Side, str]] = {"passed": ("exit", "open"), "open": ("entry", "waiting")}
LATER = N_("后面的阶段“%(stage)s”已经开始，请先退回它。")
RUNS_HERE = RUNS.format(open=OPEN.format(day="$2"), day="$2", unit="d.unit_id", list="s.checklist_id")
# What nobody did yet, from a day on, where no stage is open any more.
UNDONE = f"""
    delete from due_checks d using schedules s
     where d.tenant_id = $1 and s.tenant_id = $1 and s.id = d.schedule_id and d.business_date >= $2 and d.check_id is null
       and d.cause is null and d.state = 'open'
       and not exists (select from spot_checks p where p.tenant_id = $1 and p.due_id = d.id)
       and not {RUNS_HERE}"""  # noqa: S608


async def give_back(stage: UUID, wish: Wish, *, by: UUID, today: date, now: datetime) -> UUID:
    """The id of the decision. A stage that was passed is open again; one that was open waits, and from the next day on
    its lists are no longer laid out. Raises 404; 409 where there is nothing to take back or a later stage runs; 422.
    """
    told, one = await held(stage)
    if one.state not in BACK:
        raise Refused(409, ELSEWHERE)
    after = _after(told, one)
    if after:
        raise Refused(409, LATER, stage=after.name.get("zh", after.code))
    wrong = [*await signed(wish, by), *reasoned(wish)]
    if wrong:
        raise Refused.all(wrong)
    side, becomes = BACK[one.state]
    judged = (await gates(told, [(one, side)], today=today, now=now))[one.code, side]
    await db().execute(
        "update rollout_stages set state = $3, opened_on = $4, passed_on = null where tenant_id = $1 and id = $2",
        current(), stage, becomes, one.opened_on if becomes == "open" else None,
    )  # fmt: skip
    if becomes == "waiting":
        await take_away(today)
    return await keep(stage, side, "returned", wish, judged, by=by, today=today, now=now)


async def take_away(today: date) -> None:
    """What was laid out ahead where no stage is open goes; today stays as it is."""
    await db().execute(UNDONE, current(), today + timedelta(days=1))


def _after(told: Programme, stage: Stage) -> Stage | None:
    return next((one for one in told.stages if one.position > stage.position and one.state in ("open", "passed")), None)
