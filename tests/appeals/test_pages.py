"""What people see of a score and its appeals: their own, on the phone, down to the single check."""

from __future__ import annotations

import re

import pytest

from saas.reports.paper import paper
from saas.reports.reads import quarter
from tenants import db, inside
from tests.appeals.conftest import closed
from tests.cycles.conftest import cycle_of


@pytest.fixture(scope="module")
async def firm(world):
    return await closed(world, "seeing")


def here(firm, path=""):
    return f"/{firm.slug}/{path}"


async def send(client, who, path, **form):
    visitor = client(who)
    return await visitor.post(path, data=form)


async def newest(firm):
    async with inside(firm.id):
        return await db().fetchrow("select * from appeals where tenant_id = $1 order by lodged_at desc, id desc limit 1", firm.id)


async def shown(firm, cycle, post):
    async with inside(firm.id):
        return await db().fetchval(
            "select shown from scores where tenant_id = $1 and cycle_id = $2 and subject_id = $3", firm.id, cycle, firm.posts[post]
        )


async def test_from_my_score_to_an_appeal_that_is_granted(firm, cycle, lost, client, world):
    mine = (await client(firm.staff).get(here(firm, "my-score"))).text
    post = firm.posts["SR-11"]
    was = await shown(firm, cycle, "SR-11")
    assert f"{was:.2f}" in mine
    address = here(firm, f"scores/{cycle}/{post}/appeal")
    assert address in mine
    line = next(each for each in lost if each.key.startswith("checks/"))
    code, point = line.key.split("/")[1:]
    drill = f"scores/{cycle}/{post}/answers?list={code}&point={point}"
    behind = await client(firm.staff).get(here(firm, drill))
    assert behind.status_code == 200
    assert here(firm, "checks/") in behind.text

    form = (await client(firm.staff).get(address)).text
    assert line.key in form
    wrong = await send(client, firm.staff, address, line=line.key, times="99999", text="")
    assert wrong.status_code == 422
    assert 'id="times-error"' in wrong.text
    assert 'id="text-error"' in wrong.text
    sent = await send(client, firm.staff, address, line=line.key, times="1", text="那天停电")
    assert sent.status_code == 303
    appeal = await newest(firm)
    page = here(firm, f"appeals/{appeal['id']}")
    assert sent.headers["location"] == page

    assert page in (await client(firm.other_leader).get(here(firm, "appeals"))).text
    for who in (firm.leader, firm.staff, firm.admin):
        assert "/decision" not in (await client(who).get(page)).text
    assert "/decision" in (await client(firm.other_leader).get(page)).text
    assert (await client(firm.other_leader).get(f"{page}/answers")).status_code == 200
    assert (await client(firm.colleague).get(page)).status_code == 404
    faulty = await send(client, firm.other_leader, f"{page}/decision", outcome="accepted", times="0", how="full", reason="")
    assert faulty.status_code == 422
    done = await send(client, firm.other_leader, f"{page}/decision", outcome="accepted", times="1", how="full", reason="停电属实")
    assert done.status_code == 303
    now = await shown(firm, cycle, "SR-11")
    assert now > was
    told = (await client(firm.staff).get(page)).text
    assert f"{was:.2f} → {now:.2f}" in told
    assert "停电属实" in told
    for address in ("my-score", f"scores/{cycle}/{post}"):
        kept = (await client(firm.staff).get(here(firm, address))).text
        assert "结算后更正过" in kept
        assert f"更正前 {was:.2f}" in kept


