"""Whatever is sent, corrected, returned and sent again: the tally equals a recomputation from the answers."""

from __future__ import annotations

import contextlib
import random

import pytest

from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.reviews.correct import correct
from saas.reviews.send_back import send_back
from saas.reviews.take_back import take_back
from tenants import inside

VALUES = {
    "clean": [{"verdict": "pass"}, {"verdict": "fail"}, {"verdict": "na"}],
    "fresh": [{"verdict": "pass"}, {"verdict": "fail"}, {"verdict": "na"}],
    "cold": [{"number": "-19"}, {"number": "-16"}, {"number": "-3"}, {"verdict": "na"}],
    "sign": [{"choice": "good"}, {"choice": "slight"}, {"choice": "gone"}, {"verdict": "na"}],
    "stock": [{"number": "24"}, {"number": "3"}, {"verdict": "na"}],
    "word": [{"text": "好"}, {"verdict": "na"}],
}
RECOMPUTED = """
    with live as (
        select * from checks where tenant_id = $1 and version_id = $2 and state <> 'replaced'
    ), days as (
        select post_id, business_date, count(*) as checks, count(score) as scored,
               coalesce(sum(score), 0) as score_sum
          from live group by 1, 2
    ), each as (
        select c.post_id, c.business_date, a.position,
               sum((a.verdict_now in ('pass', 'partial', 'fail'))::int)::bigint as applied,
               sum((a.verdict_now = 'na')::int)::bigint as na, sum(a.share_now_e4)::bigint as raw,
               sum(a.earned_now_e4)::bigint as earned,
               sum((a.verdict in ('pass', 'partial', 'fail'))::int)::bigint as sent_applied,
               sum(a.earned_e4)::bigint as sent
          from live c join answers a on a.tenant_id = $1 and a.check_id = c.id group by 1, 2, 3
    )
    select post_id, business_date, array_agg(applied order by position), array_agg(na order by position),
           array_agg(raw order by position), array_agg(earned order by position),
           array_agg(sent_applied order by position), array_agg(sent order by position),
           checks, scored, score_sum
      from each join days using (post_id, business_date)
     group by post_id, business_date, checks, scored, score_sum order by 1, 2"""
TALLIED = """
    select post_id, business_date, applied, na, raw_e4, earned_e4, sent_applied, sent_e4,
           checks, scored, score_sum
      from tallies where tenant_id = $1 and version_id = $2 order by 1, 2"""


def drawn(dice):
    return {code: dice.choice(values) for code, values in VALUES.items()}


async def one_step(stage, dice, checks, batches):
    """Send, correct, accept, undo, return or fill again; what the rules refuse changes nothing."""
    step = dice.choice(("send", "correct", "correct", "correct", "accept", "undo", "return", "again"))
    if step == "send" or not checks:
        checks.append(await stage.check(dice.choice((stage.firm.staff, stage.firm.colleague)), **drawn(dice)))
        return
    check, by = dice.choice(checks), stage.firm.leader.member
    if step == "again":
        if (await stage.state(check))["state"] == "returned":
            sender = stage.firm.people[await sender_of(stage, check)]
            checks.append(await stage.check(sender, due=stage.dues[check], replaces=check, **drawn(dice)))
        return
    async with inside(stage.firm.id):
        if step == "correct":
            code = dice.choice(sorted(VALUES))
            await correct(
                check,
                stage.points[code],
                became=dice.choice(VALUES[code]),
                reason="看过",
                by=by,
                now=stage.now,
            )
        elif step == "accept":
            batches.append(await accept(check, by=by, now=stage.now))
        elif step == "undo" and batches:
            await take_back(dice.choice(batches), by=by, now=stage.now)
        elif step == "return":
            await send_back(check, reason="重填", by=by, now=stage.now)


async def sender_of(stage, check):
    return await stage.value(
        """select m.name from checks c join memberships m on m.tenant_id = $1 and m.id = c.membership_id
            where c.tenant_id = $1 and c.id = $2""",
        check,
    )


@pytest.mark.parametrize("seed", [3, 17, 20261118])
async def test_the_tally_stays_true_through_any_story(stage, seed):
    dice, checks, batches = random.Random(seed), [], []
    for _ in range(60):
        with contextlib.suppress(Refused):
            await one_step(stage, dice, checks, batches)
    tallied = [tuple(row) for row in await stage.fetch(TALLIED, stage.version)]
    assert tallied == [tuple(row) for row in await stage.fetch(RECOMPUTED, stage.version)]
    assert len(tallied) == 2
