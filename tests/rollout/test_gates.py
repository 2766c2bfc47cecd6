"""Entry, evidence, exit signed; forced and taken back; lists are laid out where a stage has opened and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from saas.checks.lay_out import lay_out
from saas.checks.spread import spread
from saas.notices.tell import Told, tell
from saas.refusals import Refused
from saas.rollout.begin import begin
from saas.rollout.decide import Wish, decide
from saas.rollout.end import end
from saas.rollout.evidence import evidence
from saas.rollout.follow import follow
from saas.rollout.gates import gates
from saas.rollout.give_back import give_back
from saas.rollout.judge import Criterion, opens, print_of
from saas.rollout.note_criterion import note_criterion
from saas.rollout.reads import gates_told, programme
from tenants import db, inside

REASON = "总公司要求年底前全部铺开"


@pytest.fixture(scope="module")
async def brand(cast):
    return cast.brand


@pytest.fixture
async def stage(brand, world):
    """A stage of zone 1 that has opened four weeks ago: everything before it is behind the company."""
    async with inside(brand.id):
        await db().execute(
            """update rollout_stages set state = case when position < 2 then 'before' when code = 'S1' then 'open' else 'waiting' end,
                      opened_on = case when code = 'S1' then $2::date end, passed_on = null where tenant_id = $1""",
            brand.id, world.now.date() - timedelta(days=28),
        )  # fmt: skip
        await db().execute(
            """insert into rollouts (tenant_id, from_date, begun_by, begun_at) values ($1, $2, $3, $4) on conflict do nothing""",
            brand.id, world.now.date() - timedelta(days=40), brand.executive.member, world.now,
        )  # fmt: skip
        # The exit asks for checks on time and for a person's word.
        await db().execute(
            """update rollout_criteria set by = 'other', low = null, high = null, days = null, indicator = null
                where tenant_id = $1 and side = 'exit' and code in ('S1-direct', 'S1-cross', 'S1-sales')""",
            brand.id,
        )  # fmt: skip
        return await db().fetchval("select id from rollout_stages where tenant_id = $1 and code = 'S1'", brand.id)


async def plant(firm, world, *, missed: int | None) -> None:
    """Twenty checks a day of four weeks in zone 1, all on time; on one day two of them missed."""
    today = world.now.date()
    await db().execute("delete from due_checks where tenant_id = $1 and business_date < $2", firm.id, today)
    await db().execute(
        """with chosen as (
               select s.id, s.post_id, p.unit_id, v.id as version, row_number() over (order by s.id) as n
                 from schedules s join posts p on p.tenant_id = $1 and p.id = s.post_id
                 join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = $2
                 join checklist_versions v on v.tenant_id = $1 and v.checklist_id = s.checklist_id
                where s.tenant_id = $1 order by s.id limit 20)
           insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, business_date, opens_at, closes_at,
                                   late_until, state)
           select $1, x.id, x.version, x.post_id, x.unit_id, $3::date - b, $4, $4, $4,
                  case when b = $5 and x.n < 3 then 'missed' else 'done' end
             from chosen x cross join generate_series(1, 28) b""",
        firm.id, firm.units["Z1"], today, world.now - timedelta(days=1), missed,
    )  # fmt: skip


async def note_all(firm, world) -> None:
    rows = await db().fetch("select id from rollout_criteria where tenant_id = $1 and side = 'exit' and by = 'other'", firm.id)
    for row in rows:
        await note_criterion(row["id"], met=True, note="台账核对过", by=firm.admin.member, now=world.now)


def asked(firm, world) -> dict:
    return {"by": firm.executive.member, "today": world.now.date(), "now": world.now}


async def gate(stage, world):
    told = await programme()
    one = told.stage(stage)
    return (await gates(told, [(one, "exit")], today=world.now.date(), now=world.now))[one.code, "exit"]


async def test_an_exit_is_signed_on_four_weeks_of_evidence_and_keeps_its_figures(brand, world, stage):
    async with inside(brand.id):
        await plant(brand, world, missed=None)
        await note_all(brand, world)
        assert opens(await gate(stage, world))
        with pytest.raises(Refused) as unsigned:
            await decide(stage, "exit", Wish("别人"), **asked(brand, world))
        assert [one.field for one in unsigned.value.problems] == ["signature"]
        await decide(stage, "exit", Wish("executive"), **asked(brand, world))
        one = (await programme()).stage(stage)
        assert (one.state, one.passed_on) == ("passed", world.now.date())
        kept = one.decisions[-1]
        assert kept.kind == "passed" and print_of(kept.figures) == kept.hash
        on_time = next(figure for figure in kept.figures if figure["by"] == "checks_on_time")
        assert len(on_time["days"]) == 28 and {low for _, low, _ in on_time["days"]} == {"100"}
        with pytest.raises(Refused) as twice:
            await decide(stage, "exit", Wish("executive"), **asked(brand, world))
        assert twice.value.status == 409


@pytest.mark.parametrize("back", [1, 14, 28])
async def test_one_bad_day_keeps_the_gate_shut_and_forcing_it_is_told_for_ever(brand, world, stage, back):
    async with inside(brand.id):
        await plant(brand, world, missed=back)
        await note_all(brand, world)
        judged = await gate(stage, world)
        failed = [one for one in judged if not one.holds]
        assert [(one.criterion.by, [day.day for day in one.failed], one.worst) for one in failed] == [
            ("checks_on_time", [world.now.date() - timedelta(days=back)], Decimal(90))
        ]
        with pytest.raises(Refused) as shut:
            await decide(stage, "exit", Wish("executive"), **asked(brand, world))
        assert [one.field for one in shut.value.problems] == ["force"]
        with pytest.raises(Refused) as mute:
            await decide(stage, "exit", Wish("executive", "快", force=True), **asked(brand, world))
        assert [one.field for one in mute.value.problems] == ["reason"]
        await decide(stage, "exit", Wish("executive", REASON, force=True), **asked(brand, world))
        cycle = await db().fetchval("select id from cycles where tenant_id = $1 order by from_date desc limit 1", brand.id)
        told = await gates_told(cycle)
        assert (told.forced[-1].reason, told.forced[-1].failed, told.next.code) == (REASON, 1, "S2")


async def test_who_decides_hears_of_an_open_gate_and_leaders_of_a_window_that_broke(brand, world, stage):
    told = "select args from jobs where tenant_id = $1 and name = 'notices.tell' and args ->> 'noun' = $2 and args ->> 'kind' = $3"
    async with inside(brand.id):
        await plant(brand, world, missed=None)
        await note_all(brand, world)
        assert await follow(today=world.now.date(), now=world.now) == 1
        args = await db().fetchval(told, brand.id, str(stage), "gate.ready")
        assert (args["roles"], args["words"]["stage"]["zh"]) == (["executive"], "一区试点")
        assert await tell(msgspec.convert(args, Told), now=world.now) > 0
        assert await tell(msgspec.convert(args, Told), now=world.now) == 0
        await plant(brand, world, missed=1)
        assert await follow(today=world.now.date(), now=world.now) == 1
        args = await db().fetchval(told, brand.id, str(stage), "gate.broken")
        assert (args["words"]["figure"], args["leaders"]) == ("90 %", str(brand.units["Z1"]))
        assert await tell(msgspec.convert(args, Told), now=world.now) > 1


async def test_data_are_fresh_by_the_units_of_the_stage(brand, world, stage):
    """A figure of zone 2 says nothing of zone 1; where zone 1 has none at all, the company's own counts."""
    today = world.now.date()

    async def fresh() -> Decimal:
        asked = Criterion(stage, stage, "exit", "fresh", {}, "data_fresh", Decimal(98), None, "%", None)
        return (await evidence([asked], {stage: [brand.units["Z1"]]}, today=today, now=world.now))[stage][-1].low

    async def noted(unit: str) -> None:
        await db().execute(
            """insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition,
                                             value, state, source, noted_at)
               select $1, i.id, '', 'unit', $2, $3, $4, 1, 1, 'confirmed', 'formula', $5
                 from indicators i where i.tenant_id = $1 and i.code = 'K08'""",
            brand.id, brand.units[unit], today - timedelta(days=7), today - timedelta(days=1), world.now - timedelta(days=1),
        )  # fmt: skip

    async with inside(brand.id):
        none = await fresh()
        await noted("Z2")
        assert await fresh() == none
        await noted("Y")
        above = await fresh()
        assert above > none
        await noted("Z1-1")
        assert await fresh() == above


