"""A check is taken in once, whole, and acknowledged the same way however often it is sent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest

from saas.checks.sent import parse
from saas.checks.submit import Sender, submit
from saas.refusals import Refused
from tenants import db, inside, once

from .company import NOW, TODAY, Company, another_due, body

LATE = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


async def send(company: Company, check=None, *, due=None, now=NOW, who=None, given=None, **changed):
    """Through the verb, the way the page does: the due row first, then the content."""
    who = who or company.sender
    from saas.shield import token_hash

    row = await once("enter", company.slug, token_hash(who.token), now, due or company.due)
    sent = parse(msgspec.json.encode(given or body(company, due=due, **changed)))
    by = Sender(company.id, row["membership_id"], row["posts"] or [])
    return await submit(check or uuid4(), sent, row["due"], by=by, now=now)


async def stored(company: Company) -> list[int]:
    """Rows of checks, answers, trails and of the job that a check asks for."""
    jobs = "jobs where name = 'findings.register' and"
    async with inside(company.id):
        return [
            await db().fetchval(f"select count(*) from {table} tenant_id = $1", company.id)
            for table in ("checks where", "answers where", "trails where", jobs)
        ]


async def refused(company: Company, *args, **more) -> Refused:
    before = await stored(company)
    with pytest.raises(Refused) as no:
        await send(company, *args, **more)
    assert await stored(company) == before
    return no.value


async def test_a_complete_check_is_received(company):
    receipt = await send(company)
    assert (receipt.score, receipt.findings, receipt.received_at) == (Decimal("100.00"), 0, NOW)
    assert await stored(company) == [1, 20, 1, 0]
    async with inside(company.id):
        due = await db().fetchrow("select state, late from due_checks where tenant_id = $1", company.id)
        tally = await db().fetchrow("select * from tallies where tenant_id = $1", company.id)
    assert tuple(due) == ("done", False)
    assert tally["checks"] == 1
    assert (sum(tally["applied"]), sum(tally["na"])) == (19, 1)


async def test_a_failed_veto_sinks_its_section_and_asks_for_findings(company):
    receipt = await send(company, P_08={"verdict": "fail", "note": "两盒过期"}, P_16={"choice": "serious"})
    assert receipt.findings == 2
    async with inside(company.id):
        check = await db().fetchrow(
            "select vetoed, failed, risk, score from checks where tenant_id = $1", company.id
        )
        job = await db().fetchval("select name from jobs where tenant_id = $1 and name like 'findings.%'", company.id)
        note = await db().fetchval(
            "select text from answers where tenant_id = $1 and verdict = 'fail' and text <> ''", company.id
        )
        earned = await db().fetchval(
            """select sum(earned_e4) from answers a join points p on p.tenant_id = a.tenant_id and p.id =
            a.point_id
               where a.tenant_id = $1 and p.section = 'visit'""", company.id)  # fmt: skip
    assert tuple(check)[:3] == (True, 2, 3)
    assert (job, note, earned) == ("findings.register", "两盒过期", 0)


async def test_a_count_is_held_against_the_book(company):
    assert (await send(company, P_17={"number": "4"})).findings == 1


async def test_the_same_again_gets_the_same_receipt(company):
    check = uuid4()
    first = await send(company, check)
    shuffled = body(company) | {"answers": body(company)["answers"][::-1]}
    again = await send(company, check, now=NOW + timedelta(hours=3), given=shuffled)
    assert msgspec.json.encode(again) == msgspec.json.encode(first)
    assert await stored(company) == [1, 20, 1, 0]


async def test_many_at_once_store_one(company):
    check = uuid4()
    receipts = await asyncio.gather(*(send(company, check) for _ in range(12)))
    assert len({msgspec.json.encode(receipt) for receipt in receipts}) == 1
    assert await stored(company) == [1, 20, 1, 0]


async def test_a_receipt_stands_though_the_book_moved_since(company):
    check = uuid4()
    first = await send(company, check)
    async with inside(company.id):
        await db().execute("update ledger_figures set figure = 9 where tenant_id = $1", company.id)
    assert await send(company, check) == first


async def test_same_id_and_other_content_is_refused(company):
    check = uuid4()
    await send(company, check)
    assert (await refused(company, check, P_01={"verdict": "na"})).status == 409


async def test_same_id_for_two_due_checks_is_refused(company):
    check, tomorrow = uuid4(), await another_due(company, TODAY + timedelta(days=1))
    await send(company, check)
    no = await refused(company, check, due=tomorrow, now=NOW + timedelta(days=1))
    assert no.status == 409


async def test_a_second_check_for_the_same_due_is_refused(company):
    await send(company)
    assert (await refused(company)).status == 409


async def test_who_comes_second_to_a_shared_list_is_told_who_was_first(company):
    async with inside(company.id):
        await db().execute(
            """insert into deputies (tenant_id, post_id, membership_id, from_date, to_date, reason, named_by, named_at)
               values ($1, $2, $3, $4, $4, '请假', $5, $6)""",
            company.id, company.post, company.colleague.member, TODAY, company.leader.member, NOW,
        )  # fmt: skip
    first = await send(company, who=company.colleague)
    no = await refused(company)
    async with inside(company.id):
        name = await db().fetchval(
            "select name from memberships where tenant_id = $1 and id = $2", company.id, company.colleague.member
        )
    local = f"{NOW + timedelta(hours=8):%m-%d %H:%M}"
    assert (no.status, no.params) == (409, {"who": name, "no": first.receipt, "at": local})


async def test_another_version_is_refused(company):
    assert (await refused(company, given=body(company) | {"version": str(uuid4())})).status == 409


async def test_nobody_sends_for_a_post_that_is_not_theirs(company):
    assert (await refused(company, who=company.colleague)).status == 404
    assert (await refused(company, who=company.leader)).status == 404


async def test_a_body_for_another_due_is_refused(company):
    assert (await refused(company, given=body(company) | {"due": str(uuid4())})).status == 404


async def test_it_is_too_early_the_day_before(company):
    assert (await refused(company, now=NOW - timedelta(hours=11))).status == 422


async def test_before_the_window_of_the_day_it_is_taken_in_time(company):
    await send(company, now=NOW - timedelta(hours=5))
    async with inside(company.id):
        assert await db().fetchval("select not late from due_checks where tenant_id = $1", company.id)


async def test_late_is_taken_and_says_so(company):
    await send(company, now=LATE)
    async with inside(company.id):
        assert await db().fetchval("select late from due_checks where tenant_id = $1", company.id)


async def test_a_closed_cycle_takes_nothing(company):
    async with inside(company.id):
        await db().execute("update cycles set state = 'closed' where tenant_id = $1", company.id)
    assert (await refused(company)).status == 409


async def test_a_returned_check_is_replaced_by_its_next_revision(company):
    first, second = uuid4(), uuid4()
    await send(company, first, P_16={"choice": "slight"})
    assert (await refused(company, second, replaces=first)).status == 409
    async with inside(company.id):
        await db().execute("update checks set state = 'returned' where tenant_id = $1", company.id)
    await send(company, second, replaces=first)
    async with inside(company.id):
        states = await db().fetch(
            "select state, revision from checks where tenant_id = $1 order by revision", company.id
        )
        tally = await db().fetchrow(
            "select checks, score_sum, earned_e4 from tallies where tenant_id = $1", company.id
        )
    assert [tuple(row) for row in states] == [("replaced", 1), ("received", 2)]
    assert (tally["checks"], tally["score_sum"], sum(tally["earned_e4"])) == (1, 100, 190_000)
    assert (await refused(company, uuid4(), replaces=first)).status == 409


async def test_every_point_wants_an_answer(company):
    given = body(company) | {"answers": body(company)["answers"][2:]}
    no = await refused(company, given=given)
    assert (no.status, [problem.field for problem in no.problems]) == (422, ["P-01", "P-02"])


async def test_evidence_is_asked_for_where_an_answer_fails(company):
    no = await refused(company, P_08={"verdict": "fail"}, P_15={"number": "-3"})
    assert [problem.field for problem in no.problems] == ["P-08", "P-15"]


async def test_a_photo_that_never_came_is_no_evidence(company):
    assert (await refused(company, P_18={"photos": [str(uuid4())]})).status == 422
    assert (await refused(company, P_18={"photos": ["../../etc/passwd"]})).problems[0].field == "P-18"


HOSTILE = {
    "not json": b"{",
    "nan": b'{"answers": NaN}',
    "list": b"[]",
    "null": b"null",
    "nul": rb'{"answers": [{"text": "a\u0000b"}]}',
    "surrogate": rb'{"answers": [{"text": "\ud800"}]}',
    "deep": b'{"answers":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "unknown field": b'{"score": 100}',
    "bytes": b"\xff\xfe",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_in_words(name):
    with pytest.raises(Refused) as no:
        parse(HOSTILE[name])
    assert no.value.status == 422


STRANGE = [
    {"verdict": "maybe"}, {"verdict": True}, {"verdict": ["pass"]}, {"number": "1"}, {"choice": "good"},
    {"verdict": "pass", "photos": "x"}, {"verdict": "pass", "note": 5},
    {"verdict": "pass", "note": "长" * 2001},
    {"verdict": "pass", "photos": ["x"] * 10}, {"verdict": {"a": 1}}, {},
]  # fmt: skip


@pytest.mark.parametrize("said", STRANGE, ids=str)
async def test_a_strange_answer_is_a_problem_of_its_point(company, said):
    no = await refused(company, P_01=said)
    assert (no.status, no.problems[0].field) == (422, "P-01")


NUMBERS = ["NaN", "1e5", "", "1" * 50, "--1", "0x10", "１２,３", -18.5, True, None, [1], "∞"]


@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_a_strange_number_is_a_problem_of_its_point(company, number):
    no = await refused(company, P_15={"number": number})
    assert (no.status, no.problems[0].field) == (422, "P-15")


async def test_strangers_among_the_answers_and_repeats_are_refused(company):
    given = body(company)
    more = [{"point": "X-1", "verdict": "pass"}, given["answers"][0], {"point": ["P-01"]}]
    no = await refused(company, given=given | {"answers": given["answers"] + more})
    assert [problem.field for problem in no.problems] == ["X-1", "P-01", ""]
    no = await refused(company, given=given | {"answers": [given["answers"][0]] * 401})
    assert no.status == 422


async def test_an_impossible_clock_is_refused(company):
    assert (
        await refused(company, given=body(company) | {"started": "0001-01-01T00:00:00+14:00"})
    ).status == 422
    assert (await refused(company, given=body(company) | {"started": "2026-11-18T08:00:00"})).status == 422
