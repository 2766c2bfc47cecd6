"""A company that is in no pack fits the product to itself, by browser and spreadsheet alone, and turns the loop once."""

from __future__ import annotations

import pytest

from tests.journeys import chief, leader, rep
from tests.journeys import fitting_list as lists
from tests.journeys import fitting_org as org
from tests.journeys import fitting_rules as rules
from tests.journeys import fitting_turn as turn
from tests.journeys.person import DESK, PHONE

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", DESK), ("en", PHONE)])
async def test_a_chain_of_car_workshops_begins_with_nothing(crowd, stack, locale, width, tmp_path):
    await fit(crowd, stack, locale, width, tmp_path, slug=f"workshops-{width}")


async def fit(crowd, stack, locale, width, folder, slug):
    office, floor = crowd(locale, width, "fitting"), crowd(locale, PHONE, "fitting-floor")
    owner = await office.joins("owner")
    await org.sign_up(owner, slug)
    await org.name_layers_and_titles(owner, slug)
    await org.build_by_hand(owner, slug)
    await org.build_by_sheet(owner, slug, folder)
    links = await org.people_by_sheet(owner, slug, folder)
    await rules.write_standards(owner, slug)
    await rules.share_out(owner, slug)
    await rules.mend(owner, slug)
    await lists.make(owner, slug)
    await lists.schedule(owner)
    manager = await org.come_in(office, "east", links["east"])
    fitter = await org.come_in(floor, "fitter", links["fitter"])

    await turn.check(fitter, slug)
    await stack.quiet(await stack.tenant(slug))
    await turn.review(manager, slug)
    await leader.verify(manager, await rep.act_on_finding(fitter, slug, turn.LOCK))
    await chief.close_early(owner, slug)
    shown = await chief.read_score(owner, slug)
    await leader.plan(manager, slug, turn.MEASURE)
    await chief.take_paper(owner, slug, shown, folder)
    await turn.read_setup(owner, slug)