async def test_what_was_let_through_is_taken_back_with_a_reason(brand, world, stage):
    async with inside(brand.id):
        with pytest.raises(Refused) as mute:
            await give_back(stage, Wish("executive"), **asked(brand, world))
        assert [one.field for one in mute.value.problems] == ["reason"]
        await give_back(stage, Wish("executive", "分销商换了，要重新来过"), **asked(brand, world))
        one = (await programme()).stage(stage)
        assert (one.state, one.opened_on, one.decisions[-1].kind) == ("waiting", None, "returned")
        with pytest.raises(Refused) as nothing:
            await give_back(stage, Wish("executive", "分销商换了，要重新来过"), **asked(brand, world))
        assert nothing.value.status == 409


async def test_lists_are_laid_out_where_a_stage_is_open_and_everywhere_once_it_has_ended(brand, world, stage):
    day = world.now.date() + timedelta(days=1)
    laid = """select coalesce(bool_or(u.code like 'Z1%'), false) as pilot, coalesce(bool_or(u.code not like 'Z1%'), false) as others,
                     array_agg(distinct k.code) as lists
                from due_checks d join units u on u.tenant_id = $1 and u.id = d.unit_id
                join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
                join checklists k on k.tenant_id = $1 and k.id = v.checklist_id where d.tenant_id = $1 and d.business_date = $2"""
    async with inside(brand.id):
        await spread(day)
        await lay_out(day, now=world.now)
        row = await db().fetchrow(laid, brand.id, day)
        assert (row["pilot"], row["others"]) == (True, False)
        assert set(row["lists"]) <= {"C1", "C2", "C3", "C4", "C5"}
        await give_back(stage, Wish("executive", "分销商换了，要重新来过"), **asked(brand, world))
        assert await db().fetchval("select count(*) from due_checks where tenant_id = $1 and business_date = $2", brand.id, day) == 0
        await end("已经全部铺开", by=brand.executive.member, today=world.now.date(), now=world.now)
        await lay_out(day, now=world.now)
        row = await db().fetchrow(laid, brand.id, day)
        assert (row["pilot"], row["others"]) == (True, True)


