"""One day of a company, told through the verbs: lists filled, one returned, findings, an early close, plans, a report."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from saas.benchmarks.take import take
from saas.checklists.begin import begin
from saas.checks.lay_out import lay_out
from saas.checks.versions import load
from saas.cycles.close import close
from saas.dashboards.count import count
from saas.days.close_day import close_day
from saas.days.give_reason import Giver, Thing, give_reason
from saas.days.reads import open_things
from saas.demo.days import Story, fill_one
from saas.demo.habits import Habit
from saas.demo.people import Person
from saas.desk.sweep import sweep
from saas.duties.check import check
from saas.duties.deviate import deviate
from saas.findings.act_on import act_on
from saas.findings.ask_elsewhere import ask_elsewhere
from saas.indicators.begin import begin as begin_indicator
from saas.indicators.open_budget import Entry, Frame, open_budget
from saas.models.begin import begin as begin_model
from saas.models.keep_scenario import keep_scenario
from saas.org.deputise import deputise
from saas.org.given import Given
from saas.org.plan_move import plan_move
from saas.org.spans import keep_posts, keep_units
from saas.people.invite import Wish, invite
from saas.plans.approve import approve
from saas.plans.prepare import prepare
from saas.plans.set_link import set_link
from saas.plans.set_result import set_result
from saas.plans.settle_results import settle_results
from saas.plans.weigh_again import weigh_again
from saas.processes.begin import begin as begin_process
from saas.processes.start_run import start_run
from saas.reports.ask import ask
from saas.reviews.accept import accept
from saas.reviews.begin_spot import begin_spot
from saas.reviews.draw import draw
from saas.reviews.fill_spot import fill_spot
from saas.reviews.send_back import send_back
from saas.revisions import revise
from saas.schemes.begin import begin as begin_scheme
from saas.schemes.rule import Wish as WishToRule
from saas.schemes.rule import rule
from saas.shield import token_hash
from saas.standards.keep_file import keep_file
from saas.worker import load_jobs
from tenants import current, db, inside, later, run
from tests.api.story import open_interface
from tests.appeals.story import appealed
from tests.benchmarks.story import compared
from tests.cast import Firm
from tests.hours.story import work_by_shifts
from tests.notices.story import hear_of_it
from tests.objects.story import live_ledger
from tests.rollout.story import rolled
from tests.schemes.story import rewarded
from tests.signals.story import look_on
from tests.standards.story import PDF, live_standards
from tests.suggestions.story import proposed
from tests.voices.story import listened

CLUMSY = Habit(misses=0, late=0, fails=450)


async def live_a_day(firm: Firm, *, now: datetime) -> dict[str, UUID]:
    """Afterwards every table of the company has a row; returns one id per kind of thing, by the name it has in addresses."""
    load_jobs()
    await _fill(firm, now)
    await _jobs(firm, now)
    ids: dict[str, UUID] = {}
    checks, ids["batch"] = await _decided(firm, now)
    async with inside(firm.id):
        ids["run"] = await check(now.date(), by=None, now=now)
        duty = await db().fetchval("select id from duties where tenant_id = $1 and job_title = 'sales_rep' limit 1", firm.id)
        ids["deviation"] = await deviate(firm.posts["SR-11"], duty, "left_out", {}, by=firm.admin.member, now=now)
        finding = await db().fetchval(
            "select id from findings where tenant_id = $1 and post_id = $2 order by number limit 1", firm.id, firm.posts["SR-11"]
        )
        ids["action"] = await act_on(finding, cause="备货不足", action="补齐并拍照", photo=None, by=firm.staff.member, now=now)
        ids["extent"] = (await ask_elsewhere(finding, ["Z1-2"], due=now.date(), by=firm.leader.member, now=now))[0]
        ids["step"] = await db().fetchval("select id from escalation_rules where tenant_id = $1 limit 1", firm.id)
        ids["cause"] = await db().fetchval("select id from causes where tenant_id = $1 limit 1", firm.id)
        wish = Wish(name="新同事", login=f"new@{firm.slug}.example", role="staff", unit=firm.units["Z1-2"], post=None)
        ids |= await _ruled(firm, now)
        ids["invitation"] = (await invite(wish, by=firm.admin.member, now=now, address=f"/{firm.slug}", locale="zh-CN")).id
    ids |= await live_standards(firm, now)
    ids |= await live_ledger(firm, now)
    ids |= await listened(firm, now)
    await _swept(firm, now)
    cycle = await _closed_quarter(firm, now)
    async with inside(firm.id):
        # Alone: a worker may be at it, too, and whoever waits for it must hold nothing that it waits for.
        await take(cycle, now=now)
    ids["appeal"] = await appealed(firm, cycle, now=now)
    ids["suggestion"] = await proposed(firm, now)
    async with inside(firm.id):
        ids["report"] = await ask(cycle, None, "zh-CN", by=firm.executive.member, now=now)
        ids["figure"] = await db().fetchval(
            """select id from scores where tenant_id = $1 and cycle_id = $2 and subject_kind = 'unit' and subject_id = $3""",
            firm.id, cycle, firm.units["Y"],
        )  # fmt: skip
        ids |= await _organised(firm, now)
        await later("tests.nobody")
        ids["noun_id"] = firm.units["Z1"]
        await revise("unit", ids["noun_id"], 0, {"name": "一区"}, by=firm.admin.member, now=now)
        ids["imported"] = await _import(firm, now)
        ids["access"] = await open_interface(firm, now)
        ids |= await hear_of_it(firm, now)
        ids["sheet"] = firm.id
        ids["checklist"], ids["point"] = await _drafted(firm, now)
        ids |= await work_by_shifts(firm, now)
        ids |= await _handed(firm, now)
        ids |= await _modelled(firm, now)
        ids |= await _measured(firm, now)
        ids |= await _supervised(firm, now)
        ids |= await look_on(firm, now=now)
        ids |= await rolled(firm, now=now)
        await compared(firm, cycle, now=now)
        ids |= await rewarded(firm, cycle, now=now)
        return ids | {"cycle": cycle, "finding": finding, "check": checks[-1]} | await _ids() | await _signed(firm, cycle, now)


async def _decided(firm: Firm, now: datetime) -> tuple[list[UUID], UUID]:
    """The leader's checks, riskiest first, of which one is sent back and one accepted; and what that was accepted in.

    One decision at a time, as people make them: a worker that is at another check must find nothing held that it waits for.
    """
    async with inside(firm.id):
        rows = await db().fetch(
            """select c.id from checks c where c.tenant_id = $1 and c.unit_id = any ($2) and not exists (
                   select from spot_checks s where s.tenant_id = $1 and s.due_id = c.due_id and s.state = 'open')
                order by c.risk desc, c.id""",
            firm.id, [firm.units["Z1-1"], firm.units["Z1"]],
        )  # a spot check is drawn by chance and hides its list from its leader
    async with inside(firm.id):
        await send_back(rows[0]["id"], reason="照片看不清，请重拍", by=firm.leader.member, now=now)
    async with inside(firm.id):
        return [row["id"] for row in rows], await accept(rows[1]["id"], by=firm.leader.member, now=now)


async def _signed(firm: Firm, cycle: UUID, now: datetime) -> dict[str, UUID]:
    """One plan is signed, with an indicator that its first measure should move; of another cycle's gaps it is known when."""
    who = {"leads": [firm.units["Y"]], "by": firm.executive.member, "now": now}
    plan = await db().fetchval(
        """select p.id from plans p join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = $2
            where p.tenant_id = $1 order by p.id desc limit 1""",
        firm.id, firm.units["G-A"],
    )  # fmt: skip
    unit = await db().fetchval("select unit_id from plans where tenant_id = $1 and id = $2", firm.id, plan)
    measure = await db().fetchval("select id from measures where tenant_id = $1 and plan_id = $2 order by position", firm.id, plan)
    indicator = await db().fetchval("select id from indicators where tenant_id = $1 and code = 'K01'", firm.id)
    await db().execute(
        """insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition,
               value, state, source, noted_at)
           select $1, $2, '', 'unit', $3, c.from_date, c.to_date, 1, 90, 'confirmed', 'hand', $5
             from cycles c where c.tenant_id = $1 and c.id = $4""",
        firm.id, indicator, unit, cycle, now,
    )  # fmt: skip
    await set_result(plan, measure, str(indicator), "1", **who)
    await approve(plan, **who)
    await weigh_again(cycle, now=now)
    await settle_results(now.date() + timedelta(days=400), now=now)
    return {"signed_plan": plan, "signed_measure": measure}


