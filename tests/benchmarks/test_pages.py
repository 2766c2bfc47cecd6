"""Pages, sheet and interface tell the same of peers, and with ranking off none of them tells a place or another's figure."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg
import pytest
from openpyxl import load_workbook

from saas.api.grant import grant
from saas.benchmarks.leave import leave
from saas.benchmarks.publish_groups import publish_groups
from saas.benchmarks.reads import frame
from saas.benchmarks.rules import ALL, ranks
from saas.benchmarks.set_rules import set_rules
from saas.benchmarks.take import take, wanted
from saas.calendar import business_date
from saas.cycles.close import close
from saas.links.reads import Link, kept
from saas.links.set_link import set_link
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof
from saas.processes.start_run import start_run
from saas.refusals import Refused
from saas.scores.ranking import RANKED
from tenants import db, inside
from tests.statements import statements

ZONES = ("Z1", "Z2", "Z3", "Z4", "Z5")
HEADS = 6
PLACES = re.compile(r"第 \d+(?:<| *$)|个同类里第", re.MULTILINE)


@pytest.fixture(scope="module")
async def cycle(cast, world) -> UUID:
    """A closed cycle with five zones alike, one after the other by a tenth of a hundred; nobody moved it by hand afterwards."""
    firm = cast.brand
    async with inside(firm.id):
        cycle = await db().fetchval("select id from cycles where tenant_id = $1 and state = 'open'", firm.id)
        await close(cycle, by=firm.executive.member, now=world.now, reason="试")
        layer = await db().fetchval("select layer_id from units where tenant_id = $1 and code = 'Z1'", firm.id)
        await db().execute(
            "insert into benchmarks (tenant_id, cycle_id, taken_at, least) values ($1, $2, $3, 5)", firm.id, cycle, world.now
        )
        for n, code in enumerate(ZONES):
            await db().execute(
                """insert into benchmark_units (tenant_id, cycle_id, unit_id, layer_id, grouping, facts, figures)
                   values ($1, $2, $3, $4, 0, $5, $6)""",
                firm.id, cycle, firm.units[code], layer,
                {"heads": HEADS + n, "checks": 600, "lists": {"C1": 10}, "objects": {"outlet": 5}},
                {"score": f"{91.37 - n * n:.2f}", "on_time": f"{80.13 + n}", "checks": f"{70.29 + n}"},
            )  # fmt: skip
    return cycle


async def rule(firm, world, subject: str, ranking: bool, seconds: int) -> None:
    async with inside(firm.id):
        at = world.now.replace(second=seconds)
        await set_rules(subject, ranking, 5, "监管规定", by=firm.admin.member, now=at)


@pytest.fixture
def surfaces(client, cast, world):
    """Everything that tells of peers, as text: board, unit, sheet, interface."""

    async def told(person, measure: str = "score") -> dict[str, str]:
        http = client(person)
        unit = cast.brand.units["Z1"]
        answers = {
            "board": await http.get(f"/brand/benchmarks?of={measure}"),
            "unit": await http.get(f"/brand/benchmarks/{unit}?of={measure}&across=score&down=on_time"),
        }
        assert {answer.status_code for answer in answers.values()} == {200}
        sheet = await http.get("/brand/sheets/benchmarks-units")
        rows = list(load_workbook(io.BytesIO(sheet.content), read_only=True).active.iter_rows(values_only=True))
        texts = {name: answer.text for name, answer in answers.items()}
        return texts | {"sheet": "\n".join(" ".join(str(cell) for cell in row) for row in rows)}

    return told


@pytest.fixture(scope="module")
async def token(cast, world) -> str:
    async with inside(cast.brand.id):
        made = await grant("对标", ["read:scores"], 30, by=cast.brand.admin.member, now=world.now)
    return made if isinstance(made, str) else made[-1]


async def interface(client, token: str) -> dict:
    answer = await client(None, authorization=f"Bearer {token}").get("/api/v1/brand/benchmarks")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_with_ranking_the_best_is_named_with_its_figure(cycle, cast, client, surfaces):
    told = await surfaces(cast.brand.leader)
    assert "5 个同类里第 1" in told["unit"]
    assert "一区" in told["board"] and "第 1" in told["board"]
    assert "名次" in told["sheet"]
    worst = (await client(cast.brand.executive).get(f"/brand/benchmarks/{cast.brand.units['Z5']}")).text
    assert "一区怎么做的" in worst or "名次" in worst
    assert "91.4" in worst


async def test_off_for_one_measure_or_for_all_no_surface_tells_a_place_or_another_unit(cycle, cast, client, surfaces, world, token):
    others = [f"{91.37 - n * n:.1f}" for n in (1, 2, 3, 4)]
    for subject, seconds in (("score", 1), (ALL, 3)):
        await rule(cast.brand, world, subject, False, seconds)
        for person in (cast.brand.leader, cast.brand.executive):
            told = await surfaces(person)
            board, unit = told["board"], told["unit"]
            assert not PLACES.search(board) and "名次</th>" not in board
            assert "个同类里第" not in unit and "怎么做的" not in unit.replace("好于平均的同类怎么做的", "")
            main = unit.partition("<main")[2]
            assert not [figure for figure in others if figure in main]
        units = (await interface(client, token))["units"]
        assert not [one for one in units if one["measure"] == "score" and "place" in one]
        assert [one for one in units if one["measure"] == "on_time" and "place" in one] if subject == "score" else True
        sheet = (await surfaces(cast.brand.leader))["sheet"]
        assert ("名次" in sheet) == (subject == "score")
    await rule(cast.brand, world, ALL, True, 5)
    await rule(cast.brand, world, "score", True, 6)
    assert "第 1" in (await surfaces(cast.brand.leader))["board"]


async def test_words_below_ask_the_same_and_get_the_same_answer(cycle, cast, world):
    """Plans name the best unit on a point: they ask the rule as a piece of their statement."""
    firm, seen = cast.brand, []
    steps = (("checks", False), (ALL, False), ("checks", True), (ALL, True))
    for seconds, (subject, ranking) in enumerate(steps, 20):
        await rule(firm, world, subject, ranking, seconds)
        async with inside(firm.id):
            asked = await db().fetchval(f"select {RANKED}", firm.id)
            assert asked == ranks((await frame()).rules, "checks")
            seen.append(asked)
    assert seen == [False, False, False, True]


async def test_a_leader_of_two_thirds_of_a_group_is_not_told_what_is_left(cycle, cast, client, world):
    await rule(cast.brand, world, ALL, False, 30)
    page = (await client(cast.brand.leader).get("/brand/benchmarks")).text  # leads Z1 to Z3 of five
    assert "同类太少，不显示" in page and "85.4" not in page.partition("同类数")[0]
    await rule(cast.brand, world, ALL, True, 31)


@pytest.mark.parametrize("path", ["", "/companies", "/{unit}"])
async def test_pages_are_there_in_english(cycle, cast, client, path):
    person = cast.brand.executive
    answer = await client(person, cookie=f"session={person.token}; lang=en").get(
        "/brand/benchmarks" + path.format(unit=cast.brand.units["Z2"])
    )
    assert answer.status_code == 200
    assert "Companies of the industry" in answer.text or "Why these are peers" in answer.text


async def test_whose_unit_it_is_not_finds_nothing(cycle, cast, client):
    assert (await client(cast.brand.other_leader).get(f"/brand/benchmarks/{cast.brand.units['Z1']}")).status_code == 404
    assert (await client(cast.brand.staff).get("/brand/benchmarks")).status_code == 403


async def test_a_page_takes_three_statements(cycle, cast, client):
    http = client(cast.brand.executive)
    unit = f"/brand/benchmarks/{cast.brand.units['Z5']}"
    for path in ("/brand/benchmarks", unit, "/brand/benchmarks/companies", "/brand/benchmarks/rules", "/brand/links"):
        person = client(cast.brand.clerk) if "rules" in path else http
        with statements(3):
            assert (await person.get(path)).status_code == 200, path


async def test_a_list_is_taken_over_as_a_draft(cycle, cast, client):
    async with inside(cast.brand.id):
        checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", cast.brand.id)
    answer = await client(cast.brand.clerk).post(f"/brand/benchmarks/{cast.brand.units['Z2']}/lists/{checklist}")
    assert answer.status_code == 303 and answer.headers["location"].endswith("/draft")
    assert (await client(cast.brand.clerk).get(answer.headers["location"])).status_code == 200
    again = await client(cast.brand.clerk).post(f"/brand/benchmarks/{cast.brand.units['Z2']}/lists/{checklist}")
    assert again.headers["location"] != answer.headers["location"]


async def test_a_snapshot_is_taken_once_and_later_figures_do_not_change_it(cycle, cast, world):
    async with inside(cast.brand.id):
        assert await wanted() == []
        assert await take(cycle, now=world.now) == 0


async def test_a_rule_wants_a_reason_and_a_known_measure(cycle, cast, world):
    async with inside(cast.brand.id):
        for subject, least, why in (("nothing", None, "x"), (ALL, 2, "x"), (ALL, 31, "x"), (ALL, 5, "")):
            with pytest.raises(Refused):
                await set_rules(subject, True, least, why, by=cast.brand.admin.member, now=world.now)


@pytest.fixture
async def operator(world):
    connection = await asyncpg.connect(**world.operator)
    yield connection
    await connection.close()


async def test_a_company_signs_puts_in_and_takes_back(cycle, cast, client, world):
    firm = cast.stranger
    http = client(firm.admin)
    assert (await http.post("/stranger/benchmarks/companies/consent", data={})).status_code == 422
    assert (await http.post("/stranger/benchmarks/companies/consent", data={"agreed": "on"})).status_code == 303
    assert (await http.post("/stranger/benchmarks/companies/consent", data={"agreed": "on"})).status_code == 422
    assert "本公司已参加" in (await http.get("/stranger/benchmarks/companies")).text
    assert (await http.post("/stranger/benchmarks/companies/withdrawal")).status_code == 303
    async with inside(firm.id):
        assert await db().fetchval("select count(*) from benchmark_shares where tenant_id = $1", firm.id) == 0
        with pytest.raises(Refused):
            await leave(by=firm.admin.member, now=world.now)


async def test_groups_of_companies_are_published_once_by_the_operator(cycle, cast, world, operator):
    """Six companies of the industry have put in; the figures of the seventh, who did not sign, are nowhere."""
    quarter, now = "2026-Q2", datetime(2026, 9, 1, tzinfo=UTC)
    owner = await asyncpg.connect(**world.owner)
    firms = [cast.brand.id, cast.stranger.id, *(uuid4() for _ in range(4))]
    for n, firm in enumerate(firms):
        await owner.execute(
            """insert into tenants (id, slug, name, industry, created_at) values ($1, $2, $2, 'cold_drink', $3)
               on conflict do nothing""",
            firm, f"peer-{n}", now,
        )  # fmt: skip
    await owner.close()
    for n, firm in enumerate(firms):
        async with inside(firm):
            await db().execute(
                """insert into benchmark_shares (tenant_id, quarter, measure, figure, heads, shared_at)
                   values ($1, $2, 'on_time', $3, 30, $4)""", firm, quarter, Decimal(90 + n), now,
            )  # fmt: skip
    assert await publish_groups(operator, date(2026, 8, 28), now=now) == 0
    assert await publish_groups(operator, date(2026, 8, 29), now=now) == 1
    assert await publish_groups(operator, date(2026, 8, 30), now=now) == 0
    async with inside(cast.brand.id):
        rows = await db().fetch("select quarter, companies, mean from benchmark_groups")
        assert [tuple(row) for row in rows] == [(quarter, 5, Decimal(93))]
        assert await db().fetchval("select count(*) from benchmark_seats") == 1  # one's own


async def test_links_come_from_the_library_and_from_the_company(cast, client, world):
    firm = cast.brand
    async with inside(firm.id):
        indicator = await db().fetchval(
            """select i.id from indicators i join measure_library m on m.tenant_id = $1 and i.code = any (m.moves)
                where i.tenant_id = $1 and m.point_code <> '' order by i.code limit 1""", firm.id,
        )  # fmt: skip
    http = client(firm.executive)
    page = (await http.get(f"/brand/links/{indicator}")).text
    assert "来自措施库" in page and "还没看过" in page
    code = re.search(r'name="what" value="(point//[^"]+)"', page)[1]
    assert (await http.post(f"/brand/links/{indicator}/points", data={"what": "point//none", "lag": "1"})).status_code == 422
    assert (await http.post(f"/brand/links/{indicator}/points", data={"what": code, "lag": "9"})).status_code == 422
    assert (await http.post(f"/brand/links/{indicator}/points", data={"what": code, "lag": "2", "why": "两个月后"})).status_code == 303
    assert "2 期后见效" in (await http.get(f"/brand/links/{indicator}")).text
    assert (await http.post(f"/brand/links/{indicator}/weighing")).status_code == 303
    assert "数据不够" in (await http.get(f"/brand/links/{indicator}")).text
    assert (await http.post(f"/brand/links/{indicator}/points", data={"what": code, "lag": "2", "out": "1"})).status_code == 303
    assert "说过不带动的" in (await http.get(f"/brand/links/{indicator}")).text
    assert (await client(firm.leader).post(f"/brand/links/{indicator}/points", data={"what": code})).status_code == 403


async def test_an_activity_is_as_well_kept_as_its_real_runs_were_in_time(cast, client, world):
    """Two days, one run each: the second activity takes four minutes of three on the first day, one on the second."""
    firm, days = cast.brand, [world.now, world.now + timedelta(days=1)]
    spans = [(business_date(day, "Asia/Shanghai"),) * 2 for day in days]
    async with inside(firm.id):
        process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P1'", firm.id)
        indicator = await db().fetchval("select id from indicators where tenant_id = $1 and code = 'K08'", firm.id)
        for at, minutes in zip(days, (4, 1), strict=True):
            run = await start_run(process, "一号线", "", None, by=firm.staff.member, now=at, zone="Asia/Shanghai")
            for n in (1, 1 + minutes):
                turn = await db().fetchval("select id from turns where tenant_id = $1 and run_id = $2 and state = 'working'", firm.id, run)
                await hand_over(turn, Proof(met=True), by=firm.staff.member, now=at + timedelta(minutes=n), zone="Asia/Shanghai")
        await set_link(indicator, "activity/P1/P1-2", 0, "快一点", by=firm.admin.member, now=world.now)
        found = await kept([Link(indicator, "activity", "P1", "P1-2", 0)], spans)
        assert [(one.period, one.part, one.whole, one.unit_id) for one in sorted(found, key=lambda one: one.period)] == [
            (1, 0, 1, firm.units["Z1-1"]), (2, 1, 1, firm.units["Z1-1"]),
        ]  # fmt: skip
    page = (await client(firm.executive).get(f"/brand/links/{indicator}")).text
    assert f"/brand/processes/{process}" in page and "当期见效" in page
