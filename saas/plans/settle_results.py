"""When the window of a measure is over: did the indicator it was to move get better?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from saas.plans.result import Moved, Result, Way, result
from saas.plans.result_reads import means, moved, unsettled
from saas.plans.tell import tell_result
from saas.plans.terms import SignedMeasure, SignedResult
from tenants import current, db

# Figures of an indicator come in some time after their period; so long they are waited for.
WAIT = timedelta(days=30)


async def settle_results(today: date, *, now: datetime) -> list[UUID]:
    """Judge every signed measure whose figures are all there, or that has waited long enough. Safe to run again."""
    due = await unsettled(today)
    judged = [each.measure for each in due if each.result and await _settle(each, each.result, today, now)]
    await tell_result(judged, now=now)
    return judged


async def _settle(each: SignedMeasure, wanted: SignedResult, today: date, now: datetime) -> bool:
    before, after = await means(wanted.indicator, each.before), await means(wanted.indicator, each.window)
    sides = [moved(subjects, before, after) for subjects in (wanted.treated, wanted.comparison)]
    whole = all(sides) and sum(map(len, sides)) == len(wanted.treated) + len(wanted.comparison)
    if not whole and today <= each.window.last + WAIT:
        return False
    told = result(sides[0], sides[1], wanted.promise, Way(wanted.direction, wanted.low, wanted.high))
    await db().execute(
        """insert into result_effects (tenant_id, measure_id, verdict, estimate, low, high, figures, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing""",
        current(), each.measure, told.verdict, told.estimate, told.low, told.high, _figures(told, sides), now,
    )  # fmt: skip
    return True


def _figures(told: Result, sides: Sequence[Sequence[Moved]]) -> dict[str, object]:
    """Everything somebody needs to compute it again: what each subject came to."""
    rows = [[[one.subject, str(one.before), str(one.after)] for one in side] for side in sides]
    return {"reason": told.reason, "treated": rows[0], "comparison": rows[1]}
