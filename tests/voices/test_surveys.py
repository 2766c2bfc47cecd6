"""A company's own survey: versions, answers without names, what is told of few, what becomes a finding."""

from __future__ import annotations

from uuid import uuid4

import pytest

from saas.org.given import Given
from saas.refusals import Refused, Stale
from saas.voices import survey_reads as reads
from saas.voices.behind import behind
from saas.voices.fill_survey import fill_survey
from saas.voices.rules import Wrong, answered, share, unhappy
from saas.voices.set_survey import set_survey
from tenants import db, inside
from tests.statements import statements as counted
from tests.voices.story import ASKED, place_of, survey_of


@pytest.fixture
async def hung(cast, world):
    """A survey of its own, asked in two units; (survey, token there, token elsewhere)."""
    async with inside(cast.brand.id):
        survey = await survey_of(cast.brand, world.now, code=f"S{uuid4().hex[:8]}")
        there = (await place_of(cast.brand, world.now, survey=str(survey)))[1]
        return survey, there, (await place_of(cast.brand, world.now, "Z1-2", survey=str(survey)))[1]


@pytest.fixture
def fill(cast, world):
    async def filled(token, *, answer=None, **given):
        place = await behind("brand", token)
        async with inside(cast.brand.id):
            return await fill_survey(answer or uuid4(), place, given, now=world.now)

    return filled


async def results(firm, survey, world, leads=("Y",)):
    async with inside(firm.id):
        return await reads.results(await reads.survey(survey), [firm.units[one] for one in leads], world.now.date())


def test_answers_are_figures_of_their_point_or_words():
    points = [{"code": "a", "kind": "scale"}, {"code": "b", "kind": "choice", "options": [1, 2]}, {"code": "c", "kind": "text"}]
    assert answered(points, {"a": "5", "b": "1", "c": " 好 ", "d": "9"}) == {"a": 5, "b": 1, "c": "好"}
    for wrong in ({"a": "6"}, {"a": "0"}, {"b": "2"}, {"a": "٣"}, {"a": "x"}, {}, {"c": "  "}):
        with pytest.raises(Wrong):
            answered(points, wrong)


def test_one_and_two_are_dissatisfied_and_few_are_not_told():
    points = [{"code": "a", "kind": "scale"}, {"code": "b", "kind": "scale"}, {"code": "c", "kind": "choice"}]
    assert [one["code"] for one in unhappy(points, {"a": 2, "b": 3, "c": 1})] == ["a"]
    assert share(4, 4) is None
    assert str(share(4, 5)) == "0.8"


async def test_dissatisfaction_is_one_finding_a_place_a_point_and_a_day(cast, fill, hung):
    _, there, elsewhere = hung
    first = await fill(there, p1="1", p4="5", p3="没人理我")
    again = await fill(there, p1="2", p4="2")
    other = await fill(elsewhere, p1="1")
    assert again[0] == first[0] != other[0]
    assert len(again) == 2
    async with inside(cast.brand.id):
        row = await db().fetchrow("select * from findings where tenant_id = $1 and id = $2", cast.brand.id, first[0])
        met = await db().fetchval(
            "select count(*) from survey_findings where tenant_id = $1 and finding_id = $2", cast.brand.id, first[0]
        )
    assert (row["customers"], row["severity"], row["title"]["zh"], row["found"]["note"]) == (
        True,
        "major",
        "不满意：总体满意吗",
        "没人理我",
    )
    assert met == 2


async def test_satisfied_opens_nothing_and_twice_is_once(cast, fill, hung):
    answer = uuid4()
    assert await fill(hung[1], answer=answer, p1="4") == []
    assert await fill(hung[1], answer=answer, p1="1") == []
    async with inside(cast.brand.id):
        assert await db().fetchval(
            "select given from survey_answers where tenant_id = $1 and id = $2", cast.brand.id, answer
        ) == {"p1": 4}


async def test_results_tell_shares_by_point_unit_and_month_but_not_of_few(cast, fill, hung, world):
    survey, there, elsewhere = hung
    for n in (5, 5, 4, 4, 1):
        await fill(there, p1=str(n), p2="0", p3="写了一句")
    for _ in range(4):
        await fill(elsewhere, p1="5", p4="5")
    told = await results(cast.brand, survey, world)
    assert (told.whole.count, str(round(told.whole.share, 4))) == (9, "0.8889")
    units = {part.name["zh"]: part for part in told.units}
    assert sorted((part.count, part.share) for part in units.values() if part.share is None) == [(4, None)]
    assert [part.count for part in told.months] == [9]
    assert told.values["p2"] == {0: 5}
    assert "p4" not in told.values
    assert len(told.written) == 5


