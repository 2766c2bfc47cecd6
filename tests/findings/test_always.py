"""Whatever is done with findings in whatever order: each stands in exactly one state, and nothing counts twice."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from saas.findings.act_on import act_on
from saas.findings.escalate import escalate
from saas.findings.hand_on import hand_on
from saas.findings.merge import merge
from saas.findings.open_one import Found, open_one
from saas.findings.part import part
from saas.findings.plan_action import plan_action
from saas.findings.reopen import reopen
from saas.findings.verify import verify
from saas.refusals import Refused
from tenants import inside

WHAT = ("open", "act", "verify", "send_back", "reopen", "merge", "part", "plan", "hand_on", "escalate")
OFTEN = (3, 4, 3, 2, 2, 2, 2, 1, 1, 1)
# One line a finding that is not told by exactly one set of facts.
WRONG = """
    select f.number, f.state from findings f
     where f.tenant_id = $1 and not (
           (f.state = 'verified') = coalesce((select v.outcome = 'verified' and not exists (
                select from reopenings r where r.tenant_id = $1 and r.finding_id = f.id and r.at >= v.verified_at)
              from verifications v where v.tenant_id = $1 and v.finding_id = f.id order by v.id desc limit 1), false)
           and (f.closed_at is null) = (f.state in ('open', 'acted'))
           and (f.merged_id is not null) = exists (
               select from mergers m where m.tenant_id = $1 and m.finding_id = f.id and m.undone_at is null)
           and (f.merged_id is null or f.state = 'withdrawn')
           and f.reopened = (select count(*) from verifications v
                              where v.tenant_id = $1 and v.finding_id = f.id and v.outcome = 'reopened')
                          + (select count(*) from reopenings r where r.tenant_id = $1 and r.finding_id = f.id))"""
TWICE = """
    select m.finding_id from mergers m join findings k on k.tenant_id = $1 and k.id = m.into_id
     where m.tenant_id = $1 and m.undone_at is null and k.merged_id is not null"""


class Play:
    """Three findings of one post and what people do with them; the hand moves on by a minute a move."""

    def __init__(self, stage, firm) -> None:
        self.stage, self.firm, self.now, self.ids, self.numbers = stage, firm, stage.now, [], []

    async def move(self, what: str, n: int, other: int) -> None:
        self.now += timedelta(minutes=1)
        if what == "open" or not self.ids:
            await self.open()
            return
        finding, into = self.ids[n % len(self.ids)], self.numbers[other % len(self.numbers)]
        lead, staff = ({"by": self.firm.people[who].member, "now": self.now} for who in ("leader", "staff"))
        moves = {
            "act": lambda: act_on(finding, cause="x", action="x", photo=None, **staff),
            "verify": lambda: verify(finding, outcome="verified", note="看过", **lead),
            "send_back": lambda: verify(finding, outcome="reopened", note="还差", **lead),
            "reopen": lambda: reopen(finding, why="又有", **lead),
            "merge": lambda: merge(finding, into=into, why="", **lead),
            "part": lambda: part(finding, **lead),
            "plan": lambda: plan_action(
                finding, action="x", post="SR-11", owner=None, due=self.stage.day + timedelta(days=1), **lead
            ),
            "hand_on": lambda: hand_on(finding, post=("SR-11", "SR-12")[other % 2], why="换", **lead),
            "escalate": lambda: escalate(now=self.now + timedelta(days=9)),
        }  # fmt: skip
        try:
            async with inside(self.firm.id):
                await moves[what]()
        except Refused:
            return

    async def open(self) -> None:
        found = Found(
            "report", "major", {"zh": "积水"}, self.firm.units["Z1-1"], self.now, post=self.firm.posts["SR-11"], detail="D-play"
        )  # fmt: skip
        async with inside(self.firm.id):
            one = await open_one(found, now=self.now)
        self.ids.append(one.id)
        self.numbers.append(one.number)


@pytest.mark.parametrize("seed", range(24))
async def test_every_finding_stands_in_one_state_and_counts_once(stage, seed):
    """A seed is a story of twenty moves; most that cannot be made are refused and change nothing."""
    dice = Random(seed)
    play = Play(stage, stage.firm)
    for what in dice.choices(WHAT, OFTEN, k=20):
        await play.move(what, dice.randrange(4), dice.randrange(4))
    assert await stage.fetch(WRONG) == []
    assert await stage.fetch(TWICE) == []
    for finding in play.ids:
        rows = await stage.fetch("select to_id, due_on from escalations where tenant_id = $1 and finding_id = $2", finding)
        assert len(rows) == len({(row["to_id"], row["due_on"]) for row in rows})
    numbers = [row["number"] for row in await stage.fetch("select number from findings where tenant_id = $1 order by number")]
    assert numbers == list(range(1, len(numbers) + 1))