async def test_a_signed_reopening_stays_beside_the_score(firm, cycle, lost, client):
    post, was = firm.posts["SR-12"], await shown(firm, cycle, "SR-12")
    address = here(firm, f"scores/{cycle}/{post}/reopening")
    line = re.search(r'<option value="((?:checks|coverage)/[^"]+)"', (await client(firm.executive).get(address)).text)[1]
    form = {"line": line, "times": "1", "how": "full", "reason": "数据补录"}
    unsigned = await send(client, firm.executive, address, **form, signature="别人")
    assert unsigned.status_code == 422
    assert 'id="signature-error"' in unsigned.text
    assert (await send(client, firm.leader, address, **form, signature="leader")).status_code == 403
    assert (await send(client, firm.executive, address, **form, signature="executive")).status_code == 303
    assert await shown(firm, cycle, "SR-12") >= was
    page = (await client(firm.executive).get(here(firm, f"scores/{cycle}/{post}"))).text
    assert "数据补录" in page
    assert "结算后更正" in (await client(firm.executive).get(here(firm, f"cycles/{cycle}"))).text
    of_quarter = (await client(firm.executive).get(here(firm, f"quarter/{cycle}"))).text
    assert "数据补录" in of_quarter.split('id="restated"')[1].split("</section>")[0]
    async with inside(firm.id):
        assert "数据补录" in paper([await quarter(cycle)], "zh-CN", "")
        assert "数据补录" not in paper([await quarter(cycle, firm.units["G-B"])], "zh-CN", "")


async def test_any_two_cycles_are_compared(firm, cycle, client):
    first = await cycle_of(firm, "2026-Q3s")
    forth = (await client(firm.executive).get(here(firm, f"scores/{cycle}/{firm.units['Y']}?since={first}"))).text
    back = (await client(firm.executive).get(here(firm, f"scores/{first}/{firm.units['Y']}?since={cycle}"))).text
    changes = [re.search(r"各段相加等于 ([+−-]?[\d.]+)", page)[1].replace("−", "-") for page in (forth, back)]
    assert float(changes[0]) == -float(changes[1]) != 0


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("staff", "my-score", 3), ("staff", "appeals", 3), ("executive", "scores/{cycle}/{unit}?since={first}", 3),
        ("executive", "scores/{cycle}/{unit}/answers", 3), ("staff", "scores/{cycle}/{post}/appeal", 3),
        ("admin", "appeals?whose=all", 3), ("executive", "scores/{cycle}/{post}/reopening", 3),
    ],
)  # fmt: skip
async def test_pages_keep_their_budget_in_both_languages(firm, cycle, client, statements, who, path, most):
    ids = {"cycle": cycle, "first": await cycle_of(firm, "2026-Q3s"), "unit": firm.units["G-A"], "post": firm.posts["SR-11"]}
    actor = getattr(firm, who)
    statements.clear()
    assert (await client(actor).get(here(firm, path.format(**ids)))).status_code == 200
    frame = re.compile(r"(?i)\s*(begin|commit|set)|.*enter\(", re.DOTALL)
    assert len([text for text in statements if not frame.match(text)]) <= most
    page = (await client(actor, cookie=f"session={actor.token}; lang=en").get(here(firm, path.format(**ids)))).text
    main = re.sub(r"<option.*?</option>|<[^>]+>", " ", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
    left = re.findall(r"[\u4e00-\u9fff]{2,}", main)
    assert not {word for word in left if not re.search("停电|补录", word)}


async def test_a_stranger_sees_none_of_it(firm, cycle, client, cast):
    appeal = await newest(firm)
    score = f"scores/{cycle}/{firm.posts['SR-11']}"
    for path in (f"appeals/{appeal['id']}", f"{score}/answers", f"{score}/appeal"):
        assert (await client(cast.stranger.executive).get(f"/{cast.stranger.slug}/{path}")).status_code == 404


async def test_a_colleague_sees_no_answers_of_another(firm, cycle, client):
    for who in (firm.colleague, firm.other_leader):
        assert (await client(who).get(here(firm, f"scores/{cycle}/{firm.posts['SR-11']}/answers"))).status_code == 404
    unit = firm.units["Z1-1"]
    assert (await client(firm.staff).get(here(firm, f"scores/{cycle}/{unit}/answers"))).status_code == 404
