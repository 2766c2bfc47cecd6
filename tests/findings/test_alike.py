"""Findings that may be the same thing are proposed side by side; a leader says what they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal as D
from uuid import UUID, uuid4

import pytest

from saas.findings.alike import MOST, Waiting, alike, pairs
from saas.findings.open_one import Found, open_one
from tenants import inside
from tests.statements import statements as counted

NOON = datetime.fromisoformat("2026-11-18T12:00:00+08:00")
UNIT, OTHER, COOLER, LAMP = (UUID(int=n) for n in range(1, 5))


def one(number: int, words: str, unit: UUID = UNIT, thing: UUID | None = COOLER, subject: str | None = None, **more) -> Waiting:
    return Waiting(UUID(int=100 + number), number, unit, thing, subject, words, more.pop("at", NOON), **more)


@pytest.mark.parametrize(
    ("first", "then", "least", "most"),
    [
        ("冰柜门封裂了", "冰柜的门封裂了一条缝", D("0.5"), D("0.9")), ("门封裂了", "门封裂了。", D(1), D(1)),
        ("Door seal torn", "door seal is torn", D("0.8"), D(1)), ("冰柜不制冷", "雪糕都化了", D(0), D(0)), ("漏", "漏", D(1), D(1)),
        ("", "门封裂了", D(0), D(0)), ("……", "！", D(0), D(0)), ("灯亮着", "灯不亮", D(0), D("0.5")),
    ],
)  # fmt: skip
def test_alike_is_by_signs_two_at_a_time(first, then, least, most):
    assert least <= alike(first, then) == alike(then, first) <= most


@pytest.mark.parametrize(
    ("then", "proposed"),
    [
        (one(2, "冰柜的门封裂了"), True), (one(2, "地上有水"), False), (one(2, "门封裂了", unit=OTHER), False),
        (one(2, "门封裂了", thing=LAMP), False), (one(2, "门封裂了", thing=None), True),
        (one(2, "冰柜门封裂了", note="右上角"), True), (one(2, "门封裂了", at=NOON + timedelta(days=31)), False), (one(2, "门封裂了", parent=UUID(int=101)), False),
    ],
)  # fmt: skip
def test_only_what_lies_in_one_place_is_held_side_by_side(then, proposed):
    told = pairs([one(1, "冰柜门封裂了"), then], [])
    assert [(pair.kept.number, pair.gone.number) for pair in told] == ([(1, 2)] if proposed else [])


def test_the_same_point_of_the_same_object_is_proposed_whatever_was_written_and_first():
    told = pairs([one(1, "温度 -3", subject="D1"), one(2, "化了", subject="D1"), one(3, "门封裂"), one(4, "门封裂")], [])
    assert [(pair.kept.number, pair.gone.number, pair.point) for pair in told] == [(1, 2, True), (3, 4, False)]


def test_where_both_wrote_something_that_is_alike_too():
    first = one(1, "不满意：饮料够冰吗", note="价签看不清")
    assert pairs([first, one(2, "不满意：饮料够冰吗", note="店员不理人")], []) == []
    assert [pair.same for pair in pairs([first, one(2, "不满意：饮料够冰吗", note="价签看不清！")], [])] == [D(1)]


def test_what_took_others_in_is_kept_and_what_was_told_apart_is_proposed_no_more():
    first, then = one(1, "门封裂了"), one(2, "门封裂了", others=True)
    assert [(pair.kept.number, pair.gone.number) for pair in pairs([first, then], [])] == [(2, 1)]
    assert pairs([one(1, "门封裂了", others=True), then], []) == []
    assert pairs([first, then], [(first.id, then.id)]) == []
    assert len(pairs([one(n, "门封裂了") for n in range(1, 40)], [])) == MOST


async def two(stage, words):
    firm = stage.firm
    async with inside(firm.id):
        return [
            await open_one(
                Found("report", "minor", {"zh": text, "en": text}, firm.units["Z1-1"], stage.now, post=firm.posts["SR-11"]),
                now=stage.now,
            )
            for text in words
        ]  # fmt: skip


async def test_a_leader_merges_one_pair_and_tells_another_apart(stage, client):
    leader, base = client(stage.firm.leader), "/brand/findings"
    same, differ = await two(stage, ["货架歪了要修", "货架歪了，要修"]), await two(stage, ["遮阳伞破了一个洞", "遮阳伞破了一个大洞"])
    with counted(most=3):
        html = (await leader.get(f"{base}/alike")).text
    assert f"{base}/{same[1].id}/likeness" in html and "字面相同" in html
    assert f"{base}/{same[1].id}" not in (await client(stage.firm.other_leader).get(f"{base}/alike")).text
    assert (await client(stage.firm.staff).get(f"{base}/alike")).status_code == 403
    for pair, answer in ((same, "same"), (differ, "apart")):
        said = {"other": str(pair[0].number), "answer": answer}
        assert (await client(stage.firm.other_leader).post(f"{base}/{pair[1].id}/likeness", data=said)).status_code == 404
        assert (await leader.post(f"{base}/{pair[1].id}/likeness", data=said)).status_code == 303
    after = (await leader.get(f"{base}/alike")).text
    assert str(same[1].id) not in after and str(differ[1].id) not in after
    assert "并入了同一问题" in (await leader.get(f"{base}/{same[0].id}")).text
    story = (await leader.get(f"{base}/{differ[1].id}")).text
    assert "不是同一件事" in story and "并入了同一问题" not in story
    again = await leader.post(f"{base}/{same[1].id}/likeness", data={"other": str(same[0].number), "answer": "same"})
    assert (again.status_code, "只有未关闭的问题可以并入别的问题" in again.text) == (422, True)
    assert (await leader.post(f"{base}/{uuid4()}/likeness", data={"other": "1", "answer": "apart"})).status_code == 404
