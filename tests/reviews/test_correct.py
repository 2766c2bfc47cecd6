from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.reviews.correct import correct
from saas.reviews.send_back import send_back
from tenants import db, inside


async def corrected(stage, check, code, became, by=None, reason="现场看过"):
    async with inside(stage.firm.id):
        await correct(
            check,
            stage.points[code],
            became=became,
            reason=reason,
            by=(by or stage.firm.leader).member,
            now=stage.now,
        )


async def answer(stage, check, code):
    rows = await stage.fetch(
        "select * from answers where tenant_id = $1 and check_id = $2 and point_id = $3",
        check,
        stage.points[code],
    )
    return rows[0]


async def test_both_values_stay_with_who_when_and_why(stage):
    check = await stage.check(stage.firm.staff)
    await corrected(stage, check, "cold", {"number": "－12"})
    row = (await stage.fetch("select * from corrections where tenant_id = $1 and check_id = $2", check))[0]
    assert (row["was"], row["became"], row["reason"]) == ({"number": "-18.5"}, {"number": "-12"}, "现场看过")
    assert (row["membership_id"], row["corrected_at"], row["number"]) == (
        stage.firm.leader.member,
        stage.now,
        1,
    )
    now = await answer(stage, check, "cold")
    assert (now["verdict"], now["verdict_now"], now["number"]) == ("pass", "fail", Decimal("-18.5"))


async def test_the_score_follows_and_the_sent_score_stays(stage):
    check = await stage.check(stage.firm.staff)
    assert (await stage.state(check))["score"] == 100
    await corrected(stage, check, "sign", {"choice": "slight"})
    after = await stage.state(check)
    # Section b: (12 + 4 × 0.6 + 3) ÷ 19; sections weigh the same.
    assert after["score"] == ((100 + Decimal(100) * Decimal("17.4") / 19) / 2).quantize(Decimal("1e-12"))
    assert (after["score_sent"], after["failed"]) == (100, 0)


async def test_a_failed_veto_sinks_its_section_and_comes_back_when_corrected_back(stage):
    check = await stage.check(stage.firm.staff)
    await corrected(stage, check, "fresh", {"verdict": "fail"})
    after = await stage.state(check)
    assert (after["score"], after["vetoed"], after["failed"]) == (50, True, 1)
    clean = await answer(stage, check, "clean")
    assert (clean["verdict_now"], clean["share_now_e4"], clean["earned_now_e4"]) == ("pass", 10_000, 0)
    await corrected(stage, check, "fresh", {"verdict": "pass"}, reason="看错了")
    again = await stage.state(check)
    assert (again["score"], again["vetoed"]) == (100, False)


async def test_not_applicable_leaves_the_sum(stage):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await corrected(stage, check, "clean", {"verdict": "na"})
    assert (await stage.state(check))["score"] == 100


async def test_of_a_text_a_leader_says_whether_it_holds_and_the_text_stays(stage):
    check = await stage.check(stage.firm.staff, word={"text": "都好"})
    with pytest.raises(Refused):
        await corrected(stage, check, "word", {"verdict": "pass"})
    for became in ({"text": "不好"}, {"verdict": "fail", "text": "不好"}, {"verdict": "recorded"}, {}):
        with pytest.raises(Refused) as refused:
            await corrected(stage, check, "word", became)
        assert refused.value.status == 422
    await corrected(stage, check, "word", {"verdict": "fail"}, reason="写得不清楚")
    now = await answer(stage, check, "word")
    assert (now["verdict_now"], now["text"], now["verdict"]) == ("fail", "都好", "recorded")
    assert (await stage.state(check))["failed"] == 1
    await stage.run_jobs()
    finding = await stage.fetch("select source, state from findings where tenant_id = $1 and check_id = $2", check)
    assert [tuple(row) for row in finding] == [("leader", "open")]
    # Another point is corrected afterwards: what was ruled stays ruled.
    await corrected(stage, check, "clean", {"verdict": "fail"})
    assert (await answer(stage, check, "word"))["verdict_now"] == "fail"
    await corrected(stage, check, "word", {"verdict": "pass"}, reason="补充说明了")
    kept = await stage.fetch(
        "select was, became from corrections where tenant_id = $1 and check_id = $2 and point_id = $3 order by number",
        check, stage.points["word"],
    )  # fmt: skip
    assert [tuple(row) for row in kept] == [
        ({"text": "都好"}, {"verdict": "fail"}), ({"verdict": "fail"}, {"verdict": "pass"})
    ]  # fmt: skip
    await stage.run_jobs()
    assert await stage.value(
        "select state from findings where tenant_id = $1 and check_id = $2 and point_id = $3", check, stage.points["word"]
    ) == "withdrawn"  # fmt: skip


