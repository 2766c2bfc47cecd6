"""From draft to version: proposed, answered by somebody else, published from a day, never changed again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from saas.refusals import Refused
from saas.standards import compare, readings
from saas.standards.add_line import add_line
from saas.standards.answer import answer
from saas.standards.difference import counted, touched
from saas.standards.open_draft import open_draft
from saas.standards.propose import propose
from saas.standards.publish import publish
from saas.standards.remove_line import remove_line
from saas.standards.tell import tell
from tenants import current, db, inside
from tests.standards.story import change, detail_of, publish_change


@pytest.fixture
def firm(cast):
    return cast.brand


@pytest.fixture
def today(world):
    return world.now.date()


@pytest.fixture
async def proposed(firm, world, today):
    """A proposal of the admin with one changed detail; the draft is closed after the test."""
    by = {"by": firm.admin.member, "now": world.now}
    async with inside(firm.id):
        draft = await open_draft(**by)
        line = await detail_of(firm.staff)
        await change(draft, line, **by, name_zh=f"改过的 {draft}")
        proposal = await propose(draft, "投诉多", today, ["responsible"], today=today, **by)
    yield draft, proposal
    async with inside(firm.id):
        await db().execute(
            "update standard_proposals set outcome = 'withdrawn', ended_at = now() where tenant_id = $1 and outcome is null",
            firm.id,
        )
        await db().execute("update standard_drafts set ended_at = now() where tenant_id = $1 and ended_at is null", firm.id)


async def refused(firm, verb) -> int:
    with pytest.raises(Refused) as no:
        async with inside(firm.id):
            await verb
    return no.value.status


async def test_a_published_version_holds_the_whole_tree_in_order(firm, world, proposed, today):
    draft, proposal = proposed
    async with inside(firm.id):
        before = await db().fetch(
            """select n.code, n.level, p.code as parent from standard_nodes n left join standard_nodes p on p.tenant_id = $1 and p.id = n.parent_id
                where n.tenant_id = $1 and n.standard_id = (select base_id from standard_drafts where tenant_id = $1 and id = $2)
                order by n.position""", current(), draft,
        )  # fmt: skip
        made = await publish(proposal, today=today, by=firm.executive.member, now=world.now)
        after = await db().fetch(
            """select n.code, n.level, p.code as parent from standard_nodes n left join standard_nodes p on p.tenant_id = $1 and p.id = n.parent_id
                where n.tenant_id = $1 and n.standard_id = $2 order by n.position""", current(), made,
        )  # fmt: skip
        assert after == before
        version = (await readings.versions())[0]
        assert (version.id, version.counts, version.why) == (made, {"changed": 1}, "投诉多")
        assert (version.proposed_by, version.published_by) != (None, None)


async def test_removed_added_and_moved_lines_are_published_so(firm, world, today):
    by = {"by": firm.admin.member, "now": world.now}
    async with inside(firm.id):
        draft = await open_draft(**by)
        base = await db().fetchval("select base_id from standard_drafts where tenant_id = $1 and id = $2", current(), draft)
        steps = await db().fetch(
            """select s.id, s.code, p.code as parent from standard_nodes s join standard_nodes p on p.tenant_id = $1 and p.id = s.parent_id
                where s.tenant_id = $1 and s.standard_id = $2 and s.level = 'step' order by s.position""", current(), base,
        )  # fmt: skip
        await remove_line(draft, steps[0]["id"], 0, gone=True, **by)
        await add_line(
            draft, "detail", {"code": "NEW-1", "name_zh": "新的", "principle_zh": "要做", "parent": steps[1]["code"]}, **by
        )
        elsewhere = next(step["parent"] for step in steps if step["parent"] != steps[1]["parent"])
        await change(draft, steps[1]["id"], **by, parent=elsewhere)
        drafted = await compare.of_draft(draft)
        proposal = await propose(draft, "调整", today, [], today=today, **by)
        made = await publish(proposal, today=today, by=firm.executive.member, now=world.now)
        published = await compare.of_versions(base, made)
        assert counted(published) == counted(drafted)
        assert set(touched(published)) == set(touched(drafted))
        assert "NEW-1" in touched(published)
        assert (
            await db().fetchval(
                "select count(*) from standard_readers where tenant_id = $1 and standard_id = $2", current(), made
            )
            == 0
        )


async def test_nobody_approves_their_own_proposal(firm, world, proposed, today):
    assert await refused(firm, publish(proposed[1], today=today, by=firm.admin.member, now=world.now)) == 403


async def test_it_is_published_once(firm, world, proposed, today):
    async with inside(firm.id):
        await publish(proposed[1], today=today, by=firm.executive.member, now=world.now)
    assert await refused(firm, publish(proposed[1], today=today, by=firm.executive.member, now=world.now)) == 409


async def test_of_two_who_approve_at_once_one_publishes(firm, world, proposed, today):
    async def approve():
        async with inside(firm.id):
            return await publish(proposed[1], today=today, by=firm.executive.member, now=world.now)

    done = await asyncio.gather(approve(), approve(), return_exceptions=True)
    assert sorted(getattr(one, "status", 200) for one in done) == [200, 409]


async def test_not_after_its_day(firm, world, proposed, today):
    late = today + timedelta(days=1)
    assert await refused(firm, publish(proposed[1], today=late, by=firm.executive.member, now=world.now)) == 409


async def test_a_proposal_holds_the_draft_still_until_it_is_answered(firm, world, proposed):
    draft, proposal = proposed
    by = {"by": firm.admin.member, "now": world.now}
    assert await refused(firm, add_line(draft, "system", {"code": "K", "name_zh": "新"}, **by)) == 409
    async with inside(firm.id):
        await answer(proposal, "请写明检查办法", by=firm.executive.member, now=world.now)
        await add_line(draft, "system", {"code": "K", "name_zh": "新"}, **by)
    assert await refused(firm, answer(proposal, None, **by)) == 409


async def test_sending_back_needs_a_reason(firm, world, proposed):
    assert await refused(firm, answer(proposed[1], "  ", by=firm.executive.member, now=world.now)) == 422


@pytest.mark.parametrize(
    ("why", "days", "fields"), [("", 0, {"why"}), ("因为", -1, {"effective_from"}), ("", -1, {"why", "effective_from"})]
)
async def test_a_proposal_says_why_and_from_when(firm, world, today, proposed, why, days, fields):
    draft, proposal = proposed
    async with inside(firm.id):
        await answer(proposal, None, by=firm.admin.member, now=world.now)
    with pytest.raises(Refused) as no:
        async with inside(firm.id):
            await propose(draft, why, today + timedelta(days=days), [], today=today, by=firm.admin.member, now=world.now)
    assert {problem.field for problem in no.value.problems} == fields


async def test_an_empty_draft_is_not_proposed(firm, world, today):
    async with inside(firm.id):
        draft = await open_draft(by=firm.admin.member, now=world.now)
    assert await refused(firm, propose(draft, "没改", today, [], today=today, by=firm.admin.member, now=world.now)) == 422


async def test_what_is_published_cannot_be_changed(firm):
    for statement in ("update standards set why = ''", "update standard_nodes set code = 'x'", "delete from standard_nodes"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with inside(firm.id):
                await db().execute(statement)


async def test_a_draft_says_what_it_touches(firm, world, proposed):
    async with inside(firm.id):
        codes = touched(await compare.of_draft(proposed[0]))
        found = await compare.touches(codes, world.now.date())
        assert found.all_posts >= 1
        assert found.people["responsible"] >= 1
        checked = await db().fetchval(
            "select count(*) from points where tenant_id = $1 and detail_code = any ($2)", current(), codes
        )
        assert found.all_points == checked


async def test_the_readers_are_told_once(firm, world):
    standard = await publish_change(firm, now=world.now, quiz={}, name_zh="再改一次", name_en="Once more")
    async with inside(firm.id):
        await tell(standard, now=world.now)
        asked = await db().fetchval("select count(*) from jobs where tenant_id = $1 and name = 'standards.tell'", firm.id)
        told = await db().fetch(
            "select args from jobs where tenant_id = $1 and name = 'notices.tell' and args->>'kind' = 'standard.reading'", firm.id
        )
    assert asked
    (args,) = [row["args"] for row in told if row["args"]["noun"] == str(standard)]
    assert str(firm.staff.member) in args["members"]


async def test_foreign_and_unknown_proposals_are_not_found(cast, world, proposed, today):
    stranger = cast.stranger
    for firm, one in ((stranger, proposed[1]), (cast.brand, uuid4())):
        by = {"by": firm.executive.member, "now": world.now}
        assert await refused(firm, publish(one, today=today, **by)) == 404
        assert await refused(firm, answer(one, "不行", **by)) == 404
