"""Scores come to money by a model of the company's; what was paid is not paid again, only the difference is."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.cycles.close import close
from saas.formulas.fault import NotAvailable
from saas.models.form import model_of
from saas.models.program import program
from saas.schemes.pay import Earned, difference, due, known, rounded
from saas.schemes.set_pay import bound, set_pay
from saas.schemes.settle import settle
from saas.values import EXACT, half_up
from tenants import db, inside
from tests.cycles.fill import fill

POOL = {
    "name": {"zh": "津贴池"}, "results": ["share"],
    "inputs": [{"name": name, "title": {"zh": name}, "uom": uom, "value": value} for name, uom, value in (("pool", "元", "10000"), ("mine", "", None), ("all", "", None))],
    "formulas": [{"name": "share", "title": {"zh": "津贴"}, "uom": "元", "formula": "pool * mine / all"}],
}  # fmt: skip
BONUS = {
    "name": {"zh": "线损奖"}, "results": ["bonus"],
    "inputs": [{"name": name, "title": {"zh": name}, "uom": "%", "value": None} for name in ("rate", "target")],
    "formulas": [{"name": "bonus", "title": {"zh": "奖金"}, "uom": "", "formula": "(target - rate) / 1 % * 200"}],
}  # fmt: skip


def test_a_pool_is_shared_by_score_to_the_last_fen():
    made = program(model_of(POOL))
    told = due(made, "share", {"mine": "score", "all": "score_sum"}, [Earned("a", D(90)), Earned("b", D(60)), Earned("c", D("33.3"))])
    assert [each.value for each in told] == [D("4909.98"), D("3273.32"), D("1816.70")], "10,000 together"
    assert told[0].given == {"mine": D(90), "all": D("183.3")}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 15_000), min_size=1, max_size=20), st.integers(1, 9_999_999))
def test_shares_come_to_the_pool_and_none_is_a_fen_off(scores, fen):
    pool = D(fen) / 100
    exact = {f"{n:02}": EXACT.divide(pool * score, D(sum(scores))) for n, score in enumerate(scores)}
    paid = rounded(exact, 2, shared=True)
    assert sum(paid.values()) == pool
    assert all(abs(paid[who] - exact[who]) < D("0.01") for who in exact)
    assert all(paid[one] >= paid[other] for one in exact for other in exact if exact[one] > exact[other])
    assert rounded(dict(reversed(exact.items())), 2, shared=True) == paid, "whoever stands first"
    alone = rounded(exact, 2, shared=False)
    assert all(alone[who] == half_up(exact[who], 2) for who in exact), "what is nobody's share is rounded by itself"


def test_a_bonus_follows_the_value_of_an_indicator_and_is_taken_back_likewise():
    made = program(model_of(BONUS | {"formulas": [BONUS["formulas"][0] | {"formula": "(target - rate) * 200", "uom": "%"}]}))
    rows = [Earned("a", D(90), {"K1": D(4)}, {"K1": D(5)}), Earned("b", D(90), {"K1": D(6)}, {"K1": D(5)}), Earned("c", D(90))]
    told = [each.value for each in due(made, "bonus", {"rate": "indicators/K1", "target": "targets/K1"}, rows)]
    assert told[:2] == [D(200), D(-200)] and isinstance(told[2], NotAvailable)


def test_only_what_is_not_paid_yet_is_paid():
    assert difference([], D(100)) == 100
    assert difference([D(100), D(-20)], D(85)) == 5
    assert difference([D(100)], D(100)) == 0


@pytest.mark.parametrize(("text", "found"), [("a = score", {"a": "score"}), ("a=score；b ＝ indicators/K1", {"a": "score", "b": "indicators/K1"}), ("a = luck", {}), ("", {})])
def test_what_an_input_is_bound_to(text, found):
    told, problems = bound(text)
    assert (told, bool(problems)) == (found, not found)
    assert all(map(known, told.values()))


@pytest.fixture
async def cycle(cast, world):
    """The quarter of the brand, closed early after a day of checks."""
    firm, today = cast.brand, world.now.date()
    async with inside(firm.id):
        await fill(today, today, member=firm.admin.member, now=world.now)
        found = await db().fetchval("select id from cycles where tenant_id = $1 and state = 'open'", firm.id)
        await close(found, by=firm.executive.member, now=world.now, reason="试一天")
    return found


async def test_a_closed_cycle_is_settled_once_and_a_corrected_score_brings_only_its_difference(cast, cycle, world, client):
    firm = cast.brand
    async with inside(firm.id):
        model = await db().fetchval("select id from models where tenant_id = $1 and code = 'distributor_profit'", firm.id)
        said = {"name": "季度奖励", "kind": "post", "title": "sales_rep", "result": f"{model}/profit", "bindings": "quarterly = score"}
        rule = await set_pay(said, "zh", by=firm.executive.member, now=world.now)
        first = await settle(cycle, by=firm.executive.member, now=world.now)
        assert first > 1 and await settle(cycle, by=firm.executive.member, now=world.now) == 0
        post = firm.posts["SR-11"]
        await db().execute("update scores set shown = shown + 1 where tenant_id = $1 and cycle_id = $2 and subject_id = $3", firm.id, cycle, post)
        assert await settle(cycle, by=firm.executive.member, now=world.now) == 1
        rows = await db().fetch(
            "select * from payouts where tenant_id = $1 and rule_id = $2 and subject_id = $3 order by edition", firm.id, rule, post
        )
        assert [row["edition"] for row in rows] == [1, 2]
        assert rows[1]["difference"] == rows[1]["amount"] - rows[0]["amount"] == 6, "1 % more of 600 万元"
    page = client(firm.executive)
    listed = await page.get(f"/{firm.slug}/schemes/money?cycle={cycle}")
    assert listed.status_code == 200 and "季度奖励" in listed.text and "+6" in listed.text
    opened = await page.get(f"/{firm.slug}/payouts/{rows[1]['id']}")
    assert opened.status_code == 200 and "怎么算出来的" in opened.text
    mine, beside = client(firm.staff), client(firm.colleague)
    assert "季度奖励" in (await mine.get(f"/{firm.slug}/my-score")).text
    assert (await mine.get(f"/{firm.slug}/payouts/{rows[1]['id']}")).status_code == 200, "whose post it is"
    assert (await beside.get(f"/{firm.slug}/payouts/{rows[1]['id']}")).status_code == 404
    assert (await page.get(f"/{firm.slug}/payouts?cycle={cycle}")).text.count("/payouts/") == first
    seen = (await mine.get(f"/{firm.slug}/payouts")).text
    assert seen.count("/payouts/") == 1 and str(rows[1]["id"]) in seen and "+6" in seen
    wrong = await page.post(f"/{firm.slug}/schemes/money", data={"name": "", "result": "x/y", "bindings": "a = luck"})
    assert wrong.status_code == 422 and wrong.text.count('aria-invalid="true"') >= 3
    assert (await page.post(f"/{firm.slug}/schemes/money/settlements", data={"cycle": str(cycle)})).status_code == 303
    assert (await page.post(f"/{firm.slug}/schemes/money/{rule}/end")).status_code == 303