async def test_a_leader_sees_the_answers_of_the_own_line_only_and_no_words_of_few(cast, fill, hung, world):
    survey, there, elsewhere = hung
    for _ in range(3):
        await fill(there, p1="5", p3="一句")
    await fill(elsewhere, p1="5")
    told = await results(cast.brand, survey, world, ["Z1-1"])
    assert (told.whole.count, told.whole.share, told.written) == (3, None, [])
    assert (await results(cast.brand, survey, world, ["Z5"])).whole.count == 0


async def test_changed_points_are_a_new_version_and_answers_keep_theirs(cast, fill, hung, world):
    survey, there, _ = hung
    await fill(there, p1="5")
    firm = cast.brand
    given = (
        ASKED | {f"p{n}_code": f"p{n}" for n in range(1, 5)} | {"edition": "1", "p1_zh": "整体怎么样", "p4_zh": "", "p4_en": ""}
    )
    async with inside(firm.id):
        await set_survey(survey, Given(given), by=firm.admin.member, now=world.now, today=world.now.date())
        seen = await reads.survey(survey)
        versions = await db().fetch(
            "select number from survey_versions where tenant_id = $1 and survey_id = $2 order by number", firm.id, survey
        )
    assert [row["number"] for row in versions] == [1, 2]
    assert (seen.points[0]["code"], seen.points[0]["text"]["zh"]) == ("p1", "整体怎么样")
    async with inside(firm.id):
        with pytest.raises(Stale):
            await set_survey(survey, Given(given), by=firm.clerk.member, now=world.now, today=world.now.date())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": ""}, "code"), ({"name_zh": "", "name_en": ""}, "name_zh"), ({"p1_kind": "text", "p4_kind": "text"}, "p1_zh"),
     ({"p2_options": "一个"}, "p2_zh"), ({"p1_kind": "nothing"}, "p1_kind"), ({"p1_zh": "长" * 121}, "p1_zh")],
)  # fmt: skip
async def test_a_survey_that_cannot_be_asked_is_refused_at_its_field(cast, world, wrong, field):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            given = Given(ASKED | {"code": "SX"} | wrong)
            await set_survey(None, given, by=cast.brand.admin.member, now=world.now, today=world.now.date())
    assert field in [one.field for one in refused.value.problems]


async def test_whoever_scans_fills_it_in_and_the_pages_tell(cast, client, hung):
    survey, there, _ = hung
    nobody, admin = client(None), client(cast.brand.admin)
    page = await nobody.get(f"/brand/v/{there}/survey")
    assert "总体满意吗" in page.text
    assert (await nobody.post(f"/brand/v/{there}/survey", data={"p3": ""})).status_code == 422
    assert "已收到" in (await nobody.post(f"/brand/v/{there}/survey", data={"p1": "5", "p3": "不错"})).text
    for path in ("/brand/surveys", f"/brand/surveys/{survey}", f"/brand/surveys/{survey}/results"):
        await admin.get(path)
        with counted(most=3):
            answer = await admin.get(path)
        assert answer.status_code == 200, path
    assert "不足 5 份" in answer.text
    assert "不错" not in answer.text


async def test_a_survey_is_written_in_the_browser(cast, client):
    admin = client(cast.brand.admin)
    wrong = await admin.post("/brand/surveys", data=ASKED | {"code": "不行"})
    assert wrong.status_code == 422
    made = await admin.post("/brand/surveys", data=ASKED | {"code": "WEB"})
    assert made.status_code == 303
    here = made.headers["location"]
    assert "到店满意度" in (await admin.get(here)).text
    again = await admin.post(here, data=ASKED | {"edition": "1", "name_zh": "新名称", "retired": "on"})
    assert again.status_code == 303
    assert "新名称" in (await admin.get("/brand/surveys")).text
    assert (await client(cast.brand.leader).post("/brand/surveys", data=ASKED)).status_code == 403


async def test_where_no_survey_is_asked_there_is_none(cast, client, world):
    async with inside(cast.brand.id):
        _, token = await place_of(cast.brand, world.now)
    assert (await client(None).get(f"/brand/v/{token}/survey")).status_code == 404