async def test_a_corrected_count_after_acceptance_is_the_books(stage):
    check = await stage.check(stage.firm.staff, stock={"number": "20"})
    async with inside(stage.firm.id):
        await accept(check, by=stage.firm.leader.member, now=stage.now)
    assert await stage.book() == 20
    await corrected(stage, check, "stock", {"number": "21"})
    assert await stage.book() == 21
    await corrected(stage, check, "stock", {"verdict": "na"})
    assert await stage.book() == 24


@pytest.mark.parametrize(
    ("code", "became", "field"),
    [
        ("cold", {"number": "很冷"}, "became"),
        ("cold", {"verdict": "pass"}, "became"),
        ("cold", {}, "became"),
        ("sign", {"choice": "none"}, "became"),
        ("clean", {"number": "3"}, "became"),
        ("stock", {"number": "-1"}, "became"),
        ("clean", {"verdict": "pass"}, "became"),
    ],
)
async def test_it_refuses_what_the_point_cannot_take(stage, code, became, field):
    check = await stage.check(stage.firm.staff)
    with pytest.raises(Refused) as refused:
        await corrected(stage, check, code, became)
    assert (refused.value.status, refused.value.problems[0].field) == (422, field)
    assert (await stage.state(check))["score"] == 100


async def test_it_refuses_without_a_reason_outside_the_line_and_own_work(stage):
    check, own = await stage.check(stage.firm.staff), await stage.check(stage.firm.leader)
    for which, by, reason, status in (
        (check, "leader", " ", 422), (check, "other_leader", "看过", 404), (check, "staff", "看过", 404),
        (own, "leader", "看过", 403), (uuid4(), "leader", "看过", 404),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await corrected(stage, which, "clean", {"verdict": "fail"}, stage.firm.people[by], reason)
        assert refused.value.status == status


async def test_it_refuses_a_point_of_another_list(stage):
    check = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        with pytest.raises(Refused) as refused:
            await correct(
                check,
                uuid4(),
                became={"verdict": "fail"},
                reason="看过",
                by=stage.firm.leader.member,
                now=stage.now,
            )
    assert refused.value.status == 404


async def test_it_refuses_a_replaced_check(stage):
    first = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await send_back(first, reason="重拍", by=stage.firm.leader.member, now=stage.now)
    await stage.check(stage.firm.staff, due=stage.dues[first], replaces=first)
    with pytest.raises(Refused) as refused:
        await corrected(stage, first, "clean", {"verdict": "fail"})
    assert refused.value.status == 409


async def test_it_refuses_a_closed_cycle_and_one_that_is_closing(stage):
    check = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await db().execute("update cycles set state = 'closed' where tenant_id = $1", stage.firm.id)
    with pytest.raises(Refused) as refused:
        await corrected(stage, check, "clean", {"verdict": "fail"})
    assert refused.value.status == 409
    async with inside(stage.firm.id):
        await db().execute("update cycles set state = 'open' where tenant_id = $1", stage.firm.id)
        await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", str(stage.firm.id))

        async def meanwhile():
            with pytest.raises(Refused) as waiting:
                await corrected(stage, check, "clean", {"verdict": "fail"})
            return waiting.value.status

        from contextvars import Context

        assert await asyncio.get_running_loop().create_task(meanwhile(), context=Context()) == 409


async def test_two_at_once_are_both_kept_in_order(stage):
    check = await stage.check(stage.firm.staff)
    await asyncio.gather(
        corrected(stage, check, "clean", {"verdict": "fail"}),
        corrected(stage, check, "cold", {"number": "-10"}),
    )
    after = await stage.state(check)
    assert after["failed"] == 2
    assert (
        await stage.value("select count(*) from corrections where tenant_id = $1 and check_id = $2", check)
        == 2
    )