async def _drafted(firm: Firm, now: datetime) -> tuple[UUID, UUID]:
    """A list is being edited."""
    checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
    await begin(checklist, by=firm.admin.member, now=now)
    return checklist, await db().fetchval("select id from draft_points where tenant_id = $1 order by position limit 1", firm.id)


async def _modelled(firm: Firm, now: datetime) -> dict[str, UUID]:
    """A model is being edited, and a scenario of it is kept."""
    model = await db().fetchval("select id from models where tenant_id = $1 and code = 'distributor_profit'", firm.id)
    await begin_model(model, by=firm.admin.member, now=now)
    point = await db().fetchval(
        """select l.code || '/' || p.code from checklists l join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
             join points p on p.tenant_id = $1 and p.version_id = v.id where l.tenant_id = $1 order by 1 limit 1""",
        firm.id,
    )  # fmt: skip
    given = {"point": point, "input": f"{model}/traditional", "result": f"{model}/profit", "moves": "1", "why": "台账"}
    link = await set_link(given, by=firm.admin.member, now=now)
    scenario = await keep_scenario(model, "没有奖励", {}, by=firm.leader.member, now=now)
    return {"model": model, "scenario": scenario, "link": link}


async def _ruled(firm: Firm, now: datetime) -> dict[str, UUID]:
    """The scheme is being edited, and a leader ruled in the open cycle."""
    await begin_scheme(by=firm.admin.member, now=now)
    wish = WishToRule(firm.posts["SR-11"], "new_outlet", None, "新增一个专营售点")
    ruling = await rule(wish, leads=[firm.units["Z1"]], by=firm.leader.member, now=now, today=now.date())
    return {"ruling": ruling}


