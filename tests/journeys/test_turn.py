"""One full turn of the loop, by hand, in a browser: from signing up to the paper of the quarter."""

from __future__ import annotations

import pytest

from tests.journeys import chief, founding, leader, rep
from tests.journeys.person import DESK, PHONE

pytestmark = pytest.mark.journey

WORDS = {
    "zh-CN": {
        "post": "业务代表·一区 1 号线", "unit": "一区 1 号线", "area": "城市主管·一片", "chief": "总经理", "rep": "业务代表",
        "streets": ("胜利路 12 号", "胜利路 27 号", "胜利路 36 号"), "reason": "排面照片看不清，请重拍",
    },
    "en": {
        "post": "Sales rep, zone 1 route 1", "unit": "Zone 1 route 1", "area": "City supervisor, area 1", "chief": "General manager",
        "rep": "Sales rep", "streets": ("12 Shengli Road", "27 Shengli Road", "36 Shengli Road"), "reason": "The photo is blurred, please take it again",
    },
}  # fmt: skip
BOOKS = {1: "15", 2: "22"}


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", PHONE), ("en", DESK)])
async def test_the_turn_of_the_loop(crowd, stack, locale, width, tmp_path):
    words, slug = WORDS[locale], f"turn-{width}"
    people = crowd(locale, width, "turn")
    admin = await people.joins("admin")
    await founding.sign_up(admin, slug)
    tenant = await stack.open_at_any_hour(slug)

    staff = await founding.invite(admin, people, slug, "staff", words["rep"], unit=words["unit"])
    await founding.appoint(admin, slug, words["post"], words["rep"])
    supervisor = await founding.invite(admin, people, slug, "leader", words["area"], unit="", post=words["area"])
    executive = await founding.invite(admin, people, slug, "executive", words["chief"], unit="", post=words["chief"])

    receipts = {await rep.visit_with_faults(staff, slug, words["streets"][0])}
    for number, book in BOOKS.items():
        receipts.add(await rep.visit_well(staff, slug, words["streets"][number], book))
    assert len(receipts) == 3
    await stack.quiet(tenant)
    await leader.decide(supervisor, width, slug, words["reason"])
    await rep.fill_again(staff, slug, words["reason"])
    await leader.accept_the_rest(supervisor, slug)
    await stack.quiet(tenant)
    await leader.verify(supervisor, await rep.act_on_finding(staff, slug))

    await chief.close_early(executive, slug)
    shown = await chief.read_score(executive, slug)
    await leader.plan(supervisor, slug)
    await chief.take_paper(executive, slug, shown, people.album.folder or tmp_path)