async def test_a_system_opens_the_lists_that_check_its_details(brand, world, stage):
    async with inside(brand.id):
        system, lists = (await db().fetchrow(
            """with recursive node as (
                   select id, code, level, code as system from standard_nodes where tenant_id = $1 and parent_id is null
                   union all select n.id, n.code, n.level, a.system from node a
                     join standard_nodes n on n.tenant_id = $1 and n.parent_id = a.id)
               select n.system, array_agg(distinct v.checklist_id) as lists from node n
                 join points p on p.tenant_id = $1 and p.detail_code = n.code
                 join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id group by 1 order by 1 limit 1""",
            brand.id,
        ))  # fmt: skip
        await db().execute(
            "update rollout_stages set lists = '{}', systems = array[$3] where tenant_id = $1 and id = $2", brand.id, stage, system
        )
        rows = await db().fetch("select * from rolled_out($1, $2)", brand.id, world.now.date())
        assert {row["checklist_id"] for row in rows} == set(lists)


async def test_a_rollout_begins_once_and_what_lies_before_it_is_behind_the_company(brand, world):
    async with inside(brand.id):
        await db().execute("update rollouts set to_date = $2, ended_at = $3, ended_by = begun_by where tenant_id = $1 and to_date is null",
                           brand.id, world.now.date(), world.now)  # fmt: skip
        await db().execute("update rollout_stages set state = 'waiting', opened_on = null, passed_on = null where tenant_id = $1", brand.id)
        second = await db().fetchval("select id from rollout_stages where tenant_id = $1 and code = 'S1'", brand.id)
        await begin(second, **asked(brand, world))
        assert [one.state for one in (await programme()).stages][:3] == ["before", "waiting", "waiting"]
        with pytest.raises(Refused) as twice:
            await begin(second, **asked(brand, world))
        assert twice.value.status == 409