async def _measured(firm: Firm, now: datetime) -> dict[str, UUID]:
    """An indicator is being edited, and a budget is open."""
    indicator = await db().fetchval("select id from indicators where tenant_id = $1 and code = 'K01'", firm.id)
    await begin_indicator(indicator, by=firm.admin.member, now=now)
    frame = Frame("明年", now.date(), now.date(), "万元", firm.units["G-B"])
    budget = await open_budget(frame, [Entry("车辆", "G-A")], by=firm.admin.member, now=now)
    item = await db().fetchval("select id from budget_items where tenant_id = $1 and book_id = $2", firm.id, budget)
    return {"indicator": indicator, "budget": budget, "budget_item": item}


async def _handed(firm: Firm, now: datetime) -> dict[str, UUID]:
    """A process is being edited, and a run of it has begun."""
    process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P1'", firm.id)
    await begin_process(process, by=firm.admin.member, now=now)
    run = await start_run(process, "一号路线", "", None, by=firm.staff.member, now=now, zone="Asia/Shanghai")
    return {
        "process": process, "process_run": run,
        "turn": await db().fetchval("select id from turns where tenant_id = $1 and run_id = $2", firm.id, run),
        "activity": await db().fetchval("select id from draft_activities where tenant_id = $1 limit 1", firm.id),
    }  # fmt: skip


async def _supervised(firm: Firm, now: datetime) -> dict[str, UUID]:
    """Spot checks are drawn, a leader has filled one in, and a unit's day is closed with a reason."""
    await draw(now.date(), now=now)
    due = await db().fetchval(
        """select id from due_checks d where d.tenant_id = $1 and d.post_id = $2 and d.check_id is null
              and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = d.id) order by id limit 1""",
        firm.id, firm.posts["SR-12"],
    )  # fmt: skip
    leader, unit, day = firm.leader, firm.units["Z1-1"], now.date()
    spot = await begin_spot(due, by=leader.member, decides=leader.units, posts=leader.posts, now=now)
    published = await load(await db().fetchval("select version_id from due_checks where tenant_id = $1 and id = $2", firm.id, due))
    answers = {point.code: {"point": point.code, "verdict": "na"} for point in published.rules.points}
    await fill_spot(spot, answers, by=leader.member, posts=leader.posts, now=now)
    by = Giver(leader.member, leader.posts, leader.units)
    for one in await open_things([unit], None, day, now, 1):
        await give_reason(Thing(one.kind, one.thing, one.post_id, day), "停电", by=by, now=now)
    await close_day(unit, day, by=leader.member, heads=leader.units, today=day, now=now)
    rows = {name: await db().fetchval(f"select id from {table} where tenant_id = $1 limit 1", firm.id)
            for name, table in {"rule": "supervision_rules", "round": "supervision_rounds"}.items()}  # fmt: skip
    return rows | {"spot": spot}


async def _fill(firm: Firm, now: datetime) -> None:
    """The staff's own lists of the day, clumsily, so that there is something to find."""
    async with inside(firm.id):
        await lay_out(now.date(), now=now)
        due = await db().fetch(
            """select d.id, d.post_id from due_checks d
                 join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
                 join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
                 left join objects o on o.tenant_id = $1 and o.id = d.object_id
                where d.tenant_id = $1 and d.state = 'open' and d.post_id = any ($2)
                order by d.opens_at, k.code, o.code, array_position($2, d.post_id)""",
            firm.id, [firm.posts[code] for code in ("SR-11", "SK-1", "DR-11")],
        )  # fmt: skip
    seats = {"SR-11": firm.staff, "SK-1": firm.keeper, "DR-11": firm.driver}
    people = {
        firm.posts[code]: Person(
            code, firm.posts[code], who.member, token_hash(who.token), "staff", who.units[0], who.login, CLUMSY
        )
        for code, who in seats.items()
    }
    story = Story(firm.slug, firm.id, "Asia/Shanghai", list(people.values()), {}, Random(7), now)


    one = asyncio.Semaphore(1)
    for number, row in enumerate(due):
        await fill_one(story, people[row["post_id"]], row["id"], now - timedelta(minutes=5), Random(f"{firm.slug}{number}"), one)


async def _jobs(firm: Firm, now: datetime) -> None:
    async with inside(firm.id):
        rows = await db().fetch("select id from jobs where tenant_id = $1 and name = 'findings.register'", firm.id)
    for row in rows:
        await run(firm.id, row["id"], now=now)


async def _swept(firm: Firm, now: datetime) -> None:
    """A document that no line of the standards took."""
    async with inside(firm.id):
        await keep_file("没有用上.pdf", PDF, by=firm.admin.member, now=now - timedelta(days=3))
    assert await sweep(firm.id, now=now) > 0


async def _closed_quarter(firm: Firm, now: datetime) -> UUID:
    """The quarter closes early; the next one is open and has its own first day."""
    async with inside(firm.id):
        cycle = await db().fetchval("select id from cycles where tenant_id = $1 and state = 'open'", firm.id)
        await count(now.date(), days=14, now=now)
        await close(cycle, by=firm.executive.member, now=now, reason="演示")
        await prepare(cycle, now=now)
        return cycle


async def _import(firm: Firm, now: datetime) -> UUID:
    """A file that was sent in and planned."""
    made = await db().fetchval(
        """insert into imports (tenant_id, sheet, file_name, path, bytes, locale, state, requested_by, requested_at, head)
           values ($1, 'members', 'a.csv', 'none', 1, 'zh-CN', 'planned', $2, $3, '{"titles": [], "keys": [], "unknown": []}')
           returning id""",
        firm.id, firm.admin.member, now,
    )  # fmt: skip
    await db().execute("insert into import_rows values ($1, $2, 2, 'add', 'x', '{}', '[]', '{}')", firm.id, made)
    return made


async def _organised(firm: Firm, now: datetime) -> dict[str, UUID]:
    """Somebody stands in for a keeper, and a unit and a post have a past."""
    given = Given({"from_date": str(now.date()), "to_date": str(now.date()), "reason": "培训"})
    deputy = await deputise(
        firm.posts["SK-1"], firm.colleague.member, given, by=firm.admin.member, now=now, today=now.date()
    )
    layer = await db().fetchval("select layer_id from units where tenant_id = $1 and id = $2", firm.id, firm.units["Z1-2"])
    for made in (keep_units, keep_posts):
        await made([firm.units["Z1-2"], firm.posts["SK-1"]], now.date())
    found = {
        name: await db().fetchval(f"select id from {table} where tenant_id = $1 limit 1", firm.id)
        for name, table in {"title": "job_titles", "appointment": "appointments", "role": "roles"}.items()
    }
    ahead = now.date() + timedelta(days=1)
    how = {"by": firm.admin.member, "now": now, "today": now.date()}
    move = await plan_move("move", firm.units["Z1-2"], firm.units["Z2"], ahead, 0, **how)
    post_move = await plan_move("post", firm.posts["SK-2"], firm.units["Z1"], ahead, 0, **how)
    return found | {"deputy": deputy, "layer": layer, "unit": firm.units["Z1-2"], "move": move, "post_move": post_move}


async def _ids() -> dict[str, UUID]:
    tables = {
        "due": "due_checks", "photo": "photos", "plan": "plans", "measure": "measures", "post": "posts", "subject": "units", "unit": "units", "duty": "duties",
        "version": "checklist_versions", "timetable": "timetables", "rhythm": "rhythms", "member": "memberships", "job": "jobs",
    }  # fmt: skip
    found = {name: await db().fetchval(f"select id from {table} where tenant_id = $1 limit 1", current()) for name, table in tables.items()}
    found["node"] = await db().fetchval("select id from standard_nodes where tenant_id = $1 and level = 'step' limit 1", current())
    return found


